"""What stands on the one page that is signed, before it is HTML or Word: sentences, small tables, lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from natres import __version__
from natres.presenters.findings.texts import clean, letters
from natres.presenters.printing import star_note
from natres.presenters.site.land import parts_table, taken_table
from natres.presenters.site.page import SitePage
from natres.presenters.site.quotas import assumption, quota_table
from natres.presenters.site.verdict import towns_exceeded, unjudged, verdict
from natres.presenters.table import Row, Table

__all__ = ["OnePage", "SmallTable", "one_page"]

#: Beyond so many rows the table of land leaves out subclasses of cropland; so many things a line names, within so many
#: letters; so many findings, and parts, the page has room for.
_TAKEN_ROWS, _NAMED, _WIDTH, _FOUND, _PARTS = 18, 4, 190, 8, 12
_ZERO = re.compile(r"[0.]+")


@dataclass(frozen=True)
class SmallTable:
    """A table of texts; ``widths`` in millimetres add up to 174, ``marks`` are total, alert or blank by row.

    Columns from ``numbers`` on are numbers, but for a last one of words where ``worded``; ``notes`` stand under all.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    marks: tuple[str, ...]
    numbers: int = 1
    worded: bool = False
    indents: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class OnePage:
    """The page: title, what it is about, verdict (``bad`` where a line is crossed), findings, tables, lines, feet.

    ``badge`` is what must not be overlooked: that the data are invented.
    """

    title: str
    about: str
    verdict: str
    bad: bool
    findings: tuple[str, ...]
    map_title: str
    tables: tuple[SmallTable, ...]
    lines: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    signing: str
    foot: str
    badge: str = ""


def one_page(page: SitePage, marks: Sequence[str] = (), more_notes: Sequence[str] = ()) -> OnePage:
    """Return what the page says.

    Parameters
    ----------
    marks : what every output of the run has to say of itself
    more_notes : what the making of the page has to say
    """
    w, found = page.words, page.found
    crossed = [page.crossing(crossing) for crossing in found.crossed]
    findings = [*crossed, *towns_exceeded(page), *unjudged(page)]
    if len(findings) > _FOUND:
        rest = w["site.more_rows"].format(count=len(findings) - _FOUND)
        findings = [*findings[:_FOUND], rest]
    tables = [_parts(page)] if 1 < len(found.parts) <= _PARTS else []
    tables += [_taken(page)]
    tables += [_zones(page)] if found.zones else []
    tables += [_quotas(page)] if found.quotas else []
    return OnePage(
        w["site.title"], clean(page.about, 110), verdict(page), bool(found.crossed), tuple(findings),
        w["site.title_map"], tuple(tables), tuple(_lines(page)),
        (assumption(page), w["site.page_note"], *dict.fromkeys(note for t in tables for note in t.notes), *more_notes),
        w["site.reviewer"], "  ".join([*marks, w["site.made"].format(version=__version__)]),
        w["report.invented"] if page.invented else "",
    )  # fmt: skip


def _parts(page: SitePage) -> SmallTable:
    table = parts_table(page)
    return _small(table, page.words["site.title_part_areas"], table.rows, (page.words["site.parts_note"],))


def _taken(page: SitePage) -> SmallTable:
    """Return the land that is taken: every main class; of cropland the subclasses while there is room for them."""
    w, table = page.words, taken_table(page)
    rows, left_out = list(table.rows), ""
    for key in ("taken_zero", "taken_below"):
        if len(rows) > _TAKEN_ROWS:
            kept = [row for row in rows if row.indent < 3 or (key == "taken_zero" and not _is_zero(row))]
            left_out = key if len(kept) < len(rows) else left_out
            rows = kept
    short = (w["site.taken_short"].format(kind=w[f"site.{left_out}"]),) if left_out else ()
    return _small(table, table.title, rows, (*short, *star_note(rows, page.language)))


def _is_zero(row: Row) -> bool:
    return all(_ZERO.fullmatch(cell.plain) for cell in row.cells[1:])


def _small(table: Table, title: str, rows: Sequence[Row], notes: tuple[str, ...] = ()) -> SmallTable:
    count = len(table.columns) - 1
    widths = (174.0 - 23.0 * count, *([23.0] * count))
    return SmallTable(
        title, tuple(column.heading for column in table.columns), tuple(_texts(row) for row in rows), widths,
        tuple(row.mark for row in rows), indents=tuple(row.indent for row in rows), notes=notes,
    )  # fmt: skip


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(cell.text for cell in row.cells)


