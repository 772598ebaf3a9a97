"""The year's water: where it came from, who was inspected, how much less deep groundwater was taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from natres.sample.ledgers.parts import drawn, share_out, split

__all__ = ["SOURCES", "Water", "draw_water", "ledger_amounts"]

#: Source as the district file names it → its kind, its share of the year's water, and its name in the ledger of users.
SOURCES = {
    "地表水": ("surface", 27.5, "地表水"), "地下水": ("groundwater", 4.8, "地下水"),
    "再生水": ("reclaimed", 17.2, "再生水"), "海河指标水": ("allocated", 23.7, "外调水"),
    "自来水": ("tap", 25.9, "自来水"), "雨水集蓄": ("rain", 0.9, ""),
}  # fmt: skip
_CUT = ("示例工业园", "示例纺织厂", "示例温室", "示例供水站", "示例畜禽场", "示例机井群")


@dataclass(frozen=True)
class Water:
    """``total`` and ``sources`` in 亿m³ with four decimals, ``cut`` by place in 万m³ with two."""

    total: Decimal
    sources: dict[str, Decimal]
    cut: dict[str, Decimal]


def draw_water(rng: np.random.Generator, fixed: bool) -> Water:
    """Return sources that sum to the total, and cuts to theirs; ``fixed`` takes the report's totals."""
    total = Decimal("0.6457") if fixed else drawn(rng, 0.3, 1.4, 4)
    shares = [share * float(rng.uniform(0.9, 1.1)) for _, share, _ in SOURCES.values()]
    less = Decimal("4.38") if fixed else drawn(rng, 1.5, 15, 2)
    return Water(
        total,
        dict(zip(SOURCES, share_out(total, shares), strict=True)),
        dict(zip(_CUT, split(rng, less, len(_CUT), 0.4), strict=True)),
    )


def ledger_amounts(water: Water) -> Mapping[str, Decimal]:
    """Return what each source of the users' ledger gave, in 万m³."""
    return {name: water.sources[key] * 10_000 for key, (_, _, name) in SOURCES.items() if name}
