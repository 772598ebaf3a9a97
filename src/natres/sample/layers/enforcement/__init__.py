"""Illegal patches and approved land, both invented: where somebody built, and what was allowed of it."""

from natres.sample.layers.enforcement.drawing import Drawn, draw_enforcement
from natres.sample.layers.enforcement.tables import ENFORCEMENT_FILES, Enforcement, make_enforcement

__all__ = ["ENFORCEMENT_FILES", "Drawn", "Enforcement", "draw_enforcement", "make_enforcement"]
