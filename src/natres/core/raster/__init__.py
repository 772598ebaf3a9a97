"""Cells of a raster as ground: where they lie, how much of each a zone covers, how large each is on the ellipsoid."""

from natres.core.raster.areas import CellAreas, cell_areas
from natres.core.raster.cover import CellCover, cover_cells
from natres.core.raster.grid import Grid, GridDifference, Tile, compare_grids
from natres.core.raster.placing import on_the_grid, reach_text, straight_in
from natres.core.raster.tiles import TileCover, tiles_of
from natres.core.raster.values import CellValues, Codes

__all__ = [
    "CellAreas", "CellCover", "CellValues", "Codes", "Grid", "GridDifference", "Tile", "TileCover", "cell_areas",
    "compare_grids", "cover_cells", "on_the_grid", "reach_text", "straight_in", "tiles_of",
]  # fmt: skip
