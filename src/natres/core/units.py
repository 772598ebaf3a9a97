"""Area units by exact fractions, and figures as they are printed.

Inside natres an area is a whole number of square decimetres: 1 dm² = 0.01 m², the last digit that the
survey keeps. Sums of whole numbers are exact in any order, so no total depends on the order of parcels.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from natres.errors import BadUsage

__all__ = [
    "DISPLAY",
    "DM2_PER",
    "PrintedFigure",
    "area_text",
    "decimals_needed",
    "exact_text",
    "parse_area",
    "round_half_up",
    "share_text",
    "to_dm2",
    "unit_fraction",
    "unit_named",
]

#: Square decimetres in one unit of area; a mu is 2000/3 m² exactly.
DM2_PER: dict[str, Fraction] = {
    "m2": Fraction(100),
    "mu": Fraction(200_000, 3),
    "ha": Fraction(1_000_000),
    "1e4mu": Fraction(2_000_000_000, 3),
    "km2": Fraction(100_000_000),
}

#: The one display policy: decimals of each unit in a table. Headlines stand in km² and ha, tables in ha as the
#: survey prints them, a single parcel in m²; mu and 万亩 where asked for.
DISPLAY: dict[str, int] = {"m2": 2, "mu": 2, "ha": 2, "1e4mu": 4, "km2": 2}


def round_half_up(value: Fraction) -> int:
    """Return ``value`` rounded to a whole number, halves away from zero.

    >>> [round_half_up(Fraction(n, 2)) for n in (-3, -1, 1, 3, 5)]
    [-2, -1, 1, 2, 3]
    """
    doubled = 2 * abs(value.numerator) + value.denominator
    whole = doubled // (2 * value.denominator)
    return whole if value >= 0 else -whole


def to_dm2(value: float | str | Decimal | Fraction, unit: str = "m2") -> int:
    """Return an area as whole square decimetres (0.01 m²), rounded half up.

    Parameters
    ----------
    value : the area in ``unit``; a float is taken at its shortest printed form, so 0.1 means 0.1
    unit : ``m2``, ``mu``, ``ha``, ``1e4mu`` or ``km2``

    Raises
    ------
    BadUsage : ``NUMBER`` where the value is not a finite number, ``UNIT_UNKNOWN`` for another unit

    >>> to_dm2("565.36", "km2"), to_dm2(1, "mu"), to_dm2("0.005")
    (56536000000, 66667, 1)
    """
    try:
        exact = value if isinstance(value, Fraction) else Fraction(Decimal(str(value)))
    except (InvalidOperation, ValueError, OverflowError):
        raise BadUsage("NUMBER", value=value) from None
    return round_half_up(exact * unit_fraction(unit))


def unit_fraction(unit: str) -> Fraction:
    """Return how many square decimetres one ``unit`` holds.

    >>> unit_fraction("mu") * 15 == unit_fraction("ha")
    True
    """
    try:
        return DM2_PER[unit]
    except KeyError:
        raise BadUsage("UNIT_UNKNOWN", value=unit, allowed=", ".join(DM2_PER)) from None


def decimal_text(count: int, decimals: int) -> str:
    """Return ``count`` units of the last of ``decimals`` digits as text.

    >>> decimal_text(-420, 2), decimal_text(5, 2), decimal_text(7, 0)
    ('-4.20', '0.05', '7')
    """
    sign = "-" if count < 0 else ""
    digits = str(abs(count)).rjust(decimals + 1, "0")
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)


def exact_text(value: Fraction, decimals: int = 12) -> str:
    """Return a number with all its decimals and no more; one that never ends is cut at ``decimals``, half up.

    >>> exact_text(Fraction("0.050")), exact_text(Fraction(2700)), exact_text(Fraction(1, 3), 4)
    ('0.05', '2700', '0.3333')
    """
    text = decimal_text(round_half_up(value * 10**decimals), decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimals_needed(value: Fraction, otherwise: int) -> int:
    """Return how many decimals, at most eight, print a number with all its digits; ``otherwise`` where none do.

    >>> decimals_needed(Fraction("23.34"), 4), decimals_needed(Fraction(1, 3), 4)
    (2, 4)
    """
    return next((n for n in range(9) if (value * 10**n).denominator == 1), otherwise)


def area_text(area_dm2: int, unit: str = "km2", decimals: int = 2) -> str:
    """Return an area as text in ``unit``, rounded half up once, from the exact value.

    >>> area_text(56536000000), area_text(66667, "mu", 4), area_text(0, "ha")
    ('565.36', '1.0000', '0.00')
    """
    return decimal_text(round_half_up(Fraction(area_dm2) / unit_fraction(unit) * 10**decimals), decimals)


def share_text(part: int, whole: int, decimals: int = 2) -> str:
    """Return ``part / whole`` in percent as text, rounded half up; an empty whole has no shares.

    >>> share_text(25808, 56536), share_text(1, 0)
    ('45.65', '—')
    """
    if whole == 0:
        return "—"
    return decimal_text(round_half_up(Fraction(part * 100, whole) * 10**decimals), decimals)


#: How a document writes a unit → the unit.
_UNIT_WORDS = {
    "万亩": "1e4mu",
    "1e4mu": "1e4mu",
    "亩": "mu",
    "mu": "mu",
    "公顷": "ha",
    "ha": "ha",
    "平方公里": "km2",
    "平方千米": "km2",
    "km²": "km2",
    "km2": "km2",
    "平方米": "m2",
    "m²": "m2",
    "m2": "m2",
}


def unit_named(word: str) -> str:
    """Return the unit a word means, in either language; a word that means none is given back.

    >>> unit_named("亩"), unit_named("ha"), unit_named("acre")
    ('mu', 'ha', 'acre')
    """
    return _UNIT_WORDS.get(word.strip().lower(), word)


def parse_area(text: str) -> tuple["PrintedFigure", str]:
    """Read an area with its unit as a document writes it; a bare number is km².

    Raises
    ------
    BadUsage : ``NUMBER`` where what stands before the unit is not one number

    >>> figure, unit = parse_area("18.75万亩")
    >>> float(figure.value), unit, to_dm2(figure.value, unit) == to_dm2("125", "km2")
    (18.75, '1e4mu', True)
    >>> parse_area("211.3")[1]
    'km2'
    """
    plain = text.strip()
    for word in sorted(_UNIT_WORDS, key=len, reverse=True):
        if plain.lower().endswith(word):
            return PrintedFigure.parse(plain[: -len(word)]), _UNIT_WORDS[word]
    return PrintedFigure.parse(plain), "km2"


_ABOUT = ("约", "大约", "近", "about", "~", "≈")
_THOUSANDS = re.compile(r"^[+-]?\d{1,3}(,\d{3})+(?!\d)")
_FIGURE = re.compile(r"^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$", re.IGNORECASE)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，－＋", "0123456789.,-+")


@dataclass(frozen=True)
class PrintedFigure:
    """A figure as a document prints it: it stands for every value that rounds to it.

    ``value`` is exact, ``half_digit`` half a unit of its last printed digit, ``about`` whether the
    document says 约 (about): the figure then still keeps its own digits, no more.
    """

    text: str
    value: Fraction
    half_digit: Fraction
    decimals: int
    about: bool

    @classmethod
    def parse(cls, text: str) -> "PrintedFigure":
        """Read a printed figure; full-width digits and thousands commas are understood.

        Raises
        ------
        BadUsage : ``NUMBER`` where the text is not one number

        >>> figure = PrintedFigure.parse("约215.5")
        >>> figure.about, figure.decimals, float(figure.half_digit)
        (True, 1, 0.05)
        >>> PrintedFigure.parse("47.2355e18").decimals
        -14
        """
        plain = text.strip().translate(_HALF_WIDTH)
        about = False
        for word in _ABOUT:
            if plain.startswith(word):
                plain, about = plain[len(word) :].strip(), True
                break
        if _THOUSANDS.match(plain):  # any other comma stays and is refused: 211,3 is not 2113
            plain = plain.replace(",", "")
        if not _FIGURE.match(plain):
            raise BadUsage("NUMBER", value=text)
        if abs(Decimal(plain)) > Decimal("1e40"):
            raise BadUsage("NUMBER", value=text)
        exponent = Decimal(plain).as_tuple().exponent
        decimals = -int(exponent)
        return cls(text, Fraction(Decimal(plain)), Fraction(1, 2) * Fraction(10) ** -decimals, decimals, about)

    @property
    def low(self) -> Fraction:
        """The smallest value the figure can stand for."""
        return self.value - self.half_digit

    @property
    def high(self) -> Fraction:
        """The largest value the figure can stand for."""
        return self.value + self.half_digit

    def holds(self, exact: Fraction) -> bool:
        """Return whether ``exact`` lies in the interval the figure stands for, its ends included.

        >>> PrintedFigure.parse("36.2").holds(Fraction("36.2009"))
        True
        >>> PrintedFigure.parse("36.20").holds(Fraction("36.2051"))
        False
        """
        return self.low <= exact <= self.high
