"""Plots and parcels of whole metres, for what lies on what."""

import geopandas as gpd
import shapely

from natres.analyses.forest import ForestPlots, kinds_of_woods, lay_woods, reconcile_woods
from natres.core.crs import ComputingZone
from natres.readers import read_forest_scheme
from tests.strategies import EAST, NORTH, SCHEME, ZONE_39, parcel_frame

FOREST = read_forest_scheme()
ZONE = ComputingZone(117.0)


def box(west, south, east, north):
    """Return a rectangle in metres from the south-west corner of the tests."""
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def plot_frame(shapes, **columns):
    """Return plots in natres columns; what is not given is closed forest of a collective."""
    count = len(shapes)
    usual = {"plot_id": [f"{n:05d}" for n in range(count)], "forest_class": ["0111"] * count}
    usual |= {"tenure_code": ["20"] * count}
    return gpd.GeoDataFrame({**usual, **columns}, geometry=list(shapes), crs=ZONE_39)


def laid_on(plots, parcels, *, clean=True):
    """Lay plots on parcels, and return both with the plots that are forest land."""
    kept = ForestPlots.of(plots, FOREST)
    woods = kinds_of_woods(parcels, SCHEME)
    shapes = [frame.geometry.to_numpy() for frame in (kept.frame, parcels)]
    return lay_woods(shapes[0], ZONE_39, shapes[1], ZONE_39, woods, zone=ZONE, clean=clean), kept


def reconciled(plots, parcels, *, clean=True):
    """Lay plots on parcels and add them up."""
    laid, kept = laid_on(plots, parcels, clean=clean)
    return reconcile_woods(laid, kept, parcels, SCHEME)


def planar(found):
    """Return (status, class of the report, class of the survey) → plane area, to the square millimetre."""
    return {(r.status, r.forest_class, r.land_class): round(r.ground.planar_m2, 6) for r in found.rows}


__all__ = ["FOREST", "ZONE", "box", "laid_on", "parcel_frame", "planar", "plot_frame", "reconciled"]
