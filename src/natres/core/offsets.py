"""Whether a layer that should fill its district lies beside it as a whole, and whether GCJ-02 explains by how much."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.crs import CGCS2000_AXIS_M, CGCS2000_INVERSE_FLATTENING
from natres.core.gcj02 import gcj02_offset

__all__ = ["Offset", "find_offset"]

Points = NDArray[np.float64]

#: How far off a layer is looked for, and in what steps, in metres.
_SEARCH_M, _STEP_M = 1000.0, 80.0
#: A shift below this is the difference between two surveys of one boundary.
_PLAIN_M = 5.0
#: The share of an offset that GCJ-02 must explain to be named.
_SUSPICIOUS = 0.8
#: Shares of boundary that must be met: of the district's, and of the layer's, which may reach beyond it.
_REFERENCE_MET, _LAYER_MET = 0.6, 0.35
#: A place of the boundary is met within these metres, or this share of the shift.
_MET_M, _MET_SHARE = 3.0, 0.05
#: A shift must bring the outlines this much nearer, or it explains nothing.
_BETTER = 0.25
_SAMPLES, _COARSE_SAMPLES, _ROUNDS = 1500, 300, 15


@dataclass(frozen=True)
class Offset:
    """How far a layer lies off the boundary of its district.

    ``gcj02_share`` is the share of the offset that the field of GCJ-02 explains, 0–1; ``residual_m`` what is left
    between the outlines where they meet (root mean square).
    """

    east_m: float
    north_m: float
    gcj02_share: float
    residual_m: float

    @property
    def distance_m(self) -> float:
        """Length of the offset in metres."""
        return float(np.hypot(self.east_m, self.north_m))

    @property
    def code(self) -> str:
        """What is to be said of it: nothing, ``CRS_OFFSET`` (GCJ-02) or ``CRS_OFFSET.plain``.

        >>> Offset(3.0, 3.0, 0.0, 0.5).code, Offset(530.0, 150.0, 0.99, 0.5).code, Offset(0.0, -78.0, 0.0, 0.5).code
        ('', 'CRS_OFFSET', 'CRS_OFFSET.plain')
        """
        if self.distance_m <= _PLAIN_M:
            return ""
        return "CRS_OFFSET" if self.gcj02_share > _SUSPICIOUS else "CRS_OFFSET.plain"

    @property
    def facts(self) -> dict[str, str]:
        """The numbers of its message: whole metres and percent, the residual to a tenth of a metre.

        >>> Offset(-0.2, -77.8, 0.0, 0.46).facts
        {'distance': '78', 'east': '0', 'north': '-78', 'share': '0', 'residual': '0.5'}
        """
        whole = {
            "distance": self.distance_m,
            "east": self.east_m,
            "north": self.north_m,
            "share": 100 * self.gcj02_share,
        }
        return {key: str(round(value)) for key, value in whole.items()} | {"residual": f"{self.residual_m:.1f}"}


def find_offset(layer: shapely.Geometry, reference: shapely.Geometry) -> Offset | None:
    """Return how far a layer lies off its district; None where the outlines do not tell.

    They tell where most of the district's boundary is found again in the layer's outline after some shift of up to
    a kilometre. A layer that lies inside, covers a part, or has another shape gives no answer.

    Parameters
    ----------
    layer : union of what fills the district, polygons in longitude and latitude (degrees)
    reference : the district, likewise

    >>> district = shapely.Polygon([(117.0, 39.0), (117.2, 39.02), (117.18, 39.2), (116.98, 39.15)])
    >>> moved = shapely.transform(district, lambda points: points + np.array([0.0, 0.001]))
    >>> offset = find_offset(moved, district)
    >>> offset is not None and (round(offset.east_m), round(offset.north_m), offset.code)
    (0, 111, 'CRS_OFFSET.plain')
    """
    rings, outline = _rings(layer), _rings(reference)
    if not len(rings) or not len(outline) or shapely.area(layer) < 0.5 * shapely.area(reference):
        return None
    middle = np.array(shapely.get_coordinates(outline).mean(axis=0))
    scale = _metres_per_degree(float(middle[1]))
    inside = _Outline(shapely.transform(rings, lambda points: (points - middle) * scale))
    wanted = _Outline(shapely.transform(outline, lambda points: (points - middle) * scale))
    samples = wanted.sampled(_SAMPLES)
    still = np.zeros(2)
    near = _refined(inside, samples, still)
    if _far(near.shift) <= _PLAIN_M and near.met >= _REFERENCE_MET:
        return Offset(float(near.shift[0]), float(near.shift[1]), 0.0, near.residual)
    field = gcj02_offset(samples / scale + middle)
    return _best(inside, wanted, samples, field, near)


def _best(inside: "_Outline", wanted: "_Outline", samples: Points, field: Points, near: "_Fit") -> Offset | None:
    """Return the shift, plain or along the field, that brings the outlines together."""
    plain = min([near, *(_refined(inside, samples, at) for at in _coarse(inside, samples))], key=lambda fit: fit.rms)
    mean = field.mean(axis=0)
    along = _refined(inside, samples + field, np.zeros(2))
    by_field = along.rms <= plain.rms
    fit, shift = (along, mean + along.shift) if by_field else (plain, plain.shift)
    rest = along.shift if by_field else shift - mean
    if _far(shift) > 1.5 * _SEARCH_M or not fit.is_determined:
        return None
    tolerance = max(_MET_M, _MET_SHARE * _far(shift))
    if (fit.distance <= tolerance).mean() < _REFERENCE_MET:
        return None
    if _far(shift) > _PLAIN_M and fit.rms > _BETTER * _trimmed(inside.nearest(samples)[0]):
        return None
    # What fills a district has its boundary as its own; a net of scattered pieces has lines everywhere.
    back = wanted.nearest(inside.sampled(_SAMPLES) - shift)[0]
    if (back <= max(tolerance, 2.0 * _spread(field) if by_field else 0.0)).mean() < _LAYER_MET:
        return None
    share = max(0.0, 1.0 - _far(rest) / _far(shift)) if _far(shift) else 0.0
    return Offset(float(shift[0]), float(shift[1]), share, fit.residual)


@dataclass(frozen=True)
class _Fit:
    """Where the samples of a boundary lie best: the shift, and what distances it leaves."""

    shift: Points
    distance: Points
    normals: Points

    @property
    def rms(self) -> float:
        return _trimmed(self.distance)

    @property
    def met(self) -> float:
        return float((self.distance <= _MET_M).mean())

    @property
    def residual(self) -> float:
        met = np.sort(self.distance)[: max(1, int(_REFERENCE_MET * len(self.distance)))]
        return float(np.sqrt(np.mean(met**2)))

    @property
    def is_determined(self) -> bool:
        """Whether the boundary has edges in enough directions: along a straight one a layer could slide."""
        small, large = np.linalg.eigvalsh(self.normals.T @ self.normals)
        return bool(small > 0.03 * large)


def _refined(inside: "_Outline", samples: Points, start: Points) -> _Fit:
    """Return the fit near ``start``: each sample to the nearest edge, those farthest off left out, again and again."""
    shift = start.copy()
    distance, normals, gaps = inside.nearest(samples + shift)
    for _ in range(_ROUNDS):
        keep = distance <= max(float(np.quantile(distance, 0.7)), 1e-6)
        step = np.linalg.lstsq(normals[keep], gaps[keep], rcond=1e-6)[0]
        shift = shift + step
        distance, normals, gaps = inside.nearest(samples + shift)
        if _far(step) < 1e-3:
            break
    return _Fit(shift, distance, normals)


def _coarse(inside: "_Outline", samples: Points) -> Points:
    """Return the three most promising shifts of a grid, shape (3, 2)."""
    some = samples[:: max(1, len(samples) // _COARSE_SAMPLES)]
    line = np.arange(-_SEARCH_M, _SEARCH_M + 1.0, _STEP_M)
    shifts = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    places = (some[None, :, :] + shifts[:, None, :]).reshape(-1, 2)
    far = 2.0 * _STEP_M
    distance = inside.tree.query(places, distance_upper_bound=far)[0]
    score = np.minimum(distance, far).reshape(len(shifts), -1).mean(axis=1)
    return shifts[np.argsort(score)[:3]]


class _Outline:
    """Rings in metres, ready to be asked for their nearest edge."""

    def __init__(self, rings: NDArray[Any]) -> None:
        points, owner = shapely.get_coordinates(rings, return_index=True)
        joined = owner[1:] == owner[:-1]
        start, end = points[:-1][joined], points[1:][joined]
        real = (start != end).any(axis=1)
        self.start, self.along = start[real], (end - start)[real]
        self.ends = np.cumsum(np.hypot(self.along[:, 0], self.along[:, 1]))

    @cached_property
    def tree(self) -> Any:
        """A quicker and coarser way to the nearest edge: places along the rings (a ``KDTree``)."""
        from scipy.spatial import KDTree

        return KDTree(self.sampled(8000))

    @cached_property
    def _edges(self) -> shapely.STRtree:
        pairs = np.stack([self.start, self.start + self.along], axis=1)
        return shapely.STRtree(cast("NDArray[Any]", shapely.linestrings(pairs)))

    def sampled(self, count: int) -> Points:
        """Return places all along the rings, equally far apart, shape (count, 2)."""
        at = np.linspace(0.0, self.ends[-1], count, endpoint=False)
        edge = np.searchsorted(self.ends, at, side="right")
        share = 1.0 - (self.ends[edge] - at) / np.hypot(self.along[edge, 0], self.along[edge, 1])
        return self.start[edge] + share[:, None] * self.along[edge]

    def nearest(self, places: Points) -> tuple[Points, Points, Points]:
        """Return distance to the nearest edge, unit vector across it (n, 2), and distance along that vector."""
        edge = self._edges.nearest(shapely.points(places))
        start, along = self.start[edge], self.along[edge]
        square = (along**2).sum(axis=1)
        at = np.clip(((places - start) * along).sum(axis=1) / square, 0.0, 1.0)
        gap = start + at[:, None] * along - places
        distance = np.hypot(gap[:, 0], gap[:, 1])
        across = np.column_stack([-along[:, 1], along[:, 0]]) / np.sqrt(square)[:, None]
        at_end = ((at == 0.0) | (at == 1.0)) & (distance > 1e-6)
        across[at_end] = gap[at_end] / distance[at_end, None]
        return distance, across, (gap * across).sum(axis=1)


def _rings(shape: shapely.Geometry) -> NDArray[Any]:
    """Return the outer rings of the larger parts: slivers and holes are no part of a district's outline."""
    parts = shapely.get_parts(shape)
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON.value]
    with np.errstate(invalid="ignore"):  # a part off the projection has no area
        area = shapely.area(parts)
    large = np.isfinite(area) & (area > 1e-3 * area.sum())
    return shapely.get_exterior_ring(parts[large])


def _metres_per_degree(latitude: float) -> Points:
    square = (2.0 - 1.0 / CGCS2000_INVERSE_FLATTENING) / CGCS2000_INVERSE_FLATTENING
    sine, cosine = np.sin(np.radians(latitude)), np.cos(np.radians(latitude))
    root = np.sqrt(1.0 - square * sine**2)
    across, along = CGCS2000_AXIS_M / root * cosine, CGCS2000_AXIS_M * (1.0 - square) / root**3
    return np.radians(np.array([across, along]))


def _trimmed(distance: Points) -> float:
    kept = np.sort(distance)[: max(1, int(_REFERENCE_MET * len(distance)))]
    return float(np.sqrt(np.mean(kept**2)))


def _spread(field: Points) -> float:
    return float(np.hypot(*(field - field.mean(axis=0)).T).max())


def _far(shift: NDArray[np.floating[Any]]) -> float:
    return float(np.hypot(shift[0], shift[1]))
