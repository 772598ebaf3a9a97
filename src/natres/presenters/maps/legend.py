"""What legends share: indices of categories, printed areas, sums, mixed colours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.core.basis import Basis, Rows, Where
from natres.core.ledger import AreaLedger
from natres.core.units import area_text
from natres.labels import words
from natres.presenters.maps.material import MapSet
from natres.presenters.table import Cell
from natres.presenters.web import Category, Text, text_in

__all__ = ["Notes", "Printed", "counted", "indexed", "mixed", "printed_column", "printed_row", "sums_by", "told_area"]

Indices = NDArray[np.int64]


Printed: TypeAlias = Mapping[str, Mapping[str, tuple[Cell, str]]]
"""Per language: key of a category → its number as a table of the run prints it, with the unit in words."""


#: Units for areas that are nothing in a legend's own.
_FINER = {"km2": ("ha", "m2"), "ha": ("m2",)}


@dataclass(frozen=True)
class Notes:
    """The areas of a legend: as a table of the run prints them, in ``unit`` rounded alone where none does.

    An area that would print as 0.00 stands in a finer unit.
    """

    maps: MapSet
    unit: str
    printed: Printed

    def category(
        self, key: str, label: Text, colour: str, area_dm2: int, *, own: bool = True, rows: Rows | None = None
    ) -> Category:
        """Return a row of the legend with its area.

        Parameters
        ----------
        own : whether a table's number of that key is this one
        rows : what the area adds up, where no table says so
        """
        alone, unit = told_area(area_dm2, self.unit)
        own = own and unit == self.unit
        found = {lang: cells[key] for lang, cells in self.printed.items() if own and key in cells}
        note = {
            language: " ".join(
                (found[language][0].text, found[language][1])
                if language in found
                else (alone, words(language)[f"unit.{unit}"])
            )
            for language in self.maps.languages
        }
        bases = {language: cell.basis for language, (cell, _) in found.items() if cell.basis is not None}
        if rows is not None and not bases:
            bases = _ruled(self.maps.languages, "map.area_rule", label, rows, unit)
        return Category(key, label, colour, note, bases)


def told_area(area_dm2: int, unit: str) -> tuple[str, str]:
    """Return an area as text with its unit; in a finer one where 0.00 would say that there is none.

    >>> told_area(2_038, "ha"), told_area(300_000, "km2"), told_area(0, "ha")
    (('20.38', 'm2'), ('0.30', 'ha'), ('0.00', 'ha'))
    """
    tries = ((area_text(area_dm2, one), one) for one in (unit, *_FINER.get(unit, ())))
    told = (found for found in tries if any(letter in "123456789" for letter in found[0]))
    return next(told, (area_text(area_dm2, unit), unit))


def printed_column(
    maps: MapSet, table: str, number: int, keys: Mapping[str, Mapping[str, str]] | None = None, *, name: int = 0
) -> Printed:
    """Return per language the numbers of a table's column by the text of another.

    Parameters
    ----------
    number, name : columns of the numbers and of what names them
    keys : per language, text in the table → key of the category; by default the text is the key
    """
    found: dict[str, dict[str, tuple[Cell, str]]] = {}
    for language, frame in maps.frames.items():
        own = found.setdefault(language, {})
        if table not in frame.tables:
            continue
        unit = frame.tables[table].columns[number].unit
        for row in frame.tables[table].rows:
            text = row.cells[name].text
            key = text if keys is None else keys[language].get(text)
            if key:
                own.setdefault(key, (row.cells[number], unit))
    return found


def printed_row(maps: MapSet, table: str, row: int, first: int, keys: Sequence[str]) -> Printed:
    """Return per language the numbers of one row of a table from column ``first`` on, one per key."""
    found: dict[str, dict[str, tuple[Cell, str]]] = {}
    for language, frame in maps.frames.items():
        own = found.setdefault(language, {})
        if table in frame.tables:
            cells, columns = frame.tables[table].rows[row].cells[first:], frame.tables[table].columns[first:]
            own |= {key: (cell, column.unit) for key, cell, column in zip(keys, cells, columns, strict=False)}
    return found


def counted(languages: Iterable[str], layer: str, where: Where, what: Text) -> dict[str, Basis]:
    """Return why a legend counts so many rows: those of a layer with certain codes; ``what`` names them in words."""
    return _ruled(languages, "map.count_rule", what, Rows(layer, (where,), "count"), "count")


def _ruled(languages: Iterable[str], rule: str, what: Text, rows: Rows, unit: str) -> dict[str, Basis]:
    """Return rows as a basis in all languages, with the rule that says what they are."""
    return {lang: Basis(words(lang)[rule].format(what=text_in(what, lang)), rows, unit) for lang in languages}


def sums_by(ledger: AreaLedger, key: pd.Series) -> dict[str, int]:
    """Return the area of the bookings by a key of theirs, in 0.01 m²."""
    return {str(k): int(v) for k, v in ledger.sums.groupby(key)["area_dm2"].sum().items()}


def indexed(keys: pd.Series, order: Sequence[str]) -> Indices:
    """Return the place of each key in an order, -1 for one that is not in it."""
    place = {key: i for i, key in enumerate(order)}
    return np.asarray(keys.map(place).fillna(-1), dtype=np.int64)


def mixed(colour: str, other: str, part: float) -> str:
    """Return a colour between two, ``part`` of the way to the other."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes(round(a + (b - a) * part) for a, b in pairs).hex()
