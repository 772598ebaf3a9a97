"""What a repair changed: one record per cell or shape, with what stood there before and after."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["SHAPE", "Mend", "Plane", "Shapes", "as_they_are"]

Shapes = NDArray[np.object_]
#: Brings shapes of a layer to a plane in metres, shape (n,) to shape (n,).
Plane = Callable[[Shapes], Shapes]

#: The field of a record that is about a shape.
SHAPE = "geometry"


def as_they_are(shapes: Shapes) -> Shapes:
    """Return shapes that are in metres already."""
    return shapes


@dataclass(frozen=True, eq=False)
class Mend:
    """One change of one row.

    Parameters
    ----------
    code : the rule that asked for it
    row : the row, from 0; None where the change is one of the layer as a whole
    field : the field that changed, ``geometry`` for a shape
    before, after : what stood there and what stands there now; None for a shape that went into another row
    area_m2 : plain area before and after (each shell less its holes, whatever crosses), None where no shape changed
    signed_m2 : the same as the sum of all rings by their direction, counter-clockwise positive; of shapes made valid
    other : the row on the other side, where a sliver went into a neighbour
    count : how many cells a change of the layer as a whole stands for
    """

    code: str
    row: int | None
    field: str = SHAPE
    before: Any = None
    after: Any = None
    area_m2: tuple[float, float] | None = None
    signed_m2: tuple[float, float] | None = None
    other: int | None = None
    count: int = 1

    @property
    def difference_m2(self) -> float:
        """How much the plain area changed, 0 where no shape did.

        >>> Mend("SLIVER", 3, area_m2=(100.0, 104.0)).difference_m2, Mend("CODE_WIDE", 3, "DLBM").difference_m2
        (4.0, 0.0)
        """
        return 0.0 if self.area_m2 is None else self.area_m2[1] - self.area_m2[0]
