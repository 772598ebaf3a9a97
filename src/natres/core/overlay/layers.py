"""Two layers laid on one another: unchanged shapes are matched, and only what is left is cut."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.areas import survey_area_m2
from natres.core.coverage import EdgeSet, compare_coverage
from natres.core.crs import ComputingZone
from natres.core.outlines import areal_parts
from natres.core.overlay.cutting import Cut, cut_pairs
from natres.core.overlay.matching import match_shapes
from natres.core.overlay.pieces import NOWHERE, Laid, Pieces, mean_width
from natres.core.overlay.planes import common_zone, on_one_plane

__all__ = ["lay_over"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Shapes = NDArray[np.object_]

#: Bare ground below this is what cutting leaves of a vertex between two doubles.
_NOTHING_M2 = 1e-4


def lay_over(
    first: Shapes,
    first_crs: Any,
    second: Shapes,
    second_crs: Any,
    *,
    zone: ComputingZone | None = None,
    clean: bool | None = None,
) -> Laid:
    """Lay two layers on one another and measure the pieces.

    Parameters
    ----------
    first, second : valid polygons and multipolygons, shapes (n,) and (m,); missing and empty ones have no ground
    first_crs, second_crs : their coordinate systems (pyproj), on CGCS2000 or WGS 84
    zone : the zone whose plane the edges are straight in; by default the first layer's own, or the nearest
    clean : whether no ground is in two rows of one layer; None looks. Only then may matched shapes be left uncut

    Notes
    -----
    The pieces of a row, and what it has alone, add up to its plane area within 1e-4 m²; where a layer covers ground
    twice, the excess is in :attr:`Laid.first_residual_m2`. Laying B on A gives the pieces of A on B.

    Raises
    ------
    BadData : ``OVERLAY_FAILED`` for two shapes that GEOS cannot cut, those of :func:`natres.core.areas.survey_area_m2`

    >>> from pyproj import CRS
    >>> crs, e, n = CRS.from_epsg(4527), 39505000, 4322000
    >>> before = np.array([shapely.box(e, n, e + 100, n + 100), shapely.box(e + 100, n, e + 200, n + 100)])
    >>> after = np.array([shapely.box(e, n, e + 130, n + 100)])
    >>> laid = lay_over(before, crs, after, crs)
    >>> [(int(a), int(b), round(float(m2), 6)) for a, b, m2 in
    ...  zip(laid.common.first, laid.common.second, laid.common.planar_m2)]
    [(0, 0, 10000.0), (1, 0, 3000.0)]
    >>> laid.first_alone.planar_m2.round(6).tolist()
    [7000.0]
    """
    zone = zone or common_zone(first, first_crs)
    one, two, rounded = on_one_plane(first, first_crs, second, second_crs, zone)
    matched, cut = _pairs(one, two, clean)
    same_rows, same_as = matched
    first_survey = survey_area_m2(one, zone.named_crs, zone=zone)
    second_survey = _survey_of_second(two, zone, first_survey, matched)
    whole = Pieces(
        same_rows, same_as, shapely.area(one[same_rows]), first_survey[same_rows], mean_width(one[same_rows]),
        one[same_rows],
    )  # fmt: skip
    common = _sorted(Pieces.joined([whole, Pieces.of(cut.first, cut.second, cut.shape, zone)]))
    first_m2, second_m2 = _areas(one), _areas(two)
    bare_first = _bare(one, two, common.first, common.second, common.planar_m2, first_m2)
    bare_second = _bare(two, one, common.second, common.first, common.planar_m2, second_m2)
    none_first, none_second = (np.full(len(bare[0]), NOWHERE, dtype=np.intp) for bare in (bare_first, bare_second))
    return Laid(
        common,
        Pieces.of(bare_first[0], none_first, bare_first[1], zone),
        Pieces.of(none_second, bare_second[0], bare_second[1], zone),
        first_m2, second_m2, first_survey, second_survey, zone, len(same_rows), rounded, cut.eased,
    )  # fmt: skip


def _pairs(one: Shapes, two: Shapes, clean: bool | None) -> tuple[tuple[Rows, Rows], Cut]:
    """Return the rows with the same shape, and what all others share."""
    edges = EdgeSet.of(one), EdgeSet.of(two)
    if clean is None:
        clean = not any(compare_coverage(shapes).overlap_m2 > _NOTHING_M2 for shapes in (one, two))
    matched = match_shapes(one, two, edges)
    del edges
    left, right = (np.ones(len(shapes), dtype=bool) for shapes in (one, two))
    if clean:
        left[matched[0]], right[matched[1]] = False, False
    rows, others = np.flatnonzero(left), np.flatnonzero(right)
    near, far = shapely.STRtree(two[others]).query(one[rows])
    pair = rows[near], others[far]
    if not clean:  # what is matched is known, and need not be cut
        known = np.full(len(one), NOWHERE, dtype=np.intp)
        known[matched[0]] = matched[1]
        unknown = known[pair[0]] != pair[1]
        pair = pair[0][unknown], pair[1][unknown]
    return matched, cut_pairs(one, two, pair)


def _survey_of_second(two: Shapes, zone: ComputingZone, first: Floats, matched: tuple[Rows, Rows]) -> Floats:
    """Return the survey area of the second layer, that of matched rows taken over: their shape is the same."""
    survey = np.zeros(len(two))
    survey[matched[1]] = first[matched[0]]
    rest = np.ones(len(two), dtype=bool)
    rest[matched[1]] = False
    survey[rest] = survey_area_m2(two[rest], zone.named_crs, zone=zone)
    return survey


def _areas(shapes: Shapes) -> Floats:
    return np.nan_to_num(shapely.area(shapes))


def _sorted(pieces: Pieces) -> Pieces:
    return pieces.some(np.lexsort((pieces.second, pieces.first)))


def _bare(shapes: Shapes, others: Shapes, rows: Rows, over: Rows, planar: Floats, area: Floats) -> tuple[Rows, Shapes]:
    """Return what of each row the other layer leaves bare, where the pieces do not add up to the row."""
    left = area - np.bincount(rows, planar, len(shapes))
    wanting = np.flatnonzero(left > _NOTHING_M2 + 1e-12 * area)
    order = np.argsort(rows, kind="stable")
    rows, over = rows[order], over[order]
    start, end = np.searchsorted(rows, wanting), np.searchsorted(rows, wanting, side="right")
    found = np.empty(len(wanting), dtype=object)
    for n, row in enumerate(wanting.tolist()):
        above = others[over[start[n] : end[n]]]
        rest = shapely.difference(shapes[row], shapely.union_all(above)) if len(above) else shapes[row]
        found[n] = areal_parts(rest)
    there = ~shapely.is_missing(found) & (shapely.area(found) > 0)
    return wanting[there], found[there]
