"""What is wrong with an input, and what was repaired: facts with their place, no words."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from natres.errors import NatresError

__all__ = ["Issue", "Notice", "Repair"]


@dataclass(frozen=True)
class Issue:
    """One finding about one row, place, layer or file. ``row`` counts data records from 0; ``id`` is the parcel's.

    ``fid`` is the number the driver (and QGIS) gives the row; ``line`` and ``cell`` are where a spreadsheet shows it
    (line from 1, ``B7``), where the file is one; ``variant`` names other words for the same code
    (``CODE_UNKNOWN.other``). ``at`` is where on the ground it is: a shapely geometry in the layer's system;
    ``cause`` the finding that explains this one: a wrong value is one finding, what it breaks hangs below it.
    """

    code: str
    severity: str  # error | warning | info
    file: str = ""
    layer: str = ""
    field: str = ""
    row: int | None = None
    id: str = ""
    value: str = ""
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict[str, Any])
    variant: str = ""
    line: int | None = None
    cell: str = ""
    fid: int | None = None
    at: Any = dataclasses.field(default=None, compare=False, repr=False)
    cause: "Issue | None" = None

    @classmethod
    def of(cls, error: NatresError, **place: Any) -> Self:
        """Return what stopped a reader as a finding; ``place`` is what the error itself does not know of it.

        >>> Issue.of(NatresError("FIELD_MISSING", file="a.shp", field="DLBM", present="A, B")).facts
        {'present': 'A, B'}
        """
        facts = {**place, **error.facts}
        file, layer, column, ident = (str(facts.pop(name, None) or "") for name in ("file", "layer", "field", "id"))
        row, value = facts.pop("row", None), str(facts.pop("value", ""))
        _, _, variant = error.variant.partition(".")
        return cls(error.code, "error", file, layer, column, row, ident, value, facts, variant)

    @property
    def root(self) -> "Issue":
        """The finding at the bottom of this one: itself where nothing explains it."""
        return self if self.cause is None else self.cause.root


@dataclass(frozen=True)
class Repair:
    """A change natres made to what it read: how often, and one example of before and after."""

    code: str
    count: int
    before: str = ""
    after: str = ""
    field: str = ""


@dataclass(frozen=True)
class Notice:
    """A warning of the run: a code with its facts; the words stand in ``labels/errors.*.toml``."""

    code: str
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict[str, Any])
