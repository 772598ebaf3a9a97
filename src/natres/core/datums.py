"""Layers of older datums brought to CGCS2000 by the parameters a bureau holds; without any, nothing is shifted.

Heights are not known: places are taken to lie on the old ellipsoid, which moves them by about a millimetre for every
hundred metres they really lie above it.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer, network
from pyproj.enums import TransformDirection

from natres.core.crs import CGCS2000_AXIS_M, CGCS2000_INVERSE_FLATTENING
from natres.core.twins import (
    BALLPARK_ERROR_M,
    ballpark,
    base_of,
    datum_key,
    from_degrees,
    projection_steps,
    to_degrees,
    twin_crs,
    unbound,
)  # fmt: skip
from natres.errors import BadData

__all__ = [
    "BALLPARK_ERROR_M", "DatumShift", "GridShift", "KnownPoint", "PlaneShift", "SpaceShift", "ballpark", "twin_crs",
]  # fmt: skip

Points = NDArray[np.float64]
Convention = Literal["position_vector", "coordinate_frame"]

_FORWARD, _INVERSE = TransformDirection.FORWARD, TransformDirection.INVERSE
_TO_RADIANS, _TO_DEGREES = "step proj=unitconvert xy_in=deg xy_out=rad", "step proj=unitconvert xy_in=rad xy_out=deg"


@dataclass(frozen=True)
class SpaceShift:
    """Three or seven parameters from the old datum to CGCS2000: metres, arc seconds, millionths.

    With small rotations r = (rx, ry, rz) and scale s, ``position_vector`` means X' = T + (1 + s)(X + r × X), and
    ``coordinate_frame`` X' = T + (1 + s)(X − r × X).
    """

    dx_m: float
    dy_m: float
    dz_m: float
    rx_arcsec: float = 0.0
    ry_arcsec: float = 0.0
    rz_arcsec: float = 0.0
    scale_ppm: float = 0.0
    convention: Convention = "position_vector"

    def steps(self, base: CRS) -> str:
        """Return the steps of a PROJ pipeline, degrees to degrees, from the ellipsoid of ``base``."""
        axis, flattening = _ellipsoid(base)
        turn = f"rx={self.rx_arcsec!r} ry={self.ry_arcsec!r} rz={self.rz_arcsec!r} s={self.scale_ppm!r}"
        move = f"x={self.dx_m!r} y={self.dy_m!r} z={self.dz_m!r} {turn} convention={self.convention}"
        cartesian = f"step proj=cart a={axis!r} rf={flattening!r} step proj=helmert {move}"
        back = f"step inv proj=cart a={CGCS2000_AXIS_M!r} rf={CGCS2000_INVERSE_FLATTENING!r}"
        return f"{_TO_RADIANS} {cartesian} {back} {_TO_DEGREES}"


@dataclass(frozen=True)
class GridShift:
    """A grid of shifts in longitude and latitude (NTv2 or GeoTIFF) by its absolute path."""

    path: str

    def steps(self, base: CRS) -> str:
        """Return the steps of a PROJ pipeline, degrees to degrees."""
        return f'{_TO_RADIANS} step proj=hgridshift grids="{self.path}" {_TO_DEGREES}'

    def open(self) -> None:
        """Open the grid.

        Raises
        ------
        pyproj.exceptions.ProjError : where PROJ cannot
        """
        _way(f"proj=pipeline {self.steps(CRS.from_epsg(4490))}")


@dataclass(frozen=True)
class PlaneShift:
    """Four parameters between two planes: X' = dx + k (X cos α − Y sin α), Y' = dy + k (X sin α + Y cos α).

    ``x_axis`` says which coordinate X is: a surveyor's X points north, a GIS's X points east. α is positive from X
    towards Y.

    >>> PlaneShift(100.0, 200.0, 0.0, 1.0, "north").forward(np.array([[1.0, 2.0]])).tolist()
    [[201.0, 102.0]]
    """

    dx_m: float
    dy_m: float
    rotation_arcsec: float
    scale: float
    x_axis: Literal["north", "east"]

    def forward(self, points: Points) -> Points:
        """Return easting and northing in the new plane, shape (n, 2), of those in the old."""
        x, y = self._turned(points)
        cos, sin = self._factors()
        moved = np.column_stack([self.dx_m + (x * cos - y * sin), self.dy_m + (x * sin + y * cos)])
        return moved if self.x_axis == "east" else moved[:, ::-1]

    def inverse(self, points: Points) -> Points:
        """Return easting and northing in the old plane, shape (n, 2), of those in the new."""
        x, y = self._turned(points)
        cos, sin = self._factors()
        x, y = x - self.dx_m, y - self.dy_m
        moved = np.column_stack([x * cos + y * sin, y * cos - x * sin]) / self.scale**2
        return moved if self.x_axis == "east" else moved[:, ::-1]

    def _turned(self, points: Points) -> tuple[Points, Points]:
        return (points[:, 0], points[:, 1]) if self.x_axis == "east" else (points[:, 1], points[:, 0])

    def _factors(self) -> tuple[float, float]:
        angle = math.radians(self.rotation_arcsec / 3600)
        return self.scale * math.cos(angle), self.scale * math.sin(angle)

    def formula(self) -> str:
        """Return the formula with its numbers, for the log."""
        names = "X east, Y north" if self.x_axis == "east" else "X north, Y east"
        turn = f'a = {self.rotation_arcsec!r}"; k = {self.scale!r}; {names}'
        return f"X' = {self.dx_m!r} + k (X cos a - Y sin a); Y' = {self.dy_m!r} + k (X sin a + Y cos a); {turn}"


@dataclass(frozen=True)
class KnownPoint:
    """A point known in both systems: easting (longitude) first, northing (latitude) second."""

    name: str
    source: tuple[float, float]
    target: tuple[float, float]


@dataclass(frozen=True)
class DatumShift:
    """The way from an older datum or a local grid to CGCS2000.

    Parameters
    ----------
    source_name : the system the parameters start from, as their file names it
    source : that system; None where only its datum is known by name, or a local grid by its own
    target : the CGCS2000 system the parameters lead to
    document : where the parameters are from
    accuracy_m : as stated by whoever made them
    checks : points the shift must meet

    >>> shift = DatumShift("EPSG:2384", CRS.from_epsg(2384), CRS.from_epsg(4548), SpaceShift(10, 20, 30), "", 0.1)
    >>> places, target = shift.apply(np.array([[39505000.0, 4322000.0]]), CRS.from_epsg(2363))
    >>> target.to_epsg(), places.round(2).tolist()
    (4527, [[39504981.99, 4322012.9]])
    """

    source_name: str
    source: CRS | None
    target: CRS
    method: SpaceShift | GridShift | PlaneShift
    document: str
    accuracy_m: float
    checks: tuple[KnownPoint, ...] = ()
    file: str = ""

    def fits(self, crs: CRS) -> bool:
        """Return whether the parameters are for ``crs``: its datum, or its very name where it is a local grid."""
        plain = unbound(crs)
        if self._is_own_plane(plain):
            return True
        base = plain.geodetic_crs
        if base is None or base.datum is None or (isinstance(self.method, PlaneShift) and self.source is None):
            return False
        own = self.source.geodetic_crs if self.source is not None else None
        wanted = own.datum.name if own is not None and own.datum is not None else self.source_name
        return datum_key(base.datum.name) == datum_key(wanted)

    def target_of(self, crs: CRS) -> CRS:
        """Return the CGCS2000 system a layer of ``crs`` is brought to: its twin, or where a local grid leads.

        Raises
        ------
        BadData : ``DATUM_SHIFT_OTHER`` where the parameters are not for ``crs``
        """
        if not self.fits(crs):
            raise BadData("DATUM_SHIFT_OTHER", file=self.file or None, value=crs.name, expected=self.source_name)
        plain = unbound(crs)
        return self.target if self._is_own_plane(plain) and self.source is None else twin_crs(plain)

    def apply(self, points: Points, crs: CRS) -> tuple[Points, CRS]:
        """Return the places of a layer in CGCS2000, shape (n, 2), and the system they are then in.

        Parameters
        ----------
        points : (n, 2) coordinates in ``crs``, easting or longitude first

        Raises
        ------
        BadData : ``DATUM_SHIFT_OTHER``, ``DATUM_SHIFT_OUTSIDE`` where places lie outside the grid
        """
        target = self.target_of(crs)
        if isinstance(self.method, PlaneShift):
            moved = _between(self.method.forward(self._to_plane(points, crs)), self.target, target)
        else:
            moved = from_degrees(_shifted(self.method, to_degrees(points, crs), crs, _FORWARD), target)
        self._refuse_lost(points, moved)
        return moved, target

    def back(self, points: Points, crs: CRS) -> Points:
        """Return what :meth:`apply` would turn into ``points``: coordinates of ``crs``, shape (n, 2)."""
        target = self.target_of(crs)
        if isinstance(self.method, PlaneShift):
            return self._from_plane(self.method.inverse(_between(points, target, self.target)), crs)
        wanted = to_degrees(points, target)
        found = _shifted(self.method, wanted, crs, _INVERSE)
        # The way back starts without the height the way there ended with: two corrections make up for it.
        for _ in range(2):
            found = found + (wanted - _shifted(self.method, found, crs, _FORWARD))
        return from_degrees(found, crs)

    def pipeline(self, crs: CRS) -> str:
        """Return what is done to a layer of ``crs``, for the log: a PROJ pipeline, or the formula of the plane."""
        target = self.target_of(crs)
        if isinstance(self.method, PlaneShift):
            names = (crs.name, self.source_name, self.target.name, target.name)
            return f"{names[0]} -> {names[1]}; {self.method.formula()}; {names[2]} -> {names[3]}"
        plain = unbound(crs)
        there, here = projection_steps(plain, inverse=True), projection_steps(target, inverse=False)
        return " ".join(["proj=pipeline", *filter(None, (there, self.method.steps(base_of(plain)), here))])

    def residuals_m(self) -> NDArray[np.float64]:
        """Return how far each known point comes out from where it should, in metres, shape (len(checks),)."""
        source = self.source
        if not self.checks:
            return np.zeros(0)
        points = np.array([point.source for point in self.checks], dtype=np.float64)
        if source is None:
            found, system = self._local(points), self.target
        else:
            found, system = self.apply(points, source)
        wanted = to_degrees(np.array([point.target for point in self.checks], dtype=np.float64), self.target)
        found = to_degrees(found, system)
        return np.asarray(Geod(ellps="GRS80").inv(found[:, 0], found[:, 1], wanted[:, 0], wanted[:, 1])[2])

    def _local(self, points: Points) -> Points:
        if not isinstance(self.method, PlaneShift):
            raise BadData("DATUM_SHIFT_OTHER", file=self.file or None, value=self.source_name, expected="EPSG:…")
        return self.method.forward(points)

    def _is_own_plane(self, crs: CRS) -> bool:
        return isinstance(self.method, PlaneShift) and crs.name.strip() == self.source_name.strip()

    def _plane_of(self, crs: CRS) -> CRS | None:
        """Return the plane the parameters start from, where ``crs`` is another one of the same datum."""
        return None if self._is_own_plane(unbound(crs)) else self.source

    def _to_plane(self, points: Points, crs: CRS) -> Points:
        plane = self._plane_of(crs)
        return points if plane is None else _between(points, crs, plane)

    def _from_plane(self, points: Points, crs: CRS) -> Points:
        plane = self._plane_of(crs)
        return points if plane is None else _between(points, plane, crs)

    def _refuse_lost(self, points: Points, moved: Points) -> None:
        lost = np.isfinite(points).all(axis=1) & ~np.isfinite(moved).all(axis=1)
        if lost.any():
            first = ", ".join(f"{value:.7g}" for value in points[np.argmax(lost)])
            raise BadData("DATUM_SHIFT_OUTSIDE", file=self.file or None, value=first, count=int(lost.sum()))


def _shifted(method: SpaceShift | GridShift, lon_lat: Points, crs: CRS, direction: TransformDirection) -> Points:
    """Return longitude and latitude on the other datum, in degrees."""
    if not len(lon_lat):
        return lon_lat
    way = _way(f"proj=pipeline {method.steps(base_of(unbound(crs)))}")
    return np.column_stack(way.transform(lon_lat[:, 0], lon_lat[:, 1], direction=direction))


@cache
def _way(pipeline: str) -> Transformer:
    # A grid is a file the bureau holds, never one fetched from elsewhere.
    network.set_network_enabled(active=False)  # pyright: ignore[reportPrivateImportUsage]
    return Transformer.from_pipeline(pipeline)


def _between(points: Points, source: CRS, target: CRS) -> Points:
    """Return coordinates in another projection of the same datum."""
    if source.equals(target, ignore_axis_order=True):
        return points
    return from_degrees(to_degrees(points, source), target)


def _ellipsoid(base: CRS) -> tuple[float, float]:
    """Return semi-major axis in metres and inverse flattening."""
    ellipsoid = base.ellipsoid
    if ellipsoid is None:
        raise BadData("CRS_DATUM.local", value=base.name)
    return float(ellipsoid.semi_major_metre), float(ellipsoid.inverse_flattening)
