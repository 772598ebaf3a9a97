"""The water ledger of a year as it is stated: volumes keep the digits they were printed with."""

from dataclasses import dataclass
from fractions import Fraction

from natres.core.units import PrintedFigure
from natres.core.volumes import M3_PER, parse_volume

__all__ = ["StatedVolume", "WaterCutRow", "WaterQuarterRow", "WaterSourceRow", "WaterStatement", "WaterUserRow"]


@dataclass(frozen=True)
class StatedVolume:
    """A volume as a document prints it: exact value and half a unit of its last digit, in m³."""

    text: str
    m3: Fraction
    half_m3: Fraction
    unit: str
    decimals: int

    @classmethod
    def parse(cls, text: str) -> "StatedVolume":
        """Read a volume with its unit.

        >>> volume = StatedVolume.parse("0.6457亿m³")
        >>> float(volume.m3), float(volume.half_m3), volume.decimals
        (64570000.0, 5000.0, 4)
        """
        figure, unit = parse_volume(text)
        return cls.of(figure, unit)

    @classmethod
    def of(cls, figure: PrintedFigure, unit: str) -> "StatedVolume":
        """Return the volume a printed figure stands for."""
        size = M3_PER[unit]
        return cls(figure.text.strip(), figure.value * size, figure.half_digit * size, unit, max(figure.decimals, 0))


@dataclass(frozen=True)
class WaterSourceRow:
    """A source of water and what it gave."""

    name: str
    kind: str
    amount: StatedVolume


@dataclass(frozen=True)
class WaterUserRow:
    """A licensed user: what the plan allows, what was taken; None where it is not stated."""

    name: str
    kind: str
    plan: StatedVolume | None
    use: StatedVolume | None


@dataclass(frozen=True)
class WaterQuarterRow:
    """A quarter: how many users there were, how many were visited."""

    quarter: int
    takers: int
    inspected: int


@dataclass(frozen=True)
class WaterCutRow:
    """Deep groundwater that is no longer pumped."""

    name: str
    volume: StatedVolume


@dataclass(frozen=True)
class WaterStatement:
    """The whole ledger as stated; ``provisional`` figures are said to be so wherever they stand."""

    year: int
    provisional: bool
    total: StatedVolume | None
    sources: tuple[WaterSourceRow, ...] = ()
    users: tuple[WaterUserRow, ...] = ()
    quarters: tuple[WaterQuarterRow, ...] = ()
    cuts: tuple[WaterCutRow, ...] = ()
