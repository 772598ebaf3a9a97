"""All data of a map page in one block of base64: geometry, attributes, legend, words.

The alphabet of base64 holds no sign of markup or of a template, so no value can leave the block. Inside is a
zlib stream: the length of a JSON header (4 bytes, little-endian), the header, then the number streams it
points to by ``[offset, length]``.
"""

import base64
import json
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.presenters.web.page import AreaLayer, BoundaryLayer, Category, Column, Layer, MapPage, PointLayer
from natres.presenters.web.quantise import Ints, mercator_dm, pack_rings, varints, zigzag
from natres.presenters.web.safety import checked_colour
from natres.presenters.web.words import words_of

__all__ = ["encode_page"]

Header = dict[str, Any]
# The point farthest from the outline is the best seat for a name, but slow to find for thousands of units.
MANY_LABELS = 500


class _Streams:
    """The number streams of a block, each answered by the place where it will stand."""

    def __init__(self) -> None:
        self.body = bytearray()

    def add(self, values: Ints) -> list[int]:
        data = varints(values)
        start = len(self.body)
        self.body += data
        return [start, len(data)]

    def add_steps(self, values: Ints) -> list[int]:
        """Add a sequence by its steps: neighbours are near each other, so the numbers stay small."""
        return self.add(zigzag(np.diff(values, prepend=np.int64(0))))


def encode_page(page: MapPage) -> str:
    """Return the data block of a page.

    >>> encode_page(MapPage("空", "", "zh", ())).isascii()
    True
    """
    streams = _Streams()
    layers = [_layer(layer, streams) for layer in page.layers]
    header = {"language": page.language, "words": dict(words_of(page.language)), "layers": layers}
    text = json.dumps(header, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode("ascii")
    block = len(text).to_bytes(4, "little") + text + bytes(streams.body)
    return base64.b64encode(zlib.compress(block, 9)).decode("ascii")


def _layer(layer: Layer, streams: _Streams) -> Header:
    common: Header = {"key": layer.key, "title": layer.title, "visible": bool(layer.visible)}
    match layer:
        case AreaLayer():
            return common | _areas(layer, streams)
        case PointLayer():
            return common | _points(layer, streams)
        case BoundaryLayer():
            return common | _boundaries(layer, streams)


def _areas(layer: AreaLayer, streams: _Streams) -> Header:
    rings = pack_rings(layer.geometry)
    outline = checked_colour(layer.outline) if layer.outline else ""
    place = _positions(rings.x, rings.y, streams)
    shape = {"sizes": streams.add(rings.sizes), "counts": streams.add(rings.counts)}
    return {"kind": "area", "outline": outline} | place | shape | _attributes(layer, len(rings.counts), streams)


def _points(layer: PointLayer, streams: _Streams) -> Header:
    if len(layer.lon) != len(layer.lat):
        raise ValueError(f"layer {layer.key!r}: {len(layer.lon)} longitudes, {len(layer.lat)} latitudes")
    x, y = mercator_dm(np.asarray(layer.lon, dtype=float), np.asarray(layer.lat, dtype=float))
    return {"kind": "point"} | _positions(x, y, streams) | _attributes(layer, len(x), streams)


def _boundaries(layer: BoundaryLayer, streams: _Streams) -> Header:
    if len(layer.labels) != len(layer.geometry):
        raise ValueError(f"layer {layer.key!r}: {len(layer.geometry)} units, {len(layer.labels)} labels")
    empty = shapely.LineString()
    known = np.array([empty if g is None else shapely.force_2d(g) for g in layer.geometry], dtype=object)
    areal = shapely.get_dimensions(known) == 2
    lines = known.copy()
    lines[areal] = shapely.boundary(known[areal])
    parts, unit = shapely.get_parts(lines, return_index=True)
    drawn = ~shapely.is_empty(parts)
    parts, unit = parts[drawn], unit[drawn]
    lonlat, part = shapely.get_coordinates(parts, return_index=True)
    x, y = mercator_dm(lonlat[:, 0], lonlat[:, 1])
    shape = {
        "sizes": streams.add(np.bincount(part, minlength=parts.size).astype(np.int64)),
        "counts": streams.add(np.bincount(unit, minlength=len(known)).astype(np.int64)),
    }
    seats = [_seat(geometry, quick=len(known) > MANY_LABELS) for geometry in known]
    names = {"labels": [str(label) for label in layer.labels], "seats": seats, "weight": float(layer.weight)}
    return {"kind": "boundary", "count": len(known)} | _positions(x, y, streams) | shape | names


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


def _positions(x: Ints, y: Ints, streams: _Streams) -> Header:
    """Return origin, extent and the two streams of positions, counted from the lower left corner."""
    if x.size == 0:
        return {"origin": [0, 0], "extent": None, "x": streams.add(x), "y": streams.add(y)}
    left, low = int(x.min()), int(y.min())
    extent = [left, low, int(x.max()), int(y.max())]
    return {
        "origin": [left, low],
        "extent": extent,
        "x": streams.add_steps(x - left),
        "y": streams.add_steps(y - low),
    }


def _attributes(layer: AreaLayer | PointLayer, count: int, streams: _Streams) -> Header:
    category = np.asarray(layer.category, dtype=np.int64)
    if len(category) != count:
        raise ValueError(f"layer {layer.key!r}: {count} features, {len(category)} categories")
    if count and not -1 <= category.min() <= category.max() < len(layer.categories):
        raise ValueError(f"layer {layer.key!r}: a category index is outside its legend")
    return {
        "count": count,
        "category": streams.add(category + 1),
        "categories": [_legend_row(entry) for entry in layer.categories],
        "columns": [_column(column, count, layer.key, streams) for column in layer.columns],
    }


def _legend_row(entry: Category) -> Header:
    colour = checked_colour(entry.colour)
    return {"key": entry.key, "label": entry.label, "colour": colour, "note": entry.note}


def _column(column: Column, count: int, key: str, streams: _Streams) -> Header:
    """Return a column as its different texts and, per feature, which of them it holds."""
    if len(column.values) != count:
        raise ValueError(f"layer {key!r}: {count} features, {len(column.values)} values of {column.label!r}")
    texts, codes = _dictionary(column.values)
    return {"label": column.label, "texts": texts, "codes": streams.add_steps(codes)}


def _dictionary(values: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    place: dict[str, int] = {}
    codes = [place.setdefault(str(value), len(place)) for value in values]
    return list(place), np.array(codes, dtype=np.int64)
