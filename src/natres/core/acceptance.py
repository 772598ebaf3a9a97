"""Single sampling plans by attributes, normal inspection: how many to inspect, and how many faults are too many.

Source: ISO 2859-1:1999, Table 1 and Table 2-A (= GB/T 2828.1-2012); the tables stand in a data file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from natres.errors import BadUsage

__all__ = ["DOWN", "UP", "PlanRow", "PlanTables", "SamplingPlan"]

#: Arrows of the master table: the first plan below, the first plan above.
DOWN, UP = "v", "^"


@dataclass(frozen=True)
class SamplingPlan:
    """How a lot is judged: ``sample_size`` of ``lot`` items are inspected.

    Up to ``accept`` nonconforming ones the lot is accepted, from ``reject`` on it is rejected.

    Parameters
    ----------
    lot : items in the lot, > 0
    level : inspection level, I to III or S-1 to S-4
    aql : acceptance quality limit in percent nonconforming, as the table writes it
    letter : code letter of the plan, behind the arrows
    """

    lot: int
    level: str
    aql: str
    letter: str
    sample_size: int
    accept: int
    reject: int

    @property
    def whole(self) -> bool:
        """Whether every item of the lot is inspected."""
        return self.sample_size >= self.lot

    def accepts_at(self, fraction: float) -> float:
        """Return the chance (0–1) that a lot is accepted of which ``fraction`` (0–1) is nonconforming.

        Binomial, as for a lot that is large beside its sample; where all is inspected nothing is left to chance.

        >>> round(SamplingPlan(60000, "II", "1.0", "N", 500, 10, 11).accepts_at(0.01), 3)
        0.987
        >>> SamplingPlan(5, "II", "2.5", "C", 5, 0, 1).accepts_at(0.2)
        0.0
        """
        from scipy.stats import binom

        if self.whole:
            return float(fraction * self.lot < self.accept + 0.5)
        return float(binom.cdf(self.accept, self.sample_size, fraction))

    def quality_accepted_at(self, chance: float) -> float:
        """Return the fraction nonconforming (0–1) at which a lot is accepted with ``chance`` (0 < chance < 1).

        >>> round(SamplingPlan(60000, "II", "1.0", "N", 500, 10, 11).quality_accepted_at(0.1), 4)
        0.0306
        """
        from scipy.stats import beta

        if self.accept >= self.sample_size:
            return 1.0
        return float(beta.ppf(1 - chance, self.accept + 1, self.sample_size - self.accept))


@dataclass(frozen=True)
class PlanRow:
    """A line of the master table: letter, sample size, and for each limit an acceptance number or an arrow."""

    letter: str
    sample_size: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class PlanTables:
    """The tables of the standard.

    Parameters
    ----------
    aql : acceptance quality limits in percent, ascending, as texts
    lots : (largest lot of the line, code letter by level); 0 stands for any larger lot and comes last
    rows : the master table, smallest sample first
    """

    aql: tuple[str, ...]
    lots: tuple[tuple[int, Mapping[str, str]], ...]
    rows: tuple[PlanRow, ...]

    @property
    def levels(self) -> tuple[str, ...]:
        """Inspection levels, the special ones first."""
        return tuple(self.lots[0][1])

    def plan(self, lot: int, aql: str, level: str = "II") -> SamplingPlan:
        """Return the plan for a lot; where it asks for as many as there are, all are inspected.

        Parameters
        ----------
        lot : items in the lot, > 0
        aql : acceptance quality limit in percent: one of :attr:`aql`, however many zeros it ends in

        Raises
        ------
        BadUsage : ``OPTION_VALUE`` for a level or a limit the tables do not have, ``NUMBER`` for an empty lot

        >>> from natres.readers.acceptance import read_plan_tables
        >>> tables = read_plan_tables()
        >>> tables.plan(60_000, "1.0")
        SamplingPlan(lot=60000, level='II', aql='1.0', letter='N', sample_size=500, accept=10, reject=11)
        >>> tables.plan(12, "4", level="I").letter, tables.plan(4, "2.5").sample_size
        ('B', 4)
        """
        limit, letter = self._limit(aql), self._letter(lot, level)
        column = self.aql.index(limit)
        place = next(i for i, row in enumerate(self.rows) if row.letter == letter)
        while (cell := self.rows[place].cells[column]) in (UP, DOWN):
            place += 1 if cell == DOWN else -1
        row, accept = self.rows[place], int(cell)
        return SamplingPlan(lot, level, limit, row.letter, min(row.sample_size, lot), accept, accept + 1)

    def _letter(self, lot: int, level: str) -> str:
        if lot < 1:
            raise BadUsage("NUMBER", value=lot)
        if level not in self.levels:
            raise BadUsage("OPTION_VALUE", option="--level", value=level, allowed=", ".join(self.levels))
        return next(letters for largest, letters in self.lots if largest == 0 or lot <= largest)[level]

    def _limit(self, aql: str) -> str:
        known = {Decimal(text): text for text in self.aql}
        try:
            return known[Decimal(str(aql).strip().removesuffix("%").rstrip())]
        except (InvalidOperation, KeyError):
            raise BadUsage("OPTION_VALUE", option="--aql", value=aql, allowed=", ".join(self.aql)) from None


def build_tables(
    facts: Mapping[str, Sequence[Mapping[str, str]]], levels: Sequence[str], aql: Sequence[str]
) -> PlanTables:
    """Build the tables from ``lots`` (``up_to``, ``letters``) and ``plans`` (``letter``, ``size``, ``cells``)."""
    return PlanTables(
        aql=tuple(aql),
        lots=tuple(
            (int(line["up_to"]), dict(zip(levels, line["letters"].split(), strict=True))) for line in facts["lots"]
        ),
        rows=tuple(PlanRow(row["letter"], int(row["size"]), tuple(row["cells"].split())) for row in facts["plans"]),
    )
