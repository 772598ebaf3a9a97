"""Points and boundaries in the pack: few, so each layer is one block of positions."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from natres.presenters.web.layers import BoundaryLayer, PointLayer
from natres.presenters.web.pack.columns import Attributes
from natres.presenters.web.pack.quantise import Ints, extent_dm, mercator_dm
from natres.presenters.web.pack.streams import Block
from natres.presenters.web.pack.texts import text_json
from natres.presenters.web.safety import checked_colour

__all__ = ["boundary_blocks", "point_blocks"]

Head = dict[str, Any]
# The point farthest from the outline is the best seat for a name, but slow to find for thousands of units.
MANY_LABELS = 500


def point_blocks(layer: PointLayer, languages: Sequence[str]) -> tuple[Head, list[str]]:
    """Return what the page's head says of a layer of points, and its one block; a point without a place keeps its row.

    Raises
    ------
    ValueError : columns, colourings or places that do not fit each other
    """
    if len(layer.lon) != len(layer.lat):
        raise ValueError(f"layer {layer.key!r}: {len(layer.lon)} longitudes, {len(layer.lat)} latitudes")
    lon, lat = np.asarray(layer.lon, dtype=float), np.asarray(layer.lat, dtype=float)
    placed = np.isfinite(lon) & np.isfinite(lat)
    attributes = Attributes(layer, len(lon), languages)
    x, y = mercator_dm(lon[placed], lat[placed])
    block = Block(count=len(lon))
    block.numbers("placed", placed.astype(np.int64))
    _positions(block, x, y)
    attributes.write(block, np.arange(len(lon)))
    extent = [int(v) for v in (x.min(), y.min(), x.max(), y.max())] if x.size else None
    return {"kind": "point", "count": len(lon), "extent": extent} | attributes.head(), [block.text()]


def boundary_blocks(layer: BoundaryLayer, languages: Sequence[str]) -> tuple[Head, list[str]]:
    """Return what the page's head says of boundaries, and their one block of lines.

    Raises
    ------
    ValueError : labels or codes that do not fit the units
    """
    count = len(layer.geometry)
    codes = [str(code) for code in layer.codes] or [""] * count
    if len(layer.labels) != count or len(codes) != count:
        raise ValueError(f"layer {layer.key!r}: {count} units, {len(layer.labels)} labels, {len(codes)} codes")
    empty = shapely.LineString()
    known = np.array([empty if g is None else shapely.force_2d(g) for g in layer.geometry], dtype=object)
    areal = shapely.get_dimensions(known) == 2
    lines = known.copy()
    lines[areal] = shapely.boundary(known[areal])
    parts, unit = shapely.get_parts(lines, return_index=True)
    drawn = ~shapely.is_empty(parts)
    parts, unit = parts[drawn], unit[drawn]
    lonlat, part = shapely.get_coordinates(parts, return_index=True)
    block = Block(count=count)
    _positions(block, *mercator_dm(lonlat[:, 0], lonlat[:, 1]))
    block.numbers("sizes", np.bincount(part, minlength=parts.size).astype(np.int64))
    block.numbers("counts", np.bincount(unit, minlength=count).astype(np.int64))
    head = {
        "kind": "boundary",
        "count": count,
        "extent": extent_dm(known),
        "labels": [text_json(label, languages) for label in layer.labels],
        "codes": codes,
        "seats": [_seat(geometry, quick=count > MANY_LABELS) for geometry in known],
        "extents": [extent_dm(np.array([geometry], dtype=object)) for geometry in known],
        "weight": float(layer.weight),
        "colour": checked_colour(layer.colour) if layer.colour else "",
        "dash": [float(length) for length in layer.dash],
    }
    return head, [block.text()]


def _positions(block: Block, x: Ints, y: Ints) -> None:
    block.steps("x", x)
    block.steps("y", y)


def _seat(geometry: Any, *, quick: bool) -> list[int]:
    """Return where the name of a unit stands, in decimetres; an empty list for a unit without extent."""
    if geometry.is_empty:
        return []
    if geometry.area == 0:
        point = shapely.line_interpolate_point(shapely.get_geometry(geometry, 0), 0.5, normalized=True)
    elif quick:
        point = shapely.point_on_surface(geometry)
    else:
        west, south, east, north = geometry.bounds
        step = max(east - west, north - south) / 100
        circle = shapely.maximum_inscribed_circle(geometry.simplify(step / 4), tolerance=step)
        point = shapely.get_point(circle, 0)
    lonlat = shapely.get_coordinates(point)
    x, y = mercator_dm(lonlat[:, 0], lonlat[:, 1])
    return [int(x[0]), int(y[0])]
