"""What laying two layers on one another yields: ground that pairs of rows share, and what lies in one alone."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.areas import survey_area_m2
from natres.core.crs import ComputingZone

__all__ = ["NOWHERE", "Laid", "Pieces", "mean_width"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Shapes = NDArray[np.object_]

#: The row of a layer that has none over a piece.
NOWHERE = -1


@dataclass(frozen=True, eq=False)
class Pieces:
    """Pieces of ground, each with its row in both layers: :data:`NOWHERE` where one layer has none there.

    Parameters
    ----------
    first, second : rows, shape (n,); a pair of rows stands once, however many parts its ground has
    planar_m2 : area in the plane of the computing zone, ≥ 0
    survey_m2 : survey (ellipsoidal) area before its last rounding
    width_m : mean width, twice the area over the perimeter; that of a long strip is its width
    shape : polygons and multipolygons in the computing zone; None where they were not asked for
    """

    first: Rows
    second: Rows
    planar_m2: Floats
    survey_m2: Floats
    width_m: Floats
    shape: Shapes

    def __len__(self) -> int:
        """Return how many pieces there are."""
        return len(self.first)

    @classmethod
    def of(cls, first: Rows, second: Rows, shape: Shapes, zone: ComputingZone, planar_m2: Floats | None = None) -> Self:
        """Measure shapes that lie in the plane of ``zone``; their plane areas may be known already.

        >>> from natres.core.crs import ComputingZone
        >>> strip = np.array([shapely.box(39505000, 4322000, 39505100, 4322001)])
        >>> one = np.zeros(1, dtype=np.intp)
        >>> pieces = Pieces.of(one, one, strip, ComputingZone(117.0))
        >>> pieces.planar_m2.tolist(), pieces.width_m.round(2).tolist()
        ([100.0], [0.99])
        """
        planar = shapely.area(shape) if planar_m2 is None else planar_m2
        survey = survey_area_m2(shape, zone.named_crs, zone=zone) if len(shape) else np.zeros(0)
        return cls(first, second, planar, survey, mean_width(shape), shape)

    def some(self, places: Any) -> Self:
        """Return some of the pieces, by a mask or by places."""
        return type(self)(
            self.first[places], self.second[places], self.planar_m2[places], self.survey_m2[places],
            self.width_m[places], self.shape[places],
        )  # fmt: skip

    @classmethod
    def joined(cls, parts: "list[Pieces]") -> "Pieces":
        """Return all pieces of several lists, one after the other."""
        columns = ("first", "second", "planar_m2", "survey_m2", "width_m", "shape")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in columns))


def mean_width(shape: Shapes) -> Floats:
    """Return twice the area over the perimeter, 0 for what has no perimeter, in metres.

    >>> mean_width(np.array([shapely.box(0, 0, 1000, 1), shapely.Polygon()])).round(3).tolist()
    [0.999, 0.0]
    """
    around = shapely.length(shape)
    return np.where(around > 0, 2.0 * shapely.area(shape) / np.where(around > 0, around, 1.0), 0.0)


@dataclass(frozen=True, eq=False)
class Laid:
    """Two layers laid on one another in the plane of a computing zone.

    Parameters
    ----------
    common : ground that lies in both
    first_alone, second_alone : ground of one that the other leaves bare, by row
    first_m2, second_m2 : plane area of every row
    first_survey_m2, second_survey_m2 : survey area of every row before its last rounding
    same : how many rows of both have the same shape, and were not cut
    rounded : whether vertices were put on the survey's grid of 0.1 mm, because the layers came in two systems
    eased : pairs (row, row) whose shapes GEOS could only cut on a grid of 0.1 mm
    """

    common: Pieces
    first_alone: Pieces
    second_alone: Pieces
    first_m2: Floats
    second_m2: Floats
    first_survey_m2: Floats
    second_survey_m2: Floats
    zone: ComputingZone
    same: int = 0
    rounded: bool = False
    eased: tuple[tuple[int, int], ...] = ()

    @property
    def first_residual_m2(self) -> Floats:
        """Plane area of each row of the first layer less that of its pieces: 0 where nothing was lost or doubled."""
        alone = np.bincount(self.first_alone.first, self.first_alone.planar_m2, len(self.first_m2))
        return self.first_m2 - np.bincount(self.common.first, self.common.planar_m2, len(self.first_m2)) - alone

    @property
    def second_residual_m2(self) -> Floats:
        """The same of each row of the second layer."""
        alone = np.bincount(self.second_alone.second, self.second_alone.planar_m2, len(self.second_m2))
        return self.second_m2 - np.bincount(self.common.second, self.common.planar_m2, len(self.second_m2)) - alone

    @cached_property
    def whole(self) -> Pieces:
        """All ground of both layers, each piece once: common, then what the first, then what the second has alone."""
        return Pieces.joined([self.common, self.first_alone, self.second_alone])
