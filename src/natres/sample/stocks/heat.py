"""Heat in the rock: the parameters of each reservoir, and what follows from them by exact decimals."""

from dataclasses import dataclass, fields
from decimal import Decimal

import numpy as np

from natres.sample.ledgers.parts import drawn

__all__ = ["REFERENCE_C", "REPORT_ROCK", "Rock", "draw_rock"]

#: The reference temperature in °C: about the yearly mean of the air here.
REFERENCE_C = Decimal("13.0")


@dataclass(frozen=True)
class Rock:
    """A reservoir's parameters: km², m, 1, kg/m³, J/(kg·K), kg/m³, J/(kg·K), °C, 1."""

    name: str
    area_km2: Decimal
    thickness_m: Decimal
    porosity: Decimal
    rock_density_kg_m3: Decimal
    rock_heat_j_kg_k: Decimal
    water_density_kg_m3: Decimal
    water_heat_j_kg_k: Decimal
    temperature_c: Decimal
    recovery: Decimal

    def in_place_j(self) -> Decimal:
        """Return the heat above the reference temperature in J.

        >>> one = Rock("试", *map(Decimal, ("1", "1", "0.5", "2000", "1000", "1000", "4000", "14.0", "0.25")))
        >>> one.in_place_j(), one.recoverable_j()
        (Decimal('3.00000000E+12'), Decimal('7.500000000E+11'))
        """
        rock = self.rock_density_kg_m3 * self.rock_heat_j_kg_k * (1 - self.porosity)
        water = self.water_density_kg_m3 * self.water_heat_j_kg_k * self.porosity
        return (rock + water) * self.area_km2.scaleb(6) * self.thickness_m * (self.temperature_c - REFERENCE_C)

    def recoverable_j(self) -> Decimal:
        """Return the part of it that can be brought up, in J."""
        return self.in_place_j() * self.recovery

    def parameters(self) -> dict[str, str]:
        """Return every parameter under its key in the district file, as text."""
        return {field.name: str(getattr(self, field.name)) for field in fields(self)}


def _rock(name: str, *numbers: str) -> Rock:
    return Rock(name, *(Decimal(number) for number in numbers))


# Invented, but fitted: together they hold 47.2355e18 J and give 1.9381e18 J, as printed. The recovery factors are
# the share that these two figures imply (4.10 %), far below the usual 15 to 25 %. The area of the first and the
# factor of the last carry the digits that close the sums.
REPORT_ROCK = (
    _rock("雾迷山组", "482.846", "372", "0.05", "2700", "920", "972", "4190", "86.0", "0.0402"),
    _rock("奥陶系", "318.4", "118", "0.06", "2680", "900", "978", "4185", "70.0", "0.0405"),
    _rock("馆陶组", "452.3", "96", "0.28", "2230", "878", "984", "4180", "58.0", "0.0440"),
    _rock("明化镇组", "501.7", "82", "0.30", "2110", "878", "990", "4180", "44.0", "0.04595"),
)


def draw_rock(rng: np.random.Generator, fixed: bool) -> tuple[Rock, ...]:
    """Return the four reservoirs; unless ``fixed``, area, thickness, porosity, heat and recovery are the seed's."""
    if fixed:
        return REPORT_ROCK
    return tuple(
        Rock(
            rock.name,
            drawn(rng, 120, 540, 1),
            drawn(rng, 0.5 * float(rock.thickness_m), 1.4 * float(rock.thickness_m), 0),
            drawn(rng, 0.8 * float(rock.porosity), 1.2 * float(rock.porosity), 3),
            rock.rock_density_kg_m3,
            rock.rock_heat_j_kg_k,
            rock.water_density_kg_m3,
            rock.water_heat_j_kg_k,
            drawn(rng, float(rock.temperature_c) - 6, float(rock.temperature_c) + 6, 1),
            drawn(rng, 0.03, 0.25, 3),
        )
        for rock in REPORT_ROCK
    )
