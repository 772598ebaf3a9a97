"""Smooth random fields: what makes neighbouring land alike and lines bend."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["PlaneWaves"]


class PlaneWaves:
    """A sum of random plane waves: mean 0, standard deviation about 1.

    Parameters
    ----------
    rng : source of directions and phases
    wavelength : in m; single waves lie between 0.7 and 1.5 times it
    waves : how many are summed
    """

    def __init__(self, rng: np.random.Generator, wavelength: float, waves: int = 16) -> None:
        turn = rng.uniform(0, 2 * np.pi, waves)
        number = 2 * np.pi / (wavelength * rng.uniform(0.7, 1.5, waves))
        self._k = np.column_stack([np.cos(turn) * number, np.sin(turn) * number])
        self._phase = rng.uniform(0, 2 * np.pi, waves)
        self._scale = np.sqrt(2.0 / waves)

    def __call__(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the field at points of shape (n, 2)."""
        result = np.zeros(len(points))
        for k, phase in zip(self._k, self._phase, strict=True):
            result += np.cos(points[:, 0] * k[0] + points[:, 1] * k[1] + phase)
        return result * self._scale
