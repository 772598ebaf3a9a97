"""Forest plots laid on land-use parcels: pieces of plots, survey forest that no plot covers, ground counted twice.

Few plots lie on many parcels, so only what meets a plot is cut, and only what ends in a table is measured.
"""

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.analyses.forest.table import report_classes
from natres.core.areas import survey_area_m2
from natres.core.crs import ComputingZone
from natres.core.forestry import OUTSIDE, ForestScheme
from natres.core.overlay import (
    NOTHING_M2,
    NOWHERE,
    Pieces,
    Sums,
    adjusted,
    common_zone,
    cut_pairs,
    left_bare,
    match_shapes,
    on_one_plane,
    united,
)

__all__ = ["Doubled", "ForestPlots", "WoodsLaid", "lay_woods", "overlapping"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]
Shapes = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class ForestPlots:
    """Plots of forest land with their classes in the report, and what their codes mean.

    Parameters
    ----------
    frame : natres columns; its index tells the rows of the layer they come from
    classes : the report's class of each, row for row
    """

    frame: pd.DataFrame
    classes: pd.Series
    scheme: ForestScheme

    @classmethod
    def of(cls, frame: pd.DataFrame, scheme: ForestScheme) -> Self:
        """Leave out what the map carries but is no forest land.

        >>> from natres.readers import read_forest_scheme
        >>> plots = pd.DataFrame({"forest_class": ["0210", "0131"], "tenure_code": ["10", "20"]})
        >>> ForestPlots.of(plots, read_forest_scheme()).classes.to_dict()
        {1: 'shrub'}
        """
        classes = report_classes(frame, scheme)
        inside = classes != OUTSIDE
        return cls(frame[inside], classes[inside], scheme)


@dataclass(frozen=True, eq=False)
class Doubled:
    """Ground counted more than once, by parcel (:data:`NOWHERE` outside all): what the pieces have beyond their union.

    ``planar_m2`` and ``survey_m2`` are the excess: ground under three plots counts twice in it.
    """

    parcel: Rows
    planar_m2: Floats
    survey_m2: Floats


@dataclass(frozen=True, eq=False)
class WoodsLaid:
    """Plots on parcels, in the plane of ``zone``.

    Parameters
    ----------
    pieces : ground of each plot (``first``) on each parcel (``second``), :data:`NOWHERE` outside all parcels
    bare : ground of the survey's forest (``second``) that no plot covers
    doubled : ground under several plots
    plot_m2, plot_survey_m2 : areas of the plots, shape (plots,)
    woods : rows of the survey's forest parcels, with their areas in ``woods_m2``, ``woods_survey_m2``
    overlaid : plots that lie over others
    eased : pairs (plot, parcel) that could only be cut on a grid of 0.1 mm
    """

    pieces: Pieces
    bare: Pieces
    doubled: Doubled
    plot_m2: Floats
    plot_survey_m2: Floats
    woods: Rows
    woods_m2: Floats
    woods_survey_m2: Floats
    zone: ComputingZone
    overlaid: Rows
    eased: tuple[tuple[int, int], ...] = ()


