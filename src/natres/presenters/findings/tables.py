"""Findings as tables: the inputs, how the parcels cover the district, the rules with counts, every finding."""

from collections.abc import Mapping, Sequence

from natres.core.issues import Issue
from natres.core.results.check import CheckedInput, CheckResult
from natres.labels import words
from natres.labels.codes import code_title
from natres.presenters.findings.coverage import COVERAGE_FIGURES, printed_coverage
from natres.presenters.findings.numbered import Finding, count_rules, numbered
from natres.presenters.findings.texts import clean, finding_place, finding_words
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["brief_findings", "finding_table", "findings_tables", "kind_label", "rule_table"]

#: How many findings a terminal lists, and how many of those each of them explains.
_FIRST, _BELOW = 20, 3


def findings_tables(result: CheckResult, language: str, *, most: int | None = None) -> tuple[Table, ...]:
    """Return all tables of a check, with every finding: for files.

    Parameters
    ----------
    most : how many findings the list may hold; a note below it says where all of them are
    """
    return (
        _input_table(result, language),
        *_coverage_table(result, language),
        rule_table(result, language),
        finding_table(result, language, most=most),
    )


def brief_findings(result: CheckResult, language: str) -> tuple[Table, ...]:
    """Return the tables for a terminal: the first twenty findings, and no table without a row."""
    tables = (
        _input_table(result, language),
        *_coverage_table(result, language),
        rule_table(result, language),
        _brief_list(result, language),
    )
    return tuple(table for table in tables if table.rows)


def kind_label(kind: str, language: str) -> str:
    """Return what an input is, in words; a kind of ledger is called by its own name."""
    return words(language).get(f"check.kind_{kind}", kind)


def _whole(number: int | None) -> Cell:
    return Cell("") if number is None else Cell(str(number), number)


def _name(number: int | None) -> Cell:
    """Return the number of a row, which names it: no thousands are parted in it."""
    return Cell("" if number is None else str(number))


def _columns(w: Mapping[str, str], names: Sequence[str]) -> tuple[Column, ...]:
    return tuple(Column(w[f"check.{name}"], decimals=0) for name in names)


def _input_table(result: CheckResult, language: str) -> Table:
    w = words(language)
    names = ("file", "layer", "kind", "rows_in", "rows_kept", "rows_rejected", "rows_repaired", "crs")
    return Table(
        "check_inputs",
        w["check.inputs"],
        _columns(w, names),
        tuple(_input_row(one, language) for one in result.inputs),
    )


def _input_row(one: CheckedInput, language: str) -> Row:
    record = one.provenance
    counts = (one.rows_in, one.rows_kept, one.rows_rejected, one.rows_repaired)
    place = (clean(record.file_name), clean(record.layer), kind_label(one.kind, language))
    mark = "alert" if one.rows_rejected else ""
    return Row(cells([*place, *(_whole(count) for count in counts), clean(record.crs)]), mark)


def _coverage_table(result: CheckResult, language: str) -> list[Table]:
    """Return the equation of every input that has one; no table where none has."""
    w = words(language)
    rows: list[Row] = []
    without = False
    for one in result.inputs:
        if one.coverage is not None:
            printed = printed_coverage(one.coverage)
            figures = [Cell(printed[name], getattr(one.coverage, name)) for name in COVERAGE_FIGURES]
            rows.append(Row(cells([clean(one.provenance.file_name), *figures])))
            without = without or one.coverage.outline_m2 is None
    if not rows:
        return []
    columns = tuple(Column(w[f"check.{name}"], decimals=2) for name in COVERAGE_FIGURES)
    notes = (w["check.coverage_note"], *((w["check.coverage_no_outline"],) if without else ()))
    unit = w["unit.m2"]
    head = Column(w["check.file"])
    return [Table("check_coverage", w["check.coverage"], (head, *columns), tuple(rows), notes, unit=unit)]


