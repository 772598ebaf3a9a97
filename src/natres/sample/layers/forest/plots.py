"""The layer of forest plots: ground, exact areas, fields."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from natres.sample.layers.forest.fields import plot_table
from natres.sample.layers.forest.filling import Plot, fill_cells
from natres.sample.layers.forest.matrix import TENURES, Matrix
from natres.sample.layers.forest.pool import fill_pool

__all__ = ["forest_plots"]

_SAME_M = 6e-5  # cuts through a vertex leave two of them


def forest_plots(rng: np.random.Generator, parcels: gpd.GeoDataFrame, matrix: Matrix) -> gpd.GeoDataFrame:
    """Return plots whose class × tenure sums are those of ``matrix`` (ha), on and beside the survey's woods.

    No two plots overlap; each states its ellipsoidal area in whole m² (0.0001 ha), at most 0.6 m² from the
    measured one.
    """
    ground_rng, fields_rng = rng.spawn(2)
    wanted = {t: float(sum(area for (_, owner), area in matrix.items() if owner == t)) * 1e4 for t in TENURES}
    pool = fill_pool(ground_rng, parcels, wanted)
    plots = _at_home(fill_cells(pool, matrix), parcels)
    plots.sort(key=lambda plot: (plot.parcel, plot.name, plot.tenure, plot.m2))
    return plot_table(fields_rng, parcels, plots)


def _at_home(plots: list[Plot], parcels: gpd.GeoDataFrame) -> list[Plot]:
    """Book every plot to the parcel below its inner point: a moved border may have left its own parcel behind."""
    spots = shapely.point_on_surface(np.array([plot.shape for plot in plots], dtype=object))
    below = shapely.STRtree(np.asarray(parcels.geometry.array, dtype=object)).nearest(spots)
    return [
        replace(plot, parcel=int(row), shape=shapely.remove_repeated_points(plot.shape, _SAME_M))
        for plot, row in zip(plots, below, strict=True)
    ]
