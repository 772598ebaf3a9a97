"""Every headline number a second time, by other means: the rows of the file added up one by one, and pyproj's areas.

Nothing here uses the ledger's sums, the scheme's roll-up or the survey's formula: the first computation and this
one agree only where both are right.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Geod

from natres.core.classification import Measure, Scheme
from natres.core.closing import Control
from natres.core.forestry import ForestScheme
from natres.core.ledger import AreaLedger
from natres.core.results import ClassShares, ForestTable, QuotaCheck, SecondFigure

__all__ = ["second_forest", "second_land", "second_shapes"]

#: Divided like the survey's edges, so that an edge is the same line in both computations.
_EDGE_M = 70.0
#: How far the rounding of B and L may move one parcel's survey area from its geodesic area, in 0.01 m².
_SHAPE_NOISE_DM2 = 10
#: And what edges make that are straight in longitude and latitude, as a part of the whole.
_SHAPE_NOISE = 1e-6
#: What a plane adds, 3° from its meridian at the equator.
_PLANE = 0.003
_CENT, _RATIO = Decimal("0.01"), Decimal("0.0001")

Booking = tuple[str, str, str, str, int]


def second_land(
    shares: ClassShares, checks: Iterable[QuotaCheck], ledger: AreaLedger, scheme: Scheme, frame: pd.DataFrame
) -> tuple[SecondFigure, ...]:
    """Return total, groups, main classes, owners, measures, quotas and units added up parcel by parcel.

    Parameters
    ----------
    shares, checks : the first computation
    ledger : its kind of area; its rows where the areas are not simply those of the file
    scheme : what the codes mean
    frame : the parcels as read
    """
    found: dict[str, int] = defaultdict(int)
    group, main = _ancestry(scheme)
    lines = {code: _line(code, scheme) for code in (*group, "")}
    for code, settlement, owner, unit, area in _bookings(frame, ledger):
        found["total"] += area
        found[f"group.{group.get(code) or 'unclassified'}"] += area
        found[f"class.{main.get(code, '')}"] += area
        found[f"owner.{_owner(owner, scheme)}"] += area
        found[f"unit.{unit[:9]}"] += area
        found[f"unit.{unit[:12]}"] += area if len(unit) > 9 else 0
        for measure in scheme.measures:
            if _counts(measure, group.get(code), settlement, lines.get(code, {code})):
                found[f"measure.{measure.key}"] += area
    first = _land_headlines(shares)
    zoned = {measure.key for measure in scheme.measures if measure.needs_zone}  # no row tells what lies in a zone
    for check in checks:
        if check.actual_dm2 is not None and check.quota.measure not in zoned:
            first[f"quota.{check.quota.key}"] = check.actual_dm2
            found[f"quota.{check.quota.key}"] = found[f"measure.{check.quota.measure}"]
    return tuple(SecondFigure(key, "rows", area, found[key], 0) for key, area in first.items())


def _land_headlines(shares: ClassShares) -> dict[str, int]:
    areas = {"total": shares.measured_dm2}
    areas |= {f"group.{g.key}": g.area_dm2 for g in shares.groups}
    areas |= {f"class.{c.code}": c.area_dm2 for c in shares.classes if c.level == 1}
    for o in shares.ownership:
        areas[f"owner.{o.key}"] = areas.get(f"owner.{o.key}", 0) + o.area_dm2
    areas |= {f"measure.{m.key}": m.area_dm2 for m in shares.measures if m.area_dm2 is not None}
    return areas | {f"unit.{u.unit.code}": u.area_dm2 for u in shares.units}


def _bookings(frame: pd.DataFrame, ledger: AreaLedger) -> Iterable[Booking]:
    """Yield class, settlement code, owner, unit and area of what each row books: its class, and its ridge."""
    names = ("land_class", "deduction_class", "settlement_code", "ownership_type", "unit_code")
    texts = [frame[name].tolist() if name in frame else [""] * len(frame) for name in names]
    for code, ridge, settlement, owner, unit, (gross, cut) in zip(*texts, _areas(frame, ledger), strict=True):
        yield code, settlement, owner, unit, gross - cut
        if cut:
            yield ridge, settlement, owner, unit, cut


def _areas(frame: pd.DataFrame, ledger: AreaLedger) -> Iterable[tuple[int, int]]:
    """Yield gross and deducted area of every row: simply those of the file, or followed from there."""
    as_filed = ledger.area_kind == "declared" and ledger.closing is None
    return _declared(frame) if as_filed else _followed(frame, ledger)


def _followed(frame: pd.DataFrame, ledger: AreaLedger) -> Iterable[tuple[int, int]]:
    """Yield gross and deducted area where the gross area was measured or closed: KCMJ follows step by step.

    The gross areas are the ledger's; what is deducted is worked out again from the rows of the file.
    """
    measured, closed = (ledger.parcels[name].tolist() for name in ("measured_dm2", "gross_dm2"))
    ratios = frame["deduction_ratio"].fillna(0.0).tolist() if "deduction_ratio" in frame else [0.0] * len(frame)
    filed = [(0, 0)] * len(frame)
    said = np.zeros(len(frame), dtype=bool)
    if "declared_area_m2" in frame:
        filed = list(_declared(frame.assign(declared_area_m2=frame["declared_area_m2"].fillna(0.0))))
        for name in ("deducted_area_m2", "class_area_m2"):
            said |= frame[name].notna().to_numpy() if name in frame else False
    rows = zip(measured, closed, ratios, said.tolist(), filed, strict=True)
    for before, after, number, known, (gross, cut) in rows:
        ratio = _ratio(number)
        usable = known and gross > 0 and 0 <= cut <= gross
        first = _follow(cut, gross, before, ratio) if usable else _half_up(before * ratio)
        yield after, _follow(first, before, after, ratio)


def _follow(cut: int, before: int, after: int, ratio: Decimal) -> int:
    """Return what is deducted of a parcel that goes from one gross area to another."""
    if before == after:
        return cut
    if ratio and cut == _half_up(before * ratio):
        return _half_up(after * ratio)
    return _half_up(Decimal(cut) * after / before) if before else 0


def _half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def _ratio(value: float) -> Decimal:
    return Decimal(str(value)).quantize(_RATIO, ROUND_HALF_UP)


def _declared(frame: pd.DataFrame) -> Iterable[tuple[int, int]]:
    """Yield TBMJ and KCMJ of every row in 0.01 m², by decimal arithmetic."""
    nothing = [None] * len(frame)

    def column(name: str) -> list[Any]:
        return [None if pd.isna(v) else v for v in frame[name]] if name in frame else nothing

    rows = zip(*(column(f"{n}_m2") for n in ("declared_area", "deducted_area", "class_area")),
               column("deduction_ratio"), strict=True)  # fmt: skip
    for gross, cut, net, ratio in rows:
        whole = _cents(gross)
        if cut is not None:
            yield whole, _cents(cut)
        elif net is not None:
            yield whole, whole - _cents(net)
        else:
            yield whole, _half_up(whole * _ratio(ratio or 0))


def _cents(value_m2: float) -> int:
    return int(Decimal(repr(float(value_m2))).quantize(_CENT, ROUND_HALF_UP) * 100)


def _ancestry(scheme: Scheme) -> tuple[dict[str, str | None], dict[str, str]]:
    """Return the group and the main class of every code, read off the rows of the scheme's table."""
    parent = {c.code: c.parent for c in scheme.classes}
    main: dict[str, str] = {}
    for code in parent:
        top = code
        while above := parent.get(top):
            top = above
        main[code] = top
    return {c.code: c.group for c in scheme.classes}, main


