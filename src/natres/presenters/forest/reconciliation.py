"""Forest plots beside the land survey as tables: what both call forest, by class, tenure and town."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from natres.core.classification import Scheme
from natres.core.forestry import ForestScheme
from natres.core.results import FORESTRY, NO_GROUND, SURVEY, Ground, Reconciliation
from natres.core.units import area_text, to_dm2
from natres.labels import words
from natres.presenters.forest.prints import mu_note
from natres.presenters.land_words import class_label
from natres.presenters.printing import Tree, area_column, area_columns, share_column, star_note
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["WoodsPrints", "reconciliation_tables"]


@dataclass(frozen=True)
class WoodsPrints:
    """A reconciliation with what its codes are called.

    ``years`` are those of plots and parcels, ``file`` is the name of the parcels' file.
    """

    found: Reconciliation
    forestry: ForestScheme
    survey: Scheme
    language: str
    years: tuple[int | None, int | None] = (None, None)
    file: str = ""
    rounding: str = "closed"

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the language."""
        return words(self.language)

    def year(self, year: int | None) -> str:
        """Return a year, or that there is none."""
        return self.words["woods.year"].format(year=year) if year else self.words["woods.undated"]

    def land(self, code: str | None) -> str:
        """Return a class of the survey with its code."""
        if code is None:
            return self.words["woods.on_no_parcel"]
        name = class_label(code, self.survey, self.language)
        return f"{code} {name}" if code else name

    def forest_class(self, key: str) -> str:
        """Return the words of a class of the forestry report."""
        return next((c.label[self.language] for c in self.forestry.classes if c.key == key), key)

    def tenure(self, key: str) -> str:
        """Return the words of a forestry tenure."""
        return next((t.label[self.language] for t in self.forestry.tenures if t.key == key), key)

    def owner(self, key: str) -> str:
        """Return the words of a kind of ownership of the survey."""
        return next((o.label[self.language] for o in self.survey.ownership if o.key == key), key)

    @cached_property
    def land_codes(self) -> tuple[str, str]:
        """The survey's forest land and its wetland with forest, as a list of codes."""
        land = self.survey.forest_land
        lists = (land.classes, land.wetland) if land else ((), ())
        stop = "、" if self.language == "zh" else ", "
        first, second = (stop.join(sorted(codes)) or "—" for codes in lists)
        return first, second


def reconciliation_tables(prints: WoodsPrints) -> tuple[Table, ...]:
    """Return the tables of a reconciliation: the sums, by class of the survey, without plots, by tenure and town."""
    tables = [_sums(prints), _classes(prints), _without(prints)]
    if prints.found.tenures:
        tables.append(_tenures(prints))
    if prints.found.towns:
        tables.append(_towns(prints))
    return tuple(tables)


def dm2(ground: Ground) -> int:
    """Return the survey area of ground in 0.01 m²."""
    return to_dm2(ground.survey_m2)


def m2_text(area_m2: float) -> str:
    """Return an area in m² as text."""
    return area_text(to_dm2(area_m2), "m2")


