"""Forest land by class, tenure and town, by what else its plots say, and its stock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

__all__ = ["ForestBreakdown", "ForestCell", "ForestStock", "ForestTable", "ForestUnit"]


@dataclass(frozen=True)
class ForestUnit:
    """A town as the plots name it; ``code`` is empty where they carry none."""

    code: str
    name: str


@dataclass(frozen=True)
class ForestCell:
    """Forest land of one town, class and tenure, in 0.01 m²."""

    unit: ForestUnit
    forest_class: str
    tenure: str
    area_dm2: int
    plots: int


@dataclass(frozen=True)
class ForestBreakdown:
    """Forest land divided by one attribute: rows of (value, plots, area in 0.01 m²), the blank and odd ones last.

    ``of`` is ``forest`` or the class of the report it is about; Σ rows = that land, exactly. ``column`` is the text
    column the values were read from (empty where they are numbers), ``codes`` what stands in it, row for row.
    """

    key: str
    of: str
    rows: tuple[tuple[str, int, int], ...]
    column: str = ""
    codes: tuple[tuple[str, ...], ...] = ()

    @property
    def total_dm2(self) -> int:
        """All land the breakdown is about."""
        return sum(area for *_, area in self.rows)


@dataclass(frozen=True)
class ForestStock:
    """Standing stock in m³ of one class or species, over the plots that state it per hectare."""

    key: str
    plots: int
    area_dm2: int
    stock_m3: Fraction


@dataclass(frozen=True)
class ForestTable:
    """Forest land by class and tenure, in 0.01 m²; land outside forest (非林地) is kept apart.

    ``by_kind`` holds the classes under each kind of area that was computed: declared (MIAN_JI) and survey (the
    shapes). ``tenure_codes`` are rows of (tenure, code as written, plots, area). ``without_stock_dm2`` is forested
    land whose plots state no stock. ``codes`` holds, for a column of the plots and what is told apart by it (a class,
    a tenure, a town), the codes that mean it, as they stand there.
    """

    area_kind: str
    plots: int
    by_class: tuple[tuple[str, int], ...]
    by_tenure: tuple[tuple[str, int], ...]
    matrix: tuple[tuple[str, str, int], ...]
    by_unit: tuple[tuple[str, str, int], ...]  # unit name, tenure, area
    outside_dm2: int
    other_totals_dm2: tuple[tuple[str, int], ...]
    cells: tuple[ForestCell, ...] = ()
    units: tuple[ForestUnit, ...] = ()
    by_kind: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    tenure_codes: tuple[tuple[str, str, int, int], ...] = ()
    breakdowns: tuple[ForestBreakdown, ...] = ()
    chiefs: tuple[tuple[str, str, int], ...] = ()  # forest-chief area, tenure, area
    stock_by_class: tuple[ForestStock, ...] = ()
    stock_by_species: tuple[ForestStock, ...] = ()
    without_stock_dm2: int = 0
    unmanaged_dm2: int = 0  # of outside_dm2: woods on land that is not managed as forest land (GLLX 20)
    codes: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict[str, Mapping[str, tuple[str, ...]]])

    @property
    def total_dm2(self) -> int:
        """All forest land."""
        return sum(area for _, area in self.by_class)

    def class_dm2(self, key: str) -> int:
        """Return the area of one class; ``forest`` is all of it."""
        return self.total_dm2 if key == "forest" else dict(self.by_class)[key]
