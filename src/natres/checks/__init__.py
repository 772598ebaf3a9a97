"""Rules over frames: each finding names the file, the row and the value."""

from natres.checks.catalogue import CATALOGUE, Rule
from natres.checks.registers import check_register
from natres.checks.rows import check_forest_plots, check_parcels, repair_codes

__all__ = ["CATALOGUE", "Rule", "check_forest_plots", "check_parcels", "check_register", "repair_codes"]
