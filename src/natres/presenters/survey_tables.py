"""The survey's own summary tables: units down, classes across, hectares, official column order (wetland first)."""

from collections.abc import Callable, Hashable, Sequence

from natres.core.classification import UNCLASSIFIED
from natres.core.results import LandMatrix
from natres.core.survey_codes import CROPLAND_TYPES, PLANTINGS, SLOPE_GRADES
from natres.labels import words
from natres.presenters.land_tables import LandPage
from natres.presenters.land_words import class_label
from natres.presenters.printed_land import TOTAL
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["survey_tables"]

Cells = list[Cell]
#: A line below a unit: its name, its code, its figures, its depth below the unit.
Line = tuple[str, str, Cells, int]


def survey_tables(page: LandPage) -> tuple[Table, ...]:
    """Return the summary tables that the data allow, in the survey's order.

    Main classes, subclasses, main classes by ownership, by ownership type, settlement and mining land, cropland
    by slope, cropland by planting; the three groups by unit are :func:`natres.presenters.land_tables.unit_table`.
    """
    matrices = page.shares.matrices
    tables = [_main_class_table(page)]
    if any(c.level > 1 for c in page.shares.classes):
        tables.append(_subclass_table(page))
    if matrices.owned is not None:
        tables.append(_ownership_table(page, matrices.owned))
    if matrices.typed is not None and page.scheme.ownership_types:
        tables.append(_ownership_type_table(page, matrices.typed))
    if matrices.settled is not None:
        tables.append(_settlement_table(page, matrices.settled))
    if matrices.sloped is not None:
        tables.append(_slope_table(page, matrices.sloped))
    if matrices.planted is not None:
        tables.append(_planting_table(page, matrices.planted))
    return tuple(tables)


def _table(
    page: LandPage,
    key: str,
    columns: Sequence[Column],
    figures: Callable[[Hashable], Cells],
    below: Callable[[Hashable], Sequence[Line]] = lambda unit: (),
    notes: Sequence[str] = (),
) -> Table:
    """Lay out a table: the district, its towns and villages, and below each unit its lines."""
    w, rows = words(page.language), list[Row]()
    for unit in page.lines():
        rows.append(Row(cells([unit.name, unit.code, *figures(unit.key)]), unit.mark, unit.depth))
        rows.extend(Row(cells([n, c, *line]), "", unit.depth + deeper) for n, c, line, deeper in below(unit.key))
    heads = (Column(w["land.unit_name"]), Column(w["land.code"]), *columns)
    said = (*notes, page.rounding_note)
    return Table(f"survey_{key}", w[f"survey.{key}"], heads, tuple(rows), said, page.unit_label, page.about)


def _mains(page: LandPage) -> list[str]:
    """Return all main classes of the scheme in official order, and the unclassified where there are any."""
    codes = [c.code for c in page.scheme.classes if c.level == 1]
    return [*codes, UNCLASSIFIED] if UNCLASSIFIED in page.shares.matrices.whole.classes else codes


def _class_column(page: LandPage, code: str, span: str = "") -> Column:
    name = class_label(code, page.scheme, page.language)
    return Column(f"{name} ({code})" if code else name, page.unit_label, page.printed.decimals, span)


def _main_columns(page: LandPage, total: str) -> list[Column]:
    return [page.area_heading(total), *(_class_column(page, code) for code in _mains(page))]


def _main_class_table(page: LandPage) -> Table:
    columns = [TOTAL, *_mains(page)]
    heads = _main_columns(page, words(page.language)["land.survey_total"])
    return _table(page, "main_classes", heads, lambda unit: [page.printed.cell("land", unit, c) for c in columns])


def _subclass_table(page: LandPage) -> Table:
    w = words(page.language)
    codes, heads = [TOTAL], [page.area_heading(w["land.survey_total"])]
    for main in _mains(page):
        subclasses = [c.code for c in page.scheme.classes if c.level == 2 and c.parent == main]
        codes += [main, *subclasses]
        if not subclasses:
            heads.append(_class_column(page, main))
            continue
        span = f"{class_label(main, page.scheme, page.language)} ({main})"
        heads.append(Column(w["land.subtotal"], page.unit_label, page.printed.decimals, span))
        heads += [_class_column(page, code, span) for code in subclasses]
        if ("land", "", f"{main}·") in page.printed.cells:  # land under the main class itself
            codes.append(f"{main}·")
            heads.append(Column(w["survey.unrefined"], page.unit_label, page.printed.decimals, span))
    return _table(page, "subclasses", heads, lambda unit: [page.printed.cell("land", unit, c) for c in codes])


def _ownership_table(page: LandPage, owned: LandMatrix) -> Table:
    w, columns = words(page.language), [TOTAL, *_mains(page)]
    present = [k for i, k in enumerate(owned.parts) if owned.area_dm2[:, i].any()]
    label = {kind.key: kind.label[page.language] for kind in page.scheme.ownership}

    def kinds(unit: Hashable) -> list[Line]:
        return [(label[k], "", [page.printed.cell("owned", unit, k, c) for c in columns], 1) for k in present]

    figures = _land_figures(page, columns)
    heads = _main_columns(page, w["land.survey_total"])
    return _table(page, "ownership", heads, figures, kinds, (w["land.ownership_rule"],))


