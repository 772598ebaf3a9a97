"""The one place where an area is computed: survey (ellipsoidal), geodesic and planar area of a parcel.

The survey area is the official formula of the national land survey on CGCS2000 (:mod:`natres.core.survey_formula`):
plane coordinates to 4 decimals, edges over 70 m divided, latitude and longitude to 6 decimals of a second,
trapezoids between parallels, half up to 0.01 m². Without the division a triangle of 5 km² comes out 812 m²
wrong, because a trapezoid takes its edge as straight in latitude and longitude.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Self, cast

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Geod

from natres.core.crs import (
    CGCS2000_AXIS_M,
    CGCS2000_INVERSE_FLATTENING,
    ComputingZone,
    from_zone,
    nearest_meridian,
    own_zone,
    to_lon_lat,
    to_zone,
)
from natres.core.rings import Rings, densify, densify_lon_lat, first_of_rings, on_the_plane, unwrapped, with_middles
from natres.core.survey_formula import arcs_of_parabolas, gauss_inverse, rounded_arc, trapezoids
from natres.errors import BadData

__all__ = ["ellipsoidal_area_m2", "geodesic_area_dm2", "planar_area_dm2", "survey_area_dm2", "survey_area_m2"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: Beyond this many degrees from the central meridian the published series loses its last digits.
_ZONE_HALF_WIDTH = 2.0
#: No place on Earth has larger coordinates: degrees east and north, or metres (a zone prefix is up to 120 million).
_FARTHEST_DEGREES, _FARTHEST = np.array([540.0, 90.0]), np.array([1e9, 1e9])
#: Parcels are measured in chunks whose vertices fit in the processor's cache.
_CHUNK = 1000
#: From this many chunks on, starting threads costs less than they save.
_WORTH_THREADS = 8

GEOD = Geod(a=CGCS2000_AXIS_M, rf=CGCS2000_INVERSE_FLATTENING)


def survey_area_dm2(geometry: ArrayLike, crs: CRS, *, zone: ComputingZone | None = None) -> NDArray[np.int64]:
    """Return the survey (ellipsoidal) area of polygons in whole 0.01 m², half up.

    Parameters
    ----------
    geometry : polygons and multipolygons, shape (n,); an empty or missing one has area 0
    crs : their coordinate system on CGCS2000 or WGS 84
    zone : the zone to compute in; by default each shape's own: that of ``crs`` where the shape's middle lies
        within ±2° of its central meridian, else the 3-degree zone nearest to the middle

    Notes
    -----
    Edges are straight in the zone. A shape that reaches beyond ±2° of its central meridian goes straight to
    longitude and latitude: its edges are then straight in the coordinates it came in. No shape's area depends on
    what else is in the layer.

    Raises
    ------
    BadData : ``CRS_DATUM`` for another datum, ``GEOM_WIDE`` for a shape around a pole or off the projection,
        ``GEOM_NONFINITE`` for a vertex that is nowhere

    Source: 国土调查办发〔2008〕32号 and the annex of TD/T 1055-2019.

    >>> square = shapely.box(39505000, 4322000, 39506000, 4323000)
    >>> survey_area_dm2([square, shapely.Polygon(), None], CRS.from_epsg(4527)).tolist()
    [99999926, 0, 0]
    """
    return _to_dm2(survey_area_m2(geometry, crs, zone=zone))


def survey_area_m2(geometry: ArrayLike, crs: CRS, *, zone: ComputingZone | None = None) -> Floats:
    """Return the survey area in m² before its last rounding; see :func:`survey_area_dm2`."""
    return _in_chunks(np.asarray(geometry, dtype=object), crs, zone, _survey_chunk)


def geodesic_area_dm2(geometry: ArrayLike, crs: CRS, *, zone: ComputingZone | None = None) -> NDArray[np.int64]:
    """Return the geodesic area (Karney, by pyproj) in whole 0.01 m²: the independent second computation.

    The vertices are those of the survey area, brought to longitude and latitude by PROJ and not rounded there.
    Parameters and errors as for :func:`survey_area_dm2`.

    >>> geodesic_area_dm2([shapely.box(39505000, 4322000, 39506000, 4323000)], CRS.from_epsg(4527)).tolist()
    [99999925]
    """
    return _to_dm2(_in_chunks(np.asarray(geometry, dtype=object), crs, zone, _geodesic_chunk))


def planar_area_dm2(geometry: ArrayLike, crs: CRS, *, zone: ComputingZone | None = None) -> NDArray[np.int64]:
    """Return the area in the plane of the computing zone in whole 0.01 m²: too large away from its meridian.

    Parameters and errors as for :func:`survey_area_dm2`.

    >>> planar_area_dm2([shapely.box(39505000, 4322000, 39506000, 4323000)], CRS.from_epsg(4527)).tolist()
    [100000000]
    """
    return _to_dm2(_in_chunks(np.asarray(geometry, dtype=object), crs, zone, _planar_chunk))


def ellipsoidal_area_m2(geometry: ArrayLike, crs: CRS) -> Floats:
    """Return the area on the ellipsoid in m² with no vertex rounded: what the cells of a raster must add up to.

    Edges are straight in ``crs``. Parameters and errors as for :func:`survey_area_dm2`, whose last rounding of latitude
    and longitude (3e-5 m) this area does not have.

    >>> ellipsoidal_area_m2([shapely.box(39505000, 4322000, 39506000, 4323000)], CRS.from_epsg(4527)).round(3).tolist()
    [999999.253]
    """
    return _in_chunks(np.asarray(geometry, dtype=object), crs, None, _ellipsoidal_chunk)


@dataclass(frozen=True)
class _Place:
    """Where a layer is measured: its system, the zone, and whether some shapes may lie beyond that zone."""

    crs: CRS
    zone: ComputingZone
    wide: bool

    @classmethod
    def of(cls, bounds: Floats, crs: CRS, zone: ComputingZone) -> Self:
        """Tell whether any of the shapes within ``bounds`` reaches beyond the zone."""
        if not np.isfinite(bounds).all():
            return cls(crs, zone, False)  # nothing to measure
        corners = _corners(bounds[None], crs)
        around = crs.is_geographic and bounds[2] - bounds[0] > 180.0  # both sides of ±180°: look at every vertex
        return cls(crs, zone, around or not bool((_off_meridian(corners, zone) <= _ZONE_HALF_WIDTH).all()))

    def beyond(self, shapes: NDArray[Any]) -> Flags:
        """Return which shapes reach beyond ±2° of the meridian, shape (n,)."""
        if not self.wide:
            return np.zeros(len(shapes), dtype=bool)
        if self.crs.is_geographic:
            points, owner = shapely.get_coordinates(shapes, return_index=True)
            off = np.zeros(len(shapes))
            np.maximum.at(off, owner, _off_meridian(points[:, 0], self.zone))
            return off > _ZONE_HALF_WIDTH
        off = _off_meridian(_corners(shapely.bounds(shapes), self.crs), self.zone)
        return ~(off <= _ZONE_HALF_WIDTH).all(axis=1) & ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)


def _corners(bounds: Floats, crs: CRS) -> Floats:
    """Return the longitudes of the four corners of boxes, shape (n, 4)."""
    west, south, east, north = bounds.T
    x, y = np.concatenate([west, east, west, east]), np.concatenate([south, north, north, south])
    return to_lon_lat(np.column_stack([x, y]), crs)[:, 0].reshape(4, -1).T


def _off_meridian(longitude: Floats, zone: ComputingZone) -> Floats:
    with np.errstate(invalid="ignore"):  # what lies off a projection is endless, and no longitude
        return np.abs((longitude - zone.central_meridian + 180.0) % 360.0 - 180.0)


Rows = NDArray[np.intp]
Chunk = Callable[[NDArray[Any], _Place, Rows], Floats]


def _in_chunks(shapes: NDArray[Any], crs: CRS, zone: ComputingZone | None, measure: Chunk) -> Floats:
    """Measure a layer zone by zone and chunk by chunk, on threads where it is long: numpy and GEOS allow it."""
    ends = shapely.total_bounds(shapes) if len(shapes) else np.full(4, np.nan)
    _refuse_nowhere(shapes, ends, crs)
    meridians = np.full(len(shapes), zone.central_meridian) if zone else _meridians(shapes, ends, crs)
    area = np.zeros(len(shapes))
    for meridian in np.unique(meridians).tolist():
        rows = np.flatnonzero(meridians == meridian)
        bounds = ends if len(rows) == len(shapes) else shapely.total_bounds(shapes[rows])
        place = _Place.of(bounds, crs, ComputingZone(meridian))
        chunks = [rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK)]

        def chunk(part: Rows, place: _Place = place) -> Floats:
            return measure(shapes[part], place, part)

        if len(chunks) < _WORTH_THREADS:
            parts = [chunk(part) for part in chunks]
        else:  # the order of the parts is that of the parcels
            with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
                parts = list(pool.map(chunk, chunks))
        area[rows] = np.concatenate(parts)
        lost = rows[~np.isfinite(area[rows])]
        nothing = rows[area[rows] == 0] if crs.is_geographic else rows[:0]
        lost = np.concatenate([lost, nothing[_all_around(shapes[nothing])]])
        if len(lost):
            raise _too_wide(int(lost[0]), place)
    return area


def _meridians(shapes: NDArray[Any], ends: Floats, crs: CRS) -> Floats:
    """Return the central meridian each shape is measured by, shape (n,): the layer's own, or the nearest to it."""
    own = own_zone(crs)
    if np.isnan(ends).any():
        return np.full(len(shapes), 117.0 if own is None else own.central_meridian)  # nothing to measure
    if own is not None and (_off_meridian(_corners(ends[None], crs), own) <= _ZONE_HALF_WIDTH).all():
        return np.full(len(shapes), own.central_meridian)
    bounds = shapely.bounds(shapes)
    there = np.isfinite(bounds).all(axis=1)
    middle = np.full(len(shapes), 117.0 if own is None else own.central_meridian)
    points = (bounds[there, :2] + bounds[there, 2:]) / 2.0
    if crs.is_geographic:
        for row in np.flatnonzero(bounds[there, 2] - bounds[there, 0] > 180.0):  # a ring that jumps at ±180°
            around = shapely.get_coordinates(shapes[there][row])[:, 0] % 360.0
            points[row, 0] = (around.min() + around.max()) / 2.0
    longitude = to_lon_lat(points, crs)[:, 0]
    middle[there] = np.where(np.isfinite(longitude), longitude, middle[there])
    nearest = nearest_meridian(middle)
    return (
        nearest
        if own is None
        else np.where(_off_meridian(middle, own) <= _ZONE_HALF_WIDTH, own.central_meridian, nearest)
    )


