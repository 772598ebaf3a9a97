"""The catalogue of rules: one row per rule with its code, severity and the layers it looks at."""

from dataclasses import dataclass

__all__ = ["CATALOGUE", "Rule"]


@dataclass(frozen=True)
class Rule:
    """A rule: the name of its finding, how bad that is, the column it looks at, the survey's own rule number."""

    code: str
    severity: str
    column: str
    survey_rule: str = ""


CATALOGUE: dict[str, Rule] = {
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
