"""Settlement scopes: which parcels form one settlement, and what lies enclosed in it and so belongs to it."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.cover.classes import Cover, settlement_codes
from natres.sample.cover.codes import land_classes, settlement_code
from natres.sample.fabric.mesh import connected, enclosing, holes_of, union_groups
from natres.sample.fabric.units import Partition
from natres.sample.fabric.weave import Fabric

__all__ = ["Scope", "fill_scopes", "settlement_scopes"]

_FILLED_UP_TO_M2 = 50_000.0  # larger ground inside a ring of houses stays open land
# classes that the survey allows in no settlement of a kind (a reservoir or a trunk canal is never one's own)
_FOREIGN = {"201": ("1006",), "202": ("1006",), "203": ("1006", "1101")}


@dataclass(frozen=True)
class Scope:
    """A settlement: its code (CZCSXM), its parcels, and their union, which has no hole."""

    code: str
    parcels: NDArray[np.int64]
    shape: shapely.Polygon


def _regions(mark: NDArray[np.object_], fabric: Fabric, units: Partition) -> NDArray[np.int64]:
    """Return a number per parcel: a city goes through the district, a town through its own, a village likewise."""
    kind = mark.astype(str).astype("<U3")
    town = units.town[fabric.unit]
    return np.select([kind == "201", kind == "202"], [np.full(len(mark), -1), -2 - town], fabric.unit)


def _pairs(fabric: Fabric) -> NDArray[np.int64]:
    """Return neighbouring parcels, (n, 2)."""
    a, b = (fabric.atom_parcel[side] for side in (fabric.touching.left, fabric.touching.right))
    return np.column_stack([a, b])[a != b]


def _components(
    members: NDArray[np.int64], pairs: NDArray[np.int64], label: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    """Return the members in contiguous sets of one label; ``label`` is per parcel, -1 for what is no member."""
    same = label[pairs[:, 0]] == label[pairs[:, 1]]
    a, b = pairs[same & (label[pairs[:, 0]] >= 0)].T
    part = connected(a, b, len(label))[members]
    order = np.argsort(part, kind="stable")
    return np.split(members[order], np.flatnonzero(np.diff(part[order])) + 1)


def _contiguous(
    mark: NDArray[np.object_], fabric: Fabric, units: Partition, pairs: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    """Return the parcels of every settlement, holes or not."""
    inside = np.flatnonzero(mark != "")
    if not len(inside):
        return []
    text = mark.astype(str)
    keys = np.column_stack([np.unique(text, return_inverse=True)[1], _regions(mark, fabric, units)])
    label = np.full(len(mark), -1)
    label[inside] = np.unique(keys[inside], axis=0, return_inverse=True)[1].ravel()
    return _components(inside, pairs, label)


def fill_scopes(fabric: Fabric, cover: Cover, units: Partition) -> None:
    """Give a settlement what it encloses: its ponds, gardens and groves, and industry that stands amid its houses.

    Building land outside every settlement (roads, railways) and larger open ground stay outside, so that no
    measure of construction land changes. ``cover`` is changed in place.
    """
    pairs = _pairs(fabric)
    tree = shapely.STRtree(shapely.point_on_surface(fabric.shape))
    _attach_rings(fabric, cover)
    for _ in range(4):
        mark = settlement_codes(cover)
        lead = enclosing(fabric.shape, mark != "")
        host = np.where(lead == np.arange(len(lead)), "", mark[lead])
        filled = 0
        groups = [g for g in _contiguous(mark, fabric, units, pairs) if str(mark[g[0]]) in _FOREIGN]
        for members, shape in zip(groups, _unions(fabric, groups), strict=True):
            holes = holes_of(shape)
            hole, inside = tree.query(holes, predicate="contains")
            inside = inside[(shapely.area(holes)[hole] <= _FILLED_UP_TO_M2) | (host[inside] != "")]
            filled += _fill(str(mark[members[0]]), inside, host, cover)
        if not filled:
            return


def _attach_rings(fabric: Fabric, cover: Cover) -> None:
    """Let no industry that surrounds others stand apart: what it surrounds could belong to nothing."""
    ring = (shapely.get_num_interior_rings(fabric.shape) > 0) & (cover.code == "0601")
    cover.detached[ring] = False
    cover.scope[ring & (cover.scope == "")] = "203"


def _unions(fabric: Fabric, groups: list[NDArray[np.int64]]) -> NDArray[np.object_]:
    if not groups:
        return np.zeros(0, dtype=object)
    number = np.repeat(np.arange(len(groups)), [len(g) for g in groups])
    return union_groups(fabric.shape[np.concatenate(groups)], number)


def _fill(scope: str, inside: NDArray[np.int64], host: NDArray[np.object_], cover: Cover) -> int:
    """Put parcels into ``scope`` where the survey allows their class there; return how many.

    ``host`` is the settlement code of the parcel that holds another in a hole ("" where none does): what is held
    belongs to no other settlement.
    """
    count = 0
    for i in inside.tolist():
        code = str(cover.code[i])
        now = settlement_code(code, str(cover.scope[i]), bool(cover.detached[i]))
        if now == scope or code in _FOREIGN[scope] or settlement_code(code, scope, False) != scope:
            continue
        held, elsewhere = host[i] == scope, host[i] not in ("", scope)
        open_land = now == "" and land_classes()[code].group != "construction"
        if not elsewhere and (open_land or now == scope + "A" or (held and now != "")):
            cover.scope[i], cover.detached[i] = scope, False
            count += 1
    return count


def settlement_scopes(
    mark: NDArray[np.object_], shapes: NDArray[np.object_], fabric: Fabric, units: Partition
) -> list[Scope]:
    """Return every settlement as polygons without holes; one that encloses foreign land is cut open along parcels.

    Parameters
    ----------
    mark : (n,) CZCSXM of every parcel, "" outside
    shapes : (n,) the parcels as delivered
    """
    pairs = _pairs(fabric)
    todo, done = _contiguous(mark, fabric, units, pairs), []
    while todo:
        number = np.repeat(np.arange(len(todo)), [len(g) for g in todo])
        unions = union_groups(shapes[np.concatenate(todo)], number)
        closed = [shapely.get_num_interior_rings(shape) == 0 for shape in unions]
        done += [
            Scope(str(mark[g[0]]), g, shape)
            for g, shape, whole in zip(todo, unions, closed, strict=True)
            if whole or len(g) == 1
        ]
        open_ones = [
            (g, shape) for g, shape, whole in zip(todo, unions, closed, strict=True) if not whole and len(g) > 1
        ]
        todo = _opened(open_ones, shapes, pairs)
    return done


def _opened(
    rings: list[tuple[NDArray[np.int64], shapely.Polygon]], shapes: NDArray[np.object_], pairs: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    """Cut each settlement through the middle of its largest hole, along the borders of its parcels."""
    if not rings:
        return []
    label = np.full(len(shapes), -1)
    for k, (members, shape) in enumerate(rings):
        # what lies in a hole of a parcel stays with it, whichever way a settlement is cut
        held = enclosing(shapes[members])
        spots = shapely.get_coordinates(shapely.point_on_surface(shapes[members]))[held]
        holes = holes_of(shape)
        middle = shapely.get_coordinates(shapely.point_on_surface(holes[int(np.argmax(shapely.area(holes)))]))[0]
        sides = [spots[:, axis] >= middle[axis] for axis in (0, 1)] + [held == held[0]]
        side = next((s for s in sides if s.any() and not s.all()), np.arange(len(members)) == 0)
        label[members] = 2 * k + side
    members = np.flatnonzero(label >= 0)
    return _components(members, pairs, label)
