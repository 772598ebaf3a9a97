"""The parcels' geometry: large features, then blocks, cells and strips, noded into one clean coverage."""

from dataclasses import dataclass, fields, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.fabric import blocks, cutting, leaves, mesh, tiles
from natres.sample.fabric.bending import Manner, bend, sway
from natres.sample.fabric.cutting import Drawn, Pieces
from natres.sample.fabric.needles import without_needles
from natres.sample.fabric.network import large_features
from natres.sample.fabric.outline import Ground
from natres.sample.fabric.units import Partition

__all__ = ["Fabric", "ordered", "weave"]

_PER_TILE = 30_000
_CALM = ("urban", "industrial", "village", "special")


@dataclass(frozen=True)
class Fabric:
    """Parcels before they have a class: shape (local metres), village, zone, fixed class, cell.

    ``atom`` are the smallest pieces, ``atom_parcel`` and ``atom_side`` say to which parcel each belongs and on
    which side of a border of another year it lies; most parcels are one atom. ``touching`` are neighbours
    among the atoms.
    """

    shape: NDArray[np.object_]
    unit: NDArray[np.int64]
    zone: NDArray[np.str_]
    code: NDArray[np.str_]
    cell: NDArray[np.int64]
    atom: NDArray[np.object_]
    atom_parcel: NDArray[np.int64]
    atom_side: NDArray[np.int64]
    touching: mesh.Neighbours
    outline: shapely.Polygon


def weave(
    rng: np.random.Generator, ground: Ground, units: Partition, parcels: int, shares: dict[str, float],
    cut_share: float = 0.05, per_tile: int = _PER_TILE,
) -> Fabric:  # fmt: skip
    """Return ``parcels`` parcels; ``shares`` are the wanted areas of the zones in km².

    ``cut_share`` of them consist of two atoms, between which another year may have had a border.
    """
    density = ground.density(parcels)
    drawn = Drawn()
    features = large_features(rng, ground, parcels)
    large = blocks.large_faces(features, ground, units, max(1, round(parcels / per_tile)))
    pieces, lanes = blocks.zoned_blocks(rng, ground, large, density, shares, drawn)
    pieces, streets = blocks.cells(rng, pieces, density, drawn)
    fixed = cutting.concat(lanes, streets)
    pieces = leaves.leaves(rng, pieces, round(parcels * 1.09) - len(fixed), drawn)
    inside = leaves.islands(rng, pieces, drawn)
    inside = inside.with_(leaf=len(pieces) + len(fixed) + np.arange(len(inside)))
    fixed = fixed.with_(leaf=len(pieces) + np.arange(len(fixed)))
    pieces = leaves.cut_again(rng, pieces, cut_share, drawn)
    everything = cutting.concat(inside, pieces, fixed)
    return _finish(rng, ground, drawn, large, everything, parcels)


def _finish(
    rng: np.random.Generator, ground: Ground, drawn: Drawn, large: Pieces, pieces: Pieces, parcels: int
) -> Fabric:
    noded = tiles.node_tiles(drawn.of_tile(), large, pieces)
    faces, left = without_needles(tiles.stitch([part for part, _ in noded]))
    piece = np.concatenate([hit for _, hit in noded])[left]
    attribute = pieces.take(piece)
    touching = mesh.neighbours(faces)
    group = _merged(rng, faces, attribute, touching, parcels)
    while True:
        side = _sides(faces, piece, attribute, group)
        pair = np.unique(np.column_stack([group, side]), axis=0, return_inverse=True)
        atom = mesh.union_groups(faces, pair[1].ravel())
        if shapely.is_valid(atom).all():
            break
        group = _without_spikes(group, atom, pair[0][:, 0])
    kept, atom_parcel = np.unique(pair[0][:, 0], return_inverse=True)
    head = attribute.take(kept)
    coarse = max(1.0, (60_000 / ground.density(parcels)) ** 0.5)
    bent = bend(atom, sway(rng, ground.outline, coarse), _manner(head, atom, atom_parcel, coarse))
    atom, left = without_needles(bent)  # two borders that were bent towards each other
    assert len(left) == len(bent)
    shape = mesh.union_groups(atom, atom_parcel)
    whole = shapely.coverage_union_all(atom)
    assert isinstance(whole, shapely.Polygon)
    return Fabric(
        shape, head.unit, head.zone, head.code, head.cell, atom, atom_parcel, pair[0][:, 1],
        mesh.neighbours(atom), whole,
    )  # fmt: skip


def _merged(
    rng: np.random.Generator, faces: NDArray[np.object_], attribute: Pieces, touching: mesh.Neighbours, parcels: int
) -> NDArray[np.int64]:
    """Return the parcel of every face: halves of a leaf together, streets in nets, slivers with a neighbour."""
    perimeter = shapely.length(faces)
    nets = _street_nets(attribute, touching, perimeter)
    group = np.where(attribute.street, nets, _whole_leaves(attribute, touching))
    return mesh.merge_small(
        shapely.area(faces), perimeter, touching, _liking(attribute), parcels, _least(attribute), group,
        rng.random(len(faces)),
    )  # fmt: skip


def _whole_leaves(attribute: Pieces, touching: mesh.Neighbours) -> NDArray[np.int64]:
    """Join the faces of each leaf as far as they touch; a stray part stays alone and finds its own neighbour."""
    a, b = touching.left, touching.right
    same = attribute.leaf[a] == attribute.leaf[b]
    part = mesh.connected(a[same], b[same], len(attribute))
    return np.unique(part, return_index=True)[1][part]


