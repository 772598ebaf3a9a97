"""What a table is before it has a format: titled columns with units, rows of text beside their numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from natres.core.basis import Basis

__all__ = ["MOVED", "Cell", "Column", "Row", "Table"]

#: Behind a printed number that closing moved from its own rounding.
MOVED = "*"


@dataclass(frozen=True)
class Column:
    """A column: its label, its unit (empty for text), how many decimals its numbers print, the heading it shares.

    Neighbouring columns with the same ``span`` stand under one common heading.
    """

    label: str
    unit: str = ""
    decimals: int | None = None
    span: str = ""

    @property
    def heading(self) -> str:
        """Label with unit, as every header shows it.

        >>> Column("面积", "公顷").heading
        '面积（公顷）'
        >>> Column("小计", "公顷", span="耕地 (01)").heading
        '耕地 (01) 小计（公顷）'
        """
        label = f"{self.span} {self.label}" if self.span else self.label
        if not self.unit:
            return label
        wide = any(ord(letter) > 0x2E80 for letter in label + self.unit)
        return f"{label}（{self.unit}）" if wide else f"{label} ({self.unit})"


@dataclass(frozen=True)
class Cell:
    """A cell: the text that is printed, the number behind it where it is one, and what makes the basis of that.

    A basis is made when someone asks for it: most tables are printed without. Two cells that print the same are equal.
    """

    text: str
    number: float | None = None
    reason: Callable[[], Basis] | None = field(default=None, compare=False, repr=False)

    @cached_property
    def basis(self) -> Basis | None:
        """Why the number is what it is; None where nobody can say."""
        return None if self.reason is None else self.reason()

    def because(self, reason: Callable[[], Basis]) -> "Cell":
        """Return the cell with what makes its basis."""
        return Cell(self.text, self.number, reason)

    @property
    def plain(self) -> str:
        """The text without the star of a number that closing moved.

        >>> Cell("65.67*", 65.6738).plain, Cell("65.67", 65.67).plain
        ('65.67', '65.67')
        """
        return self.text.removesuffix(MOVED) if self.moved else self.text

    @property
    def moved(self) -> bool:
        """Whether closing moved it: a number with a star; a name that ends in one is a name."""
        return self.number is not None and self.text.endswith(MOVED)


@dataclass(frozen=True)
class Row:
    """A row; ``mark`` is ``""``, ``total`` or ``alert``; ``indent`` its depth in a tree."""

    cells: tuple[Cell, ...]
    mark: str = ""
    indent: int = 0


@dataclass(frozen=True)
class Table:
    """A table to be shown: a key for file names, a title, columns, rows and notes.

    ``unit`` is set where all numbers have one unit, which then stands once above the table, beside ``about``:
    whose land it is, and of which year.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    unit: str = ""
    about: str = ""


def cells(values: Sequence[str | Cell]) -> tuple[Cell, ...]:
    """Return cells, plain text taken as cells without a number."""
    return tuple(value if isinstance(value, Cell) else Cell(value) for value in values)
