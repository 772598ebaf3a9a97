"""A building project's plot: as a polygon, and as the list of boundary points that land offices exchange."""

from natres.sample.layers.site.points import POINTS_ENCODING, POINTS_FILE, boundary_points
from natres.sample.layers.site.polygon import PROJECT, SITE_FILE, SITE_NUMBER, project_site, site_table

__all__ = [
    "POINTS_ENCODING",
    "POINTS_FILE",
    "PROJECT",
    "SITE_FILE",
    "SITE_NUMBER",
    "boundary_points",
    "project_site",
    "site_table",
]
