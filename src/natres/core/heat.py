"""Geothermal heat by exact fractions: units, the formulas of GB/T 11615, and large figures as documents print them."""

import re
from fractions import Fraction

from natres.core.units import PrintedFigure, decimal_text, round_half_up
from natres.errors import BadUsage

__all__ = [
    "JOULES_PER", "JOULES_PER_TCE", "LITRES_PER_SECOND", "WATER_HEAT_J", "heat_in_place_j", "heat_text",
    "in_heat_unit", "parse_heat", "standard_heat_mj", "thermal_power_kw", "to_joules", "water_heat_j",
]  # fmt: skip

#: Heat of one cubic metre of water for one kelvin, in J: the 4.1868 of GB/T 11615 (W = 4.1868·q·(t − t0), W in kW,
#: q in L/s), that is 1 kcal = 4.1868 kJ for a litre. Density and heat at the temperature of the well are not used:
#: the standard does not use them either.
WATER_HEAT_J = Fraction(4_186_800)
#: One tonne of coal equivalent: 1 kgce = 7000 kcal of 4.1868 kJ.
JOULES_PER_TCE = Fraction(7000 * 1000) * Fraction("4186.8")
#: 1 m³/h in L/s.
LITRES_PER_SECOND = Fraction(1000, 3600)
#: Joules in one unit of heat.
JOULES_PER: dict[str, Fraction] = {
    "J": Fraction(1),
    "kJ": Fraction(10**3),
    "MJ": Fraction(10**6),
    "GJ": Fraction(10**9),
    "TJ": Fraction(10**12),
    "PJ": Fraction(10**15),
    "EJ": Fraction(10**18),
    "kWh": Fraction(3_600_000),
    "MWh": Fraction(3_600_000_000),
    "GWh": Fraction(3_600_000_000_000),
    "kgce": JOULES_PER_TCE / 1000,
    "tce": JOULES_PER_TCE,
}
_UNITS = {unit.lower(): unit for unit in JOULES_PER}
#: 47.2355e18 · 47.2355×10^18 · 47.2355×10¹⁸
_POWER = re.compile(r"\s*[×xX*·]\s*10\s*\^?\s*([+-]?\d+)$")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SECONDS_OF_A_DAY_IN_MJ = Fraction("86.4")


def to_joules(value: Fraction, unit: str) -> Fraction:
    """Return heat in joules.

    Parameters
    ----------
    value : heat in ``unit``
    unit : a key of :data:`JOULES_PER`

    Raises
    ------
    BadUsage : ``UNIT_UNKNOWN``

    >>> to_joules(Fraction(1), "tce") == Fraction("29.3076e9"), to_joules(Fraction(1), "kgce") == Fraction(29_307_600)
    (True, True)
    """
    return value * _joules_of(unit)


def in_heat_unit(joules: Fraction, unit: str) -> Fraction:
    """Return joules in another unit of heat, exactly; raises like :func:`to_joules`.

    >>> in_heat_unit(Fraction(7_200_000), "kWh")
    Fraction(2, 1)
    """
    return joules / _joules_of(unit)


def _joules_of(unit: str) -> Fraction:
    try:
        return JOULES_PER[unit]
    except KeyError:
        raise BadUsage("UNIT_UNKNOWN", value=unit, allowed=", ".join(JOULES_PER)) from None


def parse_heat(text: str) -> tuple[PrintedFigure, str]:
    """Read a heat with its unit as a document prints it; a bare number is J.

    Raises
    ------
    BadUsage : ``NUMBER`` where what stands before the unit is not one number

    >>> figure, unit = parse_heat("47.2355e18 J")
    >>> heat_text(to_joules(figure.value, unit), "kWh", 12, 3)
    '13.121e12 kWh'
    >>> parse_heat("1.9381×10¹⁸J")[0].value == parse_heat("1.9381E18")[0].value == Fraction("1.9381e18")
    True
    """
    plain = text.strip()
    unit = "J"
    for word in sorted(_UNITS, key=len, reverse=True):
        before = plain[: -len(word)]
        if plain.lower().endswith(word) and (before[-1:].isspace() or not before[-1:].isalpha()):
            plain, unit = before.strip(), _UNITS[word]
            break
    plain = _POWER.sub(r"e\1", plain.translate(_RAISED))
    return PrintedFigure.parse(plain), unit