def _line(code: str, scheme: Scheme) -> set[str]:
    """Return a code with everything above it."""
    found = {code}
    while code in scheme.by_code and (above := scheme.by_code[code].parent):
        found.add(above)
        code = above
    return found


def _owner(ownership_type: str, scheme: Scheme) -> str:
    digit = ownership_type[:1]
    kinds = [kind.key for kind in scheme.ownership if digit and digit in kind.first_digits]
    return kinds[0] if kinds else (scheme.ownership[-1].key if scheme.ownership else "")


def _counts(measure: Measure, group: str | None, settlement: str, line: set[str]) -> bool:
    """Return whether one booking counts, by the words of the measure's rule."""
    inside = not measure.groups or group in measure.groups
    inside = inside and (not measure.classes or bool(line & measure.classes))
    if measure.settlement:
        inside = inside and (bool(settlement) if "*" in measure.settlement else settlement in measure.settlement)
    return inside or bool(line & measure.or_classes)


def second_shapes(
    shares: ClassShares, ledger: AreaLedger, scheme: Scheme, frame: gpd.GeoDataFrame, control: Control
) -> tuple[SecondFigure, ...]:
    """Return total, groups and main classes as pyproj measures the shapes, with how far they may differ.

    A declared or closed area may lie ``closing_tolerance`` from its shape, any other as far as the rounding of
    the official formula moves it; a figure as much times the parcels in it, and a plane up to 0.3 %.

    Parameters
    ----------
    frame : the parcels as read, with their coordinate system
    control : tolerance per parcel
    """
    geodesic = _geodesic_m2(frame) * 100.0
    parcels, (group, main) = ledger.parcels, _ancestry(scheme)
    gross, cut = np.array(list(_areas(frame, ledger)), dtype=float).reshape(-1, 2).T
    part = np.divide(cut, gross, out=np.zeros_like(gross), where=gross > 0)
    found: dict[str, float] = defaultdict(float)
    count: dict[str, int] = defaultdict(int)
    columns = (parcels["land_class"].tolist(), parcels["deduction_class"].tolist())
    for code, ridge, area, share in zip(*columns, geodesic.tolist(), part.tolist(), strict=True):
        for booked, booking in ((code, area * (1 - share)), (ridge, area * share)) if share else ((code, area),):
            for key in ("total", f"group.{group.get(booked) or 'unclassified'}", f"class.{main.get(booked, '')}"):
                found[key] += booking
                count[key] += 1
    each = max(_SHAPE_NOISE_DM2, control.tolerance_dm2(1))
    geographic = cast(CRS, frame.crs).is_geographic
    slack = (_SHAPE_NOISE if geographic else 0.0) + (_PLANE if ledger.area_kind == "planar" else 0.0)
    wanted = {key: area for key, area in _land_headlines(shares).items() if key.partition(".")[0] in _BY_SHAPE}
    return tuple(
        SecondFigure(key, "shapes", area, round(found[key]), each * count[key] + int(area * slack))
        for key, area in wanted.items()
    )


