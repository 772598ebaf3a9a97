"""What a report's appendix says, before it is Word or PDF: sections of sentences, captioned tables and map sheets."""

from dataclasses import dataclass
from datetime import datetime

from natres.presenters.table import Table

__all__ = ["Appendix", "CaptionedMap", "CaptionedTable", "Lines", "MapPicture", "Part", "Section", "Sentences"]


@dataclass(frozen=True)
class MapPicture:
    """A map sheet: its title and how large its paper is.

    Parameters
    ----------
    png : the sheet as pixels, for Word
    pdf : the same as lines and letters, for the PDF; empty where there is none, which then shows the pixels
    """

    title: str
    width_mm: float
    height_mm: float
    png: bytes
    pdf: bytes = b""


@dataclass(frozen=True)
class Sentences:
    """A paragraph; ``pointing`` ends it with the numbers of the section's tables and maps."""

    texts: tuple[str, ...]
    pointing: bool = False


@dataclass(frozen=True)
class Lines:
    """Small print, such as sources and notes: every text begins a line."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class CaptionedTable:
    """A table under its number and title; ``notes`` stand below it in place of the table's own."""

    table: Table
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaptionedMap:
    """A map sheet, a page of its own in its true size, with its number and title."""

    picture: MapPicture


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it, other sections among it; without ``numbered`` the heading stands alone."""

    heading: str
    parts: "tuple[Part, ...]"
    numbered: bool = True


Part = Sentences | Lines | CaptionedTable | CaptionedMap | Section


@dataclass(frozen=True)
class Appendix:
    """The whole: title, whose and of when it is, what must not be overlooked, sections.

    Parameters
    ----------
    about : lines below the title
    badges : the short marks of every page, such as that it is internal
    marks : the same at length, once on the first page
    moment : the date of the data, stored as the files'
    """

    title: str
    about: tuple[str, ...]
    sections: tuple[Section, ...]
    language: str
    moment: datetime
    badges: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
