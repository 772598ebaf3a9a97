"""Rules over the fields beside the codes, by what the classification says of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from natres.checks.subjects import Flags, Subject
from natres.core.classification import Scheme
from natres.core.field_rules import Agreement, FieldRule
from natres.core.issues import Issue

__all__ = ["check_agreements", "check_fields", "check_year"]


#: Required fields that make a layer one of the survey's database.
_OF_A_DELIVERY = 6


def check_fields(subject: Subject) -> list[Issue]:
    """Return fields that are missing, cells that are empty, of another length, or not in the field's dictionary."""
    scheme = subject.scheme
    if scheme is None or not scheme.field_rules:
        return []
    issues = _missing_fields(subject, scheme)
    for rule in scheme.field_rules:
        if not subject.has(rule.column):
            continue
        column = subject.column(rule.column)
        empty = (column.isna() | (column.astype(str) == "")).to_numpy()
        if rule.required:
            issues += _empty(subject, rule, empty)
        text = column.astype(str)
        if rule.length:
            length = text.str.len().to_numpy()
            issues += subject.issues(
                "CODE_LENGTH", ~empty & (length != rule.length), rule.column,
                facts=lambda row, length=length, limit=rule.length: {"length": int(length[row]), "limit": limit},
            )  # fmt: skip
        if rule.allowed:
            issues += _unknown(subject, rule, ~empty & ~text.isin(rule.allowed).to_numpy())
    return issues


def _unknown(subject: Subject, rule: FieldRule, wrong: Flags) -> list[Issue]:
    facts = {"allowed": "、".join(rule.allowed), "field": subject.field(rule.column)}
    return subject.issues("ATTRIBUTE_UNKNOWN", wrong, rule.column, facts=facts, variant="row")


def _missing_fields(subject: Subject, scheme: Scheme) -> list[Issue]:
    """Return one finding on the fields a delivered layer must have and this one has not."""
    absent = [rule.column for rule in scheme.field_rules if rule.required and not subject.has(rule.column)]
    if not absent or not subject.rules.runs("FIELD_MISSING"):
        return []
    value = ", ".join(subject.field(column) for column in absent)
    present = sum(rule.required for rule in scheme.field_rules) - len(absent)
    # A layer with most of the survey's fields is a delivery and has to be whole; others are whatever they are.
    severity = "" if present >= _OF_A_DELIVERY else "warning"
    return [subject.issue("FIELD_MISSING", column="", value=value, variant="survey", severity=severity)]


def _empty(subject: Subject, rule: FieldRule, empty: Flags) -> list[Issue]:
    if empty.all() and len(empty) > 1 and subject.rules.runs("VALUE_MISSING"):
        return [subject.issue("VALUE_MISSING", column=rule.column, variant="column", severity="warning")]
    return subject.issues("VALUE_MISSING", empty, rule.column)


def check_agreements(subject: Subject) -> list[Issue]:
    """Return rows whose fields contradict each other: settlement and class, slope and class, planting and class."""
    scheme = subject.scheme
    issues: list[Issue] = []
    if scheme is None or not subject.has("land_class"):
        return []
    known = subject.column("land_class").isin(list(scheme.by_code)).to_numpy()
    for rule in scheme.agreements:
        columns = {*rule.when, *rule.unless, rule.column}
        if not subject.has(*columns):
            continue
        applies = known & _all_of(subject, scheme, rule.when)
        if rule.unless:
            applies &= ~_all_of(subject, scheme, rule.unless)
        wrong = applies & ~_holds(subject, scheme, rule)
        issues += subject.issues(rule.code, wrong, _blamed(rule), facts={"reason": rule.reason})
    return issues


def _blamed(rule: Agreement) -> str:
    """Return the column a finding names: where the class is what must fit, that which it must fit to."""
    others = [column for column in rule.when if column != "land_class"]
    return others[0] if rule.column == "land_class" and others else rule.column


def _all_of(subject: Subject, scheme: Scheme, wanted: Mapping[str, Sequence[str]]) -> Flags:
    found = np.ones(len(subject.layer.frame), dtype=bool)
    for column, values in wanted.items():
        found &= _among(subject.column(column), values, scheme, column == "land_class")
    return found


def _holds(subject: Subject, scheme: Scheme, rule: Agreement) -> Flags:
    column = subject.column(rule.column)
    if rule.must:
        empty = (column.isna() | (column.astype(str) == "")).to_numpy()
        return empty if rule.must == "empty" else ~empty
    if rule.forbidden:
        return ~_among(column, rule.forbidden, scheme, rule.column == "land_class")
    return _among(column, rule.allowed, scheme, rule.column == "land_class")


def _among(column: pd.Series, values: Sequence[str], scheme: Scheme, of_class: bool) -> Flags:
    """Return which values are among the given ones; ``*`` ends a beginning, a class stands for all below it."""
    distinct = column.astype(str).unique()
    begins = tuple(value[:-1] for value in values if value.endswith("*"))
    plain = {value for value in values if not value.endswith("*")}
    listed = scheme.under(plain) if of_class else plain
    fitting = [value for value in distinct if value in listed or (begins and value.startswith(begins))]
    return column.astype(str).isin(fitting).to_numpy()


def check_year(subject: Subject) -> list[Issue]:
    """Return rows that stand for another year than the layer, or than most of its rows."""
    if not subject.has("data_year"):
        return []
    years: Any = subject.column("data_year")
    year = subject.layer.provenance.year or subject.against.year
    if years.notna().any() and year is None:
        year = int(years.mode().iloc[0])
    wrong = (years.notna() & (years != year)).to_numpy()
    others = years[wrong].unique()
    if wrong.sum() > 1 and wrong.sum() > 0.5 * len(wrong) and len(others) == 1 and subject.rules.runs("YEAR_OTHER"):
        facts = {"year": year, "count": int(wrong.sum())}
        return [subject.issue("YEAR_OTHER", column="data_year", value=f"{others[0]:g}", facts=facts, variant="all")]
    return subject.issues(
        "YEAR_OTHER", wrong, "data_year", facts={"year": year}, value=lambda row: f"{years.iloc[row]:g}"
    )