_BY_SHAPE = ("total", "group", "class")


def _geodesic_m2(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Return geodesic areas by geopandas and pyproj: edges divided in the plane, then longitude and latitude."""
    shapes, crs = frame.geometry.to_numpy(), cast(CRS, frame.crs)
    if not crs.is_geographic:
        shapes = shapely.segmentize(shapes, _EDGE_M)
    lon_lat = gpd.GeoSeries(shapes, crs=crs).to_crs(cast(CRS, crs.geodetic_crs)).to_numpy()
    geod = Geod(ellps="GRS80")
    areas = np.zeros(len(lon_lat))
    there = ~(shapely.is_missing(lon_lat) | shapely.is_empty(lon_lat))  # a row without a shape covers no ground
    turned = shapely.orient_polygons(lon_lat[there])
    areas[there] = [abs(geod.geometry_area_perimeter(shape)[0]) for shape in turned]
    return areas


def second_forest(
    forest: ForestTable, plots: pd.DataFrame, ledger: AreaLedger, scheme: ForestScheme
) -> tuple[SecondFigure, ...]:
    """Return the forest total, classes and tenures added up a second time, plot by plot.

    Parameters
    ----------
    plots : natres forest columns in the order of the ledger
    """
    found: dict[str, int] = defaultdict(int)
    classes = dict(forest.by_class)
    areas, managements = ledger.parcels["gross_dm2"].tolist(), plots.get("managed", [""] * len(plots))
    for code, tenure, managed, area in zip(
        plots["forest_class"], plots["tenure_code"], managements, areas, strict=True
    ):
        name = scheme.report_class.get(code, "")
        if str(managed)[:1] in scheme.unmanaged:
            continue
        if name in classes:
            kinds = [t.key for t in scheme.tenures if tenure[:1] and tenure[:1] in t.first_digits]
            for key in ("total", f"class.{name}", f"tenure.{kinds[0] if kinds else 'other'}"):
                found[f"forest.{key}"] += area
    first = {"forest.total": forest.total_dm2}
    first |= {f"forest.class.{key}": area for key, area in forest.by_class}
    first |= {f"forest.tenure.{key}": area for key, area in forest.by_tenure}
    return tuple(SecondFigure(key, "rows", area, found[key], 0) for key, area in first.items())
