"""Single figures held against another: a published one, or the same computed by other means."""

from dataclasses import dataclass
from fractions import Fraction

__all__ = [
    "FigureCheck",
    "SecondFigure",
]


@dataclass(frozen=True)
class FigureCheck:
    """A published figure against the computed one.

    ``status``: agrees, within_rounding, disagrees, stated (nothing computes it), by_construction (the input
    was made to fit it). ``computed`` is in the figure's unit.
    """

    key: str
    published: str
    unit: str
    computed: Fraction | None
    decimals: int
    status: str


@dataclass(frozen=True)
class SecondFigure:
    """A headline number computed twice: ``first`` is what is printed, ``second`` the same by other means.

    ``means`` is ``rows`` (the rows of the file added up one by one; no tolerance), ``formula`` (the same formula
    in doubles; ``tolerance`` as far as they may lie from the exact number) or ``shapes`` (pyproj's geodesic areas;
    ``tolerance`` as far as a declared or rounded area may lie from its shape). ``unit`` says what the numbers
    count: ``dm2`` (0.01 m²), ``m3`` (0.01 m³), ``J``, ``ratio`` (millionths) or ``count``.
    """

    key: str
    means: str
    first: int
    second: int
    tolerance: int
    unit: str = "dm2"

    @property
    def agrees(self) -> bool:
        """Whether the two lie within the tolerance."""
        return abs(self.first - self.second) <= self.tolerance
