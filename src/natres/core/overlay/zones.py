"""Parcels under several layers of zones: what lies in each zone, and in which layers together, each ground once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.areas import survey_area_m2
from natres.core.crs import ComputingZone
from natres.core.outlines import areal_parts
from natres.core.overlay.cutting import cut_pairs, subdivided
from natres.core.overlay.pieces import Pieces, mean_width

__all__ = ["Combined", "ZonesLaid", "lay_zones"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]
Shapes = NDArray[np.object_]

#: How far the area of a piece may be from its parcel's and still be all of it.
_ALL = 1e-12
_NOTHING_M2 = 1e-9


@dataclass(frozen=True, eq=False)
class Combined:
    """Ground by the layers over it, each ground once: bit ``k`` of ``layers`` stands for the k-th layer.

    Parameters
    ----------
    parcel : rows, shape (n,), sorted; a parcel stands once for every combination of layers over some of it
    layers : the combination, ≥ 1: ground under no layer is not listed
    planar_m2, survey_m2 : areas, as in :class:`natres.core.overlay.Pieces`
    """

    parcel: Rows
    layers: Rows
    planar_m2: Floats
    survey_m2: Floats


@dataclass(frozen=True, eq=False)
class ZonesLaid:
    """Zones laid on parcels.

    Parameters
    ----------
    inside : by layer, the ground of each parcel (``first``) in each zone (``second``); zones of one layer that overlap
        both count it
    combined : the same ground by combination of layers, in the order of ``names``, counted once
    parcel_m2, parcel_survey_m2 : areas of the parcels
    """

    names: tuple[str, ...]
    inside: Mapping[str, Pieces]
    combined: Combined
    parcel_m2: Floats
    parcel_survey_m2: Floats

    def names_of(self, layers: int) -> tuple[str, ...]:
        """Return the names of the layers of a combination."""
        return tuple(name for bit, name in enumerate(self.names) if layers >> bit & 1)


def lay_zones(parcels: Shapes, layers: Mapping[str, Shapes], zone: ComputingZone) -> ZonesLaid:
    """Lay layers of zones on parcels.

    Parameters
    ----------
    parcels : valid polygons in the plane of ``zone`` (:func:`natres.core.overlay.in_plane`), shape (n,)
    layers : by name, valid polygons and multipolygons in the same plane; up to 62 layers

    Raises
    ------
    BadData : ``OVERLAY_FAILED``, see :func:`natres.core.overlay.cut_pairs`

    >>> e, n = 39505000, 4322000
    >>> parcel = np.array([shapely.box(e, n, e + 100, n + 100)])
    >>> red, farm = np.array([shapely.box(e, n, e + 60, n + 100)]), np.array([shapely.box(e + 40, n, e + 100, n + 100)])
    >>> laid = lay_zones(parcel, {"red": red, "farm": farm}, ComputingZone(117.0))
    >>> [(laid.names_of(bits), float(m2)) for bits, m2 in zip(laid.combined.layers.tolist(), laid.combined.planar_m2)]
    [(('red',), 4000.0), (('farm',), 4000.0), (('red', 'farm'), 2000.0)]
    """
    survey = survey_area_m2(parcels, zone.named_crs, zone=zone)
    tree = shapely.STRtree(parcels)
    area = np.nan_to_num(shapely.area(parcels))
    inside = {name: _inside(parcels, shapes, tree, zone, (area, survey)) for name, shapes in layers.items()}
    combined = _combined(parcels, list(inside.values()), zone, (area, survey))
    return ZonesLaid(tuple(layers), inside, combined, area, survey)


def _inside(
    parcels: Shapes, zones: Shapes, tree: shapely.STRtree, zone: ComputingZone, areas: tuple[Floats, Floats]
) -> Pieces:
    """Return what of each parcel lies in each zone; parcels wholly inside are not cut."""
    area, survey = areas
    there = np.flatnonzero(~shapely.is_missing(zones) & ~shapely.is_empty(zones))
    near, parcel = tree.query(zones[there], predicate="contains_properly")
    whole_zone, whole_parcel = there[near], parcel
    parts, owner = subdivided(zones[there])
    part, parcel = tree.query(parts)
    within = set(zip(whole_zone.tolist(), whole_parcel.tolist(), strict=True))
    pairs = np.array([pair not in within for pair in zip(there[owner[part]].tolist(), parcel.tolist(), strict=True)])
    pairs = pairs.astype(bool)
    cut = cut_pairs(parcels, parts, (parcel[pairs], part[pairs]))
    row, over, shape = _by_pair(cut.first, there[owner[cut.second]], cut.shape)
    pieces = Pieces.of(row, over, shape, zone)
    wide = mean_width(parcels[whole_parcel])
    whole = Pieces(
        whole_parcel, whole_zone, area[whole_parcel], survey[whole_parcel], wide, parcels[whole_parcel]
    )  # fmt: skip
    pieces = Pieces.joined([whole, pieces])
    return pieces.some(np.lexsort((pieces.second, pieces.first)))


def _by_pair(row: Rows, zone: Rows, shape: Shapes) -> tuple[Rows, Rows, Shapes]:
    """Put together what subdivision parted."""
    order = np.lexsort((zone, row))
    row, zone, shape = row[order], zone[order], shape[order]
    new = np.ones(len(row), dtype=bool)
    new[1:] = (row[1:] != row[:-1]) | (zone[1:] != zone[:-1])
    start = np.flatnonzero(new)
    count = np.diff(np.append(start, len(row)))
    result = shape[start]
    for n in np.flatnonzero(count > 1).tolist():
        result[n] = areal_parts(shapely.union_all(shape[start[n] : start[n] + count[n]]))
    return row[start], zone[start], result


def _combined(parcels: Shapes, layers: list[Pieces], zone: ComputingZone, areas: tuple[Floats, Floats]) -> Combined:
    """Part the ground of every parcel by the layers over it."""
    area, survey = areas
    covers = [_cover(parcels, pieces, area) for pieces in layers]
    whole = np.zeros(len(parcels), dtype=np.intp)
    partial = np.zeros(len(parcels), dtype=np.intp)
    for bit, (all_of, some) in enumerate(covers):
        whole[all_of] |= 1 << bit
        partial[list(some)] |= 1 << bit
    plain = np.flatnonzero((partial == 0) & (whole != 0))
    rows, bits = [plain], [whole[plain]]
    shapes: list[Any] = []
    of_shape: list[tuple[int, int]] = []
    for row in np.flatnonzero(partial).tolist():
        clips = [(bit, some[row]) for bit, (_, some) in enumerate(covers) if row in some]
        for piece, combination in _parted(parcels[row], int(whole[row]), clips):
            if combination:
                of_shape.append((row, combination))
                shapes.append(piece)
    cut = np.array(shapes, dtype=object)
    rows.append(np.array([row for row, _ in of_shape], dtype=np.intp))
    bits.append(np.array([combination for _, combination in of_shape], dtype=np.intp))
    cut_survey = survey_area_m2(cut, zone.named_crs, zone=zone) if len(cut) else np.zeros(0)
    planar = np.concatenate([area[plain], shapely.area(cut) if len(cut) else np.zeros(0)])
    measured = np.concatenate([survey[plain], cut_survey])
    parcel, combination = np.concatenate(rows), np.concatenate(bits)
    order = np.lexsort((combination, parcel))
    return Combined(parcel[order], combination[order], planar[order], measured[order])


def _cover(parcels: Shapes, pieces: Pieces, area: Floats) -> tuple[Rows, dict[int, Any]]:
    """Return the parcels a layer covers wholly, and its shape over the others it touches."""
    all_of = np.zeros(len(parcels), dtype=bool)
    all_of[pieces.first[pieces.planar_m2 >= area[pieces.first] * (1 - _ALL) - _NOTHING_M2]] = True
    some: dict[int, Any] = {}
    left = np.flatnonzero(~all_of[pieces.first])
    for place in left.tolist():
        row = int(pieces.first[place])
        shape = pieces.shape[place]
        some[row] = shape if row not in some else shapely.union(some[row], shape)
    for row in [row for row, shape in some.items() if shape.area >= area[row] * (1 - _ALL) - _NOTHING_M2]:
        all_of[row] = True
        del some[row]
    return np.flatnonzero(all_of), some


def _parted(parcel: Any, whole: int, clips: list[tuple[int, Any]]) -> list[tuple[Any, int]]:
    """Return the parts of a parcel with the layers over each: every layer parts what those before it left."""
    parts: list[tuple[Any, int]] = [(parcel, whole)]
    for bit, clip in clips:
        halves = [(shapely.intersection(piece, clip), combination | 1 << bit) for piece, combination in parts]
        halves += [(shapely.difference(piece, clip), combination) for piece, combination in parts]
        areal = [(areal_parts(shape), combination) for shape, combination in halves]
        parts = [(shape, combination) for shape, combination in areal if shape is not None]
    return parts
