"""What a drawing is made of, in millimetres from its upper left: areas, lines, texts, dots."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "HEIGHT",
    "INK",
    "LEGEND",
    "MAP_WIDTH",
    "WIDTH",
    "Area",
    "Dot",
    "Mark",
    "Points",
    "Stroke",
    "Text",
    "text_width",
]

Points = NDArray[np.float64]

#: Size of the picture, of the map in it, and where the legend begins, in millimetres.
WIDTH, HEIGHT, MAP_WIDTH, LEGEND = 174.0, 74.0, 122.0, 126.0
INK = "#1c2a31"


@dataclass(frozen=True, eq=False)
class Area:
    """A filled or hatched area; ``rings`` are closed, holes among them, in millimetres from the upper left."""

    rings: tuple[Points, ...]
    fill: str = ""
    stroke: str = ""
    width: float = 0.1
    hatch: str = ""
    dash: bool = False


@dataclass(frozen=True, eq=False)
class Stroke:
    """An open line."""

    points: Points
    colour: str
    width: float


@dataclass(frozen=True)
class Text:
    """A text; ``size`` in millimetres, ``anchor`` start, middle or end; one with ``halo`` has a white border."""

    x: float
    y: float
    text: str
    size: float = 2.6
    anchor: str = "start"
    bold: bool = False
    colour: str = INK
    halo: bool = False


@dataclass(frozen=True)
class Dot:
    """A round mark."""

    x: float
    y: float
    colour: str
    radius: float = 1.0


Mark = Area | Stroke | Text | Dot


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is; a Chinese letter is as wide as it is high.

    >>> text_width("北", 2.0), round(text_width("K1", 2.0), 2)
    (2.0, 2.4)
    """
    return size * sum(1.0 if ord(letter) > 0x2E80 else 0.6 for letter in text)
