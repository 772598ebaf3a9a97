"""What a site is: its parts, the usual table of land taken, classes, owners, towns, and the parcels under it."""

from collections.abc import Callable, Sequence

from natres.core.results.site import SiteEntry, SiteLine
from natres.core.units import area_text, share_text, to_dm2
from natres.presenters.printing import Tree, area_columns, star_note
from natres.presenters.site.page import SitePage
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["area_cell", "land_tables", "line_table", "metres", "parts_table", "taken_rows", "taken_table"]

#: The usual table of a project gives hectares to a square metre, mu to a hundredth.
HA, MU = 4, 2


def land_tables(page: SitePage) -> tuple[Table, ...]:
    """Return the tables of what lies in the site."""
    found = page.found
    return (
        parts_table(page),
        taken_table(page),
        line_table(page, "site_classes", "site.title_classes", "site.land_class", found.classes, page.land_class),
        line_table(page, "site_owners", "site.title_owners", "site.owner", found.owners, page.owner),
        line_table(page, "site_towns", "site.title_towns", "site.town", found.towns, page.unit_name),
        line_table(page, "site_villages", "site.title_villages", "site.village", found.villages, page.unit_name),
        _parcels(page),
    )


def metres(area: float, decimals: int = 2) -> Cell:
    """Return an unrounded area in m² as a cell."""
    return Cell(f"{area:.{decimals}f}", area)


def area_cell(area_dm2: int, unit: str, decimals: int) -> Cell:
    """Return an area in 0.01 m² as a cell in another unit."""
    text = area_text(area_dm2, unit, decimals)
    return Cell(text, float(text))


def parts_table(page: SitePage) -> Table:
    """Return the areas of the project and of its parts."""
    w, found = page.words, page.found
    whole = (w["site.total"], found.planar_m2, found.survey_m2)
    lines = [(part.name, part.planar_m2, part.survey_m2) for part in found.parts]
    rows = [
        Row(cells([
            name, metres(planar), metres(survey), area_cell(to_dm2(survey), "ha", HA),
            area_cell(to_dm2(survey), "mu", MU),
        ]), "total" if n == 0 else "", min(n, 1))
        for n, (name, planar, survey) in enumerate([whole, *lines])
    ]  # fmt: skip
    columns = (
        Column(w["site.part"]), Column(w["site.planar"], w["unit.m2"], 2), Column(w["site.survey"], w["unit.m2"], 2),
        Column(w["site.survey"], w["unit.ha"], HA), Column(w["site.survey"], w["unit.mu"], MU),
    )  # fmt: skip
    rounded = (w["site.parts_note"],) if len(found.parts) > 1 else ()
    notes = (w["site.area_note"].format(crs=page.crs_words), *rounded)
    return Table("site_parts", w["site.title_parts"], columns, tuple(rows), notes, about=page.about)


def taken_table(page: SitePage) -> Table:
    """Return the usual table of the land a project takes: groups, cropland by class, state and collective."""
    w = page.words
    lines, owners = taken_rows(page), _owners(page)
    tree = Tree(tuple(tuple(areas) for _, areas, _ in lines), tuple(parent for _, _, parent in lines))
    hectares = area_columns(tree, "ha", HA, "closed")
    mu = area_columns(Tree(tuple((sum(areas),) for _, areas, _ in lines), tree.parents), "mu", MU, "closed")
    rows = [
        Row(cells([name, *ha, small[0]]), "total" if parent < 0 else "", _depth(tree.parents, n))
        for n, ((name, _, parent), ha, small) in enumerate(zip(lines, hectares, mu, strict=True))
    ]  # fmt: skip
    columns = [Column(w["site.land"])]
    columns += [Column(page.owner(key), w["unit.ha"], HA) for key in owners]
    columns += [Column(w["site.total"], w["unit.ha"], HA), Column(w["site.total"], w["unit.mu"], MU)]
    notes = (w["site.taken_note"], *star_note(rows, page.language))
    return Table("site_taken", w["site.title_taken"], tuple(columns), tuple(rows), notes, about=page.about)


def _depth(parents: Sequence[int], row: int) -> int:
    depth = 0
    while parents[row] >= 0:
        row, depth = parents[row], depth + 1
    return depth


