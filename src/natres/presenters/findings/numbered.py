"""Findings with their numbers: grouped by rule, the worst first, each followed by what it explains."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from natres.core.issues import Issue
from natres.core.results.check import CheckedInput, CheckResult

__all__ = ["SEVERITIES", "Finding", "RuleCount", "count_rules", "input_finder", "numbered"]

SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, eq=False)
class Finding:
    """A finding under its number, which is the same in every output; ``root`` is that of what explains it."""

    number: int
    issue: Issue
    root: int | None = None


@dataclass(frozen=True, eq=False)
class RuleCount:
    """What a rule found: how many findings nothing else explains, how many hang below others, the first of them."""

    code: str
    severity: str
    count: int
    explained: int
    first: Issue


def numbered(result: CheckResult) -> tuple[Finding, ...]:
    """Return all findings, numbered from 1: roots by severity, then by rule, each with what it explains behind it."""
    roots = _in_order(result.roots)
    known = {id(root) for root in roots}
    below: dict[int, list[Issue]] = {}
    lost: list[Issue] = []  # what explains them is not among the findings
    for issue in result.issues:
        if issue.cause is not None:
            root = issue.root
            if id(root) in known:
                below.setdefault(id(root), []).append(issue)
            else:
                lost.append(issue)
    found: list[Finding] = []
    for root in roots:
        number = len(found) + 1
        found.append(Finding(number, root))
        found += [Finding(number + n, issue, number) for n, issue in enumerate(below.get(id(root), ()), start=1)]
    return (*found, *(Finding(n, issue) for n, issue in enumerate(lost, start=len(found) + 1)))


def _in_order(roots: Sequence[Issue]) -> list[Issue]:
    first: dict[str, int] = {}
    for place, issue in enumerate(roots):
        first.setdefault(issue.code, place)
    return sorted(roots, key=lambda issue: (SEVERITIES.index(issue.severity), first[issue.code]))


def count_rules(result: CheckResult) -> tuple[RuleCount, ...]:
    """Return for each rule and severity how much it found, in the order of :func:`numbered`."""
    found: dict[tuple[str, str], list[Issue]] = {}
    for finding in numbered(result):
        found.setdefault((finding.issue.code, finding.issue.severity), []).append(finding.issue)
    counts: list[RuleCount] = []
    for (code, severity), issues in found.items():
        own = [issue for issue in issues if issue.cause is None]
        counts.append(RuleCount(code, severity, len(own), len(issues) - len(own), (own or issues)[0]))
    return tuple(sorted(counts, key=lambda count: SEVERITIES.index(count.severity)))


def input_finder(result: CheckResult) -> Callable[[Issue], CheckedInput | None]:
    """Return what tells of a finding in which input it is, by its file and layer; None where no input is meant."""
    by_layer: dict[tuple[str, str], CheckedInput] = {}
    by_file: dict[str, CheckedInput] = {}
    for one in result.inputs:
        for name in (one.provenance.path, one.provenance.file_name):
            by_layer.setdefault((name, one.provenance.layer), one)
            by_file.setdefault(name, one)
    return lambda issue: by_layer.get((issue.file, issue.layer)) or by_file.get(issue.file)
