"""The pieces of a reconciliation as a layer: every piece of a plot and all bare survey forest, with their shapes."""

import geopandas as gpd
import numpy as np
import pandas as pd

from natres.analyses.forest.laying import ForestPlots, WoodsLaid
from natres.analyses.forest.reconciliation import ground_tables
from natres.core.classification import Scheme
from natres.core.overlay import NOWHERE

__all__ = ["piece_layer"]

_OF_PLOT = ("plot_id", "compartment", "forest_class", "tenure_code")
_OF_PARCEL = ("parcel_id", "land_class", "ownership_type")


def piece_layer(laid: WoodsLaid, plots: ForestPlots, parcels: pd.DataFrame, survey: Scheme) -> gpd.GeoDataFrame:
    """Return the pieces in the computing zone, those of plots first.

    Parameters
    ----------
    laid : the plots on the parcels, row for row as in both frames

    Returns
    -------
    GeoDataFrame : ``status``, ``report_class``, what is known of plot and parcel (texts, empty where there is none),
        ``town_code``, ``planar_m2``, ``survey_m2``, ``declared_m2``, geometry

    Raises
    ------
    BadDistrictFile : ``FOREST_LAND_UNKNOWN``
    """
    on, bare = ground_tables(laid, plots, parcels, survey)
    table = pd.concat([on, bare], ignore_index=True)
    plot = np.concatenate([laid.pieces.first, np.full(len(bare), NOWHERE, dtype=np.intp)])
    parcel = np.concatenate([laid.pieces.second, laid.bare.second])
    columns = {"status": table["status"], "report_class": table["forest_class"]}
    for rows, frame, names in ((plot, plots.frame, _OF_PLOT), (parcel, parcels, _OF_PARCEL)):
        for name in names:
            if name in frame:
                texts = frame[name].fillna("").astype(str).tolist()
                columns[name] = pd.Series([texts[row] if row != NOWHERE else "" for row in rows.tolist()])
    columns |= {
        "town_code": table["town"],
        "planar_m2": table["planar"],
        "survey_m2": table["survey"],
        "declared_m2": table["declared"] / 100,
    }
    shapes = np.concatenate([laid.pieces.shape, laid.bare.shape])
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=laid.zone.named_crs)
