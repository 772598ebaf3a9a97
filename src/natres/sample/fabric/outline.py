"""The schematic public outline, stretched to the control area."""

import json
from importlib.resources import files
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

from natres.sample.reckoning.areas import geodesic_area

__all__ = ["CONTROL_AREA_M2", "ORIGIN", "attribution", "district_outline", "outline_licence"]

CONTROL_AREA_M2 = 565_360_000
ORIGIN = np.array([39_489_000.0, 4_298_000.0])  # work is done near zero, where a double keeps 1e-11 m


def _document() -> dict[str, Any]:
    text = files("natres.sample.fabric").joinpath("xiqing_outline.geojson").read_text(encoding="utf-8")
    return json.loads(text)


def attribution() -> str:
    """Return where the outline comes from."""
    return str(_document()["attribution"])


def outline_licence() -> str:
    """Return the licence text of the outline's source."""
    return files("natres.sample.fabric").joinpath("xiqing_outline.LICENSE").read_text(encoding="utf-8")


def district_outline() -> shapely.Polygon:
    """Return the outline in local metres (EPSG:4527 minus ``ORIGIN``), on a 1 mm grid."""
    rings = _document()["features"][0]["geometry"]["coordinates"]
    lonlat = np.asarray(rings[0], dtype=float)
    to_plane = Transformer.from_crs(4490, 4527, always_xy=True)
    plane = np.column_stack(to_plane.transform(lonlat[:, 0], lonlat[:, 1]))
    centre = np.asarray(shapely.Polygon(plane).centroid.coords[0])
    for _ in range(3):
        factor = np.sqrt(CONTROL_AREA_M2 / geodesic_area(shapely.Polygon(plane)))
        plane = centre + (plane - centre) * factor
    local = np.round(plane - ORIGIN, 3)
    return shapely.Polygon(local)
