"""The tables beside the land: forest by class and tenure, geothermal wells, published against computed figures."""

from collections import Counter
from fractions import Fraction

from natres.core.forestry import ForestScheme
from natres.core.results import FigureCheck, ForestTable, WellTable
from natres.core.units import area_text, decimal_text, round_half_up
from natres.labels import words
from natres.presenters.printing import Tree, area_column, area_columns, rounding_note, share_column, star_note
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["forest_class_table", "forest_unit_table", "published_table", "tail_water_table", "well_tables"]


def forest_class_table(
    forest: ForestTable,
    scheme: ForestScheme,
    language: str,
    year: int | None = None,
    rounding: str = "closed",
) -> Table:
    """Return class × tenure in hectares with shares of all forest land; rows and columns add up as printed."""
    w = words(language)
    tenures = [t.key for t in scheme.tenures]
    cell = {(c, t): area for c, t, area in forest.matrix}
    lines = [(c.label[language], tuple(cell[c.key, t] for t in tenures)) for c in scheme.classes]
    total = tuple(area for _, area in forest.by_tenure)
    tree = Tree((total, *(areas for _, areas in lines)), (-1, *(0 for _ in lines)))
    sums = Tree.of_parts(forest.total_dm2, [sum(areas) for _, areas in lines])
    by_class = area_column(sums, "ha", 2, rounding)
    tenure_prints = tenure_cells(forest, rounding)
    same = {(i, len(total)): cell for i, cell in enumerate(by_class)}
    same |= {(0, k): cell for k, cell in enumerate(tenure_prints[1:])}
    ha = area_columns(tree, "ha", 2, rounding, same=same)
    share = share_column(sums, forest.total_dm2, rounding)
    names = [w["forest.total"], *(name for name, _ in lines)]
    rows = [Row(cells([name, *ha[i], share[i]]), "total" if i == 0 else "", min(i, 1)) for i, name in enumerate(names)]
    by_tenure = share_column(Tree.of_parts(forest.total_dm2, total), forest.total_dm2, rounding)
    rows.append(Row(cells([f"{w['forest.share']}（%）", *by_tenure[1:], by_tenure[0], ""])))
    columns = (
        Column(w["forest.class"]),
        *(Column(t.label[language], w["unit.ha"], 2) for t in scheme.tenures),
        Column(w["land.sum"], w["unit.ha"], 2),
        Column(w["forest.share"], "%", 2),
    )
    notes = _forest_notes(forest, language, year)
    if rounding != "plain":
        gaps = rounding_note([row[-1] for row in ha], 2, language)
        notes = (*notes, *gaps, w["land.closed_note"])
    return Table("forest", w["forest.title"], columns, tuple(rows), notes)


def tenure_cells(forest: ForestTable, rounding: str) -> list[Cell]:
    """Return how all forest land and each tenure print in hectares, wherever they stand."""
    return area_column(Tree.of_parts(forest.total_dm2, [area for _, area in forest.by_tenure]), "ha", 2, rounding)


def _forest_notes(forest: ForestTable, language: str, year: int | None) -> tuple[str, ...]:
    w = words(language)
    notes = [
        w["area.kind"].format(
            kind=_area_word(forest.area_kind, language),
            total=area_text(forest.total_dm2 + forest.outside_dm2, "km2", 6),
        )
    ]
    if year:
        notes.insert(0, w["forest.date"].format(year=year))
    if forest.outside_dm2:
        notes.append(w["forest.outside"].format(area=area_text(forest.outside_dm2, "ha")))
    for other, total in forest.other_totals_dm2:
        difference = area_text(total - forest.total_dm2 - forest.outside_dm2, "m2", 2)
        notes.append(
            w["area.other_total"].format(
                kind=_area_word(other, language), total=area_text(total, "km2", 6), difference=difference
            )
        )
    return tuple(notes)


def _area_word(kind: str, language: str) -> str:
    return words(language)["area.declared_forest" if kind == "declared" else f"area.{kind}"]


def forest_unit_table(forest: ForestTable, scheme: ForestScheme, language: str, rounding: str = "closed") -> Table:
    """Return forest land by town and tenure in hectares."""
    w = words(language)
    by_unit: dict[str, list[int]] = {}
    for name, _, area in forest.by_unit:
        by_unit.setdefault(name, []).append(area)
    total = tuple(sum(areas[i] for areas in by_unit.values()) for i in range(len(scheme.tenures)))
    tree = Tree((total, *(tuple(a) for a in by_unit.values())), (-1, *(0 for _ in by_unit)))
    same = {(0, k): cell for k, cell in enumerate(tenure_cells(forest, rounding)[1:])}
    ha = area_columns(tree, "ha", 2, rounding, same=same)
    names = [w["land.sum"], *by_unit]
    rows = tuple(
        Row(cells([name or "—", *ha[i]]), "total" if i == 0 else "", min(i, 1)) for i, name in enumerate(names)
    )
    columns = (
        Column(w["land.unit_name"]),
        *(Column(t.label[language], w["unit.ha"], 2) for t in scheme.tenures),
        Column(w["land.sum"], w["unit.ha"], 2),
    )
    return Table("forest_units", w["forest.by_unit"], columns, rows, star_note(rows, language))


