"""What is wrong with an input, and what was repaired: facts with their place, no words."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Issue", "Notice", "Repair"]


@dataclass(frozen=True)
class Issue:
    """One finding about one row. ``row`` counts data records from 0; ``id`` is the parcel's or well's.

    ``line`` and ``cell`` are where a spreadsheet shows it (line from 1, ``B7``), where the file is one;
    ``variant`` names other words for the same code (``CODE_UNKNOWN.other``).
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
