"""From metres on the ground to millimetres on paper: a round scale, the piece of ground a map shows."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.presenters.drawing import Points
from natres.presenters.sheets.layout import Box

__all__ = ["Ground", "fitting_scale", "round_scale"]

_ROUND = (1.0, 1.25, 1.5, 1.6, 1.75, 2.0, 2.25, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 7.0, 7.5, 8.0, 9.0, 10.0)
#: Ground shown around the subject, as a share of the map.
_AIR = 0.025
#: Lines on paper keep their course within this.
_SMOOTH_MM = 0.04


def round_scale(least: float) -> int:
    """Return the smallest round denominator of at least ``least``.

    >>> round_scale(131_000), round_scale(9_100), round_scale(150_000.0)
    (150000, 10000, 150000)
    """
    power = 10.0 ** np.floor(np.log10(max(least, 1.0)))
    return int(next(step * power for step in _ROUND if step * power >= least * (1 - 1e-12)))


def fitting_scale(bounds: tuple[float, float, float, float], box: Box) -> int:
    """Return the round scale at which the ground within bounds (metres) fits a box with some air around it."""
    west, south, east, north = bounds
    room = 1.0 - 2 * _AIR
    return round_scale(max((east - west) / box.width, (north - south) / box.height, 1e-3) * 1000.0 / room)


@dataclass(frozen=True)
class Ground:
    """The ground a map shows: the place of its upper left corner, in metres, its scale and its box on paper."""

    west: float
    north: float
    scale: int
    box: Box

    @classmethod
    def around(cls, bounds: tuple[float, float, float, float], box: Box, scale: int = 0) -> "Ground":
        """Return the ground that holds bounds in its middle; at the scale that fits where none is given."""
        west, south, east, north = bounds
        scale = scale or fitting_scale(bounds, box)
        metres = scale / 1000.0
        middle = (west + east) / 2, (south + north) / 2
        return cls(middle[0] - box.width * metres / 2, middle[1] + box.height * metres / 2, scale, box)

    @property
    def mm(self) -> float:
        """Millimetres on paper per metre on the ground."""
        return 1000.0 / self.scale

    @property
    def shown(self) -> shapely.Polygon:
        """The ground as a rectangle, in metres."""
        east, south = self.west + self.box.width / self.mm, self.north - self.box.height / self.mm
        return shapely.box(self.west, south, east, self.north)

    def on_paper(self, points: NDArray[np.float64]) -> Points:
        """Return places (metres) in millimetres from the upper left of the sheet."""
        x = self.box.west + (points[:, 0] - self.west) * self.mm
        y = self.box.top + (self.north - points[:, 1]) * self.mm
        return np.column_stack([x, y])

    def lines(self, shape: Any) -> list[Points]:
        """Return the lines of a shape within the map, on paper, without bends nobody sees.

        >>> ground = Ground(0.0, 1000.0, 100_000, Box(0, 0, 10, 10))
        >>> [line.tolist() for line in ground.lines(shapely.LineString([(500, 500), (2000, 500)]))]
        [[[5.0, 5.0], [10.0, 5.0]]]
        """
        x0, y0, x1, y1 = self.shown.bounds
        smooth = shapely.simplify(shape, _SMOOTH_MM / self.mm, preserve_topology=False)
        seen = shapely.clip_by_rect(smooth, x0, y0, x1, y1)
        parts = [part for part in shapely.get_parts(seen) if part.geom_type in ("LineString", "LinearRing")]
        return [self.on_paper(shapely.get_coordinates(part)) for part in parts if not part.is_empty]
