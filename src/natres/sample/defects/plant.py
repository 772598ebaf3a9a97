"""Plants errors into a clean parcel table, apart from each other, and writes down each of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.errors import BadUsage
from natres.sample.defects.cells import CELL_KINDS
from natres.sample.defects.hints import hints
from natres.sample.defects.kinds import Change, Ground, Kind
from natres.sample.defects.shapes import SHAPE_KINDS

__all__ = ["KINDS", "MOST", "Defect", "Planted", "check_count", "defects_stream", "plant_defects"]

KINDS: tuple[Kind, ...] = CELL_KINDS + SHAPE_KINDS
MOST = 5000
_EVERY = 10  # parcels for one error
_HUB = 25  # a parcel with more neighbours than this would keep too many others free of errors
_TRIES = 24
# The streams of the other steps are numbered from 0: a number of its own leaves all of them as they were.
_STREAM = 200


@dataclass(frozen=True)
class Defect:
    """One planted error: ``row`` counts from 0 in the table with the errors, None where the row is gone.

    ``other_bsm`` is the second parcel concerned (the one overlapped, the one whose number it bears), or None.
    """

    number: int
    kind: str
    layer: str
    file: str
    bsm: str
    row: int | None
    field: str
    before: str
    after: str
    other_bsm: str | None
    hint_zh: str
    hint_en: str


@dataclass(frozen=True)
class Planted:
    """The table with its errors, and the list of them in the order of their places in the clean table."""

    table: gpd.GeoDataFrame
    defects: tuple[Defect, ...]


def defects_stream(seed: int) -> np.random.Generator:
    """Return the random numbers of the planted errors, apart from those of every other step."""
    return np.random.default_rng(np.random.SeedSequence([seed, 20221231], spawn_key=(_STREAM,)))


def check_count(count: int, parcels: int) -> None:
    """Refuse more errors than can be told apart in ``parcels`` parcels.

    Raises
    ------
    BadUsage : ``SAMPLE_DEFECTS``
    """
    if not 0 <= count <= MOST:
        raise BadUsage("SAMPLE_DEFECTS", value=count, high=MOST)
    if count * _EVERY > parcels:
        facts = {"parcels": parcels, "high": parcels // _EVERY, "enough": count * _EVERY}
        raise BadUsage("SAMPLE_DEFECTS.crowded", value=count, **facts)


def plant_defects(table: gpd.GeoDataFrame, count: int, rng: np.random.Generator, *, layer: str, file: str) -> Planted:
    """Return the table with ``count`` errors: no two in one parcel or in two that touch.

    The kinds take turns in a drawn order; where the ground has no place for a kind the next one steps in. Rows
    keep their order: what is added stands at the end, what is missing is left out. The clean table is not changed.
    """
    ground = Ground(table)
    usable = [kind for kind in KINDS if all(name in table.columns for name in kind.needs)]
    turn = [usable[int(k)] for k in rng.permutation(len(usable))]
    found = _Search(ground, rng)
    # the kinds with the fewest places choose first; what they cannot place goes round again
    order = sorted(range(len(turn)), key=lambda k: (int(turn[k].where(ground).sum()), k))
    shares = {k: count // len(turn) + (k < count % len(turn)) for k in range(len(turn))}
    for k in order:
        found.place(turn[k], shares[k])
    before = -1
    while before < len(found.changes) < count:
        before = len(found.changes)
        used = Counter(key for key, _ in found.changes.values())
        for kind in sorted(turn, key=lambda kind: used[kind.key]):
            found.place(kind, min(1, count - len(found.changes)))
    assert len(found.changes) == count, "the district has too few parcels for the errors"
    return _assembled(ground, found.changes, layer, file)


@dataclass
class _Search:
    """Finds places; ``near`` are the parcels of the errors so far and all that touch them."""

    ground: Ground
    rng: np.random.Generator
    changes: dict[int, tuple[str, Change]] = field(default_factory=dict[int, tuple[str, Change]])
    near: set[int] = field(default_factory=set[int])
    lent: set[int] = field(default_factory=set[int])

    def place(self, kind: Kind, count: int) -> None:
        """Plant ``kind`` up to ``count`` times: first where there is room on all sides, then where it fits."""
        rows = self.rng.permutation(np.flatnonzero(kind.where(self.ground))) if count > 0 else np.zeros(0, dtype=int)
        spare: list[int] = []
        for row in map(int, rows):
            if count <= 0:
                return
            if row in self.near:
                continue
            if len(spare) < _TRIES and not self._roomy(row):
                spare.append(row)
            elif self._plant(kind, row):
                count -= 1
        for row in spare:
            if count > 0 and row not in self.near and self._plant(kind, row):
                count -= 1

    def _roomy(self, row: int) -> bool:
        near = self.ground.neighbours(row)
        return len(near) <= _HUB and self.near.isdisjoint(near.tolist())

    def _plant(self, kind: Kind, row: int) -> bool:
        near = self.ground.neighbours(row)
        change = kind.make(self.ground, row, near, self.rng)
        if change is None or change.other in self.lent:
            return False
        touched = {row, *change.drop}
        if any(k in self.near for k in touched):
            return False
        self.changes[row] = kind.key, change
        if change.other is not None:
            self.lent.add(change.other)
        for k in touched:
            self.near |= {k, *self.ground.neighbours(k).tolist()}
        return True


def _assembled(ground: Ground, changes: Mapping[int, tuple[str, Change]], layer: str, file: str) -> Planted:
    """Return the changed table and the list, rows counted in the changed table."""
    places = sorted(changes)
    copied = [row for row in places if changes[row][1].copy is not None]
    gone = {k for row in places for k in changes[row][1].drop}
    kept = np.array([k for k in range(len(ground.table)) if k not in gone], dtype=np.intp)
    final = {int(k): place for place, k in enumerate(kept)}
    copies = {row: len(kept) + k for k, row in enumerate(copied)}
    frame = ground.table.iloc[np.concatenate([kept, np.array(copied, dtype=np.intp)])].reset_index(drop=True)
    cells: dict[str, dict[int, Any]] = {}
    for row in places:
        change = changes[row][1]
        targets = [(final.get(row), change.cells), (copies.get(row), change.copy or {})]
        for place, values in targets:
            for name, value in values.items():
                if place is not None:
                    cells.setdefault(name, {})[place] = value
    for name, values in cells.items():
        frame = _with_values(frame, name, values)
    listed: list[Defect] = []
    for number, row in enumerate(places, start=1):
        key, change = changes[row]
        place = {"row": final.get(row), "copy": copies.get(row), "gone": None}[change.subject]
        bsm = ground.column("BSM")[row] if place is None else str(frame["BSM"].iloc[place])
        other = None if change.other is None else str(ground.column("BSM")[change.other])
        words = hints(key)
        facts = (change.field, change.before, change.after, other, words["zh"], words["en"])
        listed.append(Defect(number, key, layer, file, bsm, place, *facts))
    return Planted(frame, tuple(listed))


def _with_values(frame: gpd.GeoDataFrame, name: str, values: Mapping[int, Any]) -> gpd.GeoDataFrame:
    """Return the frame with new values in one column, its type as it was."""
    kind = frame[name].dtype
    column: NDArray[Any] = np.array(frame[name].to_numpy(), dtype=object)
    for place, value in values.items():
        column[place] = value
    if name == "geometry":
        return frame.set_geometry(gpd.GeoSeries(column, index=frame.index, crs=frame.crs))
    return gpd.GeoDataFrame(frame.assign(**{name: pd.Series(column, index=frame.index).astype(kind)}))
