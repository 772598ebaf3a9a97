"""Three ledgers of supply: land sold at auction, land acquired by use, and approved land not yet supplied."""

from decimal import Decimal

import numpy as np

from natres.sample.ledgers.parts import days, drawn, share_out, split
from natres.sample.ledgers.places import BUILT, ROADS, Places, Spot
from natres.sample.ledgers.table import YEAR, Ledger, Row

__all__ = ["approved_unsupplied", "land_acquisition", "land_supply"]

# use → how often, the land it lies on, its usual price in 亿元 a hectare
_SOLD = {
    "住宅": (5, ("07",), 0.95), "商服": (2, ("05H1",), 0.6), "工业": (3, ("0601",), 0.09),
    "仓储": (1, ("0508",), 0.08), "公共设施": (1, ("08",), 0.2),
}  # fmt: skip
_WAYS = ("挂牌", "拍卖", "招标")
# use → printed area in ha, batches, the land they lie on
_ACQUIRED = {
    "商住": ("29.5", 5, ("05", "07")),
    "工业": ("67.7", 8, ("06",)),
    "基础设施": ("15.2", 4, (*ROADS, "0809")),
}


def land_supply(rng: np.random.Generator, places: Places, fixed: bool) -> Ledger:
    """Return parcels sold in public; what the state keeps of a price is below it, row by row."""
    uses = _uses(rng, fixed)
    area, price, net = (
        (Decimal("113.07"), Decimal("38.79"), Decimal("21.63")) if fixed else _random_sums(rng, len(uses))
    )
    areas = split(rng, area, len(uses), 0.4)
    worth = [float(a) * _SOLD[use][2] * float(rng.uniform(0.8, 1.25)) for a, use in zip(areas, uses, strict=True)]
    prices = share_out(price, worth)
    kept = share_out(net, [float(p) * float(rng.uniform(0.92, 1.08)) for p in prices])
    spots = _one_each(rng, places, [_SOLD[use][1] for use in uses])
    rows: list[Row] = []
    for k, (use, spot, sold) in enumerate(zip(uses, spots, days(rng, len(uses)), strict=True)):
        way = _WAYS[0] if fixed else _WAYS[int(rng.choice(3, p=[0.7, 0.2, 0.1]))]
        rows.append({
            "parcel": f"示例（{way[0]}）{YEAR}-{k + 1:02d}", "place": f"{spot.town}示例路{k + 1:02d}号",
            "use": use, "area_ha": areas[k], "way": way, "price_1e8cny": prices[k], "net_income_1e8cny": kept[k],
            "sold_on": sold, **spot.cells(),
        })  # fmt: skip
    return Ledger("land_supply", tuple(rows))


def _uses(rng: np.random.Generator, fixed: bool) -> list[str]:
    if fixed:
        return [use for use, (often, _, _) in _SOLD.items() for _ in range(often)]
    often = np.array([entry[0] for entry in _SOLD.values()], dtype=float)
    return rng.choice(np.array(list(_SOLD)), int(rng.integers(5, 20)), p=often / often.sum()).tolist()


def _random_sums(rng: np.random.Generator, count: int) -> tuple[Decimal, Decimal, Decimal]:
    area = drawn(rng, 4.0 * count, 12.0 * count, 2)
    price = drawn(rng, 0.25 * float(area), 0.5 * float(area), 2)
    return area, price, drawn(rng, 0.4 * float(price), 0.6 * float(price), 2)


def _one_each(rng: np.random.Generator, places: Places, lands: list[tuple[str, ...]]) -> list[Spot]:
    """Return a place for each of the wanted lands; alike wishes share one draw, so that no parcel comes twice."""
    drawn_of = {land: iter(places.on(rng, land, lands.count(land))) for land in dict.fromkeys(lands)}
    return [next(drawn_of[land]) for land in lands]


def land_acquisition(rng: np.random.Generator, places: Places, fixed: bool) -> Ledger:
    """Return batches of collective land taken for building, by what it is for."""
    rows: list[Row] = []
    for use, (printed, usual, land) in _ACQUIRED.items():
        count = usual if fixed else int(rng.integers(2, 10))
        total = Decimal(printed) if fixed else drawn(rng, 4.0 * count, 12.0 * count, 1)
        for spot, area in zip(places.on(rng, land, count), split(rng, total, count), strict=True):
            rows.append({"use": use, "area_ha": area, **spot.cells(town=False)})
    return Ledger("land_acquisition", _batches(rng, rows, "征转", "批次建设用地"))


def approved_unsupplied(rng: np.random.Generator, places: Places, fixed: bool) -> Ledger:
    """Return batches that were approved before: approved less supplied is open, this year's part is supplied."""
    count = 16 if fixed else int(rng.integers(6, 24))
    total = Decimal("194.5") if fixed else drawn(rng, 6.0 * count, 14.0 * count, 1)
    rows: list[Row] = []
    for spot, cleared in zip(places.on(rng, BUILT, count), split(rng, total, count), strict=True):
        supplied = cleared + drawn(rng, 0, 12, 1)
        left = drawn(rng, 0.5, 15, 1) if rng.random() < 0.6 else Decimal("0.0")
        rows.append({
            "approved_ha": supplied + left, "supplied_ha": supplied, "cleared_ha": cleared, "unsupplied_ha": left,
            **spot.cells(town=False),
        })  # fmt: skip
    return Ledger("approved_unsupplied", _batches(rng, rows, "批供", "批次城镇建设用地"))


def _batches(rng: np.random.Generator, rows: list[Row], letters: str, name: str) -> tuple[Row, ...]:
    """Return the rows numbered as batches, each with the paper that approved it."""
    return tuple(
        {
            "batch": f"示例{YEAR}年第{k + 1:02d}{name}",
            "document": f"示例{letters}〔{YEAR}〕{k + 1:02d}号",
            "approved_on": day,
            **row,
        }
        for k, (row, day) in enumerate(zip(rows, days(rng, len(rows)), strict=True))
    )
