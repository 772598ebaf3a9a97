"""The tables of land: groups, classes, ownership, towns, measures, and the second look by raster."""

from collections.abc import Mapping

from natres.core.classification import UNCLASSIFIED, Group, Scheme
from natres.core.results import ClassShares, LandCoverLook, UnitShares
from natres.core.units import area_text, share_text
from natres.labels import words
from natres.presenters.printing import Tree, area_columns, share_column
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["class_table", "cover_table", "group_table", "measure_table", "ownership_table", "unit_table"]


def group_label(key: str, scheme: Scheme, language: str) -> str:
    """Return the label of a group; the unclassified and a user's own keys included."""
    found = next((g.label[language] for g in scheme.groups if g.key == key), None)
    return found or (words(language)["land.unclassified"] if key == "unclassified" else key)


def group_table(shares: ClassShares, scheme: Scheme, language: str, rounding: str = "closed") -> Table:
    """Return the table of groups with the residual as its own line; shares print to 100.00."""
    w = words(language)
    lines = [(group_label(g.key, scheme, language), g.area_dm2) for g in shares.groups]
    if shares.control_dm2 is not None:
        lines.append((w["land.residual"], shares.residual_dm2))
    tree = Tree(((shares.whole_dm2,), *((area,) for _, area in lines)), (-1, *(0 for _ in lines)))
    km2 = [row[0] for row in area_columns(tree, "km2", 2, rounding)]
    ha = [row[0] for row in area_columns(tree, "ha", 2, rounding)]
    share = share_column(tree, shares.whole_dm2, rounding)
    total = w["land.total"] if shares.control_dm2 is None else f"{w['land.total']}（{w['land.control']}）"
    if language == "en" and shares.control_dm2 is not None:
        total = f"{w['land.total']} (control area)"
    names = [total, *(name for name, _ in lines)]
    rows = tuple(
        Row(cells([name, km2[i], share[i], ha[i]]), "total" if i == 0 else "", 0 if i == 0 else 1)
        for i, name in enumerate(names)
    )
    columns = (
        Column(w["land.name"]),
        Column(w["land.area"], w["unit.km2"], 2),
        Column(w["land.share"], "%", 2),
        Column(w["land.area"], w["unit.ha"], 2),
    )
    return Table("land_groups", w["land.title"], columns, rows, _area_notes(shares, language, rounding))


def _area_notes(shares: ClassShares, language: str, rounding: str) -> tuple[str, ...]:
    w = words(language)
    kind = w[f"area.{shares.area_kind}"]
    notes = [w["area.kind"].format(kind=kind, total=area_text(shares.measured_dm2, "km2", 6))]
    for other, total in shares.other_totals_dm2:
        difference = area_text(total - shares.measured_dm2, "m2", 2)
        text = area_text(total, "km2", 6)
        notes.append(w["area.other_total"].format(kind=w[f"area.{other}"], total=text, difference=difference))
    if shares.control_dm2 is None:
        notes.append(w["land.shares_of_measured"])
    else:
        notes.append(w["land.shares_of_control"].format(area=area_text(shares.control_dm2, "km2", 2)))
    notes.append(w["land.plain_note" if rounding == "plain" else "land.closed_note"])
    return tuple(notes)


def class_label(code: str, scheme: Scheme, language: str) -> str:
    """Return the name of a class."""
    if code == UNCLASSIFIED:
        return words(language)["land.unclassified"]
    return scheme.by_code[code].name[language]


def class_table(shares: ClassShares, scheme: Scheme, language: str, rounding: str = "closed") -> Table:
    """Return the table of main classes and subclasses in official order, wetland (00) first."""
    w = words(language)
    place = {c.code: i + 1 for i, c in enumerate(shares.classes)}
    parents = [-1]
    for c in shares.classes:
        above = scheme.by_code[c.code].parent if c.code else None
        parents.append(place[above] if above else 0)
    tree = Tree(((shares.measured_dm2,), *((c.area_dm2,) for c in shares.classes)), tuple(parents))
    ha = [row[0] for row in area_columns(tree, "ha", 2, rounding)]
    km2 = [row[0] for row in area_columns(tree, "km2", 2, rounding)]
    share = share_column(tree, shares.whole_dm2, rounding)
    rows = [Row(cells(["", w["land.measured"], "", ha[0], km2[0], share[0]]), "total")]
    for i, c in enumerate(shares.classes, start=1):
        group = group_label(c.group, scheme, language) if c.group else ""
        row = cells([c.code, class_label(c.code, scheme, language), group, ha[i], km2[i], share[i]])
        rows.append(Row(row, "total" if c.level == 1 else "", c.level - 1))
    columns = (
        Column(w["land.code"]),
        Column(w["land.name"]),
        Column(w["map.group"]),
        Column(w["land.area"], w["unit.ha"], 2),
        Column(w["land.area"], w["unit.km2"], 2),
        Column(w["land.share"], "%", 2),
    )
    return Table("land_classes", w["land.classes"], columns, tuple(rows), _area_notes(shares, language, rounding))