def lay_woods(
    plots: Shapes,
    plots_crs: Any,
    parcels: Shapes,
    parcels_crs: Any,
    woods: NDArray[np.integer[Any] | np.bool_],
    *,
    zone: ComputingZone | None = None,
    clean: bool = True,
) -> WoodsLaid:
    """Lay forest plots on parcels.

    Parameters
    ----------
    plots : valid polygons and multipolygons; they may lie scattered and over one another
    parcels : valid polygons of a cover
    woods : marks those of the survey's forest, by whole numbers from 1 where there are several kinds; 0 for other land
    clean : whether no parcel lies over another; only then a plot with the shape of a parcel lies on nothing else

    Notes
    -----
    The pieces of a plot make up its plane area within 1e-4 m². Survey areas as measured miss it by some hundredths of a
    square metre where edges are long: the survey's formula takes an edge as straight in latitude and longitude, and
    rounds both. They are adjusted (:func:`natres.core.overlay.adjusted`): the pieces of all plots, and pieces and bare
    ground of all forest parcels of a kind, add up to their survey area, and so do those of the single ones as far as
    these agree with one another.

    Raises
    ------
    BadData : ``OVERLAY_FAILED``, see :func:`natres.core.overlay.cut_pairs`

    >>> from pyproj import CRS
    >>> crs, e, n = CRS.from_epsg(4527), 39505000, 4322000
    >>> parcels = np.array([shapely.box(e, n, e + 100, n + 100), shapely.box(e + 100, n, e + 200, n + 100)])
    >>> plots = np.array([shapely.box(e + 50, n, e + 150, n + 100), shapely.box(e + 140, n, e + 160, n + 100)])
    >>> laid = lay_woods(plots, crs, parcels, crs, np.array([False, True]))
    >>> [(int(a), int(b), round(float(m2), 6)) for a, b, m2 in
    ...  zip(laid.pieces.first, laid.pieces.second, laid.pieces.planar_m2)]
    [(0, 0, 5000.0), (0, 1, 5000.0), (1, 1, 2000.0)]
    >>> laid.bare.planar_m2.round(6).tolist(), laid.doubled.planar_m2.round(6).tolist()
    ([4000.0], [1000.0])
    """
    zone = zone or common_zone(parcels, parcels_crs)
    above, below, _ = on_one_plane(plots, plots_crs, parcels, parcels_crs, zone)
    plot_m2 = np.nan_to_num(shapely.area(above))
    survey_m2 = survey_area_m2(above, zone.named_crs, zone=zone)
    same = match_shapes(above, below) if clean else (np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp))
    pieces, eased = _pieces(above, below, same, zone, (plot_m2, survey_m2))
    # Two plots with the shapes of two parcels of a cover share nothing.
    overlaid = overlapping(above, np.setdiff1d(np.arange(len(above)), same[0]))
    rows = np.flatnonzero(woods)
    woods_m2, woods_survey = (
        np.nan_to_num(shapely.area(below[rows])),
        survey_area_m2(below[rows], zone.named_crs, zone=zone),
    )
    doubled = _doubled(pieces, overlaid, zone)
    bare = _bare(above, below, rows, pieces, doubled, zone, (woods_m2, woods_survey))
    pieces, bare = _closed(pieces, bare, doubled, survey_m2, (rows, woods[rows].astype(np.intp), woods_survey))
    return WoodsLaid(
        pieces, bare, doubled, plot_m2, survey_m2, rows, woods_m2, woods_survey, zone, overlaid, eased
    )  # fmt: skip


def overlapping(shapes: Shapes, rows: Rows | None = None) -> Rows:
    """Return the rows of shapes that share more than 1 cm² with another of them.

    Parameters
    ----------
    rows : those that may; any two others are known to share nothing. By default all of them

    >>> overlapping(np.array([shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2), shapely.box(3, 0, 4, 2)])).tolist()
    [0, 1]
    """
    asked = np.arange(len(shapes)) if rows is None else rows
    may = np.zeros(len(shapes), dtype=bool)
    may[asked] = True
    near, other = shapely.STRtree(shapes).query(shapes[asked], predicate="intersects")
    one = asked[near]
    pair = (one < other) | (~may[other])
    shared = cut_pairs(shapes, shapes, (one[pair], other[pair]))
    there = shared.area_m2 > NOTHING_M2
    return np.unique(np.concatenate([shared.first[there], shared.second[there]]))


def _pieces(
    above: Shapes, below: Shapes, same: tuple[Rows, Rows], zone: ComputingZone, areas: tuple[Floats, Floats]
) -> tuple[Pieces, tuple[tuple[int, int], ...]]:
    """Return the pieces of all plots, those outside every parcel among them, by plot and parcel."""
    rest = np.ones(len(above), dtype=bool)
    rest[same[0]] = False
    rows = np.flatnonzero(rest)
    near, parcel = shapely.STRtree(below).query(above[rows], predicate="intersects")
    cut = cut_pairs(above, below, (rows[near], parcel))
    measured = (areas[0][same[0]], areas[1][same[0]])
    whole = _whole(above[same[0]], same[0], same[1], measured)
    pieces = Pieces.joined([whole, Pieces.of(cut.first, cut.second, cut.shape, zone, cut.area_m2)])
    left = areas[0] - np.bincount(pieces.first, pieces.planar_m2, len(above))
    outside, shape = left_bare(above, below, np.flatnonzero(np.abs(left) > NOTHING_M2), (cut.first, cut.second))
    nowhere = np.full(len(outside), NOWHERE, dtype=np.intp)
    pieces = Pieces.joined([pieces, Pieces.of(outside, nowhere, shape, zone)])
    return pieces.some(np.lexsort((pieces.second, pieces.first))), cut.eased


