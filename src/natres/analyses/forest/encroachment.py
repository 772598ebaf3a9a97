"""Forest ground that a later survey calls construction land: by plot, with what it was and what it is."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.analyses.forest.laying import ForestPlots, WoodsLaid, overlapping
from natres.analyses.forest.reconciliation import forest_land_of, texts_of, town_codes
from natres.core.areas import survey_area_m2
from natres.core.classification import Scheme
from natres.core.overlay import NOWHERE, Pieces, cut_pairs, match_shapes, mean_width, on_one_plane, united
from natres.core.results import Encroached, Encroachment

__all__ = ["find_encroachment", "lay_later", "survey_codes_of"]

Rows = NDArray[np.intp]
Shapes = NDArray[np.object_]

#: What rounds to no 0.01 m² is what cutting leaves of a vertex between two doubles.
_NOTHING_M2 = 0.005
#: A piece narrower and smaller than this is more likely a border drawn anew than something built.
_SLIVER_WIDTH_M, _SLIVER_M2 = 0.5, 10.0


def lay_later(
    laid: WoodsLaid, after: Shapes, after_crs: Any, built: NDArray[np.bool_], *, clean: bool = True
) -> Pieces:
    """Lay the pieces of plots on the parcels of a later year that are built on.

    Parameters
    ----------
    laid : plots on the parcels of the earlier year
    after, after_crs : all parcels of the later year; ``built`` marks those looked for
    clean : whether no parcel of the later year lies over another

    Returns
    -------
    Pieces : ``first`` is the place in ``laid.pieces``, ``second`` the row in ``after``

    Raises
    ------
    BadData : ``OVERLAY_FAILED``, see :func:`natres.core.overlay.cut_pairs`
    """
    zone = laid.zone
    ground, later, _ = on_one_plane(laid.pieces.shape, zone.named_crs, after, after_crs, zone)
    same = match_shapes(ground, later) if clean else (np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp))
    whole = built[same[1]]
    first, second = same[0][whole], same[1][whole]
    rest = np.ones(len(ground), dtype=bool)
    rest[same[0]] = False
    rows, others = np.flatnonzero(rest), np.flatnonzero(built)
    near, far = shapely.STRtree(later[others]).query(ground[rows], predicate="intersects")
    cut = cut_pairs(ground, later, (rows[near], others[far]))
    kept = laid.pieces.some(first)
    unchanged = Pieces(first, second, kept.planar_m2, kept.survey_m2, mean_width(kept.shape), kept.shape)
    pieces = Pieces.joined([unchanged, Pieces.of(cut.first, cut.second, cut.shape, zone, cut.area_m2)])
    return pieces.some(np.lexsort((pieces.second, pieces.first)))


def find_encroachment(
    laid: WoodsLaid,
    later: Pieces,
    plots: ForestPlots,
    before: pd.DataFrame,
    after: pd.DataFrame,
    survey: Scheme,
    *,
    years: tuple[int | None, int | None] = (None, None),
) -> Encroachment:
    """Tell what of the ground built on later was forest until then, and what both surveys call built.

    Parameters
    ----------
    laid, later : see :func:`lay_later`; the frames are those laid, row for row
    before, after : natres columns ``land_class`` and, where known, ``parcel_id``
    years : of the two surveys

    Notes
    -----
    A row is one plot with one class before and one after; pieces below 0.005 m² are only counted. Plots that lie over
    one another both list their common ground; what is counted twice with it is told apart.

    Raises
    ------
    BadDistrictFile : ``FOREST_LAND_UNKNOWN``
    """
    plot, earlier = laid.pieces.first[later.first], laid.pieces.second[later.first]
    table = pd.DataFrame({
        "plot": plot,
        "from": texts_of(before["land_class"], earlier),
        "to": after["land_class"].astype(str).to_numpy(dtype=object)[later.second],
        "before": earlier,
        "after": later.second,
        "planar": later.planar_m2,
        "survey": later.survey_m2,
        "width": later.width_m,
    })  # fmt: skip
    built = survey_codes_of(survey)
    old = table["from"].isin(built)
    unknown = pd.Series(earlier == NOWHERE, index=table.index)
    words = _Words(plots, _ids(before), _ids(after))
    dust = table["planar"] < _NOTHING_M2
    turned = ~old & ~unknown & ~dust
    planar, measured = _counted_twice(later, plot, turned.to_numpy(), laid)
    return Encroachment(
        words.listed(table[turned]), words.listed(table[old & ~dust]),
        words.listed(table[unknown & ~dust], known=False),
        planar, measured, int(dust.sum()), float(table["planar"][dust].sum()), *years,
    )  # fmt: skip


def survey_codes_of(scheme: Scheme) -> frozenset[str]:
    """Return the codes of the groups that forest ground is lost to.

    >>> from natres.readers import read_scheme
    >>> [code in survey_codes_of(read_scheme()) for code in ("0701", "1006", "0301")]
    [True, False, False]
    """
    groups = forest_land_of(scheme).lost_to
    return frozenset(c.code for c in scheme.classes if c.group in groups)


def _ids(parcels: pd.DataFrame) -> Sequence[str]:
    return parcels["parcel_id"].astype(str).tolist() if "parcel_id" in parcels else []


class _Words:
    """What is said of the plots of a list."""

    def __init__(self, plots: ForestPlots, before: Sequence[str], after: Sequence[str]) -> None:
        frame = plots.frame
        self._rows = [int(row) for row in frame.index]
        self._classes = plots.classes.tolist()
        self._tenures = frame["tenure_code"].map(plots.scheme.tenure_of).tolist()
        names = ("plot_id", "compartment", "village", "forest_class", "protection_grade", "unit_name")
        self._named = {name: _texts(frame, name) for name in names}
        towns = town_codes(frame)
        self._towns = [""] * len(frame) if towns is None else towns.tolist()
        self._before, self._after = before, after

    def listed(self, table: pd.DataFrame, *, known: bool = True) -> tuple[Encroached, ...]:
        """Return the rows by plot and classes, the largest first."""
        groups: dict[tuple[int, str, str], list[int]] = {}
        keys = (table["plot"], table["from"], table["to"])
        for place, (plot, old, new) in enumerate(zip(*keys, strict=True)):
            groups.setdefault((int(plot), str(old), str(new)), []).append(place)
        columns = {name: table[name].to_numpy() for name in ("before", "after", "planar", "survey", "width")}
        found: list[Encroached] = []
        for (plot, old, new), places in groups.items():
            own = {name: column[places] for name, column in columns.items()}
            found.append(self._one(plot, old if known else None, new, own))
        return tuple(sorted(found, key=lambda row: (-row.survey_m2, row.plot_row, row.before or "", row.after)))

    def _one(self, plot: int, old: str | None, new: str, own: Mapping[str, NDArray[Any]]) -> Encroached:
        planar, width = float(own["planar"].sum()), float(own["width"].max())
        return Encroached(
            plot_id=self._named["plot_id"][plot],
            compartment=self._named["compartment"][plot],
            village=self._named["village"][plot],
            plot_row=self._rows[plot],
            forest_class=self._classes[plot],
            forest_code=self._named["forest_class"][plot],
            tenure=self._tenures[plot],
            protection=self._named["protection_grade"][plot],
            town_code=self._towns[plot],
            town=self._named["unit_name"][plot],
            before=old,
            after=new,
            planar_m2=planar,
            survey_m2=float(own["survey"].sum()),
            width_m=width,
            before_parcels=self._parcels(self._before, own["before"]),
            after_parcels=self._parcels(self._after, own["after"]),
            sliver=planar < _SLIVER_M2 and width < _SLIVER_WIDTH_M,
        )

    @staticmethod
    def _parcels(ids: Sequence[str], rows: Rows) -> tuple[str, ...]:
        found = [str(ids[row]) for row in rows.tolist() if row != NOWHERE] if len(ids) else []
        return tuple(dict.fromkeys(found))


def _texts(frame: pd.DataFrame, name: str) -> list[str]:
    return frame[name].fillna("").astype(str).tolist() if name in frame else [""] * len(frame)


def _counted_twice(
    later: Pieces, plot: Rows, turned: NDArray[np.bool_], laid: WoodsLaid
) -> tuple[float, float]:  # fmt: skip
    """Return what of the ground turned lies under several plots, beyond once."""
    shapes = later.shape[turned & np.isin(plot, laid.overlaid)]
    shapes = shapes[overlapping(shapes)] if len(shapes) else shapes
    if not len(shapes):
        return 0.0, 0.0
    once = np.array([united(shapes)], dtype=object)
    crs, zone = laid.zone.named_crs, laid.zone
    survey = survey_area_m2(shapes, crs, zone=zone).sum() - survey_area_m2(once, crs, zone=zone).sum()
    return float(shapely.area(shapes).sum() - shapely.area(once).sum()), float(survey)
