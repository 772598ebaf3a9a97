"""Findings as JSON with the promised keys; areas are m² as they were computed, unrounded."""

import re
from dataclasses import asdict
from typing import Any

from natres.core.results.check import CheckedInput, CheckResult
from natres.errors import describe_issue
from natres.presenters.findings.numbered import Finding, count_rules, numbered

__all__ = ["findings_json"]

#: Halves of signs, which no encoding can write.
_HALVES = re.compile("[\ud800-\udfff]")


def findings_json(result: CheckResult, language: str) -> dict[str, Any]:
    """Return everything a check found; keys are promised in ``docs/cli.md``.

    ``caused_by`` is the number of the finding that explains another, null where nothing does; a ``count`` of the
    summary leaves out what others explain, which ``explained`` counts.
    """
    inputs = result.inputs
    return {
        "rows_in": sum(one.rows_in for one in inputs),
        "rows_kept": sum(one.rows_kept for one in inputs),
        "rows_repaired": sum(one.rows_repaired for one in inputs),
        "rows_rejected": sum(one.rows_rejected for one in inputs),
        "issues": [_issue(finding, language) for finding in numbered(result)],
        "summary": [
            {"code": one.code, "severity": one.severity, "count": one.count, "explained": one.explained}
            for one in count_rules(result)
        ],
        "inputs_checked": [_input(one) for one in inputs],
        "coverage": [
            {"file": _plain(one.provenance.file_name), "layer": _plain(one.provenance.layer), **asdict(one.coverage)}
            for one in inputs
            if one.coverage is not None
        ],
        "switched": [{"code": code, "severity": severity} for code, severity in result.switched],
    }


def _plain(text: str) -> str:
    return _HALVES.sub("\ufffd", text)


def _issue(finding: Finding, language: str) -> dict[str, Any]:
    issue = finding.issue
    problem, cure = describe_issue(issue, language)
    return {
        "number": finding.number,
        "code": issue.code,
        "severity": issue.severity,
        "file": _plain(issue.file),
        "layer": _plain(issue.layer),
        "field": _plain(issue.field),
        "row": issue.row,
        "fid": issue.fid,
        "line": issue.line,
        "cell": issue.cell or None,
        "id": _plain(issue.id),
        "value": _plain(issue.value),
        "message": _plain(problem),
        "cure": _plain(cure),
        "caused_by": finding.root,
    }


def _input(one: CheckedInput) -> dict[str, Any]:
    record = one.provenance
    return {
        "path": _plain(record.path),
        "layer": _plain(record.layer),
        "kind": one.kind,
        "rows_in": one.rows_in,
        "rows_kept": one.rows_kept,
        "rows_repaired": one.rows_repaired,
        "rows_rejected": one.rows_rejected,
        "crs": record.crs,
    }
