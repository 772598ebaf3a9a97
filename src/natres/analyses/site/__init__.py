"""One project site held against its district: land, zones, plots, wells, quotas."""

from natres.analyses.site.pieces import SitePieces
from natres.analyses.site.things import PlotLayer, near_wells, touched_plots
from natres.analyses.site.whole import SiteDistrict, describe_site, refuse_overlapping_parts
from natres.analyses.site.zones import FORBIDDEN, NOISE_M, NOISE_M2, REQUIRED, ZonesNear

__all__ = [
    "FORBIDDEN",
    "NOISE_M",
    "NOISE_M2",
    "REQUIRED",
    "PlotLayer",
    "SiteDistrict",
    "SitePieces",
    "ZonesNear",
    "describe_site",
    "near_wells",
    "refuse_overlapping_parts",
    "touched_plots",
]  # fmt: skip
