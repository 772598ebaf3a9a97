"""Slivers into a neighbour: the row goes, its ground and its declared areas stay to the last digit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.core.mending.records import Mend, Plane, Shapes, as_they_are
from natres.core.mending.shapes import plain_areas
from natres.core.outlines import areal_parts

__all__ = ["Neighbours", "add_declared", "can_add", "decimal_of", "merge_slivers"]

#: Borders within the survey's resolution of 0.1 mm are one; a shorter common border than 1 mm is a touching point.
_SAME_M, _LEAST_BORDER_M = 1e-4, 1e-3
#: What a union may be off by: what the survey itself passes over. A hole below it is a crack between two borders.
_LEAST_M2 = 0.01


@dataclass(frozen=True, eq=False)
class Neighbours:
    """What makes one neighbour better than another; each may be missing.

    Parameters
    ----------
    land_class, unit_code : of each row, shape (n,)
    may : whether a row (first) may go into another (second)
    is_sliver : whether a shape on the plane is a sliver still, once others went into it
    grain : 0.1 mm in units of the layer's coordinates
    """

    land_class: NDArray[Any] | None = None
    unit_code: NDArray[Any] | None = None
    may: Callable[[int, int], bool] = lambda row, into: True
    is_sliver: Callable[[Any], bool] = lambda shape: True
    grain: float = _SAME_M


def merge_slivers(
    shapes: Shapes, slivers: Sequence[int], neighbours: Neighbours | None = None, *, plane: Plane = as_they_are
) -> tuple[Shapes, tuple[Mend, ...]]:
    """Unite each sliver with one neighbour; its own shape is None afterwards.

    Parameters
    ----------
    shapes : shape (n,); rows that are no valid polygons are nobody's neighbours
    slivers : rows, taken from the smallest on
    plane : brings shapes to metres, for borders and areas

    Returns
    -------
    tuple : the shapes, and two records a sliver: its own, and behind it that of the row which took it in

    Notes
    -----
    Where neighbours of its own unit exist only they are taken; of these one of its own class; of these the one with
    the longest common border; of these the first. A union that is not the sum of both to 0.01 m², or leaves a crack,
    is none. A sliver without such a neighbour stays.

    >>> land = np.array([shapely.box(0, 0, 9, 9), shapely.box(9, 0, 9.1, 9), shapely.box(9.1, 0, 20, 9)])
    >>> after, mends = merge_slivers(land, [1], Neighbours(land_class=np.array(["0101", "0702", "0702"])))
    >>> after[1], round(after[2].area, 9), [(m.row, m.other) for m in mends]
    (None, 99.0, [(1, 2), (2, 1)])
    """
    found = _Merging(shapes.copy(), neighbours or Neighbours(), plane)
    area = found.areas
    for row in sorted(slivers, key=lambda row: (area[row], row)):
        found.settle(int(row))
    return found.shapes, tuple(found.mends)


class _Merging:
    """The shapes while slivers go into their neighbours."""

    def __init__(self, shapes: Shapes, neighbours: Neighbours, plane: Plane) -> None:
        self.shapes, self.by, self.plane = shapes, neighbours, plane
        good = np.isin(shapely.get_type_id(shapes), (3, 6)) & shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
        self.flat = np.full(len(shapes), None, dtype=object)
        self.flat[good] = plane(shapes[good])
        self.areas = plain_areas(self.flat)
        self.tree = shapely.STRtree(self.flat)
        self.gone: dict[int, int] = {}
        self.mends: list[Mend] = []

    def settle(self, row: int) -> None:
        """Unite a sliver with the best neighbour that takes it."""
        shape = self.flat[row]
        if shape is None or row in self.gone or not self.by.is_sliver(shape):
            return
        for into in self._ranked(row):
            union = self._united(row, into)
            if union is not None:
                self._put(row, into, union)
                return

    def _ranked(self, row: int) -> list[int]:
        """Return the neighbours a sliver may go into, the best first."""
        around = shapely.box(*(np.array(shapely.bounds(self.flat[row])) + np.array([-1, -1, 1, 1]) * _SAME_M))
        near = {self._now(int(other)) for other in self.tree.query(around)} - {row}
        border = {other: self._border(row, other) for other in near if self.by.may(row, other)}
        border = {other: length for other, length in border.items() if length > _LEAST_BORDER_M}
        unit = [other for other in border if _same(self.by.unit_code, row, other)]
        rank = {other: (_same(self.by.land_class, row, other), border[other]) for other in unit or border}
        return sorted(rank, key=lambda other: (-rank[other][0], -rank[other][1], other))

    def _now(self, row: int) -> int:
        """Return the row in which a row's ground is by now."""
        while row in self.gone:
            row = self.gone[row]
        return row

    def _border(self, row: int, other: int) -> float:
        """Return the length of the border two rows share, in metres."""
        line = shapely.boundary(self.flat[row])
        west, south, east, north = shapely.bounds(line).tolist()
        near = shapely.clip_by_rect(shapely.boundary(self.flat[other]), west - 1, south - 1, east + 1, north + 1)
        return float(shapely.length(shapely.intersection(near, shapely.buffer(line, _SAME_M))))

    def _united(self, row: int, into: int) -> Any:
        """Return one shape for two rows: as they are, else with borders within 0.1 mm laid on one another; or None."""
        small, large, grain = self.shapes[row], self.shapes[into], self.by.grain
        for snapped in (False, True):
            if snapped:
                small = shapely.snap(small, large, grain)
                large = shapely.snap(large, small, grain)
                if not (shapely.is_valid(small) and shapely.is_valid(large)):
                    return None
            union = areal_parts(shapely.union(large, small))
            if union is not None and self._is_sum(union, row, into):
                return shapely.multipolygons([union]) if _only_part(union, self.shapes[into]) else union
        return None

    def _is_sum(self, union: Any, row: int, into: int) -> bool:
        parts = shapely.get_num_geometries(union)
        flat = self.plane(np.array([union], dtype=object))[0]
        off = abs(float(shapely.area(flat)) - self.areas[row] - self.areas[into])
        whole = parts <= shapely.get_num_geometries(self.shapes[into]) and shapely.is_valid(union)
        return bool(whole) and off <= _LEAST_M2 and _cracks(flat) <= _cracks(self.flat[into])

    def _put(self, row: int, into: int, union: Any) -> None:
        flat = self.plane(np.array([union], dtype=object))[0]
        area = float(shapely.area(flat))
        gone = Mend("SLIVER", row, before=self.shapes[row], area_m2=(float(self.areas[row]), 0.0), other=into)
        areas = float(self.areas[into]), area
        self.mends += [gone, Mend("SLIVER", into, before=self.shapes[into], after=union, area_m2=areas, other=row)]
        self.shapes[row], self.shapes[into] = None, union
        self.flat[row], self.flat[into] = None, flat
        self.areas[row], self.areas[into] = 0.0, area
        self.gone[row] = into