def _sums(prints: WoodsPrints) -> Table:
    """Return both sides with their parts; the survey's side takes ground once, however many plots lie on it."""
    w, found = prints.words, prints.found
    lines: list[tuple[str, Ground, int]] = [("forestry", found.of(*FORESTRY), -1)]
    lines += [(key, found.of(key), 0) for key in FORESTRY]
    twice = found.doubled_on("on_both", "wetland_forest")
    shared, bare = found.of("on_both", "wetland_forest"), found.of(*SURVEY)
    top = len(lines)
    net = Ground(shared.planar_m2 - twice.planar_m2, shared.survey_m2 - twice.survey_m2, 0, shared.pieces)
    lines.append(("survey", net + bare, -1))
    lines.append(("shared", net, top))
    lines += [(key, found.of(key), top) for key in SURVEY]
    names = [w[f"woods.{key}"] for key, *_ in lines]
    rows: list[Row] = []
    for start, end in ((0, top), (top, len(lines))):
        tree = Tree.of_parts(*_parts([ground for _, ground, _ in lines[start:end]]))
        ha, mu = (area_column(tree, unit, 2, prints.rounding) for unit in ("ha", "mu"))
        share = share_column(tree, tree.areas[0][0], prints.rounding)
        for n, (key, ground, parent) in enumerate(lines[start:end]):
            line = [names[start + n], ha[n], share[n], _declared(found, key, ground), mu[n]]
            count = Cell(str(ground.pieces), ground.pieces)
            rows.append(Row(cells([*line, count]), "total" if parent < 0 else "", min(n, 1)))
        if not start and found.doubled:
            rows.append(_doubled(prints))
    columns = (
        Column(w["woods.item"]), Column(w["woods.area"], w["unit.ha"], 2), Column(w["woods.share"], "%", 2),
        Column(w["woods.declared"], w["unit.ha"], 4), Column(w["woods.area"], w["unit.mu"], 2),
        Column(w["woods.pieces"]),
    )  # fmt: skip
    notes = (*_notes(prints), *mu_note(rows, prints.language))
    return Table("forest_reconciliation", w["woods.title"], columns, tuple(rows), notes)


def _doubled(prints: WoodsPrints) -> Row:
    """Return the line of what the forestry side counts more than once; it is in the parts above."""
    ground = prints.found.doubled_on(*FORESTRY)
    sizes = {"ha": 10_000.0, "mu": 2000 / 3}
    ha, mu = (Cell(area_text(dm2(ground), unit), ground.survey_m2 / size) for unit, size in sizes.items())
    return Row(cells([prints.words["woods.doubled"], ha, "", "", mu, Cell(str(ground.pieces), ground.pieces)]), "", 2)


def _parts(grounds: Sequence[Ground]) -> tuple[int, list[int]]:
    """Return a whole and its parts in 0.01 m²: the whole is the sum of the parts, so that both print alike."""
    parts = [dm2(ground) for ground in grounds[1:]]
    return sum(parts), parts


def _declared(found: Reconciliation, key: str, ground: Ground) -> Cell:
    """Return what is declared: MIAN_JI on the forestry side, TBMJ on the survey's, where all of it is known."""
    if key in ("forestry", *FORESTRY):
        known, area = found.has_declared, ground.declared_dm2
    else:
        known = found.has_tbmj
        bare, whole = found.of(*SURVEY).declared_dm2, found.survey.declared_dm2
        area = {"survey": whole, "shared": whole - bare}.get(key, ground.declared_dm2)
    return Cell(area_text(area, "ha", 4), area / 1_000_000) if known else Cell("—")


def _notes(prints: WoodsPrints) -> tuple[str, ...]:
    w, found = prints.words, prints.found
    main, wetland = prints.land_codes
    plots, parcels = (prints.year(year) for year in prints.years)
    notes = [
        w["woods.years_note"].format(plots=plots, parcels=parcels, file=prints.file),
        w["woods.codes_note"].format(main=main, wetland=wetland),
        w["woods.kinds_note"],
        *_closings(prints),
        w["woods.without_plot"].format(count=found.without_plot),
    ]
    twice = found.doubled_on(*FORESTRY)
    if found.doubled:
        notes.append(w["woods.doubled_note"].format(area=m2_text(twice.survey_m2)))
    if found.undeclared.pieces:
        facts = {"count": found.undeclared.pieces, "area": area_text(dm2(found.undeclared), "ha")}
        notes.append(w["woods.undeclared_note"].format(**facts))
    return tuple(notes)