def well_tables(wells: WellTable, language: str) -> tuple[Table, ...]:
    """Return counts and reinjection, and the findings where there are any."""
    w = words(language)
    count_rows = tuple(
        Row(cells([w[f"wells.{key}"], Cell(w["wells.unknown"]) if count is None else Cell(str(count), count)]))
        for key, count in wells.counts
    )
    exceeded = sum(t.status == "exceeded" for t in wells.tail_water)
    missing = sum(t.status == "not evaluated" for t in wells.tail_water)
    limit = f"{wells.tail_water[0].limit_c:g}" if wells.tail_water else "—"
    summary = w["wells.tail_summary"].format(limit=limit, exceeded=exceeded, missing=missing)
    counts = Table(
        "wells", w["wells.title"], (Column(w["wells.item"]), Column(w["wells.count"])), count_rows, (summary,)
    )
    tables = [counts]
    if wells.reinjection:
        tables.append(_reinjection_table(wells, language))
    if wells.findings:
        rows = tuple(Row(cells([ident, w[f"wells.{code}"], detail]), "alert") for code, ident, detail in wells.findings)
        columns = (Column(w["wells.well"]), Column(w["wells.finding"]), Column(w["wells.detail"]))
        tables.append(Table("well_findings", w["wells.findings"], columns, rows))
    return tuple(tables)


def _reinjection_table(wells: WellTable, language: str) -> Table:
    w = words(language)
    rows: list[Row] = []
    for r in wells.reinjection:
        line = [
            r.reservoir or "—",
            Cell(decimal_text(round_half_up(r.produced_m3), 0), float(r.produced_m3)),
            Cell(decimal_text(round_half_up(r.reinjected_m3), 0), float(r.reinjected_m3)),
            _percent(r.rate),
            _percent(r.required_rate),
            w[f"wells.{r.status.replace(' ', '_')}"],
        ]
        rows.append(Row(cells(line), "alert" if r.status == "below" else ""))
    columns = (
        Column(w["wells.reservoir"]),
        Column(w["wells.produced"], w["unit.m3"], 0),
        Column(w["wells.returned"], w["unit.m3"], 0),
        Column(w["wells.rate"], "%", 1),
        Column(w["wells.required"], "%", 1),
        Column(w["wells.status"]),
    )
    return Table("reinjection", w["wells.reinjection_title"], columns, tuple(rows), (w["wells.rate_note"],))


def _percent(rate: Fraction | None) -> Cell:
    if rate is None:
        return Cell("—")
    return Cell(decimal_text(round_half_up(rate * 1000), 1), float(rate * 100))


def tail_water_table(wells: WellTable, language: str) -> Table:
    """Return tail water well by well; a missing temperature is not evaluated, never passed."""
    w = words(language)
    label = {"within": "wells.ok", "exceeded": "wells.exceeded", "not evaluated": "wells.not_evaluated"}
    rows = tuple(
        Row(
            cells([
                t.well_id,
                Cell("—") if t.tail_water_c is None else Cell(f"{t.tail_water_c:g}", t.tail_water_c),
                Cell(f"{t.limit_c:g}", t.limit_c),
                w[label[t.status]],
            ]),
            "alert" if t.status == "exceeded" else "",
        )
        for t in wells.tail_water
    )  # fmt: skip
    columns = (
        Column(w["wells.well"]),
        Column(w["wells.tail"], "℃", 1),
        Column(w["wells.limit"], "℃", 1),
        Column(w["wells.status"]),
    )
    return Table("tail_water", w["wells.tail_title"], columns, rows)


def published_table(checks: tuple[FigureCheck, ...], labels: dict[str, str], language: str) -> Table:
    """Return published and computed figures side by side; what the input was made to fit is never agreement."""
    w = words(language)
    unit_words = {
        "km2": w["unit.km2"],
        "ha": w["unit.ha"],
        "mu": w["unit.mu"],
        "percent": "%",
        "count": w["unit.count"],
    }
    rows: list[Row] = []
    for check in checks:
        computed = Cell("—")
        if check.computed is not None:
            digits = max(check.decimals, 0) + (0 if check.unit == "count" else 2)
            scaled = round_half_up(check.computed * 10**digits)
            computed = Cell(decimal_text(scaled, digits), float(check.computed))
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


def published_summary(checks: tuple[FigureCheck, ...], language: str) -> str:
    """Return how many figures have which verdict, in one sentence."""
    w = words(language)
    count = Counter(check.status for check in checks)
    order = ("agrees", "within_rounding", "disagrees", "by_construction", "stated")
    joint = "，" if language == "zh" else ", "
    parts = joint.join(f"{w[f'published.{status}']} {count[status]}" for status in order if count[status])
    return w["published.summary"].format(count=len(checks), parts=parts or "—")
