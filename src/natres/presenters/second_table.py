"""The table of headline numbers computed twice."""

from collections.abc import Sequence

from natres.core.results import SecondFigure
from natres.core.units import area_text
from natres.labels import words
from natres.presenters.land_tables import LandPage, group_label
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["second_label", "second_summary", "second_table"]


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
    return named.get(key, w.get(f"wells.{name}", key))


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
        numbers = [Cell(str(v), v) if figure.unit == "count" else Cell(area_text(v, "m2"), v / 100) for v in values]
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