def heat_text(joules: Fraction, unit: str = "J", power: int = 0, decimals: int = 4) -> str:
    """Return heat as text in ``unit`` with the power of ten asked for, rounded half up once.

    >>> heat_text(Fraction("1.9381e18"), "kWh", 12), heat_text(Fraction("1.9381e18"), "tce", 4, 0)
    ('0.5384e12 kWh', '6613e4 tce')
    >>> heat_text(Fraction(3_600_000), "kWh", decimals=1)
    '1.0 kWh'
    """
    number = in_heat_unit(joules, unit) / Fraction(10) ** power
    digits = decimal_text(round_half_up(number * 10**decimals), decimals)
    return f"{digits}e{power} {unit}" if power else f"{digits} {unit}"


def thermal_power_kw(flow_m3_h: Fraction, hot_c: Fraction, cold_c: Fraction) -> Fraction:
    """Return W = 4.1868·q·(t − t0) in kW, q in L/s (GB/T 11615-2010).

    Parameters
    ----------
    flow_m3_h : flow in m³/h
    hot_c, cold_c : temperature at the well-head and of reference, °C

    >>> thermal_power_kw(Fraction(36), Fraction(60), Fraction(10)) == Fraction("4.1868") * 10 * 50
    True
    """
    return WATER_HEAT_J / 10**6 * flow_m3_h * LITRES_PER_SECOND * (hot_c - cold_c)


def water_heat_j(volume_m3: Fraction, hot_c: Fraction, cold_c: Fraction) -> Fraction:
    """Return the heat in J that a volume of water gives off between two temperatures.

    >>> water_heat_j(Fraction(1), Fraction(43), Fraction(42))
    Fraction(4186800, 1)
    """
    return volume_m3 * WATER_HEAT_J * (hot_c - cold_c)


def standard_heat_mj(power_kw: Fraction, days: Fraction, efficiency: Fraction) -> Fraction:
    """Return ΣW = 86.4·D·W/K in MJ: the heat a boiler would have had to burn in a year (GB/T 11615-2010).

    Parameters
    ----------
    power_kw : thermal power W
    days : days of operation in a year, D
    efficiency : of the boiler, K, over 0 and up to 1

    >>> standard_heat_mj(Fraction(1000), Fraction(100), Fraction("0.6"))
    Fraction(14400000, 1)
    """
    return _SECONDS_OF_A_DAY_IN_MJ * days * power_kw / efficiency


def heat_in_place_j(
    rock: tuple[Fraction, Fraction], water: tuple[Fraction, Fraction], porosity: Fraction, volume_m3: Fraction,
    kelvins: Fraction,
) -> Fraction:  # fmt: skip
    """Return Q = [ρr·cr·(1 − φ) + ρw·cw·φ]·V·(Tr − T0) in J: the heat stored in rock and water of a reservoir.

    Parameters
    ----------
    rock, water : density in kg/m³ and specific heat in J/(kg·K)
    porosity : φ, 0 to 1
    volume_m3 : area × thickness of the reservoir
    kelvins : its temperature less the temperature of reference

    >>> unit = (Fraction(1000), Fraction(1000))
    >>> heat_in_place_j(unit, unit, Fraction("0.3"), Fraction(10), Fraction(2))
    Fraction(20000000, 1)
    """
    solid, liquid = rock[0] * rock[1], water[0] * water[1]
    return (solid * (1 - porosity) + liquid * porosity) * volume_m3 * kelvins
