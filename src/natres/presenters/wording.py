"""How figures are worded in a sentence: printed digits with their unit, shares, lists; nothing is rounded here."""

from collections.abc import Sequence

from natres.labels import words
from natres.presenters.table import Cell, Row, Table

__all__ = ["Told", "figure", "listed", "tidied"]

#: Units that stand close behind their number.
_CLOSE = ("%",)
#: What a table prints where there is no number.
_NOTHING = ("", "—")


def figure(cell: Cell | str, unit: str = "") -> str:
    """Return a printed number with its unit as a sentence says it: the digits of the table, without a closing star.

    >>> figure(Cell("565.36*", 565.361), "平方公里"), figure("45.65", "%"), figure("47.2355", "10¹⁸ J")
    ('565.36 平方公里', '45.65%', '47.2355×10¹⁸ J')
    """
    digits = cell.plain if isinstance(cell, Cell) else cell
    if not unit or digits in _NOTHING:
        return digits
    if unit in _CLOSE:
        return f"{digits}{unit}"
    return f"{digits}×{unit}" if unit.startswith("10") else f"{digits} {unit}"


def listed(parts: Sequence[str], language: str, *, between: str = "list") -> str:
    """Return parts one behind the other with the language's mark between them: ``list`` or ``clause``.

    >>> listed(["甲", "乙"], "zh"), listed(["a", "b"], "en", between="clause")
    ('甲、乙', 'a; b')
    """
    return words(language)[f"wording.{between}"].join(parts)


def tidied(text: str) -> str:
    """Return a sentence without the blanks that a full-width bracket or comma has within itself.

    >>> tidied("耕地（01） 11431.81 公顷， 占 20.22%")
    '耕地（01）11431.81 公顷，占 20.22%'
    """
    for mark in "（），。；、":
        text = text.replace(f"{mark} ", mark).replace(f" {mark}", mark)
    return text


class Told:
    """A table as the source of a sentence's figures.

    Parameters
    ----------
    table : of which a sentence tells; its printed cells are taken as they are
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.rows = table.rows

    def row(self, label: str) -> Row | None:
        """Return the first row that has a label among its texts; None where there is none."""
        return next((row for row in self.rows if any(cell.text == label for cell in row.cells)), None)

    def column(self, unit: str, *, last: bool = False) -> int:
        """Return the place of the first column in a unit, or of the last; -1 where no column is in it."""
        found = [place for place, column in enumerate(self.table.columns) if column.unit == unit]
        return (found[-1] if last else found[0]) if found else -1

    def numbers(self) -> list[int]:
        """Return the places of the columns that hold numbers."""
        return [n for n in range(len(self.table.columns)) if any(row.cells[n].number is not None for row in self.rows)]

    def figure(self, row: Row, place: int) -> str:
        """Return a cell with the unit of its column, or of its table.

        >>> from natres.presenters.table import Column
        >>> area = Table("a", "A", (Column("x"), Column("y", "公顷")), (Row((Cell("甲"), Cell("2.50", 2.5))),))
        >>> Told(area).figure(area.rows[0], 1)
        '2.50 公顷'
        """
        return figure(row.cells[place], self.table.columns[place].unit or self.table.unit)
