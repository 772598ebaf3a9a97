"""The land part of the script: classification, parcels, bookings, measures, quotas, units."""

from collections.abc import Iterable

from natres.core.classification import Measure, Scheme
from natres.core.results import Quota
from natres.labels import words
from natres.presenters.quota_tables import status_label
from natres.presenters.sql.figures import SHARE_DECIMALS
from natres.presenters.sql.material import AuditMaterial, ForestPart, LandPart
from natres.presenters.sql.quoting import listing, metres, name, remark, text, values
from natres.presenters.sql.sources import code, number, path_text, source

__all__ = ["CONTROL_PATTERN", "land_statements", "shape_area"]

#: Where the control area stands in a district file; Python and DuckDB read the expression alike.
CONTROL_PATTERN = r"(?s)\n\[district\].*?\n\s*control_area_m2\s*=\s*([0-9._]+)"


def land_statements(material: AuditMaterial) -> list[str]:
    """Return the statements that recompute everything about land."""
    land, language = material.land, material.language
    return [
        _classification(land, language),
        _parcels(land, language),
        _bookings(language),
        _whole(material),
        _sums(land, language),
        *_measures(land, language),
        *_quotas(land, language),
        *([_units(land, language)] if land.units else []),
        _second_area(land, language),
    ]


def _classification(land: LandPart, language: str) -> str:
    w, scheme = words(language), land.scheme
    rows = [
        [text(c.code), text(c.name[language]), text(c.parent or ""), text(scheme.at_level(c.code, 1)),
         text(c.group) if c.group else "NULL"]
        for c in scheme.classes
    ]  # fmt: skip
    groups = [[str(i), text(g.key), text(g.label[language])] for i, g in enumerate(scheme.groups, start=1)]
    lines = [
        remark(w["sql.classification"], w["sql.parent_note"]),
        "CREATE OR REPLACE TEMP TABLE classes",
        "  (code VARCHAR, name VARCHAR, parent VARCHAR, main_class VARCHAR, land_group VARCHAR);",
        f"INSERT INTO classes {values(rows)};",
        "",
        "CREATE OR REPLACE TEMP TABLE land_groups (place INTEGER, land_group VARCHAR, name VARCHAR);",
        f"INSERT INTO land_groups {values(groups)};",
        "",
        remark(w["sql.above_note"]),
        "CREATE OR REPLACE TEMP TABLE class_above AS",
        "WITH RECURSIVE chain(code, above) AS (",
        "  SELECT code, code FROM classes",
        "  UNION ALL",
        "  SELECT chain.code, classes.parent FROM chain JOIN classes ON classes.code = chain.above",
        "  WHERE classes.parent <> ''",
        ")",
        "SELECT code, above FROM chain;",
    ]
    return "\n".join([*lines, "", *_owners(scheme, language)])


def _owners(scheme: Scheme, language: str) -> list[str]:
    rows = [
        [text(digit), text(kind.key), text(kind.label[language])]
        for kind in scheme.ownership
        for digit in sorted(kind.first_digits)
    ]
    lines = ["CREATE OR REPLACE TEMP TABLE owners (first_digit VARCHAR, owner VARCHAR, name VARCHAR);"]
    lines.insert(0, remark(words(language)["sql.owner_note"]))
    return [*lines, *([f"INSERT INTO owners {values(rows)};"] if rows else [])]


def shape_area(part: LandPart | ForestPart) -> str:
    """Return the area of a shape in m²: on the ellipsoid, or in the plane where the run measured planar areas."""
    shape = name(part.origin.geometry or "geom")
    if part.area_kind == "planar":
        area = f"ST_Area(ST_Transform({shape}, {text(part.crs)}, {text(part.zone)}, always_xy := true))"
    else:
        place = shape
        if part.crs != part.lon_lat:
            place = f"ST_Transform({shape}, {text(part.crs)}, {text(part.lon_lat)}, always_xy := true)"
        area = f"ST_Area_Spheroid(ST_FlipCoordinates({place}))"
    return f"CAST(coalesce({area}, 0) AS DECIMAL(18,2))"


