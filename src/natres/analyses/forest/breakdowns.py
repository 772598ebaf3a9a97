"""Forest land divided by the attributes of its plots: benefit, protection, species, mixture, age, canopy, origin."""

import pandas as pd
from pandas.api.types import is_numeric_dtype

from natres.core.forestry import BLANK, ODD, Attribute, ForestScheme, mixture_of
from natres.core.meanings import codes_by_meaning
from natres.core.results import ForestBreakdown

__all__ = ["break_down"]


def break_down(plots: pd.DataFrame, rows: pd.DataFrame, scheme: ForestScheme) -> tuple[ForestBreakdown, ...]:
    """Return a breakdown for every attribute the plots carry.

    Parameters
    ----------
    plots : natres columns of forest land
    rows : ``forest`` (class of the report) and ``area`` (0.01 m²) of the same plots

    Notes
    -----
    Values stand in the scheme's order, free ones (species) by area, the largest first; land without a value and land
    with none of the values keep a line each, so that the rows add up to all the land the table is about.
    """
    given = plots.assign(mixture=plots["composition"].map(mixture_of)) if "composition" in plots else plots
    if "composition" in plots:  # what stands there and cannot be read is odd, not blank
        unread = given["mixture"].eq("") & plots["composition"].str.strip().ne("")
        given = given.assign(mixture=given["mixture"].mask(unread, plots["composition"]))
    return tuple(_by(attribute, given, rows) for attribute in scheme.attributes if attribute.column in given)


def _by(attribute: Attribute, plots: pd.DataFrame, rows: pd.DataFrame) -> ForestBreakdown:
    about = rows if attribute.of == "forest" else rows[rows["forest"] == attribute.of]
    keys = plots.loc[about.index, attribute.column].map(attribute.key_of)
    found = about["area"].groupby(keys).agg(["size", "sum"])
    if attribute.values:
        order = [value.key for value in attribute.values]
    else:
        order = [str(k) for k in found.drop([BLANK], errors="ignore").sort_values("sum", ascending=False).index]
    order += [key for key in (ODD, BLANK) if key in found.index and key not in order]
    known = {str(key): (int(n), int(a)) for key, n, a in zip(found.index, found["size"], found["sum"], strict=True)}
    column = "composition" if attribute.column == "mixture" else attribute.column
    codes = _codes(plots.loc[about.index, column], keys)
    return ForestBreakdown(
        attribute.key,
        attribute.of,
        tuple((key, *known.get(key, (0, 0))) for key in order),
        "" if codes is None else column,
        () if codes is None else tuple(codes.get(key, ()) for key in order),
    )


def _codes(written: pd.Series, keys: pd.Series) -> dict[str, tuple[str, ...]] | None:
    """Return for each value of an attribute what stands for it in its column; None for a column of numbers."""
    if is_numeric_dtype(written):
        return None
    known = dict(zip(written.where(written.notna(), "").astype(str), keys, strict=True))
    return codes_by_meaning(known, lambda code: str(known[code]))
