"""Errors planted into the finished parcel table, each of them written down, for checkers to find."""

from natres.sample.defects.listing import defects_json, defects_table, readme_line, truth_note
from natres.sample.defects.plant import KINDS, Defect, Planted, check_count, defects_stream, plant_defects

__all__ = [
    "KINDS",
    "Defect",
    "Planted",
    "check_count",
    "defects_json",
    "defects_stream",
    "defects_table",
    "plant_defects",
    "readme_line",
    "truth_note",
]
