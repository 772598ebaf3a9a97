"""From measured pieces to signed areas: parcels closed to villages, villages to towns, towns to the district."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from natres.sample.reckoning.areas import to_cents
from natres.sample.reckoning.rounding import apportion, close_evenly

__all__ = ["Closed", "close_areas"]


@dataclass(frozen=True)
class Closed:
    """Areas in 0.01 m²: of every parcel (before and after closing), village and town; and of the parcels' atoms.

    ``measured`` is the unrounded area of every atom in m². The atoms of a parcel add up to the closed parcel, so
    whatever they are joined to in another year is closed to the same villages.
    """

    measured: NDArray[np.float64]
    atom: NDArray[np.int64]
    raw: NDArray[np.int64]
    parcel: NDArray[np.int64]
    village: dict[int, int]
    town: dict[int, int]


def close_areas(
    measured: NDArray[np.float64], atom_parcel: NDArray[np.int64], unit: NDArray[np.int64],
    town_of_unit: NDArray[np.int64], control_area_m2: int,
) -> Closed:  # fmt: skip
    """Close measured atoms (m²), with the parcel of each, to the control area; ``unit`` is the parcels' village."""
    raw = to_cents(np.bincount(atom_parcel, measured, len(unit)).astype(np.float64))
    village_raw = np.bincount(unit, raw, len(town_of_unit)).astype(np.int64)
    present = [int(v) for v in np.unique(unit)]
    town_raw = {t: int(village_raw[town_of_unit == t].sum()) for t in sorted({int(town_of_unit[v]) for v in present})}
    shift = apportion(control_area_m2 * 100 - int(raw.sum()), list(town_raw.values()))
    town = {t: c + s for (t, c), s in zip(town_raw.items(), shift, strict=True)}
    village: dict[int, int] = {}
    for t, cents in town.items():
        mine = [v for v in present if town_of_unit[v] == t]
        parts = apportion(cents - town_raw[t], [int(village_raw[v]) for v in mine])
        village |= {v: int(village_raw[v]) + p for v, p in zip(mine, parts, strict=True)}
    parcel = raw.copy()
    order = np.argsort(unit, kind="stable")
    for v, mine in zip(present, np.split(order, np.flatnonzero(np.diff(unit[order])) + 1), strict=True):
        parcel[mine] = close_evenly(raw[mine], village[v])
    return Closed(measured, _close_atoms(measured, atom_parcel, parcel), raw, parcel, village, town)


def _close_atoms(
    measured: NDArray[np.float64], atom_parcel: NDArray[np.int64], parcel: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the atoms' areas; what rounding leaves over in a parcel goes to its largest atom."""
    cents = to_cents(measured)
    left = parcel - np.bincount(atom_parcel, cents, len(parcel)).astype(np.int64)
    order = np.lexsort((measured, atom_parcel))
    largest = order[np.r_[np.flatnonzero(np.diff(atom_parcel[order])), len(order) - 1]]
    cents[largest] += left[atom_parcel[largest]]
    return cents
