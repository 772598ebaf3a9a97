"""The map pages of a run: each definition as one file that needs no network."""

from collections.abc import Sequence

from natres.core.map_definition import MapDefinition
from natres.labels import words
from natres.presenters.change import heat_map
from natres.presenters.maps import MapSet, compose_map
from natres.presenters.web import IndexEntry, draw_page
from natres.workflows.bases import refuse_wrong_basis, widest
from natres.workflows.district_maps.definitions import drawn_of
from natres.workflows.district_maps.material import change_sources, dated, map_set_for
from natres.workflows.report_names import ReportNames
from natres.workflows.report_parts import ReportParts, badges

__all__ = ["draw_maps"]


def draw_maps(
    parts: ReportParts,
    names: Sequence[str] = (),
    *,
    home: str = "../index.html",
    called: ReportNames | None = None,
) -> dict[str, tuple[IndexEntry, str]]:
    """Return for each map its entry in the index and its page; without names those the district file lists.

    Not all need be drawn: one whose subject is who owns the land is not for everyone; see :func:`maps_left_out`.

    Raises
    ------
    OwnFault : ``BASIS_DISAGREES`` where a number beside a map is not what its rows add up to
    """
    called = called or ReportNames()
    definitions = drawn_of(parts, names)
    maps = map_set_for(parts, definitions, home)
    _refuse_wrong(definitions, maps, parts)
    drawn: dict[str, tuple[IndexEntry, str]] = {}
    colours = {"landuse": "#7fae5a", "quota": "#c0392b", "forest": "#0072b2", "wells": "#e08e2b", "ledgers": "#762a83"}
    colours |= {"change": "#e07a6b", "zones": "#b5008f"}
    for definition in definitions:
        name = definition.key
        page = compose_map(definition, dated(maps, definition.layer, parts))
        if page is not None:
            title, text = definition.title[parts.language], definition.text[parts.language]
            entry = IndexEntry(title, text, called.page(name, title), colours.get(name, "#5f7a8a"))
            drawn[name] = (entry, draw_page(page))
            if definition.layer == "changes":
                drawn |= _matrix_page(parts, called)
    return drawn


def _matrix_page(parts: ReportParts, called: ReportNames) -> dict[str, tuple[IndexEntry, str]]:
    """Return the transition matrix as a heat map of its own beside the map of changes."""
    if parts.change is None or parts.options.public:  # its tables are not among those for everyone
        return {}
    w = words(parts.language)
    page = parts.change.page.told_in(parts.language)
    years = (parts.change.before.layer.provenance, parts.change.after.layer.provenance)
    sources = change_sources(years, parts, parts.language)
    html = heat_map(page, {table.key: table for table in parts.tables}, (*badges(parts), *parts.marks), sources).html
    title = w["map.change_matrix"]
    entry = IndexEntry(title, w["map.change_matrix_text"], called.page("change-matrix", title), "#d1603d")
    return {"change-matrix": (entry, html)}


def _refuse_wrong(definitions: Sequence[MapDefinition], maps: MapSet, parts: ReportParts) -> None:
    """Hold every number that will stand beside a map against its rows, in all languages."""
    shown = {key for definition in definitions for key in (*definition.tables, "land_units", "forest_units")}
    for frame in maps.frames.values():
        tables = [t for key, t in frame.tables.items() if key in shown or key.startswith("quota")]
        refuse_wrong_basis(tables, maps.books, within=widest(parts.page))
