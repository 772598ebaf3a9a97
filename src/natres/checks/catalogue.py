"""The catalogue of rules: one row per rule with its code, severity and the layers it looks at."""

from dataclasses import dataclass

__all__ = ["CATALOGUE", "LAYER_RULES", "TABLE_RULES", "Rule"]


@dataclass(frozen=True)
class Rule:
    """A rule: the name of its finding, how bad that is, the column it looks at, the survey's own rule number."""

    code: str
    severity: str
    column: str
    survey_rule: str = ""


#: Rules over layers of parcels and plots.
LAYER_RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("GEOM_NULL", "error", "geometry"),
        Rule("GEOM_TYPE", "error", "geometry"),
        Rule("GEOM_NONFINITE", "error", "geometry"),
        Rule("GEOM_INVALID", "error", "geometry"),
        Rule("GEOM_ZERO_AREA", "error", "geometry"),
        Rule("CODE_MISSING", "error", "land_class", "3106"),
        Rule("CODE_UNKNOWN", "error", "land_class", "3104"),
        Rule("ID_DUPLICATE", "error", "parcel_id"),
        Rule("AREA_INVALID", "error", "declared_area_m2", "3105"),
        Rule("RATIO_INVALID", "error", "deduction_ratio", "3105"),
        Rule("DEDUCTION_INVALID", "error", "deducted_area_m2", "3105"),
        Rule("DEDUCTION_UNBOOKED", "error", "deduction_class", "3106"),
        Rule("UNIT_UNKNOWN_CODE", "error", "unit_code"),
    )
}
#: Rules over registers and ledgers: cells a reader cannot read, and what their rows say.
TABLE_RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("CSV_RAGGED", "error", ""),
        Rule("FIELD_TYPE", "error", ""),
        Rule("FORMULA_NO_VALUE", "error", ""),
        Rule("CELL_MERGED", "error", ""),
        Rule("NUL", "error", ""),
        Rule("DATE", "error", ""),
        Rule("CHOICE_UNKNOWN", "error", ""),
        Rule("ID_PRECISION", "error", ""),
        Rule("UNIT_MISMATCH", "error", ""),
        Rule("DMS_PACKED", "error", "longitude"),
        Rule("CRS_MISSING", "error", "longitude"),
        Rule("CRS_EASTING_PREFIX", "error", "longitude"),
        Rule("LEDGER_SUM", "error", ""),
        Rule("ID_DUPLICATE", "error", "well_id"),
        Rule("ID_ALIKE", "warning", "well_id"),
        Rule("GEOM_TYPE", "error", "geometry"),
        Rule("ID_MISSING", "error", "well_id"),
        Rule("VALUE_MISSING", "error", ""),
        Rule("COORD_MISSING", "error", "longitude"),
        Rule("AXIS_SWAPPED", "error", "longitude"),
        Rule("OUTSIDE_DISTRICT", "error", "longitude"),
        Rule("RANGE", "error", ""),
        Rule("UNIT_SUSPECT", "warning", ""),
        Rule("DATE_ORDER", "error", ""),
        Rule("DATE_FUTURE", "warning", ""),
        Rule("DATE_EARLY", "error", ""),
        Rule("LEDGER_RELATION", "error", ""),
        Rule("TOWN_UNKNOWN", "warning", "unit_name"),
    )
}
#: All of them: a rule both kinds have is as bad in either.
CATALOGUE: dict[str, Rule] = {**TABLE_RULES, **LAYER_RULES}
