"""Plane areas of parcels inside zones that may overlap one another: whole parcels first, cuts at borders only."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["Inside", "exclusive_areas", "inside"]

_VERTICES = 160  # a zone is cut into pieces of about so many before it is cut with parcels


@dataclass(frozen=True)
class Inside:
    """What of every parcel lies in one zone layer: its m², and its shape where a border runs through it."""

    area: NDArray[np.float64]
    whole: NDArray[np.bool_]
    part: NDArray[np.object_]


def inside(parcels: NDArray[np.object_], zones: NDArray[np.object_]) -> Inside:
    """Return what of every parcel lies in ``zones``, which do not overlap one another."""
    tree = shapely.STRtree(parcels)
    whole = np.zeros(len(parcels), dtype=bool)
    whole[tree.query(zones, predicate="covers")[1]] = True
    area = np.where(whole, shapely.area(parcels), 0.0)
    part = np.full(len(parcels), None, dtype=object)
    pieces = _subdivided(zones)
    piece, parcel = tree.query(pieces, predicate="intersects")
    cut = ~whole[parcel]
    piece, parcel = piece[cut], parcel[cut]
    common = shapely.intersection(parcels[parcel], pieces[piece])
    some = shapely.area(common) > 0
    parcel, common = parcel[some], common[some]
    area += np.bincount(parcel, shapely.area(common), len(parcels))
    order = np.argsort(parcel, kind="stable")
    mine, first = np.unique(parcel[order], return_index=True)
    for k, group in zip(mine.tolist(), np.split(common[order], first)[1:], strict=True):
        part[k] = group[0] if len(group) == 1 else shapely.union_all(group)
    return Inside(area, whole, part)


def exclusive_areas(
    parcels: NDArray[np.object_], layers: dict[str, Inside]
) -> dict[tuple[str, ...], NDArray[np.float64]]:
    """Return, per combination of layers, the m² of every parcel that lie in exactly these and no other."""
    names = tuple(layers)
    common = {
        some: _common(parcels, [layers[n] for n in some])
        for count in range(1, len(names) + 1)
        for some in combinations(names, count)
    }
    result = {}
    for some in common:
        total = np.zeros(len(parcels))
        for more, area in common.items():
            if set(some) <= set(more):
                total += (-1) ** (len(more) - len(some)) * area
        result[some] = np.maximum(total, 0.0)
    return result


def _common(parcels: NDArray[np.object_], layers: list[Inside]) -> NDArray[np.float64]:
    """Return the m² of every parcel that lie in all layers."""
    area = np.where(np.all([layer.whole for layer in layers], axis=0), shapely.area(parcels), 0.0)
    touched = np.all([layer.whole | (layer.area > 0) for layer in layers], axis=0)
    for k in np.flatnonzero(touched & (area == 0)).tolist():
        cuts = [layer.part[k] for layer in layers if not layer.whole[k]]
        shape = cuts[0]
        for other in cuts[1:]:
            shape = shapely.intersection(shape, other)
        area[k] = shape.area
    return area


def _subdivided(zones: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the zones halved along their longer side until no piece has more than 160 vertices."""
    done: list[NDArray[np.object_]] = []
    todo = zones
    while len(todo):
        large = shapely.get_num_coordinates(todo) > _VERTICES
        done.append(todo[~large])
        halves: list[shapely.Geometry] = []
        for zone in todo[large]:
            x0, y0, x1, y1 = shapely.bounds(zone)
            x, y = ((x0 + x1) / 2, y1) if x1 - x0 > y1 - y0 else (x1, (y0 + y1) / 2)
            far = (x, y0) if y == y1 else (x0, y)
            halves += [shapely.clip_by_rect(zone, x0, y0, x, y), shapely.clip_by_rect(zone, *far, x1, y1)]
        parts = shapely.get_parts(np.array(halves, dtype=object))
        todo = parts[shapely.get_type_id(parts) == 3] if len(parts) else parts
    return np.concatenate(done) if done else zones
