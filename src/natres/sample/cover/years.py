"""The district a year earlier: parcels that were split, merged, reshaped or of another class, and renumbered."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from natres.sample.cover.classes import Cover, least_area
from natres.sample.fabric.weave import Fabric

__all__ = ["Before", "year_before"]

# What a parcel of today may have been: the changes such districts see. Cropland became woods, ponds and building
# land; villages were torn down; ponds were filled; some land was given back to the fields.
_WAS: dict[str, tuple[str, ...]] = {
    "0301": ("0102", "0102", "0404"), "0307": ("0102", "0201"), "0305": ("0102", "0404"), "0301K": ("0102",),
    "0601": ("0102", "0404", "0702"), "0508": ("0102", "0601"), "0701": ("0702", "0702", "1201", "0102"),
    "05H1": ("0102", "0601", "0702"), "08H1": ("0702", "1201"), "08H2": ("0102", "1201"), "0809": ("0102",),
    "0810": ("0702", "0102", "0404"), "1201": ("0702", "0702", "0601"), "0702": ("0102", "1201"),
    "0102": ("0301", "1104", "0702", "0404", "1202"), "0101": ("1104", "0102"), "0103": ("0404",),
    "0201": ("0102", "0301"), "0204": ("0102",), "1202": ("0102", "0102", "1104"), "1104": ("0102", "1106"),
    "1104A": ("1104", "0102"), "0404": ("0102", "0702", "1104"), "1206": ("0404",), "1005": ("1201", "0102"),
}  # fmt: skip
_SHARES = {"reclassed": 0.52, "merged": 0.14, "reshaped": 0.14, "split": 0.20}


@dataclass(frozen=True)
class Before:
    """The parcels of the year before, made of the same atoms.

    ``atom_parcel`` says to which of them each atom belonged; ``source`` is the parcel of today from which a
    parcel takes its attributes, ``code`` what it was; ``kinds`` counts the parcels of today by what happened.
    ``restated`` marks parcels of today of which only an attribute differs.
    """

    atom_parcel: NDArray[np.int64]
    source: NDArray[np.int64]
    code: NDArray[np.object_]
    restated: NDArray[np.bool_]
    kinds: dict[str, int]


def year_before(
    rng: np.random.Generator, fabric: Fabric, cover: Cover, cents: NDArray[np.int64], change: float
) -> Before:
    """Return the year before, of which ``change`` (0–1) of today's parcels differ.

    Up to a tenth of the parcels change their shape or class; what is asked for beyond differs in attributes only.
    """
    plan = _Plan(rng, fabric, cover, cents)
    n = len(fabric.shape)
    wanted = round(min(change, 0.1) * n)
    plan.divided("merged", round(wanted * _SHARES["merged"]))
    plan.divided("reshaped", round(wanted * _SHARES["reshaped"]))
    plan.joined(round(wanted * _SHARES["split"]))
    plan.reclassed(wanted - int(plan.locked.sum()))
    restated = np.zeros(n, dtype=bool)
    free = np.flatnonzero(~plan.locked)
    more = min(round(change * n) - int(plan.locked.sum()), len(free))
    if more > 0:
        restated[rng.choice(free, more, replace=False)] = True
    kinds = {kind: int((plan.kind == kind).sum()) for kind in ("reclassed", "merged", "reshaped", "split")}
    kinds["restated"] = int(restated.sum())
    kept, atom_parcel = np.unique(plan.label, return_inverse=True)
    source = plan.source[kept]
    return Before(atom_parcel, source, plan.code[kept], restated, kinds)


class _Plan:
    """Labels of the year before, changed step by step; a parcel takes part in one change only."""

    def __init__(self, rng: np.random.Generator, fabric: Fabric, cover: Cover, cents: NDArray[np.int64]) -> None:
        n = len(fabric.shape)
        self.rng, self.fabric, self.cents = rng, fabric, cents
        self.label = fabric.atom_parcel.copy()
        self.now = cover.code
        extra = int((fabric.atom_side == 1).sum())
        self.source = np.r_[np.arange(n), fabric.atom_parcel[fabric.atom_side == 1]]
        self.code = np.r_[cover.code, cover.code[self.source[n:]]]
        self.fresh = iter(range(n, n + extra))
        self.kind = np.full(n, "", dtype="<U10")
        self.fixed = fabric.code != ""
        self.twofold = np.zeros(n, dtype=bool)
        self.twofold[fabric.atom_parcel[fabric.atom_side == 1]] = True
        a, b = fabric.atom_parcel[fabric.touching.left], fabric.atom_parcel[fabric.touching.right]
        self.pairs = np.column_stack([a, b])[a != b]
        self.atom_of = np.empty(n, dtype=np.int64)
        self.atom_of[fabric.atom_parcel] = np.arange(len(fabric.atom))
        self.locked = np.zeros(n, dtype=bool)
        near = fabric.touching
        both = np.r_[near.left, near.right]
        order = np.argsort(both, kind="stable")
        self.beside, self.border = np.r_[near.right, near.left][order], np.r_[near.length, near.length][order]
        self.first = np.searchsorted(both[order], np.arange(len(fabric.atom) + 1))

    def _change(self, kind: str, *parcels: int) -> None:
        for parcel in parcels:
            self.kind[parcel] = kind
            self.locked[parcel] = True

    def _was(self, parcel: int, area_cents: int) -> str:
        """Return a class that this parcel may have had, large enough to be mapped as such."""
        fit = [c for c in _WAS.get(str(self.now[parcel]), ()) if area_cents >= 105 * least_area(c)]
        return str(self.rng.choice(fit)) if fit else str(self.now[parcel])

    def divided(self, kind: str, wanted: int) -> None:
        """Undo borders that fell: two parcels became one, or a part of one went to its neighbour."""
        far = np.flatnonzero(self.fabric.atom_side == 1)
        for atom in self.rng.permutation(far).tolist():
            parcel = int(self.fabric.atom_parcel[atom])
            if wanted <= 0:
                return
            if self.locked[parcel] or self.fixed[parcel]:
                continue
            if kind == "merged":
                new = next(self.fresh)
                self.source[new] = parcel
                self.code[new] = self._was(parcel, int(self.cents[parcel]) // 4)
                self.label[atom] = new
                self._change(kind, parcel)
                wanted -= 1
            elif (other := self._neighbour(atom, parcel)) is not None:
                self.label[atom] = other
                self._change(kind, parcel, other)
                wanted -= 2

    def _neighbour(self, atom: int, parcel: int) -> int | None:
        """Return the parcel that shares the longest border with an atom and may change with it."""
        owner, unit = self.fabric.atom_parcel, self.fabric.unit
        best: tuple[float, int] | None = None
        for row in range(self.first[atom], self.first[atom + 1]):
            other = int(owner[self.beside[row]])
            fit = other != parcel and not self.locked[other] and not self.fixed[other]
            if fit and unit[other] == unit[parcel]:
                best = max(best or (0.0, 0), (float(self.border[row]), other))
        return best[1] if best else None

    def joined(self, wanted: int) -> None:
        """Undo borders that are new: two neighbours of one cell were one parcel."""
        f = self.fabric
        p, q = self.pairs.T
        fit = (f.cell[p] == f.cell[q]) & (f.unit[p] == f.unit[q]) & ~self.fixed[p] & ~self.fixed[q]
        fit &= ~self.twofold[p] & ~self.twofold[q]
        for row in self.rng.permutation(np.flatnonzero(fit)).tolist():
            if wanted <= 0:
                return
            a, b = int(p[row]), int(q[row])
            if self.locked[a] or self.locked[b]:
                continue
            self.label[self.atom_of[b]] = a
            if self.rng.random() < 0.6:
                self.code[a] = self._was(a, int(self.cents[a] + self.cents[b]))
            self._change("split", a, b)
            wanted -= 2

    def reclassed(self, wanted: int) -> None:
        """Give parcels another class, in the same borders."""
        for parcel in self.rng.permutation(np.flatnonzero(~self.fixed & ~self.locked)).tolist():
            if wanted <= 0:
                return
            was = self._was(parcel, int(self.cents[parcel]))
            if was != self.now[parcel]:
                self.code[parcel] = was
                self._change("reclassed", parcel)
                wanted -= 1
