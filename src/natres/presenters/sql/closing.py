"""The script's own closing of parcels to their control areas, deducted areas following."""

from collections.abc import Sequence

from natres.labels import words
from natres.presenters.sql.quoting import metres, remark, text, values

__all__ = ["closing"]


def closing(rule: str, controls: Sequence[tuple[str, int]], language: str) -> str:
    """Return the statement that closes the table of parcels.

    Parameters
    ----------
    rule : ``survey`` or ``largest-remainder``
    controls : unit code (empty for the district) → control area in 0.01 m²
    """
    w = words(language)
    rows = [[text(code), metres(area)] for code, area in controls]
    return "\n".join([
        remark(w["sql.closing"], w[f"closing.rule_{rule}"]),
        "CREATE OR REPLACE TEMP TABLE controls (unit VARCHAR, control_m2 DECIMAL(18,2));",
        f"INSERT INTO controls {values(rows)};",
        "CREATE OR REPLACE TEMP TABLE parcels AS",
        "WITH nodes AS (  -- the deepest unit with a control area that each unit code lies in",
        "  SELECT codes.unit_code, max_by(unit, length(unit)) AS node",
        "  FROM (SELECT DISTINCT unit_code FROM parcels) codes JOIN controls ON starts_with(codes.unit_code, unit)",
        "  GROUP BY codes.unit_code",
        "), placed AS (",
        "  SELECT parcels.*, node FROM parcels LEFT JOIN nodes USING (unit_code)",
        "), above AS (  -- and the unit right above each of them",
        "  SELECT below.unit, below.control_m2, max_by(higher.unit, length(higher.unit)) AS parent",
        "  FROM controls below JOIN controls higher",
        "    ON length(higher.unit) < length(below.unit) AND starts_with(below.unit, higher.unit)",
        "  GROUP BY below.unit, below.control_m2",
        "), own AS (  -- what a unit's control area leaves for parcels that no unit below takes",
        "  SELECT controls.unit, any_value(controls.control_m2) - coalesce(sum(above.control_m2), 0) AS target_m2",
        "  FROM controls LEFT JOIN above ON above.parent = controls.unit GROUP BY controls.unit",
        "), missing AS (",
        "  SELECT node, count(*) AS parcels, CAST(sum(gross_m2) * 100 AS HUGEINT) AS sum_dm2,",
        "    CAST((any_value(target_m2) - sum(gross_m2)) * 100 AS HUGEINT) AS missing_dm2",
        "  FROM placed JOIN own ON own.unit = node GROUP BY node",
        "), shared AS (",
        "  SELECT placed.*, missing_dm2,",
        *_RULES[rule],
        "  FROM placed LEFT JOIN missing USING (node)",
        "), closed AS (",
        "  SELECT *, gross_m2 + coalesce(sign(missing_dm2) * (each + CASE WHEN turn <= spare THEN 1 ELSE 0 END), 0)",
        "    * CAST(0.01 AS DECIMAL(3,2)) AS closed_m2 FROM shared",
        ")",
        "SELECT land_class, parcel_id, settlement_code, ownership_type, unit_code, deduction_class, declared_area_m2,",
        "  shape_m2, CAST(closed_m2 AS DECIMAL(18,2)) AS gross_m2, ratio,",
        "  CASE WHEN closed_m2 = gross_m2 THEN deducted_m2",
        "    WHEN ratio > 0 AND deducted_m2 = CAST(round(gross_m2 * ratio, 2) AS DECIMAL(18,2))",
        "      THEN CAST(round(closed_m2 * ratio, 2) AS DECIMAL(18,2))",
        "    ELSE CAST(round(CAST(deducted_m2 AS DECIMAL(38,8)) * closed_m2 / gross_m2, 2) AS DECIMAL(18,2))",
        "  END AS deducted_m2",
        "FROM closed;",
        "ALTER TABLE parcels ADD COLUMN class_m2 DECIMAL(18,2);",
        "UPDATE parcels SET class_m2 = gross_m2 - deducted_m2;",
    ])  # fmt: skip


#: What every parcel of a unit receives in 0.01 m², and in which turn the spare ones go out.
_RULES = {
    "survey": (
        "    abs(missing_dm2) // parcels AS each, abs(missing_dm2) % parcels AS spare,",
        "    row_number() OVER (PARTITION BY node ORDER BY gross_m2 DESC, parcel_id) AS turn",
    ),
    "largest-remainder": (
        "    (abs(missing_dm2) * CAST(gross_m2 * 100 AS HUGEINT)) // sum_dm2 AS each,",
        "    abs(missing_dm2) - sum((abs(missing_dm2) * CAST(gross_m2 * 100 AS HUGEINT)) // sum_dm2)",
        "      OVER (PARTITION BY node) AS spare,",
        "    row_number() OVER (PARTITION BY node",
        "      ORDER BY (abs(missing_dm2) * CAST(gross_m2 * 100 AS HUGEINT)) % sum_dm2 DESC, parcel_id) AS turn",
    ),
}
