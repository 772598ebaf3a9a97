"""The tables of land: groups, classes, ownership, towns, measures, and the second look by raster."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

from natres.core.classification import Group, Scheme
from natres.core.results import ClassShares, LandCoverLook
from natres.core.units import area_text, decimal_text, share_text, unit_fraction
from natres.labels import words
from natres.presenters.bases import LandBases
from natres.presenters.headline import RESIDUAL, WHOLE, Headline
from natres.presenters.land_words import class_label, group_label
from natres.presenters.printed_land import TOTAL, PrintedLand, group_column
from natres.presenters.printing import printed_count
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["LandPage", "class_table", "cover_table", "group_table", "measure_table", "ownership_table", "unit_table"]


@dataclass(frozen=True, eq=False)
class LandPage:
    """What every table of land is made of: the numbers, what their codes mean, the language, how they print.

    ``district`` is its name and code, empty for a bare layer; ``year`` that of the parcels, where known.
    """

    shares: ClassShares
    scheme: Scheme
    language: str
    printed: PrintedLand
    headline: Headline
    district: tuple[str, str] = ("", "")
    year: int | None = None

    @classmethod
    def of(
        cls,
        shares: ClassShares,
        scheme: Scheme,
        language: str,
        rounding: str = "closed",
        unit: str = "ha",
        district: tuple[str, str] = ("", ""),
        year: int | None = None,
    ) -> Self:
        """Round the numbers of a run once, for all of its tables."""
        bases = LandBases(shares, scheme, language, rounding)
        printed = replace(PrintedLand.of(shares, scheme, rounding, unit), bases=bases)
        return cls(shares, scheme, language, printed, Headline.of(shares, scheme, printed), district, year)

    def told_in(self, language: str) -> Self:
        """Return the page in another language: the numbers print as they do, nothing is rounded again."""
        printed = replace(self.printed, bases=replace(self.bases, language=language))
        return replace(self, language=language, printed=printed, headline=replace(self.headline, printed=printed))

    @property
    def bases(self) -> LandBases:
        """Why the numbers are what they are."""
        assert self.printed.bases is not None  # every page is made with them
        return self.printed.bases

    @property
    def about(self) -> str:
        """Whose land the tables show, and of which year."""
        w = words(self.language)
        return "  ".join(filter(None, [self.district[0], w["table.year"].format(year=self.year) if self.year else ""]))

    @property
    def unit_label(self) -> str:
        """The unit of the tables in words."""
        return words(self.language)[f"unit.{self.printed.unit}"]

    @property
    def rounding_note(self) -> str:
        """How the numbers were rounded, in a sentence."""
        w, printed = words(self.language), self.printed
        if printed.rounding == "survey":
            shift = f"{printed.largest_shift * 10**-printed.decimals:.{printed.decimals + 1}f}"
            return w["land.survey_note"].format(shift=shift, unit=self.unit_label)
        if printed.apart:
            return w[f"land.apart_{printed.apart}"]
        return w["land.plain_note" if printed.rounding == "plain" else "land.closed_note"]

    def lines(self) -> list["UnitLine"]:
        """Return the district, its towns and villages in order; after the last unit of each, what lies in none."""
        w, (name, code) = words(self.language), self.district
        towns = {u.unit.code for u in self.shares.units if u.unit.level == "town"}
        found = [UnitLine(name or w["land.sum"], code, "", 0)]
        above = ""

        def aside(unit: str) -> list[UnitLine]:
            key, label = ("aside", unit), w["land.outside_villages" if unit else "land.outside_units"]
            return [UnitLine(label, "", key, 2 if unit else 1)] if ("land", key, TOTAL) in self.printed.cells else []

        for u in self.shares.units:
            town = u.unit.code[:9] if u.unit.code[:9] in towns else ""
            if town != above:
                found += aside(above) if above else []
                above = town
            found.append(UnitLine(u.unit.name, u.unit.code, u.unit.code, 1 if u.unit.level == "town" else 2))
        found += aside(above) if above else []
        return found + aside("") if self.shares.units else found

    def area_heading(self, label: str) -> Column:
        """Return the column of an area in the unit of the tables."""
        return Column(label, self.unit_label, self.printed.decimals)


@dataclass(frozen=True)
class UnitLine:
    """A line of a table by unit: its words, the key its numbers are printed under, its depth."""

    name: str
    code: str
    key: Hashable
    depth: int

    @property
    def mark(self) -> str:
        """``total`` for the district and its towns."""
        return "total" if self.depth < 2 and isinstance(self.key, str) else ""


def group_table(page: LandPage) -> Table:
    """Return the table of groups with the residual as its own line; shares print to 100.00."""
    w, shares, headline = words(page.language), page.shares, page.headline
    control = shares.control_dm2 is not None
    lines = [(w["land.total_control" if control else "land.total"], WHOLE), (w["land.measured"], TOTAL)]
    lines += [(group_label(g.key, page.scheme, page.language), group_column(g.key)) for g in shares.groups]
    lines.append((w["land.residual"], RESIDUAL))
    # Without a control area, or where the parcels fill it, their sum would only repeat the total.
    left_out = {TOTAL} if not shares.residual_dm2 else set[str]()
    left_out |= set() if control else {RESIDUAL}
    twice = page.printed.unit != "km2"
    rows: list[Row] = []
    for name, column in lines:
        if column in left_out:
            continue
        line = [name, headline.area_of(column), headline.share_of(column)]
        total = column in (WHOLE, TOTAL)
        line += [_district_area(page, column)] if twice else []
        rows.append(Row(cells(line), "total" if total else "", 0 if total else 1))
    columns = [Column(w["land.name"]), Column(w["land.area"], w["unit.km2"], 2), Column(w["land.share"], "%", 2)]
    columns += [page.area_heading(w["land.area"])] if twice else []
    return Table("land_groups", w["land.title"], tuple(columns), tuple(rows), _area_notes(page), about=page.about)


def _district_area(page: LandPage, column: str) -> Cell:
    """Return a number of the district in the unit of the tables; the residual is what is printed between."""
    shares, printed = page.shares, page.printed
    if column not in (WHOLE, RESIDUAL):
        return printed.cell("land", "", column)
    cell = measured = printed.cell("land", "", TOTAL)
    size = float(unit_fraction(printed.unit))
    if shares.residual_dm2:
        cell = Cell(area_text(shares.whole_dm2, printed.unit, printed.decimals), shares.whole_dm2 / size)
    if column == RESIDUAL:
        gap = printed_count(cell, printed.decimals) - printed_count(measured, printed.decimals)
        cell = Cell(decimal_text(gap, printed.decimals), shares.residual_dm2 / size)
    return page.bases.area(cell, ("land", "", column), printed.unit)


def _area_notes(page: LandPage) -> tuple[str, ...]:
    w, shares = words(page.language), page.shares
    kind = w[f"area.{shares.area_kind}"]
    notes = [w["area.kind"].format(kind=kind, total=area_text(shares.measured_dm2, "km2", 6))]
    if shares.before_closing_dm2 is not None:
        given = area_text(shares.measured_dm2 - shares.before_closing_dm2, "m2")
        notes.append(w["land.closed_parcels"].format(before=area_text(shares.before_closing_dm2, "m2"), given=given))
    for other, total in shares.other_totals_dm2:
        difference = area_text(total - shares.measured_dm2, "m2", 2)
        text = area_text(total, "km2", 6)
        notes.append(w["area.other_total"].format(kind=w[f"area.{other}"], total=text, difference=difference))
    if shares.control_dm2 is None:
        notes.append(w["land.shares_of_measured"])
    else:
        notes.append(w["land.shares_of_control"].format(area=area_text(shares.control_dm2, "km2", 2)))
    return (*notes, page.rounding_note)


def class_table(page: LandPage) -> Table:
    """Return the table of main classes and subclasses in official order, wetland (00) first."""
    w, scheme, share = words(page.language), page.scheme, page.headline.share_of
    rows = [Row(cells(["", w["land.measured"], "", page.printed.cell("land", "", TOTAL), share(TOTAL)]), "total")]
    for c in page.shares.classes:
        group = group_label(c.group, scheme, page.language) if c.group else ""
        name, area = class_label(c.code, scheme, page.language), page.printed.cell("land", "", c.code)
        rows.append(
            Row(cells([c.code, name, group, area, share(c.code)]), "total" if c.level == 1 else "", c.level - 1)
        )
        own = f"{c.code}·"  # what stands under the class itself though it has subclasses
        if ("land", "", own) in page.printed.cells:
            label = w["land.class_self" if c.level == 1 else "land.class_rest"].format(name=name)
            area = page.printed.cell("land", "", own)
            group = group or w["land.ungrouped"]
            rows.append(Row(cells(["", label, group, area, share(own)]), "", c.level))
    columns = (
        Column(w["land.code"]),
        Column(w["land.name"]),
        Column(w["map.group"]),
        page.area_heading(w["land.area"]),
        Column(w["land.share"], "%", 2),
    )
    return Table("land_classes", w["land.classes"], columns, tuple(rows), _area_notes(page), about=page.about)


def ownership_table(page: LandPage) -> Table:
    """Return state and collective land by group, main class and town; sums print as in the other tables."""
    w, scheme, language = words(page.language), page.scheme, page.language
    kinds = [kind.key for kind in scheme.ownership]

    def row(code: str, name: str, unit: Hashable, column: str, mark: str = "") -> Row:
        owned = [page.printed.cell("owned", unit, kind, column) for kind in kinds]
        return Row(cells([code, name, *owned, page.printed.cell("land", unit, column)]), mark, 0 if mark else 1)

    rows = [row("", w["land.sum"], "", TOTAL, "total")]
    rows += [row("", group_label(g.key, scheme, language), "", group_column(g.key)) for g in page.shares.groups]
    mains = dict.fromkeys(code for code, _, _ in page.shares.ownership_by_class)
    rows += [row(code, class_label(code, scheme, language), "", code) for code in mains]
    rows += [row(line.code, line.name, line.key, TOTAL) for line in page.lines() if line.depth == 1]
    labels = [kind.label[language] for kind in scheme.ownership]
    columns = (
        Column(w["land.code"]),
        Column(w["land.name"]),
        *(page.area_heading(label) for label in [*labels, w["land.sum"]]),
    )
    notes = (w["land.ownership_rule"], page.rounding_note)
    return Table("land_ownership", w["land.ownership"], columns, tuple(rows), notes, about=page.about)


def unit_table(page: LandPage) -> Table:
    """Return towns and villages by group; district = Σ towns = Σ villages to the last printed digit."""
    w, scheme, language = words(page.language), page.scheme, page.language
    columns = [TOTAL, *(group_column(g.key) for g in page.shares.groups)]

    def areas(unit: Hashable) -> list[Cell]:
        return [page.printed.cell("land", unit, column) for column in columns]

    whole, *below = page.lines()
    rows = [Row(cells(["", w["land.sum"], *areas(whole.key)]), "total")]
    rows += [Row(cells([line.code, line.name, *areas(line.key)]), line.mark, line.depth) for line in below]
    labels = [w["land.survey_total"], *(group_label(g.key, scheme, language) for g in page.shares.groups)]
    headings = (Column(w["land.code"]), Column(w["land.unit_name"]), *(page.area_heading(x) for x in labels))
    return Table("land_units", w["land.units"], headings, tuple(rows), (page.rounding_note,), about=page.about)


def measure_table(page: LandPage) -> Table:
    """Return every definition of construction land with its rule; none stands in for another."""
    w, scheme, language = words(page.language), page.scheme, page.language
    rows: list[Row] = []
    for result in page.shares.measures:
        measure = scheme.measure(result.key)
        assert measure is not None
        if result.area_dm2 is None:
            area, share = Cell(w["land.not_computable"]), Cell(w[f"why.{result.why_not}"])
        else:
            area, share = page.headline.measure(result), page.headline.measure_share(result)
        rows.append(Row(cells([measure.label[language], area, share, measure.rule[language]])))
    columns = (
        Column(w["land.name"]),
        Column(w["land.area"], w["unit.km2"], 2),
        Column(w["land.share"], "%", 2),
        Column(w["land.rule"]),
    )
    return Table("land_measures", w["land.measures"], columns, tuple(rows), about=page.about)


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
            Cell(
                f"{Decimal(share_text(c.raster_dm2, raster)) - Decimal(share_text(c.parcels_dm2, parcels)):+}",
                left - right,
            )
            if raster and parcels
            else Cell("—"),
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
