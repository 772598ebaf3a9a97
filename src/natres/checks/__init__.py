"""Rules over frames: each finding names the file, the row and the value, and what explains it."""

from natres.checks.catalogue import CATALOGUE, FAMILIES, Rule, RuleSet, rules_for
from natres.checks.codes import repair_codes
from natres.checks.cover import check_places
from natres.checks.layers import ForestCodes, check_forest_plots, check_plain, check_units, check_zones
from natres.checks.parcels import Checked, check_parcels
from natres.checks.registers import WordRule, check_register, check_words
from natres.checks.shapes import check_shapes, check_vertices, is_sliver
from natres.checks.subjects import Against, Subject

__all__ = [
    "CATALOGUE", "FAMILIES", "Against", "Checked", "ForestCodes", "Rule", "RuleSet", "Subject", "WordRule",
    "check_forest_plots", "check_parcels", "check_places", "check_plain", "check_register", "check_shapes",
    "check_units", "check_vertices", "check_words", "check_zones", "is_sliver", "repair_codes", "rules_for",
]  # fmt: skip
