"""Forest land by the attributes of its plots, and by the tenure codes as they are written."""

from dataclasses import replace

from natres.core.results import ForestBreakdown
from natres.presenters.bases.forest import Plots
from natres.presenters.forest.prints import ForestPrints, mu_note
from natres.presenters.printing import Tree, share_column
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["breakdown_table", "tenure_code_table"]


def breakdown_table(prints: ForestPrints, breakdown: ForestBreakdown) -> Table:
    """Return one breakdown: plots, hectares, share and mu; its total is that of the land it is about."""
    w, attribute = prints.words, prints.attribute(breakdown.key)
    areas = [area for *_, area in breakdown.rows]
    printed = prints.parts(breakdown.of, areas)
    share = share_column(Tree.of_parts(breakdown.total_dm2, areas), breakdown.total_dm2, prints.rounding)
    names = [prints.class_label(breakdown.of), *(prints.value_label(attribute, key) for key, *_ in breakdown.rows)]
    plots = [sum(count for _, count, _ in breakdown.rows), *(count for _, count, _ in breakdown.rows)]
    land = _land_of(prints, breakdown)
    rows = tuple(
        Row(
            _line(
                prints,
                (name, Cell(str(plots[i]), plots[i]), printed["ha"][i], share[i], printed["mu"][i]),
                land[i],
                land[0],
            ),
            "total" if i == 0 else "",
            min(i, 1),
        )
        for i, name in enumerate(names)
    )
    label = attribute.label[prints.language]
    title = w["forest.by_attribute"].format(label=label, land=prints.class_label(breakdown.of))
    notes = [w["forest.mixture_note"]] if breakdown.key == "mixture" else []
    if breakdown.of != "forest":
        notes.append(w["forest.of_note"].format(land=prints.class_label(breakdown.of)))
    key = f"forest_by_{breakdown.key}"
    return Table(key, title, _columns(prints, label), rows, (*notes, *mu_note(rows, prints.language)))


def tenure_code_table(prints: ForestPrints) -> Table:
    """Return forest land by the tenure codes as written, under state, collective and undetermined."""
    w, forest, scheme = prints.words, prints.forest, prints.scheme
    land: list[Plots | None] = [Plots()]
    areas, parents, names, plots, indents = [forest.total_dm2], [-1], [w["forest.total"]], [forest.plots], [0]
    for tenure in scheme.tenures:
        own = [row for row in forest.tenure_codes if row[0] == tenure.key]
        if own:
            head = len(areas)
            areas += [sum(row[3] for row in own), *(row[3] for row in own)]
            parents += [0, *(head for _ in own)]
            names += [tenure.label[prints.language], *(_tenure_name(prints, row[1]) for row in own)]
            land += [Plots(tenure=tenure.key), *(_of_code(prints, row[1]) for row in own)]
            plots += [sum(row[2] for row in own), *(row[2] for row in own)]
            indents += [1, *(2 for _ in own)]
    tree = Tree(tuple((area,) for area in areas), tuple(parents))
    printed = prints.tree(tree, names)
    share = share_column(tree, forest.total_dm2, prints.rounding)
    rows = tuple(
        Row(
            _line(
                prints,
                (name, Cell(str(plots[i]), plots[i]), printed["ha"][i], share[i], printed["mu"][i]),
                land[i],
                Plots(),
            ),
            "total" if i == 0 else "",
            indents[i],
        )
        for i, name in enumerate(names)
    )
    columns = _columns(prints, w["forest.tenure_code"])
    notes = mu_note(rows, prints.language)
    return Table("forest_tenures", w["forest.by_tenure_code"], columns, rows, notes)


def _line(
    prints: ForestPrints, line: tuple[str, Cell, Cell, Cell, Cell], plots: Plots | None, whole: Plots | None
) -> tuple[Cell, ...]:
    """Return name, plots, hectares, share and mu of a row with the bases of its numbers, where plots tell it apart."""
    name, count, ha, share, mu = line
    if plots is None:
        return cells(line)
    told = prints.bases
    return cells(
        [
            name,
            told.count(count, plots),
            told.area(ha, plots, "ha"),
            told.share(share, plots, whole),
            told.area(mu, plots, "mu"),
        ]
    )


def _land_of(prints: ForestPrints, breakdown: ForestBreakdown) -> list[Plots | None]:
    """Return which plots each row of a breakdown is about, the whole first; None where the values are numbers."""
    whole, attribute = Plots(breakdown.of), prints.attribute(breakdown.key)
    if not breakdown.column:
        return [whole, *(None for _ in breakdown.rows)]
    label = attribute.label[prints.language]
    names = [prints.value_label(attribute, key) for key, *_ in breakdown.rows]
    return [
        whole,
        *(
            replace(whole, name=name, attribute=label, column=breakdown.column, codes=codes)
            for name, codes in zip(names, breakdown.codes, strict=True)
        ),
    ]


def _of_code(prints: ForestPrints, code: str) -> Plots:
    """Return the plots that carry one tenure code."""
    label = prints.words["forest.tenure_code"]
    return Plots(name=_tenure_name(prints, code), attribute=label, column="tenure_code", codes=(code,))


def _tenure_name(prints: ForestPrints, code: str) -> str:
    if not code:
        return prints.words["forest.blank"]
    known = (prints.scheme.tenure_codes or {}).get(code)
    return f"{code} {known[prints.language]}" if known else code


def _columns(prints: ForestPrints, label: str) -> tuple[Column, ...]:
    w = prints.words
    return (
        Column(label),
        Column(w["forest.plots"]),
        Column(w["forest.area"], w["unit.ha"], 2),
        Column(w["forest.share"], "%", 2),
        Column(w["forest.area"], w["unit.mu"], 2),
    )
