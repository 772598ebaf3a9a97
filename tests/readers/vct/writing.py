"""VCT 3.0 written from its grammar, apart from natres's reader: layers in, the lines of a file out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

EDGE = "1099000000"

HEAD = {
    "DataMark": "LANDUSE-VCT",
    "Version": "3.0",
    "CoordinateSystemType": "P",
    "Dim": "2",
    "XAxisDirection": "E",
    "YAxisDirection": "N",
    "XYUnit": "M",
    "ZUnit": "M",
    "Spheroid": "CGCS2000,6378137.0,298.257222101",
    "PrimeMeridian": "Greenwich",
    "Projection": "高斯-克吕格投影",
    "Parameters": "117,1,39500000,0,3,39",
    "VerticalDatum": "1985国家高程基准",
    "TemporalReferenceSystem": "北京时间",
    "ExtentMin": "39486979,4301863",
    "ExtentMax": "39530234,4340766",
    "MapScale": "2000",
    "Offset": "0,0",
    "Date": "20221231",
    "Separator": ",",
}


@dataclass
class VctLayer:
    """A table to be written; ``frame`` without geometry becomes one of attributes alone."""

    name: str
    frame: gpd.GeoDataFrame | pd.DataFrame
    code: str = "2001010100"
    title: str = "地类图斑"
    types: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        if "geometry" not in self.frame:
            return "none"
        kinds = {kind.removeprefix("Multi") for kind in self.frame.geom_type.unique()}
        return {"Polygon": "Polygon", "LineString": "Line", "Point": "Point"}[kinds.pop()] if kinds else "Polygon"


@dataclass
class Style:
    """How a file is written: polygons direct or by lines, the separator, digits, counts of points left out."""

    indirect: bool = False
    separator: str = ","
    digits: int = 4
    point_counts: bool = True
    northing_first: bool = False
    per_row: int = 8
    end: str = "\r\n"
    encoding: str = "gb18030"


def write_vct(
    path: Path,
    layers: Sequence[VctLayer],
    style: Style | None = None,
    head: dict[str, str | None] | None = None,
    annotations: Sequence[tuple[str, float, float]] = (),
) -> Path:
    """Write a file; ``head`` replaces keys of the header, None leaves one out."""
    style = style or Style()
    lines = vct_lines(layers, style, head, annotations)
    path.write_bytes((style.end.join(lines) + style.end).encode(style.encoding))
    return path


def vct_lines(layers, style: Style | None = None, head=None, annotations=()) -> list[str]:
    style = style or Style()
    writer = _Writer(style)
    keys = {**HEAD, "Separator": style.separator, **(head or {})}
    if style.northing_first:
        keys |= {"XAxisDirection": "N", "YAxisDirection": "E"}
    bodies = {"Point": [], "Line": [], "Polygon": []}
    rows: list[str] = []
    for layer in layers:
        rows += writer.layer(layer, bodies)
    bodies["Line"] += writer.edge_lines()
    return [
        "HeadBegin",
        *[f"{key}:{value}" for key, value in keys.items() if value is not None],
        "HeadEnd",
        "FeatureCodeBegin",
        *[style.separator.join([x.code, x.title, x.kind, x.name]) for x in layers if x.kind != "none"],
        *([style.separator.join(["2009010100", "注记", "Annotation", "ZJ"])] if annotations else []),
        "FeatureCodeEnd",
        "TableStructureBegin",
        *[line for layer in layers for line in writer.structure(layer)],
        "TableStructureEnd",
        *[line for kind, body in bodies.items() for line in (f"{kind}Begin", *body, f"{kind}End")],
        "AnnotationBegin",
        *[line for text in annotations for line in writer.annotation(*text)],
        "AnnotationEnd",
        "TopologyBegin",
        "TopologyEnd",
        "AttributeBegin",
        *rows,
        "AttributeEnd",
    ]


class _Writer:
    def __init__(self, style: Style) -> None:
        self.style = style
        self.next_id = 1
        self.users: dict[frozenset, list] = {}
        self.edges: dict[tuple, int] = {}

    def number(self) -> int:
        self.next_id += 1
        return self.next_id - 1

    def structure(self, layer: VctLayer) -> list[str]:
        names = [name for name in layer.frame.columns if name != "geometry"]
        head = [layer.name, str(len(names)), *(["NoneGeometry"] if layer.kind == "none" else [])]
        fields = [[name, *self._type(layer, name).split(",")] for name in names]
        return [*(self.style.separator.join(parts) for parts in (head, *fields)), "0"]

    def _type(self, layer: VctLayer, name: str) -> str:
        dtype = layer.frame[name].dtype
        plain = "Float,15,2" if pd.api.types.is_float_dtype(dtype) else "Char,255"
        return layer.types.get(name, "Int4" if pd.api.types.is_integer_dtype(dtype) else plain)

    def layer(self, layer: VctLayer, bodies: dict[str, list[str]]) -> list[str]:
        ids = [self.number() for _ in range(len(layer.frame))]
        if layer.kind == "Polygon" and self.style.indirect:
            self._note_segments(layer.frame.geometry, layer.name)
        if layer.kind != "none":
            body, write = bodies[layer.kind], getattr(self, layer.kind.lower())
            for number, shape in zip(ids, layer.frame.geometry, strict=True):
                body += write(number, layer.code, shape)
        columns = [layer.frame[name] for name in layer.frame.columns if name != "geometry"]
        rows = zip(ids, *(map(self._cell, column) for column in columns), strict=True)
        return [layer.name, *(self.style.separator.join(map(str, row)) for row in rows), "TableEnd"]

    @staticmethod
    def _cell(value) -> str:
        return "" if pd.isna(value) else str(value)

    def xy(self, point: Iterable[float]) -> str:
        x, y = (f"{value:.{self.style.digits}f}" for value in point)
        return self.style.separator.join([y, x] if self.style.northing_first else [x, y])

    def run(self, points) -> list[str]:
        count = [str(len(points))] if self.style.point_counts else []
        return ["11", *count, *map(self.xy, points)]

    def point(self, number: int, code: str, shape) -> list[str]:
        points = shapely.get_coordinates(shape)
        count = [str(len(points))] if self.style.point_counts else []
        return [str(number), code, "unknown", "4" if len(points) > 1 else "1", *count, *map(self.xy, points), "0"]

    def line(self, number: int, code: str, shape) -> list[str]:
        parts = [shapely.get_coordinates(part) for part in shapely.get_parts(shape)]
        runs = [line for part in parts for line in self.run(part)]
        return [str(number), code, "unknown", "1", str(len(parts)), *runs, "0"]

    def polygon(self, number: int, code: str, shape) -> list[str]:
        label = self.xy(shapely.get_coordinates(shape.representative_point())[0])
        rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
        if self.style.indirect:
            refs = [ref for ring in rings for ref in (0, *self._along(ring))][1:]
            rows = [refs[i : i + self.style.per_row] for i in range(0, len(refs), self.style.per_row)]
            ids = [self.style.separator.join(map(str, row)) for row in rows]
            return [str(number), code, "unknown", "100", label, "21", str(len(refs)), *ids, "0"]
        body = [line for ring in rings for line in self.run(shapely.get_coordinates(ring))]
        return [str(number), code, "unknown", "1", label, str(len(rings)), *body, "0"]

    def annotation(self, text: str, x: float, y: float) -> list[str]:
        place = self.style.separator.join([self.xy((x, y)), "0"])
        return [str(self.number()), "2009010100", "unknown", "1", text, place, "0"]

    def edge_lines(self) -> list[str]:
        return [
            line
            for key, number in self.edges.items()
            for line in (str(number), EDGE, "unknown", "1", "1", *self.run(key), "0")
        ]

    # Where two polygons share an edge it is written once: it ends where the polygons along it change.

    def _corners(self, ring) -> list[tuple[float, float]]:
        return [tuple(point) for point in np.round(shapely.get_coordinates(ring), self.style.digits)[:-1]]

    def _note_segments(self, shapes, layer: str) -> None:
        for user, shape in enumerate(shapes):
            for part in shapely.get_parts(shape):
                for ring in (part.exterior, *part.interiors):
                    corners = self._corners(ring)
                    for pair in zip(corners, corners[1:] + corners[:1], strict=True):
                        self.users.setdefault(frozenset(pair), []).append((layer, user))

    def _along(self, ring) -> list[int]:
        """Return the signed ids of the edges along a ring."""
        corners = self._corners(ring)
        after = [self.users[frozenset(p)] for p in zip(corners, corners[1:] + corners[:1], strict=True)]
        nodes = [i for i in range(len(corners)) if after[i] != after[i - 1]]
        if not nodes:
            first = corners.index(min(corners))
            return [self._edge([*corners[first:], *corners[: first + 1]])]
        turned = nodes[0]
        corners = [*corners[turned:], *corners[: turned + 1]]
        stops = [node - turned for node in nodes] + [len(corners) - 1]
        return [self._edge(corners[a : b + 1]) for a, b in pairwise(stops)]

    def _edge(self, points: list[tuple[float, float]]) -> int:
        forward, backward = tuple(points), tuple(reversed(points))
        if backward in self.edges:
            return -self.edges[backward]
        if forward not in self.edges:
            self.edges[forward] = self.number()
        return self.edges[forward]
