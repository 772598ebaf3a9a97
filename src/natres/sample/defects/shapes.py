"""Errors in the shape of a parcel, and parcels that are there twice, in pieces or not at all."""

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from natres.sample.defects.kinds import Change, Ground, Kind, brief
from natres.sample.defects.rings import Points, cut_off, inner_vertices, point_text, ring, with_ring
from natres.sample.reckoning.areas import geodesic_areas, to_cents

__all__ = ["SHAPE_KINDS"]

Near = NDArray[np.intp]
# a new geometry, and in words where it differs ("" where the geometry itself says it)
Redrawn = Callable[[shapely.Polygon, np.random.Generator], tuple[BaseGeometry | None, str] | None]

_AREAS = ("TBMJ", "TBDLMJ", "KCXS")


def _everywhere(ground: Ground) -> NDArray[np.bool_]:
    return np.ones(len(ground.shapes), dtype=bool)


def _plain(ground: Ground) -> NDArray[np.bool_]:
    return ~(ground.column("KCXS") > 0)


def _holed(ground: Ground) -> NDArray[np.bool_]:
    return shapely.get_num_interior_rings(ground.shapes) > 0


def _redrawn(key: str, draw: Redrawn, where: Callable[[Ground], NDArray[np.bool_]] = _everywhere) -> Kind:
    """Return a kind that puts another geometry in place of a parcel's own."""

    def make(ground: Ground, row: int, near: Near, rng: np.random.Generator) -> Change | None:
        old = ground.shapes[row]
        drawn = draw(old, rng)
        if drawn is None:
            return None
        new, words = drawn
        return Change("geometry", brief(old), words or brief(new), {"geometry": new})

    return Kind(key, ("geometry",), where, make)


def _bow_tie(shape: shapely.Polygon, rng: np.random.Generator) -> tuple[shapely.Polygon, str] | None:
    points = ring(shape)
    for k in rng.permutation(len(points)):
        order = np.arange(len(points))
        order[[k, k - 1]] = order[[k - 1, k]]
        twisted = with_ring(shape, points[order])
        if shapely.is_valid_reason(twisted).startswith("Self-intersection"):
            return twisted, f"vertices {(k - 1) % len(points)} and {k} exchanged, at {point_text(points[k])}"
    return None


def _spike(shape: shapely.Polygon, rng: np.random.Generator) -> tuple[shapely.Polygon, str]:
    points = ring(shape)
    k = int(rng.integers(len(points)))
    away = points[k] - np.array(shape.centroid.coords[0])
    tip = np.round(points[k] + 30 * away / max(float(np.hypot(*away)), 1e-9), 3)
    spiked = with_ring(shape, np.insert(points, k + 1, [tip, points[k]], axis=0))
    return spiked, f"from vertex {k} at {point_text(points[k])} to {point_text(tip)} and back"


def _repeated_vertex(shape: shapely.Polygon, rng: np.random.Generator) -> tuple[shapely.Polygon, str]:
    points = ring(shape)
    k = int(rng.integers(len(points)))
    return with_ring(shape, np.insert(points, k, points[k], axis=0)), f"vertex {k} at {point_text(points[k])} twice"


def _not_a_number(shape: shapely.Polygon, rng: np.random.Generator) -> tuple[shapely.Polygon, str]:
    points = ring(shape)
    k = int(rng.integers(1, len(points)))
    words = f"x of vertex {k} at {point_text(points[k])} is NaN"
    points[k, 0] = np.nan
    with np.errstate(invalid="ignore"):
        return with_ring(shape, points), words


def _collapsed(shape: shapely.Polygon, rng: np.random.Generator) -> tuple[shapely.Polygon, str]:
    first, second = ring(shape)[:2]
    line = shapely.Polygon([first, second, second, first])
    return line, f"the line from {point_text(first)} to {point_text(second)}"


def _hole_outside(shape: shapely.Polygon, rng: np.random.Generator) -> tuple[shapely.Polygon, str]:
    _, _, east, north = np.round(shape.bounds, 3)
    hole = shapely.box(east + 10, north - 5, east + 15, north)
    holes = [*(h.coords for h in shape.interiors), hole.exterior.coords]
    return shapely.Polygon(shape.exterior.coords, holes), f"a hole at {point_text(np.array([east + 10, north]))}"


def _holes_turned(shape: shapely.Polygon, rng: np.random.Generator) -> tuple[shapely.Polygon, str]:
    holes = [list(hole.coords)[::-1] for hole in shape.interiors]
    return shapely.Polygon(shape.exterior.coords, holes), "the points of every hole in reversed order"


def _shifted(shape: shapely.Polygon, rng: np.random.Generator) -> tuple[shapely.Polygon, str]:
    return shapely.transform(shape, lambda p: p + np.array([50_000.0, 0.0])), ""


def _swapped(shape: shapely.Polygon, rng: np.random.Generator) -> tuple[shapely.Polygon, str]:
    return shapely.transform(shape, lambda p: p[:, ::-1]), ""


def _moved_vertex(key: str, metres: float) -> Kind:
    """Return a kind that moves one vertex outwards (an overlap) or inwards (a gap)."""

    def make(ground: Ground, row: int, near: Near, rng: np.random.Generator) -> Change | None:
        shape = ground.shapes[row]
        points = ring(shape)
        outward = 1 if shapely.is_ccw(shape.exterior) else -1
        for k, place in inner_vertices(shape, ground.shapes[near]):
            other = int(near[place])
            moved = _pushed(points, k, metres * outward)
            new = with_ring(shape, moved)
            if _only_between(shape, new, ground.shapes[other], metres):
                before, after = (f"vertex {k} at {point_text(p[k])}" for p in (points, moved))
                return Change("geometry", before, after, {"geometry": new}, other=other)
        return None

    return Kind(key, ("geometry",), _everywhere, make)