def rule_table(result: CheckResult, language: str) -> Table:
    """Return for each rule how much it found, what, and where first."""
    w = words(language)
    names = ("code", "called", "severity", "count", "explained", "example", "first")
    rows = tuple(
        Row(
            cells(
                [
                    one.code,
                    code_title(one.code, language),
                    w[f"check.{one.severity}"],
                    _whole(one.count),
                    _whole(one.explained or None),
                    finding_words(one.first, language)[0],
                    clean(one.first.file),
                ]
            ),
            "alert" if one.severity == "error" and one.count else "",
        )
        for one in count_rules(result)
    )
    notes = [w["check.explained_note"]] if any(row.cells[4].text for row in rows) else []
    if result.switched:
        said = [
            w["check.switched_one"].format(code=code, severity=w[f"check.{severity}"])
            for code, severity in result.switched
        ]
        stop = "、" if language == "zh" else ", "
        notes.append(w["check.switched_note"].format(rules=stop.join(said)))
    return Table("check_rules", w["check.rules"], _columns(w, names), rows, tuple(notes))


_LISTED = (
    "number", "code", "severity", "file", "layer", "field", "row", "fid", "cell", "id", "value", "message", "cure",
    "caused_by",
)  # fmt: skip


def finding_table(result: CheckResult, language: str, *, most: int | None = None) -> Table:
    """Return the list of all findings, or the first ``most`` of them, each behind what explains it."""
    w, found = words(language), numbered(result)
    shown = found if most is None else found[:most]
    notes = (w["check.sheet_cut"].format(shown=len(shown), count=len(found)),) if len(shown) < len(found) else ()
    rows = tuple(_listed(finding, language) for finding in shown)
    return Table("check_findings", w["check.findings"], _columns(w, _LISTED), rows, notes)


def _listed(finding: Finding, language: str) -> Row:
    issue = finding.issue
    problem, cure = finding_words(issue, language)
    texts = [
        _whole(finding.number), issue.code, words(language)[f"check.{issue.severity}"], clean(issue.file),
        clean(issue.layer), clean(issue.field), _name(issue.row), _name(issue.fid), _cell_text(issue, language),
        clean(issue.id), clean(issue.value), problem, cure, _whole(finding.root),
    ]  # fmt: skip
    return Row(cells(texts), indent=int(finding.root is not None))


def _cell_text(issue: Issue, language: str) -> str:
    if issue.line is None:
        return clean(issue.cell)
    key = "check.at_cell" if issue.cell else "check.at_line"
    return words(language)[key].format(line=issue.line, cell=clean(issue.cell))


def _brief_list(result: CheckResult, language: str) -> Table:
    """Return the first findings with what they explain; numbers are texts here, so that they show the indent."""
    w, found = words(language), numbered(result)
    roots = [finding.number for finding in found if finding.root is None]
    last = roots[_FIRST] if len(roots) > _FIRST else len(found) + 1
    rows: list[Row] = []
    below = 0
    for finding, after in zip(found[: last - 1], [*found[1:last], None], strict=False):
        below = 0 if finding.root is None else below + 1
        if below <= _BELOW:
            rows.append(_brief_row(finding, language))
        if below > _BELOW and (after is None or after.root is None):
            rest = w["check.rest_below"].format(count=below - _BELOW)
            rows.append(Row(cells(["", "", "", "", rest, ""]), indent=1))
    title, notes = w["check.findings"], ()
    if len(roots) > _FIRST:
        title = w["check.findings_first"].format(shown=_FIRST, count=len(roots))
        notes = (w["check.rest"].format(count=len(roots) - _FIRST),)
    return Table(
        "check_findings",
        title,
        _columns(w, ("number", "severity", "code", "place", "message", "cure")),
        tuple(rows),
        notes,
    )


def _brief_row(finding: Finding, language: str) -> Row:
    issue = finding.issue
    problem, cure = finding_words(issue, language)
    severity = words(language)[f"check.{issue.severity}"]
    place = finding_place(issue, language)
    if finding.root is not None:  # what to do stands with what explains it
        cure = ""
    texts = [str(finding.number), severity, issue.code, place, problem, cure]
    return Row(cells(texts), indent=int(finding.root is not None))
