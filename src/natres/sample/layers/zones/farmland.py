"""Basic farmland: patches of adjacent cropland of one village, some of them older than the survey."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.cover.classes import Cover
from natres.sample.cover.codes import cropland
from natres.sample.cover.years import Before
from natres.sample.fabric.mesh import connected, union_groups
from natres.sample.fabric.noise import PlaneWaves
from natres.sample.fabric.weave import Fabric

__all__ = ["Farmland", "basic_farmland"]

_SHARE = (0.812, 0.838)
_STALE_SHARE = 0.012  # of the patches' area: cropland when they were drawn, something else today
_LEAST_M2 = 600.0


@dataclass(frozen=True)
class Farmland:
    """Patches in local metres; ``patch`` is the patch of every atom or -1, ``unit`` the village of every patch."""

    shape: NDArray[np.object_]
    patch: NDArray[np.int64]
    unit: NDArray[np.int64]


def basic_farmland(
    rng: np.random.Generator, fabric: Fabric, cover: Cover, before: Before, built: shapely.Geometry
) -> Farmland:
    """Return patches on a bit more than four fifths of the cropland, field by field, rarely inside ``built``."""
    ground = _Ground(fabric, cover, before)
    fields = ground.fields(rng, built)
    chosen = fields | ground.stale(rng, fields)
    patch = ground.joined(chosen)
    area = np.bincount(patch[chosen], ground.area[chosen])
    small = chosen & (area[patch] < _LEAST_M2)
    patch[small] = -1
    kept, number = np.unique(patch, return_inverse=True)
    number = number - int(kept[0] < 0)
    mine = number >= 0
    shape = union_groups(fabric.atom[mine], number[mine])
    unit = np.zeros(len(shape), dtype=np.int64)
    unit[number[mine]] = ground.unit[mine]
    return Farmland(shape, number, unit)


class _Ground:
    """The atoms with what they are, what they were, and which of them touch in one village."""

    def __init__(self, fabric: Fabric, cover: Cover, before: Before) -> None:
        crops = [c for c in {*cover.code.tolist(), *before.code.tolist()} if cropland(str(c))]
        self.fabric, self.before = fabric, before
        self.area = shapely.area(fabric.atom)
        self.unit = fabric.unit[fabric.atom_parcel]
        self.cell = fabric.cell[fabric.atom_parcel]
        self.now = np.isin(cover.code, crops)[fabric.atom_parcel]
        self.was = np.isin(before.code, crops)[before.atom_parcel]
        a, b = fabric.touching.left, fabric.touching.right
        same = self.unit[a] == self.unit[b]
        self.a, self.b = a[same], b[same]

    def joined(self, chosen: NDArray[np.bool_], by_cell: bool = False) -> NDArray[np.int64]:
        """Return the number of the patch of every chosen atom, -1 for the others."""
        link = chosen[self.a] & chosen[self.b]
        link &= (self.cell[self.a] == self.cell[self.b]) | (not by_cell)
        label = np.where(chosen, connected(self.a[link], self.b[link], len(chosen)), -1)
        kept, number = np.unique(label, return_inverse=True)
        return number.astype(np.int64) - int(kept[0] < 0)

    def fields(self, rng: np.random.Generator, built: shapely.Geometry) -> NDArray[np.bool_]:
        """Choose whole fields until the wanted share is reached: large ones first, those in town last."""
        field = self.joined(self.now, by_cell=True)
        if not self.now.any():
            return self.now
        size = np.bincount(field[self.now], self.area[self.now]).astype(np.float64)
        head = np.full(len(size), len(field))
        np.minimum.at(head, field[self.now], np.flatnonzero(self.now))
        spot = shapely.get_coordinates(shapely.point_on_surface(self.fabric.atom[head]))
        shapely.prepare(built)
        in_town = shapely.contains_xy(built, spot[:, 0], spot[:, 1])
        liking = 0.5 * np.log(size) + 0.7 * PlaneWaves(rng, 3000.0)(spot) + 0.5 * rng.normal(size=len(size))
        rank = liking - 4.0 * in_town
        wanted = rng.uniform(*_SHARE) * float(size.sum())
        taken = _filled(np.argsort(-rank, kind="stable"), size, wanted)
        chosen = taken[field] & self.now
        left = np.flatnonzero(self.now & ~chosen)  # the last of a small district are parts of fields
        left = left[np.argsort(-rank[field[left]], kind="stable")]
        return chosen | _filled(left, self.area, wanted - float(size[taken].sum()))

    def stale(self, rng: np.random.Generator, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Choose land that was cropland a year ago beside the fields; without any, what lies among them today."""
        parcel, mine = self._candidates(chosen)
        size = np.bincount(parcel, self.area, len(mine)).astype(np.float64)
        order = rng.permutation(np.flatnonzero(mine))
        order = np.r_[order[np.argsort(size[order], kind="stable")][:1], order]
        wanted = _STALE_SHARE * float(self.area[chosen].sum())
        taken = _filled(order[1:], size, wanted)
        taken[order[:1]] = True
        return taken[parcel]

    def _candidates(self, chosen: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the parcel of every atom, in one year or the other, and which parcels could be stale."""
        free = (self.fabric.code == "")[self.fabric.atom_parcel] & ~self.now
        arable = (self.fabric.zone == "arable")[self.fabric.atom_parcel]
        then, today = self.before.atom_parcel, self.fabric.atom_parcel
        for parcel, fit in ((then, self.was & ~self.now), (today, free & arable), (today, free)):
            mine = self._beside(chosen, parcel, fit)
            if mine.any():
                return parcel, mine
        return then, np.bincount(then, self.was & ~self.now) > 0

    def _beside(
        self, chosen: NDArray[np.bool_], parcel: NDArray[np.int64], fit: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Say which parcels hold an atom that fits and touch a chosen atom of their village."""
        near = np.zeros(len(chosen), dtype=bool)
        near[self.a[chosen[self.b]]] = True
        near[self.b[chosen[self.a]]] = True
        count = int(parcel.max()) + 1
        fits = np.bincount(parcel, fit, count) > 0
        return fits & (np.bincount(parcel, near | chosen, count) > 0)


def _filled(order: NDArray[np.int64], size: NDArray[np.float64], wanted: float) -> NDArray[np.bool_]:
    """Take in order what still fits into ``wanted``.

    >>> _filled(np.array([0, 1, 2]), np.array([4.0, 9.0, 3.0]), 8.0).tolist()
    [True, False, True]
    """
    taken = np.zeros(len(size), dtype=bool)
    for k in order.tolist():
        if size[k] <= wanted:
            taken[k] = True
            wanted -= float(size[k])
    return taken
