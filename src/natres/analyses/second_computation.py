"""Every headline number a second time, by other means: the rows of the file added up one by one, and pyproj's areas.

Nothing here uses the ledger's sums, the scheme's roll-up or the survey's formula: the first computation and this
one agree only where both are right.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from natres.core.classification import Measure, Scheme
from natres.core.closing import Control
from natres.core.ledger import AreaLedger
from natres.core.results import ClassShares, ForestTable, SecondFigure

__all__ = ["second_forest", "second_land", "second_shapes"]

#: Divided like the survey's edges, so that an edge is the same line in both computations.
_EDGE_M = 70.0
#: How far the rounding of B and L may move one parcel's survey area from its geodesic area, in 0.01 m².
_SHAPE_NOISE_DM2 = 10
_SUMS, _SHAPES = "sums", "shapes"

Booking = tuple[str, str, str, str, int]


def second_land(shares: ClassShares, ledger: AreaLedger, scheme: Scheme) -> tuple[SecondFigure, ...]:
    """Return total, groups, main classes, owners, measures and units added up a second time, parcel by parcel.

    Parameters
    ----------
    shares : the first computation
    ledger : its parcels, of which only the rows are used
    scheme : what the codes mean
    """
    found: dict[str, int] = defaultdict(int)
    group, main = _ancestry(scheme)
    measures = {m.key: m for m in scheme.measures if m.quota}
    for code, settlement, owner, unit, area in _bookings(ledger.parcels):
        found["total"] += area
        found[f"group.{group.get(code) or 'unclassified'}"] += area
        found[f"class.{main.get(code, '')}"] += area
        found[f"owner.{_owner(owner, scheme)}"] += area
        found[f"unit.{unit[:9]}"] += area
        found[f"unit.{unit[:12]}"] += area
        for key, measure in measures.items():
            found[f"measure.{key}"] += area * _counts(measure, code, settlement, group, scheme)
    return tuple(SecondFigure(key, _SUMS, area, found[key], 0) for key, area in sorted(_land_headlines(shares).items()))


def _land_headlines(shares: ClassShares) -> dict[str, int]:
    areas = {"total": shares.measured_dm2}
    areas |= {f"group.{g.key}": g.area_dm2 for g in shares.groups}
    areas |= {f"class.{c.code}": c.area_dm2 for c in shares.classes if c.level == 1}
    for o in shares.ownership:
        areas[f"owner.{o.key}"] = areas.get(f"owner.{o.key}", 0) + o.area_dm2
    areas |= {f"unit.{u.unit.code}": u.area_dm2 for u in shares.units}
    return areas | {f"measure.{m.key}": m.area_dm2 for m in shares.measures if m.area_dm2 is not None}


def _bookings(parcels: pd.DataFrame) -> Iterable[Booking]:
    """Yield class, settlement code, owner, unit and area of what each row books: its class, and its ridge."""
    names = ("land_class", "deduction_class", "settlement_code", "ownership_type", "unit_code", "gross_dm2",
             "deducted_dm2")  # fmt: skip
    for code, ridge, settlement, owner, unit, gross, cut in zip(*(parcels[n].tolist() for n in names), strict=True):
        yield code, settlement, owner, unit, gross - cut
        if cut:
            yield ridge, settlement, owner, unit, cut


def _ancestry(scheme: Scheme) -> tuple[dict[str, str | None], dict[str, str]]:
    """Return the group and the main class of every code, read off the rows of the scheme's table."""
    parent = {c.code: c.parent for c in scheme.classes}
    main: dict[str, str] = {}
    for code in parent:
        top = code
        while parent.get(top):
            top = str(parent[top])
        main[code] = top
    return {c.code: c.group for c in scheme.classes}, main


def _owner(ownership_type: str, scheme: Scheme) -> str:
    digit = ownership_type[:1]
    kinds = [kind.key for kind in scheme.ownership if digit and digit in kind.first_digits]
    return kinds[0] if kinds else (scheme.ownership[-1].key if scheme.ownership else "")


def _counts(measure: Measure, code: str, settlement: str, group: Mapping[str, str | None], scheme: Scheme) -> bool:
    """Return whether one booking counts, by the words of the measure's rule."""
    line = _line(code, scheme)
    inside = not measure.groups or group.get(code) in measure.groups
    inside &= not measure.classes or bool(line & measure.classes)
    if measure.settlement:
        inside &= bool(settlement) if "*" in measure.settlement else settlement in measure.settlement
    return inside or bool(line & measure.or_classes)