def _land_figures(page: LandPage, columns: Sequence[str]) -> Callable[[Hashable], Cells]:
    return lambda unit: [page.printed.cell("land", unit, column) for column in columns]


def _ownership_type_table(page: LandPage, typed: LandMatrix) -> Table:
    w, columns = words(page.language), [TOTAL, *_mains(page)]
    rows = [Row(cells([page.district[0] or w["land.sum"], "", *_land_figures(page, columns)("")]), "total")]
    for kind in page.scheme.ownership:
        types = [t for t in typed.parts if page.scheme.ownership_of(t) == kind.key]
        if types:
            line = [page.printed.cell("owned", "", kind.key, c) for c in columns]
            rows.append(Row(cells([kind.label[page.language], "", *line]), "total", 1))
        for code in types:
            name = page.scheme.ownership_types.get(code, {}).get(page.language, w["survey.blank"])
            line = [page.printed.cell("typed", "", code, c) for c in columns]
            rows.append(Row(cells([name, code, *line]), "", 2))
    heads = (Column(w["survey.ownership_type"]), Column(w["land.code"]), *_main_columns(page, w["land.survey_total"]))
    title, notes = w["survey.ownership_types"], (w["land.ownership_rule"], page.rounding_note)
    return Table("survey_ownership_types", title, heads, tuple(rows), notes, page.unit_label, page.about)


def _settlement_table(page: LandPage, settled: LandMatrix) -> Table:
    w, columns = words(page.language), [TOTAL, *_mains(page)]
    scopes = dict.fromkeys(part[:3] for part in settled.parts)

    def name(code: str) -> str:
        return page.scheme.settlement_codes.get(code, {}).get(page.language, code)

    def lines(unit: Hashable) -> list[Line]:
        found: list[Line] = []
        for scope in scopes:
            there = [part for part in settled.parts if part[:3] == scope]
            parts = [part for part in there if ("settled", unit, scope, part, TOTAL) in page.printed.cells]
            if parts:
                found.append((name(scope), scope, [page.printed.cell("settled", unit, scope, c) for c in columns], 1))
            for part in parts:
                if part != scope:
                    line = [page.printed.cell("settled", unit, scope, part, c) for c in columns]
                    found.append((w["survey.of_which"].format(name=name(part)), part, line, 2))
        return found

    heads = _main_columns(page, w["survey.settlement_total"])
    return _table(
        page, "settlement", heads, lambda unit: [page.printed.cell("settled", unit, c) for c in columns], lines,
        (w["survey.settlement_rule"],),
    )  # fmt: skip


def _slope_table(page: LandPage, sloped: LandMatrix) -> Table:
    w = words(page.language)
    heads = [page.area_heading(w["survey.cropland"])]
    keys: list[tuple[str, ...]] = [(TOTAL,)]
    for grade in (*SLOPE_GRADES, *sorted({p.partition("/")[0] for p in sloped.parts} - set(SLOPE_GRADES))):
        parts = [part for part in sloped.parts if part.partition("/")[0] == grade]
        known = grade in SLOPE_GRADES
        label = w[f"survey.slope_{grade}"] if known else w["survey.slope_other"].format(code=grade or "—")
        if grade == SLOPE_GRADES[0] or not known:  # flat land has no terraces
            heads.append(page.area_heading(label))
            keys.append((grade,))
            continue
        unit, decimals = page.unit_label, page.printed.decimals
        heads.append(Column(w["land.subtotal"], unit, decimals, label))
        keys.append((grade,))
        for kind in CROPLAND_TYPES:
            heads.append(Column(w[f"survey.cropland_{kind}"], unit, decimals, label))
            keys.append((grade, f"{grade}/{kind}"))
        if grade in parts:  # neither terrace nor slope is said
            heads.append(Column(w["survey.blank"], unit, decimals, label))
            keys.append((grade, grade))
    return _table(page, "slope", heads, lambda unit: [page.printed.cell("sloped", unit, *key) for key in keys])


def _planting_table(page: LandPage, planted: LandMatrix) -> Table:
    w = words(page.language)
    codes = [*PLANTINGS, *(part for part in planted.parts if part not in PLANTINGS)]
    heads = [page.area_heading(w["survey.cropland"])]
    heads += [page.area_heading(f"{w[f'survey.planting_{c}']} ({c})") for c in PLANTINGS]
    heads += [page.area_heading(c or w["survey.blank"]) for c in codes[len(PLANTINGS) :]]

    def figures(unit: Hashable) -> Cells:
        return [page.printed.cell("planted", unit, TOTAL), *(page.printed.cell("planted", unit, c) for c in codes)]

    return _table(page, "planting", heads, figures, notes=(w["survey.planting_rule"],))
