"""Flips of plausible class pairs until the group sums lie inside the printed figures."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from natres.sample.cover.classes import Cover, least_area
from natres.sample.cover.codes import URBAN_RURAL, land_classes, leaf_main_class, settlement_code

__all__ = ["Goal", "calibrate"]

Index = NDArray[np.int64]


@dataclass(frozen=True)
class Goal:
    """Wanted areas in 0.01 m²."""

    agricultural: int
    unused: int
    urban_rural: int
    forest_land: int


# What may become what, and how the settlement scope follows.
_TO_AGRICULTURE = {"0404": "0301", "1206": "0102", "1204": "0102", "0601": "0102", "1201": "0301",
                   "0508": "0102",
                   "09": "0301", "0702": "0201", "0701": "0301", "05H1": "0102"}  # fmt: skip
_TO_UNUSED = {"0301": "0404", "0102": "0404", "0307": "0404", "0201": "0404", "0101": "0404", "1104": "1106"}
_TO_TOWN = {
    "0102": "0601",
    "0301": "0601",
    "0307": "1201",
    "0201": "0601",
    "0101": "0601",
    "09": "0601",
    "0103": "0601",
}
_TO_SPECIAL = {"0601": "09", "1201": "09", "0508": "0602", "05H1": "09", "08H2": "09"}


class _Balance:
    def __init__(self, cover: Cover, cents: NDArray[np.int64], order: NDArray[np.float64], frozen: NDArray[np.bool_]):
        self.cover, self.cents, self.order, self.frozen = cover, cents, order, frozen
        self.role = np.array([self._role(i) for i in range(len(cents))], dtype=object)

    def _role(self, i: int) -> str:
        code = str(self.cover.code[i])
        group = land_classes()[code].group
        if group != "construction":
            return group
        mark = settlement_code(code, str(self.cover.scope[i]), bool(self.cover.detached[i]))
        return "town" if mark in URBAN_RURAL else "special"

    def total(self, role: str) -> int:
        return int(self.cents[self.role == role].sum())

    def candidates(self, role: str, table: dict[str, str]) -> Index:
        """Return the parcels of a role that the table may change and that are large enough for what they become."""
        right = np.flatnonzero((self.role == role) & np.isin(self.cover.code, list(table)) & ~self.frozen)
        least = {code: round(105 * least_area(to)) for code, to in table.items()}
        return right[self.cents[right] >= np.array([least[str(c)] for c in self.cover.code[right]], dtype=np.int64)]

    def flip(self, parcels: Index, table: dict[str, str]) -> None:
        for i in parcels:
            self.cover.code[i] = table[str(self.cover.code[i])]
            self.role[i] = self._role(int(i))

    def move(self, source: str, target: str, amount: int, table: dict[str, str]) -> int:
        """Flip whole parcels, best placed first, while they fit into ``amount``; return what is left."""
        pool = self.candidates(source, table)
        chosen: list[int] = []
        for i in pool[np.argsort(self.order[pool], kind="stable")]:
            if self.cents[i] <= amount:
                chosen.append(int(i))
                amount -= int(self.cents[i])
        self.flip(np.array(chosen, dtype=int), table)
        assert all(self.role[i] == target for i in chosen)
        return amount

    def trade(self, one: str, other: str, amount: int, there: dict[str, str], back: dict[str, str]) -> None:
        """Swap up to two parcels of each role so that as nearly as possible ``amount`` moves to ``other``."""
        a, give = self._pairs(one, there)
        b, take = self._pairs(other, back)
        order = np.argsort(take, kind="stable")
        at = np.searchsorted(take[order], give - amount)
        best = (abs(amount), -1, -1)
        for shift in (-1, 0):
            k = order[np.clip(at + shift, 0, len(order) - 1)]
            miss = np.abs(give - take[k] - amount)
            j = int(np.argmin(miss))
            best = min(best, (int(miss[j]), j, int(k[j])))
        if best[1] >= 0:
            self.flip(a[best[1]], there)
            self.flip(b[best[2]], back)

    def _pairs(self, role: str, table: dict[str, str]) -> tuple[list[Index], NDArray[np.int64]]:
        """Return no parcel, single parcels and pairs of those best placed, with their areas."""
        pool = self.candidates(role, table)
        pool = pool[np.argsort(self.order[pool], kind="stable")][:90]
        i, j = np.triu_indices(len(pool), 1)
        sets = [pool[:0], *(pool[k : k + 1] for k in range(len(pool)))]
        sets += [pool[[x, y]] for x, y in zip(i, j, strict=True)]
        mine = self.cents[pool]
        return sets, np.concatenate([[0], mine, mine[i] + mine[j]]).astype(np.int64)


def _settle(
    balance: _Balance,
    one: str,
    other: str,
    need: Callable[[], int],
    there: dict[str, str],
    back: dict[str, str],
) -> None:
    """Bring ``need`` (positive: from ``one`` to ``other``) close to 0: whole parcels first, then trades."""
    amount = need()
    if amount > 0:
        balance.move(one, other, amount, there)
    elif amount < 0:
        balance.move(other, one, -amount, back)
    for _ in range(3):
        if abs(need()) <= 500_00:  # 500 m²; 3,000 would still print alike
            return
        balance.trade(one, other, need(), there, back)


def calibrate(
    cover: Cover, cents: NDArray[np.int64], order: NDArray[np.float64], frozen: NDArray[np.bool_], goal: Goal
) -> None:
    """Change classes in place until agricultural, unused and urban–rural areas meet the goal.

    ``order`` is smooth over the district, so flips come in neighbourhoods and not as salt and pepper;
    ``frozen`` parcels (corridors, rare classes) keep their class.
    """
    balance = _Balance(cover, cents, order, frozen)
    _grow_forest(balance, goal.forest_land)
    back_unused = {c: t for c, t in _TO_AGRICULTURE.items() if land_classes()[c].group == "unused"}
    back_town = {c: t for c, t in _TO_AGRICULTURE.items() if c != "09" and land_classes()[c].group == "construction"}
    to_town = {c: t for c, t in _TO_TOWN.items() if c != "09"}
    for _ in range(2):
        _settle(
            balance,
            "agricultural",
            "unused",
            lambda: goal.unused - balance.total("unused"),
            _TO_UNUSED,
            back_unused,
        )
        _settle(
            balance, "special", "town",
            lambda: balance.total("special") - _special_goal(cents, goal), {"09": "0601"}, _TO_SPECIAL,
        )  # fmt: skip
        _settle(
            balance,
            "agricultural",
            "town",
            lambda: goal.urban_rural - balance.total("town"),
            to_town,
            back_town,
        )
    _grow_forest(balance, goal.forest_land)


def _special_goal(cents: NDArray[np.int64], goal: Goal) -> int:
    return int(cents.sum()) - goal.agricultural - goal.unused - goal.urban_rural


def _grow_forest(balance: _Balance, wanted: int) -> None:
    """Turn cropland into woods until the forest plots find room; the groups stay as they are."""
    table = {"0102": "0301", "0103": "0301", "0101": "0307", "0201": "0301"}
    woods = np.array([leaf_main_class(str(c)) == "03" for c in balance.cover.code])
    missing = wanted - int(balance.cents[woods].sum())
    if missing > 0:
        pool = balance.candidates("agricultural", table)
        pool = pool[np.argsort(-balance.order[pool], kind="stable")]
        run = np.cumsum(balance.cents[pool])
        balance.flip(pool[: int(np.searchsorted(run, missing)) + 1], table)
