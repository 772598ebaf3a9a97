"""Class areas of a raster per zone: exact shares of cells, their ground on the ellipsoid, window by window."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from natres.core.areas import ellipsoidal_area_m2, survey_area_m2
from natres.core.crs import ComputingZone
from natres.core.raster import (
    CellValues,
    Codes,
    Tile,
    TileCover,
    cell_areas,
    cover_cells,
    on_the_grid,
    straight_in,
    tiles_of,
)
from natres.core.results import RasterFacts, ValueArea, ValueChange, ZonalTable, ZoneAreas
from natres.errors import BadData

__all__ = ["ZoneShapes", "zonal_areas"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

#: Above so many sums of a window only those that occur are kept.
_DENSE = 1 << 22


@dataclass(frozen=True, eq=False)
class ZoneShapes:
    """The rows of a zone layer: shapes, their system, and which zone each row belongs to.

    ``ids`` and ``labels`` have one entry per zone; ``zone`` one per row.
    """

    shapes: NDArray[np.object_]
    crs: CRS
    zone: Whole
    ids: tuple[str, ...]
    labels: tuple[str, ...]


def zonal_areas(
    zones: ZoneShapes, values: CellValues, *, measured_in: ComputingZone | None = None, two_dates: bool = False
) -> ZonalTable:
    """Return the ground that every value of one raster, or of two on one grid, has in each zone.

    Parameters
    ----------
    zones : rows with valid polygons; where they overlap, their common ground counts in each
    values : the raster; it is never resampled, the zones are brought to it
    measured_in : the zone survey areas are computed in

    Raises
    ------
    BadData : ``RASTER_ELSEWHERE`` where no zone lies on the raster, ``RASTER_PROJECTION``, what areas refuse
    """
    grid = values.grid
    cells, beyond = on_the_grid(straight_in(zones.shapes, zones.crs, grid.crs), grid)
    areas = cell_areas(grid, _window(cells))
    cover = cover_cells(cells, grid.width, grid.height, noise=grid.noise, stretch=areas.stretch)
    sums = _Sums()
    for part, codes in values.windows(tiles_of(cover)):
        sums.add(part, zones.zone, codes, areas.of(part.tile))
    own = [
        ellipsoidal_area_m2(zones.shapes, zones.crs),
        survey_area_m2(zones.shapes, zones.crs, zone=measured_in),
        ellipsoidal_area_m2(beyond, grid.crs),
        np.ones(len(zones.zone)),
    ]
    outlines = np.column_stack([np.bincount(zones.zone, each, minlength=len(zones.ids)) for each in own])
    lines = sums.by_zone(values.known())
    found = tuple(
        _zone(names, outline, lines.get(number, []), two_dates)
        for number, (names, outline) in enumerate(zip(zip(zones.ids, zones.labels, strict=True), outlines, strict=True))
    )
    return ZonalTable(found, RasterFacts(grid.cell, grid.planar_cell_m2, values.resampled), two_dates)


def _window(cells: NDArray[np.object_]) -> Tile:
    """Return the part of the raster that zones lie on."""
    bounds = shapely.total_bounds(cells)
    if not np.isfinite(bounds).all() or not (shapely.area(cells) > 0.0).any():
        raise BadData("RASTER_ELSEWHERE")
    left, top = (int(np.floor(end)) for end in bounds[:2])
    return Tile(top, left, int(np.ceil(bounds[3])) - top, int(np.ceil(bounds[2])) - left)


#: One sum: the values of the dates (None where there is none), ground in m², cells.
_Line = tuple[tuple[int | None, ...], float, float]


class _Sums:
    """Ground and cells by zone and code, added up window by window."""

    def __init__(self) -> None:
        self._parts: list[tuple[Whole, Floats, Floats]] = []

    def add(self, part: TileCover, zone_of: Whole, codes: Codes, area: Floats) -> None:
        """Add a window: cells inside as a whole, cells on an edge by their share."""
        flat, ground = [each.ravel() for each in codes], area.ravel()
        size = [int(each.max(initial=0)) + 1 for each in flat]
        inside, edge = part.inside_shape, part.edge_shape
        for each, count in zip(flat, size, strict=True):
            inside = inside * count + each[part.inside]
            edge = edge * count + each[part.edge]
        amounts = (ground[part.inside], ground[part.edge] * part.ground)
        keys, area_m2, cells = _added(inside, edge, amounts, part.share, len(part.shapes) * int(np.prod(size)))
        found = np.empty((len(keys), 1 + len(size)), dtype=np.int64)
        for date in range(len(size) - 1, -1, -1):
            keys, found[:, 1 + date] = np.divmod(keys, size[date])
        found[:, 0] = zone_of[part.shapes[keys]]
        self._parts.append((found, area_m2, cells))

    def by_zone(self, known: tuple[Sequence[int], ...]) -> dict[int, list[_Line]]:
        """Return for each zone its sums, by value."""
        found, areas, cells = (np.concatenate(each) for each in zip(*self._parts, strict=True))
        keys, of_key = np.unique(found, axis=0, return_inverse=True)
        areas, cells = (np.bincount(of_key.ravel(), each) for each in (areas, cells))
        lines: dict[int, list[_Line]] = {}
        for key, area_m2, count in zip(keys.tolist(), areas.tolist(), cells.tolist(), strict=True):
            values = tuple(known[date][code - 1] if code else None for date, code in enumerate(key[1:]))
            lines.setdefault(key[0], []).append((values, area_m2, count))
        return lines


def _added(
    inside: Whole, edge: Whole, amounts: tuple[Floats, Floats], share: Floats, size: int
) -> tuple[Whole, Floats, Floats]:
    """Return the keys that occur, their ground and their cells."""
    if size > _DENSE:
        keys, local = np.unique(np.concatenate([inside, edge]), return_inverse=True)
        _, area_m2, cells = _added(local[: len(inside)], local[len(inside) :], amounts, share, len(keys))
        return keys, area_m2, cells
    area_m2, cells = np.zeros(size), np.zeros(size)
    area_m2 += np.bincount(inside, amounts[0], minlength=size)
    area_m2 += np.bincount(edge, amounts[1], minlength=size)
    cells += np.bincount(inside, minlength=size)
    cells += np.bincount(edge, share, minlength=size)
    keys = np.flatnonzero(cells)
    return keys.astype(np.int64), area_m2[keys], cells[keys]


def _zone(names: tuple[str, str], outline: Floats, lines: Sequence[_Line], two_dates: bool) -> ZoneAreas:
    area_m2, survey_m2, uncovered_m2, rows = outline.tolist()
    before, nodata_m2 = _of_date(lines, 0)
    after, after_nodata_m2 = _of_date(lines, 1) if two_dates else ((), 0.0)
    changes = [ValueChange(of[0], of[1], ground) for of, ground, _ in lines if two_dates and None not in of]
    changes.sort(key=lambda change: (change.before or 0, change.after or 0))
    return ZoneAreas(
        *names, int(rows), area_m2, survey_m2, uncovered_m2, nodata_m2, before, after_nodata_m2, after, tuple(changes)
    )


def _of_date(lines: Sequence[_Line], date: int) -> tuple[tuple[ValueArea, ...], float]:
    """Return the values of one date with their ground, in their order, and the ground without a value."""
    values = sorted({value for of, _, _ in lines if (value := of[date]) is not None})
    areas = dict.fromkeys(values, 0.0)
    cells, none = dict.fromkeys(values, 0.0), 0.0
    for of, ground, count in lines:
        value = of[date]
        if value is None:
            none += ground
        else:
            areas[value] += ground
            cells[value] += count
    return tuple(ValueArea(value, areas[value], cells[value]) for value in values), none
