"""Asset accounts as tables in the layout of SEEA: opening, additions, reductions, net change, closing."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from natres.core.results import Account, AccountRow
from natres.core.units import decimal_text, decimals_needed, exact_text, round_half_up
from natres.core.volumes import stock_fraction
from natres.labels import words
from natres.presenters.printing import Tree, area_columns, printed_count, star_note
from natres.presenters.table import MOVED, Cell, Column, Row, Table, cells

__all__ = ["account_json", "account_tables"]

Keys = tuple[str, ...]
_DM2_PER_M2 = 100
#: Next year reads a stated stock back: what a double would lose stands in its text.
_ALL_DIGITS = 30


def account_tables(
    accounts: tuple[Account, ...],
    language: str,
    *,
    labels: Mapping[Keys, str],
    printed: Mapping[tuple[str, Keys], Cell] | None = None,
    opened: Mapping[tuple[str, Keys], Cell] | None = None,
    moves: Mapping[tuple[str, Keys], tuple[int, int]] | None = None,
) -> tuple[Table, ...]:
    """Return a table for every account of two dates; a stock of one date is no account.

    Parameters
    ----------
    labels : keys of a row, or the first of them alone → its words
    printed : (account, keys) → how another table of the run prints a closing stock in hectares
    opened : the same for opening stocks, as the tables of last year printed them
    moves : (account, keys) → what was added and what was taken in 0.01 m², where the pieces in between are known
    """
    known = moves or {}
    shown = [account for account in accounts if account.has_two_dates]
    return tuple(
        _area_table(account, language, labels, (printed or {}, opened or {}), known)
        if account.unit == "m2"
        else _stock_table(account, language)
        for account in shown
    )


def _area_table(
    account: Account,
    language: str,
    labels: Mapping[Keys, str],
    stocks: tuple[Mapping[tuple[str, Keys], Cell], Mapping[tuple[str, Keys], Cell]],
    moves: Mapping[tuple[str, Keys], tuple[int, int]],
) -> Table:
    """Return land or forest in hectares: a row per group with its owners below; net = closing − opening as printed."""
    w, places = words(language), _tree_places(account)
    printed, opened = stocks
    parents = [places.index(keys[:-1]) if keys else -1 for keys in places]
    same = {(i, 0): printed[account.key, keys] for i, keys in enumerate(places) if (account.key, keys) in printed}
    closing = _column(account, places, parents, "closing", same)
    # A stock that did not change prints as it closes: rounding makes no change.
    still = {(i, 0): opened[account.key, keys] for i, keys in enumerate(places) if (account.key, keys) in opened}
    still |= {(i, 0): closing[i] for i, keys in enumerate(places) if _still(account, keys)}
    opening = _column(account, places, parents, "opening", still)
    rows: list[Row] = []
    for i, keys in enumerate(places):
        net = printed_count(closing[i], 2) - printed_count(opening[i], 2)
        exact = _sum(account, keys, "closing") - _sum(account, keys, "opening")
        moved = MOVED if net != round_half_up(exact / 100) else ""  # 1 m² is 0.0001 ha: two decimals are 100 m²
        change = Cell(decimal_text(net, 2) + moved, float(exact / 10_000))
        name = labels.get(keys) or labels.get(keys[-1:]) or (keys[-1] if keys else w["land.sum"])
        moved_ = _moved(moves.get((account.key, keys)), net)
        rows.append(Row(cells([name, opening[i], *moved_, change, closing[i]]), "" if keys else "total", len(keys)))
    ha = w["unit.ha"]
    heads = ("opening", "additions", "reductions", "net", "closing")
    columns = (Column(w["accounts.asset"]), *(Column(_dated(w[f"accounts.{h}"], h, account, w), ha, 2) for h in heads))
    told = any(key == account.key for key, _ in moves)
    notes = (w["accounts.moves_note" if told else "accounts.net_note"], *star_note(rows, language))
    return Table(f"account_{account.key}", w[f"accounts.{account.key}"], columns, tuple(rows), notes)


def _moved(areas: tuple[int, int] | None, net: int) -> list[str | Cell]:
    """Return what was added and taken, in hectares: their difference prints as the net change does."""
    if areas is None:
        return ["—", "—"]
    added = round_half_up(Fraction(areas[0], 10_000))  # 0.01 m² to 0.01 ha
    taken = added - net
    star = MOVED if taken != round_half_up(Fraction(areas[1], 10_000)) else ""
    return [
        Cell(decimal_text(added, 2), areas[0] / 1_000_000), Cell(decimal_text(taken, 2) + star, areas[1] / 1_000_000)
    ]  # fmt: skip


def _tree_places(account: Account) -> list[Keys]:
    """Return the rows of a table: everything, each first key, and below it its rows where they have a second."""
    places: list[Keys] = [()]
    for first in dict.fromkeys(row.keys[:1] for row in account.rows):
        below = [row.keys for row in account.rows if row.keys[:1] == first and row.keys[-1]]
        places += [first, *(below if any(len(keys) > 1 for keys in below) else ())]
    return places


def _sum(account: Account, keys: Keys, which: str) -> Fraction:
    """Return the stock of everything below a row of the table, in m²."""
    return sum((_amount(r, which) for r in account.rows if r.keys[: len(keys)] == keys), Fraction(0))


def _still(account: Account, keys: Keys) -> bool:
    """Return whether nothing below a row of the table changed."""
    return all(row.opening == row.closing for row in account.rows if row.keys[: len(keys)] == keys)


def _column(
    account: Account, places: list[Keys], parents: list[int], which: str, same: Mapping[tuple[int, int], Cell]
) -> list[Cell]:
    areas = [_sum(account, keys, which) for keys in places]
    tree = Tree(tuple((int(area * _DM2_PER_M2),) for area in areas), tuple(parents))
    return [row[0] for row in area_columns(tree, "ha", 2, "closed", same=same)]


def _amount(row: AccountRow, which: str) -> Fraction:
    return (row.opening or Fraction(0)) if which == "opening" else row.closing


def _dated(label: str, head: str, account: Account, w: Mapping[str, str]) -> str:
    year = {"opening": account.opening_year, "closing": account.closing_year}.get(head)
    return w["accounts.at_end"].format(label=label, year=year) if year else label


def _stock_table(account: Account, language: str) -> Table:
    """Return a stated stock: opening, what was added and taken by cause, closing, all as stated."""
    w, row = words(language), account.rows[0]
    size = stock_fraction(account.shown_unit or account.unit)
    added, taken = row.additions or (), row.reductions or ()
    lines: list[tuple[str, Fraction, int, str]] = [
        (_dated(w["accounts.opening"], "opening", account, w), row.opening or Fraction(0), 0, "total")
    ]
    for head, causes in (("additions", added), ("reductions", taken)):
        lines.append((w[f"accounts.{head}"], sum((amount for _, amount in causes), Fraction(0)), 0, ""))
        lines += [(w.get(f"accounts.cause_{cause}", cause), amount, 1, "") for cause, amount in causes]
    lines.append((w["accounts.net"], row.net or Fraction(0), 0, ""))
    lines.append((_dated(w["accounts.closing"], "closing", account, w), row.closing, 0, "total"))
    decimals = max(decimals_needed(amount / size, 9) for _, amount, _, _ in lines)
    rows = tuple(
        Row(
            cells(
                [name, Cell(decimal_text(round_half_up(amount / size * 10**decimals), decimals), float(amount / size))]
            ),
            mark,
            indent,
        )
        for name, amount, indent, mark in lines
    )
    unit = w.get(f"unit.{account.shown_unit}", account.shown_unit or account.unit)
    columns = (Column(w["accounts.item"]), Column(w["accounts.amount"], unit, decimals))
    return Table(f"account_{account.key}", w[f"accounts.{account.key}"], columns, rows, (w["accounts.stated_note"],))


def account_json(accounts: tuple[Account, ...]) -> dict[str, Any]:
    """Return the accounts as JSON; next year's report reads the closing stocks from here."""
    return {account.key: _one(account) for account in accounts}


_SECOND = {"land": "owner", "forest": "tenure"}


def _one(account: Account) -> dict[str, Any]:
    head = {"unit": account.unit, "opening_year": account.opening_year, "closing_year": account.closing_year}
    if account.key in _SECOND:
        rows = [
            {
                "key": row.keys[0],
                _SECOND[account.key]: row.keys[1],
                "opening_m2": _number(row.opening),
                "net_m2": _number(row.net),
                "closing_m2": _number(row.closing),
            }
            for row in account.rows
        ]
        return {**head, "rows": rows}
    row = account.rows[0]
    return {
        **head,
        "opening": _number(row.opening),
        "additions": {cause: _number(amount) for cause, amount in row.additions or ()},
        "reductions": {cause: _number(amount) for cause, amount in row.reductions or ()},
        "closing": _number(row.closing),
        "closing_text": exact_text(row.closing, _ALL_DIGITS),
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
