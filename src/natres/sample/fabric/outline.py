"""The schematic public outline, stretched to the control area, and how invented places are laid on it."""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from natres.sample.reckoning.areas import geodesic_area

__all__ = ["CONTROL_AREA_M2", "ORIGIN", "Ground", "attribution", "districts_around", "ground_for", "outline_licence"]

CONTROL_AREA_M2 = 565_360_000
LARGEST_TRUE_SIZE = 100_000  # more parcels than this need more ground
MEAN_PARCEL_M2 = 9_422.67  # 565.36 km² by 60,000 parcels
ORIGIN = np.array([39_489_000.0, 4_298_000.0])  # work is done near zero, where a double keeps 1e-11 m


@dataclass(frozen=True)
class Ground:
    """The outline in local metres and its size.

    ``stretch`` is how many times longer the outline is than the district's (1 up to 100,000 parcels);
    ``centre`` is the point that stays in place; ``control_area_m2`` is what all parcels add up to.
    """

    outline: shapely.Polygon
    stretch: float
    centre: NDArray[np.float64]
    control_area_m2: int

    def place(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where points drawn for the true outline lie on this one (local metres)."""
        return self.centre + (np.asarray(points, dtype=float) - self.centre) * self.stretch

    def density(self, parcels: int) -> float:
        """Return how many parcels there are on the area of the true outline."""
        return parcels / self.stretch**2


def _document(name: str = "xiqing_outline") -> dict[str, Any]:
    text = files("natres.sample.fabric").joinpath(f"{name}.geojson").read_text(encoding="utf-8")
    return json.loads(text)


def districts_around() -> dict[str, Any]:
    """Return the districts of the same city as GeoJSON, simplified: they only tell where the sample lies."""
    return _document("tianjin_districts")


def attribution() -> str:
    """Return where the outline comes from."""
    return str(_document()["attribution"])


def outline_licence() -> str:
    """Return the licence text of the outline's source."""
    return files("natres.sample.fabric").joinpath("xiqing_outline.LICENSE").read_text(encoding="utf-8")


def ground_for(parcels: int) -> Ground:
    """Return the ground for a number of parcels: above 100,000 it grows, so that the mean parcel stays 9,400 m²."""
    control = CONTROL_AREA_M2
    if parcels > LARGEST_TRUE_SIZE:
        control = round(parcels * MEAN_PARCEL_M2 / 10_000) * 10_000
    rings = _document()["features"][0]["geometry"]["coordinates"]
    lonlat = np.asarray(rings[0], dtype=float)
    to_plane = Transformer.from_crs(4490, 4527, always_xy=True)
    plane = np.column_stack(to_plane.transform(lonlat[:, 0], lonlat[:, 1]))
    centre = np.asarray(shapely.Polygon(plane).centroid.coords[0])
    for _ in range(3):
        factor = np.sqrt(control / geodesic_area(shapely.Polygon(plane)))
        plane = centre + (plane - centre) * factor
    local = np.round(plane - ORIGIN, 3)
    return Ground(shapely.Polygon(local), float(np.sqrt(control / CONTROL_AREA_M2)), centre - ORIGIN, control)
