"""Parcels under zones: land by zone and combination, illegal patches against approvals, points in parcels."""

from natres.analyses.overlay.farmland import bookings_inside, net_inside
from natres.analyses.overlay.illegal import IllegalInput, illegal_land
from natres.analyses.overlay.pieces import BETWEEN, zone_pieces
from natres.analyses.overlay.points import PointInput, place_points
from natres.analyses.overlay.questions import answer_questions
from natres.analyses.overlay.second import second_zones
from natres.analyses.overlay.tables import LaidLayers, lay_layers, overlay_parcels

__all__ = [
    "BETWEEN", "IllegalInput", "LaidLayers", "PointInput", "answer_questions", "bookings_inside", "illegal_land",
    "lay_layers", "net_inside", "overlay_parcels", "place_points", "second_zones", "zone_pieces",
]  # fmt: skip
