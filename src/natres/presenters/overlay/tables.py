"""The tables of an overlay: layers, combinations, questions, and each of them by class, ownership and town."""

from collections.abc import Sequence
from itertools import chain

from natres.core.results.overlay import Area, OverlayCell
from natres.core.units import area_text, share_text, unit_fraction
from natres.labels import words
from natres.presenters.overlay.page import OverlayPage, metres
from natres.presenters.printing import Tree, area_columns
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["BRIEF", "overlay_tables"]

#: Tables a terminal shows; the others are for files.
BRIEF = ("overlay_layers", "overlay_combinations", "overlay_questions")

Groups = Sequence[tuple[str, Sequence[OverlayCell]]]


def overlay_tables(page: OverlayPage) -> tuple[Table, ...]:
    """Return all tables of an overlay, those for a terminal first."""
    w = words(page.language)
    layers = [(page.layer_label(layer.key), layer.cells) for layer in page.overlay.layers]
    together = [(page.together_label(one.layers), one.cells) for one in page.overlay.combinations]
    labels = {question.key: question.label[page.language] for question in page.scheme.zone_questions}
    asked = [(labels[answer.key], answer.cells) for answer in page.answers if answer.cells is not None]
    tables = [_layers(page), _combinations(page)]
    tables += [_questions(page)] if page.answers else []
    for key, groups, whole in (
        ("layers", layers, False),
        ("combinations", together, True),
        ("questions", asked, False),
    ):
        if groups:
            tables += [
                _divided(page, f"overlay_{key}_{by}", w[f"overlay.{key}_{by}"], groups, by, whole=whole)
                for by in ("land_class", "ownership", "town")
            ]
    return (*tables, _zones(page))


def _layers(page: OverlayPage) -> Table:
    """Return every layer with the land inside it, counted once."""
    w = words(page.language)
    layers = page.overlay.layers
    tree = Tree(tuple(page.by_group(layer.cells) for layer in layers), (-1,) * len(layers))
    areas = _printed(page, tree)
    rows = [
        Row(cells([
            page.layer_label(layer.key), Cell(str(len(layer.zones)), len(layer.zones)), areas[n][-1], *areas[n][:-1],
            metres(layer.planar_m2), metres(layer.outside_m2), metres(layer.overlap_m2),
        ]))
        for n, layer in enumerate(layers)
    ]  # fmt: skip
    columns = (
        Column(w["overlay.layer"]), Column(w["overlay.zones"]), page.area_heading(w["overlay.inside"]),
        *(page.area_heading(label) for label in page.group_labels()),
        Column(w["overlay.planar"], w["unit.m2"], 2), Column(w["overlay.beyond"], w["unit.m2"], 2),
        Column(w["overlay.twice"], w["unit.m2"], 2),
    )  # fmt: skip
    notes = (w["overlay.inclusive_note"], w["overlay.metres_note"], *page.notes)
    return Table("overlay_layers", w["overlay.layers"], columns, tuple(rows), notes, about=page.about)


def _combinations(page: OverlayPage) -> Table:
    """Return the land by combination of layers, each piece once: the rows add up to all parcels."""
    w, found = words(page.language), page.overlay.combinations
    parts = [page.by_group(one.cells) for one in found]
    whole = tuple(sum(column) for column in zip(*parts, strict=True)) if parts else (0,) * len(page.groups)
    areas = _printed(page, Tree((whole, *parts), (-1, *(0 for _ in parts))))
    total = page.overlay.whole
    labels = [w["overlay.parcels"], *(page.together_label(one.layers) for one in found)]
    sums = [total, *(one.area for one in found)]
    rows = [
        Row(
            cells([
                label, line[-1], *line[:-1], Cell(share_text(area.ledger_dm2, total.ledger_dm2), _share(area, total)),
                metres(area.planar_m2), metres(area.survey_m2),
            ]),
            "" if n else "total", min(n, 1),
        )
        for n, (label, line, area) in enumerate(zip(labels, areas, sums, strict=True))
    ]  # fmt: skip
    columns = (
        Column(w["overlay.combination"]), page.area_heading(w["land.area"]),
        *(page.area_heading(label) for label in page.group_labels()), Column(w["land.share"], "%", 2),
        Column(w["overlay.planar"], w["unit.m2"], 2), Column(w["overlay.survey"], w["unit.m2"], 2),
    )  # fmt: skip
    notes = (w["overlay.exclusive_note"], w["overlay.metres_note"], *page.notes)
    return Table("overlay_combinations", w["overlay.combinations"], columns, tuple(rows), notes, about=page.about)


def _share(area: Area, whole: Area) -> float | None:
    return area.ledger_dm2 / whole.ledger_dm2 * 100 if whole.ledger_dm2 else None


