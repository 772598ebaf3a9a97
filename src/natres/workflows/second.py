"""The second computation of a report: run beside the first, and what happens where the two disagree."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from natres.analyses import second_land, second_shapes
from natres.analyses.overlay import second_zones
from natres.core.issues import Notice
from natres.core.provenance import Layer
from natres.core.results import QuotaCheck, SecondFigure
from natres.district import District
from natres.errors import BadData, OwnFault
from natres.presenters.land_tables import LandPage
from natres.presenters.second_table import second_label, second_text
from natres.workflows.inputs import Land, Options

__all__ = ["compute_again", "frame_of", "refuse_disagreement"]


def compute_again(
    page: LandPage, checks: Sequence[QuotaCheck], land: Land, district: District
) -> tuple[SecondFigure, ...]:
    """Add the land up from the rows of the file, measure its shapes by pyproj, cut it with its zones."""
    frame, scheme = land.layer.frame, land.scheme
    zoned = [
        (layer, [c for c in checks if (m := scheme.measure(c.quota.measure)) and m.needs_zone == layer.key])
        for layer, _ in land.zones
    ]
    inside = second_zones(frame["geometry"].to_numpy(), land.layer.crs, land.ledger, zoned)
    rows = second_land(page.shares, checks, land.ledger, land.scheme, frame)
    return rows + second_shapes(page.shares, land.ledger, land.scheme, frame, district.control) + inside


def refuse_disagreement(
    figures: Sequence[SecondFigure], district: District, page: LandPage, options: Options
) -> tuple[Notice, ...]:
    """Stop where a headline number and its second computation differ by more than the tolerance.

    Returns
    -------
    What was accepted all the same, to be said in the report

    Raises
    ------
    OwnFault : ``SECOND_ROWS``: the same rows add up to two numbers, so one of natres's computations is wrong
    BadData : ``SECOND_SHAPES``: declared areas are not those of the shapes; may be accepted
    """
    said: list[Notice] = []
    for figure in figures:
        if figure.agrees:
            continue
        facts: dict[str, Any] = {"key": second_label(figure.key, page), "file": district.path.name}
        numbers = {"value": figure.first, "second": figure.second, "difference": figure.first - figure.second}
        numbers["tolerance"] = figure.tolerance
        facts |= {name: second_text(number, figure.unit) for name, number in numbers.items()}
        if figure.means != "shapes":
            raise OwnFault("SECOND_ROWS", **facts)
        if "SECOND_SHAPES" not in options.accept:
            raise BadData("SECOND_SHAPES", **facts)
        said.append(Notice("SECOND_SHAPES", facts))
    return tuple(said)


def frame_of(layer: Layer[pd.DataFrame] | None) -> pd.DataFrame | None:
    """Return the rows of a layer that may not be there."""
    return layer.frame if layer else None