def _line(code: str, scheme: Scheme) -> set[str]:
    """Return a code with everything above it."""
    found = {code}
    while code in scheme.by_code and (above := scheme.by_code[code].parent):
        found.add(above)
        code = above
    return found


def second_shapes(
    shares: ClassShares, ledger: AreaLedger, scheme: Scheme, frame: gpd.GeoDataFrame, control: Control
) -> tuple[SecondFigure, ...]:
    """Return total, groups and main classes as pyproj measures the shapes, with how far they may differ.

    A declared or closed area may lie ``closing_tolerance`` from its shape, any other by the rounding of the
    official formula; a figure by as much times the parcels in it.

    Parameters
    ----------
    frame : the parcels as read, with their coordinate system
    control : tolerance per parcel
    """
    geodesic = _geodesic_m2(frame) * 100.0
    parcels, (group, main) = ledger.parcels, _ancestry(scheme)
    gross, cut = (parcels[name].to_numpy(dtype=float) for name in ("gross_dm2", "deducted_dm2"))
    part = np.divide(cut, gross, out=np.zeros_like(gross), where=gross > 0)
    found: dict[str, float] = defaultdict(float)
    count: dict[str, int] = defaultdict(int)
    columns = (parcels["land_class"].tolist(), parcels["deduction_class"].tolist())
    for code, ridge, area, share in zip(*columns, geodesic.tolist(), part.tolist(), strict=True):
        for booked, booking in ((code, area * (1 - share)), (ridge, area * share)):
            for key in ("total", f"group.{group.get(booked) or 'unclassified'}", f"class.{main.get(booked, '')}"):
                found[key] += booking
                count[key] += booked is code or booking > 0
    each = max(_SHAPE_NOISE_DM2, control.tolerance_dm2(1))
    if ledger.area_kind == "planar":  # a plane is what it is: up to 0.1 % larger than the ellipsoid
        each += int(gross.max() / 1000) if len(gross) else 0
    wanted = {key: area for key, area in _land_headlines(shares).items() if key.partition(".")[0] in _BY_SHAPE}
    return tuple(
        SecondFigure(key, _SHAPES, area, round(found[key]), each * count[key]) for key, area in sorted(wanted.items())
    )


_BY_SHAPE = ("total", "group", "class")


def _geodesic_m2(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Return geodesic areas by way of geopandas and pyproj: edges divided in the plane, then to longitude and latitude."""
    shapes = frame.geometry.to_numpy()
    if not frame.crs.is_geographic:
        shapes = shapely.segmentize(shapes, _EDGE_M)
    lon_lat = gpd.GeoSeries(shapes, crs=frame.crs).to_crs(frame.crs.geodetic_crs)
    geod = Geod(ellps="GRS80")
    return np.array(
        [abs(geod.geometry_area_perimeter(shape)[0]) for shape in shapely.orient_polygons(lon_lat.to_numpy())]
    )


def second_forest(
    forest: ForestTable, plots: pd.DataFrame, report_class: Mapping[str, str], first_digits: Mapping[str, frozenset[str]],
    ledger: AreaLedger,
) -> tuple[SecondFigure, ...]:  # fmt: skip
    """Return the forest total, classes and tenures added up a second time, plot by plot.

    Parameters
    ----------
    plots : natres forest columns in the order of the ledger
    report_class : forestry code → class of the report; a code outside forest maps to nothing
    first_digits : tenure → first digits of its codes
    """
    found: dict[str, int] = defaultdict(int)
    rows: Sequence[Any] = list(
        zip(plots["forest_class"], plots["tenure_code"], ledger.parcels["gross_dm2"].tolist(), strict=True)
    )
    for code, tenure, area in rows:
        name = report_class.get(code, "")
        if name not in dict(forest.by_class):
            continue
        kind = next((k for k, digits in first_digits.items() if tenure[:1] and tenure[:1] in digits), "other")
        found["forest.total"] += area
        found[f"forest.class.{name}"] += area
        found[f"forest.tenure.{kind}"] += area
    first = {"forest.total": forest.total_dm2}
    first |= {f"forest.class.{key}": area for key, area in forest.by_class}
    first |= {f"forest.tenure.{key}": area for key, area in forest.by_tenure}
    return tuple(SecondFigure(key, _SUMS, area, found[key], 0) for key, area in sorted(first.items()))
