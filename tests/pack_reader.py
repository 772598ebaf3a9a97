"""The pack read in Python, from docs/pack.md alone: what a page holds, without its JavaScript."""

import base64
import json
import re
import zlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

__all__ = ["PackedLayer", "PackedPage", "read_page"]


@dataclass
class Block:
    head: dict[str, Any]
    body: bytes

    def stream(self, name: str) -> bytes:
        start, length = self.head["streams"][name]
        return self.body[start : start + length]

    def numbers(self, name: str) -> list[int]:
        out, value, shift = [], 0, 0
        for byte in self.stream(name):
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                out.append(value)
                value = shift = 0
        return out

    def signed(self, name: str) -> list[int]:
        return [(v >> 1) ^ -(v & 1) for v in self.numbers(name)]

    def planes(self, name: str) -> list[int]:
        whole = [
            high << 8 | low for low, high in zip(self.stream(f"{name}.low"), self.numbers(f"{name}.high"), strict=True)
        ]
        return [(v >> 1) ^ -(v & 1) for v in whole]

    def steps(self, name: str) -> list[int]:
        return np.cumsum(self.signed(name), dtype=np.int64).tolist() if self.stream(name) else []

    def texts(self, name: str) -> list[str]:
        return json.loads(self.stream(name))


@dataclass
class PackedLayer:
    """A layer as it stands in the page: features in the order of the pack, coordinates in decimetres of Mercator."""

    head: dict[str, Any]
    values: dict[str, list[Any]] = field(default_factory=dict)
    index: list[list[int]] = field(default_factory=list)
    rings: list[list[list[tuple[int, int]]]] = field(default_factory=list)
    arcs: int = 0

    def polygons(self) -> list[shapely.MultiPolygon]:
        """Build the features again: a ring that runs clockwise is a hole of the shell before it.

        A ring without area, of a parcel smaller than the grid, is a shell."""
        features = []
        for rings in self.rings:
            parts: list[tuple[Any, list[Any]]] = []
            for ring in rings:
                if not parts or shapely.LinearRing(ring).is_ccw:
                    parts.append((ring, []))
                else:
                    parts[-1][1].append(ring)
            features.append(shapely.MultiPolygon([shapely.Polygon(shell, holes) for shell, holes in parts]))
        return features


@dataclass
class PackedPage:
    """The head of a page's data and its layers."""

    head: dict[str, Any]
    layers: list[PackedLayer]

    def layer(self, key: str) -> PackedLayer:
        return next(layer for layer in self.layers if layer.head["key"] == key)

    def text(self) -> str:
        """Everything that is text anywhere in the data, for tests of what may not be there."""
        return json.dumps([self.head, *(layer.values for layer in self.layers)], ensure_ascii=False, default=str)


def read_page(html: str) -> PackedPage:
    """Read a page's data from its file."""
    head = _block(re.search(r'id="natres-data">([^<]*)</script>', html)[1]).head  # type: ignore[index]
    texts = re.findall(r'class="natres-block">([^<]*)</script>', html)
    return PackedPage(head, [_layer(layer, [_block(texts[n]) for n in layer["blocks"]]) for layer in head["layers"]])


def _block(text: str) -> Block:
    data = zlib.decompress(base64.b64decode(text))
    size = int.from_bytes(data[:4], "little")
    return Block(json.loads(data[4 : 4 + size]), data[4 + size :])


def _layer(head: dict[str, Any], blocks: list[Block]) -> PackedLayer:
    layer = PackedLayer(head, {c["key"]: [] for c in head.get("columns", ())}, [[] for _ in head.get("colourings", ())])
    for block in blocks:
        for n, column in enumerate(head.get("columns", ())):
            layer.values[column["key"]] += _column(block, n, column)
        for n, index in enumerate(layer.index):
            index += [value - 1 for value in block.numbers(f"colouring{n}")]
        if head["kind"] == "area":
            layer.rings += _rings(block, layer)
        else:
            layer.rings += _places(block, head["kind"])
    for column in head.get("columns", ()):
        if column.get("of"):
            layer.values[column["key"]] = [
                sum(row) for row in zip(*(layer.values[key] for key in column["of"]), strict=True)
            ]
    return layer


def _column(block: Block, n: int, column: dict[str, Any]) -> list[Any]:
    if column["kind"] == "code":
        return [column["codes"][place] for place in block.numbers(f"column{n}")]
    if column["kind"] == "area":
        return [] if column["of"] else block.signed(f"column{n}")
    return block.texts(f"column{n}")


def _rings(block: Block, layer: PackedLayer) -> list[list[list[tuple[int, int]]]]:
    """Follow the pen: new arcs begin where it stands, known ones are taken forwards or backwards."""
    arcs: list[list[tuple[int, int]]] = []
    sizes, refs = block.numbers("sizes"), iter(block.numbers("refs"))
    steps = zip(block.planes("x"), block.planes("y"), strict=True)
    moves = zip(block.planes("move_x"), block.planes("move_y"), strict=True)
    x, y = block.head["corner"]
    counts = iter(block.numbers("ring_arcs"))
    features = []
    for count in block.numbers("rings"):
        rings = []
        for _ in range(count):
            ring: list[tuple[int, int]] = []
            for k in range(next(counts)):
                ref = next(refs)
                if ref == 0:
                    if k == 0:
                        dx, dy = next(moves)
                        x, y = x + dx, y + dy
                    arc = [(x, y)]
                    for _ in range(sizes[len(arcs)] - 1):
                        dx, dy = next(steps)
                        x, y = x + dx, y + dy
                        arc.append((x, y))
                    arcs.append(arc)
                else:
                    arc = arcs[len(arcs) - 1 - ((ref - 1) >> 1)]
                    arc = arc[::-1] if (ref - 1) & 1 else arc
                x, y = arc[-1]
                ring += arc[:-1]
            rings.append(ring)
        features.append(rings)
    layer.arcs += len(arcs)
    return features


def _places(block: Block, kind: str) -> list[list[list[tuple[int, int]]]]:
    places = list(zip(block.steps("x"), block.steps("y"), strict=True))
    if kind == "point":
        drawn = iter(places)
        return [[[next(drawn)]] if placed else [] for placed in block.numbers("placed")]
    lines, sizes = [], iter(block.numbers("sizes"))
    at = 0
    for count in block.numbers("counts"):
        own = []
        for _ in range(count):
            size = next(sizes)
            own.append(places[at : at + size])
            at += size
        lines.append(own)
    return lines
