"""What grows on cropland: the survey's planting attribute (ZZSXDM, ZZSXMC), with a random stream of its own."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["PLANTINGS", "planting_codes", "planting_stream"]

# code → name, and its share among paddy (0101), irrigated (0102) and dry (0103) parcels
PLANTINGS: dict[str, tuple[str, tuple[float, float, float]]] = {
    "LS": ("种植粮食作物", (0.86, 0.58, 0.62)),
    "FLS": ("种植非粮食作物", (0.04, 0.26, 0.16)),
    "LYFL": ("粮与非粮轮作", (0.05, 0.08, 0.05)),
    "XG": ("休耕", (0.01, 0.02, 0.04)),
    "LLJZ": ("林粮间作", (0.01, 0.02, 0.04)),
    "WG": ("未耕种", (0.03, 0.04, 0.09)),
}
_COLUMN = {"0101": 0, "0102": 1, "0103": 2}
# The streams of the other steps are numbered from 0: a number of its own leaves all of them as they were.
_STREAM = 100


def planting_stream(seed: int) -> np.random.Generator:
    """Return the random numbers of the planting attribute, apart from those of every other step."""
    return np.random.default_rng(np.random.SeedSequence([seed, 20221231], spawn_key=(_STREAM,)))


def planting_codes(rng: np.random.Generator, code: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return ZZSXDM of every parcel: a code on cropland, empty text elsewhere.

    >>> planting_codes(planting_stream(1), np.array(["1101", "0601"], dtype=object)).tolist()
    ['', '']
    """
    kinds = np.array(list(PLANTINGS), dtype=object)
    limits = np.cumsum([share for _, share in PLANTINGS.values()], axis=0)
    drawn = rng.random(len(code))  # one number per parcel whatever its class: a changed class moves no other row
    result = np.full(len(code), "", dtype=object)
    for name, column in _COLUMN.items():
        mine = np.flatnonzero(code == name)
        place = np.searchsorted(limits[:, column], drawn[mine], side="right")
        result[mine] = kinds[np.minimum(place, len(kinds) - 1)]
    return result
