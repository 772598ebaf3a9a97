"""Asset accounts from two dates: land by group and ownership, forest by class and tenure, stated stocks."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from natres.analyses.shares import UNCLASSIFIED_GROUP
from natres.core.classification import Scheme
from natres.core.ledger import AreaLedger
from natres.core.results import Account, AccountRow, ForestTable
from natres.core.units import exact_text
from natres.errors import BadData

__all__ = ["check_opening", "forest_account", "land_account", "stated_account", "with_opening"]

#: Areas of a ledger are whole 0.01 m².
_DM2_PER_M2 = 100


def land_account(
    now: AreaLedger, before: AreaLedger | None, scheme: Scheme, *, years: tuple[int | None, int | None]
) -> Account:
    """Return the land account by group and kind of ownership, in m².

    Parameters
    ----------
    now, before : ledgers of the two years; without the earlier there are closing stocks and no account
    years : opening and closing year

    Notes
    -----
    From two layers only the net change is known: land that came and land that went need the pieces in between.
    """
    closing = _by_group_and_owner(now, scheme)
    opening = {} if before is None else _by_group_and_owner(before, scheme)
    order = [g.key for g in scheme.groups] + [UNCLASSIFIED_GROUP]
    owners = [kind.key for kind in scheme.ownership]
    keys = sorted({*closing, *opening}, key=lambda key: (order.index(key[0]), owners.index(key[1]) if key[1] else -1))
    rows = tuple(
        AccountRow(key, None if before is None else opening.get(key, Fraction(0)), closing.get(key, Fraction(0)))
        for key in keys
    )
    return Account("land", "m2", *years, rows)


def _by_group_and_owner(ledger: AreaLedger, scheme: Scheme) -> dict[tuple[str, str], Fraction]:
    sums = ledger.sums
    group = {code: scheme.group_of(code) or UNCLASSIFIED_GROUP for code in sums["land_class"].unique()}
    owned = ledger.has_ownership and bool(scheme.ownership)
    owner = {kind: scheme.ownership_of(kind) if owned else "" for kind in sums["ownership_type"].unique()}
    found: dict[tuple[str, str], int] = {}
    for code, kind, area in zip(sums["land_class"], sums["ownership_type"], sums["area_dm2"].tolist(), strict=True):
        key = group[code], owner[kind]
        found[key] = found.get(key, 0) + area
    return {key: Fraction(area, _DM2_PER_M2) for key, area in found.items()}


def forest_account(now: ForestTable, before: ForestTable | None, *, years: tuple[int | None, int | None]) -> Account:
    """Return the forest account by class and tenure, in m²; see :func:`land_account`."""
    opening = {} if before is None else {(c, t): area for c, t, area in before.matrix}
    rows = tuple(
        AccountRow(
            (c, t),
            None if before is None else Fraction(opening.get((c, t), 0), _DM2_PER_M2),
            Fraction(area, _DM2_PER_M2),
        )
        for c, t, area in now.matrix
        if area or opening.get((c, t), 0)
    )
    return Account("forest", "m2", *years, rows)


def stated_account(
    key: str,
    unit: str,
    row: AccountRow,
    *,
    years: tuple[int | None, int | None],
    shown_unit: str = "",
    file: str = "",
) -> Account:
    """Return an account as it is stated, after adding it up.

    Raises
    ------
    BadData : ``ACCOUNT_SUM`` where opening + additions − reductions is not closing, with both figures

    >>> row = AccountRow((), Fraction(10), Fraction(11), (("inflow", Fraction(3)),), (("outflow", Fraction(2)),))
    >>> stated_account("water", "m3", row, years=(2021, 2022)).rows[0].net
    Fraction(1, 1)
    """
    added = sum((amount for _, amount in row.additions or ()), Fraction(0))
    taken = sum((amount for _, amount in row.reductions or ()), Fraction(0))
    if row.opening is not None and row.opening + added - taken != row.closing:
        computed = row.opening + added - taken
        facts = {"value": exact_text(row.closing), "expected": exact_text(computed), "unit": unit}
        raise BadData("ACCOUNT_SUM", file=file or None, key=f"accounts.{key}", **facts)
    return Account(key, unit, *years, (row,), shown_unit)


def check_opening(account: Account, previous: Mapping[tuple[str, ...], Fraction], *, file: str) -> None:
    """Stop where an opening stock is not last year's closing stock.

    Parameters
    ----------
    previous : keys of a row → its closing stock last year, in the account's unit
    file : last year's file, for the message

    Raises
    ------
    BadData : ``ACCOUNT_OPENING`` naming the row with both figures and their difference, and how many more differ
    """
    wrong = [
        (row, previous.get(row.keys, Fraction(0)))
        for row in account.rows
        if row.opening is not None and row.opening != previous.get(row.keys, Fraction(0))
    ]
    known = {row.keys for row in account.rows}
    wrong += [
        (AccountRow(keys, Fraction(0), Fraction(0)), area)
        for keys, area in previous.items()
        if keys not in known and area
    ]
    if wrong:
        row, closing = wrong[0]
        opening = row.opening or Fraction(0)
        facts = {
            "value": exact_text(opening),
            "expected": exact_text(closing),
            "difference": exact_text(opening - closing),
        }
        name = ".".join(("accounts", account.key, *row.keys))
        years = {"opening_year": account.opening_year or "—", "closing_year": account.closing_year or "—"}
        raise BadData("ACCOUNT_OPENING", file=file, key=name, unit=account.unit, count=len(wrong), **facts, **years)


def with_opening(account: Account, previous: Mapping[tuple[str, ...], Fraction], year: int | None) -> Account:
    """Return an account of one date with last year's closing stocks as its opening."""
    keys: Sequence[tuple[str, ...]] = [row.keys for row in account.rows]
    closing = {row.keys: row.closing for row in account.rows}
    rows = tuple(
        AccountRow(key, previous.get(key, Fraction(0)), closing.get(key, Fraction(0)))
        for key in [*keys, *(key for key in previous if key not in closing)]
    )
    return Account(account.key, account.unit, year, account.closing_year, rows, account.shown_unit)
