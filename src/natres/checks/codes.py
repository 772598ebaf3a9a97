"""Rules over codes and ids: missing, unknown, doubled, at odds with their names or the survey's units."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from natres.checks.subjects import Subject
from natres.core.classification import UNCLASSIFIED, Scheme
from natres.core.issues import Issue, Repair
from natres.core.mending import narrowed
from natres.core.scheme_shapes import others_of

__all__ = [
    "check_classes", "check_coarse", "check_forest_codes", "check_ids", "check_names", "check_numbers",
    "check_unit_codes", "check_unit_names", "repair_codes",
]  # fmt: skip


def check_classes(subject: Subject) -> list[Issue]:
    """Return rows without a land class, or with one the scheme does not have; settlement codes likewise."""
    scheme = subject.scheme
    assert scheme is not None
    issues: list[Issue] = []
    facts = {"scheme": scheme.key}
    if subject.has("land_class"):
        codes = subject.column("land_class")
        issues += subject.issues("CODE_MISSING", (codes == UNCLASSIFIED).to_numpy(), "land_class")
        known = codes.isin(list(scheme.by_code)) | (codes == UNCLASSIFIED)
        unknown = subject.issues("CODE_UNKNOWN", (~known).to_numpy(), "land_class", facts=facts)
        issues += [_with_other_scheme(_spaced(issue, set(scheme.by_code)), scheme) for issue in unknown]
    for column, allowed in _coded_columns(scheme):
        if subject.has(column):
            values = subject.column(column)
            wrong = ~(values.isin(allowed) | (values == ""))
            shown = "、".join(allowed[:12]) + ("…" if len(allowed) > 12 else "")
            listed = {**facts, "allowed": shown, "field": subject.field(column)}
            found = subject.issues("CODE_UNKNOWN", wrong.to_numpy(), column, facts=listed, variant="column")
            issues += [_spaced(issue, set(allowed)) for issue in found]
    return issues


def _coded_columns(scheme: Scheme) -> list[tuple[str, list[str]]]:
    if not scheme.settlement_codes:
        return []
    return [("settlement_code", list(scheme.settlement_codes)), ("deduction_class", list(scheme.by_code))]


def _spaced(issue: Issue, known: Collection[str]) -> Issue:
    """Say of an unknown code that it is a known one but for its blanks or the width of its signs."""
    plain = narrowed(issue.value, known)  # as --fix does
    if plain not in known:
        return issue
    return replace(issue, facts={**issue.facts, "plain": plain}, variant="spaced")


def _with_other_scheme(issue: Issue, scheme: Scheme) -> Issue:
    """Say of an unknown code which other classifications have it: a hint, the finding is the same."""
    if issue.variant == "spaced":
        return issue
    titles = [other.title for other in others_of(issue.value, scheme.others)]
    if not titles:
        return issue
    other = {language: " / ".join(title[language] for title in titles) for language in titles[0]}
    return replace(issue, facts={**issue.facts, "other": other}, variant="other")


def check_names(subject: Subject) -> list[Issue]:
    """Return rows whose class has the name of another class beside it; a name of nobody's is the office's own."""
    scheme = subject.scheme
    if scheme is None or not subject.has("class_name", "land_class"):
        return []
    named = subject.column("class_name").astype(str).str.strip()
    codes = subject.column("land_class")
    expected = codes.map({c.code: c.name["zh"] for c in scheme.classes}).fillna("")
    wrong = (named != expected) & named.isin({c.name["zh"] for c in scheme.classes}) & (expected != "")
    return subject.issues(
        "CODE_NAME_MISMATCH", wrong.to_numpy(), "class_name", variant="row",
        facts=lambda row: {"land_class": codes.iloc[row], "expected": expected.iloc[row]},
    )  # fmt: skip


def check_coarse(subject: Subject) -> list[Issue]:
    """Return one finding on the rows of classes whose subclasses belong to different groups."""
    scheme = subject.scheme
    if scheme is None or not subject.has("land_class") or not subject.rules.runs("CLASS_IN_NO_GROUP"):
        return []
    codes = subject.column("land_class")
    coarse = np.flatnonzero(codes.isin([c.code for c in scheme.classes if c.group is None]).to_numpy())
    if not len(coarse):
        return []
    value = ", ".join(sorted(codes.iloc[coarse].unique()))
    return [subject.issue("CLASS_IN_NO_GROUP", int(coarse[0]), value=value, facts={"count": len(coarse)})]


def check_unit_names(subject: Subject) -> list[Issue]:
    """Return rows whose unit has another name than most rows of that unit give it."""
    if not subject.has("unit_code", "unit_name"):
        return []
    codes, names = (subject.column(name).astype(str).str.strip() for name in ("unit_code", "unit_name"))
    given = (codes != "") & (names != "")
    count = pd.DataFrame({"code": codes[given], "name": names[given]}).value_counts().reset_index(name="rows")
    usual = count.drop_duplicates("code").set_index("code")
    expected, rows = codes.map(usual["name"]).fillna(""), codes.map(usual["rows"]).fillna(0)
    odd = given & (names != expected) & (rows > 1)
    return subject.issues(
        "CODE_NAME_MISMATCH", odd.to_numpy(), "unit_name", variant="unit",
        facts=lambda row: {"code_of_unit": codes.iloc[row], "expected": expected.iloc[row]},
    )  # fmt: skip


def check_ids(subject: Subject) -> list[Issue]:
    """Return rows that bear the id of a row above."""
    return _repeated(subject, "ID_DUPLICATE", subject.id_column, [subject.id_column])


def check_numbers(subject: Subject) -> list[Issue]:
    """Return rows that bear the number of a row above in the same unit, as the scheme says which are unique where."""
    issues: list[Issue] = []
    for rule in subject.scheme.field_rules if subject.scheme else ():
        if rule.unique_within:
            issues += _repeated(subject, "NUMBER_DUPLICATE", rule.column, [rule.unique_within, rule.column])
    return issues


def _repeated(subject: Subject, code: str, column: str, keys: list[str]) -> list[Issue]:
    if not subject.has(*keys):
        return []
    frame = subject.layer.frame
    given = frame[(frame[keys] != "").all(axis=1)]
    twice = given.index[given.duplicated(keys)]
    first = given.drop_duplicates(keys).set_index(keys).index
    rows = dict(zip(first, given.index[~given.duplicated(keys)].tolist(), strict=True)) if len(twice) else {}

    def facts(row: int) -> Mapping[str, Any]:
        values = tuple(frame[keys].iloc[row])
        other = rows[values if len(keys) > 1 else values[0]]
        return {**subject.other(other), "unit": str(frame[keys[0]].iloc[row])}

    return subject.issues(code, twice.tolist(), column, facts=facts)


def check_unit_codes(subject: Subject) -> list[Issue]:
    """Return rows whose unit is none of the district's."""
    units = subject.against.units
    if not units or not subject.has("unit_code"):
        return []
    codes = subject.column("unit_code").astype(str)
    inside = codes.str[: subject.against.code_length].isin(list(subject.against.by_code))
    if not subject.rules.numbers:  # an empty code is told as such
        inside |= codes == ""
    return subject.issues("UNIT_UNKNOWN_CODE", (~inside).to_numpy())


