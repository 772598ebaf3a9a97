"""Two ledgers of protection: farmland made up for what projects take, and cases of illegal land use."""

import datetime as dt
from decimal import Decimal

import numpy as np

from natres.sample.ledgers.parts import days, drawn, split
from natres.sample.ledgers.places import BUILT, ROADS, Places
from natres.sample.ledgers.table import YEAR, Ledger, Row

__all__ = ["farmland_balance", "illegal_land"]

_PROJECTS = ("道路工程", "产业园", "学校", "变电站", "安置房", "污水处理厂", "物流园", "医院")
_ORIGINS = ("区内补充耕地储备库", "市级统筹指标", "跨区调剂")
_OFFENCES = ("未批先建", "超占用地", "擅自改变用途")
_ON_CROPLAND = "违法占用耕地"
_STATES = ("已整改", "整改中", "未整改")


def farmland_balance(rng: np.random.Generator, places: Places, fixed: bool) -> Ledger:
    """Return projects and the quota of farmland each was given: as much as it takes, or a little more."""
    count = 14 if fixed else int(rng.integers(6, 24))
    total = Decimal("23.34") if fixed else drawn(rng, 8, 60, 2)
    spots = places.on(rng, [*BUILT, *ROADS], count)
    dates = days(rng, count)
    rows: list[Row] = []
    for k, area in enumerate(split(rng, total, count)):
        spare = Decimal(int(rng.integers(1, 6))).scaleb(-2) if rng.random() < 0.25 else Decimal("0.00")
        rows.append({
            "project": f"示例{_PROJECTS[k % len(_PROJECTS)]}{k + 1:02d}",
            "document": f"示例占补〔{YEAR}〕{k + 1:02d}号", "approved_on": dates[k],
            "cropland_ha": area - spare if spare < area else area, "balance_ha": area,
            "origin": _ORIGINS[int(rng.integers(len(_ORIGINS)))], **spots[k].cells(),
        })  # fmt: skip
    return Ledger("farmland_balance", tuple(rows))


def illegal_land(rng: np.random.Generator, places: Places, fixed: bool) -> Ledger:
    """Return cases on cropland and on built land; in the report's district every one of them is put right."""
    count = 46 if fixed else int(rng.integers(12, 70))
    total = Decimal("154.33") if fixed else drawn(rng, 40, 300, 2)
    crops = count // 2
    spots = [*places.on(rng, ["01"], crops), *places.on(rng, BUILT, count - crops)]
    spots = [spots[i] for i in rng.permutation(count)]
    opened = days(rng, count, last=300)
    rows: list[Row] = []
    for k, area in enumerate(split(rng, total, count, 0.8)):
        spot, state = spots[k], _STATES[0] if fixed else _STATES[int(rng.choice(3, p=[0.7, 0.2, 0.1]))]
        farmed = spot.land.startswith("01")
        kind = _ON_CROPLAND if farmed else _OFFENCES[int(rng.integers(len(_OFFENCES)))]
        after = int(rng.integers(10, 66))
        rows.append({
            "case_id": f"示例案〔{YEAR}〕{k + 1:03d}号", "offender": f"示例{'个人' if k % 3 else '单位'}{k + 1:02d}",
            "area_mu": area, "cropland_mu": area if farmed else Decimal("0.00"), "offence": kind,
            "opened_on": opened[k], "state": state,
            "closed_on": opened[k] + dt.timedelta(after) if state == _STATES[0] else None,
            **spot.cells(),
        })  # fmt: skip
    return Ledger("illegal_land", tuple(rows))
