"""Where things stand on a sheet: paper, title, map, legend, foot, all in millimetres."""

from typing import NamedTuple

import numpy as np

from natres.core.map_definition import PAPERS
from natres.presenters.drawing import Points

__all__ = ["Box", "Layout", "laid_out"]

#: Sizes are given for A3; on A4 they shrink to this.
_SMALLER = {"A4": 0.78, "A3": 1.0}
_MARGIN, _TITLE, _FOOT, _BORDER, _GAP = 10.0, 19.0, 15.0, 5.0, 4.0


class Box(NamedTuple):
    """A rectangle by its left, upper, right and lower edge."""

    west: float
    top: float
    east: float
    bottom: float

    @property
    def width(self) -> float:
        """Its width."""
        return self.east - self.west

    @property
    def height(self) -> float:
        """Its height."""
        return self.bottom - self.top

    @property
    def ring(self) -> Points:
        """Its corners from the upper left, the first again at the end.

        >>> Box(0, 0, 2, 1).ring.tolist()
        [[0, 0], [2, 0], [2, 1], [0, 1], [0, 0]]
        """
        west, top, east, bottom = self
        return np.array([(west, top), (east, top), (east, bottom), (west, bottom), (west, top)])

    def meets(self, other: "Box") -> bool:
        """Whether two overlap.

        >>> Box(0, 0, 2, 2).meets(Box(1, 1, 3, 3)), Box(0, 0, 2, 2).meets(Box(2, 0, 3, 1))
        (True, False)
        """
        return self.west < other.east and other.west < self.east and self.top < other.bottom and other.top < self.bottom

    def grown(self, by: float) -> "Box":
        """Return it larger by so much on every side."""
        return Box(self.west - by, self.top - by, self.east + by, self.bottom + by)

    def holds(self, other: "Box") -> bool:
        """Whether another lies within it."""
        return (
            self.west <= other.west
            and self.top <= other.top
            and self.east >= other.east
            and self.bottom >= other.bottom
        )


class Layout(NamedTuple):
    """A sheet's parts.

    Parameters
    ----------
    paper, width, height : the paper's name and size
    part : by how much sizes meant for A3 shrink
    page : what the margins leave
    frame, map : the neat line, and the map within the border that holds the labels of its grid
    side : room of the legend: beside the map on a sheet that lies, below it on one that stands
    """

    paper: str
    width: float
    height: float
    part: float
    page: Box
    frame: Box
    map: Box
    side: Box


def laid_out(paper: str, orientation: str, side_mm: float, *, banded: bool = True) -> Layout:
    """Return where things stand when the legend needs ``side_mm``: of width beside the map, of height below it.

    Without ``banded`` it stands within the map, which takes the whole page.

    >>> laid_out("A3", "landscape", 70.0).map.width
    316.0
    """
    short, long = PAPERS[paper]
    part, lies = _SMALLER[paper], orientation == "landscape"
    width, height = (long, short) if lies else (short, long)
    margin, border, gap = _MARGIN * part, _BORDER * part, _GAP * part if banded else 0.0
    page = Box(margin, margin, width - margin, height - margin)
    top, bottom = page.top + _TITLE * part, page.bottom - _FOOT * part
    if lies:
        frame = Box(page.west, top, page.east - side_mm - gap, bottom)
        side = Box(frame.east + gap, top, page.east, bottom)
    else:
        frame = Box(page.west, top, page.east, bottom - side_mm - gap)
        side = Box(page.west, frame.bottom + gap, page.east, bottom)
    return Layout(paper, width, height, part, page, frame, frame.grown(-border), side)
