"""From the description to what stands on paper, one after the other: headings, captions and references numbered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from natres.labels import words
from natres.presenters.appendix.description import (
    Appendix,
    CaptionedMap,
    CaptionedTable,
    Lines,
    MapPicture,
    Section,
    Sentences,
)
from natres.presenters.appendix.fitting import FittedTable, fitted
from natres.presenters.findings.texts import clean
from natres.presenters.wording import listed, tidied

__all__ = ["Block", "Group", "Heading", "MapPage", "Paragraph", "TableBlock", "groups_of"]

#: No text of an appendix is longer in letters.
_LONGEST = 4000


@dataclass(frozen=True)
class Heading:
    """A heading with its number; level 1 is the highest."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text, or a line in small print."""

    text: str
    small: bool = False


@dataclass(frozen=True)
class TableBlock:
    """A table with what stands above it, caption, subject and unit, and the notes below."""

    caption: str
    about: str
    unit: str
    fitted: FittedTable
    notes: tuple[str, ...]


@dataclass(frozen=True)
class MapPage:
    """A map sheet with its caption."""

    caption: str
    picture: MapPicture


Block = Heading | Paragraph | TableBlock | MapPage


@dataclass(frozen=True)
class Group:
    """Neighbouring blocks on paper of one kind: ``portrait``, ``landscape`` or ``map``, which is a single sheet."""

    kind: str
    blocks: tuple[Block, ...]


def groups_of(appendix: Appendix) -> tuple[Group, ...]:
    """Return what stands in an appendix in order, grouped by how the paper lies."""
    found: list[tuple[str, list[Block]]] = []
    whole = Section("", appendix.sections, numbered=False)
    for block in _Numbering(appendix.language).blocks(whole, ()):
        kind = _kind(block)
        if not found or kind == "map" or found[-1][0] != kind:
            found.append((kind, []))
        found[-1][1].append(block)
    return tuple(Group(kind, tuple(blocks)) for kind, blocks in found)


def _kind(block: Block) -> str:
    if isinstance(block, MapPage):
        return "map"
    return "landscape" if isinstance(block, TableBlock) and block.fitted.landscape else "portrait"


class _Numbering:
    """Counts tables and maps through the document, sections within the one above."""

    def __init__(self, language: str) -> None:
        self.words = words(language)
        self.language = language
        self.tables = self.maps = 0

    def blocks(self, section: Section, place: tuple[int, ...]) -> Iterator[Block]:
        """Yield what stands below the heading of a section, which has the numbers ``place``."""
        inner = 0
        for part in section.parts:
            match part:
                case Sentences():
                    yield Paragraph(self._text(part, section))
                case Lines():
                    yield from (Paragraph(clean(text, _LONGEST), small=True) for text in part.texts)
                case CaptionedTable():
                    self.tables += 1
                    yield from self._table(part)
                case CaptionedMap():
                    self.maps += 1
                    yield MapPage(self._caption("figure", self.maps, part.picture.title), part.picture)
                case Section():
                    inner += part.numbered
                    yield Heading(len(place) + 1, self._heading(part, (*place, inner)))
                    yield from self.blocks(part, (*place, inner))

    def _heading(self, section: Section, place: tuple[int, ...]) -> str:
        text = clean(section.heading)
        if not section.numbered:
            return text
        number, level = place[-1], min(len(place), 3)
        marks = {"number": str(number), "numeral": self._numeral(number), "whole": ".".join(map(str, place))}
        kind = self.words[f"appendix.marked_by_{level}"]
        return self.words[f"appendix.heading_{level}"].format(mark=marks[kind], text=text)

    def _numeral(self, number: int) -> str:
        ten, digits = divmod(number, 10), self.words["appendix.numerals"]
        if number <= 10 or number > 99:
            return digits[number - 1] if number <= 10 else str(number)
        return (digits[ten[0] - 1] if ten[0] > 1 else "") + digits[9] + (digits[ten[1] - 1] if ten[1] else "")

    def _text(self, part: Sentences, section: Section) -> str:
        text = tidied(" ".join(clean(sentence, _LONGEST) for sentence in part.texts))
        if not part.pointing:
            return text
        tables = sum(isinstance(one, CaptionedTable) for one in section.parts)
        maps = sum(isinstance(one, CaptionedMap) for one in section.parts)
        named = [*self._named("table", self.tables, tables), *self._named("figure", self.maps, maps)]
        if not named:
            return text
        see = self.words["appendix.see"].format(named=listed(named, self.language))
        return tidied(f"{text} {see}")

    def _named(self, what: str, before: int, count: int) -> list[str]:
        """Return the numbers of what follows: each where there are two, the first and the last of more."""
        one = self.words[f"appendix.{what}_named"]
        if count > 2:
            facts = {"first": one.format(number=before + 1), "last": one.format(number=before + count)}
            return [self.words["appendix.range"].format(**facts)]
        return [one.format(number=before + 1 + n) for n in range(count)]

    def _caption(self, what: str, number: int, title: str) -> str:
        name = self.words[f"appendix.{what}_named"].format(number=number)
        return self.words["appendix.caption"].format(name=name, title=clean(title))

    def _table(self, part: CaptionedTable) -> Iterator[Block]:
        caption = self._caption("table", self.tables, part.table.title)
        pieces = fitted(part.table)
        for n, piece in enumerate(pieces):
            named = caption if n == 0 else self.words["appendix.continued"].format(caption=caption, number=n)
            unit = self.words["table.unit"].format(unit=piece.unit) if piece.unit else ""
            notes = self._notes(part.notes) if n == len(pieces) - 1 else ()
            yield TableBlock(named, clean(part.table.about), unit, piece, notes)

    def _notes(self, notes: Sequence[str]) -> tuple[str, ...]:
        """Return notes with the word before the first, and their numbers where there are several."""
        if not notes:
            return ()
        texts = [clean(note, _LONGEST) for note in notes]
        if len(texts) > 1:
            texts = [self.words["appendix.note_numbered"].format(number=n, text=t) for n, t in enumerate(texts, 1)]
        return (self.words["appendix.notes"].format(text=texts[0]), *texts[1:])
