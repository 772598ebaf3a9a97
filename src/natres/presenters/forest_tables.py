"""Forest land by class, tenure and town as tables."""

from natres.core.forestry import ForestScheme
from natres.core.results import ForestTable
from natres.core.units import area_text
from natres.labels import words
from natres.presenters.printing import Tree, area_column, area_columns, rounding_note, share_column, star_note
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = [
    "forest_class_table",
    "forest_unit_table",
    "tenure_cells",
]


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
