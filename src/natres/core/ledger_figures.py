"""Which published figure is which number of a ledger."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["LedgerFigure"]


@dataclass(frozen=True)
class LedgerFigure:
    """A figure: the rows of a ledger (``column`` empty) or the sum of a column, of all rows or of some choices."""

    key: str
    ledger: str
    label: Mapping[str, str]
    column: str = ""
    unit: str = "count"
    choice: str = ""
    values: tuple[str, ...] = ()
