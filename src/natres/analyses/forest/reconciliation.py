"""Forest plots added up against the survey: what both call forest, what only one does, by class, tenure and town."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.analyses.forest.laying import ForestPlots, WoodsLaid
from natres.core.classification import ForestLand, Scheme
from natres.core.deductions import whole_dm2
from natres.core.overlay import NOWHERE
from natres.core.results import NO_GROUND, Ground, GroundRow, Reconciliation, TenureGround, TownGround
from natres.core.rounding import largest_remainder
from natres.errors import BadDistrictFile

__all__ = [
    "forest_land_of", "ground_tables", "is_woods", "kinds_of_woods", "reconcile_woods", "texts_of", "town_codes",
]  # fmt: skip

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]
Texts = NDArray[np.object_]
Whole = NDArray[np.int64]

#: Weights of areas in whole numbers: millionths of a square metre.
_PER_M2 = 1_000_000
#: Less than this under a plot is no plot.
_COVERED_M2 = 1.0
_TOWN_DIGITS = 9


def forest_land_of(scheme: Scheme) -> ForestLand:
    """Return what a scheme counts as forest land.

    Raises
    ------
    BadDistrictFile : ``FOREST_LAND_UNKNOWN`` for a scheme that does not say it
    """
    if scheme.forest_land is None:
        raise BadDistrictFile("FOREST_LAND_UNKNOWN", value=scheme.key)
    return scheme.forest_land


def is_woods(parcels: pd.DataFrame, scheme: Scheme) -> Flags:
    """Mark the parcels of the survey's forest land and its wetland with forest.

    >>> from natres.readers import read_scheme
    >>> is_woods(pd.DataFrame({"land_class": ["0301K", "0304", "1106", ""]}), read_scheme()).tolist()
    [True, True, False, False]
    """
    land = forest_land_of(scheme)
    return parcels["land_class"].isin(scheme.under(land.classes | land.wetland)).to_numpy(dtype=bool)


def kinds_of_woods(parcels: pd.DataFrame, scheme: Scheme) -> NDArray[np.intp]:
    """Return 1 for the survey's forest land, 2 for its wetland with forest, 0 for all other land.

    >>> from natres.readers import read_scheme
    >>> kinds_of_woods(pd.DataFrame({"land_class": ["0301K", "0304", "1106", ""]}), read_scheme()).tolist()
    [1, 2, 0, 0]
    """
    wetland = parcels["land_class"].isin(scheme.under(forest_land_of(scheme).wetland)).to_numpy(dtype=bool)
    return np.where(wetland, 2, is_woods(parcels, scheme)).astype(np.intp)


def reconcile_woods(
    laid: WoodsLaid,
    plots: ForestPlots,
    parcels: pd.DataFrame,
    survey: Scheme,
    *,
    towns: Mapping[str, str] | None = None,
) -> Reconciliation:
    """Add up forest plots laid on parcels.

    Parameters
    ----------
    laid : the plots on the parcels, row for row as in both frames
    plots : plots of forest land
    survey : what the codes of the parcels mean
    parcels : natres columns ``land_class`` and, where known, ``ownership_type``, ``unit_code``, ``declared_area_m2``
    towns : names of towns by code, beside those the plots carry

    Raises
    ------
    BadDistrictFile : ``FOREST_LAND_UNKNOWN``, see :func:`forest_land_of`
    """
    statuses, declared, bare_tbmj = _Statuses.of(survey), _declared(plots.frame), _tbmj(parcels)
    on, bare = ground_tables(laid, plots, parcels, survey)
    rows = [
        *_rows(on, ["status", "forest_class", "land_class"]),
        *_rows(bare, ["status", "forest_class", "land_class"]),
    ]
    known = declared >= 0
    return Reconciliation(
        plots=len(plots.frame),
        forestry=Ground(_sum(laid.plot_m2), _sum(laid.plot_survey_m2), int(declared[known].sum()), len(on)),
        survey_forest=_woods(laid, parcels, bare_tbmj, statuses, "on_both"),
        survey_wetland=_woods(laid, parcels, bare_tbmj, statuses, "wetland_forest"),
        rows=tuple(_row(*row) for row in sorted(rows, key=lambda row: _order(row[0], survey))),
        doubled=tuple(_row(*row) for row in _doubled(laid, parcels, statuses)),
        tenures=_tenures(on) if "ownership_type" in parcels else (),
        towns=_towns(laid, on, bare, parcels, statuses, _named(plots.frame, towns or {})),
        without_plot=_without_plot(laid, len(parcels)),
        undeclared=Ground(_sum(laid.plot_m2[~known]), _sum(laid.plot_survey_m2[~known]), 0, int((~known).sum())),
        has_declared=bool(known.any()),
        has_tbmj=bare_tbmj is not None,
    )


def ground_tables(
    laid: WoodsLaid, plots: ForestPlots, parcels: pd.DataFrame, survey: Scheme
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what is known of every piece, in the order of ``laid.pieces``, and of the bare ground of ``laid.bare``.

    Columns ``status``, ``forest_class``, ``land_class``, ``town``, ``planar``, ``survey`` (m²), ``declared`` (0.01 m²);
    of pieces also ``tenure`` and ``ownership``.
    """
    statuses = _Statuses.of(survey)
    on = _on_parcels(laid, plots, parcels, survey, statuses)
    on["declared"] = _shared_out(laid, _declared(plots.frame))
    return on, _bare(laid, parcels, _tbmj(parcels), statuses)


