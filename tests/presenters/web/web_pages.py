"""Small pages for the tests, the reader of their data blocks, and texts that want to be run."""

import base64
import json
import re
import zlib
from typing import Any

import numpy as np
import shapely

from natres.presenters.web import (
    AreaLayer,
    BarChart,
    BoundaryLayer,
    Category,
    Column,
    FigureTable,
    IndexEntry,
    IndexPage,
    MapPage,
    PointChart,
    PointLayer,
    PointSeries,
    Series,
)

TEMPLATES = (
    "{{ 7*7 }}",
    "{% for x in y %}",
    "{{ cycler.__init__.__globals__.os.getpid() }}",
    "{# gone #}",
    "{% endraw %}{{ 7*7 }}",
)
SCRIPTS = (
    "<script>window.__pwned++</script>",
    "</script><script>window.__pwned++</script>",
    "<img src=x onerror=window.__pwned++>",
    '"><svg onload="window.__pwned++">',
    "'\" onmouseover='window.__pwned++' x=\"",
    "`${window.__pwned++}`",
    "${window.__pwned++}",
    "</style></title></textarea><script>window.__pwned++</script>",
    "<!--<script>window.__pwned++",
    "javascript:window.__pwned++",
    "a\u2028window.__pwned++\u2029\r\nb\\",
    "<!--natres:data-->/*natres:app*/",
    '<a href="http://evil.test/x">href=http://evil.test src=//evil.test</a>',
)
PAYLOADS = TEMPLATES + SCRIPTS
EVERYTHING = " ".join(PAYLOADS)

WEST, SOUTH, SIDE = 117.0, 39.0, 0.01


def unpack(html: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Read the data block of a page: header, and per layer its streams as numbers."""
    text = re.search(r'id="natres-data">([^<]*)</script>', html)
    assert text is not None
    return unpack_block(text[1])


def unpack_block(text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    block = zlib.decompress(base64.b64decode(text))
    size = int.from_bytes(block[:4], "little")
    header, body = json.loads(block[4 : 4 + size]), block[4 + size :]
    layers = []
    for layer in header["layers"]:
        read = dict(layer)
        for name in ("sizes", "counts", "category"):
            if name in layer:
                read[name] = numbers(body, layer[name])
        for axis, origin in zip("xy", layer["origin"], strict=True):
            read[axis] = [value + origin for value in steps(body, layer[axis])]
        read["values"] = [[c["texts"][k] for k in steps(body, c["codes"])] for c in layer.get("columns", [])]
        layers.append(read)
    return header, layers


def numbers(body: bytes, place: list[int]) -> list[int]:
    start, length = place
    out, value, shift = [], 0, 0
    for byte in body[start : start + length]:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            out.append(value)
            value = shift = 0
    return out


def steps(body: bytes, place: list[int]) -> list[int]:
    out, at = [], 0
    for step in numbers(body, place):
        at += (step >> 1) ^ -(step & 1)
        out.append(at)
    return out


def polygons(layer: dict[str, Any]) -> list[shapely.MultiPolygon]:
    """Build the features of an unpacked area layer again, in decimetres of Mercator."""
    features, vertex, sizes = [], 0, iter(layer["sizes"])
    for count in layer["counts"]:
        parts: list[tuple[Any, list[Any]]] = []
        for _ in range(count):
            size = next(sizes)
            ring = list(zip(layer["x"], layer["y"], strict=True))[vertex : vertex + size]
            vertex += size
            if shapely.LinearRing(ring).is_ccw:
                parts.append((ring, []))
            else:
                parts[-1][1].append(ring)
        features.append(shapely.MultiPolygon([shapely.Polygon(shell, holes) for shell, holes in parts]))
    return features


def square(column: float, row: float, size: float = 1.0) -> shapely.Polygon:
    x, y = WEST + column * SIDE, SOUTH + row * SIDE
    return shapely.box(x, y, x + size * SIDE, y + size * SIDE)


def holed(column: float, row: float) -> shapely.Polygon:
    hole = square(column + 0.25, row + 0.25, 0.5)
    return shapely.Polygon(square(column, row).exterior, [hole.exterior])


def objects(*geometries: Any) -> Any:
    out = np.empty(len(geometries), dtype=object)
    out[:] = geometries
    return out


def sample(**changes: Any) -> MapPage:
    """Four parcels: a plain one, one with a hole, one of two parts, one without class."""
    two = shapely.MultiPolygon([square(0, 1, 0.4), square(0.6, 1.6, 0.4)])
    parcels = AreaLayer(
        "dltb",
        "地类图斑",
        objects(square(0, 0), holed(1, 0), two, square(1, 1)),
        np.array([0, 1, 0, -1]),
        (Category("01", "耕地", "#f6e58d", "1.00 km²"), Category("03", "林地", "#2e8b57", "0.75 km²")),
        (Column("图斑编号", ["0001", "0002", "0003", "0004"]), Column("地类", ["耕地", "林地", "耕地", ""])),
    )
    wells = PointLayer(
        "wells",
        "地热井",
        np.array([WEST + 0.002]),
        np.array([SOUTH + 0.002]),
        np.array([0]),
        (Category("p", "开采井", "#c0392b"),),
        (Column("井号", ["XQ-01"]),),
    )
    outline = BoundaryLayer("xzq", "区界", objects(square(0, 0, 2)), ["西青区"], 2.0)
    words = {
        "title": "土地利用现状图",
        "subtitle": "2023 年度",
        "language": "zh",
        "layers": (parcels, outline, wells),
        "figures": (FigureTable("规模", ("指标", "值"), (("城乡建设用地", "258.08"),), ("注",), alert=(0,)),),
        "marks": ("示例数据（虚构）",),
        "sources": ("DLTB.gpkg，EPSG:4490",),
        "notes": ("审图号：待核",),
        "home": "index.html",
    }
    return MapPage(**(words | changes))


def poisoned(text: str, language: str = "zh") -> MapPage:
    """Return the page with ``text`` in every string a page may hold, the colours apart."""
    entry = (Category(text, text, "#336699", text),)
    columns = (Column(text, [text] * 2),)
    both = objects(square(0, 0), square(1, 0))
    return MapPage(
        text,
        text,
        language,
        (
            AreaLayer(text, text, both, np.array([0, -1]), entry, columns),
            BoundaryLayer(text, text, both, [text, text], 1.0),
            PointLayer(text, text, np.array([WEST, WEST + SIDE]), np.full(2, SOUTH), np.zeros(2, int), entry, columns),
        ),
        figures=(FigureTable(text, (text, text), ((text, text),), (text,), (0,), (0,)),),
        charts=poisoned_charts(text),
        marks=(text,),
        sources=(text,),
        notes=(text,),
        home="./" + text,
    )


def poisoned_charts(text: str) -> tuple[BarChart, PointChart]:
    bars = tuple(Series(text, "#336699", (1.0, 2.0), (text, text)) for _ in range(2))
    points = tuple(PointSeries(text, "#336699", ((1.0, 2.0, text), (3.0, 1.0, text))) for _ in range(2))
    return (
        BarChart(text, text, text, bars, (text, text), (1.5, None), (text, text), text),
        PointChart(text, text, text, text, points, down=True, note=text),
    )


def poisoned_index(text: str) -> IndexPage:
    entries = (IndexEntry(text, text, "./" + text, "#336699"),)
    table = FigureTable(text, (text, text), ((text, text),), (text,), (0,), (0,))
    return IndexPage(
        text,
        text,
        "zh",
        ((text, text, text), (text, text, "ok")),
        (table,),
        entries,
        entries,
        (text,),
        (text,),
        (text,),
    )
