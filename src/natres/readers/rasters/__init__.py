"""Rasters of classes: counted whole for a second look, or opened window by window for areas per zone."""

from natres.readers.rasters.classes import ClassRaster, Values, open_classes
from natres.readers.rasters.labels import read_value_labels, stated_labels
from natres.readers.rasters.land_cover import CellCounts, read_land_cover
from natres.readers.rasters.pairs import RasterValues, pair_up

__all__ = [
    "CellCounts", "ClassRaster", "RasterValues", "Values", "open_classes", "pair_up", "read_land_cover",
    "read_value_labels", "stated_labels",
]  # fmt: skip
