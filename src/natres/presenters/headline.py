"""How the district's headline numbers print, in km² and as shares: the whole, groups, classes, measures, each once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from natres.core.classification import Scheme
from natres.core.results import ClassShares, MeasureArea
from natres.core.rounding import Sum, controlled_rounding, round_alone
from natres.core.units import DISPLAY, area_text, decimal_text, unit_fraction
from natres.presenters.bases import LandBases
from natres.presenters.land_figures import RESIDUAL, TOTAL, WHOLE, LandFigures, group_column
from natres.presenters.printed_land import PrintedLand, weight_of
from natres.presenters.printing import printed_count
from natres.presenters.table import MOVED, Cell

__all__ = ["RESIDUAL", "WHOLE", "Headline"]

_KM2 = unit_fraction("km2").numerator
_NOTHING = Cell("—")


@dataclass(frozen=True, eq=False)
class Headline:
    """Printed cells of the district by column: a class, a group, ``TOTAL``, ``WHOLE`` or ``RESIDUAL``.

    Parameters
    ----------
    area : column → km² to two decimals; those of the tables where these are in km²
    share : column → percent of the whole to two decimals; empty where there is no land
    printed : the tables of the run
    """

    area: Mapping[str, Cell]
    share: Mapping[str, Cell]
    printed: PrintedLand
    _same: Callable[[MeasureArea], str | None]
    _scopes: tuple[str, ...]
    _whole_dm2: int

    @classmethod
    def of(cls, shares: ClassShares, scheme: Scheme, printed: PrintedLand) -> Self:
        """Print the district's numbers beside the tables of the same run.

        Notes
        -----
        Whole = parcels + residual; parcels = Σ groups = Σ main classes, main class = Σ subclasses; each group is
        the sum of its classes. Whole and parcels are rounded half up, the others moved as little as possible.
        """
        figures = LandFigures()
        matrix = shares.matrices.whole
        alone = replace(matrix, units=matrix.units[:1], parents=(-1,), area_dm2=matrix.area_dm2[:1])
        figures.land(alone, scheme)
        exact = {str(key[-1]): area for key, area in figures.value.items()}
        exact |= {TOTAL: shares.measured_dm2, WHOLE: shares.whole_dm2, RESIDUAL: shares.residual_dm2}
        sums = [(str(total[-1]), [str(p[-1]) for p in parts]) for s in figures.sums.values() for total, parts in s]
        sums.append((WHOLE, [TOTAL, RESIDUAL]))
        system = _System(exact, sums, closed=printed.rounding != "plain")
        stand = {}
        if printed.unit == "km2":
            stand = {c: printed_count(printed.cell("land", "", c), 2) for c in exact if c not in (WHOLE, RESIDUAL)}
        share = system.print(10_000, shares.whole_dm2, shares.whole_dm2 / 100, {}) if shares.whole_dm2 > 0 else {}
        area = system.print(1, _KM2 // 100, float(_KM2), stand)
        same = _columns_of(matrix.classes, scheme)
        return cls(area, share, printed, same, scheme.settlement_scopes, shares.whole_dm2)

    def area_of(self, column: str) -> Cell:
        """Return the printed km² of a column; land that is not there prints as zero."""
        cell = self.area.get(column, Cell("0.00", 0.0))
        return self._bases.area(cell, ("land", "", column), "km2") if self._bases else cell

    def share_of(self, column: str) -> Cell:
        """Return the printed share of a column in percent; an empty whole has none."""
        cell = self.share.get(column, Cell("0.00", 0.0)) if self.share else _NOTHING
        return self._bases.share(cell, ("land", "", column)) if self._bases else cell

    @property
    def _bases(self) -> LandBases | None:
        return self.printed.bases

    def measure(self, measured: MeasureArea, unit: str = "km2") -> Cell:
        """Return the printed area of a measure; one that is a group or class prints as that does.

        Raises
        ------
        ValueError : for a measure that could not be computed
        """
        if measured.area_dm2 is None:
            raise ValueError(measured.key)
        cell = self._measure(measured, measured.area_dm2, unit)
        return self._bases.measure_area(cell, measured.key, unit) if self._bases else cell

    def _measure(self, measured: MeasureArea, area_dm2: int, unit: str) -> Cell:
        column, tables = self._same(measured), unit == self.printed.unit
        if column is not None and (tables or unit == "km2"):
            return self.printed.cell("land", "", column) if tables else self.area_of(column)
        if tables and measured.settled and (cell := self._scope("", area_dm2)):
            return cell
        return Cell(area_text(area_dm2, unit, DISPLAY[unit]), area_dm2 / float(unit_fraction(unit)))

    def measure_in(self, measured: MeasureArea, unit_code: str, area_dm2: int) -> Cell | None:
        """Return how the tables print a measure in one unit, None where they do not hold it in km²."""
        column = self._same(measured)
        if self.printed.unit != "km2":
            return None
        if column:
            return self.printed.cell("land", unit_code, column)
        return self._scope(unit_code, area_dm2) if measured.settled else None

    def _scope(self, unit_code: str, area_dm2: int) -> Cell | None:
        """Return the printed settlement total or scope that land with a settlement code fills."""
        exact = area_dm2 / float(unit_fraction(self.printed.unit))
        keys = [("settled", unit_code, TOTAL)]
        keys += [("settled", unit_code, scope, TOTAL) for scope in self._scopes]
        found = (self.printed.cells.get(key) for key in keys)
        return next((cell for cell in found if cell is not None and cell.number == exact), None)

    def measure_share(self, measured: MeasureArea) -> Cell:
        """Return the printed share of a measure in percent."""
        if not self.share or measured.area_dm2 is None:
            return _NOTHING
        cell = self._measure_share(measured, measured.area_dm2)
        return self._bases.measure_share(cell, measured.key) if self._bases else cell

    def _measure_share(self, measured: MeasureArea, area_dm2: int) -> Cell:
        column = self._same(measured)
        if column is not None:
            return self.share_of(column)
        count = round_alone(np.array([area_dm2 * 10_000]), self._whole_dm2)
        return Cell(decimal_text(int(count[0]), 2), area_dm2 / self._whole_dm2 * 100)


class _System:
    """The exact areas of the district and the sums between them."""

    def __init__(self, exact: Mapping[str, int], sums: list[tuple[str, list[str]]], *, closed: bool) -> None:
        self.columns = list(exact)
        self.place = {column: i for i, column in enumerate(self.columns)}
        self.area = np.array(list(exact.values()), dtype=np.int64)
        self.sums = [Sum(self.place[total], [self.place[part] for part in parts]) for total, parts in sums]
        self.weight = np.array([weight_of(("land", "", column)) for column in self.columns])
        self.closed = closed

    def print(self, scale: int, last_digit: int, per_unit: float, stand: Mapping[str, int]) -> dict[str, Cell]:
        """Print all numbers × ``scale`` in units of ``last_digit``, two decimals; what stands printed stays.

        The groups are closed first, by themselves; the classes follow them wherever they can.
        """
        values = self.area * scale
        alone = round_alone(values, last_digit)
        counts = alone
        if self.closed:
            fixed = {self.place[column]: int(alone[self.place[column]]) for column in (WHOLE, TOTAL)}
            fixed |= {self.place[column]: count for column, count in stand.items()}
            counts = self._round(values, last_digit, fixed | self._groups(values, last_digit, fixed))
            counts = self._round(values, last_digit, fixed) if counts is None else counts
            if counts is None:
                raise AssertionError("two nested families of sums always have a solution")
        pairs = zip(self.columns, counts.tolist(), alone.tolist(), self.area.tolist(), strict=True)
        return {
            column: Cell(decimal_text(count, 2) + (MOVED if count != own else ""), area / per_unit)
            for column, count, own, area in pairs
        }

    def _round(self, values: np.ndarray, last_digit: int, fixed: Mapping[int, int]) -> np.ndarray | None:
        return controlled_rounding(values, self.sums, last_digit, fixed=fixed, weight=self.weight)

    def _groups(self, values: np.ndarray, last_digit: int, fixed: Mapping[int, int]) -> dict[int, int]:
        """Return the printed groups, closed to the parcels' total with nothing below them."""
        groups = [self.place[column] for column in self.columns if column.startswith(group_column(""))]
        used = [self.place[TOTAL], *groups]
        local = {i: fixed[place] for i, place in enumerate(used) if place in fixed}
        counts = controlled_rounding(values[used], [Sum(0, range(1, len(used)))], last_digit, fixed=local)
        return {} if counts is None else dict(zip(used, counts.tolist(), strict=True))


def _columns_of(present: tuple[str, ...], scheme: Scheme) -> Callable[[MeasureArea], str | None]:
    """Return what tells the column whose land is exactly that of a measure: the total, a group, a class."""
    land = frozenset(present)
    columns = [(TOTAL, land)]
    for group in scheme.groups:
        columns.append((group_column(group.key), frozenset(c for c in land if scheme.group_of(c) == group.key)))
    columns += [(c.code, scheme.under([c.code]) & land) for c in scheme.classes]
    found: dict[frozenset[str], str] = {}
    for column, codes in columns:
        found.setdefault(codes, column)
    found.pop(frozenset(), None)
    return lambda measured: found.get(measured.classes) if measured.classes is not None else None
