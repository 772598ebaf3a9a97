"""Published figures beside the computed ones."""

import re
from collections import Counter
from fractions import Fraction

from natres.core.results import FigureCheck
from natres.core.units import decimal_text, round_half_up
from natres.labels import words
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = [
    "published_summary",
    "published_table",
]


def published_table(checks: tuple[FigureCheck, ...], labels: dict[str, str], language: str) -> Table:
    """Return published and computed figures side by side; what the input was made to fit is never agreement."""
    w = words(language)
    unit_words = {
        "km2": w["unit.km2"],
        "ha": w["unit.ha"],
        "mu": w["unit.mu"],
        "percent": "%",
        "count": w["unit.count"],
        "1e4m3": w["unit.1e4m3"],
        "1e8m3": w["unit.1e8m3"],
        "1e8CNY": w["unit.1e8CNY"],
    }
    rows: list[Row] = []
    for check in checks:
        computed = Cell("—")
        if check.computed is not None:
            computed = Cell(_as_published(check, check.computed), float(check.computed))
        name = labels.get(check.key, check.key)
        line = [
            name,
            check.published,
            unit_words.get(check.unit, check.unit),
            computed,
            w[f"published.{check.status}"],
        ]
        rows.append(Row(cells(line), "alert" if check.status == "disagrees" else ""))
    columns = tuple(Column(w[f"published.{key}"]) for key in ("figure", "value"))
    columns = (
        *columns,
        Column(w["unit.word"]),
        Column(w["published.computed"]),
        Column(w["published.status"]),
    )
    return Table("published", w["published.title"], columns, tuple(rows), (published_summary(checks, language),))


def _as_published(check: FigureCheck, value: Fraction) -> str:
    """Return a computed value with two digits more than the published one, under the same power of ten."""
    found = _POWER.search(check.published)
    power = int(found[1]) if found else 0
    digits = max(check.decimals + power, 0) + (0 if check.unit == "count" else 2)
    text = decimal_text(round_half_up(value / Fraction(10) ** power * 10**digits), digits)
    return f"{text}e{power}" if power else text


#: The power of ten a figure is published under.
_POWER = re.compile(r"e([+-]?\d+)$", re.IGNORECASE)


def published_summary(checks: tuple[FigureCheck, ...], language: str) -> str:
    """Return how many figures have which verdict, in one sentence."""
    w = words(language)
    count = Counter(check.status for check in checks)
    order = ("agrees", "within_rounding", "disagrees", "by_construction", "stated")
    joint = "，" if language == "zh" else ", "
    if checks and count["by_construction"] == len(checks):
        return w["published.summary_constructed"].format(count=len(checks))
    part = w["published.summary_part"]
    found = [(w[f"published.{status}"], count[status]) for status in order if count[status]]
    parts = joint.join(part.format(status=status, count=number) for status, number in found)
    return w["published.summary"].format(count=len(checks), parts=parts or "—")
