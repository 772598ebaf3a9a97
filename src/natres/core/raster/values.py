"""What an analysis asks of a raster: its grid, and the values of the windows it names."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from natres.core.raster.grid import Grid
from natres.core.raster.tiles import TileCover

__all__ = ["CellValues", "Codes"]

#: Codes of a window, one array of shape (height, width) per date: 0 has no value, n is the n-th known value.
Codes = tuple[NDArray[np.integer[Any]], ...]


class CellValues(Protocol):
    """The class values of one raster, or of two dates on one grid; a reader fills it, an analysis asks it."""

    @property
    def grid(self) -> Grid:
        """The cells of the first raster."""
        ...

    @property
    def resampled(self) -> bool:
        """Whether the second raster was brought onto the cells of the first."""
        ...

    def windows(self, parts: Iterable[TileCover]) -> Iterator[tuple[TileCover, Codes]]:
        """Yield the codes of the windows, in their order."""
        ...

    def known(self) -> tuple[Sequence[int], ...]:
        """Return the values behind the codes, per date; complete once all windows were read."""
        ...