def _street_nets(
    attribute: Pieces, touching: mesh.Neighbours, perimeter: NDArray[np.float64], longest: float = 4200.0
) -> NDArray[np.int64]:
    """Join street strips of one kind and block into nets and not beads, none with more than ``longest`` m of kerb."""
    a, b = touching.left, touching.right
    same = (
        attribute.street[a] & attribute.street[b] & (attribute.code[a] == attribute.code[b])
        & (attribute.unit[a] == attribute.unit[b]) & (attribute.block[a] == attribute.block[b])
    )  # fmt: skip
    into = np.arange(len(attribute))
    kerb = perimeter.copy()

    def root(i: int) -> int:
        while into[i] != i:
            into[i] = into[into[i]]
            i = int(into[i])
        return i

    order = np.argsort(-touching.length[same], kind="stable")
    for i, j in zip(a[same][order].tolist(), b[same][order].tolist(), strict=True):
        g, h = sorted((root(i), root(j)))
        if g != h and kerb[g] + kerb[h] <= longest:
            into[h] = g
            kerb[g] += kerb[h]
    return np.array([root(i) for i in range(len(into))])


def _liking(attribute: Pieces):
    unit, zone, cell = attribute.unit.tolist(), attribute.zone.tolist(), attribute.cell.tolist()
    code = attribute.code.tolist()

    def liking(i: int, j: int) -> float:
        if unit[i] != unit[j]:
            return 1e-6  # only where nothing else is left to join
        if code[i] == code[j]:
            return 3.0 if code[i] or cell[i] == cell[j] else (1.5 if zone[i] == zone[j] else 0.9)
        return 0.6 if code[i] and not code[j] else 0.25

    return liking


def _least(attribute: Pieces) -> NDArray[np.float64]:
    """Return the least size of a parcel: what is mapped of its kind, with some room for the bends."""
    built = np.isin(attribute.zone, ["urban", "industrial", "village"]) | np.isin(attribute.code, ["1003", "1004"])
    return np.where(built & ~np.isin(attribute.code, ["1006", "1107"]), 250.0, 680.0)


def _without_spikes(
    group: NDArray[np.int64], atom: NDArray[np.object_], atom_group: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Join parcels with a spike that closed when tiles were stitched to the neighbour that takes it away."""
    group, near = group.copy(), mesh.neighbours(atom)
    for bad in np.flatnonzero(~shapely.is_valid(atom)).tolist():
        rows = np.flatnonzero((near.left == bad) | (near.right == bad))
        others = (near.left + near.right)[rows] - bad
        others = others[np.argsort(-near.length[rows], kind="stable")]
        whole = (mesh.union_groups(atom[[bad, k]], np.zeros(2, dtype=np.int64))[0] for k in others)
        cured = next(k for k, shape in zip(others, whole, strict=False) if shape.is_valid)
        group[group == atom_group[bad]] = atom_group[cured]
    return group


def _sides(
    faces: NDArray[np.object_], piece: NDArray[np.int64], attribute: Pieces, group: NDArray[np.int64]
) -> NDArray[np.int64]:  # fmt: skip
    """Return 1 for the faces on the further side of a parcel that was cut once more, 0 for all others.

    A parcel is only taken for cut where nothing else has been merged into it, so that both sides are whole.
    """
    order = np.lexsort((piece, group))
    g, p = group[order], piece[order]
    start = np.flatnonzero(np.r_[True, g[1:] != g[:-1]])
    count = np.diff(np.r_[start, len(g)])
    two = start[count == 2]
    two = two[(p[two] != p[two + 1]) & (attribute.leaf[order[two]] == attribute.leaf[order[two + 1]])]
    side = np.zeros(len(faces), dtype=np.int64)
    least = 700.0
    area = shapely.area(faces)
    both = np.minimum(area[order[two]], area[order[two + 1]]) > least
    side[order[two[both] + 1]] = 1
    return side


def _manner(head: Pieces, atom: NDArray[np.object_], atom_parcel: NDArray[np.int64], coarse: float) -> Manner:
    """Say how borders run: streets and town lots straight, fields nearly so, waters and woods restless."""
    zone, code = head.zone[atom_parcel], head.code[atom_parcel]
    corridor = code != ""
    water = np.isin(code, ["1101", "1102", "1103", "1106"])
    wild = np.isin(zone, ["wild", "forest", "ponds"]) & ~corridor
    length = shapely.length(atom)
    spacing = np.where(corridor, 26.0, np.where(np.isin(zone, _CALM), 15.0, 18.0)) * coarse
    spacing = np.maximum(spacing, length / 200.0)
    restless = np.where(
        water, 1.8, np.where(corridor, 0.25, np.where(wild, 1.6, np.where(np.isin(zone, _CALM), 0.15, 0.6)))
    )
    thin = shapely.area(atom) < 6.0 * length
    return Manner(spacing, np.where(thin, 0.2, restless), atom_parcel)


def ordered(fabric: Fabric, units: Partition) -> Fabric:
    """Return the parcels ordered by village, and from north to south in it."""
    spot = shapely.get_coordinates(shapely.point_on_surface(fabric.shape))
    village = np.array([units.village_code(u) for u in range(len(units.town))])[fabric.unit]
    order = np.lexsort((spot[:, 0], -np.floor(spot[:, 1] / 200), village))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    per_parcel = {f.name: getattr(fabric, f.name)[order] for f in fields(Fabric)[:5]}
    return replace(fabric, **per_parcel, atom_parcel=place[fabric.atom_parcel])
