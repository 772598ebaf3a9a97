"""Volumes of water as exact cubic metres, and the units in which stocks are accounted."""

from collections.abc import Mapping
from fractions import Fraction

from natres.core.units import PrintedFigure, decimal_text, round_half_up
from natres.errors import BadUsage

__all__ = ["M3_PER", "STOCK_UNITS", "parse_volume", "stock_fraction", "volume_text"]

#: Cubic metres in one unit of volume.
M3_PER: Mapping[str, Fraction] = {"m3": Fraction(1), "1e4m3": Fraction(10**4), "1e8m3": Fraction(10**8)}

#: Unit of an account → (what it counts, how many cubic metres or joules one of it is).
STOCK_UNITS: Mapping[str, tuple[str, Fraction]] = {
    **{unit: ("m3", size) for unit, size in M3_PER.items()},
    **{f"1e{power}J": ("J", Fraction(10**power)) for power in (12, 15, 16, 17, 18)},
    "J": ("J", Fraction(1)),
}

#: How a document writes a unit of volume → the unit.
_WORDS = {
    "亿立方米": "1e8m3", "亿m³": "1e8m3", "亿m3": "1e8m3", "亿方": "1e8m3", "1e8m3": "1e8m3",
    "万立方米": "1e4m3", "万m³": "1e4m3", "万m3": "1e4m3", "万方": "1e4m3", "1e4m3": "1e4m3",
    "立方米": "m3", "m³": "m3", "m3": "m3", "方": "m3",
}  # fmt: skip


def parse_volume(text: str) -> tuple[PrintedFigure, str]:
    """Read a volume with its unit as a document writes it.

    Raises
    ------
    BadUsage : ``NUMBER`` where it is not one number followed by a unit of volume

    >>> figure, unit = parse_volume("0.6457亿立方米")
    >>> float(figure.value * M3_PER[unit])
    64570000.0
    """
    plain = text.strip()
    for word in sorted(_WORDS, key=len, reverse=True):
        if plain.lower().endswith(word):
            return PrintedFigure.parse(plain[: -len(word)]), _WORDS[word]
    raise BadUsage("NUMBER", value=text)


def volume_text(m3: Fraction, unit: str = "1e4m3", decimals: int = 2) -> str:
    """Return a volume as text in ``unit``, rounded half up once.

    >>> volume_text(Fraction(43_800)), volume_text(Fraction(64_570_000), "1e8m3", 4)
    ('4.38', '0.6457')
    """
    return decimal_text(round_half_up(m3 / M3_PER[unit] * 10**decimals), decimals)


def stock_fraction(unit: str) -> Fraction:
    """Return how many cubic metres or joules one unit of an account is.

    >>> stock_fraction("1e4m3"), stock_fraction("1e18J") == 10**18
    (Fraction(10000, 1), True)
    """
    return STOCK_UNITS[unit][1]
