"""The comparison: every parcel, part and hole there, every vertex where it was, each attribute as it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer

from check_page.asked import Shown

__all__ = ["FARTHEST_M", "PARCEL_AREAS", "PARCEL_TEXTS", "Outcome", "compare"]

#: Columns of a page of parcels and the survey's fields they come from.
PARCEL_TEXTS = {
    "parcel_id": "BSM", "land_class": "DLBM", "ownership_type": "QSXZ", "unit_code": "ZLDWDM",
    "settlement_code": "CZCSXM", "deduction_class": "KCDLBM",
}  # fmt: skip
PARCEL_AREAS = {"gross_dm2": "TBMJ", "class_dm2": "TBDLMJ", "deducted_dm2": "KCMJ"}

#: Half a decimetre along each axis, √0.005 m in all, with room for the last digits of two formulas.
FARTHEST_M = 0.071
RADIUS_M = 6378137.0
#: A ring smaller than this may have turned round or gone flat on the page's grid.
SMALL_M2 = 1.0
_TOLD = 20


@dataclass
class Outcome:
    """What was compared, and what is wrong.

    Parameters
    ----------
    farthest_m : largest distance between a vertex and its place in the page, metres of spherical Mercator
    area_change : change of the area of all features in that plane, as a share of it
    problems : one sentence for each thing that is wrong; ``wrong`` counts those that are not told too
    """

    features: int = 0
    parts: int = 0
    holes: int = 0
    vertices: int = 0
    values: int = 0
    farthest_m: float = 0.0
    area_change: float = 0.0
    wrong: int = 0
    problems: list[str] = field(default_factory=list)

    def fail(self, problem: str) -> None:
        """Count a problem, and tell the first ones."""
        self.wrong += 1
        if len(self.problems) < _TOLD:
            self.problems.append(problem)

    def __str__(self) -> str:
        told = "; ".join(self.problems) or "nothing is wrong"
        return (
            f"{self.features:,} features, {self.parts:,} parts, {self.holes:,} holes, {self.vertices:,} vertices, "
            f"{self.values:,} values; farthest {self.farthest_m:.4f} m, area {self.area_change:+.1e}; {told}"
        )


def compare(
    shown: Shown, source: gpd.GeoDataFrame, key: tuple[str, str], texts: Mapping[str, str], areas: Mapping[str, str]
) -> Outcome:
    """Compare a layer as a page shows it with the rows it was drawn from.

    Parameters
    ----------
    key : the page's column and the source's field by which a feature finds its row
    texts : column → field of codes and texts; a missing value is the empty text
    areas : column → field in m²; the page has whole 0.01 m²
    """
    outcome = Outcome(features=len(shown.rings))
    column, name = key
    row_of = {str(value): row for row, value in enumerate(source[name])}
    ids = [str(values[column]) for values in shown.values]
    if len(row_of) != len(source) or sorted(ids) != sorted(row_of):
        outcome.fail(f"{len(set(ids)):,} different ids of {len(ids):,} features, {len(source):,} rows")
        return outcome
    rows = [row_of[value] for value in ids]
    _compare_values(outcome, shown, source.iloc[rows], texts, areas)
    _compare_shapes(outcome, shown, source.geometry.to_numpy()[rows], source.crs, ids)
    return outcome


def _compare_values(
    outcome: Outcome, shown: Shown, source: gpd.GeoDataFrame, texts: Mapping[str, str], areas: Mapping[str, str]
) -> None:
    stored: dict[str, list[Any]] = {c: source[name].fillna("").astype(str).tolist() for c, name in texts.items()}
    stored |= {c: [round(float(v) * 100) for v in source[name].fillna(0)] for c, name in areas.items()}
    for column, values in stored.items():
        for told, value in zip((v.get(column) for v in shown.values), values, strict=True):
            outcome.values += 1
            if told != value:
                outcome.fail(f"{column} is {told!r}, in the source {value!r}")
    if shown.total_dm2 is not None and areas:
        total = sum(stored[next(iter(areas))])
        if (shown.total_dm2, shown.counted) != (total, len(source)):
            outcome.fail(f"{shown.counted} rows add up to {shown.total_dm2}, in the source {len(source)} to {total}")


def _compare_shapes(outcome: Outcome, shown: Shown, shapes: np.ndarray, crs: Any, ids: Sequence[str]) -> None:
    flat = shapely.force_2d(shapes)
    mercator = shapely.transform(flat, lambda points: _to_mercator(points, crs))
    before = after = 0.0
    for own, rings, name in zip(mercator, shown.rings, ids, strict=True):
        stored = _rings_of(own)
        outcome.parts += sum(not hole for _, hole in stored)
        outcome.holes += sum(hole for _, hole in stored)
        if len(stored) != len(rings):
            outcome.fail(f"{name}: {len(rings)} rings, in the source {len(stored)}")
            continue
        for (ring, hole), told in zip(stored, rings, strict=True):
            outcome.vertices += len(ring)
            before, after = before + abs(_area(ring)) * (-1) ** hole, after + abs(_area(told / 10)) * (-1) ** hole
            _compare_ring(outcome, ring, told, hole, name)
    outcome.area_change = after / before - 1 if before else 0.0


def _compare_ring(outcome: Outcome, ring: np.ndarray, told: np.ndarray, hole: bool, name: str) -> None:
    """Hold the vertices of a ring against the page's, which may begin anywhere and leave out what falls together."""
    if abs(_area(ring)) > SMALL_M2 and (_area(told) < 0) != hole:
        outcome.fail(f"{name}: a ring runs the wrong way round")
    if (_area(ring) < 0) != (_area(told) < 0):
        ring = ring[::-1]
    place = np.rint(ring * 10).astype(np.int64)
    new = (place != np.roll(place, 1, axis=0)).any(axis=1)
    if new.sum() < 3:
        new[:] = True
    if new.sum() != len(told):
        outcome.fail(f"{name}: {len(told)} vertices of a ring, in the source {new.sum()} on the page's grid")
        return
    nth = np.cumsum(new) - 1  # the first vertices may belong to the last one kept: -1 is that one
    kept = place[new]
    begins = np.flatnonzero(np.abs(kept - told[0]).max(axis=1) <= 1)
    farthest = min((_distance(ring, np.roll(told, begin, axis=0)[nth]) for begin in begins), default=np.inf)
    if farthest > FARTHEST_M:
        outcome.fail(f"{name}: a vertex is {farthest:.3f} m from its place")
    outcome.farthest_m = max(outcome.farthest_m, farthest)


def _distance(ring: np.ndarray, told_dm: np.ndarray) -> float:
    return float(np.hypot(*(ring - told_dm / 10).T).max())


def _rings_of(shape: Any) -> list[tuple[np.ndarray, bool]]:
    """Return the rings of a shape without their closing vertex, part by part, and which are holes."""
    found: list[tuple[np.ndarray, bool]] = []
    for part in [] if shape is None else shapely.get_parts(shape):
        for n, ring in enumerate(shapely.get_rings(part)):
            found.append((shapely.get_coordinates(ring)[:-1], n > 0))
    return found


def _area(ring: np.ndarray) -> float:
    x, y = (ring - ring[0]).astype(float).T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def _to_mercator(points: np.ndarray, crs: Any) -> np.ndarray:
    """Return metres of spherical Mercator, longitude and latitude of CGCS2000 taken as those of WGS 84."""
    lon, lat = points.T
    if crs.is_projected:
        lon, lat = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True).transform(lon, lat)
    return RADIUS_M * np.column_stack([np.radians(lon), np.arcsinh(np.tan(np.radians(lat)))])
