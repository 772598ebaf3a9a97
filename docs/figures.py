"""The figures of docs/numbers.md, each computed here; ``docs/build.py`` fills them in, the tests recompute them."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Geod

from natres.core.areas import planar_area_dm2, survey_area_dm2, survey_area_m2
from natres.core.closing import close_areas
from natres.core.crs import ComputingZone, to_zone
from natres.core.deductions import deducted_by_ratio, following
from natres.core.rounding import close_by_survey_rule, close_shares, close_table
from natres.core.survey_formula import gauss_inverse, trapezoids
from natres.core.units import decimal_text, round_half_up
from natres.workflows import Options, shares

ROOT = Path(__file__).resolve().parent.parent
TABLES, SEED = 20_000, 20221231
GEOD = Geod(ellps="GRS80")
ZONE = ComputingZone(117.0)
GEOGRAPHIC = CRS.from_epsg(4490)


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table; all columns but the first stand at the right."""
    lines = ["| " + " | ".join(head) + " |", "|---|" + "--:|" * (len(head) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def naive_rounding() -> str:
    """Show how often shares rounded each alone to two decimals miss 100.00, and how often closed ones do."""
    random = np.random.default_rng(SEED)
    rows = []
    for count in (3, 5, 13):
        naive = closed = 0
        for parts in random.integers(1, 10**9, (TABLES, count)).tolist():
            whole = sum(parts)
            naive += sum(round_half_up(Fraction(p * 10_000, whole)) for p in parts) != 10_000
            closed += sum(close_shares(parts)) != 10_000
        rows.append([f"{count} shares", f"{100 * naive / TABLES:.1f} %", f"{closed} of {TABLES:,}"])
    return table(["table of", "each rounded alone", "natres"], rows)


def square_at(longitude: float, latitude: float) -> tuple[shapely.Polygon, float]:
    """Return a square of 1 km × 1 km in the plane of zone 39 around a place, and its area on the ellipsoid in m²."""
    east, north = to_zone(np.array([[longitude, latitude]]), GEOGRAPHIC, ZONE)[0].round()
    square = shapely.box(east - 500, north - 500, east + 500, north + 500)
    dense = gpd.GeoSeries([shapely.segmentize(square, 20)], crs=4527).to_crs(4490).iloc[0]
    return square, abs(GEOD.geometry_area_perimeter(dense)[0])


def plane_error(longitude: float, latitude: float) -> float:
    """Return by how many percent the area in the plane exceeds that on the ellipsoid."""
    square, true = square_at(longitude, latitude)
    return (planar_area_dm2([square], CRS.from_epsg(4527))[0] / 100 / true - 1) * 100


def plane() -> str:
    """Show what a plane makes of a square kilometre, the farther from the central meridian the more."""
    offsets = (0.0, 0.5, 1.0, 1.5)
    rows = [[f"{lat}°N", *(f"{plane_error(117 + off, lat):+.3f} %" for off in offsets)] for lat in (20, 35, 39, 50)]
    return table(["plane area at", *(f"{off:g}° off" for off in offsets)], rows)


def methods() -> str:
    """Show one square kilometre near Xiqing by five methods, against the geodesic area."""
    square, true = square_at(117.1, 39.0)
    shape = gpd.GeoSeries([square], crs=4527)
    areas = {
        "Web Mercator (EPSG:3857)": shape.to_crs(3857).area[0],
        "plane of zone 39 (EPSG:4527)": shape.area[0],
        "`to_crs('+proj=cea +ellps=GRS80').area`": shape.to_crs("+proj=cea +ellps=GRS80").area[0],
        "geodesic (pyproj, edges divided)": true,
        "natres survey area": survey_area_dm2([square], CRS.from_epsg(4527))[0] / 100,
    }
    rows = [[name, f"{area:,.2f}", f"{(area / true - 1) * 100:+.6f} %"] for name, area in areas.items()]
    return table(["method", "m²", "error"], rows)


def undivided_edges() -> str:
    """Show what a triangle of 5 km² loses where its edges are not divided, in m²."""
    ring = np.array([[39488123.4567, 4310456.7891], [39490987.6543, 4311222.3333], [39489011.1111, 4314333.4444]])
    closed = np.vstack([ring, ring[:1]])
    sine, longitude = gauss_inverse(closed[:, 0] - ZONE.false_easting_m, closed[:, 1], ZONE.central_meridian)
    wrong = abs(trapezoids(sine, longitude, np.zeros(4, dtype=np.intp))[0].sum())
    right = survey_area_m2([shapely.Polygon(ring)], CRS.from_epsg(4527))[0]
    return table(["triangle of 5.2 km²", "m²"], [
        ["edges divided every 70 m", f"{right:,.2f}"],
        ["edges as they are", f"{wrong:,.2f}"],
        ["difference", f"{wrong - right:,.0f}"],
    ])  # fmt: skip


def closing() -> str:
    """Show three parcels closed to their village by either rule."""
    areas = np.array([480_013, 1_500_027, 3_020_055])
    target = int(areas.sum()) + 5
    by_rule = {rule: close_areas(areas, target, ["a", "b", "c"], rule=rule) for rule in ("survey", "largest-remainder")}
    rows = [
        [name, decimal_text(int(area), 2), *(decimal_text(int(closed[i] - area), 2) for closed in by_rule.values())]
        for i, (name, area) in enumerate(zip("abc", areas, strict=True))
    ]
    rows.append(["Σ", decimal_text(int(areas.sum()), 2), "0.05", "0.05"])
    return table(["parcel", "measured, m²", "survey rule gives", "largest remainder gives"], rows)


def deduction() -> str:
    """Show a parcel with field ridges of 3 % before and after a closing that gives it 0.02 m²."""
    before, ratio = np.array([3_020_055]), np.array([0.03])
    cut = deducted_by_ratio(before, ratio)
    after = before + 2
    follows = following(cut, before, after, ratio)
    rows = [
        [name, *(decimal_text(int(x[0]), 2) for x in (gross, out, gross - out))]
        for name, gross, out in (("before", before, cut), ("after", after, follows))
    ]
    return table(["", "TBMJ", "KCMJ", "TBDLMJ"], rows)


def table_rules() -> str:
    """Show one small table by the three ways to round it, in hectares."""
    areas = np.array([[124_460, 335_440], [205_450, 114_550]]) * 100
    alone = [[round_half_up(Fraction(int(a), 10_000)) for a in row] for row in areas]
    both = np.vstack([areas.sum(axis=0), areas])
    closed = close_table(both, [-1, 0, 0], 10_000).cells
    frame = pd.DataFrame(
        {
            "village": ["甲", "甲", "乙", "乙"],
            "code": ["0101", "0102"] * 2,
            "area_dm2": areas.ravel(),
        }
    )
    ruled = close_by_survey_rule(frame, 10_000, village="village", record=[], code="code", large_dm2=1_000_000)
    ruled = ruled.reshape(2, 2)

    def text(count: int) -> str:
        return decimal_text(int(count), 2)

    rows = [
        [f"village {name}", *(f"{areas[i, k] / 1e6:.4f}" for k in (0, 1)),
         *(" + ".join(text(c) for c in line) + f" = {text(total)}" for line, total in (
             (alone[i], round_half_up(Fraction(int(areas[i].sum()), 10_000))),
             (closed[i + 1, :2], closed[i + 1, 2]),
             (ruled[i], ruled[i].sum()),
         ))]
        for i, name in enumerate("甲乙")
    ]  # fmt: skip
    return table(["ha", "0101", "0102", "plain", "closed", "survey"], rows)


def measures() -> str:
    """Show the five measures of construction land on the sample."""
    data = shares(ROOT / "data" / "xiqing.toml", Options(language="en")).data
    rows = [[m["label"], f"{m['area_m2'] / 1e6:.2f}", m["rule"]] for m in data["measures"]]
    return table(["measure", "km²", "rule"], rows)


FIGURES: dict[str, Callable[[], str]] = {
    "naive-rounding": naive_rounding,
    "plane": plane,
    "methods": methods,
    "undivided-edges": undivided_edges,
    "closing": closing,
    "deduction": deduction,
    "table-rules": table_rules,
    "measures": measures,
}
