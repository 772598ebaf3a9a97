"""What a raster holds in each zone: areas on the ellipsoid in m², not rounded."""

from dataclasses import dataclass

__all__ = ["RasterFacts", "ValueArea", "ValueChange", "ZonalTable", "ZoneAreas"]


@dataclass(frozen=True)
class ValueArea:
    """The ground one value has in a zone, and how many cells that is (parts of cells counted as parts)."""

    value: int
    area_m2: float
    cells: float


@dataclass(frozen=True)
class ValueChange:
    """The ground that had one value and has another; None is a cell without a value in that year."""

    before: int | None
    after: int | None
    area_m2: float


@dataclass(frozen=True)
class ZoneAreas:
    """One zone: its own area, and what of it has which value, has none, or lies beyond the raster.

    ``area_m2`` is measured from the outline alone, so ``residual_m2`` is a check of the cells. ``survey_m2`` is the
    official survey area. ``after`` and ``changes`` are empty with one raster; changes are of ground with a value in
    both.
    """

    id: str
    label: str
    rows: int
    area_m2: float
    survey_m2: float
    uncovered_m2: float
    nodata_m2: float
    values: tuple[ValueArea, ...]
    after_nodata_m2: float = 0.0
    after: tuple[ValueArea, ...] = ()
    changes: tuple[ValueChange, ...] = ()

    @property
    def covered_m2(self) -> float:
        """Ground with a value."""
        return sum(value.area_m2 for value in self.values)

    @property
    def common_m2(self) -> float:
        """Ground with a value in both years."""
        return sum(change.area_m2 for change in self.changes)

    @property
    def residual_m2(self) -> float:
        """What the cells leave of the outline: covered + without a value + beyond + residual = the zone.

        >>> zone = ZoneAreas("1", "", 1, 100.0, 100.0, 20.0, 30.0, (ValueArea(10, 50.0, 5.0),))
        >>> zone.covered_m2, zone.residual_m2
        (50.0, 0.0)
        """
        return self.area_m2 - (self.covered_m2 + self.nodata_m2 + self.uncovered_m2)

    @property
    def closes(self) -> bool:
        """Whether the residual is a millionth of the zone at most, or a hundredth of a square metre."""
        return abs(self.residual_m2) <= max(1e-6 * self.area_m2, 0.01)

    @property
    def outside(self) -> bool:
        """Whether nothing of the zone lies on the raster."""
        return self.uncovered_m2 >= self.area_m2 * (1.0 - 1e-9)

    @property
    def partly(self) -> bool:
        """Whether some of the zone, and not all of it, lies beyond the raster."""
        return not self.outside and self.uncovered_m2 > max(1e-9 * self.area_m2, 0.005)


@dataclass(frozen=True)
class RasterFacts:
    """The cells of the first raster: their size in units of the system, their planar area, how the second was read."""

    cell: tuple[float, float]
    planar_cell_m2: float | None
    resampled: bool = False


@dataclass(frozen=True)
class ZonalTable:
    """All zones in the order of their layer, the sum over them, and the cells they were taken from."""

    zones: tuple[ZoneAreas, ...]
    raster: RasterFacts
    two_dates: bool = False
