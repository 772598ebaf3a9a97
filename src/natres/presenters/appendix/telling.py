"""What every teller has: the tables of a run, of when its subjects are, and the words of its sentences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from natres.core.units import PrintedFigure
from natres.labels import words
from natres.presenters.table import Row, Table
from natres.presenters.wording import Told, figure, listed

__all__ = ["Telling"]


@dataclass(frozen=True)
class Telling:
    """The tables of a run, ready to be told.

    Parameters
    ----------
    name : whose land it is
    tables : tables of the run by key, in the language
    years : of what is told, by subject: ``land``, ``before``, ``forest``, ``wells``, ``water``; heat in place is
        told as of the land
    zone_years : of the zone layers, where all of them say theirs
    stock_years : of the opening and of the closing of a stated account, by its key
    published : figures of forest land in hectares, by the label of the row that prints the same
    """

    name: str
    language: str
    tables: Mapping[str, Table]
    years: Mapping[str, int] = field(default_factory=dict[str, int])
    zone_years: Sequence[int] = ()
    stock_years: Mapping[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    published: Mapping[str, PrintedFigure] = field(default_factory=dict[str, PrintedFigure])

    def _shares(
        self, told: Told, rows: Sequence[Row], name: int, area: int, share: int, *, names: Sequence[str] = ()
    ) -> str:
        texts = names or [row.cells[name].text for row in rows]
        return self._clauses([
            self._w("appendix.share_of").format(
                name=text, area=told.figure(row, area), share=figure(row.cells[share], "%")
            )
            for text, row in zip(texts, rows, strict=True)
        ])  # fmt: skip

    def _year(self, subject: str) -> int:
        return self.years.get(subject) or self.years["land"]

    def _dated(self, text: str, subject: str) -> str:
        """Return a sentence with its date before it."""
        return self._w("appendix.dated").format(year=self._year(subject), text=text)

    def _say(self, key: str, subject: str, **facts: object) -> str:
        return self._w(f"appendix.say_{key}").format(name=self.name, year=self._year(subject), **facts)

    def _w(self, key: str) -> str:
        return words(self.language)[key]

    def _list(self, parts: Iterable[str]) -> str:
        return listed([*parts], self.language)

    def _clauses(self, parts: Sequence[str]) -> str:
        return listed(parts, self.language, between="clause")
