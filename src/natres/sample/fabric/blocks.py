"""From the large features to cells: faces between them, blocks with a zone, cells with streets and ditches."""

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from natres.sample.fabric import cutting, mesh
from natres.sample.fabric.cutting import Drawn, Pieces
from natres.sample.fabric.network import Feature
from natres.sample.fabric.outline import Ground
from natres.sample.fabric.units import Partition
from natres.sample.fabric.zones import CELLS, assign_zones, lane_code

__all__ = ["cells", "first_hit", "large_faces", "zoned_blocks"]


def large_faces(features: list[Feature], ground: Ground, units: Partition, tiles: int) -> Pieces:
    """Return the faces between features and village borders, shared out to ``tiles`` tiles."""
    outline = ground.outline
    lines = np.array([units.lines, outline.boundary, *(shapely.boundary(f.polygon) for f in features)], dtype=object)
    faces = mesh.faces_of(lines, outline)
    spot = shapely.point_on_surface(faces)
    unit = first_hit(units.polygons, spot)
    feature = first_hit(np.array([f.polygon for f in features], dtype=object), spot)
    # lines of features hidden below others fall away: one face per feature and village
    touching = mesh.neighbours(faces)
    a, b = touching.left, touching.right
    same = (feature[a] == feature[b]) & (feature[a] >= 0) & (unit[a] == unit[b])
    group = _joined(len(faces), a[same], b[same])
    head = np.unique(group)
    faces, unit, feature = mesh.union_groups(faces, group), unit[head], feature[head]
    code = np.array([f.code for f in features] + [""])[feature]
    village = code == "village"
    zone = np.where(village, "village", np.where(code == "", "open", "fixed")).astype("<U12")
    code = np.where(village, "", code).astype("<U6")
    n = len(faces)
    number, nothing = np.arange(n), np.zeros(n, dtype=bool)
    return Pieces(faces, unit, zone, code, _tiles(faces, tiles), number, number, number, np.zeros(n), nothing)


def _tiles(faces: NDArray[np.object_], tiles: int) -> NDArray[np.int64]:
    """Share faces out to tiles of about the same area, halving along the longer side again and again."""
    area, middle = shapely.area(faces), shapely.get_coordinates(shapely.centroid(faces))
    tile = np.zeros(len(faces), dtype=np.int64)
    parts = [(np.arange(len(faces)), tiles)]
    number = 0
    while parts:
        mine, count = parts.pop()
        if count == 1:
            tile[mine] = number
            number += 1
            continue
        axis = int(np.argmax(np.ptp(middle[mine], axis=0)))
        mine = mine[np.argsort(middle[mine, axis], kind="stable")]
        run = np.cumsum(area[mine])
        first = count // 2
        split = int(np.searchsorted(run, run[-1] * first / count))
        parts += [(mine[split:], count - first), (mine[:split], first)]
    return tile


def _joined(count: int, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, per item, the lowest item it is joined to by the pairs, directly or through others."""
    pairs = coo_array((np.ones(len(left)), (left, right)), shape=(count, count))
    label = connected_components(pairs, directed=False)[1]
    first = np.full(int(label.max()) + 1, count)
    np.minimum.at(first, label, np.arange(count))
    return first[label]


def first_hit(areas: NDArray[np.object_], spots: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return per spot the lowest index of an area that covers it, else -1."""
    tree = shapely.STRtree(areas)
    spot, area = tree.query(spots, predicate="intersects")
    result = np.full(len(spots), len(areas))
    np.minimum.at(result, spot, area)
    return np.where(result == len(areas), -1, result)


def zoned_blocks(
    rng: np.random.Generator, ground: Ground, pieces: Pieces, density: float, shares: dict[str, float], drawn: Drawn
) -> tuple[Pieces, Pieces]:
    """Cut open ground into blocks of about 1 km² with a zone each; return all pieces, and the lanes between."""
    largest = max(0.9e6, 565e6 / (density * 0.075))
    done, lanes = [pieces.take(pieces.zone != "open")], [pieces.take(np.zeros(len(pieces), dtype=bool))]
    todo = pieces.take(pieces.zone == "open")
    todo = todo.with_(angle=cutting.street_direction(todo.shape))
    blocks: list[Pieces] = []
    while len(todo):
        big = shapely.area(todo.shape) > largest
        blocks.append(todo.take(~big))
        todo = todo.take(big)
        if len(todo):
            gap = rng.choice([16.0, 20.0, 26.0], len(todo))
            todo, strip = cutting.halve(rng, todo, 1.25, 0.07, gap, drawn)
            lanes.append(strip)
    open_blocks = cutting.concat(*blocks)
    open_blocks = open_blocks.with_(zone=assign_zones(rng, ground, open_blocks, shares))
    between = _lanes(rng, cutting.concat(*lanes), open_blocks)
    pieces = cutting.concat(*done, open_blocks)
    return pieces.with_(block=np.arange(len(pieces))), between


def _lanes(rng: np.random.Generator, lanes: Pieces, blocks: Pieces) -> Pieces:
    if not len(lanes):
        return lanes
    nearest = shapely.STRtree(blocks.shape).nearest(shapely.point_on_surface(lanes.shape))
    zone = blocks.zone[nearest]
    code = np.array([lane_code(rng, str(z)) for z in zone])
    return lanes.with_(zone=zone, code=code, block=-1 - lanes.block, street=np.ones(len(lanes), dtype=bool))


def cells(rng: np.random.Generator, pieces: Pieces, density: float, drawn: Drawn) -> tuple[Pieces, Pieces]:
    """Cut blocks into cells with the streets, paths, ditches and shelter belts of their zone between them."""
    power = 0.62 if density < 3000 else 0.5
    factor = max(1.0, (60_000 / density) ** power)
    widen = min(1.6, factor**0.3)
    is_cut = np.isin(pieces.zone, list(CELLS))
    done, streets = [pieces.take(~is_cut)], [pieces.take(np.zeros(len(pieces), dtype=bool))]
    todo = pieces.take(is_cut)
    turn = cutting.street_direction(todo.shape) + np.where(todo.zone == "village", rng.normal(0, 0.06, len(todo)), 0)
    todo = todo.with_(angle=turn)
    while len(todo):
        limit = np.array([CELLS[str(z)].hectares for z in todo.zone]) * 1e4 * factor
        big = shapely.area(todo.shape) > limit * rng.lognormal(0.15, 0.25, len(todo))
        done.append(todo.take(~big))
        todo = todo.take(big)
        if len(todo):
            rule = [CELLS[str(z)] for z in todo.zone]
            gap = np.array([rng.choice(r.widths) for r in rule]) * widen
            code = np.array([str(rng.choice(r.codes, p=r.weights)) for r in rule], dtype="<U6")
            aspect = np.array([r.aspect for r in rule])
            todo, strip = cutting.halve(rng, todo.with_(code=code), aspect, 0.1, gap, drawn)
            todo = todo.with_(code=np.zeros(len(todo), dtype="<U6"))
            streets.append(strip.with_(street=np.isin(strip.code, ("1004", "1006"))))
    pieces = cutting.concat(*done)
    return pieces.with_(cell=np.arange(len(pieces))), cutting.concat(*streets)