def _closings(prints: WoodsPrints) -> tuple[str, ...]:
    """Return both identities with their residuals."""
    w, found = prints.words, prints.found
    both, wetland, only, outside = (m2_text(found.of(key).survey_m2) for key in FORESTRY)
    forestry, survey = found.forestry_residual, found.survey_residual
    shared = found.of("on_both", "wetland_forest") - found.doubled_on("on_both", "wetland_forest")
    return (
        w["woods.closing_forestry"].format(
            whole=m2_text(found.forestry.survey_m2), both=both, wetland=wetland, only=only, outside=outside,
            residual=m2_text(forestry.survey_m2), planar=m2_text(forestry.planar_m2),
        ),
        w["woods.closing_survey"].format(
            whole=m2_text(found.survey.survey_m2), shared=m2_text(shared.survey_m2),
            bare=m2_text(found.of(*SURVEY).survey_m2), residual=m2_text(survey.survey_m2),
            planar=m2_text(survey.planar_m2),
        ),
        w["woods.residual_note"],
    )  # fmt: skip


def _classes(prints: WoodsPrints) -> Table:
    """Return plots by class of the survey and class of the report, under what the two maps say together."""
    w, found = prints.words, prints.found
    keys = [c.key for c in prints.forestry.classes]
    cell: dict[tuple[str, str, str], int] = {}
    for row in found.rows:
        if row.status in FORESTRY:
            cell[row.status, row.land_class, row.forest_class] = dm2(row.ground)
    lines, parents, names, indents = [tuple([0] * len(keys))], [-1], [w["woods.forestry"]], [0]
    for status in FORESTRY:
        codes = list(dict.fromkeys(row.land_class for row in found.rows if row.status == status))
        lines_of = {code: tuple(cell.get((status, code, key), 0) for key in keys) for code in codes}
        codes = [code for code in codes if any(lines_of[code])]  # ground below 0.01 m² is in no line
        own = [lines_of[code] for code in codes]
        if own:
            head = len(lines)
            lines.append(_added(own))
            parents.append(0)
            names.append(w[f"woods.{status}"])
            indents.append(1)
            if status != "outside":
                lines += own
                parents += [head] * len(own)
                names += [prints.land(code) for code in codes]
                indents += [2] * len(own)
    lines[0] = _added([line for line, parent in zip(lines, parents, strict=True) if parent == 0])
    printed = area_columns(Tree(tuple(lines), tuple(parents)), "ha", 2, prints.rounding)
    rows = tuple(
        Row(cells([name, *line]), "total" if not n else "", indents[n])
        for n, (name, line) in enumerate(zip(names, printed, strict=True))
    )
    labels = [*(prints.forest_class(key) for key in keys), w["land.sum"]]
    columns = (Column(w["woods.land_class"]), *(Column(label, w["unit.ha"], 2) for label in labels))
    return Table("forest_by_land_class", w["woods.by_class"], columns, rows, star_note(rows, prints.language))


def _added(lines: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*lines, strict=True))) if lines else ()


def _without(prints: WoodsPrints) -> Table:
    """Return the survey's forest by class: with a plot, each ground once, and without."""
    w, found = prints.words, prints.found
    twice = {row.land_class: row.ground for row in found.doubled}
    shared: dict[str, Ground] = {}
    bare: dict[str, Ground] = {}
    for row in found.rows:
        if row.status in ("on_both", "wetland_forest"):
            shared[row.land_class] = shared.get(row.land_class, NO_GROUND) + row.ground
        elif row.status in SURVEY:
            bare[row.land_class] = bare.get(row.land_class, NO_GROUND) + row.ground
    codes = sorted({*shared, *bare}, key=lambda code: prints.survey.position.get(code, 0))
    own = [
        (dm2(shared.get(c, NO_GROUND) - twice.get(c, NO_GROUND)), dm2(bare.get(c, NO_GROUND))) for c in codes
    ]  # fmt: skip
    printed = area_columns(Tree((_added(own) or (0, 0), *own), (-1, *(0 for _ in own))), "ha", 2, prints.rounding)
    names = [w["woods.survey"], *(prints.land(code) for code in codes)]
    rows = tuple(
        Row(cells([name, *line]), "total" if not n else "", min(n, 1))
        for n, (name, line) in enumerate(zip(names, printed, strict=True))
    )
    labels = (w["woods.with_plot"], w["woods.bare"], w["land.sum"])
    columns = (Column(w["woods.land_class"]), *(Column(label, w["unit.ha"], 2) for label in labels))
    return Table("forest_survey_only", w["woods.bare_title"], columns, rows, star_note(rows, prints.language))


