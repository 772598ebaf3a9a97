"""Two layers laid on one another: unchanged shapes are matched, and only what is left is cut."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.areas import survey_area_m2
from natres.core.crs import ComputingZone
from natres.core.overlay.cutting import Cut, cut_pairs
from natres.core.overlay.matching import match_shapes
from natres.core.overlay.pieces import NOWHERE, Laid, Pieces, mean_width
from natres.core.overlay.planes import common_zone, on_one_plane
from natres.core.overlay.remains import NOTHING_M2, left_bare

__all__ = ["lay_over"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]
Shapes = NDArray[np.object_]

#: A row with no more than this left has been cut up: what it only touches need not be cut with it.
_USED_UP_M2 = 1e-7


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
    clean : False where rows of one layer may lie over one another: then every row is cut with all it may meet. By
        default a row that is used up is cut with nothing more

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
    table = _Table.of(one, two)
    matched = match_shapes(one, two)
    pieces = [_cut(table, matched, clean is not False)]
    pieces.append(_cut_wanting(table, matched, pieces[0]))
    survey_one, survey_two = _surveys(table, matched, zone)
    common = _common(table, matched, pieces, survey_one, zone)
    bare = _may_be_bare(table.left_one(common), common.first, clean is not False)
    alone = left_bare(one, two, bare, (common.first, common.second))
    bare = _may_be_bare(table.left_two(common), common.second, clean is not False)
    beyond = left_bare(two, one, bare, (common.second, common.first))
    nowhere = [np.full(len(rows), NOWHERE, dtype=np.intp) for rows, _ in (alone, beyond)]
    return Laid(
        common,
        Pieces.of(alone[0], nowhere[0], alone[1], zone),
        Pieces.of(nowhere[1], beyond[0], beyond[1], zone),
        table.one_m2, table.two_m2, survey_one, survey_two, zone, len(matched[0]), rounded,
        tuple(pair for cut in pieces for pair in cut.eased),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Table:
    """Both layers on the plane, with the area of every row."""

    one: Shapes
    two: Shapes
    one_m2: Floats
    two_m2: Floats

    @classmethod
    def of(cls, one: Shapes, two: Shapes) -> "_Table":
        return cls(one, two, np.nan_to_num(shapely.area(one)), np.nan_to_num(shapely.area(two)))

    def left_one(self, pieces: Pieces) -> Floats:
        """Return what the pieces leave of every row of the first layer."""
        return self.one_m2 - np.bincount(pieces.first, pieces.planar_m2, len(self.one))

    def left_two(self, pieces: Pieces) -> Floats:
        """Return what the pieces leave of every row of the second layer."""
        return self.two_m2 - np.bincount(pieces.second, pieces.planar_m2, len(self.two))


Matched = tuple[Rows, Rows]


def _cut(table: _Table, matched: Matched, clean: bool) -> Cut:
    """Cut what is not matched; where no ground is doubled, no row that is used up is cut further.

    Pairs go in rounds: of each row the partner whose extent fits best, then the next one. What meets only in a border
    is left to the end, when nothing is left of either.
    """
    left, right = np.ones(len(table.one), dtype=bool), np.ones(len(table.two), dtype=bool)
    if clean:
        left[matched[0]], right[matched[1]] = False, False
    rows, others = np.flatnonzero(left), np.flatnonzero(right)
    near, far = shapely.STRtree(table.two[others]).query(table.one[rows], predicate="intersects")
    pair = _without(matched, (rows[near], others[far]), len(table.one))
    if not clean:
        return cut_pairs(table.one, table.two, pair)
    done: list[Cut] = []
    rest_one, rest_two = table.one_m2.copy(), table.two_m2.copy()
    pair = _best_first(table, pair)
    while len(pair[0]):
        now = _firsts(pair[0]) | _firsts(pair[1])
        cut = cut_pairs(table.one, table.two, (pair[0][now], pair[1][now]))
        done.append(cut)
        rest_one -= np.bincount(cut.first, cut.area_m2, len(rest_one))
        rest_two -= np.bincount(cut.second, cut.area_m2, len(rest_two))
        used = (np.abs(rest_one[pair[0]]) <= _USED_UP_M2) | (np.abs(rest_two[pair[1]]) <= _USED_UP_M2)
        pair = pair[0][~now & ~used], pair[1][~now & ~used]
    return Cut.joined(done)


def _best_first(table: _Table, pair: Matched) -> Matched:
    """Order pairs by how much of their common extent both extents fill."""
    one, two = shapely.bounds(table.one[pair[0]]), shapely.bounds(table.two[pair[1]])
    low, high = np.maximum(one[:, :2], two[:, :2]), np.minimum(one[:, 2:], two[:, 2:])
    shared = np.prod(np.maximum(high - low, 0.0), axis=1)
    sizes = [np.prod(bounds[:, 2:] - bounds[:, :2], axis=1) for bounds in (one, two)]
    order = np.argsort(-shared / (sizes[0] + sizes[1] - shared), kind="stable")
    return pair[0][order], pair[1][order]


def _firsts(rows: Rows) -> Flags:
    """Mark where each row stands first."""
    first = np.zeros(len(rows), dtype=bool)
    first[np.unique(rows, return_index=True)[1]] = True
    return first


def _cut_wanting(table: _Table, matched: Matched, cut: Cut) -> Cut:
    """Cut every row that is not used up with all it may meet and was not cut with: a shortcut loses nothing."""
    left_one, left_two = table.one_m2.copy(), table.two_m2.copy()
    left_one[matched[0]] = left_two[matched[1]] = 0.0
    left_one -= np.bincount(cut.first, cut.area_m2, len(left_one))
    left_two -= np.bincount(cut.second, cut.area_m2, len(left_two))
    rows, others = np.flatnonzero(left_one > NOTHING_M2), np.flatnonzero(left_two > NOTHING_M2)
    pairs = [np.zeros((2, 0), dtype=np.intp)]
    if len(rows):
        near, far = shapely.STRtree(table.two).query(table.one[rows], predicate="intersects")
        pairs.append(np.stack([rows[near], far]))
    if len(others):
        near, far = shapely.STRtree(table.one).query(table.two[others], predicate="intersects")
        pairs.append(np.stack([far, others[near]]))
    found = np.unique(np.concatenate(pairs, axis=1), axis=1)
    pair = _without(matched, (found[0], found[1]), len(table.one))
    pair = _not_in((cut.first, cut.second), pair, len(table.two))
    return cut_pairs(table.one, table.two, pair)


def _may_be_bare(left: Floats, rows: Rows, clean: bool) -> Rows:
    """Return the rows that the other layer may leave bare: what is doubled elsewhere can make up for what is bare."""
    wanting = np.abs(left) > NOTHING_M2
    return np.flatnonzero(wanting if clean else wanting | (np.bincount(rows, minlength=len(left)) > 1))


def _without(matched: Matched, pair: Matched, count: int) -> Matched:
    """Return the pairs that are not matched."""
    partner = np.full(count, NOWHERE, dtype=np.intp)
    partner[matched[0]] = matched[1]
    unknown = partner[pair[0]] != pair[1]
    return pair[0][unknown], pair[1][unknown]


def _not_in(known: Matched, pair: Matched, width: int) -> Matched:
    new = ~np.isin(pair[0] * width + pair[1], known[0] * width + known[1])
    return pair[0][new], pair[1][new]


def _surveys(table: _Table, matched: Matched, zone: ComputingZone) -> tuple[Floats, Floats]:
    """Return the survey areas of both layers, those of matched rows measured once: their shape is the same."""
    one = survey_area_m2(table.one, zone.named_crs, zone=zone)
    two = np.zeros(len(table.two))
    two[matched[1]] = one[matched[0]]
    rest = np.ones(len(two), dtype=bool)
    rest[matched[1]] = False
    two[rest] = survey_area_m2(table.two[rest], zone.named_crs, zone=zone)
    return one, two


def _common(table: _Table, matched: Matched, cuts: list[Cut], survey: Floats, zone: ComputingZone) -> Pieces:
    rows = matched[0]
    shape = table.one[rows]
    whole = Pieces(rows, matched[1], table.one_m2[rows], survey[rows], mean_width(shape), shape)
    pieces = Pieces.joined([whole, *(Pieces.of(cut.first, cut.second, cut.shape, zone, cut.area_m2) for cut in cuts)])
    return pieces.some(np.lexsort((pieces.second, pieces.first)))
