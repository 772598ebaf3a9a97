"""The tables of land: groups, classes, ownership, towns, measures, and the second look by raster."""

from collections.abc import Mapping

from natres.core.classification import UNCLASSIFIED, Group, Scheme
from natres.core.results import ClassShares, LandCoverLook, UnitShares
from natres.core.units import area_text, share_text
from natres.labels import words
from natres.presenters.printing import Tree, area_column, area_columns, share_column
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["class_table", "cover_table", "group_table", "measure_table", "ownership_table", "unit_table"]


def group_label(key: str, scheme: Scheme, language: str) -> str:
    """Return the label of a group; the unclassified and a user's own keys included."""
    found = next((g.label[language] for g in scheme.groups if g.key == key), None)
    return found or (words(language)["land.unclassified"] if key == "unclassified" else key)


def group_tree(shares: ClassShares) -> Tree:
    """Return the whole, the sum of parcels below it, the groups below that, and the residual last."""
    groups = tuple((g.area_dm2,) for g in shares.groups)
    areas = ((shares.whole_dm2,), (shares.measured_dm2,), *groups, (shares.residual_dm2,))
    return Tree(areas, (-1, 0, *(1 for _ in groups), 0))


def group_table(shares: ClassShares, scheme: Scheme, language: str, rounding: str = "closed") -> Table:
    """Return the table of groups with the residual as its own line; shares print to 100.00."""
    w, tree = words(language), group_tree(shares)
    km2, ha = (area_column(tree, unit, 2, rounding) for unit in ("km2", "ha"))
    share = share_column(tree, shares.whole_dm2, rounding)
    control = shares.control_dm2 is not None
    names = [w["land.total_control" if control else "land.total"], w["land.measured"]]
    names += [group_label(g.key, scheme, language) for g in shares.groups] + [w["land.residual"]]
    # Without a control area, or where the parcels fill it, their sum would only repeat the total.
    left_out = {1} if not shares.residual_dm2 else set[int]()
    left_out |= set() if control else {len(names) - 1}
    rows = tuple(
        Row(cells([name, km2[i], share[i], ha[i]]), "total" if i < 2 else "", 0 if i < 2 else 1)
        for i, name in enumerate(names)
        if i not in left_out
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


def class_tree(shares: ClassShares, scheme: Scheme) -> Tree:
    """Return the sum of parcels with every class below its parent."""
    place = {c.code: i + 1 for i, c in enumerate(shares.classes)}
    above = [scheme.by_code[c.code].parent if c.code else None for c in shares.classes]
    parents = (-1, *(place[code] if code else 0 for code in above))
    return Tree(((shares.measured_dm2,), *((c.area_dm2,) for c in shares.classes)), parents)


def class_table(shares: ClassShares, scheme: Scheme, language: str, rounding: str = "closed") -> Table:
    """Return the table of main classes and subclasses in official order, wetland (00) first."""
    w = words(language)
    tree = class_tree(shares, scheme)
    ha = area_column(tree, "ha", 2, rounding)
    share = share_column(tree, shares.whole_dm2, rounding)
    rows = [Row(cells(["", w["land.measured"], "", ha[0], share[0]]), "total")]
    for i, c in enumerate(shares.classes, start=1):
        group = group_label(c.group, scheme, language) if c.group else ""
        row = cells([c.code, class_label(c.code, scheme, language), group, ha[i], share[i]])
        rows.append(Row(row, "total" if c.level == 1 else "", c.level - 1))
    columns = (
        Column(w["land.code"]),
        Column(w["land.name"]),
        Column(w["map.group"]),
        Column(w["land.area"], w["unit.ha"], 2),
        Column(w["land.share"], "%", 2),
    )
    return Table("land_classes", w["land.classes"], columns, tuple(rows), _area_notes(shares, language, rounding))


Line = tuple[str, str, list[int], Cell | None]


def ownership_table(shares: ClassShares, scheme: Scheme, language: str, rounding: str = "closed") -> Table:
    """Return state and collective land by group, main class and town; sums print as in the other tables."""
    w = words(language)
    kinds = [kind.key for kind in scheme.ownership]
    by_group, by_class = _owned_by_group(shares), _owned_by_class(shares)
    groups = area_column(group_tree(shares), "ha", 2, rounding)[2:]
    classes = area_column(class_tree(shares, scheme), "ha", 2, rounding)[1:]
    mains = {c.code: cell for c, cell in zip(shares.classes, classes, strict=True)}
    towns = dict(zip((u.unit.code for u in shares.units), _unit_totals(shares, rounding)[1:], strict=True))
    first: list[Line] = [
        ("", group_label(g.key, scheme, language), by_group[g.key], cell)
        for g, cell in zip(shares.groups, groups, strict=False)
    ]
    second: list[Line] = [(c, class_label(c, scheme, language), a, mains.get(c)) for c, a in by_class.items()]
    third: list[Line] = [
        (u.unit.code, u.unit.name, _owned(u, kinds), towns[u.unit.code]) for u in shares.units if u.unit.level == "town"
    ]
    head, rows = _block(w["land.sum"], first, None, rounding)
    for part in (second, third):
        if part:
            rows += _block("", part, head, rounding)[1][1:]
    labels = [kind.label[language] for kind in scheme.ownership]
    columns = (
        Column(w["land.code"]),
        Column(w["land.name"]),
        *(Column(label, w["unit.ha"], 2) for label in [*labels, w["land.sum"]]),
    )
    notes = (w["land.ownership_rule"], w["land.plain_note" if rounding == "plain" else "land.closed_note"])
    return Table("land_ownership", w["land.ownership"], columns, tuple(rows), notes)


def _owned_by_group(shares: ClassShares) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for o in shares.ownership:
        found.setdefault(o.group, []).append(o.area_dm2)
    return found


def _owned_by_class(shares: ClassShares) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for code, _, area in shares.ownership_by_class:
        found.setdefault(code, []).append(area)
    return found


def _owned(unit: UnitShares, kinds: list[str]) -> list[int]:
    return [sum(o.area_dm2 for o in unit.ownership if o.key == kind) for kind in kinds]


def _block(title: str, lines: list[Line], head: list[Cell] | None, rounding: str) -> tuple[list[Cell], list[Row]]:
    """Return the printed sums and the rows of a closed block; ``head`` are its sums where printed before."""
    total = tuple(sum(areas[k] for _, _, areas, _ in lines) for k in range(len(lines[0][2])))
    tree = Tree((total, *(tuple(areas) for _, _, areas, _ in lines)), (-1, *(0 for _ in lines)))
    last = len(total)
    same = {(i, last): cell for i, (_, _, _, cell) in enumerate(lines, start=1) if cell is not None}
    same |= {(0, k): cell for k, cell in enumerate(head or ())}
    printed = area_columns(tree, "ha", 2, rounding, same=same)
    rows = [Row(cells(["", title, *printed[0]]), "total")]
    rows += [Row(cells([code, name, *printed[i]]), "", 1) for i, (code, name, _, _) in enumerate(lines, start=1)]
    return printed[0], rows


def _unit_tree(shares: ClassShares) -> tuple[int, ...]:
    place = {u.unit.code: i + 1 for i, u in enumerate(shares.units)}
    return (-1, *(place.get(u.unit.parent, 0) for u in shares.units))


def _unit_totals(shares: ClassShares, rounding: str) -> list[Cell]:
    """Return how the sum of parcels and every unit print in hectares, wherever they stand."""
    areas = ((shares.measured_dm2,), *((u.area_dm2,) for u in shares.units))
    return area_column(Tree(areas, _unit_tree(shares)), "ha", 2, rounding)


def unit_table(shares: ClassShares, scheme: Scheme, language: str, rounding: str = "closed") -> Table:
    """Return towns and villages by group; district = Σ towns = Σ villages to the last printed digit."""
    w = words(language)
    groups = [g.key for g in shares.groups]
    areas = [tuple(g.area_dm2 for g in shares.groups)]
    for u in shares.units:
        known = {g.key: g.area_dm2 for g in u.groups}
        areas.append(tuple(known.get(key, 0) for key in groups))
    same = {(i, len(groups)): cell for i, cell in enumerate(_unit_totals(shares, rounding))}
    same |= {(0, k): cell for k, cell in enumerate(area_column(group_tree(shares), "ha", 2, rounding)[2:-1])}
    printed = area_columns(Tree(tuple(areas), _unit_tree(shares)), "ha", 2, rounding, same=same)
    rows = [Row(cells(["", w["land.sum"], *printed[0]]), "total")]
    for i, u in enumerate(shares.units, start=1):
        town = u.unit.level == "town"
        rows.append(Row(cells([u.unit.code, u.unit.name, *printed[i]]), "total" if town else "", 1 if town else 2))
    labels = [group_label(key, scheme, language) for key in groups]
    columns = (
        Column(w["land.code"]),
        Column(w["land.unit_name"]),
        *(Column(label, w["unit.ha"], 2) for label in [*labels, w["land.sum"]]),
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
