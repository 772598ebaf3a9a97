"""Which class every parcel has, to which settlement it belongs and who owns it."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.cover.codes import land_classes, settlement_code
from natres.sample.fabric.mesh import enclosing
from natres.sample.fabric.noise import PlaneWaves
from natres.sample.fabric.units import TOWNS, Partition
from natres.sample.fabric.weave import Fabric
from natres.sample.fabric.zones import MIX

__all__ = ["Cover", "draw_classes", "least_area", "ownership", "settlement_codes"]

# Classes a district of this kind shows at least once, with the zones in which they can lie.
_RARE = (
    ("1104A", ("ponds", "arable")), ("0201K", ("orchard", "arable")), ("08H2A", ("urban", "industrial")),
    ("0810A", ("urban", "village")), ("1106", ("wild", "arable", "ponds")), ("1108", ("wild", "arable")),
    ("0304", ("forest", "arable")), ("0306", ("forest", "arable")), ("0402", ("forest", "wild", "arable")),
    ("0305", ("forest", "arable")), ("0307", ("forest", "arable")), ("1204", ("wild", "arable")),
    ("1206", ("wild", "arable")), ("1005", ("urban", "industrial", "village")), ("0602", ("special",
    "arable")),
    ("1202", ("arable", "ponds")), ("1104K", ("ponds", "arable")), ("0403", ("forest", "arable")),
    ("0204", ("orchard", "arable")), ("0301K", ("forest", "arable")), ("1002", ("urban", "industrial")),
    ("1201", ("village", "urban")), ("0508", ("industrial", "urban")),
)  # fmt: skip


@cache
def least_area(code: str) -> float:
    """Return the smallest area in m² that the survey maps of a class: 200 built, 400 farmed, 600 other."""
    group = land_classes()[code].group
    return 200.0 if group == "construction" or code == "1202" else 400.0 if group == "agricultural" else 600.0


@dataclass
class Cover:
    """Class, settlement scope and detachment of every parcel (changed in place by the calibration)."""

    code: NDArray[np.object_]
    scope: NDArray[np.object_]
    detached: NDArray[np.bool_]


def draw_classes(rng: np.random.Generator, fabric: Fabric, units: Partition) -> Cover:
    """Draw a leading class per cell; most of its parcels follow it, the others are drawn anew."""
    n = len(fabric.shape)
    area = shapely.area(fabric.shape)
    code = fabric.code.astype(object)
    _, cell = np.unique(fabric.cell, return_inverse=True)
    for zone, (follow, mix) in MIX.items():
        mine = np.flatnonzero((fabric.zone == zone) & (fabric.code == ""))
        names = np.array(list(mix), dtype=object)
        weight = np.array(list(mix.values())) / sum(mix.values())
        leading = rng.choice(len(names), cell.max() + 1, p=weight)
        own = rng.choice(len(names), n, p=weight)
        keep = rng.random(n) < follow
        code[mine] = names[np.where(keep, leading[cell], own)[mine]]
    _keep_least_areas(fabric, code, area)
    _rare_classes(rng, fabric, code, area)
    host = code[enclosing(fabric.shape)]
    ringed = np.isin(host, ["09", "0602", "0603"])  # such a site is one settlement of its own, without holes
    code[ringed] = host[ringed]
    scope = np.full(n, "", dtype=object)
    town = units.town[fabric.unit]
    built = np.isin(fabric.zone, ["urban", "industrial"])
    scope[built] = np.array([t.scope for t in TOWNS], dtype=object)[town[built]]
    scope[fabric.zone == "village"] = "203"
    detached = _detached(rng, fabric, cell)
    return Cover(code, scope, detached)


def _keep_least_areas(fabric: Fabric, code: NDArray[np.object_], area: NDArray[np.float64]) -> None:
    """Give parcels that are too small for their class one of their zone that may be as small."""
    small = np.flatnonzero(area < 1.05 * np.array([least_area(str(c)) for c in code]))
    own = {"urban": "0701", "industrial": "0601", "village": "0702", "special": "09"}
    for i in small.tolist():
        code[i] = own.get(str(fabric.zone[i]), "1202" if area[i] < 420 else "0102")


def _rare_classes(
    rng: np.random.Generator, fabric: Fabric, code: NDArray[np.object_], area: NDArray[np.float64]
) -> None:
    present = {str(c) for c in code}
    for rare, zones in _RARE:
        if rare in present:
            continue
        for zone in zones:
            here = np.flatnonzero((fabric.zone == zone) & (fabric.code == "") & (area > 700))
            counts = {c: int((code == c).sum()) for c in set(code[here].tolist())}
            here = here[[counts[c] > 2 for c in code[here]]]
            if len(here):
                small = here[np.argsort(area[here], kind="stable")][: max(1, len(here) // 3)]
                code[small[int(rng.integers(len(small)))]] = rare
                present.add(rare)
                break


def _detached(rng: np.random.Generator, fabric: Fabric, cell: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say where industry stands apart from its town: whole neighbourhoods, decided by a smooth field."""
    spot = shapely.get_coordinates(shapely.point_on_surface(fabric.shape))
    away = PlaneWaves(rng, 3000.0)(spot) > 0.6
    of_cell = rng.random(cell.max() + 1) < 0.3
    return np.where(fabric.zone == "village", of_cell[cell], away) & np.isin(fabric.zone, ["industrial", "village"])


def settlement_codes(cover: Cover) -> NDArray[np.object_]:
    """Return CZCSXM of every parcel."""
    triples = zip(cover.code, cover.scope, cover.detached, strict=True)
    return np.array([settlement_code(str(c), str(s), bool(d)) for c, s, d in triples], dtype=object)


def ownership(
    rng: np.random.Generator, fabric: Fabric, code: NDArray[np.object_], scope: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Return QSXZ: towns, rivers, railways and trunk roads belong to the state, the rest to villages."""
    n = len(code)
    group = np.array([land_classes()[str(c)].group for c in code])
    spot = shapely.get_coordinates(shapely.point_on_surface(fabric.shape))
    patch = PlaneWaves(rng, 1500.0)(spot) + 0.3 * rng.normal(size=n)
    state = np.isin(code, ["1101", "1102", "1103", "1001", "1002", "1003", "1107A", "1109", "1106", "09", "1007"])
    town = np.isin(scope, ["201", "202"])
    state |= town & (group == "construction") & (patch < np.where(scope == "201", 1.1, 0.5))
    woods = np.isin(code, ["0301", "0307", "0305", "0404"])
    state |= woods & (patch > 1.05)
    state |= (group == "agricultural") & ~woods & (patch > 1.75)
    state &= code != "0702"  # a homestead is its village's, wherever it stands
    kind = rng.random(n)
    of_state = np.where(kind < 0.35, "10", "20")
    of_village = np.select([kind < 0.3, kind < 0.42, kind < 0.94, kind < 0.98], ["30", "31", "32", "33"], "34")
    return np.where(state, of_state, of_village).astype(object)
