"""What is wrong with wells and their register, in words, each with its cure."""

from datetime import date
from fractions import Fraction

from natres.core.results import WellFinding, WellTable
from natres.core.results.wells import Fact
from natres.core.units import exact_text
from natres.labels import words
from natres.presenters.table import Column, Row, Table, cells
from natres.presenters.wells.cells import apart, metres, percent

__all__ = ["fact_texts", "finding_table", "finding_words"]


def finding_words(finding: WellFinding, language: str) -> tuple[str, str]:
    """Return the problem with its numbers, and what to do about it."""
    w, facts = words(language), fact_texts(finding)
    return w[f"well_finding.{finding.code}"].format(**facts), w[f"well_cure.{finding.code}"].format(**facts)


def fact_texts(finding: WellFinding) -> dict[str, str]:
    """Return the facts of a finding as they are printed.

    >>> found = WellFinding("X", "error", "wells", facts=(("rate", Fraction(1, 3)), ("produced", Fraction("30.10"))))
    >>> fact_texts(found)
    {'rate': '33.3', 'produced': '30.1'}
    """
    texts = {name: _fact_text(name, fact) for name, fact in finding.facts}
    rate, required = (dict(finding.facts).get(name) for name in ("rate", "required"))
    if isinstance(rate, Fraction) and isinstance(required, Fraction):
        texts["rate"], texts["required"] = (cell.text for cell in apart(rate, required))
    return texts


def _fact_text(name: str, fact: Fact) -> str:
    if isinstance(fact, date):
        return fact.isoformat()
    if isinstance(fact, str):
        return fact or "—"
    if name in ("rate", "required"):
        return percent(Fraction(fact)).text
    return metres(float(fact)).text if name.endswith("_m") else exact_text(Fraction(fact))


def finding_table(wells: WellTable, language: str) -> Table:
    """Return the findings, one a row: whose, about what, how serious, the problem, the cure."""
    w = words(language)
    rows: list[Row] = []
    for found in wells.findings:
        problem, cure = finding_words(found, language)
        place = found.well_id or found.right_id or dict(fact_texts(found)).get("reservoir", "—")
        line = [place, w[f"wells.about_{found.about}"], w[f"wells.{found.severity}"], problem, cure]
        rows.append(Row(cells(line), "alert" if found.severity == "error" else ""))
    names = ("subject", "about", "severity", "finding", "cure")
    columns = tuple(Column(w[f"wells.{name}"]) for name in names)
    return Table("well_findings", w["wells.findings"], columns, tuple(rows), (w["wells.findings_note"],))
