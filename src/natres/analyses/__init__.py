"""From frames to frozen results: shares, quotas, forest, wells, land cover, published figures."""

from natres.analyses.forest import forest_table
from natres.analyses.landcover import compare_land_cover
from natres.analyses.parcel_audit import audit_parcels
from natres.analyses.published import PublishedFigure, check_figures
from natres.analyses.quota import check_quota, counted_by_parcel, quota_status
from natres.analyses.second_computation import second_forest, second_land, second_shapes
from natres.analyses.second_wells import second_wells
from natres.analyses.shares import class_shares, measure_area
from natres.analyses.wells import WELL_FINDINGS, well_table
from natres.analyses.zonal import ZoneShapes, zonal_areas

__all__ = [
    "WELL_FINDINGS",
    "PublishedFigure",
    "ZoneShapes",
    "audit_parcels",
    "check_figures",
    "check_quota",
    "class_shares",
    "compare_land_cover",
    "counted_by_parcel",
    "forest_table",
    "measure_area",
    "quota_status",
    "second_forest",
    "second_land",
    "second_shapes",
    "second_wells",
    "well_table",
    "zonal_areas",
]
