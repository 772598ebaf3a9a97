"""Forest land by class and tenure, and under each kind of area."""

from natres.core.results import ForestTable
from natres.core.units import area_text
from natres.labels import words
from natres.presenters.bases.forest import Plots
from natres.presenters.forest.prints import ForestPrints
from natres.presenters.printing import Tree, area_column, rounding_note, share_column
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["class_table", "kind_table"]


def class_table(prints: ForestPrints, year: int | None = None) -> Table:
    """Return class × tenure in hectares with shares of all forest land and mu; rows and columns add up as printed."""
    forest, scheme, language, rounding = prints.forest, prints.scheme, prints.language, prints.rounding
    w = words(language)
    total = tuple(area for _, area in forest.by_tenure)
    sums = Tree.of_parts(forest.total_dm2, [area for _, area in forest.by_class])
    ha = prints.matrix
    share, mu = share_column(sums, forest.total_dm2, rounding), prints.classes["mu"]
    names = [w["forest.total"], *(c.label[language] for c in scheme.classes)]
    land, told = [Plots(), *(Plots(c.key) for c in scheme.classes)], prints.bases
    rows = [
        Row(
            cells([
                name,
                *prints.told(ha[i], land[i], "ha"),
                told.share(share[i], land[i]),
                told.area(mu[i], land[i], "mu"),
            ]),
            "total" if i == 0 else "",
            min(i, 1),
        )
        for i, name in enumerate(names)
    ]  # fmt: skip
    rows.append(_in_mu(prints))
    by_tenure = share_column(Tree.of_parts(forest.total_dm2, total), forest.total_dm2, rounding)
    parts = [*(Plots(tenure=t.key) for t in scheme.tenures), Plots()]
    shares = [told.share(cell, part) for cell, part in zip([*by_tenure[1:], by_tenure[0]], parts, strict=True)]
    rows.append(Row(cells([f"{w['forest.share']}（%）", *shares, "", ""])))
    columns = (
        Column(w["forest.class"]),
        *prints.tenure_columns(both=False),
        Column(w["forest.share"], "%", 2),
        Column(w["land.sum"], w["unit.mu"], 2),
    )
    notes = (*_notes(forest, language, year), w["forest.mu_note"])
    if rounding != "plain":
        notes = (*notes, *rounding_note([row[-1] for row in ha], 2, language), w["land.closed_note"])
    return Table("forest", w["forest.title"], columns, tuple(rows), notes)


def _in_mu(prints: ForestPrints) -> Row:
    """Return the tenures once more, in mu."""
    total, *tenures = prints.tenures["mu"]
    line = prints.told([*tenures, total], Plots(), "mu")
    return Row(cells([f"{prints.words['forest.total']}（{prints.words['unit.mu']}）", *line, "", ""]))


def _notes(forest: ForestTable, language: str, year: int | None) -> tuple[str, ...]:
    w = words(language)
    whole = area_text(forest.total_dm2 + forest.outside_dm2, "ha", 4)
    notes = [w["forest.date"].format(year=year)] if year else []
    notes.append(w["forest.area_note"].format(kind=_area_word(forest.area_kind, language), total=whole))
    other = forest.outside_dm2 - forest.unmanaged_dm2
    if other:
        notes.append(w["forest.outside"].format(area=area_text(other, "ha")))
    if forest.unmanaged_dm2:
        notes.append(w["forest.unmanaged"].format(area=area_text(forest.unmanaged_dm2, "ha")))
    for kind, total in forest.other_totals_dm2:
        difference = area_text(total - forest.total_dm2 - forest.outside_dm2, "m2", 2)
        facts = {"kind": _area_word(kind, language), "total": area_text(total, "km2", 6), "difference": difference}
        notes.append(w["area.other_total"].format(**facts))
    return tuple(notes)


def _area_word(kind: str, language: str) -> str:
    return words(language)["area.declared_forest" if kind == "declared" else f"area.{kind}"]


def kind_table(prints: ForestPrints) -> Table:
    """Return the classes under each kind of area, and how far the second lies from the first."""
    forest, w = prints.forest, prints.words
    (first, own), (second, other) = forest.by_kind[:2]
    names = [w["forest.total"], *(prints.class_label(key) for key, _ in own)]
    left, land = prints.classes["ha"], [Plots(), *(Plots(key) for key, _ in own)]

    def own_area(i: int) -> Cell:
        return prints.bases.area(left[i], land[i], "ha")

    sums = Tree.of_parts(sum(area for _, area in other), [area for _, area in other])
    right = area_column(sums, "ha", 2, prints.rounding)
    pairs = [(forest.total_dm2, sums.areas[0][0]), *((a, b) for (_, a), (_, b) in zip(own, other, strict=True))]
    rows = tuple(
        Row(cells([name, own_area(i), right[i], _difference(*pairs[i])]), "total" if i == 0 else "", min(i, 1))
        for i, name in enumerate(names)
    )
    columns = (
        Column(w["forest.class"]),
        Column(_area_word(first, prints.language), w["unit.ha"], 2),
        Column(_area_word(second, prints.language), w["unit.ha"], 2),
        Column(w["forest.difference"], w["unit.m2"], 2),
    )
    return Table("forest_areas", w["forest.by_kind"], columns, rows, (w["forest.kind_note"],))


def _difference(own: int, other: int) -> Cell:
    return Cell(area_text(other - own, "m2"), (other - own) / 100)