def _parcels(land: LandPart, language: str) -> str:
    w, origin = words(language), land.origin
    declared = land.area_kind == "declared"
    land_class = code(origin, "land_class")
    columns = [
        f"{land_class} AS code_in_file",
        *(f"{code(origin, column)} AS {column}" for column in _CODES),
        *(f"{number(origin, column)} AS {column}" for column in _NUMBERS),
        f"{shape_area(land)} AS shape_m2",
    ]
    gross = "CAST(round_even(declared_area_m2, 2) AS DECIMAL(18,2))"
    notes = [w["sql.parcels"], w["sql.area_declared" if declared else "sql.area_shape"], w["sql.deduction_note"]]
    repair = ["code_in_file"]
    if land.repaired:
        notes.append(w["sql.zero_note"])
        repair = [
            "CASE WHEN code_in_file NOT IN (SELECT code FROM classes) AND length(code_in_file) IN (1, 3)",
            "           AND '0' || code_in_file IN (SELECT code FROM classes)",
            "      THEN '0' || code_in_file ELSE code_in_file END",
        ]
    return "\n".join([
        remark(*notes),
        "CREATE OR REPLACE TEMP TABLE parcels AS",
        "WITH in_file AS (",
        "  SELECT",
        ",\n".join(f"    {column}" for column in columns),
        f"  FROM {source(origin)}",
        "), measured AS (",
        f"  SELECT *, {gross if declared else 'shape_m2'} AS gross_m2,",
        "    CAST(round_even(coalesce(deduction_ratio, 0), 4) AS DECIMAL(9,4)) AS ratio",
        "  FROM in_file",
        "), divided AS (",
        "  SELECT *,",
        *_division(declared),
        "  FROM measured",
        ")",
        "SELECT",
        *(f"    {line}" for line in repair[:-1]),
        f"    {repair[-1]} AS land_class,",
        "    parcel_id, settlement_code, ownership_type, unit_code, deduction_class, declared_area_m2,",
        "    gross_m2, deducted_m2, " + ("coalesce(net_m2, gross_m2 - deducted_m2)" if declared else
                                         "gross_m2 - deducted_m2") + " AS class_m2, shape_m2",
        "FROM divided;",
    ])  # fmt: skip


_CODES = ("parcel_id", "settlement_code", "ownership_type", "unit_code", "deduction_class")
_NUMBERS = ("declared_area_m2", "deduction_ratio", "deducted_area_m2", "class_area_m2")


def _division(declared: bool) -> list[str]:
    """Return how a parcel divides: the declared parts as they stand, else by the deduction ratio."""
    by_ratio = "CAST(round(gross_m2 * ratio, 2) AS DECIMAL(18,2))"
    if not declared:
        return [f"    {by_ratio} AS deducted_m2"]
    net = "CAST(round_even(class_area_m2, 2) AS DECIMAL(18,2))"
    cut = "CAST(round_even(deducted_area_m2, 2) AS DECIMAL(18,2))"
    return [f"    {net} AS net_m2,", f"    coalesce({cut}, gross_m2 - {net}, {by_ratio}) AS deducted_m2"]


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
    """The control area as the district file states it, else the sum of parcels."""
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
    return "\n".join([*lines, _figures(figures)])


def _figures(queries: Iterable[str], column: str = "number") -> str:
    return f"INSERT INTO recomputed (key, {column})\n" + "\nUNION ALL\n".join(queries) + ";"


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
    lines = [remark(w["sql.sum_groups"]), _figures([sums, shares]), "", remark(w["sql.sum_classes"]), _figures([mains])]
    if land.scheme.ownership and land.origin.has("ownership_type"):
        kinds = ", ".join(f"({text(kind.key)})" for kind in land.scheme.ownership)
        owners = (
            "SELECT 'owner.' || kinds.owner || '.' || shown_groups.land_group, coalesce(sum(area_m2), 0)\n"
            f"FROM (VALUES {kinds}) AS kinds(owner) CROSS JOIN shown_groups\n"
            "LEFT JOIN bookings ON bookings.owner = kinds.owner AND bookings.land_group = shown_groups.land_group\n"
            "GROUP BY kinds.owner, shown_groups.land_group"
        )
        lines += ["", remark(w["sql.sum_owners"]), _figures([owners])]
    return "\n".join(lines)


def _measures(land: LandPart, language: str) -> list[str]:
    w = words(language)
    if not land.scheme.measures:
        return []
    found = [
        remark(w["sql.measures_note"])
        + "\nCREATE OR REPLACE TEMP TABLE measures (measure VARCHAR, area_m2 DECIMAL(38,2));"
    ]
    for measure in land.scheme.measures:
        head = remark(f"{measure.label[language]}：{measure.rule[language]}" if language == "zh" else
                      f"{measure.label[language]}: {measure.rule[language]}")  # fmt: skip
        if measure.key in land.why_not:
            found.append(head + "\n" + remark(f"— {w['quota.not_computable']}: {land.why_not[measure.key]}"))
            continue
        found.append(
            f"{head}\nINSERT INTO measures\nSELECT {text(measure.key)}, coalesce(sum(area_m2), 0)\nFROM bookings\n"
            f"WHERE {_condition(measure)};"
        )
    return [*found, _figures(["SELECT 'measure.' || measure, area_m2 FROM measures"])]