def ownership_table(shares: ClassShares, scheme: Scheme, language: str, rounding: str = "closed") -> Table:
    """Return state and collective land by group, main class and town."""
    w = words(language)
    kinds = [kind.key for kind in scheme.ownership]
    by_group: dict[str, list[int]] = {}
    for o in shares.ownership:
        by_group.setdefault(o.group, []).append(o.area_dm2)
    by_class: dict[str, list[int]] = {}
    for code, _, area in shares.ownership_by_class:
        by_class.setdefault(code, []).append(area)
    lines = [("", group_label(g, scheme, language), a) for g, a in by_group.items()]
    lines_class = [(c, class_label(c, scheme, language), a) for c, a in by_class.items()]
    towns = [(u.unit.code, u.unit.name, _owned(u, kinds)) for u in shares.units if u.unit.level == "town"]
    total = [sum(a[k] for _, _, a in lines) for k in range(len(kinds))]
    rows = [*_block([("", w["land.sum"], total), *lines], rounding)]
    for part in (lines_class, towns):
        if part:
            rows += _block(
                [("", w["land.sum"], [sum(a[k] for _, _, a in part) for k in range(len(kinds))]), *part],
                rounding,
            )[1:]
    labels = [kind.label[language] for kind in scheme.ownership]
    columns = (
        Column(w["land.code"]),
        Column(w["land.name"]),
        *(Column(label, w["unit.km2"], 2) for label in [*labels, w["land.sum"]]),
    )
    return Table("land_ownership", w["land.ownership"], columns, tuple(rows), (w["land.ownership_rule"],))


def _owned(unit: UnitShares, kinds: list[str]) -> list[int]:
    return [sum(o.area_dm2 for o in unit.ownership if o.key == kind) for kind in kinds]


def _block(lines: list[tuple[str, str, list[int]]], rounding: str) -> list[Row]:
    """Return a closed block of rows, the first of which is the sum of the others."""
    tree = Tree(tuple(tuple(a) for _, _, a in lines), (-1, *(0 for _ in lines[1:])))
    printed = area_columns(tree, "km2", 2, rounding)
    return [
        Row(cells([code, name, *printed[i]]), "total" if i == 0 else "", 0 if i == 0 else 1)
        for i, (code, name, _) in enumerate(lines)
    ]


def unit_table(shares: ClassShares, scheme: Scheme, language: str, rounding: str = "closed") -> Table:
    """Return towns and villages by group; district = Σ towns = Σ villages to the last printed digit."""
    w = words(language)
    groups = [g.key for g in shares.groups]
    place = {u.unit.code: i + 1 for i, u in enumerate(shares.units)}
    areas = [tuple(g.area_dm2 for g in shares.groups)]
    parents = [-1]
    for u in shares.units:
        known = {g.key: g.area_dm2 for g in u.groups}
        areas.append(tuple(known.get(key, 0) for key in groups))
        parents.append(place.get(u.unit.parent, 0))
    printed = area_columns(Tree(tuple(areas), tuple(parents)), "km2", 2, rounding)
    rows = [Row(cells(["", w["land.sum"], *printed[0]]), "total")]
    for i, u in enumerate(shares.units, start=1):
        town = u.unit.level == "town"
        rows.append(Row(cells([u.unit.code, u.unit.name, *printed[i]]), "total" if town else "", 1 if town else 2))
    labels = [group_label(key, scheme, language) for key in groups]
    columns = (
        Column(w["land.code"]),
        Column(w["land.unit_name"]),
        *(Column(label, w["unit.km2"], 2) for label in [*labels, w["land.sum"]]),
    )
    note = w["land.plain_note" if rounding == "plain" else "land.closed_note"]
    return Table("land_units", w["land.units"], columns, tuple(rows), (note,))


def measure_table(shares: ClassShares, scheme: Scheme, language: str) -> Table:
    """Return every definition of construction land with its rule; none stands in for another."""
    w = words(language)
    rows: list[Row] = []
    for result in shares.measures:
        measure = scheme.measure(result.key)
        assert measure is not None
        if result.area_dm2 is None:
            area, share = Cell(w["land.not_computable"]), Cell(w[f"why.{result.why_not}"])
        else:
            area = Cell(area_text(result.area_dm2), result.area_dm2 / 1e8)
            share = Cell(
                share_text(result.area_dm2, shares.whole_dm2),
                result.area_dm2 / max(shares.whole_dm2, 1) * 100,
            )
        rows.append(Row(cells([measure.label[language], area, share, measure.rule[language]])))
    columns = (
        Column(w["land.name"]),
        Column(w["land.area"], w["unit.km2"], 2),
        Column(w["land.share"], "%", 2),
        Column(w["land.rule"]),
    )
    return Table("land_measures", w["land.measures"], columns, tuple(rows))


def cover_table(look: LandCoverLook, covers: Mapping[int, Group], language: str) -> Table:
    """Return land cover in the raster beside the parcels, as shares of each."""
    w = words(language)
    raster = sum(c.raster_dm2 for c in look.covers)
    parcels = sum(c.parcels_dm2 for c in look.covers)
    rows: list[Row] = []
    for c in look.covers:
        left, right = (area / max(whole, 1) * 100 for area, whole in ((c.raster_dm2, raster), (c.parcels_dm2, parcels)))
        line = [
            covers[c.value].label[language] if c.value in covers else str(c.value),
            Cell(area_text(c.raster_dm2), c.raster_dm2 / 1e8),
            Cell(share_text(c.raster_dm2, raster), left),
            Cell(share_text(c.parcels_dm2, parcels), right),
            Cell(f"{left - right:+.2f}", left - right),
        ]
        rows.append(Row(cells(line)))
    columns = (
        Column(w["land.name"]),
        Column(w["land.raster"], w["unit.km2"], 2),
        Column(w["land.raster"], "%", 2),
        Column(w["land.parcels"], "%", 2),
        Column(w["land.difference"], "%", 2),
    )
    note = w["land.cover_note"].format(cell=f"{look.cell_m:g}")
    return Table("land_cover", w["land.second_look"], columns, tuple(rows), (note,))