def check_forest_codes(subject: Subject, known: Iterable[str]) -> list[Issue]:
    """Return plots without a forestry code, or with one that natres cannot place."""
    if not subject.has("forest_class"):
        return []
    codes = subject.column("forest_class")
    issues = subject.issues("CODE_MISSING", (codes == "").to_numpy(), "forest_class")
    wrong = ~(codes.isin(list(known)) | (codes == ""))
    return issues + subject.issues("CODE_UNKNOWN", wrong.to_numpy(), "forest_class", variant="forest")


def repair_codes(codes: pd.Series, scheme: Scheme) -> tuple[pd.Series, list[Repair]]:
    """Give back the leading zero that a spreadsheet took: ``101`` is ``0101`` where only that is in the scheme.

    Only for codes that were stored as numbers: a text ``203`` lost nothing, it is a code of the second survey.

    >>> from natres.readers import read_scheme
    >>> fixed, repairs = repair_codes(pd.Series(["101", "0102", "9999"]), read_scheme())
    >>> fixed.tolist(), repairs[0].count
    (['0101', '0102', '9999'], 1)
    """
    known = set(scheme.by_code)
    padded = "0" + codes
    lost = ~codes.isin(known) & padded.isin(known) & codes.str.len().isin([1, 3])
    if not lost.any():
        return codes, []
    example = str(codes[lost].iloc[0])
    return codes.where(~lost, padded), [Repair("CODE_ZERO_PADDED", int(lost.sum()), example, "0" + example, "DLBM")]