def _condition(measure: Measure) -> str:
    """Return the rule of a measure as a condition on the bookings."""
    parts: list[str] = []
    if measure.groups:
        parts.append(f"land_group IN {listing(measure.groups)}")
    if measure.classes:
        parts.append(_below(measure.classes))
    if measure.settlement:
        any_code = "*" in measure.settlement
        parts.append("settlement_code <> ''" if any_code else f"settlement_code IN {listing(measure.settlement)}")
    condition = "\n  AND ".join(parts) or "true"
    if measure.or_classes:
        condition = f"({condition})\n  OR {_below(measure.or_classes)}"
    return condition


def _below(codes: Iterable[str]) -> str:
    return f"land_class IN (SELECT code FROM class_above WHERE above IN {listing(codes)})"


def _quotas(land: LandPart, language: str) -> list[str]:
    w = words(language)
    colon = "：" if language == "zh" else ": "
    return [
        "\n".join([
            remark(f"{q.label}{colon}{w[f'quota.{q.kind}']} {q.limit_text} {w['unit.km2']}"
                   + (f"，{q.document}" if q.document and language == "zh" else f", {q.document}" if q.document else "")),
            _figures([
                f"SELECT {text(f'quota.{q.key}.actual')}, area_m2 FROM measures WHERE measure = {text(q.measure)}",
                f"SELECT {text(f'quota.{q.key}.limit')}, {metres(q.limit_dm2)}",
                f"SELECT {text(f'quota.{q.key}.margin')}, {_margin(q)} FROM measures WHERE measure = {text(q.measure)}",
            ]),
            _figures([
                f"SELECT {text(f'quota.{q.key}.verdict')},\n  {_verdict(q, language)}\n"
                f"FROM measures WHERE measure = {text(q.measure)}"
            ], "word"),
        ])
        for q in land.quotas
    ]  # fmt: skip


def _margin(quota: Quota) -> str:
    limit = metres(quota.limit_dm2)
    return f"area_m2 - {limit}" if quota.kind == "floor" else f"{limit} - area_m2"


def _verdict(quota: Quota, language: str) -> str:
    """Return the verdict as a CASE: exceeded, then near (from the warning ratio on), else within."""
    limit, ratio = metres(quota.limit_dm2), _plain(quota)
    exceeded, near, within = (text(status_label(s, quota.kind, language)) for s in ("exceeded", "near", "within"))
    if quota.kind == "floor":
        first, second = f"area_m2 < {limit}", f"area_m2 * {ratio} <= {limit}"
    else:
        first, second = f"area_m2 > {limit}", f"area_m2 >= {ratio} * {limit}"
    return f"CASE WHEN {first} THEN {exceeded} WHEN {second} THEN {near} ELSE {within} END"


def _plain(quota: Quota) -> str:
    from decimal import Decimal

    return format(Decimal(quota.warn_ratio.numerator) / Decimal(quota.warn_ratio.denominator), "f")


def _units(land: LandPart, language: str) -> str:
    rows = [[text(unit.code), text(unit.name)] for unit in land.units]
    digits = len(land.units[0].code)
    return "\n".join([
        remark(words(language)["sql.units_note"].format(digits=digits)),
        "CREATE OR REPLACE TEMP TABLE units (unit VARCHAR, name VARCHAR);",
        f"INSERT INTO units {values(rows)};",
        _figures([
            "SELECT 'unit.' || unit, coalesce(sum(area_m2), 0)\n"
            f"FROM units LEFT JOIN bookings ON left(bookings.unit_code, {digits}) = units.unit GROUP BY unit"
        ]),
    ])  # fmt: skip


def _second_area(land: LandPart, language: str) -> str:
    """The other kind of area, and the parcels whose declared area is furthest from that of their shape."""
    w = words(language)
    lines = [remark(w["sql.second_area"])]
    declared = land.origin.has("declared_area_m2")
    if land.area_kind == "declared":
        lines.append(_figures([
            "SELECT 'shape.survey', sum(shape_m2) FROM parcels",
            "SELECT 'shape.measured', sum(shape_m2) FROM parcels",
            "SELECT 'shape.group.' || land_group, coalesce(sum(bookings.shape_m2), 0)\n"
            "FROM shown_groups LEFT JOIN bookings USING (land_group) GROUP BY land_group",
        ]))  # fmt: skip
    elif declared:
        total = "SELECT 'declared.total', sum(CAST(round_even(declared_area_m2, 2) AS DECIMAL(18,2))) FROM parcels"
        lines.append(_figures([f"{total}\nHAVING count(*) = count(declared_area_m2)"]))
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
