"""One page for the supplier of the data: which files, the verdict, what is wrong and what is asked for, as DOCX."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from natres import __version__
from natres.core.issues import Issue
from natres.core.results.check import CheckedInput, CheckResult
from natres.labels import words
from natres.labels.codes import code_title
from natres.presenters.findings.coverage import printed_coverage
from natres.presenters.findings.numbered import RuleCount, count_rules
from natres.presenters.findings.texts import clean, clipped, finding_place, finding_words
from natres.presenters.findings.word_pages import add_heading, add_line, add_table, new_page, saved

__all__ = ["summary_docx", "supplier_cure", "verdict_sentence"]

#: So many lines each part may have, that all of them stand on one page.
_FILES, _ERRORS, _WARNINGS, _ASKS, _COVERED = 4, 6, 3, 4, 2
#: How wide texts may be in letters: two lines of their cells, two of the page; a file's name within a place.
_NAME, _PROBLEM, _PLACE, _ASK, _FILE = 78, 72, 72, 190, 28
#: Widths of columns in millimetres.
_FILE_WIDTHS, _RULE_WIDTHS = (78, 26, 26, 44), (42, 60, 12, 60)
#: Parts of a cure that only someone with this program or the district file can follow.
_OWN = re.compile(r"--\w|natres|区县文件|district file|\.toml", re.IGNORECASE)
_CLAUSES = re.compile(r"[；;]\s*|[，,]\s*(?=或|or )")


def summary_docx(
    result: CheckResult, language: str, *, moment: datetime, marks: Sequence[str] = (), about: str = ""
) -> bytes:
    """Return the page as a Word document; two runs give the same bytes.

    Parameters
    ----------
    moment : the date of the data, stored as the file's
    marks : what every output of the run has to say of itself
    about : what the data are of, such as the district's name; it stands below the title
    """
    w = words(language)
    counts = count_rules(result)
    page = new_page(w["supplier.title"], language=language, moment=moment, author="natres")
    add_line(page, w["supplier.title"], size=16, bold=True, centred=True)
    if about:
        add_line(page, clean(about, 80), centred=True)
    add_line(page, w["supplier.to"], before=4)
    inputs = _worst_first(result)
    _files(page, inputs, language)
    add_heading(page, w["supplier.verdict"])
    add_line(page, verdict_sentence(result, language), bold=True)
    alone = len({issue.file for issue in result.roots}) == 1
    _rules(page, "errors", [c for c in counts if c.severity == "error" and c.count], _ERRORS, language, alone)
    _rules(page, "warnings", [c for c in counts if c.severity == "warning" and c.count], _WARNINGS, language, alone)
    _asks(page, counts, language)
    _coverage(page, inputs, language)
    add_line(page, w["supplier.checker"], before=12)
    add_line(page, w["supplier.receiver"], before=8)
    foot = "  ".join([*marks, w["supplier.made"].format(version=__version__)])
    add_line(page, foot, size=8, before=6, colour="555555")
    return saved(page)


def _worst_first(result: CheckResult) -> list[CheckedInput]:
    """Return the inputs, those with the most findings first: on one page the others are the ones to leave out."""
    found = Counter(issue.file for issue in result.roots)
    return sorted(result.inputs, key=lambda one: -found[one.provenance.file_name])


def _short(issue: Issue, alone: bool) -> Issue:
    """Return a finding whose place leaves out what goes without saying: the only file, a layer called like it."""
    layer = "" if issue.layer == issue.file.rpartition(".")[0] else issue.layer
    return replace(issue, file="" if alone else clipped(issue.file, _FILE), layer=layer, fid=None)


def verdict_sentence(result: CheckResult, language: str) -> str:
    """Return the outcome in one sentence."""
    errors, warnings = result.count("error"), result.count("warning")
    severity = "error" if errors else "warning"
    rules = len({issue.code for issue in result.roots if issue.severity == severity})
    key = "bad" if errors else "doubtful" if warnings else "fine"
    w, below = words(language), len(result.issues) - len(result.roots)
    said = w[f"supplier.{key}"].format(errors=errors, warnings=warnings, rules=rules)
    plain = [one.provenance.file_name for one in result.inputs if one.kind == "plain" and one.rows_in]
    more = [w["supplier.below"].format(count=below)] if below else []
    more += [w["supplier.plain"].format(files="、".join(dict.fromkeys(plain)))] if plain else []
    return " ".join([said, *more]) if language == "en" else "".join([said, *more])


def supplier_cure(cure: str, otherwise: str) -> str:
    """Return what the supplier can do about a finding: without options of this program or the district file.

    >>> supplier_cure("改正代码，或用 --scheme 指定分类表；--accept CODE_UNKNOWN 则单列", "核对")
    '改正代码'
    >>> supplier_cure("用 --crs 写明", "核对")
    '核对'
    """
    kept = [clause for clause in _CLAUSES.split(cure) if clause and not _OWN.search(clause)]
    return (("；" if any(ord(letter) > 0x2E80 for letter in cure) else "; ").join(kept)).strip("。. ") or otherwise


def _files(page: Any, inputs: Sequence[CheckedInput], language: str) -> None:
    w = words(language)
    add_heading(page, w["supplier.files"])
    head = [w[f"supplier.{name}"] for name in ("file", "year", "rows", "digest")]
    rows: list[list[str]] = []
    for one in inputs[:_FILES]:
        record = one.provenance
        brackets = "（{}）" if language == "zh" else " ({})"
        named = record.layer not in ("", record.file_name.rpartition(".")[0])  # a layer called like its file
        layer = brackets.format(record.layer) if named else ""
        rows.append(
            [
                clipped(clean(record.file_name + layer), _NAME),
                str(record.year) if record.year else w["supplier.no_year"],
                "—"
                if one.kind in ("district", "raster")
                else str(one.rows_in)
                if record.sha256
                else w["supplier.unreadable"],
                record.sha256[:12] or "—",
            ]
        )
    add_table(page, head, rows, _FILE_WIDTHS)
    _rest(page, len(inputs) - _FILES, language)


def _rest(page: Any, count: int, language: str) -> None:
    if count > 0:
        add_line(page, words(language)["supplier.rest"].format(count=count), size=8.5)


def _rules(page: Any, part: str, counts: Sequence[RuleCount], most: int, language: str, alone: bool) -> None:
    """Add the table of rules of a severity, the most frequent first; nothing where there is none."""
    w = words(language)
    if not counts:
        return
    add_heading(page, w[f"supplier.{part}"])
    ranked = sorted(counts, key=lambda one: -one.count)
    rows = [
        [
            f"{one.code} {code_title(one.code, language)}".strip(),
            clipped(finding_words(one.first, language)[0], _PROBLEM),
            str(one.count),
            clipped(finding_place(_short(one.first, alone), language), _PLACE),
        ]
        for one in ranked[:most]
    ]
    head = [w["check.code"], w["supplier.problem"], w["check.count"], w["supplier.where"]]
    add_table(page, head, rows, _RULE_WIDTHS)
    _rest(page, len(ranked) - most, language)


def _asks(page: Any, counts: Sequence[RuleCount], language: str) -> None:
    """Add what the supplier is asked to do: the cures of the most frequent rules, each once."""
    w = words(language)
    asked: Counter[str] = Counter()
    codes: dict[str, list[str]] = {}
    for one in counts:
        if one.severity == "error" and one.count:
            cure = supplier_cure(finding_words(one.first, language)[1], w["supplier.check_again"])
            asked[cure] += one.count
            codes.setdefault(cure, []).append(one.code)
    if not asked:
        return
    add_heading(page, w["supplier.asks"])
    names = {cure: [code_title(code, language) or code for code in own[:3]] for cure, own in codes.items()}
    stop = "、" if language == "zh" else ", "
    lines = [f"{stop.join(names[cure])}{_colon(language)}{cure}" for cure, _ in asked.most_common(_ASKS)]
    for n, line in enumerate([*lines, w["supplier.resend"]], start=1):
        add_line(page, f"{n}. {clipped(line, _ASK)}", size=9)
    _rest(page, len(asked) - _ASKS, language)


def _colon(language: str) -> str:
    return "：" if language == "zh" else ": "


def _coverage(page: Any, inputs: Sequence[CheckedInput], language: str) -> None:
    w = words(language)
    covered = [(one, one.coverage) for one in inputs if one.coverage is not None]
    covered.sort(key=lambda pair: -(pair[1].gap_m2 + pair[1].overlap_m2 + (pair[1].outside_m2 or 0.0)))
    if covered:
        add_heading(page, w["supplier.coverage"])
    for one, coverage in covered[:_COVERED]:
        figures = {name.removesuffix("_m2"): text for name, text in printed_coverage(coverage).items()}
        key = "equation" if coverage.outline_m2 is not None else "no_outline"
        name = f"{clipped(clean(one.provenance.file_name), 40)}{_colon(language)}" if len(covered) > 1 else ""
        add_line(page, name + w[f"supplier.{key}"].format(**figures), size=9)
