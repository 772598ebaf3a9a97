"""What every command hands back: tables for people, data for programs, sentences, notices, an exit code."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from natres.core.issues import Notice
from natres.core.provenance import Provenance
from natres.district import District
from natres.errors import default_language
from natres.labels import words
from natres.presenters.table import Table
from natres.workflows.inputs import Options

__all__ = ["Answer", "language_of", "marks_of", "moment_of"]


@dataclass(frozen=True)
class Answer:
    """What a command has to say: tables for people, data for programs, sentences, notices, the exit code.

    ``brief`` holds the tables a terminal shows where all of them would be too long to read there; ``look`` says what
    of a folder to open.
    """

    language: str
    tables: tuple[Table, ...]
    data: dict[str, Any]
    notices: tuple[Notice, ...] = ()
    sentences: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    moment: datetime = field(default_factory=lambda: datetime(2000, 1, 1))
    exit_code: int = 0
    folder: Path | None = None
    brief: tuple[Table, ...] | None = None
    look: str = ""


def language_of(options: Options, district: District | None) -> str:
    """Return the language asked for, else the district file's, else the locale's."""
    if options.language:
        words(options.language)  # an unknown language is refused here, before anything is read
        return options.language
    return district.content.district.language if district else default_language()


def marks_of(district: District | None, language: str, *records: Provenance) -> tuple[str, ...]:
    """Return what every output of invented data has to say of itself: by the district file, or by the rows read."""
    said = district is not None and district.content.district.invented
    if said:
        return (words(language)["report.invented_long"],)
    return (words(language)["report.invented_rows"],) if any(record.invented for record in records) else ()


def moment_of(district: District | None) -> datetime:
    """Return the date that files carry: the end of the district's year, never the clock."""
    return datetime(district.content.district.year, 12, 31) if district else datetime(2000, 1, 1)
