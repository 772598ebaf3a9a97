"""From cells to parcels: fields, homesteads and plots of many sizes, islands, and the cuts of another year."""

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.fabric import cutting
from natres.sample.fabric.cutting import Drawn, Pieces
from natres.sample.fabric.zones import ISLANDS, LEAVES

__all__ = ["cut_again", "islands", "leaves"]

_LEAST_LEAF_M2 = 520.0  # a piece smaller than twice its zone's least size is left whole
_SMALL_ZONES = ("urban", "industrial", "village")


def leaves(rng: np.random.Generator, pieces: Pieces, wanted: int, drawn: Drawn) -> Pieces:
    """Cut the piece that is largest for its zone and its own whim, again and again, until there are enough."""
    of_cell = rng.lognormal(0.0, 0.5, int(pieces.cell.max()) + 1)
    corridor = pieces.zone == "fixed"
    angle = np.where(corridor, cutting.long_axis(pieces.shape), cutting.street_direction(pieces.shape))
    pieces = pieces.with_(angle=angle)
    need = _need(rng, pieces, of_cell)
    while (missing := wanted - len(pieces)) > 0:
        order = np.argsort(-need, kind="stable")
        top = order[: max(1, min(missing, len(order)))]
        top = np.sort(top[need[top] > max(0.35 * need[order[0]], 0.012)])
        if not len(top):
            break
        some = pieces.take(top)
        aspect = np.array([LEAVES[str(z)].aspect for z in some.zone])
        halves, _ = cutting.halve(rng, some, aspect, 0.16, np.zeros(len(top)), drawn)
        # a corridor turns on its way: its direction is taken anew for every piece
        bent = halves.zone == "fixed"
        halves = halves.with_(angle=np.where(bent, cutting.long_axis(halves.shape), halves.angle))
        rest = np.ones(len(pieces), dtype=bool)
        rest[top] = False
        pieces = cutting.concat(pieces.take(rest), halves)
        need = np.concatenate([need[rest], _need(rng, halves, of_cell)])
    return pieces.with_(leaf=np.arange(len(pieces)))


def _need(rng: np.random.Generator, pieces: Pieces, of_cell: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how many times too large each piece is; every piece has a whim, so that sizes spread as they do."""
    target = np.array([LEAVES[str(z)].hectares for z in pieces.zone]) * 1e4
    whim = rng.lognormal(0.0, 0.62, len(pieces))
    target = np.where(pieces.zone == "fixed", target, target * of_cell[pieces.cell] * whim)
    target = np.where(np.isin(pieces.code, ("1102", "1103")), 3e6, np.where(pieces.code == "1101", 2.4e5, target))
    area = shapely.area(pieces.shape)
    least = np.where(np.isin(pieces.zone, _SMALL_ZONES), _LEAST_LEAF_M2, 2.6 * _LEAST_LEAF_M2)
    return np.where(area < least, 0.0, area / target)


def islands(rng: np.random.Generator, pieces: Pieces, drawn: Drawn) -> Pieces:
    """Return islands in ponds, groves and houses in fields: blobs well inside some of the larger pieces."""
    area = shapely.area(pieces.shape)
    fit = np.isin(pieces.zone, list(ISLANDS)) & (area > 9000) & (pieces.code == "")
    some = np.flatnonzero(fit & (rng.random(len(pieces)) < 0.05))
    host = pieces.take(some)
    if not len(host):
        return host
    circle = shapely.maximum_inscribed_circle(host.shape, tolerance=2.0)
    reach = shapely.length(circle)
    wide = rng.uniform(0.38, 0.62, len(host)) * reach
    room = wide > 19.0  # an island keeps more than the 600 m² that are mapped
    host, circle, wide = host.take(room), circle[room], np.minimum(wide[room], 70.0)
    middle = shapely.get_coordinates(shapely.get_point(circle, 0)).reshape(-1, 2)
    turn = np.linspace(0, 2 * np.pi, 14, endpoint=False)
    away = wide[:, None] * np.clip(1 + 0.16 * rng.normal(size=(len(host), 14)), 0.72, 1.3)
    ring = middle[:, None, :] + away[:, :, None] * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    blobs = np.asarray(shapely.polygons(np.round(ring, 3)), dtype=object)
    drawn.add(shapely.boundary(blobs), host.tile)
    code = np.array([str(rng.choice(ISLANDS[str(z)])) for z in host.zone], dtype="<U6")
    return host.with_(shape=blobs, code=code, street=np.zeros(len(host), dtype=bool))


def cut_again(rng: np.random.Generator, pieces: Pieces, share: float, drawn: Drawn) -> Pieces:
    """Cut ``share`` of the parcels once more: where another year had a border that this one has not.

    The halves keep their ``leaf``; all other pieces stay as they are.
    """
    area = shapely.area(pieces.shape)
    least = np.where(np.isin(pieces.zone, _SMALL_ZONES), 1400.0, 3200.0)
    fit = (pieces.zone != "fixed") & (area > least)
    some = fit & (rng.random(len(pieces)) < share / max(fit.mean(), 1e-9))
    host = pieces.take(some)
    aspect = np.array([LEAVES[str(z)].aspect for z in host.zone])
    halves, _ = cutting.halve(rng, host, aspect, 0.2, np.zeros(len(host)), drawn)
    parts = np.bincount(halves.leaf, minlength=int(pieces.leaf.max(initial=0)) + 1)
    twice = parts[host.leaf] == 2
    return cutting.concat(pieces.take(~some), host.take(~twice), halves.take(parts[halves.leaf] == 2))