def _whole(shape: Shapes, first: Rows, second: Rows, areas: tuple[Floats, Floats]) -> Pieces:
    """Return shapes that are pieces as they are and were measured already; their width is not needed."""
    return Pieces(first, second, *areas, np.full(len(shape), np.inf), shape)


def _bare(
    above: Shapes, below: Shapes, woods: Rows, pieces: Pieces, doubled: Doubled, zone: ComputingZone,
    areas: tuple[Floats, Floats],
) -> Pieces:  # fmt: skip
    """Return what of the survey's forest no plot covers; parcels without any plot are not cut or measured again."""
    on = pieces.second != NOWHERE
    covered = np.bincount(pieces.second[on], pieces.planar_m2[on], len(below)).astype(np.float64)  # of none it counts
    there = doubled.parcel != NOWHERE
    covered[doubled.parcel[there]] -= doubled.planar_m2[there]
    left = areas[0] - covered[woods]
    touched = np.zeros(len(below), dtype=bool)
    touched[pieces.second[on]] = True
    free = ~touched[woods]
    rows = woods[free]
    whole = _whole(below[rows], np.full(len(rows), NOWHERE, dtype=np.intp), rows, (areas[0][free], areas[1][free]))
    rest = woods[~free & (left > NOTHING_M2)]
    part, shape = left_bare(below, above, rest, (pieces.second[on], pieces.first[on]))
    cut = Pieces.of(np.full(len(part), NOWHERE, dtype=np.intp), part, shape, zone)
    joined = Pieces.joined([whole, cut])
    return joined.some(np.argsort(joined.second, kind="stable"))


def _closed(
    pieces: Pieces, bare: Pieces, doubled: Doubled, plot_m2: Floats, woods: tuple[Rows, Rows, Floats]
) -> tuple[Pieces, Pieces]:
    """Return pieces and bare ground with survey areas that add up to those of the plots and of the forest parcels.

    Where vertices of one layer lie on edges of the other, plots and parcels that cover the same ground differ by a few
    square centimetres: then the sums of all plots, and of all parcels of each kind, hold before the single ones.
    """
    rows, kind, woods_m2 = woods
    number = np.full(int(max(pieces.second.max(initial=-1), rows.max(initial=-1))) + 2, NOWHERE, dtype=np.intp)
    number[rows] = np.arange(len(rows))  # NOWHERE is the last one
    twice = number[doubled.parcel]
    wanted = woods_m2.copy()
    np.add.at(wanted, twice[twice != NOWHERE], doubled.survey_m2[twice != NOWHERE])
    ground = number[pieces.second]
    over = np.flatnonzero(ground != NOWHERE)
    all_pieces = np.arange(len(pieces))
    on = np.concatenate([over, len(pieces) + np.arange(len(bare))])
    parcel = np.concatenate([ground[over], number[bare.second]])
    of_kind = np.bincount(kind, wanted, int(kind.max(initial=0)) + 1).astype(np.float64)
    survey = adjusted(
        np.concatenate([pieces.survey_m2, bare.survey_m2]),
        [
            Sums(all_pieces, pieces.first, plot_m2),
            Sums(on, parcel, wanted),
            Sums(all_pieces, np.zeros(len(pieces), dtype=np.intp), np.array([plot_m2.sum()]), firm=True),
            Sums(on, kind[parcel], of_kind, firm=True),
        ],
    )
    return replace(pieces, survey_m2=survey[: len(pieces)]), replace(bare, survey_m2=survey[len(pieces) :])


def _doubled(pieces: Pieces, overlaid: Rows, zone: ComputingZone) -> Doubled:
    """Return by parcel what the pieces of plots that lie over one another have beyond their union."""
    places = np.flatnonzero(np.isin(pieces.first, overlaid))
    places = places[np.argsort(pieces.second[places], kind="stable")]
    parcel, start, count = np.unique(pieces.second[places], return_index=True, return_counts=True)
    several = np.flatnonzero(count > 1)
    groups = [places[start[n] : start[n] + count[n]] for n in several.tolist()]
    union = np.empty(len(groups), dtype=object)
    for n, group in enumerate(groups):
        union[n] = united(pieces.shape[group])
    planar = np.array([pieces.planar_m2[group].sum() for group in groups]) - shapely.area(union)
    survey = np.array([pieces.survey_m2[group].sum() for group in groups])
    survey = survey - survey_area_m2(union, zone.named_crs, zone=zone) if groups else survey
    found = planar > NOTHING_M2
    return Doubled(parcel[several][found], planar[found], survey[found])