def _tenures(prints: WoodsPrints) -> Table:
    """Return forestry tenure by the survey's ownership; ground on no parcel has a column where there is any."""
    w, found = prints.words, prints.found
    cell = {(row.tenure, row.ownership): dm2(row.ground) for row in found.tenures}
    tenures = [t.key for t in prints.forestry.tenures]
    used = {owner for _, owner in cell}
    owners = [o.key for o in prints.survey.ownership] + ([""] if "" in used else [])
    own = [tuple(cell.get((tenure, owner), 0) for owner in owners) for tenure in tenures]
    printed = area_columns(Tree((_added(own), *own), (-1, *(0 for _ in own))), "ha", 2, prints.rounding)
    names = [w["woods.forestry"], *(prints.tenure(key) for key in tenures)]
    rows = tuple(
        Row(cells([name, *line]), "total" if not n else "", min(n, 1))
        for n, (name, line) in enumerate(zip(names, printed, strict=True))
    )
    labels = [
        w["woods.survey_owner"].format(name=prints.owner(key)) if key else w["woods.on_no_parcel"] for key in owners
    ]
    columns = tuple(Column(label, w["unit.ha"], 2) for label in [*labels, w["land.sum"]])
    agree = sum(area for (tenure, owner), area in cell.items() if tenure == owner != "other")
    differ = sum(area for (t, o), area in cell.items() if t != o and {t, o} == {"state", "collective"})
    note = w["woods.tenure_note"].format(agree=area_text(agree, "ha"), differ=area_text(differ, "ha"))
    heading = (Column(w["woods.forestry_tenure"]), *columns)
    notes = (note, *star_note(rows, prints.language))
    return Table("forest_tenure_survey", w["woods.by_tenure"], heading, rows, notes)


def _towns(prints: WoodsPrints) -> Table:
    """Return by town what the forestry map has, by what the survey says, and the survey's forest without a plot."""
    w, found = prints.words, prints.found
    cell: dict[tuple[str, str], Ground] = {(t.code, t.status): t.ground for t in found.towns}
    names = {t.code: t.name for t in found.towns}
    codes = list(names)

    def area(code: str, *statuses: str) -> int:
        return sum(dm2(cell.get((code, status), NO_GROUND)) for status in statuses)

    own = [tuple(area(code, status) for status in FORESTRY) for code in codes]
    printed = area_columns(Tree((_added(own), *own), (-1, *(0 for _ in own))), "ha", 2, prints.rounding)
    bare = [area(code, *SURVEY) for code in codes]
    twice = [area(code, "doubled") for code in codes]
    once = [area(code, "on_both", "wetland_forest", *SURVEY) - less for code, less in zip(codes, twice, strict=True)]
    sides = [area_column(Tree.of_parts(sum(side), side), "ha", 2, prints.rounding) for side in (bare, once)]
    rows = tuple(
        Row(cells([name, *printed[n], sides[0][n], sides[1][n]]), "total" if not n else "", min(n, 1))
        for n, name in enumerate([w["woods.all_towns"], *(names[code] or code or "—" for code in codes)])
    )
    labels = [
        *(w[f"woods.{status}"] for status in FORESTRY), w["woods.forestry"], w["woods.bare"], w["woods.survey_forest"]
    ]  # fmt: skip
    columns = (Column(w["woods.town"]), *(Column(label, w["unit.ha"], 2) for label in labels))
    notes = (w["woods.town_note"], *star_note(rows, prints.language))
    return Table("forest_towns_survey", w["woods.by_town"], columns, rows, notes)
