"""Layers of zones as they are laid on parcels: shapes with their codes and names, in the layer's own system."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from natres.core.crs import ComputingZone
from natres.core.overlay import on_one_plane

__all__ = ["ZoneLayer", "zones_on_plane"]

Shapes = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class ZoneLayer:
    """One layer of zones.

    Parameters
    ----------
    key : its key in the district file (``basic_farmland``), or the name of its file
    shapes : valid polygons, None where a row has no ground, shape (n,)
    codes, names : of every row; names may be empty
    crs : the layer's coordinate system, on CGCS2000 or WGS 84
    label : its name where no words stand for the key
    """

    key: str
    shapes: Shapes
    codes: tuple[str, ...]
    names: tuple[str, ...]
    crs: CRS
    label: str = ""


def zones_on_plane(layer: ZoneLayer, crs: Any, zone: ComputingZone) -> Shapes:
    """Return the shapes in the plane of ``zone``, where parcels in ``crs`` lie.

    In the parcels' own system nothing is rounded; otherwise vertices go to the survey's grid of 0.1 mm, so that what is
    one border in two systems is one border again.

    >>> import shapely
    >>> crs = CRS.from_epsg(4527)
    >>> square = np.array([shapely.box(39505000, 4322000, 39506000, 4323000)])
    >>> zones_on_plane(ZoneLayer("a", square, ("1",), ("",), crs), crs, ComputingZone(117.0))[0].area
    1000000.0
    """
    return on_one_plane(np.zeros(0, dtype=object), crs, layer.shapes, layer.crs, zone)[1]
