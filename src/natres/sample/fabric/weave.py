"""The parcels' geometry: large features, then streets, blocks and strips, noded into one clean coverage."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from natres.sample.fabric import cutting, mesh
from natres.sample.fabric.cutting import Pieces
from natres.sample.fabric.network import Feature, large_features
from natres.sample.fabric.noise import PlaneWaves
from natres.sample.fabric.units import Partition
from natres.sample.fabric.zones import CELLS, LEAVES, assign_zones, lane_code

__all__ = ["Fabric", "weave"]


@dataclass(frozen=True)
class Fabric:
    """Parcels before they have a class: shape (local metres), village, zone, fixed class, cell."""

    shape: NDArray[np.object_]
    unit: NDArray[np.int64]
    zone: NDArray[np.str_]
    code: NDArray[np.str_]
    cell: NDArray[np.int64]
    outline: shapely.Polygon


def weave(
    rng: np.random.Generator,
    outline: shapely.Polygon,
    units: Partition,
    parcels: int,
    shares: dict[str, float],
) -> Fabric:
    """Return ``parcels`` parcels; ``shares`` are the wanted areas of the zones in km²."""
    features = large_features(rng, outline, parcels)
    pieces, lines = _large_faces(features, outline, units)
    pieces, lanes, more = _blocks(rng, pieces, parcels)
    lines.append(more)
    is_open = pieces.zone == "open"
    blocks = pieces.take(is_open)
    blocks = blocks.with_(block=np.arange(len(blocks)), zone=assign_zones(rng, blocks, shares))
    lanes = _lanes(rng, lanes, blocks)
    pieces = cutting.concat(pieces.take(~is_open), blocks)
    pieces = pieces.with_(block=np.arange(len(pieces)))
    pieces, streets, more = _cells(rng, pieces, parcels)
    lines.append(more)
    pieces = pieces.with_(cell=np.arange(len(pieces)))
    fixed = cutting.concat(lanes, streets)
    extra = 1.12  # slivers and crumbs are merged until exactly the number asked for is left
    leaves, more = _leaves(rng, pieces, int(parcels * extra), len(fixed))
    lines.append(more)
    return _finish(rng, np.concatenate(lines), cutting.concat(leaves, fixed), outline, parcels)


def _large_faces(
    features: list[Feature], outline: shapely.Polygon, units: Partition
) -> tuple[Pieces, list[NDArray[np.object_]]]:
    lines = np.array([units.lines, outline.boundary, *(shapely.boundary(f.polygon) for f in features)], dtype=object)
    faces = mesh.faces_of(lines, outline)
    spot = shapely.point_on_surface(faces)
    unit = _first_hit(units.polygons, spot)
    feature = _first_hit(np.array([f.polygon for f in features], dtype=object), spot)
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
    pieces = Pieces(faces, unit, zone, code, np.arange(n), np.arange(n), np.zeros(n), np.zeros(n, dtype=bool))
    return pieces, [shapely.boundary(faces)]


def _first_hit(areas: NDArray[np.object_], spots: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return per spot the lowest index of an area that covers it, else -1."""
    tree = shapely.STRtree(areas)
    spot, area = tree.query(spots, predicate="intersects")
    result = np.full(len(spots), len(areas))
    np.minimum.at(result, spot, area)
    return np.where(result == len(areas), -1, result)


def _blocks(rng: np.random.Generator, pieces: Pieces, parcels: int) -> tuple[Pieces, Pieces, NDArray[np.object_]]:
    """Cut open ground into blocks of about 1 km², each cut leaving a lane."""
    largest = max(0.9e6, 565e6 / (parcels * 0.075))
    done, lanes, lines = [pieces.take(pieces.zone != "open")], [], [np.array([], dtype=object)]
    todo = pieces.take(pieces.zone == "open")
    todo = todo.with_(angle=cutting.street_direction(todo.shape))
    while len(todo):
        big = shapely.area(todo.shape) > largest
        done.append(todo.take(~big))
        todo = todo.take(big)
        if len(todo):
            gap = rng.choice([16.0, 20.0, 26.0], len(todo))
            todo, strip, drawn = _halve(rng, todo, 1.25, 0.07, gap)
            lanes.append(strip)
            lines.append(drawn)
    empty = pieces.take(np.zeros(len(pieces), dtype=bool))
    return cutting.concat(*done), cutting.concat(empty, *lanes), np.concatenate(lines)


