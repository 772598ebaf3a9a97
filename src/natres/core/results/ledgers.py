"""Ledgers for what no layer gives: how many rows, what they add up to, by choice and town, and where they lie."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

__all__ = ["LedgerGroup", "LedgerPlace", "LedgerTable"]


@dataclass(frozen=True)
class LedgerGroup:
    """Rows with one value of a column: their number and their sums by column, exactly as written."""

    value: str
    rows: int
    sums: Mapping[str, Fraction]


@dataclass(frozen=True)
class LedgerPlace:
    """Where a row with coordinates lies: parcel, class and unit there; empty where no parcel is.

    ``town_differs`` tells whether the row names another town than the parcel lies in.
    """

    row: int
    name: str
    parcel_id: str
    land_class: str
    unit_code: str
    town_differs: bool = False


@dataclass(frozen=True)
class LedgerTable:
    """A ledger of one kind and year.

    ``sums`` are by column in the column's own unit; ``groups`` by column of choices; ``outside_year`` counts, by
    column of dates, the rows dated outside the ledger's year; ``without_place`` the rows without coordinates where
    others have some.
    """

    kind: str
    year: int | None
    rows: int
    sums: Mapping[str, Fraction]
    groups: Mapping[str, tuple[LedgerGroup, ...]]
    towns: tuple[LedgerGroup, ...] = ()
    places: tuple[LedgerPlace, ...] = ()
    without_place: int = 0
    outside_year: Mapping[str, int] = field(default_factory=dict[str, int])
