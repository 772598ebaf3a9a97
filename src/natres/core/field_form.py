"""What the form of a field inspection consists of, and what a filled-in one says line by line."""

from collections.abc import Mapping
from dataclasses import dataclass

from natres.core.issues import Issue, Notice
from natres.core.provenance import Provenance
from natres.core.results.acceptance import FieldAnswer, FieldDraw

__all__ = ["DRAWN", "DRAWN_COLUMNS", "FieldForm", "FormLine", "FormSpec"]

#: Columns of the drawn parcels on the second sheet; a key stands behind them, and behind every fact of the plan.
DRAWN_COLUMNS: tuple[str, ...] = ("number", "parcel_id", "land_class", "main_class", "town", "town_name")
#: The key of the heading of that table.
DRAWN = "drawn"


@dataclass(frozen=True)
class FormSpec:
    """The columns of the form with their headings by language, and the words of a verdict by language."""

    columns: Mapping[str, Mapping[str, str]]
    conforming: Mapping[str, tuple[str, ...]]
    nonconforming: Mapping[str, tuple[str, ...]]

    @property
    def allowed(self) -> str:
        """Every word of a verdict, for a message."""
        pairs = [*self.conforming.values(), *self.nonconforming.values()]
        return ", ".join(word for pair in pairs for word in pair)


@dataclass(frozen=True)
class FormLine:
    """A line of the form as it was read: ``written`` is its number as it stands there, ``answer`` what it says."""

    written: str
    parcel_id: str
    answer: FieldAnswer
    cell: str = ""
    id_cell: str = ""


@dataclass(frozen=True)
class FieldForm:
    """A filled-in form: the draw on its second sheet, its lines, and the cells nobody could understand.

    ``fields`` are the headings as they stand in the form, by column.
    """

    draw: FieldDraw
    lines: tuple[FormLine, ...]
    provenance: Provenance
    fields: Mapping[str, str]
    issues: tuple[Issue, ...] = ()
    notices: tuple[Notice, ...] = ()