def _all_around(shapes: NDArray[Any]) -> Flags:
    """Tell which shapes reach once around the Earth: their ends fall together, and their area would be none."""
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        return bounds[:, 2] - bounds[:, 0] >= 360.0


def _refuse_nowhere(shapes: NDArray[Any], ends: Floats, crs: CRS) -> None:
    """Refuse vertices that are no place on Earth, by the row of the first; sound layers are told at a glance."""
    farthest = _FARTHEST_DEGREES if crs.is_geographic else _FARTHEST
    with np.errstate(invalid="ignore"):
        inside = bool((np.abs(ends) <= np.tile(farthest, 2)).all())
        if inside and int(np.isnan(shapely.area(shapes)).sum()) == int(shapely.is_missing(shapes).sum()):
            return
        points, owner = shapely.get_coordinates(shapes, return_index=True)
        endless = np.flatnonzero(~np.isfinite(points).all(axis=1))
        away = np.flatnonzero((np.abs(points) > farthest).any(axis=1))
    if len(endless):
        raise BadData("GEOM_NONFINITE", row=int(owner[endless[0]]))
    if len(away):
        raise BadData("GEOM_WIDE", row=int(owner[away[0]]), value=f"{points[away[0], 0]:g}, {points[away[0], 1]:g}")


def _too_wide(row: int, place: _Place) -> BadData:
    return BadData("GEOM_WIDE", row=row, value=f"{place.zone.central_meridian:g}°")