def _halve(
    rng: np.random.Generator, pieces: Pieces, aspect: float | NDArray[np.float64], uneven: float,
    gap: NDArray[np.float64],
) -> tuple[Pieces, Pieces, NDArray[np.object_]]:  # fmt: skip
    low_p, high_p, low_q, high_q = cutting.extents(pieces.shape, pieces.angle).T
    lengthwise = (high_q - low_q) * aspect > (high_p - low_p)
    at = 0.5 + rng.uniform(-uneven, uneven, len(pieces))
    # across a direction turned by 90° coordinates change sign: p along the piece is -q' of the turned one
    offset = np.where(lengthwise, low_q + at * (high_q - low_q), -(low_p + at * (high_p - low_p)))
    angle = np.where(lengthwise, pieces.angle, pieces.angle + np.pi / 2)
    return cutting.cut(pieces, angle, offset, gap)


def _lanes(rng: np.random.Generator, lanes: Pieces, blocks: Pieces) -> Pieces:
    if not len(lanes):
        return lanes
    nearest = shapely.STRtree(blocks.shape).nearest(shapely.point_on_surface(lanes.shape))
    zone = blocks.zone[nearest]
    code = np.array([lane_code(rng, str(z)) for z in zone])
    return lanes.with_(zone=zone, code=code, street=np.ones(len(lanes), dtype=bool))


def _cells(rng: np.random.Generator, pieces: Pieces, parcels: int) -> tuple[Pieces, Pieces, NDArray[np.object_]]:
    """Cut blocks into cells with the streets, paths, ditches and shelter belts of their zone."""
    power = 0.62 if parcels < 3000 else 0.5
    factor = max(1.0, (60_000 / parcels) ** power)
    is_cut = np.isin(pieces.zone, list(CELLS))
    done, streets, lines = [pieces.take(~is_cut)], [], [np.array([], dtype=object)]
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
            widen = min(1.6, factor**0.3)
            gap = np.array([rng.choice(r.widths) for r in rule]) * widen
            code = np.array([str(rng.choice(r.codes, p=r.weights)) for r in rule], dtype="<U6")
            todo, strip, drawn = _halve(rng, todo.with_(code=code), np.array([r.aspect for r in rule]), 0.1, gap)
            todo = todo.with_(code=np.zeros(len(todo), dtype="<U6"))
            streets.append(strip.with_(street=np.isin(strip.code, ("1004", "1006"))))
            lines.append(drawn)
    empty = pieces.take(np.zeros(len(pieces), dtype=bool))
    return cutting.concat(*done), cutting.concat(empty, *streets), np.concatenate(lines)


def _leaves(rng: np.random.Generator, pieces: Pieces, wanted: int, fixed: int) -> tuple[Pieces, NDArray[np.object_]]:
    """Cut the piece that is largest for its zone, again and again, until there are enough."""
    of_cell = rng.lognormal(0.0, 0.45, int(pieces.cell.max()) + 1)
    corridor = pieces.zone == "fixed"
    angle = np.where(corridor, cutting.long_axis(pieces.shape), cutting.street_direction(pieces.shape))
    pieces = pieces.with_(angle=angle)
    aspect_of = {z: r.aspect for z, r in LEAVES.items()}
    target_of = {z: r.hectares * 1e4 for z, r in LEAVES.items()}
    lines: list[NDArray[np.object_]] = [np.array([], dtype=object)]

    def ratio(some: Pieces) -> NDArray[np.float64]:
        target = np.array([target_of[z] for z in some.zone]) * of_cell[some.cell]
        target = np.where(np.isin(some.code, ("1102", "1103")), 3e6, np.where(some.code == "1101", 3e5, target))
        return shapely.area(some.shape) / target

    need = ratio(pieces)
    while (missing := wanted - fixed - len(pieces)) > 0:
        order = np.argsort(-need, kind="stable")
        top = order[: max(1, min(missing, len(order)))]
        top = np.sort(top[need[top] > max(0.55 * need[order[0]], 0.02)])
        if not len(top):
            break
        some = pieces.take(top)
        aspect = np.array([aspect_of[z] for z in some.zone])
        halves, _, drawn = _halve(rng, some, aspect, 0.09, np.zeros(len(top)))
        # a corridor turns on its way: its direction is taken anew for every piece
        bent = halves.zone == "fixed"
        halves = halves.with_(angle=np.where(bent, cutting.long_axis(halves.shape), halves.angle))
        lines.append(drawn)
        rest = np.ones(len(pieces), dtype=bool)
        rest[top] = False
        pieces = cutting.concat(pieces.take(rest), halves)
        need = np.concatenate([need[rest], ratio(halves)])
    return pieces, np.concatenate(lines)


