"""A figure of natres as the script holds it: key, words, number, unit, tolerance; and how large a tolerance is."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from natres.core.units import decimal_text, round_half_up

__all__ = ["SHARE_DECIMALS", "AuditFigure", "Looseness", "Sheet"]

#: Shares are compared in percent with this many decimals.
SHARE_DECIMALS = 6


@dataclass(frozen=True)
class AuditFigure:
    """A figure of natres: its key in the script, its words, and a number with unit and tolerance, or a word.

    ``decimals`` are those the number is shown with; ``printed`` is what the report's own table shows.
    """

    key: str
    section: str
    label: str
    unit: str = ""
    decimals: int = 0
    number: str = ""
    tolerance: str = "0"
    word: str = ""
    printed: str = ""


@dataclass(frozen=True)
class Looseness:
    """How far a figure may lie from natres's: not at all for declared areas, a little for areas of shapes.

    Shapes are measured by another formula, edge by edge along the shortest line instead of the straight line
    of the map plane: 1 m² per km², a rounding of 0.01 m² per parcel, and 1 m².
    """

    exact: bool
    parcels: int

    def of(self, area_dm2: int) -> int:
        """Return the tolerance of an area in 0.01 m².

        >>> Looseness(True, 10).of(10**10), Looseness(False, 10).of(10**10)
        (0, 10110)
        """
        return 0 if self.exact else self.of_shape(area_dm2)

    def of_shape(self, area_dm2: int) -> int:
        """Return the tolerance, in 0.01 m², of an area that both sides measure from shapes."""
        return abs(area_dm2) // 1_000_000 + self.parcels + 100


@dataclass(frozen=True)
class Sheet:
    """A section of the comparison: what its figures have in common."""

    section: str
    loose: Looseness
    words: Mapping[str, str]

    def area(self, key: str, label: str, area_dm2: int, tolerance_dm2: int | None = None) -> AuditFigure:
        """Return an area in m²; without a tolerance of its own with that of its size."""
        tolerance = self.loose.of(area_dm2) if tolerance_dm2 is None else tolerance_dm2
        number, slack = decimal_text(area_dm2, 2), decimal_text(tolerance, 2)
        return AuditFigure(key, self.section, label, self.words["unit.m2"], 2, number, slack)

    def share(self, key: str, label: str, part: int, whole: int) -> AuditFigure:
        """Return a share in percent, rounded half up; the last digit may differ by one."""
        scale = 100 * 10**SHARE_DECIMALS
        number = round_half_up(Fraction(part * scale, whole))
        slack = 1 + round_half_up(Fraction(self.loose.of(part) * scale, whole))
        texts = (decimal_text(value, SHARE_DECIMALS) for value in (number, slack))
        return AuditFigure(key, self.section, label, "%", SHARE_DECIMALS, *texts)

    def count(self, key: str, label: str, count: int) -> AuditFigure:
        """Return a number of things."""
        return AuditFigure(key, self.section, label, self.words["unit.count"], 0, str(count))

    def volume(self, key: str, label: str, volume_m3: Fraction) -> AuditFigure:
        """Return a volume in m³."""
        number = decimal_text(round_half_up(volume_m3 * 100), 2)
        return AuditFigure(key, self.section, label, self.words["unit.m3"], 2, number)

    def word(self, key: str, label: str, word: str) -> AuditFigure:
        """Return a figure that is a word: a verdict."""
        return AuditFigure(key, self.section, label, word=word)
