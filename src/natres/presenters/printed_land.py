"""How every figure of land prints in one run: each number is rounded once, and all tables take it from here.

The land of the district, its units and classes is one system of sums (villages → towns → district, subclasses →
main classes → total, groups → total); tables that divide it further (by ownership, settlement, slope, planting)
keep the numbers that already stand in it.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from natres.core.classification import Scheme
from natres.core.results import ClassShares
from natres.core.rounding import Sum, controlled_rounding, round_alone
from natres.core.units import DISPLAY, decimal_text, unit_fraction
from natres.errors import BadUsage
from natres.presenters.bases import LandBases
from natres.presenters.land_figures import TOTAL, Key, LandFigures, group_column
from natres.presenters.table import MOVED, Cell

__all__ = ["TOTAL", "PrintedLand", "group_column", "weight_of"]

Whole = NDArray[np.int64]

#: Up to so many numbers all levels are closed in one go where stage by stage fails.
_AT_ONCE = 20_000
#: The sums of each table by itself; any other family ties two tables together, or groups to main classes.
_OWN = ("land", "owned", "typed", "settled", "sloped", "planted")


@dataclass(frozen=True, eq=False)
class PrintedLand:
    """Printed cells of a run by what they stand for, in ``unit`` with ``decimals``.

    Parameters
    ----------
    cells : (table, unit code, part …, column) → printed cell; what is not there is zero
    rounding : closed, plain or survey
    largest_shift : by how many printed units the farthest cell lies from its exact value
    moved : how many cells closing moved from rounding them alone
    apart : empty where the sums of all tables hold at once; ``tables`` where each table was closed by itself,
        ``units`` where a table divided three ways adds up within each unit only
    bases : why its numbers are what they are; None where nobody asks
    """

    cells: Mapping[Key, Cell]
    rounding: str
    unit: str
    decimals: int
    largest_shift: float
    moved: int
    apart: str
    bases: LandBases | None = None

    @classmethod
    def of(cls, shares: ClassShares, scheme: Scheme, rounding: str = "closed", unit: str = "ha") -> Self:
        """Print the land of a run.

        Parameters
        ----------
        shares : with the matrices of the run, and for ``survey`` those of the survey's table rule
        rounding : ``closed`` (all sums hold), ``plain`` (each number alone), ``survey`` (the survey's own rule)
        unit : ha, km2, m2, mu or 1e4mu

        Raises
        ------
        BadUsage : ``OPTION_VALUE`` for the survey's rule in another unit than its hectare
        """
        if rounding == "survey" and unit != "ha":
            raise BadUsage("OPTION_VALUE.survey", option="--unit", value=unit)
        exact = LandFigures.of(shares.matrices, scheme)
        size, decimals = unit_fraction(unit), DISPLAY[unit]
        scale, last_digit = size.denominator * 10**decimals, size.numerator
        values = np.array(list(exact.value.values()), dtype=np.int64) * scale
        alone = round_alone(values, last_digit)
        counts, apart = alone, ""
        if rounding == "closed":
            counts, apart = _closed(exact, values, last_digit, alone)
        elif rounding == "survey" and shares.by_survey_rule is not None:
            ruled = LandFigures.of(shares.by_survey_rule, scheme).value
            counts = np.array([ruled.get(key, 0) for key in exact.value], dtype=np.int64) * scale // last_digit
        moved = counts != alone if rounding != "plain" else np.zeros(len(counts), dtype=bool)
        per_unit = float(size)
        cells = {
            key: Cell(decimal_text(count, decimals) + (MOVED if star else ""), area / per_unit)
            for (key, area), count, star in zip(exact.value.items(), counts.tolist(), moved.tolist(), strict=True)
        }
        shift = float((np.abs(counts * last_digit - values) / last_digit).max()) if len(values) else 0.0
        return cls(cells, rounding, unit, decimals, shift, int(moved.sum()), apart)

    def cell(self, table: str, *key: Hashable) -> Cell:
        """Return a printed cell; land that is not there prints as zero."""
        cell = self.cells.get((table, *key), Cell(decimal_text(0, self.decimals), 0.0))
        return cell if self.bases is None else self.bases.area(cell, (table, *key), self.unit)


def _closed(figures: LandFigures, values: Whole, unit: int, alone: Whole) -> tuple[Whole, str]:
    """Close all tables of a run at once, so that one number prints the same in each; from the top down.

    The district and its towns come first, then the villages of each town, held to what their town prints.
    Families of sums that cross each other may leave no solution. Then a class that lies in settlements as a whole
    may print apart in two tables; where that is not enough, each table is closed by itself.

    Returns
    -------
    Printed counts, and what they do not hold: nothing, the same number in two "tables", or "units" of one table
    """
    system = _System(figures, values, unit, alone)
    every = [s for family in figures.sums.values() for s in family]
    counts = system.close(every)
    if counts is None and len(values) <= _AT_ONCE:  # what a town printed may have been too narrow for its villages
        counts = system.close(every, staged=False)
    if counts is not None:
        return counts, ""
    if len(values) <= _AT_ONCE:
        without = [s for name in figures.sums if name != "scope" for s in figures.sums[name]]
        counts = system.close(without, staged=False)
    return (counts, "tables") if counts is not None else _table_by_table(figures, system)


def _table_by_table(figures: LandFigures, system: "_System") -> tuple[Whole, str]:
    """Close each table by itself: its rows, columns and totals hold, each number within one unit of its exact value.

    A table divided three ways may have no solution either; then its units are closed one by one.
    """
    counts, apart = system.alone.copy(), "tables"
    for table in _OWN:
        own_sums = figures.sums.get(table, [])
        grouped = [s for s in figures.sums.get("groups", []) if s[0][0] == table and all(k[0] == table for k in s[1])]
        by_unit = [s for s in own_sums if all(part[1] == s[0][1] for part in s[1])]
        found = None
        # Groups lie across main classes: they add up to the total too wherever both can hold.
        for sums in (own_sums + grouped, own_sums, by_unit):
            if found is None:
                found = system.close(sums, table)
                found = system.close(sums, table, staged=False) if found is None else found
                apart = "units" if found is not None and sums is by_unit else apart
        if found is not None:
            own = np.array([key[0] == table for key in figures.value])
            counts[own] = found[own]
    return counts, apart


class _System:
    """The figures of a run with their exact values, ready to be closed stage by stage."""

    def __init__(self, figures: LandFigures, values: Whole, unit: int, alone: Whole) -> None:
        self.places = {key: place for place, key in enumerate(figures.value)}
        self.values, self.unit, self.alone = values, unit, alone
        self.weight = np.array([weight_of(key) for key in figures.value])
        towns = {str(key[1]) for key in figures.value if len(str(key[1])) == 9}
        self.stage = {key: _stage(key, towns) for key in figures.value}

    def close(self, sums: Sequence[tuple[Key, list[Key]]], table: str = "", *, staged: bool = True) -> Whole | None:
        """Return printed counts of a table, or of all, in which the sums hold; None where they allow no solution."""
        stage = self.stage if staged else dict.fromkeys(self.stage, "")
        total = self.places.get(("land", "", TOTAL))
        printed = {} if total is None else {total: int(self.alone[total])}
        members: dict[str, list[int]] = {}
        for key, place in self.places.items():
            if table in ("", key[0]):
                members.setdefault(stage[key], []).append(place)
        of_stage: dict[str, list[Sum]] = {}
        for whole, parts in sums:
            line = Sum(self.places[whole], [self.places[part] for part in parts])
            of_stage.setdefault(max(stage[part] for part in parts), []).append(line)
        for name in sorted(members):
            found = self._close_stage(members[name], of_stage.get(name, []), printed)
            if found is None:
                return None
            printed |= found
        counts = self.alone.copy()
        for place, count in printed.items():
            counts[place] = count
        return counts

    def _close_stage(
        self, members: Sequence[int], sums: Sequence[Sum], printed: Mapping[int, int]
    ) -> dict[int, int] | None:
        used = sorted({*members, *(place for s in sums for place in (s.total, *s.parts))})
        local = {place: i for i, place in enumerate(used)}
        system = [Sum(local[s.total], [local[part] for part in s.parts]) for s in sums]
        fixed = {local[place]: printed[place] for place in used if place in printed}
        counts = controlled_rounding(self.values[used], system, self.unit, fixed=fixed, weight=self.weight[used])
        return None if counts is None else dict(zip(used, counts.tolist(), strict=True))


def _stage(key: Key, towns: set[str]) -> str:
    """Return "" for the district and its towns, the town's code for villages and what lies in none of them."""
    code = str(key[1][1]) if isinstance(key[1], tuple) else str(key[1])
    below = len(code) > 9 or isinstance(key[1], tuple)
    return code[:9] if below and code[:9] in towns else ""


def weight_of(key: Key) -> float:
    """Return how much moving a cell counts: the district is quoted most, then towns; sums before their parts."""
    unit, column = str(key[1]), str(key[-1])
    level = {0: 1000.0, 9: 30.0}.get(len(unit), 1.0)
    whole = column == TOTAL or column.startswith("group:")
    return level * (4.0 if whole else 3.0 if len(column) == 2 else 1.0)
