"""Why a number of a ledger is what it is: its rows counted, or a column of them added up."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from natres.core.basis import Rows
from natres.core.results import LedgerTable
from natres.core.table_spec import ColumnSpec, TableSpec
from natres.presenters.bases.sentences import Said, because, clauses_said, codes_said, joined, rule
from natres.presenters.table import Cell

__all__ = ["LedgerBases"]


@dataclass(frozen=True, eq=False)
class LedgerBases:
    """The bases of one ledger among those of a run, in one language; a second one of its kind is told by its year."""

    ledger: LedgerTable
    spec: TableSpec
    ledgers: Sequence[LedgerTable]
    language: str

    def rows(self, cell: Cell, name: str, group: tuple[ColumnSpec, str] | None = None) -> Cell:
        """Return a printed number of rows with its basis; ``group`` names a column of choices and its value."""
        return self._because(cell, name, None, group, "count")

    def amount(self, cell: Cell, column: ColumnSpec, group: tuple[ColumnSpec, str] | None = None) -> Cell:
        """Return the printed sum of a column with its basis, in the unit of the column."""
        return self._because(cell, column.label[self.language], column, group, "number")

    def _because(
        self, cell: Cell, name: str, column: ColumnSpec | None, group: tuple[ColumnSpec, str] | None, unit: str
    ) -> Cell:
        alike = [other for other in self.ledgers if other.kind == self.ledger.kind]
        if len({other.year for other in alike}) < len(alike):  # nothing in their rows tells them apart
            return cell
        where = {"kind": (self.ledger.kind,)} | ({"year": (str(self.ledger.year),)} if len(alike) > 1 else {})
        return because(cell, partial(self._said, name, column, group, where), unit, self.language)

    def _said(
        self,
        name: str,
        column: ColumnSpec | None,
        group: tuple[ColumnSpec, str] | None,
        where: dict[str, tuple[str, ...]],
    ) -> Said:
        kind = "rows" if column is None else "amounts"
        title = self.spec.title[self.language]
        facts = {"name": name, "ledger": title, "which": "", "column": name}
        if group is not None:
            by, value = group
            label = next((c.label[self.language] for c in by.choices if c.key == value), value)
            where = where | {by.key: (value,)}
            clause = rule(
                "choice", self.language, column=by.label[self.language], codes=codes_said([label], self.language)
            )
            facts["which"] = clauses_said([clause], self.language)
            facts["name"] = joined([label, name], self.language)
        text = rule(f"{kind}_where" if group else kind, self.language, **facts)
        return Said(name, text, Rows("ledgers", (where,), "count" if column is None else column.key))