def _planar_chunk(shapes: NDArray[Any], place: _Place, rows: Rows) -> Floats:
    del rows
    plane = shapely.transform(shapes, lambda points: to_zone(points, place.crs, place.zone))
    area = shapely.area(plane)
    return np.where(shapely.is_missing(shapes), 0.0, area)


def _survey_chunk(shapes: NDArray[Any], place: _Place, rows: Rows) -> Floats:
    far = place.beyond(shapes)
    area = np.zeros(len(shapes))
    near = Rings(shapes[~far]) if far.any() else Rings(shapes)
    if len(near.points):
        zone = place.zone
        plane, ring = on_the_plane(near, place.crs, zone)
        with np.errstate(all="ignore"):  # at a pole the series has no value; the shape is refused by its area
            sine, longitude = gauss_inverse(plane[:, 0] - zone.false_easting_m, plane[:, 1], zone.central_meridian)
        area[~far] = _by_trapezoids(near, sine, longitude, ring, len(shapes) - int(far.sum()))
    if far.any():
        rings, lon_lat, ring = _on_the_ellipsoid(shapes, far, place, rows)
        area[far] = _by_trapezoids(rings, *rounded_arc(lon_lat), ring, int(far.sum()))
    return area


def _by_trapezoids(rings: Rings, sine: Floats, longitude: Floats, ring: NDArray[np.intp], count: int) -> Floats:
    piece, of_edge = trapezoids(sine, longitude, ring)
    of_ring = np.bincount(of_edge, weights=piece, minlength=len(rings.owner))
    # With weights bincount adds doubles; numpy's stub says intp.
    return cast(Floats, np.bincount(rings.owner, weights=np.abs(of_ring) * rings.sign, minlength=count))


