"""Where patches and approvals lie: on ground built upon within the year, some on fields, apart from one another."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.cover.codes import cropland, land_classes
from natres.sample.land import Land

__all__ = ["Drawn", "draw_enforcement", "new_construction"]

Flags = NDArray[np.bool_]

#: Patches on former cropland, on other ground, and on fields that the survey still takes for cropland.
_WANTED = (16, 8, 6)
#: How much of a patch is approved: nothing, a part, all by one approval, all by two.
_APPROVED = ("none",) * 12 + ("part",) * 8 + ("full",) * 9 + ("both",)
#: Approvals of land that nobody complains of.
_MORE = 6
_APART_M = 30.0
_MARGIN_M = 6.0  # an approval is drawn a little wider than what was built
_INSET_M = 5.0  # off the district's outline
_LEAST_M2 = 400.0
_WIDTH, _DEPTH = (40.0, 170.0), (30.0, 110.0)


@dataclass(frozen=True)
class Drawn:
    """Shapes in local metres, on the 1 mm grid; ``state`` of each patch: none, part, full, both."""

    patches: list[shapely.Polygon]
    states: list[str]
    approvals: list[shapely.Polygon]


def new_construction(land: Land) -> tuple[Flags, Flags]:
    """Return which atoms were built upon within the year, and which of those were cropland."""
    now = land.cover.code[land.fabric.atom_parcel]
    was = land.before.code[land.before.atom_parcel]
    built_now, built_then = _are(now, "construction"), _are(was, "construction")
    crop = np.isin(was, [code for code in set(was.tolist()) if cropland(str(code))])
    return built_now & ~built_then, built_now & ~built_then & crop


def _are(codes: NDArray[np.object_], group: str) -> Flags:
    mine = [code for code in set(codes.tolist()) if land_classes()[str(code)].group == group]
    return np.isin(codes, mine)


def draw_enforcement(rng: np.random.Generator, land: Land) -> Drawn:
    """Return about 30 patches and 25 approvals; fewer where a small sample has no room for them."""
    ground = shapely.buffer(land.fabric.outline, -_INSET_M, join_style="mitre")
    taken: list[shapely.Polygon] = []
    patches: list[shapely.Polygon] = []
    for atoms, wanted in zip(_pools(rng, land), _WANTED, strict=True):
        patches += _placed(_sites(rng, atoms, ground), taken, wanted)
    states = [_APPROVED[k] for k in rng.permutation(len(_APPROVED)).tolist()][: len(patches)]
    approvals = [part for patch, state in zip(patches, states, strict=True) for part in _approved(rng, patch, state)]
    fresh, _ = new_construction(land)
    others = land.fabric.atom[rng.permutation(np.flatnonzero(fresh))]
    approvals += _placed(_sites(rng, others, ground), taken, _MORE)
    return Drawn(patches, states, approvals)


def _pools(rng: np.random.Generator, land: Land) -> Iterator[NDArray[np.object_]]:
    """Yield the atoms of each kind in a random order."""
    fresh, crop = new_construction(land)
    now = land.cover.code[land.fabric.atom_parcel]
    fields = np.isin(now, [code for code in set(now.tolist()) if cropland(str(code))])
    for mine in (crop, fresh & ~crop, fields):
        yield land.fabric.atom[rng.permutation(np.flatnonzero(mine))]


def _sites(rng: np.random.Generator, atoms: NDArray[np.object_], ground: shapely.Geometry) -> Iterator[shapely.Polygon]:
    """Yield a site on every atom: a yard in it, cut at its border or, in one of four, reaching over it."""
    for atom in atoms:
        yard = _yard(rng, shapely.point_on_surface(atom))
        over = rng.random() < 0.25
        inside = shapely.intersection(yard, ground if over else shapely.intersection(atom, ground))
        parts = [part for part in shapely.get_parts(inside).tolist() if part.geom_type == "Polygon"]
        site = max(parts, key=lambda part: part.area, default=None)
        if site is not None and (gridded := _on_grid(site)).is_valid and gridded.area >= _LEAST_M2:
            yield gridded


def _yard(rng: np.random.Generator, at: shapely.Point) -> shapely.Polygon:
    half = np.array([rng.uniform(*_WIDTH), rng.uniform(*_DEPTH)]) / 2
    turn = rng.uniform(0, np.pi)
    along = np.array([np.cos(turn), np.sin(turn)])
    across = np.array([-along[1], along[0]])
    corners = [sx * half[0] * along + sy * half[1] * across for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    return shapely.Polygon(np.array([at.x, at.y]) + np.array(corners))


def _placed(sites: Iterator[shapely.Polygon], taken: list[shapely.Polygon], wanted: int) -> list[shapely.Polygon]:
    """Take sites that keep apart from all taken before, until there are enough."""
    found: list[shapely.Polygon] = []
    for site in sites:
        if len(found) == wanted:
            break
        if not taken or shapely.distance(site, np.array(taken, dtype=object)).min() >= _APART_M:
            taken.append(site)
            found.append(site)
    return found


def _approved(rng: np.random.Generator, patch: shapely.Polygon, state: str) -> list[shapely.Polygon]:
    """Return the approvals over a patch: none, a part of it, all, or all in two parts."""
    if state == "none":
        return []
    wide = shapely.buffer(patch, _MARGIN_M, join_style="mitre", mitre_limit=2.0)
    if state == "full":
        return [_on_grid(wide)]
    turn, reach = rng.uniform(0, np.pi), 10 * patch.length
    along = reach * np.array([np.cos(turn), np.sin(turn)])
    across = reach * np.array([-np.sin(turn), np.cos(turn)])
    west, south, east, north = patch.bounds
    aside = rng.uniform(-0.2, 0.2, 2) * np.array([east - west, north - south])
    middle = np.round(np.array([patch.centroid.x, patch.centroid.y]) + aside, 3)
    sides = [shapely.Polygon([middle - along, middle + along, middle + along + s, middle - along + s])
             for s in (across, -across)]  # fmt: skip
    halves = [max(shapely.get_parts(shapely.intersection(wide, side)), key=lambda part: part.area) for side in sides]
    return [_on_grid(half) for half in halves[: 2 if state == "both" else 1]]


def _on_grid(shape: shapely.Polygon) -> shapely.Polygon:
    return shapely.transform(shape, lambda points: np.round(points, 3))
