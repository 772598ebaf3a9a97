"""The rock that the water comes from: depth, heat and salt, and how much of the water is put back."""

from dataclasses import dataclass

import numpy as np

__all__ = ["REQUIRED_RATE", "RESERVOIRS", "TAIL_WATER_LIMIT_C", "Reservoir", "Well", "drill", "reservoir_at"]

TAIL_WATER_LIMIT_C = "30.0"
REQUIRED_RATE = {"雾迷山组": "0.90", "奥陶系": "0.90", "馆陶组": "0.50", "明化镇组": "0.50"}


@dataclass(frozen=True)
class Reservoir:
    """A reservoir, with lowest and highest values.

    ``weight`` is its share of the wells; ``depth`` in m, ``heat`` at the wellhead in °C, ``salt`` (dissolved
    solids) in mg/L, ``rate`` of the water put back, ``open_m`` the length of the stretch that takes water.
    """

    name: str
    weight: float
    depth: tuple[float, float]
    heat: tuple[float, float]
    salt: tuple[float, float]
    rate: tuple[float, float]
    open_m: tuple[float, float]


RESERVOIRS = (
    Reservoir("雾迷山组", 0.64, (1800, 3300), (78, 99), (1500, 2100), (0.90, 0.97), (180, 620)),
    Reservoir("奥陶系", 0.14, (1500, 2300), (62, 78), (1800, 4200), (0.78, 0.90), (120, 400)),
    Reservoir("馆陶组", 0.14, (1100, 1800), (52, 66), (1200, 1900), (0.45, 0.70), (60, 160)),
    Reservoir("明化镇组", 0.08, (700, 1100), (38, 50), (800, 1300), (0.30, 0.60), (50, 140)),
)


@dataclass(frozen=True)
class Well:
    """A hole: its depth, the top and the bottom of the stretch that takes water (m), heat (°C), salt (mg/L)."""

    depth: float
    top: float
    bottom: float
    heat: float
    salt: int


def reservoir_at(share: float) -> Reservoir:
    """Return the reservoir at a place 0–1 of the wells, the largest first.

    >>> reservoir_at(0.1).name, reservoir_at(0.99).name
    ('雾迷山组', '明化镇组')
    """
    return RESERVOIRS[int(np.searchsorted(np.cumsum([r.weight for r in RESERVOIRS])[:-1], share))]


def drill(rng: np.random.Generator, reservoir: Reservoir, near: Well | None = None) -> Well:
    """Return a well into the reservoir: the deeper, the hotter; beside ``near`` of about its depth."""
    low, high = reservoir.depth
    place = rng.random() if near is None else (near.depth - low) / (high - low) + rng.uniform(-0.04, 0.04)
    place = min(max(float(place), 0.0), 1.0)
    depth = low + place * (high - low)
    bottom = depth - rng.uniform(2, 25)
    cool, hot = reservoir.heat
    heat = cool + (hot - cool) * min(max(place + rng.uniform(-0.12, 0.12), 0.0), 1.0)
    return Well(
        depth=round(depth, 1),
        top=round(bottom - rng.uniform(*reservoir.open_m), 1),
        bottom=round(bottom, 1),
        heat=round(heat, 1),
        salt=int(rng.uniform(*reservoir.salt)),
    )
