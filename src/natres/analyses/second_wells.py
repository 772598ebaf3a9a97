"""The figures of wells a second time: the rows looped over plainly with decimals, heat in place by doubles.

Nothing here uses the records, sums or formulas of the first computation, only the meaning of words.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pandas as pd

from natres.core.results import HeatInPlace, SecondFigure, WellTable
from natres.core.units import round_half_up
from natres.core.wells import WellScheme

__all__ = ["second_wells"]

#: What one 10⁴ m³ of water gives off for one kelvin, in J.
_JOULES = Decimal("4.1868e10")
#: How far doubles may lie from the exact product, as a part of it.
_DOUBLES = Fraction(1, 10**12)


def second_wells(
    wells: WellTable, register: pd.DataFrame, rights: pd.DataFrame | None, scheme: WellScheme
) -> tuple[SecondFigure, ...]:
    """Return counts, volumes, heat and utilisation once more from the rows, and heat in place by doubles.

    Parameters
    ----------
    wells : the first computation
    register, rights : the rows as read
    scheme : what words contain that mean a role or a kind, and how reservoirs are spelt
    """
    scheme = wells.settings.known_by(scheme)
    return (
        *_counts(wells, register, rights, scheme),
        *_volumes(wells, register, scheme),
        *_heat(wells, register, scheme),
        *(_stored(entry) for entry in wells.heat_in_place if entry.stored_j is not None),
    )


def _counts(
    wells: WellTable, register: pd.DataFrame, rights: pd.DataFrame | None, scheme: WellScheme
) -> Iterator[SecondFigure]:
    """Yield how many rows hold a trace of a role or kind; words reported as unknown count for none."""
    unknown = {dict(f.facts).get("value") for f in wells.findings if f.code in ("WELL_ROLE", "RIGHT_KIND")}
    cells = [*register["role"], *(rights["right_kind"] if rights is not None else ())]
    texts = [str(cell).lower() for cell in cells if str(cell).strip() not in unknown]
    for key, count in wells.counts:
        if count is not None and key in scheme.traces:
            again = sum(any(trace in text for trace in scheme.traces[key]) for text in texts)
            yield SecondFigure(f"wells.{key}", "rows", count, again, 0, "count")


def _volumes(wells: WellTable, register: pd.DataFrame, scheme: WellScheme) -> Iterator[SecondFigure]:
    if not wells.reinjection:
        return
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    columns = {"produced": "produced_1e4m3", "reinjected": "reinjected_1e4m3"}
    for row in _rows(register):
        for key, column in columns.items():
            amount = _decimal(row.get(column))
            if amount is not None:
                found[key, _reservoir(row, scheme)] += amount * 10_000
    for entry in wells.reinjection:
        pairs = (("produced", entry.produced_m3), ("reinjected", entry.reinjected_m3))
        for key, first in pairs:
            again = found[key, entry.reservoir]
            yield SecondFigure(f"wells.{key}.{entry.reservoir}", "rows", _cents(first), _whole(again * 100), 0, "m3")
    for key, first in (
        ("produced", sum((r.produced_m3 for r in wells.reinjection), Fraction(0))),
        ("reinjected", sum((r.reinjected_m3 for r in wells.reinjection), Fraction(0))),
    ):
        again = sum((amount for (kind, _), amount in found.items() if kind == key), Decimal(0))
        yield SecondFigure(f"wells.{key}.", "rows", _cents(first), _whole(again * 100), 0, "m3")


def _heat(wells: WellTable, register: pd.DataFrame, scheme: WellScheme) -> Iterator[SecondFigure]:
    """Yield heat produced and used over the wells that have both, and the ratio of the two in millionths."""
    first, cold = wells.heat_whole, _decimal_of(wells.settings.reference_c)
    if first is None or cold is None:
        return
    with localcontext() as context:
        context.prec = 80  # sums and products of printed numbers stay exact
        produced = used = Decimal(0)
        for row in _rows(register):
            cells = [_decimal(row.get(name)) for name in ("produced_1e4m3", "wellhead_c", "tail_water_c")]
            if scheme.role_of(str(row["role"])) != "production" or None in cells:
                continue
            volume, hot, tail = (cell for cell in cells if cell is not None)
            if cold < hot >= tail:
                produced += volume * _JOULES * (hot - cold)
                used += volume * _JOULES * (hot - tail)
        yield SecondFigure("wells.heat_produced.", "rows", round_half_up(first.produced_j), _whole(produced), 0, "J")
        yield SecondFigure("wells.heat_used.", "rows", round_half_up(first.used_j), _whole(used), 0, "J")
        if first.utilisation is not None and produced:
            ratio = round_half_up(first.utilisation * 10**6)
            yield SecondFigure("wells.utilisation.", "rows", ratio, _whole(used / produced * 10**6), 0, "ratio")


def _stored(entry: HeatInPlace) -> SecondFigure:
    """Return heat in place as the heat of the rock and of the water apart, in doubles."""
    m, cold = entry.model, float(entry.reference_c or 0)
    rock = math.prod(float(v) for v in (m.rock_density, m.rock_heat, 1 - m.porosity))
    water = math.prod(float(v) for v in (m.water_density, m.water_heat, m.porosity))
    size = float(m.area_m2) * (float(m.temperature_c) - cold) * float(m.thickness_m)
    first = round_half_up(entry.stored_j or Fraction(0))
    again = round_half_up(Fraction(math.fsum((rock * size, water * size))))
    return SecondFigure(f"wells.stored.{m.name}", "formula", first, again, math.ceil(abs(first) * _DOUBLES), "J")


def _rows(register: pd.DataFrame) -> list[Mapping[str, Any]]:
    return [{str(name): cell for name, cell in row.items()} for row in register.to_dict("records")]


def _reservoir(row: Mapping[str, Any], scheme: WellScheme) -> str:
    cell = row.get("reservoir")
    return scheme.reservoir_of(cell) if isinstance(cell, str) else ""


def _decimal(cell: Any) -> Decimal | None:
    return Decimal(str(cell)) if isinstance(cell, int | float) and math.isfinite(cell) else None


def _decimal_of(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def _cents(m3: Fraction) -> int:
    return round_half_up(m3 * 100)
