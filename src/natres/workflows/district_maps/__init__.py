"""The maps of a district: which are drawn, from what, as pages and as sheets of paper."""

from natres.workflows.district_maps.boundaries import boundary_layers
from natres.workflows.district_maps.definitions import map_folders, maps_left_out, needs_laying, nothing_drawn
from natres.workflows.district_maps.pages import draw_maps

__all__ = ["boundary_layers", "draw_maps", "map_folders", "maps_left_out", "needs_laying", "nothing_drawn"]
