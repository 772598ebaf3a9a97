"""Numbers for vertices and edges, the same for the same coordinates and else without any pattern."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["hash_vertices", "mixed"]

Hashes = NDArray[np.uint64]


def hash_vertices(points: NDArray[np.float64]) -> Hashes:
    """Return a number for every vertex, from all bits of its coordinates, shape (n,).

    >>> one, same, other = hash_vertices(np.array([[0.0, 1.0], [-0.0, 1.0], [1.0, 0.0]])).tolist()
    >>> one == same, one == other
    (True, False)
    """
    x, y = ((points[:, axis] + 0.0).view(np.uint64) for axis in (0, 1))  # −0 is 0
    return mixed(mixed(x) + y)


def mixed(number: Hashes) -> Hashes:
    """Return numbers mixed so that every bit of one moves every bit of the other (the finish of SplitMix64)."""
    found = number ^ (number >> np.uint64(30))
    found *= np.uint64(0xBF58476D1CE4E5B9)
    found ^= found >> np.uint64(27)
    found *= np.uint64(0x94D049BB133111EB)
    found ^= found >> np.uint64(31)
    return found
