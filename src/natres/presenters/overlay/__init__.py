"""Overlays shown: tables of land inside zones, of illegal land use and of points, and the same as JSON."""

from natres.presenters.overlay.enforcement import ILLEGAL_BRIEF, illegal_json, illegal_tables
from natres.presenters.overlay.json_overlay import overlay_json
from natres.presenters.overlay.page import OverlayPage
from natres.presenters.overlay.points import POINTS_BRIEF, points_json, points_tables
from natres.presenters.overlay.tables import BRIEF, overlay_tables

__all__ = [
    "BRIEF", "ILLEGAL_BRIEF", "POINTS_BRIEF", "OverlayPage", "illegal_json", "illegal_tables", "overlay_json",
    "overlay_tables", "points_json", "points_tables",
]  # fmt: skip
