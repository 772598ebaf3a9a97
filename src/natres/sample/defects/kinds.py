"""What a kind of error is: where it can be planted, and what it changes there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as unset
from functools import cached_property
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

__all__ = ["Change", "Ground", "Kind", "Maker", "brief", "said"]


@dataclass(frozen=True)
class Change:
    """What one error does to the table; ``field``, ``before`` and ``after`` are what the list says of it.

    ``cells`` are new values of the row ("geometry" among them), ``copy`` is a row added at the end: the row
    again with these values; ``drop`` are rows taken out, ``other`` is a second parcel the error concerns.
    ``subject`` says which row the list names: the row itself, the added copy, or one that is gone.
    """

    field: str
    before: str
    after: str
    cells: Mapping[str, Any] = unset(default_factory=dict[str, Any])
    copy: Mapping[str, Any] | None = None
    drop: tuple[int, ...] = ()
    other: int | None = None
    subject: Literal["row", "copy", "gone"] = "row"


@dataclass(frozen=True)
class Ground:
    """The clean table, read by column."""

    table: gpd.GeoDataFrame

    @cached_property
    def shapes(self) -> NDArray[np.object_]:
        """Geometries by row."""
        return np.asarray(self.table.geometry.to_numpy(), dtype=object)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of the geometries."""
        return shapely.STRtree(self.shapes)

    @cached_property
    def _columns(self) -> dict[str, NDArray[Any]]:
        return {}

    def column(self, name: str) -> NDArray[Any]:
        """Return a column as numpy holds it, text as objects."""
        if name not in self._columns:
            values = self.table[name]
            numeric = values.dtype.kind in "if"
            self._columns[name] = values.to_numpy() if numeric else np.asarray(values.astype(str), dtype=object)
        return self._columns[name]

    @cached_property
    def villages(self) -> list[str]:
        """Codes of the locating units that occur, in order."""
        return sorted(set(self.column("ZLDWDM").tolist()))

    @cached_property
    def numbers(self) -> set[tuple[str, str]]:
        """Locating unit and parcel number (TBBH) of every row."""
        return set(zip(self.column("ZLDWDM").tolist(), self.column("TBBH").tolist(), strict=True))

    def neighbours(self, row: int) -> NDArray[np.intp]:
        """Return the rows that touch ``row``, in order, itself not among them."""
        found = np.sort(self.tree.query(self.shapes[row], predicate="intersects"))
        return found[found != row]


Maker = Callable[[Ground, int, NDArray[np.intp], np.random.Generator], Change | None]


@dataclass(frozen=True)
class Kind:
    """A kind of error.

    Parameters
    ----------
    key : its name in the list
    needs : columns without which it cannot be planted
    where : the rows it suits, as a mask over the clean table
    make : the change on a row (with its neighbours and random numbers), or None where it does not work out
    """

    key: str
    needs: tuple[str, ...]
    where: Callable[[Ground], NDArray[np.bool_]]
    make: Maker


def said(value: Any) -> str:
    """Return a value of the table as the list writes it; nothing is empty text.

    >>> said(1204.5), said("0101"), said(float("nan")), said(2022)
    ('1204.50', '0101', '', '2022')
    """
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.2f}"
    return "" if value is None else str(value)


def brief(shape: BaseGeometry | None) -> str:
    """Return a geometry's text, cut after its first point.

    >>> brief(shapely.box(0, 0, 2, 1)), brief(None), brief(shapely.Polygon())
    ('POLYGON ((2.000 0.000, … 5 points))', 'NULL', 'POLYGON EMPTY')
    """
    if shape is None:
        return "NULL"
    name = shape.geom_type.upper()
    if shape.is_empty:
        return f"{name} EMPTY"
    points = shapely.get_coordinates(shape)
    return f"{name} (({points[0, 0]:.3f} {points[0, 1]:.3f}, … {len(points)} points))"
