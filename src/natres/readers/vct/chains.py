"""Pieces of coordinates joined end to end: the rings of polygons and the paths of lines."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.errors import BadData
from natres.readers.vct.text import VctText

__all__ = ["Chains", "close_rings", "join_lines"]


@dataclass
class Chains:
    """Pieces in the order they are walked; a piece goes from one vertex to another, backwards where last < first.

    ``chain`` says which chain each piece belongs to, ``owner`` which object each chain, ``at`` where it is written.
    """

    points: NDArray[np.float64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    chain: NDArray[np.int64]
    owner: NDArray[np.int64]
    at: NDArray[np.int64]
    ids: NDArray[np.int64]
    tolerance: float

    def limit(self, text: VctText) -> None:
        """Refuse references that blow a small file up: nobody uses a line more than a few times."""
        total = np.cumsum(np.abs(self.last - self.first) + 1)
        room = 64 * len(text.lines)
        if len(total) and total[-1] > room:
            raise self.error(text, "too_many", int(self.chain[np.argmax(total > room)]))

    def error(self, text: VctText, what: str, chain: int) -> BadData:
        """Return the error ``what`` for a chain."""
        return text.wrong(what, int(self.at[chain]), id=int(self.ids[self.owner[chain]]))


def close_rings(text: VctText, chains: Chains) -> NDArray[np.object_]:
    """Return one linear ring per chain.

    Raises
    ------
    BadData : ``VCT_SYNTAX`` for a ring that does not close or has fewer than three corners
    """
    chains.limit(text)
    count = len(chains.owner)
    starts = np.searchsorted(chains.chain, np.arange(count))
    follower = np.arange(1, len(chains.first) + 1)
    follower[np.append(starts[1:], len(chains.first)) - 1] = starts
    apart = _apart(chains, follower, slice(None))
    if apart.any():
        raise chains.error(text, "ring_open", int(chains.chain[np.argmax(apart)]))
    # Each piece without its last vertex, which the next begins with; at the end of a ring its first vertex again.
    numbers = np.arange(count)
    order = np.argsort(np.concatenate([chains.chain, numbers]), kind="stable")
    first = np.concatenate([chains.first, chains.first[starts]])[order]
    step = np.concatenate([np.sign(chains.last - chains.first), np.zeros(count, dtype=np.int64)])[order]
    length = np.concatenate([np.abs(chains.last - chains.first), np.ones(count, dtype=np.int64)])[order]
    ring = np.concatenate([chains.chain, numbers])[order]
    short = np.bincount(ring, weights=length, minlength=count) < 4
    if short.any():
        raise chains.error(text, "ring_short", int(np.argmax(short)))
    vertex = _walk(first, step, length)
    return np.asarray(shapely.linearrings(chains.points[vertex], indices=np.repeat(ring, length)))


def join_lines(text: VctText, chains: Chains) -> NDArray[np.object_]:
    """Return a line per object, of several parts where its pieces do not touch."""
    chains.limit(text)
    same = chains.chain[1:] == chains.chain[:-1]
    apart = _apart(chains, np.arange(1, len(chains.first)), slice(0, -1))
    joined = np.append(False, same & ~apart)
    part = np.cumsum(~joined) - 1
    step = np.sign(chains.last - chains.first)
    first = np.where(joined, chains.first + step, chains.first)
    length = np.abs(chains.last - first) + 1
    vertex = _walk(first, step, length)
    lines = np.asarray(shapely.linestrings(chains.points[vertex], indices=np.repeat(part, length)))
    owner = chains.owner[chains.chain[~joined]]
    shapes = np.empty(len(chains.ids), dtype=object)
    single = np.bincount(owner, minlength=len(chains.ids))[owner] == 1
    shapes[owner[single]] = lines[single]
    if not single.all():
        several, number = np.unique(owner[~single], return_inverse=True)
        shapes[several] = shapely.multilinestrings(lines[~single], indices=number)
    return shapes


def _apart(chains: Chains, follower: NDArray[np.int64], pieces: slice) -> NDArray[np.bool_]:
    """Return which pieces end away from where the one that follows begins."""
    gap = chains.points[chains.last[pieces]] - chains.points[chains.first[follower]]
    return np.hypot(gap[:, 0], gap[:, 1]) > chains.tolerance


def _walk(first: NDArray[np.int64], step: NDArray[np.int64], length: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the vertices from each first one on, ``length`` of them, forwards or backwards."""
    begun = np.cumsum(length) - length
    along = np.arange(int(length.sum())) - np.repeat(begun, length)
    return np.repeat(first, length) + np.repeat(step, length) * along