def _owners(page: SitePage) -> list[str]:
    """Return the kinds of owner that stand as columns: state and collective always, others where they own land."""
    kinds = [kind.key for kind in page.scheme.ownership]
    present = {entry.owner for entry in page.found.entries}
    return [key for n, key in enumerate(kinds) if key in present or n < len(kinds) - 1]


Line = tuple[str, list[int], int]


def taken_rows(page: SitePage) -> list[Line]:
    """Return the rows of land taken: name, areas by owner in 0.01 m², parent row; the first is the whole.

    Under each group stand its main classes; under cropland its subclasses, also those the site has none of.
    """
    found, scheme = page.found, page.scheme
    lines: list[Line] = [(page.words["site.covered"], _by_owner(page, found.entries), -1)]
    groups = [group.key for group in scheme.groups]
    for key in (*groups, None):
        own = [entry for entry in found.entries if scheme.group_of(entry.land_class) == key]
        if key is None and not own:
            continue
        group = len(lines)
        lines.append((page.group(key or "unclassified"), _by_owner(page, own), 0))
        _main_classes(page, lines, own, group, cropland=key == groups[0] if groups else False)
    return lines


def _main_classes(page: SitePage, lines: list[Line], own: list[SiteEntry], group: int, *, cropland: bool) -> None:
    scheme, flow = page.scheme, page.scheme.cropland_flow
    always = flow.classes if flow and cropland else frozenset[str]()
    mains = {scheme.at_level(entry.land_class, 1) for entry in own} | always
    for main in sorted(mains, key=lambda code: scheme.position.get(code, len(scheme.position))):
        below = [entry for entry in own if scheme.at_level(entry.land_class, 1) == main]
        row = len(lines)
        lines.append((page.land_class(main), _by_owner(page, below), group))
        if main in always:
            for code in [c.code for c in scheme.classes if c.parent == main]:
                part = [entry for entry in below if scheme.at_level(entry.land_class, 2) == code]
                lines.append((page.land_class(code), _by_owner(page, part), row))


def _by_owner(page: SitePage, entries: Sequence[SiteEntry]) -> list[int]:
    return [sum(entry.area_dm2 for entry in entries if entry.owner == key) for key in _owners(page)]


def line_table(
    page: SitePage, key: str, title: str, head: str, lines: Sequence[SiteLine], label: Callable[[str], str]
) -> Table:
    """Return ground under keys as a table with shares of the site; uncovered ground is the last row."""
    w, found = page.words, page.found
    shown = [(label(line.key), line) for line in lines]
    if found.uncovered.planar_m2 > 0:
        shown.append((w["site.uncovered"], found.uncovered))
    rows = [
        Row(cells([
            name, metres(line.planar_m2), metres(line.survey_m2),
            Cell(share_text(to_dm2(line.planar_m2), to_dm2(found.planar_m2)), line.planar_m2 / found.planar_m2 * 100),
        ]))
        for name, line in shown
    ]  # fmt: skip
    columns = (
        Column(w[head]), Column(w["site.planar"], w["unit.m2"], 2), Column(w["site.survey"], w["unit.m2"], 2),
        Column(w["site.share"], "%", 2),
    )  # fmt: skip
    return Table(key, w[title], columns, tuple(rows), (), about=page.about)


def _parcels(page: SitePage) -> Table:
    w = page.words
    rows = [
        Row(cells([
            parcel.parcel_id, page.land_class(parcel.land_class), page.owner(parcel.owner),
            page.unit_name(parcel.unit_code[:12]), metres(parcel.planar_m2), metres(parcel.survey_m2),
            metres(parcel.parcel_m2), w["site.whole"] if parcel.whole else w["site.partly"],
            Cell(f"{parcel.width_m:.2f}", parcel.width_m),
        ]))
        for parcel in page.found.parcels
    ]  # fmt: skip
    m2 = w["unit.m2"]
    columns = (
        Column(w["site.parcel"]), Column(w["site.land_class"]), Column(w["site.owner"]), Column(w["site.village"]),
        Column(w["site.planar_in"], m2, 2), Column(w["site.survey_in"], m2, 2), Column(w["site.parcel_area"], m2, 2),
        Column(w["site.taken_how"]), Column(w["site.width"], "m", 2),
    )  # fmt: skip
    return Table("site_parcels", w["site.title_parcels"], columns, tuple(rows), (), about=page.about)
