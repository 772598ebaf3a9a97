"""Two ledgers of work done: plans that were made, and forest that was planted."""

from decimal import Decimal

import numpy as np

from natres.sample.fabric.units import TOWNS
from natres.sample.ledgers.parts import days, drawn, split
from natres.sample.ledgers.places import Places
from natres.sample.ledgers.table import YEAR, Ledger, Row

__all__ = ["afforestation", "plans"]

# kind of plan → how many the report counts, words of its name, area in ha from and to
_PLANS = {
    "控制性详细规划": (8, "示例{:02d}单元控制性详细规划", (80, 420)),
    "村庄规划": (5, "示例{:02d}村村庄规划", (300, 1200)),
    "镇级国土空间总体规划": (0, "国土空间总体规划", (2000, 9000)),
}
_WOODS = ("0301", "0302", "0305", "0307")


def plans(rng: np.random.Generator, fixed: bool) -> Ledger:
    """Return plans by kind; villages are planned in towns (镇), not in the streets (街道) of the city."""
    towns = [town.name for town in TOWNS if town.name.endswith("镇")]
    rows: list[Row] = []
    for kind, (printed, words, (low, high)) in _PLANS.items():
        count = printed if fixed else int(rng.integers(1, 10 if printed else 4))
        names = [town.name for town in TOWNS] if kind == next(iter(_PLANS)) else towns
        for k, name in enumerate(np.resize(rng.permutation(np.array(names)), count).tolist()):
            rows.append({
                "plan": name + words.format(k + 1), "plan_kind": kind, "unit_name": name,
                "area_ha": drawn(rng, low, high, 1),
            })  # fmt: skip
    dated = zip(rows, days(rng, len(rows)), strict=True)
    numbers = (
        {"document": f"示例规〔{YEAR}〕{k + 1:02d}号", "approved_on": day, **row} for k, (row, day) in enumerate(dated)
    )
    return Ledger("plans", tuple(numbers))


def afforestation(rng: np.random.Generator, places: Places, fixed: bool) -> Ledger:
    """Return plots planted in the year, on the survey's woods, in whole mu; planting is done by the end of May."""
    count = 9 if fixed else int(rng.integers(3, 20))
    total = Decimal(124) if fixed else drawn(rng, 40, 400, 0)
    spots = places.on(rng, _WOODS, count)
    rows: list[Row] = [
        {"plot": f"示例造林地块{k + 1:02d}", "area_mu": area, "finished_on": day, **spots[k].cells()}
        for k, (area, day) in enumerate(zip(split(rng, total, count), days(rng, count, 70, 151), strict=True))
    ]
    return Ledger("afforestation", tuple(rows))
