"""Forest ground turned construction land as tables: place by place, and by class and town."""

from collections.abc import Sequence

from natres.core.results import Encroached, Encroachment
from natres.core.units import area_text, to_dm2
from natres.presenters.forest.reconciliation import WoodsPrints, m2_text
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["encroachment_tables"]


def encroachment_tables(prints: WoodsPrints, found: Encroachment) -> tuple[Table, ...]:
    """Return the ground turned, its sums, and the old conflicts, each where there is any; the first always."""
    w = prints.words
    title = w["woods.encroached_undated"]
    if found.before_year and found.after_year:
        title = w["woods.encroached"].format(before=found.before_year, after=found.after_year)
    notes = [w["woods.encroached_note"]]
    if found.doubled_survey_m2:
        notes.append(w["woods.encroached_twice"].format(area=m2_text(found.doubled_survey_m2)))
    if found.dust:
        notes.append(w["woods.dust_note"].format(count=found.dust))
    tables = [_list(prints, "forest_encroachment", title, found.turned, notes), _sums(prints, found.turned)]
    tables += [
        _list(prints, f"forest_{key}", w[f"woods.{key}"], rows, [])
        for key, rows in (("already", found.already), ("unknown", found.unknown))
        if rows
    ]
    return tuple(table for table in tables if table is not None)


def _m2(area_m2: float) -> Cell:
    return Cell(m2_text(area_m2), area_m2)


def _list(prints: WoodsPrints, key: str, title: str, rows: Sequence[Encroached], notes: Sequence[str]) -> Table:
    """Return a list of places, the largest first, strips last."""
    w = prints.words
    strips = [row for row in rows if row.sliver]
    lines = [Row(cells([w["woods.sum"], "", "", "", "", _count(len(rows)), "", _m2(_sum(rows)), ""]), "total")]
    if strips:
        name = w["woods.slivers"]
        lines.append(Row(cells([name, "", "", "", "", _count(len(strips)), "", _m2(_sum(strips)), ""]), "", 1))
    lines += [_line(prints, row) for row in (*(row for row in rows if not row.sliver), *strips)]
    columns = (
        Column(w["woods.plot"]), Column(w["woods.town"]), Column(w["woods.plot_class"]), Column(w["woods.tenure"]),
        Column(w["woods.protection"]), Column(w["woods.before"]), Column(w["woods.after"]),
        Column(w["woods.area"], w["unit.m2"], 2), Column(w["woods.remark"]),
    )  # fmt: skip
    said = (*notes, w["woods.sliver_note"]) if strips else tuple(notes)
    return Table(key, title, columns, tuple(lines), said)


def _count(number: int) -> Cell:
    return Cell(str(number), number)


def _sum(rows: Sequence[Encroached]) -> float:
    return sum(row.survey_m2 for row in rows)


def _line(prints: WoodsPrints, row: Encroached) -> Row:
    remark = prints.words["woods.sliver"].format(width=f"{row.width_m:.2f}") if row.sliver else ""
    name = f"{row.compartment}-{row.plot_id}" if row.compartment else row.plot_id
    return Row(
        cells([
            name, row.town or row.town_code, prints.forest_class(row.forest_class), prints.tenure(row.tenure),
            row.protection, prints.land(row.before), prints.land(row.after), _m2(row.survey_m2), remark,
        ]),
        "",
        1,
    )  # fmt: skip


def _sums(prints: WoodsPrints, rows: Sequence[Encroached]) -> Table | None:
    """Return the ground turned by change of class and by town."""
    if not rows:
        return None
    w = prints.words
    lines = [Row(cells([w["woods.sum"], _count(len(rows)), *_areas(_sum(rows))]), "total")]
    for name in (_change, _town):
        found: dict[str, list[Encroached]] = {}
        for row in rows:
            found.setdefault(name(prints, row), []).append(row)
        ranked = sorted(found.items(), key=lambda item: -_sum(item[1]))
        lines += [Row(cells([label, _count(len(own)), *_areas(_sum(own))]), "", 1) for label, own in ranked]
    columns = (
        Column(f"{w['woods.change']}、{w['woods.town']}" if prints.language == "zh" else w["woods.change"]),
        Column(w["woods.count"]), Column(w["woods.area"], w["unit.m2"], 2), Column(w["woods.area"], w["unit.mu"], 2),
    )  # fmt: skip
    return Table("forest_encroachment_sums", w["woods.encroached_sum"], columns, tuple(lines))


def _areas(area_m2: float) -> tuple[Cell, Cell]:
    return _m2(area_m2), Cell(area_text(to_dm2(area_m2), "mu"), area_m2 * 3 / 2000)


def _change(prints: WoodsPrints, row: Encroached) -> str:
    return f"{prints.land(row.before)} → {prints.land(row.after)}"


def _town(prints: WoodsPrints, row: Encroached) -> str:
    return row.town or row.town_code or "—"