@dataclass(frozen=True)
class _Statuses:
    """Status of plots on a class of the survey, and of its ground without them."""

    main: frozenset[str]
    wetland: frozenset[str]

    @classmethod
    def of(cls, scheme: Scheme) -> "_Statuses":
        land = forest_land_of(scheme)
        wetland = scheme.under(land.wetland)
        return cls(scheme.under(land.classes) - wetland, wetland)

    def under_plot(self, code: str) -> str:
        return "on_both" if code in self.main else "wetland_forest" if code in self.wetland else "forestry_only"

    def bare(self, code: str) -> str:
        return "survey_only_wetland" if code in self.wetland else "survey_only"


def _on_parcels(
    laid: WoodsLaid, plots: ForestPlots, parcels: pd.DataFrame, survey: Scheme, statuses: _Statuses
) -> pd.DataFrame:
    """Return one row per piece of a plot with what is said of it."""
    plot, parcel = laid.pieces.first, laid.pieces.second
    outside = parcel == NOWHERE
    code = texts_of(parcels["land_class"], parcel)
    status = pd.Series(code).map({c: statuses.under_plot(c) for c in set(code)}).to_numpy(dtype=object)
    tenure = plots.frame["tenure_code"].map(plots.scheme.tenure_of).to_numpy(dtype=object)[plot]
    owner = np.full(len(plot), "", dtype=object)
    if "ownership_type" in parcels:
        kind = texts_of(parcels["ownership_type"], parcel)
        owner = pd.Series(kind).map({c: survey.ownership_of(c) for c in set(kind)}).to_numpy(dtype=object)
    own_town, town = town_codes(plots.frame), town_codes(parcels)
    where = np.full(len(plot), "", dtype=object) if town is None else texts_of(pd.Series(town), parcel)
    if own_town is not None:  # outside all parcels, or where these name no town
        where = np.where(where == "", own_town[plot], where)
    return pd.DataFrame({
        "status": np.where(outside, "outside", status),
        "forest_class": plots.classes.to_numpy(dtype=object)[plot],
        "land_class": np.where(outside, "", code),
        "tenure": tenure,
        "ownership": np.where(outside, "", owner),
        "town": where,
        "planar": laid.pieces.planar_m2,
        "survey": laid.pieces.survey_m2,
    })  # fmt: skip


def texts_of(column: pd.Series, rows: Rows) -> Texts:
    """Return the texts of some rows; those of no row are empty."""
    texts = np.append(column.fillna("").astype(str).to_numpy(dtype=object), "")
    return texts[rows]  # NOWHERE is the last one


