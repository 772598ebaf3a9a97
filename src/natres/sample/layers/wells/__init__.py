"""An invented register of geothermal wells and of the rights they stand on."""

from natres.sample.layers.wells.register import WellCounts, random_counts, well_register
from natres.sample.layers.wells.reservoirs import REQUIRED_RATE, TAIL_WATER_LIMIT_C

__all__ = ["REQUIRED_RATE", "TAIL_WATER_LIMIT_C", "WellCounts", "random_counts", "well_register"]
