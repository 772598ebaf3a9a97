"""Shapes brought near the origin to be cut: eight digits before the point leave GEOS no room behind it.

GEOS snaps what it cannot node exactly by a trillionth of the coordinates. With a zone's false easting that is 0.04 mm,
enough to move a few square decimetres of a long border; near the origin it is nothing. The shift itself is exact.
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["Nearby"]

Shapes = NDArray[np.object_]

#: The origin is a multiple of this many metres, so that doubles are shifted without rounding.
_STEP_M = 1024.0


@dataclass(frozen=True)
class Nearby:
    """A place near some shapes that is taken as the origin."""

    east: float
    north: float

    @classmethod
    def of(cls, *layers: Shapes) -> Self:
        """Take the lower left of the first layer that has a place.

        >>> square = np.array([shapely.box(39505000, 4322000, 39506000, 4323000)])
        >>> near = Nearby.of(square)
        >>> near.of_shapes(square)[0].bounds, bool(shapely.equals(near.back(near.of_shapes(square)), square)[0])
        ((104.0, 720.0, 1104.0, 1720.0), True)
        """
        for shapes in layers:
            bounds = shapely.total_bounds(shapes) if len(shapes) else np.full(4, np.nan)
            if np.isfinite(bounds).all():
                east, north = (float(np.floor(value / _STEP_M) * _STEP_M) for value in bounds[:2])
                return cls(east, north)
        return cls(0.0, 0.0)

    def of_shapes(self, shapes: Any) -> Any:
        """Return shapes as seen from here."""
        return shapely.transform(shapes, lambda points: points - np.array([self.east, self.north]))

    def back(self, shapes: Any) -> Any:
        """Return shapes that were seen from here where they were."""
        return shapely.transform(shapes, lambda points: points + np.array([self.east, self.north]))