def town_codes(frame: pd.DataFrame) -> Texts | None:
    """Return the code of the town each row lies in, the first nine digits of its unit; None where none is known.

    >>> town_codes(pd.DataFrame({"unit_code": ["1201111012010000000", "120111101", ""]})).tolist()
    ['120111101', '120111101', '']
    """
    if "unit_code" not in frame:
        return None
    return frame["unit_code"].fillna("").astype(str).str[:_TOWN_DIGITS].to_numpy(dtype=object)


def _declared(plots: pd.DataFrame) -> Whole:
    """Return MIAN_JI of every plot in 0.01 m², -1 where a plot has none."""
    if "declared_area_m2" not in plots:
        return np.full(len(plots), -1, dtype=np.int64)
    missing = plots["declared_area_m2"].isna().to_numpy()
    return np.where(missing, -1, whole_dm2(plots["declared_area_m2"].fillna(0.0)))


def _shared_out(laid: WoodsLaid, declared: Whole) -> Whole:
    """Share MIAN_JI of every plot out to its pieces by their plane area, the last 0.01 m² by largest remainder."""
    plot = laid.pieces.first
    found = np.maximum(declared, 0)[plot]
    start = np.flatnonzero(np.append(True, plot[1:] != plot[:-1])) if len(plot) else np.zeros(0, dtype=np.intp)
    count = np.diff(np.append(start, len(plot)))
    several = count > 1
    for first, number in zip(start[several].tolist(), count[several].tolist(), strict=True):
        weights = [int(m2 * _PER_M2) + 1 for m2 in laid.pieces.planar_m2[first : first + number].tolist()]
        found[first : first + number] = largest_remainder(weights, int(found[first]))
    return found


def _tbmj(parcels: pd.DataFrame) -> Whole | None:
    if "declared_area_m2" not in parcels or parcels["declared_area_m2"].isna().any():
        return None
    return whole_dm2(parcels["declared_area_m2"])


def _bare(laid: WoodsLaid, parcels: pd.DataFrame, tbmj: Whole | None, statuses: _Statuses) -> pd.DataFrame:
    """Return one row per parcel of survey forest with ground that no plot covers."""
    parcel, town = laid.bare.second, town_codes(parcels)
    code = texts_of(parcels["land_class"], parcel)
    own = np.zeros(len(parcels))
    own[laid.woods] = laid.woods_m2
    share = np.zeros(len(parcel), dtype=np.int64)
    for n, row in enumerate(parcel.tolist() if tbmj is not None else ()):
        bare, whole = int(laid.bare.planar_m2[n] * _PER_M2), int(own[row] * _PER_M2)
        weights = [bare, max(whole - bare, 0)] if whole else [1, 0]
        share[n] = largest_remainder(weights, int(tbmj[row]))[0] if tbmj is not None else 0
    return pd.DataFrame({
        "status": np.array([statuses.bare(c) for c in code], dtype=object),
        "forest_class": np.full(len(parcel), "", dtype=object),
        "land_class": code,
        "town": np.full(len(parcel), "", dtype=object) if town is None else town[parcel],
        "planar": laid.bare.planar_m2,
        "survey": laid.bare.survey_m2,
        "declared": share,
    })  # fmt: skip


def _rows(pieces: pd.DataFrame, keys: list[str]) -> list[tuple[tuple[str, ...], Ground]]:
    """Return the ground of each combination of keys."""
    if pieces.empty:
        return []
    grouped = pieces.groupby(keys, sort=True)
    sums = grouped[["planar", "survey", "declared"]].sum()
    sums["pieces"] = grouped.size()
    found: list[tuple[tuple[str, ...], Ground]] = []
    for key, planar, survey, declared, count in sums.itertuples(name=None):
        names = key if isinstance(key, tuple) else (key,)
        ground = Ground(float(planar), float(survey), int(declared), int(count))
        found.append((tuple(str(name) for name in names), ground))
    return found


def _row(key: tuple[str, ...], ground: Ground) -> GroundRow:
    return GroundRow(key[0], key[1], key[2], ground)


_IN_ORDER = ("on_both", "wetland_forest", "forestry_only", "outside", "survey_only", "survey_only_wetland")


