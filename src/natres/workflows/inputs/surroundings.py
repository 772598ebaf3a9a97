"""The districts around one's own: they are only drawn, in the small map that tells where a sheet's ground lies."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.crs import geometry_to_lon_lat, middle_of
from natres.core.provenance import Layer
from natres.district import District
from natres.errors import BadData
from natres.readers.layers.looking import read_plain_layer
from natres.workflows.inputs.common import Options, as_written, on_cgcs2000, reading_of, refuse_repairs
from natres.workflows.inputs.land import Land

__all__ = ["Surroundings", "open_surroundings"]

#: Fields that hold a name, in the order they are looked for.
_NAMES = ("name", "mc", "xzqmc", "名称", "行政区名称")


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Areas in degrees with their names, and which of them is the district."""

    layer: Layer[Any]
    shapes: NDArray[np.object_]
    names: tuple[str, ...]
    own: tuple[bool, ...]


def open_surroundings(district: District, land: Land, options: Options) -> Surroundings | None:
    """Read the layer ``surroundings`` of a district file; None where it names none.

    Raises
    ------
    BadData : ``GEOM_TYPE`` where it holds no areas
    """
    if not district.has("surroundings"):
        return None
    entry = on_cgcs2000(district.layer("surroundings"), options)
    reading = reading_of(entry, "plain")
    layer = read_plain_layer(entry.path, **reading)
    refuse_repairs(layer, options)
    frame = layer.frame
    shapes = geometry_to_lon_lat(frame["geometry"].to_numpy(), layer.crs)
    if not np.isin(shapely.get_type_id(shapes), (3, 6)).all():
        raise BadData("GEOM_TYPE", file=layer.provenance.file_name, layer=layer.provenance.layer)
    names = next((frame[c].astype(str) for c in frame.columns if str(c).casefold() in _NAMES), None)
    own = shapely.contains(shapes, middle_of(land.layer.frame.geometry.to_numpy(), land.layer.crs))
    return Surroundings(as_written(layer, district), shapes, tuple(names) if names is not None else ("",) * len(own),
                        tuple(own.tolist()))  # fmt: skip
