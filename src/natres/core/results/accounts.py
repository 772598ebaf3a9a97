"""Asset accounts in the layout of SEEA: opening stock, additions, reductions, closing stock."""

from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Account", "AccountRow"]


@dataclass(frozen=True)
class AccountRow:
    """One asset of an account, in the account's unit.

    ``keys`` name it: (group, owner) of land, (class, tenure) of forest, () where an account has one asset.
    ``additions`` and ``reductions`` are by cause; None where two layers give no more than the net change.
    ``opening`` is None where only one date is known: then there is a stock and no account.
    """

    keys: tuple[str, ...]
    opening: Fraction | None
    closing: Fraction
    additions: tuple[tuple[str, Fraction], ...] | None = None
    reductions: tuple[tuple[str, Fraction], ...] | None = None

    @property
    def net(self) -> Fraction | None:
        """Closing less opening."""
        return None if self.opening is None else self.closing - self.opening


@dataclass(frozen=True)
class Account:
    """An account of one kind of asset.

    Parameters
    ----------
    key : ``land``, ``forest``, ``water`` or ``recoverable_heat``
    unit : ``m2``, ``m3`` or ``J``: what the rows are in
    opening_year, closing_year : at whose end the stocks stand; None where not known
    rows : one per asset
    shown_unit : the unit its figures were stated in, for printing (``1e4m3``)
    """

    key: str
    unit: str
    opening_year: int | None
    closing_year: int | None
    rows: tuple[AccountRow, ...]
    shown_unit: str = ""

    @property
    def has_two_dates(self) -> bool:
        """Whether there is an opening stock for every row."""
        return bool(self.rows) and all(row.opening is not None for row in self.rows)
