"""Parcels in the script: read from their file, measured twice, divided into class area and deduction."""

from natres.labels import words
from natres.presenters.sql.material import ForestPart, LandPart
from natres.presenters.sql.quoting import insert, name, remark, text
from natres.presenters.sql.sources import bytewise, code, number, source

__all__ = ["parcels", "second_area", "shape_area"]


def shape_area(part: LandPart | ForestPart) -> str:
    """Return the area of a shape in m²: on the ellipsoid, or in the plane where the run measured planar areas."""
    shape = name(part.origin.geometry or "geom")
    if part.area_kind == "planar":
        area = f"ST_Area(ST_Transform({shape}, {text(part.crs)}, {text(part.zone)}, always_xy := true))"
        return f"exact(coalesce({area}, 0))"
    place = shape
    if part.crs != part.lon_lat:
        place = f"ST_Transform({shape}, {text(part.crs)}, {text(part.lon_lat)}, always_xy := true)"
    return f"exact(coalesce(ST_Area_Spheroid(ST_FlipCoordinates({place})), 0))"


def parcels(land: LandPart, language: str) -> str:
    """Return the table of parcels: one row each, with gross, deducted and class area and that of its shape."""
    origin = land.origin
    declared = land.area_kind == "declared"
    columns = [
        f"{code(origin, 'land_class')} AS code_in_file",
        *(f"{code(origin, column)} AS {column}" for column in _CODES),
        *(f"{number(origin, column)} AS {column}" for column in _NUMBERS),
        f"{shape_area(land)} AS shape_m2",
    ]
    return "\n".join([
        remark(*_notes(land, language)),
        "CREATE OR REPLACE TEMP TABLE parcels AS",
        "WITH in_file AS (",
        "  SELECT",
        ",\n".join(f"    {column}" for column in columns),
        f"  FROM {source(origin)}",
        "), measured AS (",
        f"  SELECT *, {'exact(declared_area_m2)' if declared else 'shape_m2'} AS gross_m2,",
        "    CAST(CAST(coalesce(deduction_ratio, 0) AS VARCHAR) AS DECIMAL(9,4)) AS ratio",
        "  FROM in_file",
        "), divided AS (",
        "  SELECT *,",
        *_division(declared),
        "  FROM measured",
        ")",
        "SELECT",
        f"  {_REPAIR if land.repaired else 'code_in_file'} AS land_class,",
        "  parcel_id, settlement_code, ownership_type, unit_code, deduction_class, declared_area_m2, shape_m2,",
        "  gross_m2, deducted_m2, ratio,",
        f"  {'coalesce(exact(class_area_m2), gross_m2 - deducted_m2)' if declared else 'gross_m2 - deducted_m2'}"
        " AS class_m2",
        "FROM divided;",
    ])  # fmt: skip


_CODES = ("parcel_id", "settlement_code", "ownership_type", "unit_code", "deduction_class")
_NUMBERS = ("declared_area_m2", "deduction_ratio", "deducted_area_m2", "class_area_m2")


def _division(declared: bool) -> list[str]:
    """Return how a parcel divides: as declared, by the deduction ratio where nothing is."""
    by_ratio = "CAST(round(gross_m2 * ratio, 2) AS DECIMAL(18,2))"
    if not declared:  # a declared deduction keeps its proportion, unless it is that of the ratio
        declared_cut = "coalesce(exact(deducted_area_m2), exact(declared_area_m2) - exact(class_area_m2))"
        declared_ratio = "CAST(round(exact(declared_area_m2) * ratio, 2) AS DECIMAL(18,2))"
        part = f"CAST(gross_m2 AS DOUBLE) * {declared_cut} / nullif(declared_area_m2, 0)"
        return [
            f"    CASE WHEN ratio > 0 AND coalesce({declared_cut} = {declared_ratio}, true)",
            f"      THEN {by_ratio}",
            f"      ELSE coalesce(CAST(round({part}, 2) AS DECIMAL(18,2)), 0) END AS deducted_m2",
        ]
    return [
        "    coalesce(exact(deducted_area_m2), gross_m2 - exact(class_area_m2),",
        f"      {by_ratio}) AS deducted_m2",
    ]


def _notes(land: LandPart, language: str) -> list[str]:
    """Return what is said above the table of parcels."""
    w = words(language)
    notes = [w["sql.parcels"], w["sql.area_declared" if land.area_kind == "declared" else "sql.area_shape"]]
    notes.append(w["sql.deduction_note"])
    notes += [w["sql.bytewise_note"]] if bytewise(land.origin) else []
    return notes + ([w["sql.zero_note"]] if land.repaired else [])


_REPAIR = """CASE WHEN code_in_file NOT IN (SELECT code FROM classes) AND length(code_in_file) IN (1, 3)
        AND '0' || code_in_file IN (SELECT code FROM classes)
       THEN '0' || code_in_file ELSE code_in_file END"""


def second_area(land: LandPart, language: str) -> str:
    """Return the other kind of area, and the parcels whose declared area is furthest from that of their shape."""
    w = words(language)
    lines = [remark(w["sql.second_area"])]
    declared = land.origin.has("declared_area_m2")
    if land.area_kind == "declared":
        lines.append(insert([
            "SELECT 'shape.survey', sum(shape_m2) FROM parcels",
            "SELECT 'shape.measured', sum(shape_m2) FROM parcels",
            "SELECT 'shape.group.' || land_group, coalesce(sum(bookings.shape_m2), 0)\n"
            "FROM shown_groups LEFT JOIN bookings USING (land_group) GROUP BY land_group",
        ]))  # fmt: skip
    elif declared:
        total = "SELECT 'declared.total', sum(exact(declared_area_m2)) FROM parcels"
        lines.append(insert([f"{total}\nHAVING count(*) = count(declared_area_m2)"]))
    if declared:
        lines += ["", remark(w["sql.odd_parcels"]), *_ODD]
    return "\n".join(lines)


_ODD = (
    "CREATE OR REPLACE TEMP TABLE odd_parcels AS",
    "SELECT parcel_id, land_class, declared_area_m2, shape_m2, declared_area_m2 - shape_m2 AS difference_m2",
    "FROM parcels",
    "WHERE abs(declared_area_m2 - shape_m2) > greatest(1, declared_area_m2 / 1000)",
    "ORDER BY abs(difference_m2) DESC;",
)
