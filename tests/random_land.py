"""Random land without shapes: a ledger with every key of the survey, for tests of sums and of printing."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from natres.analyses import class_shares
from natres.core.classification import Scheme
from natres.core.closing import Control
from natres.core.ledger import AreaLedger
from natres.core.results import ClassShares, Unit
from tests.strategies import SCHEME

#: The bookings of the survey: main classes with subclasses, suffixed ones, 09 alone, wetland out of order.
LAND = ("0101", "0102", "0103", "0201", "0201K", "0301", "0303", "0702", "0809", "0810", "0810A", "09", "1101",
        "1104", "1104A", "1106", "1203")  # fmt: skip
OWNERS = ("10", "20", "30", "32", "40", "", "9")
PLACES = ("", "", "", "201", "201A", "202", "202A", "203", "204")
TOWNS = ("120111101", "120111102", "120111103")
UNITS = tuple(
    unit
    for town in TOWNS
    for unit in (
        Unit(town, f"{town}镇", "town"),
        *(Unit(f"{town}20{n}", f"{town}村{n}", "village") for n in range(1, 4)),
    )
)


@dataclass(frozen=True, eq=False)
class RandomLand:
    """Parcels, what their codes mean, and the units they may lie in."""

    ledger: AreaLedger
    scheme: Scheme
    units: tuple[Unit, ...]

    def shares(self, *, table_rule: bool = False) -> ClassShares:
        return class_shares(self.ledger, self.scheme, units=self.units, table_rule=table_rule)

    def shuffled(self, random: np.random.Generator) -> "RandomLand":
        order = random.permutation(len(self.ledger.parcels))
        return replace(
            self, ledger=replace(self.ledger, parcels=self.ledger.parcels.iloc[order].reset_index(drop=True))
        )


def ledger_of(parcels: pd.DataFrame, control_dm2: int | None = None, **more: bool) -> AreaLedger:
    """Return a ledger of parcels as they are, nothing measured; missing columns are blank."""
    blank = dict.fromkeys(("settlement_code", "ownership_type", "unit_code", "deduction_class", "slope_grade",
                           "cropland_type", "planting"), "")  # fmt: skip
    whole = parcels["gross_dm2"]
    usual = {**blank, "parcel_id": [f"P{i:05d}" for i in range(len(parcels))], "deduction_ratio": 0.0,
             "measured_dm2": whole, "deducted_dm2": 0}  # fmt: skip
    full = parcels.assign(**{k: v for k, v in usual.items() if k not in parcels})
    full = full.assign(class_dm2=full["gross_dm2"] - full["deducted_dm2"])
    keys = {"has_settlement": True, "has_ownership": True, **more}
    return AreaLedger(parcels=full, area_kind="survey", control=Control(control_dm2), other_totals_dm2={}, **keys)


def random_land(
    random: np.random.Generator,
    *,
    scheme: Scheme = SCHEME,
    codes: tuple[str, ...] = LAND,
    largest_dm2: int = 3_000_000,
    units: tuple[Unit, ...] = UNITS,
) -> RandomLand:
    """Draw up to 60 parcels; a few have a ridge, no code, or lie in a unit that is not listed."""
    count = int(random.integers(1, 60))

    def some(values: tuple[str, ...]) -> np.ndarray:
        return random.choice(np.array(values, dtype=object), count)

    villages = [unit.code for unit in units if unit.level == "village"] or ["120111999"]
    strange = ("120111999001", "120111101999")
    frame = pd.DataFrame({"land_class": some(codes), "ownership_type": some(OWNERS), "settlement_code": some(PLACES)})
    frame["unit_code"] = some((*villages, *(strange if random.random() < 0.3 else ())))
    frame["unit_code"] += "0000000"
    if random.random() < 0.3:
        frame.loc[0, "land_class"] = ""
    fields = frame["land_class"].str.startswith("01")
    frame["slope_grade"] = np.where(fields, some(("1", "2", "3", "")), "")
    frame["cropland_type"] = np.where(frame["slope_grade"].isin(["2", "3"]), some(("TT", "PD", "")), "")
    frame["planting"] = np.where(fields, some(("LS", "FLS", "XG", "")), "")
    frame["gross_dm2"] = random.integers(1, largest_dm2, count)
    cut = fields & (random.random(count) < 0.5)
    frame["deducted_dm2"] = np.where(cut, frame["gross_dm2"] // 30, 0)
    frame["deduction_class"] = np.where(frame["deducted_dm2"] > 0, "1203" if "1203" in scheme.by_code else "", "")
    return RandomLand(ledger_of(frame), scheme, units)
