"""Forest land by town and tenure, by town, class and tenure, and by the areas of forest chiefs."""

from collections.abc import Mapping, Sequence

from natres.core.results import ForestUnit
from natres.presenters.bases.forest import Plots
from natres.presenters.forest.prints import UNITS, ForestPrints, mu_note
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["chief_table", "town_class_table", "town_table"]

Line = tuple[int, ...]


def town_table(prints: ForestPrints) -> Table:
    """Return forest land by town and tenure, in hectares and in mu."""
    w, units = prints.words, prints.forest.units
    named = [(_names(prints, unit), prints.town_line(unit), Plots(unit=unit)) for unit in units]
    rows = _tenure_rows(prints, named, len(_heads(prints)))
    columns = (*_heads(prints), *prints.tenure_columns(both=True))
    return Table("forest_units", w["forest.by_unit"], columns, rows, mu_note(rows, prints.language))


def town_class_table(prints: ForestPrints) -> Table:
    """Return forest land by town, class and tenure, in hectares and in mu: a row per town with its classes below."""
    w, heads, forest = prints.words, _heads(prints), prints.forest
    found: list[tuple[list[str], Line, int]] = []  # names, areas, parent row
    land = [Plots()]
    for unit in forest.units:
        town = len(found) + 1
        found.append(([*_names(prints, unit), w["land.sum"]], prints.town_line(unit), 0))
        land.append(Plots(unit=unit))
        for key in dict.fromkeys(c.forest_class for c in forest.cells if c.unit == unit):
            found.append(([*_names(prints, unit), prints.class_label(key)], prints.town_line(unit, key), town))
            land.append(Plots(key, unit=unit))
    names = [[*[""] * len(heads), w["forest.total"]], *(head for head, *_ in found)]
    parents = [-1, *(parent for *_, parent in found)]
    towns = [row for row, parent in enumerate(parents) if parent == 0]
    lines = [_total(prints), *(line for _, line, _ in found)]
    printed = prints.by_tenure(lines, parents, {row: place for place, row in enumerate(towns)})
    rows = tuple(
        Row(
            cells([*name, *_line(prints, printed, i, land[i])]),
            "total" if i == 0 else "",
            0 if parents[i] <= 0 else 1,
        )
        for i, name in enumerate(names)
    )
    columns = (*heads, Column(w["forest.class"]), *prints.tenure_columns(both=True))
    return Table("forest_town_classes", w["forest.by_town_class"], columns, rows, mu_note(rows, prints.language))


def chief_table(prints: ForestPrints) -> Table:
    """Return forest land by the area of a forest chief and tenure, in hectares and in mu."""
    w, forest = prints.words, prints.forest
    found: dict[str, list[int]] = {}
    for name, _, area in forest.chiefs:
        found.setdefault(name, []).append(area)
    codes, label = forest.codes.get("chief", {}), w["forest.chief"]
    named = [
        (
            [name or w["forest.blank"]],
            tuple(areas[i] for i in prints.shown),
            Plots(name=name or w["forest.blank"], attribute=label, column="chief", codes=codes.get(name, ())),
        )
        for name, areas in found.items()
    ]
    rows = _tenure_rows(prints, named, 1)
    columns = (Column(w["forest.chief"]), *prints.tenure_columns(both=True))
    return Table("forest_chiefs", w["forest.by_chief"], columns, rows, mu_note(rows, prints.language))


def _tenure_rows(prints: ForestPrints, named: Sequence[tuple[list[str], Line, Plots]], width: int) -> tuple[Row, ...]:
    """Return a total row and a row per name, by tenure in both units; names take ``width`` columns."""
    printed = prints.by_tenure([_total(prints), *(line for _, line, _ in named)], [-1, *(0 for _ in named)])
    heads = [[*[""] * (width - 1), prints.words["forest.total"]], *(head for head, *_ in named)]
    land = [Plots(), *(plots for *_, plots in named)]
    return tuple(
        Row(cells([*head, *_line(prints, printed, i, land[i])]), "total" if i == 0 else "")
        for i, head in enumerate(heads)
    )


def _line(prints: ForestPrints, printed: Mapping[str, list[list[Cell]]], row: int, plots: Plots) -> list[Cell]:
    """Return a row by the tenures shown, in hectares and again in mu, with the bases of its numbers."""
    return [cell for unit in UNITS for cell in prints.told(printed[unit][row], plots, unit, prints.shown)]


def _total(prints: ForestPrints) -> Line:
    return tuple(prints.forest.by_tenure[i][1] for i in prints.shown)


def _has_codes(prints: ForestPrints) -> bool:
    return any(unit.code for unit in prints.forest.units)


def _heads(prints: ForestPrints) -> tuple[Column, ...]:
    code = (Column(prints.words["land.unit_code"]),) if _has_codes(prints) else ()
    return (*code, Column(prints.words["land.unit_name"]))


def _names(prints: ForestPrints, unit: ForestUnit) -> list[str]:
    """Return code and name of a town as its row begins; the code alone where it has no name."""
    name = unit.name or unit.code or "—"
    return [unit.code or "—", name] if _has_codes(prints) else [name]
