"""Measures and quotas in the script: every rule as a condition, with its words above it."""

from collections.abc import Iterable
from decimal import Decimal

from natres.core.classification import Measure
from natres.core.results import Quota
from natres.labels import words
from natres.presenters.quota_tables import status_label
from natres.presenters.sql.material import LandPart
from natres.presenters.sql.quoting import insert, listing, metres, remark, text

__all__ = ["measure_statements", "quota_statements"]


def measure_statements(land: LandPart, language: str) -> list[str]:
    """Return a statement for every measure that can be computed, and a comment for every other."""
    w = words(language)
    if not land.scheme.measures:
        return []
    found = [
        remark(w["sql.measures_note"])
        + "\nCREATE OR REPLACE TEMP TABLE measures (measure VARCHAR, area_m2 DECIMAL(38,2));"
    ]
    for measure in land.scheme.measures:
        head = remark(w["sql.pair"].format(name=measure.label[language], text=measure.rule[language]))
        if measure.key in land.why_not:
            why = w["sql.pair"].format(name=w["quota.not_computable"], text=land.why_not[measure.key])
            found.append(f"{head}\n{remark(why)}")
            continue
        found.append(
            f"{head}\nINSERT INTO measures\nSELECT {text(measure.key)}, coalesce(sum(area_m2), 0)\nFROM bookings\n"
            f"WHERE {_condition(measure)};"
        )
    return [*found, insert(["SELECT 'measure.' || measure, area_m2 FROM measures"])]


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


def quota_statements(land: LandPart, language: str) -> list[str]:
    """Return for every quota what its measure comes to, its limit, what is left, and the verdict."""
    return [_quota(quota, language) for quota in land.quotas]


def _quota(quota: Quota, language: str) -> str:
    w = words(language)
    limit = f"{w[f'quota.{quota.kind}']} {quota.limit_text} {w[f'unit.{quota.limit_unit}']}"
    key, of_measure = f"quota.{quota.key}", f"FROM measures WHERE measure = {text(quota.measure)}"
    figures = [
        f"SELECT {text(f'{key}.actual')}, area_m2 {of_measure}",
        f"SELECT {text(f'{key}.limit')}, {metres(quota.limit_dm2)}",
        f"SELECT {text(f'{key}.margin')}, {_margin(quota)} {of_measure}",
    ]
    verdict = f"SELECT {text(f'{key}.verdict')},\n  {_verdict(quota, language)}\n{of_measure}"
    return "\n".join([
        remark(w["sql.pair"].format(name=quota.label, text=limit), quota.document),
        insert(figures),
        insert([verdict], "word"),
    ])  # fmt: skip


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
    """Return the warning ratio as the decimal number it was written as."""
    return format(Decimal(quota.warn_ratio.numerator) / Decimal(quota.warn_ratio.denominator), "f")