def _same(values: NDArray[Any] | None, row: int, other: int) -> bool:
    return values is not None and bool(values[row] == values[other])


def _only_part(union: Any, shape: Any) -> bool:
    return shapely.get_type_id(union) == 3 and shapely.get_type_id(shape) == 6


def _cracks(shape: Any) -> int:
    """Return how many holes of a shape are next to nothing."""
    rings = [ring for part in shapely.get_parts(shape) for ring in shapely.get_rings(part)[1:]]
    return sum(abs(float(shapely.area(shapely.polygons(ring)))) < _LEAST_M2 for ring in rings)


# --- declared areas -----------------------------------------------------------------------------------------------


def decimal_of(value: Any) -> Decimal | None:
    """Return the number that a cell shows; None for an empty cell.

    Raises
    ------
    InvalidOperation : the cell holds something else
    """
    if value is None or pd.isna(value) or str(value).strip() == "":
        return None
    number = Decimal(str(value).strip())
    if not number.is_finite():
        raise InvalidOperation
    return number


def can_add(first: Any, second: Any, *, empty_is_zero: bool = False) -> bool:
    """Tell whether two declared areas add up to one: both are numbers, or both cells are empty.

    >>> can_add(1.5, "2.5"), can_add(None, None), can_add(1.5, None), can_add(1.5, None, empty_is_zero=True)
    (True, True, False, True)
    >>> can_add(1.5, "about 2")
    False
    """
    try:
        one, other = decimal_of(first), decimal_of(second)
    except InvalidOperation:
        return False
    return empty_is_zero or (one is None) == (other is None)


def add_declared(
    column: pd.Series, merges: Sequence[tuple[int, int]], field: str = ""
) -> tuple[pd.Series, tuple[Mend, ...]]:
    """Give the declared areas of slivers to the rows that took them in, as decimal numbers: nothing is rounded.

    Parameters
    ----------
    column : numbers, or texts of numbers, shape (n,), index 0…n−1; the slivers' own cells stay, their rows go
    merges : (sliver, the row that took it in) in the order in which that happened

    >>> added, mends = add_declared(pd.Series([0.1, 0.2, 5.0]), [(0, 1)], "TBMJ")
    >>> added.tolist(), [(mend.row, mend.before, mend.after) for mend in mends]
    ([0.1, 0.3, 5.0], [(1, 0.2, 0.3)])
    """
    values = column.tolist()
    mends: list[Mend] = []
    for row, into in merges:
        one, other = decimal_of(values[row]), decimal_of(values[into])
        if not one:
            continue
        before, total = values[into], one + (other or Decimal(0))
        values[into] = _written(total, column)
        mends.append(Mend("SLIVER", into, field, before, values[into], other=row))
    return pd.Series(values, index=column.index, dtype=column.dtype, name=column.name), tuple(mends)


def _written(total: Decimal, column: pd.Series) -> Any:
    if pd.api.types.is_integer_dtype(column):
        return int(total)
    return float(total) if pd.api.types.is_numeric_dtype(column) else format(total, "f")