def _order(key: tuple[str, ...], survey: Scheme) -> tuple[int, int, str]:
    status, forest_class, land_class = key
    return (_IN_ORDER.index(status), survey.position.get(land_class, 0), forest_class)


def _sum(values: Floats) -> float:
    return float(values.sum())


def _woods(
    laid: WoodsLaid, parcels: pd.DataFrame, tbmj: Whole | None, statuses: _Statuses, status: str
) -> Ground:  # fmt: skip
    """Return the survey's forest land, or its wetland with forest, measured whole."""
    code = texts_of(parcels["land_class"], laid.woods)
    own = np.array([statuses.under_plot(c) == status for c in code], dtype=bool)
    declared = 0 if tbmj is None else int(tbmj[laid.woods[own]].sum())
    return Ground(_sum(laid.woods_m2[own]), _sum(laid.woods_survey_m2[own]), declared, int(own.sum()))


def _doubled(
    laid: WoodsLaid, parcels: pd.DataFrame, statuses: _Statuses
) -> list[tuple[tuple[str, ...], Ground]]:  # fmt: skip
    code = texts_of(parcels["land_class"], laid.doubled.parcel)
    found: dict[tuple[str, ...], Ground] = {}
    for n, parcel in enumerate(laid.doubled.parcel.tolist()):
        status = "outside" if parcel == NOWHERE else statuses.under_plot(code[n])
        ground = Ground(float(laid.doubled.planar_m2[n]), float(laid.doubled.survey_m2[n]), 0, 1)
        key = (status, "", str(code[n]))
        found[key] = found.get(key, NO_GROUND) + ground
    return sorted(found.items(), key=lambda row: (_IN_ORDER.index(row[0][0]), row[0][2]))


def _tenures(on: pd.DataFrame) -> tuple[TenureGround, ...]:
    return tuple(TenureGround(key[0], key[1], ground) for key, ground in _rows(on, ["tenure", "ownership"]))


def _named(plots: pd.DataFrame, towns: Mapping[str, str]) -> dict[str, str]:
    """Return the names of towns by code: those given, else those the plots carry."""
    codes = town_codes(plots)
    own = {} if codes is None or "unit_name" not in plots else dict(zip(codes, plots["unit_name"], strict=True))
    return {**{str(code): str(name) for code, name in own.items()}, **towns}


def _towns(
    laid: WoodsLaid, on: pd.DataFrame, bare: pd.DataFrame, parcels: pd.DataFrame, statuses: _Statuses,
    names: Mapping[str, str],
) -> tuple[TownGround, ...]:  # fmt: skip
    town = town_codes(parcels)
    found = [*_rows(on, ["town", "status"]), *_rows(bare, ["town", "status"])]
    if not any(key[0] for key, _ in found):
        return ()
    doubled: dict[tuple[str, ...], Ground] = {}
    for n, parcel in enumerate(laid.doubled.parcel.tolist()):
        woods = parcel != NOWHERE and statuses.under_plot(str(parcels["land_class"].iloc[parcel])) != "forestry_only"
        if woods and town is not None:
            key = (str(town[parcel]), "doubled")
            ground = Ground(float(laid.doubled.planar_m2[n]), float(laid.doubled.survey_m2[n]), 0, 1)
            doubled[key] = doubled.get(key, NO_GROUND) + ground
    if town is not None:
        whole = pd.DataFrame({
            "town": town[laid.woods], "status": "survey_forest", "planar": laid.woods_m2,
            "survey": laid.woods_survey_m2, "declared": 0,
        })  # fmt: skip
        found += _rows(whole, ["town", "status"])
    found += list(doubled.items())
    found.sort(key=lambda row: (not row[0][0], row[0]))
    return tuple(TownGround(code, names.get(code, ""), status, ground) for (code, status), ground in found)


def _without_plot(laid: WoodsLaid, count: int) -> int:
    """Count the parcels of survey forest with less than 1 m² under a plot."""
    on = laid.pieces.second != NOWHERE
    covered = np.bincount(laid.pieces.second[on], laid.pieces.planar_m2[on], count)
    return int((covered[laid.woods] < _COVERED_M2).sum())
