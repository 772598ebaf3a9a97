"""What lies on the land besides its parcels: settlements, forest, wells, land cover, protection zones, a site."""

from dataclasses import dataclass
from decimal import Decimal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.sample.cover.codes import leaf_main_class
from natres.sample.cover.scopes import Scope, settlement_scopes
from natres.sample.land import Land
from natres.sample.layers.forest import REPORT_MATRIX, forest_plots, random_matrix
from natres.sample.layers.landcover import landcover_pair
from natres.sample.layers.site import project_site
from natres.sample.layers.wells import WellCounts, random_counts, well_register
from natres.sample.layers.zones import zone_layers, zone_stream

__all__ = ["Resources", "make_resources"]

Transform = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class Resources:
    """Everything laid over the parcels; ``site`` is in local metres, ``landcover`` by year."""

    matrix: dict[tuple[str, str], Decimal]
    plots: gpd.GeoDataFrame
    wells: pd.DataFrame
    rights: pd.DataFrame
    landcover: dict[int, NDArray[np.uint8]]
    transform: Transform
    settlements: list[Scope]
    zones: dict[str, gpd.GeoDataFrame]
    site: shapely.Polygon


def make_resources(
    rng: np.random.Generator, free: np.random.Generator, seed: int, fixed: bool, land: Land
) -> Resources:
    """Return what lies on the land; ``free`` decides figures that no report fixes."""
    plots_rng, wells_rng, cover_rng = rng.spawn(3)
    table, fabric = land.table, land.fabric
    matrix = REPORT_MATRIX if fixed else random_matrix(free, _woods_ha(table))
    built = np.isin(fabric.zone, ["urban", "industrial", "village"])
    counts = WellCounts() if fixed else random_counts(free)
    wells, rights = well_register(wells_rng, fabric.shape, fabric.unit, land.units, built, fabric.outline, counts)
    seen = [(np.asarray(t.geometry.array, dtype=object), t["DLBM"].astype(str).tolist()) for t in (land.earlier, table)]
    earlier, now, transform = landcover_pair(cover_rng, *seen)
    plans = zone_stream(seed)
    ridge = table["KCXS"].to_numpy(float)
    zones = zone_layers(plans, fabric, land.cover, land.units, land.closed, land.before, ridge)
    marks = table["CZCSXM"].astype(str).to_numpy(dtype=object)
    return Resources(
        matrix=matrix,
        plots=forest_plots(plots_rng, table, matrix),
        wells=wells,
        rights=rights,
        landcover={2022: now, 2021: earlier},
        transform=transform,
        settlements=settlement_scopes(marks, land.shapes, fabric, land.units),
        zones=zones.tables,
        site=project_site(plans, fabric, land.cover, zones.farmland.shape),
    )


def _woods_ha(table: gpd.GeoDataFrame) -> float:
    """Return the net area of the survey's woods in ha."""
    woods = np.array([leaf_main_class(str(code)) == "03" for code in table["DLBM"]])
    return float(table["TBDLMJ"].to_numpy()[woods].sum()) / 10_000
