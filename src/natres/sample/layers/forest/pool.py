"""The ground that plots are made of: most of the survey's woods, some land it has as something else."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.layers.forest.borders import moved_borders
from natres.sample.layers.forest.cutting import pieces
from natres.sample.layers.forest.matrix import LEAST_M2, TENURES
from natres.sample.reckoning.areas import geodesic_areas

__all__ = ["WOODS", "Piece", "Pool", "fill_pool", "survey_tenure"]

#: Survey classes that count as woods here: forest land and wetlands with trees or shrubs.
WOODS = ("0301", "0301K", "0302", "0302K", "0303", "0304", "0305", "0306", "0307", "0307K")
# Other classes a plot may lie on: how readily, and the woods it passes for.
_OTHER_LAND = {
    "0201": (1.0, "0301"), "0404": (0.5, "0307"), "0204": (1.0, "0301"), "0201K": (0.8, "0301"),
    "0102": (0.06, "0301"), "0101": (0.04, "0301"), "0103": (0.1, "0301"), "0403": (0.3, "0307"),
    "0402": (0.1, "0305"), "0810": (0.1, "0301"),
}  # fmt: skip
_WITHOUT_PLOT = 0.05  # share of the woods' area that the forest map does not know
_ON_OTHER_LAND = 0.07  # against the woods' area
_OTHER_TENURE = 0.04  # share of the parcels whose tenure the forest map sees differently
_RESERVE = 0.15  # against the ground asked for, beyond what seems to be missing


@dataclass(frozen=True)
class Piece:
    """A piece of ground, its ellipsoidal area in m², the parcel it lies on, and what it passes for."""

    shape: shapely.Polygon
    area: float
    parcel: int
    tenure: str
    land: str


@dataclass
class Pool:
    """Pieces of ground by tenure and land class, handed out from the end of each list."""

    queues: dict[tuple[str, str], list[Piece]] = field(default_factory=dict)

    def add(self, piece: Piece) -> None:
        """Put a piece at the end of its list; what is smaller than a plot may be is dropped."""
        if piece.area >= LEAST_M2:
            self.queues.setdefault((piece.tenure, piece.land), []).append(piece)

    def pop(self, tenure: str, first: tuple[str, ...]) -> Piece:
        """Return ground of the tenure: of the first classes, of any woods, of other land; then the other tenure's."""
        for owner in sorted(TENURES, key=lambda t: t != tenure):
            for land in (*first, *WOODS, *_OTHER_LAND):
                if self.queues.get((owner, land)):
                    return self.queues[owner, land].pop()
        raise AssertionError("the district has too little ground for the forest plots")


def survey_tenure(parcels: gpd.GeoDataFrame) -> NDArray[np.str_]:
    """Return state or collective by the survey's QSXZ."""
    return np.where(parcels["QSXZ"].astype(str).str[0].isin(["1", "2"]), *TENURES)


def fill_pool(rng: np.random.Generator, parcels: gpd.GeoDataFrame, wanted_m2: Mapping[str, float]) -> Pool:
    """Return ground enough for ``wanted_m2`` by tenure, in pieces of the size of plots."""
    missing, foreign, reserve, borders, owners, order = rng.spawn(6)
    shapes = np.asarray(parcels.geometry.array, dtype=object)
    size = shapely.area(shapes)
    code, tenure = parcels["DLBM"].astype(str).to_numpy().astype(object), survey_tenure(parcels)
    woods = np.flatnonzero(np.isin(code, WOODS))
    woods = woods[~_up_to(missing, size[woods], _WITHOUT_PLOT * size[woods].sum())]
    guests, spare = _other_land(foreign, reserve, code, tenure, size, (woods, wanted_m2))
    free = ~np.isin(code, WOODS)
    free[np.r_[guests, spare]] = False
    ground = shapes.copy()
    ground[woods] = moved_borders(borders, shapes, woods, free)
    seen = np.where(owners.random(len(tenure)) < _OTHER_TENURE, np.where(tenure == "state", *TENURES[::-1]), tenure)
    land = code.copy()
    land[guests] = [_OTHER_LAND[c][1] for c in code[guests]]
    chosen = np.sort(np.r_[woods, guests, spare])
    return _in_pieces(order, ground, chosen, seen, land)


def _up_to(rng: np.random.Generator, size: NDArray[np.float64], most: float) -> NDArray[np.bool_]:
    """Choose at random among the smaller parcels, up to ``most`` m² in all and at least one."""
    order = rng.permutation(len(size))
    order = order[size[order] <= max(most / 2, float(size.min(initial=np.inf)))]
    chosen = np.zeros(len(size), dtype=bool)
    chosen[order[: max(1, int(np.searchsorted(np.cumsum(size[order]), most)))]] = True
    return chosen


def _other_land(
    rng: np.random.Generator, more: np.random.Generator, code: NDArray[np.object_], tenure: NDArray[np.str_],
    size: NDArray[np.float64], need: tuple[NDArray[np.int64], Mapping[str, float]],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:  # fmt: skip
    """Return the parcels that pass for woods from the start, and those for when woods run out."""
    woods, wanted = need
    mine = np.flatnonzero(np.isin(code, list(_OTHER_LAND)))
    readiness = np.array([_OTHER_LAND[c][0] for c in code[mine]])
    mine = mine[np.argsort(rng.random(len(mine)) / readiness, kind="stable")]
    most = _ON_OTHER_LAND * size[woods].sum()
    small = size[mine] <= max(most, size[mine].min(initial=np.inf))  # in a tiny district one field is a forest
    mine = np.r_[mine[small], mine[~small]]
    until = min(int(np.searchsorted(np.cumsum(size[mine]), most)) + 1, max(1, int(small.sum())))
    guests, rest = mine[:until], mine[until:]
    ready = np.r_[woods, guests]
    rest = rest[more.permutation(len(rest))]
    spare: list[NDArray[np.int64]] = []
    for owner in TENURES:
        theirs = rest[tenure[rest] == owner]
        short = wanted[owner] - 0.9 * size[ready[tenure[ready] == owner]].sum()
        most = max(short, 0.0) * 1.2 + _RESERVE * sum(wanted.values())
        spare.append(theirs[: int(np.searchsorted(np.cumsum(size[theirs]), most)) + 1])
    return guests, np.concatenate(spare)


def _in_pieces(
    rng: np.random.Generator, ground: NDArray[np.object_], chosen: NDArray[np.int64], tenure: NDArray[np.str_],
    land: NDArray[np.object_],
) -> Pool:  # fmt: skip
    limit = max(9e4, min(2.2e5, 1.5 * 565.36e6 / len(ground)))
    whole: list[shapely.Polygon] = ground[chosen].tolist()
    parts = [(int(k), part) for k, shape in zip(chosen, whole, strict=True) for part in pieces(shape, limit)]
    areas = geodesic_areas(np.array([part for _, part in parts], dtype=object)).tolist()
    pool = Pool()
    for i in rng.permutation(len(parts)):
        parcel, shape = parts[i]
        pool.add(Piece(shape, areas[i], parcel, str(tenure[parcel]), str(land[parcel])))
    return pool
