"""Parcels under several layers of zones: what lies in each zone, and in which layers together, each ground once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.areas import survey_area_m2
from natres.core.crs import ComputingZone
from natres.core.outlines import areal_parts
from natres.core.overlay.cutting import Cut, cut_pairs, subdivided
from natres.core.overlay.nearby import Nearby
from natres.core.overlay.pieces import Pieces, mean_width
from natres.core.overlay.remains import united

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
    part, parcel = tree.query(parts, predicate="intersects")
    pairs = ~np.isin(there[owner[part]] * len(parcels) + parcel, whole_zone * len(parcels) + whole_parcel)
    cut = cut_pairs(parcels, parts, (parcel[pairs], part[pairs]))
    pieces = Pieces.of(*_by_pair(cut, there[owner[cut.second]]), zone)
    wide = mean_width(parcels[whole_parcel])
    whole = Pieces(
        whole_parcel, whole_zone, area[whole_parcel], survey[whole_parcel], wide, parcels[whole_parcel]
    )  # fmt: skip
    pieces = Pieces.joined([whole, pieces])
    return pieces.some(np.lexsort((pieces.second, pieces.first)))


def _by_pair(cut: Cut, zone: Rows) -> tuple[Rows, Rows, Shapes]:
    """Put together what subdivision parted: of each parcel in each zone one shape."""
    order = np.lexsort((zone, cut.first))
    row, zone, shape = cut.first[order], zone[order], cut.shape[order]
    new = np.ones(len(row), dtype=bool)
    new[1:] = (row[1:] != row[:-1]) | (zone[1:] != zone[:-1])
    start = np.flatnonzero(new)
    count = np.diff(np.append(start, len(row)))
    result = shape[start]
    for n in np.flatnonzero(count > 1).tolist():
        result[n] = united(shape[start[n] : start[n] + count[n]])
    return row[start], zone[start], result


@dataclass(frozen=True, eq=False)
class _Cover:
    """Parcels that one layer covers wholly, and those it covers in part, with its ground over each of these."""

    whole: Rows
    row: Rows
    planar_m2: Floats
    survey_m2: Floats
    shape: Shapes

    @classmethod
    def of(cls, pieces: Pieces, area: Floats, zone: ComputingZone) -> Self:
        """Put the pieces of each parcel together; zones that overlap one another count once."""
        start = np.flatnonzero(np.append(True, pieces.first[1:] != pieces.first[:-1])) if len(pieces) else pieces.first
        count = np.diff(np.append(start, len(pieces)))
        row = pieces.first[start]
        planar, survey, shape = pieces.planar_m2[start], pieces.survey_m2[start], pieces.shape[start]
        several = np.flatnonzero(count > 1)
        for n in several.tolist():
            shape[n] = united(pieces.shape[start[n] : start[n] + count[n]])
        if len(several):
            planar[several] = shapely.area(shape[several])
            survey[several] = survey_area_m2(shape[several], zone.named_crs, zone=zone)
        whole = planar >= area[row] * (1 - _ALL) - _NOTHING_M2
        return cls(row[whole], row[~whole], planar[~whole], survey[~whole], shape[~whole])


def _combined(parcels: Shapes, layers: list[Pieces], zone: ComputingZone, areas: tuple[Floats, Floats]) -> Combined:
    """Part the ground of every parcel by the layers over it; a cut is made only where two layers end in a parcel."""
    area, survey = areas
    covers = [_Cover.of(pieces, area, zone) for pieces in layers]
    whole, ends = np.zeros(len(parcels), dtype=np.intp), np.zeros(len(parcels), dtype=np.intp)
    for bit, cover in enumerate(covers):
        whole[cover.whole] |= 1 << bit
        ends[cover.row] += 1
    plain = np.flatnonzero((ends == 0) & (whole != 0))
    found = [(plain, whole[plain], area[plain], survey[plain])]
    for bit, cover in enumerate(covers):
        alone = ends[cover.row] == 1
        row, planar, measured = cover.row[alone], cover.planar_m2[alone], cover.survey_m2[alone]
        found.append((row, whole[row] | 1 << bit, planar, measured))
        under = whole[row] != 0  # the rest of the parcel lies under other layers
        rest = row[under]
        found.append((rest, whole[rest], area[rest] - planar[under], survey[rest] - measured[under]))
    found.append(_crossed(parcels, covers, whole, np.flatnonzero(ends > 1), zone))
    parcel, combination, planar, measured = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((combination, parcel))
    return Combined(parcel[order], combination[order], planar[order], measured[order])


def _crossed(
    parcels: Shapes, covers: list[_Cover], whole: Rows, rows: Rows, zone: ComputingZone
) -> tuple[Rows, Rows, Floats, Floats]:
    """Part parcels in which several layers end."""
    at = [dict(zip(cover.row.tolist(), cover.shape, strict=True)) for cover in covers]

    def part(row: int) -> list[tuple[Any, int]]:
        clips = [(bit, some[row]) for bit, some in enumerate(at) if row in some]
        return [(shape, bits) for shape, bits in _parted(parcels[row], int(whole[row]), clips) if bits]

    parts = [(row, shape, bits) for row in rows.tolist() for shape, bits in part(row)]
    shapes = np.array([shape for _, shape, _ in parts], dtype=object)
    row, combination = (np.array([each[n] for each in parts], dtype=np.intp) for n in (0, 2))
    if not parts:
        return row, combination, np.zeros(0), np.zeros(0)
    return row, combination, shapely.area(shapes), survey_area_m2(shapes, zone.named_crs, zone=zone)


def _parted(parcel: Any, whole: int, clips: list[tuple[int, Any]]) -> list[tuple[Any, int]]:
    """Return the parts of a parcel with the layers over each: every layer parts what those before it left."""
    near = Nearby.of(np.array([parcel]))
    parts: list[tuple[Any, int]] = [(near.of_shapes(parcel), whole)]
    for bit, clip in clips:
        over = near.of_shapes(clip)
        halves = [(shapely.intersection(piece, over), combination | 1 << bit) for piece, combination in parts]
        halves += [(shapely.difference(piece, over), combination) for piece, combination in parts]
        areal = [(areal_parts(shape), combination) for shape, combination in halves]
        parts = [(shape, combination) for shape, combination in areal if shape is not None]
    return [(near.back(shape), combination) for shape, combination in parts]