def _questions(page: OverlayPage) -> Table:
    """Return what the field asks of land and zones, with its rule; without an area where a layer is not there."""
    w, language = words(page.language), page.language
    rows: list[Row] = []
    for answer, question in zip(page.answers, page.scheme.zone_questions, strict=True):
        if answer.cells is None:
            said = w["overlay.no_layer"].format(layer=page.layer_label(answer.zone))
            rows.append(Row(cells([question.label[language], "—", "—", "—", said])))
            continue
        area = answer.area.ledger_dm2
        printed = [Cell(area_text(area, unit), area / float(unit_fraction(unit))) for unit in ("ha", "mu")]
        line = [question.label[language], *printed, metres(answer.area.planar_m2), question.rule[language]]
        rows.append(Row(cells(line), "alert" if question.inside and area else ""))
    columns = (
        Column(w["overlay.question"]), Column(w["land.area"], w["unit.ha"], 2), Column(w["land.area"], w["unit.mu"], 2),
        Column(w["overlay.planar"], w["unit.m2"], 2), Column(w["land.rule"]),
    )  # fmt: skip
    notes = (w["overlay.metres_note"], *page.notes[:1])
    return Table("overlay_questions", w["overlay.questions"], columns, tuple(rows), notes, about=page.about)


def _divided(page: OverlayPage, key: str, title: str, groups: Groups, by: str, *, whole: bool) -> Table:
    """Return groups of land, each divided by class, ownership or town; with ``whole`` they add up to one total."""
    w = words(page.language)
    divided = [(label, page.parts(land, by)) for label, land in groups]
    coded = by != "ownership"  # its keys are natres's own, no code of the field
    lines: list[tuple[int, str, str, Area]] = []
    parents: list[int] = []
    if whole:
        lines.append((0, "", w["overlay.parcels"], _sum(chain.from_iterable(parts for _, parts in divided))))
        parents.append(-1)
    for label, parts in divided:
        head = len(lines)
        lines.append((0, "", label, _sum(parts)))
        parents.append(0 if whole else -1)
        lines += [(1, code, name, area) for code, name, area in parts]
        parents += [head] * len(parts)
    areas = _printed(page, Tree(tuple((area.ledger_dm2,) for _, _, _, area in lines), tuple(parents)))
    rows = [
        Row(
            cells([*([code] if coded else []), name, printed[0], metres(area.planar_m2), metres(area.survey_m2)]),
            "" if depth else "total", depth,
        )
        for (depth, code, name, area), printed in zip(lines, areas, strict=True)
    ]  # fmt: skip
    columns = (
        *([Column(w["land.code"])] if coded else []), Column(w["land.name"]), page.area_heading(w["land.area"]),
        Column(w["overlay.planar"], w["unit.m2"], 2), Column(w["overlay.survey"], w["unit.m2"], 2),
    )  # fmt: skip
    notes = (*([w["overlay.ridge_note"]] if by == "land_class" else []), *page.notes)
    return Table(key, title, columns, tuple(rows), notes, about=page.about)


def _sum(parts: "Sequence[tuple[str, str, Area]] | chain[tuple[str, str, Area]]") -> Area:
    found = Area()
    for _, _, area in parts:
        found += area
    return found


def _printed(page: OverlayPage, tree: Tree) -> list[list[Cell]]:
    """Return printed cells, row for row: one per column and the row total last."""
    if not tree.areas:
        return []
    return area_columns(tree, page.unit, page.decimals, "plain" if page.rounding == "plain" else "closed")


def _zones(page: OverlayPage) -> Table:
    """Return every zone with the land inside it; zones that overlap both count it."""
    w = words(page.language)
    rows: list[Row] = []
    for layer in page.overlay.layers:
        for zone in layer.zones:
            parts = page.by_group(zone.cells)
            size = float(unit_fraction(page.unit))
            printed = [Cell(area_text(a, page.unit, page.decimals), a / size) for a in (sum(parts), *parts)]
            line = [page.layer_label(layer.key), zone.code, zone.name, *printed]
            rows.append(Row(cells([*line, metres(zone.planar_m2), metres(zone.outside_m2)])))
    columns = (
        Column(w["overlay.layer"]), Column(w["overlay.zone"]), Column(w["land.name"]),
        page.area_heading(w["overlay.inside"]), *(page.area_heading(label) for label in page.group_labels()),
        Column(w["overlay.planar"], w["unit.m2"], 2), Column(w["overlay.beyond"], w["unit.m2"], 2),
    )  # fmt: skip
    notes = (w["overlay.inclusive_note"], page.notes[0], w["land.plain_note"])
    return Table("overlay_zones", w["overlay.zone_title"], columns, tuple(rows), notes, about=page.about)
