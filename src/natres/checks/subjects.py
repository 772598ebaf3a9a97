"""What rules look at: a layer with its shapes on a plane, its survey areas and what it is held against."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.checks.catalogue import CATALOGUE, RuleSet
from natres.core.areas import survey_area_m2
from natres.core.classification import Scheme
from natres.core.coverage import EdgeSet
from natres.core.crs import ComputingZone, to_lon_lat, to_zone, zone_for
from natres.core.issues import Issue
from natres.core.outlines import untangled
from natres.core.provenance import Layer
from natres.core.results import Unit
from natres.core.units import area_text, to_dm2

__all__ = ["Against", "Facts", "Flags", "Subject", "m2", "place_of"]

Flags = NDArray[np.bool_]
Shapes = NDArray[np.object_]
Facts = Mapping[str, Any] | Callable[[int], Mapping[str, Any]]

#: Farther from the Earth's middle no coordinate is.
_FARTHEST = 1e9
#: Farther from its meridian, or from the equator, no row of a district lies; it is told as misplaced.
_ZONE_REACH_M, _POLE_M = 1_000_000.0, 9_500_000.0
#: An area below this share of the square of its length is rounding.
_FLAT = 1e-12


@dataclass(frozen=True, eq=False)
class Against:
    """What a layer is held against; each part may be missing.

    Parameters
    ----------
    units : survey units, with the shapes of some of them by code, on the plane of ``zone``
    outline : the district on that plane
    zone : the zone all layers of a run are brought to
    control_dm2 : control area of the district in 0.01 m²
    tolerance_m2 : how far closing may move a parcel's area
    year : the year the data stand for
    """

    units: tuple[Unit, ...] = ()
    shapes: Mapping[str, Any] = field(default_factory=dict[str, Any])
    outline: Any = None
    zone: ComputingZone | None = None
    control_dm2: int | None = None
    tolerance_m2: float = 0.10
    year: int | None = None

    @cached_property
    def by_code(self) -> Mapping[str, Unit]:
        """The units by their code."""
        return {unit.code: unit for unit in self.units}

    def own(self) -> "Against":
        """Return the same for one thread: GEOS builds its indexes of a shape when it is first asked, unguarded."""
        codes, shapes = list(self.shapes), np.array([*self.shapes.values(), self.outline], dtype=object)
        *copies, outline = shapely.transform(shapes, lambda points: points)
        return replace(self, shapes=dict(zip(codes, copies, strict=True)), outline=outline)

    @cached_property
    def _index(self) -> shapely.STRtree:
        return shapely.STRtree(list(self.shapes.values()))

    def units_at(self, point: Any) -> list[str]:
        """Return the codes of the units a point lies in."""
        codes = list(self.shapes)
        return [codes[place] for place in self._index.query(point, predicate="intersects").tolist()]

    @cached_property
    def code_length(self) -> int:
        """Digits of the finest units: 12 where there are villages, else 9."""
        return 12 if any(unit.level == "village" for unit in self.units) else 9


@dataclass(frozen=True, eq=False)
class Subject:
    """A layer under examination: rules read from it, and make their findings with it.

    Parameters
    ----------
    layer : natres columns with geometry
    kind : parcels, forest, units, zones or plain
    id_column : the column that names a row
    names : natres column → field name, for columns whose field the reader did not record
    """

    layer: Layer[Any]
    kind: str
    id_column: str = ""
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    scheme: Scheme | None = None
    rules: RuleSet = field(default_factory=RuleSet)
    against: Against = field(default_factory=Against)

    # --- shapes -------------------------------------------------------------------------------------------------

    @cached_property
    def raw(self) -> Shapes:
        """Shapes as they were read, shape (n,)."""
        return np.asarray(self.layer.frame.geometry.to_numpy(), dtype=object)

    @cached_property
    def missing(self) -> Flags:
        """Rows without a shape, or with an empty one."""
        return shapely.is_missing(self.raw) | shapely.is_empty(self.raw)

    @cached_property
    def areal(self) -> Flags:
        """Rows with a polygon or multipolygon."""
        return np.isin(shapely.get_type_id(self.raw), (3, 6))

    @cached_property
    def finite(self) -> Flags:
        """Rows all of whose coordinates are numbers."""
        good = np.asarray(np.isfinite(shapely.bounds(self.raw)).all(axis=1), dtype=bool)
        points, owner = shapely.get_coordinates(self.raw, return_index=True)
        good[owner[~np.isfinite(points).all(axis=1)]] = False
        return good

    @cached_property
    def valid(self) -> Flags:
        """Polygons whose rings do not cross, as GEOS and the simple features standard have it."""
        usable = ~self.missing & self.areal & self.finite
        valid = np.zeros(len(self.raw), dtype=bool)
        valid[usable] = shapely.is_valid(self.raw[usable])
        return valid

    @cached_property
    def zone(self) -> ComputingZone | None:
        """The zone the layer is looked at in; None where its coordinate system is not known."""
        if self.against.zone is not None or self.layer.crs is None:
            return self.against.zone if self.layer.crs is not None else None
        good = np.flatnonzero(self.finite & ~self.missing)
        if not len(good):
            return None
        middle = np.median(shapely.bounds(self.raw[good]), axis=0)
        where = to_lon_lat(np.array([[middle[0] + middle[2], middle[1] + middle[3]]]) / 2, self.layer.crs)
        return zone_for(self.layer.crs, float(where[0, 0])) if np.isfinite(where).all() else None

    @cached_property
    def plane(self) -> Shapes:
        """Polygons in metres of the zone, shape (n,): None where there is no area; crossing rings taken apart."""
        shapes = np.full(len(self.raw), None, dtype=object)
        if self.zone is None:
            return shapes
        good = self.areal & self.finite & ~self.missing
        shapes[good] = self.brought(self.raw[good])
        crossing = good & ~self.valid
        shapes[crossing] = untangled(shapes[crossing])
        far = np.flatnonzero(good)[~(np.abs(shapely.bounds(shapes[good])) < _FARTHEST).all(axis=1)]
        shapes[far] = None  # off the projection
        return shapes

    def brought(self, shapes: Shapes) -> Shapes:
        """Return shapes of the layer in metres of the zone."""
        zone, crs = self.zone, self.layer.crs
        assert zone is not None
        return shapes if _is_plain(crs, zone) else shapely.transform(shapes, lambda points: to_zone(points, crs, zone))

    @cached_property
    def flat(self) -> Flags:
        """Polygons without any area, all of whose vertices lie on one line; GEOS calls most of them invalid."""
        flat = ~self.missing & self.areal & self.finite
        flat[flat] = shapely.area(self.raw[flat]) == 0
        hull = shapely.convex_hull(self.raw[flat])
        flat[flat] = shapely.area(hull) <= _FLAT * shapely.length(hull) ** 2
        return flat

    @cached_property
    def near(self) -> Flags:
        """Polygons that lie within reach of their zone's projection as a whole."""
        assert self.zone is not None
        bounds = shapely.bounds(self.plane)
        with np.errstate(invalid="ignore"):
            near = np.abs(bounds[:, [0, 2]] - self.zone.false_easting_m).max(axis=1) < _ZONE_REACH_M
            return near & (bounds[:, 1] > 0) & (bounds[:, 3] < _POLE_M)

    @cached_property
    def edges(self) -> EdgeSet:
        """The edges of valid polygons as they were read, in metres of the zone."""
        shapes = self.plane.copy()
        shapes[~self.valid | self.flat] = None
        return EdgeSet.of(shapes)

    @cached_property
    def measured_m2(self) -> NDArray[np.float64]:
        """Survey area of valid polygons in m², NaN elsewhere, shape (n,)."""
        area = np.full(len(self.raw), np.nan)
        if self.zone is None:
            return area
        good = self.valid & self.near
        if good.any():
            area[good] = survey_area_m2(self.raw[good], self.layer.crs, zone=self.zone)
        return area

    # --- columns ------------------------------------------------------------------------------------------------

    def has(self, *columns: str) -> bool:
        """Tell whether the layer has all these columns."""
        return set(columns) <= set(self.layer.frame.columns)

    def column(self, name: str) -> Any:
        """Return a column."""
        return self.layer.frame[name]

    def field(self, column: str) -> str:
        """Return the name a column has in the file."""
        return self.layer.places.fields.get(column) or self.names.get(column, column)

    def id(self, row: int) -> str:
        """Return what names a row, empty where nothing does."""
        own = str(self.column(self.id_column).iloc[row]) if self.has(self.id_column) else ""
        if self.kind == "forest" and own and self.has("compartment"):  # a plot is numbered within its compartment
            return f"{self.column('compartment').iloc[row]}-{own}".strip("-")
        return own

    # --- findings -----------------------------------------------------------------------------------------------

    def issue(
        self, code: str, row: int | None = None, column: str | None = None, *, value: str | None = None,
        variant: str = "", at: Any = None, severity: str = "", facts: Mapping[str, Any] | None = None,
    ) -> Issue:  # fmt: skip
        """Return a finding about a row, or about the layer."""
        column = CATALOGUE[code].column if column is None else column
        shown = column if self.has(column) and column != "geometry" else ""
        if value is None:
            held = self.column(shown).iloc[row] if shown and row is not None else ""
            value = "" if pd.isna(held) else str(held)
        return Issue(
            code=code,
            severity=self.rules.severity(code, severity),
            file=self.layer.provenance.file_name,
            layer=self.layer.provenance.layer,
            field="" if column in ("", "geometry") else self.field(column),
            row=row,
            id="" if row is None else self.id(row),
            value=value,
            facts=facts or {},
            variant=variant,
            fid=None if row is None else self.layer.places.fid(row),
            at=at,
        )

    def issues(
        self, code: str, rows: Flags | Iterable[int], column: str | None = None, *, facts: Facts | None = None,
        variant: str = "", at: Callable[[int], Any] | None = None, value: Callable[[int], str] | None = None,
        severity: Callable[[int], str] | None = None,
    ) -> list[Issue]:  # fmt: skip
        """Return a finding per row; ``rows`` are numbers or a mask. A rule that is off finds nothing."""
        if not self.rules.runs(code) or self.kind not in CATALOGUE[code].kinds:
            return []
        chosen = np.flatnonzero(rows).tolist() if isinstance(rows, np.ndarray) and rows.dtype == bool else rows
        return [
            self.issue(
                code, int(row), column, variant=variant,
                value=value(int(row)) if value else None,
                at=at(int(row)) if at else None,
                severity=severity(int(row)) if severity else "",
                facts=facts(int(row)) if callable(facts) else facts,
            )
            for row in chosen
        ]  # fmt: skip

    def other(self, row: int) -> dict[str, Any]:
        """Return how a message names a second row."""
        return {"other": row, "other_id": self.id(row)}


def m2(area: float) -> str:
    """Return an area in m² as messages write it.

    >>> m2(0.125), m2(12345.678)
    ('0.13', '12345.68')
    """
    return area_text(to_dm2(float(area)), "m2")


def place_of(shape: Any) -> str:
    """Return a place inside a shape as messages write it, to the millimetre.

    >>> place_of(shapely.box(0, 0, 2, 1))
    '1.000, 0.500'
    """
    point = shapely.point_on_surface(shape)
    return f"{shapely.get_x(point):.3f}, {shapely.get_y(point):.3f}"


def _is_plain(crs: Any, zone: ComputingZone) -> bool:
    """Tell whether coordinates of ``crs`` are those of the zone as they are."""
    start = np.array([[zone.false_easting_m, 4.0e6]])
    return to_zone(start, crs, zone) is start