def _finish(
    rng: np.random.Generator,
    lines: NDArray[np.object_],
    pieces: Pieces,
    outline: shapely.Polygon,
    parcels: int,
) -> Fabric:
    faces = mesh.faces_of(lines, outline)
    spot = shapely.point_on_surface(faces)
    hit = _first_hit(pieces.shape, spot)
    lost = hit < 0
    if lost.any():
        hit[lost] = shapely.STRtree(pieces.shape).nearest(spot[lost])
    attribute = pieces.take(hit)
    touching = mesh.neighbours(faces)
    group = _street_nets(attribute, touching)
    group = mesh.merge_small(
        shapely.area(faces),
        shapely.length(faces),
        touching,
        _liking(attribute),
        parcels,
        _least(attribute),
        group,
    )
    shape = mesh.union_groups(faces, group)
    head = attribute.take(np.unique(group))
    shift = _sway(rng, outline)
    for strength in (1.0, 0.5, 0.2, 0.0):
        bent = mesh.bend_coverage(shape, lambda p, s=strength: s * shift(p), 85.0 if parcels < 20_000 else 60.0)
        if shapely.is_valid(bent).all() and shapely.coverage_is_valid(bent):
            break
    whole = shapely.coverage_union_all(bent)
    assert isinstance(whole, shapely.Polygon)
    return Fabric(bent, head.unit, head.zone, head.code, head.cell, whole)


def _street_nets(attribute: Pieces, touching: mesh.Neighbours) -> NDArray[np.int64]:
    """Join street strips of one kind and block, so that streets are nets and not beads."""
    a, b = touching.left, touching.right
    same = (
        attribute.street[a] & attribute.street[b] & (attribute.code[a] == attribute.code[b])
        & (attribute.unit[a] == attribute.unit[b]) & (attribute.block[a] == attribute.block[b])
    )  # fmt: skip
    return _joined(len(attribute), a[same], b[same])


def _joined(count: int, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, per item, the lowest item it is joined to by the pairs, directly or through others."""
    pairs = coo_array((np.ones(len(left)), (left, right)), shape=(count, count))
    label = connected_components(pairs, directed=False)[1]
    first = np.full(int(label.max()) + 1, count)
    np.minimum.at(first, label, np.arange(count))
    return first[label]


def _liking(attribute: Pieces):
    unit, zone, code, cell = attribute.unit, attribute.zone, attribute.code, attribute.cell

    def liking(i: int, j: int) -> float:
        if unit[i] != unit[j]:
            return 1e-6  # only where nothing else is left to join
        if code[i] == code[j]:
            return 3.0 if code[i] or cell[i] == cell[j] else (1.5 if zone[i] == zone[j] else 1.0)
        return 0.6 if code[i] and not code[j] else 0.25

    return liking


def _least(attribute: Pieces):
    least = {z: (260.0 if z in ("urban", "industrial", "village") else 650.0) for z in LEAVES}
    zone = attribute.zone

    def smallest(i: int) -> float:
        return least[str(zone[i])]

    return smallest


def _sway(rng: np.random.Generator, outline: shapely.Polygon):
    """Return the gentle bend of all lines; nothing moves on the outline itself."""
    waves = [
        (38.0, PlaneWaves(rng, 2600.0), PlaneWaves(rng, 2600.0)),
        (3.2, PlaneWaves(rng, 420.0), PlaneWaves(rng, 420.0)),
    ]
    rim = outline.boundary
    shapely.prepare(rim)

    def shift(points: NDArray[np.float64]) -> NDArray[np.float64]:
        away = shapely.distance(shapely.points(points), rim)
        calm = np.clip((away - 0.01) / 600.0, 0, 1)
        move = sum(a * np.column_stack([x(points), y(points)]) for a, x, y in waves)
        return np.asarray(move) * calm[:, None]

    return shift
