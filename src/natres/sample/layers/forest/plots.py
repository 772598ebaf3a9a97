"""The layer of forest plots: ground, exact areas, fields."""

import geopandas as gpd
import numpy as np

from natres.sample.layers.forest.fields import plot_table
from natres.sample.layers.forest.filling import fill_cells
from natres.sample.layers.forest.matrix import TENURES, Matrix
from natres.sample.layers.forest.pool import fill_pool

__all__ = ["forest_plots"]


def forest_plots(rng: np.random.Generator, parcels: gpd.GeoDataFrame, matrix: Matrix) -> gpd.GeoDataFrame:
    """Return plots whose class × tenure sums are those of ``matrix`` (ha), on and beside the survey's woods.

    No two plots overlap; each states its ellipsoidal area in whole m² (0.0001 ha), at most 0.6 m² from the
    measured one.
    """
    ground_rng, fields_rng = rng.spawn(2)
    wanted = {t: float(sum(area for (_, owner), area in matrix.items() if owner == t)) * 1e4 for t in TENURES}
    pool = fill_pool(ground_rng, parcels, wanted)
    plots = fill_cells(pool, matrix)
    plots.sort(key=lambda plot: (plot.parcel, plot.name, plot.tenure, plot.m2))
    return plot_table(fields_rng, parcels, plots)
