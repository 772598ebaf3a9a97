"""Which land lies where: town, industry, special sites, fields, ponds, orchards, woods, wild ground."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.fabric.cutting import Pieces
from natres.sample.fabric.noise import PlaneWaves
from natres.sample.fabric.outline import Ground
from natres.sample.fabric.units import TOWNS, town_middles

__all__ = ["CELLS", "ISLANDS", "LEAVES", "MIX", "Rule", "assign_zones", "lane_code"]


@dataclass(frozen=True)
class Rule:
    """How a zone is cut: size, length against width, and what lies between its cells."""

    hectares: float
    aspect: float
    widths: tuple[float, ...] = ()
    codes: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()


_STREET = (("1004",), (1.0,))
CELLS = {
    "urban": Rule(9, 1.3, (14, 18, 24), *_STREET),
    "industrial": Rule(18, 1.5, (14, 18, 22), *_STREET),
    "village": Rule(2.2, 1.5, (7, 9), *_STREET),
    "arable": Rule(24, 1.6, (8, 11, 16), ("1006", "1107", "0301"), (0.5, 0.32, 0.18)),
    "ponds": Rule(13, 1.7, (8, 10, 14), ("1006", "1107"), (0.7, 0.3)),
    "orchard": Rule(18, 1.6, (7, 9), ("1006", "1107"), (0.7, 0.3)),
    "forest": Rule(26, 1.4, (7, 9, 12), ("1006", "1107"), (0.7, 0.3)),
    "wild": Rule(30, 1.4, (7, 9), ("1006",), (1.0,)),
    "special": Rule(30, 1.3, (9,), ("1006",), (1.0,)),
}
LEAVES = {
    "fixed": Rule(7.0, 1.0), "urban": Rule(0.85, 1.5), "industrial": Rule(1.7, 1.5), "village": Rule(0.42,
    1.7),
    "arable": Rule(1.5, 3.4), "ponds": Rule(1.15, 2.3), "orchard": Rule(1.1, 3.0), "forest": Rule(1.5, 2.0),
    "wild": Rule(1.6, 1.7), "special": Rule(2.6, 1.4),
}  # fmt: skip

# What lies as an island in the middle of a larger parcel.
ISLANDS = {
    "arable": ("0301", "1104", "1202", "0702"), "ponds": ("0404", "0301", "1202"), "orchard": ("1104", "1202"),
    "forest": ("0404", "1104"), "wild": ("1104", "0301"),
}  # fmt: skip

# Per zone: how often a parcel follows its cell's leading class, and the classes with their weights.
MIX: dict[str, tuple[float, dict[str, float]]] = {
    "urban": (0.55, {"0701": 46, "05H1": 12, "08H2": 10, "08H2A": 4, "0810": 9, "08H1": 3, "0809": 3,
                     "1201": 5,
                     "0601": 3, "0508": 1.5, "1005": 2, "0810A": 0.5, "0404": 1}),
    "industrial": (0.66, {"0601": 64, "0508": 14, "05H1": 4, "1201": 7, "0809": 2.5, "0404": 2, "0301": 2.5,
                          "1005": 1.5, "08H2": 1.5, "0701": 1}),
    "village": (0.35, {"0702": 74, "1201": 5, "0601": 7, "08H1": 2, "08H2": 3, "05H1": 3, "0809": 1,
                       "0810": 2,
                       "0301": 2, "0201": 1}),
    "arable": (0.80, {"0102": 74, "0101": 9, "0103": 3, "0301": 5, "1202": 3, "0201": 1.5, "1104": 2,
                      "0307": 1,
                      "0404": 1.5}),
    "ponds": (0.84, {"1104A": 54, "1104": 30, "1104K": 3, "0404": 4, "0102": 5, "1202": 2, "1108": 1}),
    "orchard": (0.74, {"0201": 68, "0201K": 10, "0204": 8, "0102": 6, "0301": 4, "1202": 2, "0307": 2}),
    "forest": (0.70, {"0301": 66, "0307": 14, "0305": 7, "0301K": 4, "0404": 5, "0304": 1, "0306": 0.7,
                      "0402": 0.8,
                      "0403": 0.6, "0102": 1}),
    "wild": (0.70, {"0404": 62, "1106": 12, "1108": 8, "1206": 5, "1204": 3, "0301": 7, "1104": 3}),
    "special": (0.85, {"09": 85, "0602": 9, "0301": 4, "0404": 2}),
}  # fmt: skip

_CITY = np.array([26_500.0, 33_500.0])


def lane_code(rng: np.random.Generator, zone: str) -> str:
    """Return the class of a lane between blocks: a street in town, a country road outside."""
    if zone in ("urban", "industrial"):
        return "1004"
    return str(rng.choice(["1006", "1003", "1107"], p=[0.56, 0.22, 0.22]))


def assign_zones(
    rng: np.random.Generator, ground: Ground, blocks: Pieces, shares: dict[str, float]
) -> NDArray[np.str_]:
    """Give every block a zone: each zone takes the blocks that suit it best until it has its km²."""
    larger = ground.stretch
    spot = shapely.get_coordinates(shapely.point_on_surface(blocks.shape))
    area = shapely.area(blocks.shape) / 1e6
    middles = town_middles(ground)
    pull = np.array([t.pull for t in TOWNS])
    away = np.hypot(*(spot[:, None, :] - middles[None]).transpose(2, 0, 1))
    noise = {z: PlaneWaves(rng, w * larger**0.5)(spot) for z, w in
             (("urban", 3500), ("industrial", 4200), ("special", 3000), ("wild", 2600), ("forest", 3600),
              ("ponds", 4800), ("orchard", 3400))}  # fmt: skip
    city = 1.25 * np.exp(-((np.hypot(*(spot - ground.place(_CITY)).T) / (9000.0 * larger)) ** 2))
    town = (pull * np.exp(-((away / (2300.0 * larger)) ** 2))).max(1)
    ring = (pull * np.exp(-(((away - 3000.0 * larger) / (1400.0 * larger)) ** 2))).max(1)
    true = ground.centre + (spot - ground.centre) / larger
    south, east = (26_000 - true[:, 1]) / 26_000, true[:, 0] / 40_000
    liking = {
        "urban": np.maximum(city, town) + 0.11 * noise["urban"],
        "industrial": ring + 0.3 * town + 0.17 * noise["industrial"],
        "special": noise["special"],
        "wild": noise["wild"] + 0.8 * south,
        "forest": noise["forest"] - 0.4 * east,
        "ponds": noise["ponds"] + 1.1 * south + 0.6 * east,
        "orchard": noise["orchard"] - 1.0 * south,
    }
    zone = np.full(len(blocks), "arable", dtype="<U12")
    free = np.ones(len(blocks), dtype=bool)
    for name, field in liking.items():
        order = np.argsort(np.where(free, -field, np.inf), kind="stable")[: free.sum()]
        run = np.cumsum(area[order])
        mine = order[run - area[order] / 2 <= shares[name] * larger**2]
        zone[mine] = name
        free[mine] = False
    return zone
