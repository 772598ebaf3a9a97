"""Layers laid on one another: pieces with their areas, ground by combination of zones, points in shapes."""

from natres.core.overlay.adjusting import Sums, adjusted
from natres.core.overlay.cutting import Cut, cut_pairs, subdivided
from natres.core.overlay.layers import lay_over
from natres.core.overlay.matching import match_shapes
from natres.core.overlay.pieces import NOWHERE, Laid, Pieces, mean_width
from natres.core.overlay.planes import common_zone, in_plane, on_one_plane
from natres.core.overlay.points import assign_points
from natres.core.overlay.remains import NOTHING_M2, left_bare, less, united
from natres.core.overlay.zones import Combined, ZonesLaid, lay_zones

__all__ = [
    "NOTHING_M2",
    "NOWHERE",
    "Combined",
    "Cut",
    "Laid",
    "Pieces",
    "Sums",
    "ZonesLaid",
    "adjusted",
    "assign_points",
    "common_zone",
    "cut_pairs",
    "in_plane",
    "lay_over",
    "lay_zones",
    "left_bare",
    "less",
    "match_shapes",
    "mean_width",
    "on_one_plane",
    "subdivided",
    "united",
]  # fmt: skip