def _geodesic_chunk(shapes: NDArray[Any], place: _Place, rows: Rows) -> Floats:
    far = place.beyond(shapes)
    area = np.zeros(len(shapes))
    near = Rings(shapes[~far]) if far.any() else Rings(shapes)
    if len(near.points):
        plane, ring = on_the_plane(near, place.crs, place.zone)
        area[~far] = _by_geodesics(near, from_zone(plane, place.zone), ring, len(shapes) - int(far.sum()))
    if far.any():
        area[far] = _by_geodesics(*_on_the_ellipsoid(shapes, far, place, rows), int(far.sum()))
    return area


def _by_geodesics(rings: Rings, lon_lat: Floats, ring: NDArray[np.intp], count: int) -> Floats:
    parts = np.split(lon_lat, np.flatnonzero(np.diff(ring)) + 1)
    of_ring = np.array([abs(GEOD.polygon_area_perimeter(p[:, 0], p[:, 1])[0]) for p in parts])
    return cast(Floats, np.bincount(rings.owner, weights=of_ring * rings.sign, minlength=count))


def _ellipsoidal_chunk(shapes: NDArray[Any], place: _Place, rows: Rows) -> Floats:
    every = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    area = np.zeros(len(shapes))
    if every.any():
        rings, lon_lat, ring = _on_the_ellipsoid(shapes, every, place, rows, halved=True)
        arc = np.radians(lon_lat)
        piece, of_edge = arcs_of_parabolas(np.sin(arc[:, 1]), arc[:, 0], ring)
        of_ring = np.bincount(of_edge, weights=piece, minlength=len(rings.owner))
        signed = np.abs(of_ring) * rings.sign
        area[every] = np.bincount(rings.owner, weights=signed, minlength=int(every.sum()))
    return area


def _on_the_ellipsoid(
    shapes: NDArray[Any], far: Flags, place: _Place, rows: Rows, *, halved: bool = False
) -> tuple[Rings, Floats, NDArray[np.intp]]:
    """Return the rings of shapes too wide for a zone, their densified longitudes and latitudes, each point's ring.

    ``halved`` puts the middle of every edge between its ends.
    """
    rings = Rings(shapes[far])
    if place.crs.is_geographic:
        lon_lat, ring = densify_lon_lat(unwrapped(rings.points, rings.ring), rings.ring)
        lon_lat, ring = with_middles(lon_lat, ring) if halved else (lon_lat, ring)
    else:
        metres = float(place.crs.axis_info[0].unit_conversion_factor)
        points, ring = densify(rings.points, rings.ring, metres)
        points, ring = with_middles(points, ring) if halved else (points, ring)
        lon_lat = unwrapped(to_lon_lat(points, place.crs), ring)
    first = first_of_rings(ring)
    last = np.append(first[1:], len(ring)) - 1
    around = np.abs(lon_lat[first, 0] - lon_lat[last, 0]) > 180.0
    lost = ~np.isfinite(np.add.reduceat(lon_lat.sum(axis=1), first))
    if (around | lost).any():
        first_lost = np.flatnonzero(far)[rings.owner[np.flatnonzero(around | lost)[0]]]
        raise _too_wide(int(rows[first_lost]), place)
    return rings, lon_lat, ring


def _to_dm2(area_m2: Floats) -> NDArray[np.int64]:
    return np.floor(area_m2 * 100.0 + 0.5).astype(np.int64)
