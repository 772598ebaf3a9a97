"""Columns drawn at once from weighted words."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["pick", "pick_by", "text_of"]


def pick(rng: np.random.Generator, count: int, weights: Mapping[Any, float]) -> NDArray[np.object_]:
    """Draw ``count`` of the keys by weight: one random number each.

    >>> set(pick(np.random.default_rng(1), 5, {"a": 1, "b": 0}).tolist())
    {'a'}
    """
    limits = np.cumsum(np.array(list(weights.values()), dtype=np.float64))
    place = np.searchsorted(limits / limits[-1], rng.random(count), side="right")
    return np.array(list(weights), dtype=object)[np.minimum(place, len(weights) - 1)]


def pick_by(
    rng: np.random.Generator, kind: NDArray[np.object_], weights: Mapping[str, Mapping[Any, float]]
) -> NDArray[np.object_]:
    """Draw for every row from the weights of its kind; empty text where its kind has none.

    The same number of random numbers is drawn whatever the kinds, so one row's kind moves no other row.
    """
    result = np.full(len(kind), "", dtype=object)
    for name, options in weights.items():
        drawn = pick(rng, len(kind), options)
        mine = kind == name
        result[mine] = drawn[mine]
    return result


def text_of(numbers: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return whole numbers as text.

    >>> text_of(np.array([1, 12])).tolist()
    ['1', '12']
    """
    return numbers.astype(str).astype(object)
