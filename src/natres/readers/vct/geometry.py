"""The geometry of the objects of one table: points, lines and polygons, direct or made of other objects."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import GEOSException

from natres.readers.vct.chains import Chains, close_rings, join_lines
from natres.readers.vct.coordinates import read_coordinates
from natres.readers.vct.head import VctHead
from natres.readers.vct.nesting import TooDeep, nest_rings
from natres.readers.vct.objects import Shape, read_shapes
from natres.readers.vct.references import ById, LineRuns, build_order
from natres.readers.vct.text import VctText

__all__ = ["build_geometry"]

_MILLIMETRE = 1e-3
_MILLIMETRE_IN_DEGREES = 1e-8


@dataclass
class _Pieces:
    """Signed numbers of runs, the chain each belongs to, and whose chain it is."""

    runs: list[int] = field(default_factory=list[int])
    chain: list[int] = field(default_factory=list[int])
    owner: list[int] = field(default_factory=list[int])
    at: list[int] = field(default_factory=list[int])

    def add(self, runs: Sequence[int], owner: int, at: int) -> None:
        self.runs.extend(runs)
        self.chain.extend([len(self.owner)] * len(runs))
        self.owner.append(owner)
        self.at.append(at)


def build_geometry(
    text: VctText, head: VctHead, kind: str, codes: Sequence[str]
) -> tuple[list[Shape], NDArray[np.object_]]:
    """Return the objects that have one of the feature codes, and the geometry of each.

    Raises
    ------
    BadData : ``VCT_SYNTAX`` for what cannot be built, with the line of the object

    >>> from natres.readers.vct.example import EXAMPLE
    >>> from natres.readers.vct.head import read_head
    >>> from natres.readers.vct.text import cut_lines
    >>> text = cut_lines(EXAMPLE.encode(), "UTF-8", "a.vct")
    >>> shapes, geometry = build_geometry(text, read_head(text), "Polygon", ["2001010100"])
    >>> [shape.id for shape in shapes], shapely.area(geometry).tolist()
    ([1, 2], [10000.0, 5000.0])
    """
    wanted_codes = {code.encode(text.encoding) for code in codes}
    everything = read_shapes(text, kind, head.separator)
    wanted = [shape for shape in everything if shape.code in wanted_codes]
    if not wanted:
        return wanted, np.empty(0, dtype=object)
    if kind == "Point":
        return wanted, _points(text, head, wanted)
    if kind == "Line":
        return wanted, _lines(text, head, everything, wanted)
    return wanted, _polygons(text, head, everything, wanted)


def _points(text: VctText, head: VctHead, wanted: Sequence[Shape]) -> NDArray[np.object_]:
    runs = [run for shape in wanted for run in shape.runs]
    points = np.asarray(shapely.points(read_coordinates(text, head, runs)))
    counts = np.array([shape.runs[0][1] for shape in wanted], dtype=np.int64)
    shapes = np.empty(len(wanted), dtype=object)
    owner = np.repeat(np.arange(len(wanted)), counts)
    single = counts[owner] == 1
    shapes[owner[single]] = points[single]
    if not single.all():
        several, number = np.unique(owner[~single], return_inverse=True)
        shapes[several] = shapely.multipoints(points[~single], indices=number)
    return shapes


def _lines(text: VctText, head: VctHead, lines: Sequence[Shape], wanted: Sequence[Shape]) -> NDArray[np.object_]:
    runs = LineRuns(text, lines)
    runs.prepare(wanted)
    pieces = _Pieces()
    for owner, line in enumerate(wanted):
        pieces.add(runs.of(line), owner, line.at)
    return join_lines(text, _chains(text, head, runs, pieces, wanted, "line_short"))


def _polygons(text: VctText, head: VctHead, polygons: Sequence[Shape], wanted: Sequence[Shape]) -> NDArray[np.object_]:
    by_id = ById(text, polygons)
    order = build_order(by_id, wanted, _polygon_parts)
    plain = [polygon for polygon in order if not polygon.of_polygons]
    runs, pieces = _ring_pieces(text, head, plain)
    chains = _chains(text, head, runs, pieces, plain, "ring_short")
    rings = close_rings(text, chains)
    try:
        built = nest_rings(rings, chains.owner, len(plain))
    except TooDeep as error:
        raise text.wrong("too_deep", plain[error.owner].at, id=plain[error.owner].id) from None
    shapes = {polygon.at: shape for polygon, shape in zip(plain, built, strict=True)}
    _compose(text, by_id, [polygon for polygon in order if polygon.of_polygons], shapes)
    found = np.empty(len(wanted), dtype=object)
    found[:] = [shapes[polygon.at] for polygon in wanted]
    return found


def _ring_pieces(text: VctText, head: VctHead, plain: Sequence[Shape]) -> tuple[LineRuns, _Pieces]:
    """Return the rings of polygons that have coordinates or are made of lines."""
    by_lines = [polygon for polygon in plain if polygon.refs]
    runs = LineRuns(text, read_shapes(text, "Line", head.separator) if by_lines else [])
    runs.prepare(runs.by_id.find(number, user) for user in by_lines for number in user.refs if number)
    pieces = _Pieces()
    for owner, polygon in enumerate(plain):
        for run in polygon.runs:
            pieces.add(runs.add([run]), owner, run[0])
        for ring in _split_at_zero(polygon.refs):
            pieces.add(runs.along(polygon, ring), owner, polygon.refs_at)
    return runs, pieces


def _polygon_parts(polygon: Shape) -> list[int]:
    return [number for number in polygon.refs if number] if polygon.of_polygons else []


def _split_at_zero(numbers: Sequence[int]) -> list[list[int]]:
    groups: list[list[int]] = [[]]
    for number in numbers:
        if number:
            groups[-1].append(number)
        else:
            groups.append([])
    return [group for group in groups if group]


def _compose(text: VctText, by_id: ById, composite: Sequence[Shape], shapes: dict[int, Any]) -> None:
    """Build polygons made of polygons: what follows a 0 is cut out where it lies inside, else added."""
    room = 64 * len(text.lines)
    for polygon in composite:
        whole: Any = None
        for group in _split_at_zero(polygon.refs):
            parts = [shapes[by_id.find(number, polygon).at] for number in dict.fromkeys(map(abs, group))]
            room -= sum(int(shapely.get_num_coordinates(part)) for part in parts)
            if room < 0:
                raise text.wrong("too_many", polygon.refs_at, id=polygon.id)
            try:
                part = shapely.union_all(parts) if len(parts) > 1 else parts[0]
                whole = part if whole is None else _cut_or_add(whole, part)
            except GEOSException:
                raise text.wrong("compose", polygon.refs_at, id=polygon.id) from None
        if whole is None or whole.is_empty or whole.geom_type not in ("Polygon", "MultiPolygon"):
            raise text.wrong("compose", polygon.refs_at, id=polygon.id)
        shapes[polygon.at] = whole


def _cut_or_add(whole: Any, part: Any) -> Any:
    return whole.difference(part) if whole.covers(part) else whole.union(part)


def _chains(
    text: VctText, head: VctHead, runs: LineRuns, pieces: _Pieces, owners: Sequence[Shape], short: str
) -> Chains:
    """Return the pieces with the coordinates of all runs."""
    for start, count in runs.runs:
        if count < 2:
            raise text.wrong(short, start)
    sizes = np.array([count for _, count in runs.runs], dtype=np.int64)
    ends = np.cumsum(sizes)
    signed = np.array(pieces.runs, dtype=np.int64)
    number = np.abs(signed) - 1
    low, high = (ends - sizes)[number], ends[number] - 1
    degrees = head.crs is not None and head.crs.is_geographic
    return Chains(
        points=read_coordinates(text, head, runs.runs),
        first=np.where(signed > 0, low, high),
        last=np.where(signed > 0, high, low),
        chain=np.array(pieces.chain, dtype=np.int64),
        owner=np.array(pieces.owner, dtype=np.int64),
        at=np.array(pieces.at, dtype=np.int64),
        ids=np.array([shape.id for shape in owners], dtype=np.int64),
        tolerance=_MILLIMETRE_IN_DEGREES if degrees else _MILLIMETRE,
    )
