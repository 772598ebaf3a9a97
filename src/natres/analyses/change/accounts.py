"""Yearly accounts from bookings: opening ± boundary − decrease + increase = closing, for any key of a booking."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd

from natres.core.results.change import NO_LAND, AccountLine

__all__ = ["account_lines", "closing_by"]


def account_lines(
    bookings: pd.DataFrame,
    closing: Mapping[tuple[str, str], int],
    keys: tuple[pd.Series, pd.Series],
    order: Sequence[str],
    *,
    units: tuple[pd.Series, pd.Series] | None = None,
) -> tuple[AccountLine, ...]:
    """Return an account for every key, or for every key of every unit.

    Parameters
    ----------
    bookings : with ``area_dm2``
    closing : (unit, key) → area of the later ledger in 0.01 m²; the unit is blank where there are none
    keys : key of every booking before and after; :data:`NO_LAND` where a year has none
    order : of the keys
    units : unit of every booking before and after: ground that went to another unit is an adjustment of its boundary

    >>> area = pd.DataFrame({"area_dm2": [700, 200, 100]})
    >>> keys = pd.Series(["a", "a", NO_LAND]), pd.Series(["a", "b", "b"])
    >>> lines = account_lines(area, {("", "a"): 700, ("", "b"): 301}, keys, ["a", "b"])
    >>> [(x.key, x.opening_dm2, x.boundary_in_dm2, x.increase_dm2, x.decrease_dm2, x.residual_dm2) for x in lines]
    [('a', 900, 0, 0, 200, 0), ('b', 0, 100, 200, 0, 1)]
    """
    table = pd.DataFrame({"a": keys[0].to_numpy(), "b": keys[1].to_numpy(), "area": bookings["area_dm2"].to_numpy()})
    table["u"], table["v"] = ("", "") if units is None else (units[0].to_numpy(), units[1].to_numpy())
    moved = (table["a"] == NO_LAND) | (table["b"] == NO_LAND) | (table["u"] != table["v"])
    stays = ~moved & (table["a"] == table["b"])
    goes = ~moved & ~stays
    opening = _sums(table[table["a"] != NO_LAND], "u", "a")
    found = {
        "boundary_in": _sums(table[moved & (table["b"] != NO_LAND)], "v", "b"),
        "boundary_out": _sums(table[moved & (table["a"] != NO_LAND)], "u", "a"),
        "increase": _sums(table[goes], "v", "b"),
        "decrease": _sums(table[goes], "u", "a"),
        "persistence": _sums(table[stays], "u", "a"),
    }
    place = {key: n for n, key in enumerate(order)}
    every = sorted({*opening, *closing, *found["boundary_in"], *found["increase"]},
                   key=lambda at: (at[0], place.get(at[1], len(place)), at[1]))  # fmt: skip
    return tuple(
        AccountLine(
            key, opening.get((unit, key), 0), closing_dm2=closing.get((unit, key), 0), unit=unit,
            **{f"{name}_dm2": sums.get((unit, key), 0) for name, sums in found.items()},
        )
        for unit, key in every
    )  # fmt: skip


def closing_by(
    rows: pd.DataFrame,
    key: Callable[[pd.DataFrame], Iterable[str]],
    unit: Callable[[pd.DataFrame], Iterable[str]] | None,
) -> dict[tuple[str, str], int]:
    """Return the area of a ledger's bookings by unit and key."""
    units = [""] * len(rows) if unit is None else list(unit(rows))
    table = pd.DataFrame({"u": units, "a": list(key(rows)), "area": rows["area_dm2"].to_numpy()})
    return _sums(table, "u", "a")


def _sums(table: pd.DataFrame, unit: str, key: str) -> dict[tuple[str, str], int]:
    sums = table.groupby([unit, key], sort=False)["area"].sum()
    return {(str(u), str(k)): int(area) for (u, k), area in sums.items()}  # pyright: ignore[reportGeneralTypeIssues]