def _pushed(points: Points, k: int, metres: float) -> Points:
    """Return the ring with vertex ``k`` moved to the right of its neighbours' chord."""
    chord = points[(k + 1) % len(points)] - points[k - 1]
    right = np.array([chord[1], -chord[0]]) / max(float(np.hypot(*chord)), 1e-9)
    result = points.copy()
    result[k] = np.round(points[k] + metres * right, 3)
    return result


def _only_between(old: shapely.Polygon, new: shapely.Polygon, other: shapely.Polygon, metres: float) -> bool:
    """Say whether ``new`` is a polygon that takes from ``other`` alone (or gives up ground, moved inwards)."""
    if not new.is_valid or abs(new.area - old.area) < 2:
        return False
    if metres < 0:
        return old.covers(new)
    return new.covers(old) and abs(new.intersection(other).area - (new.area - old.area)) < 1e-3


def _piece(key: str, low: float, high: float) -> Kind:
    """Return a kind that makes a parcel of its own out of a piece too small for one."""

    def make(ground: Ground, row: int, near: Near, rng: np.random.Generator) -> Change | None:
        shape = ground.shapes[row]
        if shape.area < 10 * high:
            return None
        rest, cut = cut_off(shape, low, high)
        if cut.is_empty:
            return None
        small = int(to_cents(geodesic_areas(np.array([cut], dtype=object)))[0])
        gross = round(float(ground.column("TBMJ")[row]) * 100) - small
        copy = {"geometry": cut, "TBMJ": small / 100, "TBDLMJ": small / 100, **_new_numbers(ground, row)}
        cells = {"geometry": rest, "TBMJ": gross / 100, "TBDLMJ": gross / 100}
        return Change("geometry", "", brief(cut), cells, copy=copy, other=row, subject="copy")

    return Kind(key, ("geometry", "BSM", "TBBH", "ZLDWDM", *_AREAS), _plain, make)


def _new_numbers(ground: Ground, row: int) -> dict[str, Any]:
    """Return a BSM and a TBBH that no other row has."""
    text = ground.column("BSM")[row]
    number = f"{text[:6]}9{row:0{len(text) - 7}d}"
    place = ground.column("ZLDWDM")[row]
    k = 9000
    while (place, str(k)) in ground.numbers:
        k += 1
    ground.numbers.add((place, str(k)))
    return {"BSM": number, "TBBH": str(k)}


def _twice(ground: Ground, row: int, near: Near, rng: np.random.Generator) -> Change:
    return Change("", "", brief(ground.shapes[row]), copy={}, other=row, subject="copy")


def _same_shape(ground: Ground, row: int, near: Near, rng: np.random.Generator) -> Change:
    numbers = _new_numbers(ground, row)
    return Change("geometry", "", brief(ground.shapes[row]), copy=numbers, other=row, subject="copy")


def _missing(ground: Ground, row: int, near: Near, rng: np.random.Generator) -> Change:
    return Change("", brief(ground.shapes[row]), "", drop=(row,), subject="gone")


def _in_two_parts(ground: Ground, row: int, near: Near, rng: np.random.Generator) -> Change | None:
    """Put a parcel of the same village, class and owner that lies apart into this one's row."""
    same = np.ones(len(ground.shapes), dtype=bool)
    same[[row, *near]] = False
    for name in ("ZLDWDM", "DLBM", "QSXZ", "CZCSXM", "KCXS"):
        column = ground.column(name)
        same &= column == column[row]
    if not same.any():
        return None
    other = int(np.flatnonzero(same)[0])
    whole = shapely.multipolygons([ground.shapes[row], ground.shapes[other]])
    gross = sum(round(float(ground.column("TBMJ")[k]) * 100) for k in (row, other)) / 100
    before, after = brief(ground.shapes[row]), brief(whole)
    cells = {"geometry": whole, "TBMJ": gross, "TBDLMJ": gross}
    return Change("geometry", before, after, cells, drop=(other,), other=other)


SHAPE_KINDS: tuple[Kind, ...] = (
    _redrawn("shape_bow_tie", _bow_tie),
    _redrawn("shape_spike", _spike),
    _redrawn("shape_repeated_vertex", _repeated_vertex),
    _redrawn("shape_not_a_number", _not_a_number),
    _redrawn("shape_collapsed", _collapsed),
    _redrawn("shape_hole_outside", _hole_outside),
    _redrawn("shape_hole_turned", _holes_turned, _holed),
    _redrawn("shape_empty", lambda shape, rng: (shapely.Polygon(), "")),
    _redrawn("shape_null", lambda shape, rng: (None, "")),
    _redrawn("shape_outside_district", _shifted),
    _redrawn("shape_axes_swapped", _swapped),
    _moved_vertex("shape_overlap", 5.0),
    _moved_vertex("shape_gap", -5.0),
    _piece("shape_sliver", 0.5, 9.5),
    _piece("shape_below_least_area", 20.0, 180.0),
    Kind("shape_in_two_parts", ("geometry", "ZLDWDM", "DLBM", "QSXZ", "CZCSXM", *_AREAS), _plain, _in_two_parts),
    Kind("parcel_twice", ("geometry",), _everywhere, _twice),
    Kind("shape_of_another_number", ("geometry", "BSM", "TBBH", "ZLDWDM"), _everywhere, _same_shape),
    Kind("parcel_missing", ("geometry",), _everywhere, _missing),
)
