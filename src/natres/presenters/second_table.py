"""The table of headline numbers computed twice."""

from collections.abc import Mapping, Sequence

from natres.core.results import SecondFigure
from natres.core.units import decimal_text
from natres.labels import words
from natres.presenters.land_tables import LandPage
from natres.presenters.land_words import group_label
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["second_label", "second_number", "second_summary", "second_table", "second_text"]


def second_label(key: str, page: LandPage) -> str:
    """Return what a key stands for, in words."""
    w, name = words(page.language), key.partition(".")[2]
    named = {f"group.{g.key}": group_label(g.key, page.scheme, page.language) for g in page.shares.groups}
    named |= {f"class.{c.code}": f"{c.name[page.language]} ({c.code})" for c in page.scheme.classes}
    named |= {f"owner.{o.key}": o.label[page.language] for o in page.scheme.ownership}
    named |= {f"measure.{m.key}": m.label[page.language] for m in page.scheme.measures}
    named |= {f"unit.{u.unit.code}": f"{u.unit.name} {u.unit.code}" for u in page.shares.units}
    named |= {"total": w["land.measured"], "class.": w["land.unclassified"]}
    named |= {f"quota.{name}": w["second.quota"].format(key=name)}
    named |= {f"forest.class.{name.partition('.')[2]}": w.get(f"forest_class.{name.partition('.')[2]}", name)}
    named |= {"forest.tenure.other": w["forest.other"], "forest.total": w["forest.total"]}
    named |= {f"forest.tenure.{tenure}": w[f"forest_tenure.{tenure}"] for tenure in ("state", "collective")}
    return named.get(key) or _well_label(name, w) or key


_WELL_LABELS = {
    "produced": "wells.produced",
    "reinjected": "wells.returned",
    "heat_produced": "heat.produced",
    "heat_used": "heat.used",
    "utilisation": "heat.utilisation",
    "stored": "heat.stored",
}


def _well_label(name: str, w: Mapping[str, str]) -> str:
    """Return what a figure of wells is; behind the dot stands its reservoir, nothing for all of them."""
    head, dot, reservoir = name.partition(".")
    if not dot:
        return w.get(f"wells.{head}", "")
    label = w.get(_WELL_LABELS.get(head, ""), "")
    return f"{label} · {reservoir or w['wells.all_reservoirs']}" if label else ""


#: What one unit of a second figure is, and how many decimals it prints.
_SCALES = {"count": (1, 0), "dm2": (100, 2), "m3": (100, 2), "J": (1, 0), "ratio": (10**6, 6)}


def second_number(value: int, unit: str) -> float:
    """Return a number of a second figure in m², m³, J, as a ratio or a count.

    >>> second_number(150, "dm2"), second_number(500_000, "ratio"), second_number(3, "count")
    (1.5, 0.5, 3)
    """
    scale = _SCALES[unit][0]
    return value if scale == 1 else value / scale


def second_text(value: int, unit: str) -> str:
    """Return the same as text.

    >>> second_text(150, "m3"), second_text(3, "count")
    ('1.50', '3')
    """
    return decimal_text(value, _SCALES[unit][1])


def second_summary(figures: Sequence[SecondFigure], language: str) -> str:
    """Return how many headline numbers came out alike both times, in a sentence."""
    w, agreed = words(language), sum(figure.agrees for figure in figures)
    return w["second.summary"].format(agreed=agreed, count=len(figures))


def second_table(figures: Sequence[SecondFigure], page: LandPage) -> Table:
    """Return every headline number with its second computation, the difference and the tolerance."""
    w = words(page.language)
    rows: list[Row] = []
    for figure in figures:
        values = (figure.first, figure.second, figure.first - figure.second, figure.tolerance)
        numbers = [Cell(second_text(v, figure.unit), second_number(v, figure.unit)) for v in values]
        verdict = w["second.agrees" if figure.agrees else "second.differs"]
        means = w[f"second.{figure.means}"]
        rows.append(
            Row(cells([second_label(figure.key, page), means, *numbers, verdict]), "" if figure.agrees else "alert")
        )
    names = ("first", "again", "difference", "tolerance")
    columns = (
        Column(w["land.name"]),
        Column(w["second.means"]),
        *(Column(w[f"second.{name}"], w["second.unit"], 2) for name in names),
        Column(w["second.verdict"]),
    )
    return Table("second_computation", w["second.title"], columns, tuple(rows), (w["second.note"],))