def _zones(page: SitePage) -> SmallTable:
    w, found = page.words, page.found
    crossed = {crossing.key for crossing in found.crossed if crossing.kind in ("inside", "outside")}
    brackets = "（{}）" if page.language == "zh" else " ({})"
    rows, marks = list[tuple[str, ...]](), list[str]()
    for zone in found.zones:
        ids = ", ".join(clean(line.key, 24) for line in zone.zones[:2])
        if len(zone.zones) > 2:
            ids += f", {w['site.more'].format(count=len(zone.zones) - 2)}"
        name = page.zone(zone.layer) + (brackets.format(zone.year) if zone.year else "")
        bad = zone.layer in crossed
        said = w["site.crossed"] if bad else w["site.not_crossed"]
        rows.append((
            name, page.within(zone.survey_m2), f"{zone.share * 100:.2f}", page.within(found.survey_m2 - zone.survey_m2),
            ids or "—", said,
        ))  # fmt: skip
        marks.append("alert" if bad else "")
    m2 = w["unit.m2"]
    head = (
        w["site.zone_layer"], w["site.survey_in"] + brackets.format(m2), w["site.share"] + brackets.format("%"),
        w["site.survey_out"] + brackets.format(m2), w["site.zone_id"], w["site.verdict"],
    )  # fmt: skip
    return SmallTable(
        w["site.title_zones"], head, tuple(rows), (39.0, 26.0, 22.0, 26.0, 44.0, 17.0), tuple(marks), worded=True
    )


def _quotas(page: SitePage) -> SmallTable:
    """Return the quotas, and below each the towns with a limit of their own that the site touches."""
    w, table = page.words, quota_table(page)
    rows, labels = list[tuple[str, ...]](), iter([effect.check.quota.label for effect in page.found.quotas])
    for row in table.rows:
        name, *figures, before, after = _texts(row)
        name = name if row.indent else next(labels)  # what kind of limit it is the verdict says
        said = after if before == after else f"{before} → {after}"
        rows.append((clean(name, 30), *figures, said))
    head = (
        w["quota.quota"], w["quota.limit"], w["quota.actual"], w["site.change"], w["site.after"],
        w["site.margin_after"], w["quota.status"],
    )  # fmt: skip
    brackets = "（{}）" if page.language == "zh" else " ({})"
    title = w["site.title_quotas"] + brackets.format(w["unit.ha"])
    marks, indents = tuple(row.mark for row in table.rows), tuple(row.indent + 1 for row in table.rows)
    widths = (35.0, 23.0, 23.0, 23.0, 23.0, 23.0, 24.0)
    return SmallTable(title, head, tuple(rows), widths, marks, worded=True, indents=indents)


def _lines(page: SitePage) -> list[tuple[str, str]]:
    """Return where the site lies, its parcels, plots and wells, a line each."""
    w, found, m2 = page.words, page.found, page.words["unit.m2"]
    stop = "；" if page.language == "zh" else "; "
    places = [f"{clean(page.unit_name(v.key), 40)} {page.within(v.survey_m2)} {m2}" for v in found.villages]
    lines = [(w["site.line_area"], w["site.areas"].format(
        planar=f"{found.planar_m2:.2f}", survey=f"{found.survey_dm2 / 100:.2f}", parts=len(found.parts),
    ))]  # fmt: skip
    lines.append((w["site.line_places"], _named(places, stop, w["site.more"])))
    whole = sum(parcel.whole for parcel in found.parcels)
    lines.append((w["site.line_parcels"], w["site.count_parcels"].format(count=len(found.parcels), whole=whole)))
    if found.uncovered.planar_m2 > 0:
        lines.append((w["site.line_bare"], f"{found.uncovered.survey_m2:.2f} {m2}"))
    if found.plots is not None:
        named = [f"{clean(p.plot_id, 24)} {page.plot_class(p.forest_class, p.code)} {page.within(p.survey_m2)} {m2}"
                 for p in found.plots]  # fmt: skip
        total = sum(plot.survey_m2 for plot in found.plots)
        head = w["site.count_plots"].format(count=len(named), area=f"{total:.2f}")
        lines.append(
            (w["site.line_plots"], head + _named(named, stop, w["site.more"]) if named else w["site.no_plots"])
        )
    if found.wells is not None:
        near = [f"{clean(x.well_id, 20)} {w.get(f'wells.{x.role}', '')} {_away(page, x.distance_m, x.inside)}"
                for x in found.wells]  # fmt: skip
        none = w["site.no_wells"].format(near=f"{found.near_m:g}")
        lines.append((w["site.line_wells"], _named(near, stop, w["site.more"]) if near else none))
    return lines


def _away(page: SitePage, distance_m: float, inside: bool) -> str:
    return page.words["site.inside"] if inside else f"{distance_m:.1f} m"


def _named(texts: Sequence[str], stop: str, more: str) -> str:
    """Return as many whole texts as a line has room for, at least one, and how many more there are."""
    shown = list(texts[:1])
    for text in texts[1:_NAMED]:
        if letters(stop.join([*shown, text])) > _WIDTH:
            break
        shown.append(text)
    rest = len(texts) - len(shown)
    return stop.join([*shown, *([more.format(count=rest)] if rest else [])])
