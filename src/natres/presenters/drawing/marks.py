"""What a drawing is made of, in millimetres from its upper left: areas, lines, texts, dots, pictures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["INK", "Area", "Dot", "Image", "Mark", "Points", "Stroke", "Text"]

Points = NDArray[np.float64]

INK = "#1c2a31"


@dataclass(frozen=True, eq=False)
class Area:
    r"""A filled area; ``rings`` are closed, holes among them, in millimetres from the upper left.

    ``hatch`` rules it in the colour of its outline: ``/``, ``\``, ``-`` or ``.``.
    """

    rings: tuple[Points, ...]
    fill: str = ""
    stroke: str = ""
    width: float = 0.1
    hatch: str = ""
    dash: bool = False


@dataclass(frozen=True, eq=False)
class Stroke:
    """Open lines; ``dash`` are lengths of dashes and gaps."""

    points: Points
    colour: str
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Text:
    """A text on its baseline; ``size`` in millimetres, ``anchor`` start, middle or end; ``angle`` turns it clockwise.

    One with ``halo`` has a white border; ``serif`` is the typeface of documents, the other that of maps.
    """

    x: float
    y: float
    text: str
    size: float = 2.6
    anchor: str = "start"
    bold: bool = False
    colour: str = INK
    halo: bool = False
    angle: int = 0
    serif: bool = False
    tracking: float = 0.0


@dataclass(frozen=True)
class Dot:
    """A round mark; ``rim`` is the colour of its border, blank for none."""

    x: float
    y: float
    colour: str
    radius: float = 1.0
    rim: str = ""


@dataclass(frozen=True, eq=False)
class Image:
    """A picture of rows × columns × red, green, blue, with its upper left corner at a place."""

    x: float
    y: float
    width: float
    height: float
    pixels: NDArray[np.uint8]


Mark = Area | Stroke | Text | Dot | Image
