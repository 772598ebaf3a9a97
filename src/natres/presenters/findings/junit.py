"""Findings as JUnit XML, which build servers read: a suite per input, a case per rule that looked at it."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from xml.etree import ElementTree as ET

from natres.core.issues import Issue
from natres.core.results.check import CheckedInput, CheckResult
from natres.labels import words
from natres.presenters.findings.numbered import SEVERITIES, Finding, input_finder, numbered
from natres.presenters.findings.texts import clean, finding_place, finding_words

__all__ = ["junit_xml"]

#: How many findings a case lists; the rest is a number.
_LISTED = 20


def junit_xml(
    result: CheckResult, language: str, *, rules: Mapping[str, Sequence[str]] | None = None, moment: datetime
) -> str:
    """Return JUnit XML: what is an error fails its rule's case, a rule that was switched off is skipped.

    Parameters
    ----------
    rules : kind of input → codes of the rules that looked at it; those that found nothing pass
    moment : the date of the data, as the time of the suites
    """
    known, find = rules or {}, input_finder(result)
    suites: list[tuple[CheckedInput | None, list[Finding]]] = [(one, []) for one in result.inputs]
    place = {id(one): held for one, held in suites}
    lost: list[Finding] = []  # of a file that is not among the inputs
    for finding in numbered(result):
        one = find(finding.issue)
        (lost if one is None else place[id(one)]).append(finding)
    suites += [(None, lost)] if lost else []
    root = ET.Element("testsuites", name=words(language)["check_junit.suite"])
    for one, findings in suites:
        codes = dict.fromkeys(known.get(one.kind, ()) if one else ())
        codes |= dict.fromkeys(finding.issue.code for finding in findings)
        suite = ET.SubElement(root, "testsuite", name=_name(one), timestamp=moment.isoformat(timespec="seconds"))
        _properties(suite, one)
        for code in codes:
            own = [finding for finding in findings if finding.issue.code == code]
            off = dict(result.switched).get(code) == "off"
            _case(suite, code, one.kind if one else "file", own, language, off=off)
        _count(suite)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root, " ")
    return "<?xml version='1.0' encoding='UTF-8'?>\n" + ET.tostring(root, encoding="unicode") + "\n"


def _name(one: CheckedInput | None) -> str:
    if one is None:
        return "natres"
    record = one.provenance
    return clean(f"{record.file_name} / {record.layer}" if record.layer else record.file_name)


def _properties(suite: ET.Element, one: CheckedInput | None) -> None:
    if one is None:
        return
    held = ET.SubElement(suite, "properties")
    facts = {"kind": one.kind, "rows_in": one.rows_in, "rows_kept": one.rows_kept, "rows_rejected": one.rows_rejected}
    for name, value in {**facts, "sha256": one.provenance.sha256, "crs": one.provenance.crs}.items():
        ET.SubElement(held, "property", name=name, value=clean(str(value)))


def _case(suite: ET.Element, code: str, kind: str, found: Sequence[Finding], language: str, *, off: bool) -> None:
    """Add the case of a rule: failed by its errors, with what else it found as output."""
    w = words(language)
    group = re.sub(r"\W", "_", kind)
    case = ET.SubElement(suite, "testcase", name=code, classname=f"natres.check.{group}", time="0")
    if off:
        ET.SubElement(case, "skipped", message=w["check_junit.off"])
        return
    roots = {
        severity: [f.issue for f in found if f.root is None and f.issue.severity == severity] for severity in SEVERITIES
    }
    errors = roots["error"]
    if errors:
        message = w["check_junit.failure"].format(count=len(errors), message=finding_words(errors[0], language)[0])
        ET.SubElement(case, "failure", type=code, message=message).text = _lines(errors, language)
    said = [
        f"{w[f'check_junit.{severity}'].format(count=len(roots[severity]))}\n{_lines(roots[severity], language)}"
        for severity in ("warning", "info")
        if roots[severity]
    ]
    explained = [finding.issue for finding in found if finding.root is not None]
    if explained:
        said.append(f"{w['check_junit.explained'].format(count=len(explained))}\n{_lines(explained, language)}")
    if said:
        ET.SubElement(case, "system-out").text = "\n".join(said)


def _lines(issues: Sequence[Issue], language: str) -> str:
    w = words(language)
    lines = [
        f"{w[f'check.{issue.severity}']} {issue.code} {finding_place(issue, language)}: "
        + " / ".join(finding_words(issue, language))
        for issue in issues[:_LISTED]
    ]
    if len(issues) > _LISTED:
        lines.append(w["check.rest"].format(count=len(issues) - _LISTED))
    return "\n".join(lines)


def _count(suite: ET.Element) -> None:
    suite.set("tests", str(len(suite.findall("testcase"))))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", "0")
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    suite.set("time", "0")
