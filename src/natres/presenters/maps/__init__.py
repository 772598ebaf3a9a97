"""From frames and results to map pages: which colour each shape has, what its tooltip says, what stands beside.

Texts and figures are handed on as data; the web room puts them on a page without ever running them.
"""

from natres.presenters.maps.changes import directions
from natres.presenters.maps.checked import wanting
from natres.presenters.maps.compose import compose_map
from natres.presenters.maps.finer import finer_classes
from natres.presenters.maps.material import (
    ChangeMaterial,
    ForestMaterial,
    Frame,
    LandMaterial,
    LedgerMaterial,
    LineMaterial,
    MapSet,
    Named,
    PlainMaterial,
    SiteMaterial,
    WellMaterial,
    ZonedMaterial,
)
from natres.presenters.maps.panels import figure_table
from natres.presenters.maps.plain import compose_plain
from natres.presenters.maps.zone_bases import with_zone_bases

__all__ = [
    "ChangeMaterial",
    "ForestMaterial",
    "Frame",
    "LandMaterial",
    "LedgerMaterial",
    "LineMaterial",
    "MapSet",
    "Named",
    "PlainMaterial",
    "SiteMaterial",
    "WellMaterial",
    "ZonedMaterial",
    "compose_map",
    "compose_plain",
    "directions",
    "figure_table",
    "finer_classes",
    "wanting",
    "with_zone_bases",
]
