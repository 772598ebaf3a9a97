"""Heat that the wells gave, their temperature grades and their towns; decimals as strings."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pandas as pd

from natres.sample.reckoning.rounding import plain_text
from natres.sample.stocks.heat import REFERENCE_C

__all__ = ["well_heat", "well_places"]

#: Heat of a cubic metre of water per degree, in J.
_WATER_J_M3_K = Decimal(4_186_800)
# GB/T 11615: least temperature at the wellhead in °C → grade
_GRADES = ((150, "high"), (90, "medium"), (60, "hot"), (40, "warm_hot"), (25, "warm"))


def well_heat(wells: pd.DataFrame) -> dict[str, Any]:
    """Return the heat used and produced by production wells that state volume, wellhead and tail water, in J.

    Used is what the water gave between wellhead and tail water, produced what it held above the reference
    temperature; both in all and by reservoir, with the number of wells that were counted.
    """
    sums: dict[str, list[Decimal]] = {}
    counted: Counter[str] = Counter()
    for layer, (volume, head, tail) in _measured(wells):
        held = sums.setdefault(layer, [Decimal(0), Decimal(0)])
        held[0] += volume * _WATER_J_M3_K * (head - tail)
        held[1] += volume * _WATER_J_M3_K * (head - REFERENCE_C)
        counted[layer] += 1
    used, produced = (sum((held[i] for held in sums.values()), Decimal(0)) for i in (0, 1))
    return {
        "heat_used_j": plain_text(used),
        "heat_produced_j": plain_text(produced),
        "heat_by_reservoir": {
            name: {"wells": counted[name], "used_j": plain_text(sums[name][0]), "produced_j": plain_text(sums[name][1])}
            for name in sorted(sums)
        },
    }


def _measured(wells: pd.DataFrame) -> list[tuple[str, tuple[Decimal, Decimal, Decimal]]]:
    """Return reservoir, and volume in m³ with the two temperatures in °C, of the wells that state all three."""
    columns = ["热储层", "年开采量_万m3", "井口水温_℃", "尾水温度_℃"]
    mine = wells.loc[wells["井别"] == "开采", columns].dropna()
    return [
        (str(layer), (Decimal(str(volume)) * 10_000, Decimal(str(head)), Decimal(str(tail))))
        for layer, volume, head, tail in mine.itertuples(index=False)
    ]


def well_places(wells: pd.DataFrame) -> dict[str, Any]:
    """Return the temperature grade of every production well, wells by grade, and all wells by town."""
    main = wells[wells["井别"] == "开采"]
    grades = {
        str(well): next((grade for least, grade in _GRADES if float(head) >= least), "none")
        for well, head in zip(main["井号"], main["井口水温_℃"], strict=True)
    }
    return {
        "temperature_grade": grades,
        "by_temperature_grade": dict(sorted(Counter(grades.values()).items())),
        "wells_in_town": dict(sorted(Counter(wells["所在镇街"].astype(str)).items())),
    }
