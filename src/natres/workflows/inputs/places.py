"""Layers as the shapes that wells may lie in: towns, the outline of the district, zones."""

from collections.abc import Sequence
from typing import Any

import shapely

from natres.core.places import NamedShape, PlaceLayers, ShapeLayer
from natres.core.provenance import Layer
from natres.core.results import Unit
from natres.district import District
from natres.labels import words
from natres.workflows.inputs.common import Options, on_cgcs2000
from natres.workflows.inputs.zones import read_zone_layer

__all__ = ["place_layers", "shape_layer", "well_places"]

Boundaries = Sequence[tuple[Layer[Any], tuple[Unit, ...]]]


def place_layers(
    bounds: Boundaries, outline: ShapeLayer | None = None, zones: Sequence[ShapeLayer] = ()
) -> PlaceLayers:
    """Return where the wells of a district may lie.

    Parameters
    ----------
    bounds : the boundary layers with their units, as ``open_boundaries`` returns them; their towns are used
    outline : the district itself, for the distance to its line
    zones : each under the name the tables show
    """
    towns: ShapeLayer | None = None
    for layer, units in bounds:
        shapes = tuple(
            NamedShape(unit.code, unit.name, geometry)
            for unit, geometry in zip(units, layer.frame["geometry"], strict=True)
            if unit.level == "town" and geometry is not None
        )
        if shapes and towns is None:
            towns = ShapeLayer("towns", shapes, layer.crs)
    return PlaceLayers(towns, outline, tuple(zones))


def well_places(district: District, bounds: Boundaries, options: Options) -> PlaceLayers:
    """Return the towns, the outline and the zone layers of a district, zones under the words of their keys.

    The outline is the union of the boundary layer that covers the district: the towns, else the villages.
    """
    outline = None
    if bounds:
        layer, _ = bounds[0]
        whole = shapely.union_all(layer.frame.geometry.to_numpy())
        outline = ShapeLayer("district", (NamedShape(district.content.district.code, "", whole),), layer.crs)
    w = words(district.content.district.language)
    zones: list[ShapeLayer] = []
    for key, given in district.content.layers.zones.items():
        layer = read_zone_layer(on_cgcs2000(district.located_entry(given), options), options)
        zones.append(shape_layer(w.get(f"zones.{key}", key), layer, "BSM"))
    return place_layers(bounds, outline, zones)


def shape_layer(name: str, layer: Layer[Any], code: str, label: str = "") -> ShapeLayer:
    """Return the polygons of a layer under a name; ``code`` and ``label`` are columns of its frame.

    Shapes that are missing are left out. A layer without the column ``code`` numbers its shapes from 1.
    """
    frame = layer.frame
    codes = frame[code].astype(str) if code in frame else [str(row + 1) for row in range(len(frame))]
    labels = frame[label].astype(str) if label in frame else codes
    shapes = (NamedShape(*parts) for parts in zip(codes, labels, frame["geometry"], strict=True))
    return ShapeLayer(name, tuple(shape for shape in shapes if shape.geometry is not None), layer.crs)
