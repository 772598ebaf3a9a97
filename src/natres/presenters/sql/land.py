"""The land part of the script: bookings of the parcels and their sums by group, class, owner and unit."""

from natres.labels import words
from natres.presenters.sql.classes import classification
from natres.presenters.sql.closing import closing
from natres.presenters.sql.material import AuditMaterial, LandPart
from natres.presenters.sql.measures import measure_statements, quota_statements
from natres.presenters.sql.parcels import parcels, second_area
from natres.presenters.sql.quoting import insert, metres, remark, text, values
from natres.presenters.sql.sheet import SHARE_DECIMALS
from natres.presenters.sql.sources import path_text

__all__ = ["CONTROL_PATTERN", "land_statements"]

#: Where the control area stands in a district file; Python and DuckDB read the expression alike.
CONTROL_PATTERN = r"(?s)\n\[district\].*?\n\s*control_area_m2\s*=\s*([0-9._]+)"


def land_statements(material: AuditMaterial) -> list[str]:
    """Return the statements that recompute everything about land."""
    land, language = material.land, material.language
    return [
        classification(land, language),
        parcels(land, language),
        *([closing(land.closing, land.controls, language)] if land.closing else []),
        _bookings(language),
        _whole(material),
        _sums(land, language),
        *measure_statements(land, language),
        *quota_statements(land, language),
        *([_units(land, language)] if land.units else []),
        second_area(land, language),
    ]


def _bookings(language: str) -> str:
    w = words(language)
    return "\n".join([
        remark(w["sql.bookings"], w["sql.shape_split"]),
        "CREATE OR REPLACE TEMP TABLE bookings AS",
        "WITH booked AS (",
        "  SELECT land_class, settlement_code, ownership_type, unit_code, class_m2 AS area_m2,",
        "    CAST(shape_m2 AS DOUBLE) * class_m2 / nullif(gross_m2, 0) AS shape_m2",
        "  FROM parcels",
        "  UNION ALL",
        "  SELECT deduction_class, settlement_code, ownership_type, unit_code, deducted_m2,",
        "    CAST(shape_m2 AS DOUBLE) * deducted_m2 / nullif(gross_m2, 0)",
        "  FROM parcels WHERE deducted_m2 <> 0",
        ")",
        "SELECT booked.*, coalesce(classes.main_class, '') AS main_class,",
        "  coalesce(classes.land_group, 'unclassified') AS land_group, coalesce(owners.owner, 'other') AS owner",
        "FROM booked",
        "LEFT JOIN classes ON classes.code = booked.land_class",
        "LEFT JOIN owners ON owners.first_digit = left(booked.ownership_type, 1);",
        "",
        remark(w["sql.all_groups"]),
        "CREATE OR REPLACE TEMP TABLE shown_groups AS",
        "SELECT land_group FROM land_groups UNION SELECT land_group FROM bookings;",
    ])  # fmt: skip


def _whole(material: AuditMaterial) -> str:
    """Return what shares are of: the control area the district file states, else the sum of parcels."""
    land, w = material.land, words(material.language)
    total = "(SELECT sum(gross_m2) FROM parcels)"
    if land.whole_dm2 is None:
        whole, note = total, w["sql.no_control"]
    elif land.control_in_file:
        found = f"regexp_extract(chr(10) || replace(content, chr(13), ''), {text(CONTROL_PATTERN)}, 1)"
        number_text = f"CAST(replace({found}, '_', '') AS DECIMAL(18,2))"
        whole = f"(SELECT {number_text} FROM read_text(plain({path_text(material.district)})))"
        note = w["sql.control_read"]
    else:
        whole, note = f"CAST({metres(land.whole_dm2)} AS DECIMAL(18,2))", w["sql.control_stated"]
    lines = [remark(note), f"CREATE OR REPLACE TEMP TABLE whole AS SELECT {whole} AS area_m2;", ""]
    figures = [f"SELECT 'land.measured', {total}"]
    if land.whole_dm2 is not None:
        figures.insert(0, "SELECT 'land.control', area_m2 FROM whole")
        figures.append(f"SELECT 'land.residual', area_m2 - {total} FROM whole")
    return "\n".join([*lines, insert(figures)])


def _sums(land: LandPart, language: str) -> str:
    w = words(language)
    sums = (
        "SELECT 'group.' || land_group, coalesce(sum(area_m2), 0)\n"
        "FROM shown_groups LEFT JOIN bookings USING (land_group) GROUP BY land_group"
    )
    shares = (
        f"SELECT 'share.' || land_group, round(coalesce(sum(CAST(bookings.area_m2 AS DOUBLE)), 0) * 100\n"
        f"  / nullif((SELECT area_m2 FROM whole), 0), {SHARE_DECIMALS})\n"
        "FROM shown_groups LEFT JOIN bookings USING (land_group) GROUP BY land_group"
    )
    mains = "SELECT 'main.' || main_class, sum(area_m2) FROM bookings GROUP BY main_class"
    lines = [remark(w["sql.sum_groups"]), insert([sums, shares]), "", remark(w["sql.sum_classes"]), insert([mains])]
    if land.scheme.ownership and land.origin.has("ownership_type"):
        kinds = ", ".join(f"({text(kind.key)})" for kind in land.scheme.ownership)
        owners = (
            "SELECT 'owner.' || kinds.owner || '.' || shown_groups.land_group, coalesce(sum(area_m2), 0)\n"
            f"FROM (VALUES {kinds}) AS kinds(owner) CROSS JOIN shown_groups\n"
            "LEFT JOIN bookings ON bookings.owner = kinds.owner AND bookings.land_group = shown_groups.land_group\n"
            "GROUP BY kinds.owner, shown_groups.land_group"
        )
        lines += ["", remark(w["sql.sum_owners"]), insert([owners])]
    return "\n".join(lines)


def _units(land: LandPart, language: str) -> str:
    rows = [[text(unit.code), text(unit.name)] for unit in land.units]
    digits = len(land.units[0].code)
    return "\n".join([
        remark(words(language)["sql.units_note"].format(digits=digits)),
        "CREATE OR REPLACE TEMP TABLE units (unit VARCHAR, name VARCHAR);",
        f"INSERT INTO units {values(rows)};",
        insert([
            "SELECT 'unit.' || unit, coalesce(sum(area_m2), 0)\n"
            f"FROM units LEFT JOIN bookings ON left(bookings.unit_code, {digits}) = units.unit GROUP BY unit"
        ]),
    ])  # fmt: skip
