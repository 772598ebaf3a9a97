"""The appendix of a report: which tables and maps of a run stand in it, in which order, with which sentences."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from natres.core.units import PrintedFigure
from natres.labels import words
from natres.presenters.appendix import (
    Appendix,
    CaptionedMap,
    CaptionedTable,
    Lines,
    MapPicture,
    Part,
    Section,
    Sentences,
)
from natres.presenters.appendix.sentences import Teller
from natres.presenters.change import verdict as change_verdict
from natres.presenters.printing import star_note
from natres.presenters.second_table import second_summary
from natres.presenters.table import Table
from natres.presenters.wording import tidied
from natres.workflows.report_dates import other_dates, published_years, stock_years, years_of, zone_years
from natres.workflows.report_names import names_of
from natres.workflows.report_parts import ReportParts, badges, source_lines
from natres.workflows.report_sheets import ReportSheet

__all__ = ["appendix_of", "pictures_of"]

#: A note longer than so many letters is a formula or a list: it stays in the workbook.
_LONGEST_NOTE = 90
#: Of the tables per town those with villages show the towns alone.
_TOWNS_ONLY = ("land_units",)


def pictures_of(sheets: Mapping[str, ReportSheet], language: str) -> dict[str, MapPicture]:
    """Return the sheets of a report as pictures of its appendix."""
    return {
        key: MapPicture(
            one.sheet.canvas.title or one.definition.title[language],
            one.sheet.canvas.width,
            one.sheet.canvas.height,
            one.png,
            one.pdf,
        )
        for key, one in sheets.items()
    }


def appendix_of(parts: ReportParts, pictures: Mapping[str, MapPicture]) -> Appendix:
    """Return the appendix of a run; a section without its input is left out, and the numbers close up.

    Parameters
    ----------
    pictures : map sheets by the key of their definition; those of no section are left out
    """
    w, entry = words(parts.language), parts.district.content.district
    issuer = parts.district.content.maps.issuer
    issued_by = w["sheet.issuer"].format(issuer=issuer) if issuer else ""
    composer = _Composer(parts, pictures)
    makers: Sequence[Callable[[], Section | None]] = (
        composer.land, composer.quotas, composer.forest, composer.wells, composer.water, composer.change,
        composer.zones, composer.ledgers, composer.published,
    )  # fmt: skip
    sections = [section for make in makers if (section := make()) is not None]
    return Appendix(
        title=w["appendix.title"].format(name=entry.name, year=entry.year),
        about=tuple(filter(None, (w["report.as_of"].format(year=entry.year), other_dates(parts), issued_by))),
        sections=(*sections, composer.sources()),
        language=parts.language,
        moment=parts.moment,
        badges=badges(parts),
        marks=parts.marks,
    )


class _Composer:
    """Makes the sections of one run, and knows which tables they have taken."""

    def __init__(self, parts: ReportParts, pictures: Mapping[str, MapPicture]) -> None:
        self.parts, self.pictures = parts, pictures
        self.tables = {table.key: table for table in parts.tables}
        self.words = words(parts.language)
        self.workbook = names_of(parts.options).file("tables.xlsx")
        self.common, self.met = _common_notes(parts), set[str]()
        self.tell = Teller(
            parts.district.content.district.name, parts.language, self.tables, years_of(parts),
            zone_years=zone_years(parts), stock_years=stock_years(parts), published=_published_forest(parts),
        )  # fmt: skip
        # A table with its date above it does not say it again below.
        years = set(years_of(parts).values())
        self.dates = {self.words[key].format(year=year) for key in ("forest.date", "water.as_of") for year in years}

    def land(self) -> Section:
        groups = self._section("groups", self.tell.land(), ("land_groups", "land_classes"), ("landuse",))
        units = self._section("units", self.tell.units(), ("land_units",)) if "land_units" in self.tables else None
        owned = None
        if "land_ownership" in self.tables:
            owned = self._section("ownership", self.tell.ownership(), ("land_ownership",), ("ownership",))
        return Section(self.words["appendix.section_land"], tuple(s for s in (groups, units, owned) if s))

    def quotas(self) -> Section | None:
        if not self.parts.checks:
            return None
        keys = [f"quota_{check.quota.key}_units" for check in self.parts.checks]
        said = self.tell.quotas(self.parts.checks)
        more = [text for check in self.parts.checks for text in self.tell.quota_units(check)]
        first = f"quota_{self.parts.checks[0].quota.key}_measures"
        return self._section("quotas", (*said, *more), ("quotas", first, *keys), ("quota",))

    def forest(self) -> Section | None:
        keys = ("forest", "forest_units", "account_forest")
        return self._section("forest", self.tell.forest(), keys, ("forest",)) if "forest" in self.tables else None

    def wells(self) -> Section | None:
        if "wells" not in self.tables:
            return None
        use = self._section("use", self.tell.wells(), ("wells", "reinjection", "well_findings"), ("wells",))
        heat = None
        if "heat_in_place" in self.tables:
            heat = self._section(
                "heat", self.tell.heat(), ("heat_in_place", "reservoir_heat", "account_recoverable_heat")
            )
        # The map stands last: a sheet between two tables leaves white behind it.
        inner = [part for part in (heat, use) if part]
        return Section(self.words["appendix.section_wells"], tuple(inner))

    def water(self) -> Section | None:
        keys = ("water", "water_cut", "account_water")
        return self._section("water", self.tell.water(), keys) if "water" in self.tables else None

    def change(self) -> Section | None:
        if self.parts.change is None or "change_groups" not in self.tables:
            return None
        said = self.tell.change(change_verdict(self.parts.change.page.told_in(self.parts.language)))
        keys = ("change_groups", "cropland_flow", "urban_growth", "account_land", "change_matrix_main")
        return self._section("change", said, keys, ("change",))

    def zones(self) -> Section | None:
        keys = ("overlay_questions", "overlay_layers", "overlay_combinations", "illegal_land")
        if not any(key in self.tables for key in keys):
            return None
        return self._section("zones", self.tell.overlay(), keys, ("zones",))

    def ledgers(self) -> Section | None:
        said = self.tell.ledgers() if "ledgers" in self.tables else ()
        return self._section("ledgers", said, ("ledgers",), ("ledgers",)) if said else None

    def published(self) -> Section | None:
        table = self.tables.get("published")
        said = [self.words["appendix.say_end"].format(text=note.rstrip("。.")) for note in table.notes] if table else []
        said += [self.words["appendix.say_published"].format(years=published_years(self.parts))]
        return self._section("published", said, ("published",)) if table else None

    def sources(self) -> Section:
        """Return the last section: what was read, what holds for all tables, the second computation, the closing."""
        second = second_summary(self.parts.second, self.parts.language)
        said = (self.words["appendix.closing"], self.words["appendix.say_end"].format(text=second))
        numbered = self.words["appendix.note_numbered"]
        read = [numbered.format(number=n, text=line) for n, line in enumerate(source_lines(self.parts), 1)]
        common = [note for note in self.common if note in self.met]  # those of tables that stand in the appendix
        notes = [numbered.format(number=n, text=note) for n, note in enumerate(common, 1)]
        parts: list[Part] = [Sentences(said), Lines((self.words["appendix.sources"], *read))]
        parts += [Lines((self.words["appendix.notes_for_all"], *notes))] if notes else []
        return Section(self.words["appendix.section_sources"], tuple(parts), numbered=False)

    def _section(self, name: str, said: Sequence[str], tables: Sequence[str], maps: Sequence[str] = ()) -> Section:
        # What stands above the tables of a section, or under one of them, is not said again under the next.
        said_notes = {*self.common, *self.dates, *(text.rstrip("。.") for text in said)}
        shown = [self._table(self.tables[key], said_notes) for key in tables if key in self.tables]
        drawn = [CaptionedMap(self.pictures[key]) for key in maps if key in self.pictures]
        inner: tuple[Part, ...] = (Sentences(tuple(tidied(text) for text in said), pointing=True), *shown, *drawn)
        return Section(self.words[f"appendix.section_{name}"], inner)

    def _table(self, table: Table, said: set[str]) -> CaptionedTable:
        """Return a table as the appendix shows it: towns without their villages, notes that are its own and short."""
        self.met.update(note for note in table.notes if note in self.common)
        star = star_note(table.rows, self.parts.language)
        own = [note for note in table.notes if note not in said and note not in star]
        said.update(own)
        notes = [note for note in own if len(note) <= _LONGEST_NOTE * (1 if self.parts.language == "zh" else 3)]
        if len(notes) < len(own):
            notes.append(self.words["appendix.notes_elsewhere"].format(title=table.title, file=self.workbook))
        if table.key in _TOWNS_ONLY and any(row.indent > 1 for row in table.rows):
            rows = tuple(replace(row, mark="" if row.indent else row.mark) for row in table.rows if row.indent <= 1)
            table = replace(table, rows=rows)
            notes.append(self.words["appendix.villages_elsewhere"].format(title=table.title, file=self.workbook))
        return CaptionedTable(table, (*notes, *star_note(table.rows, self.parts.language)))


def _common_notes(parts: ReportParts) -> tuple[str, ...]:
    """Return notes that stand under many tables: they are said once, at the end; what a star means, under each."""
    counts = Counter(note for table in parts.tables for note in table.notes)
    star = words(parts.language)["land.star_note"]
    return tuple(note for note, count in counts.items() if count >= 4 and note != star)


def _published_forest(parts: ReportParts) -> dict[str, PrintedFigure]:
    """Return published areas of forest classes in hectares, by the words of their rows."""
    known = {check.key: check for check in parts.figures if check.unit == "ha"}
    classes = parts.woods.scheme.classes if parts.woods else ()
    labels = {f"forest.{one.key}": one.label[parts.language] for one in classes}
    return {label: PrintedFigure.parse(known[key].published) for key, label in labels.items() if key in known}
