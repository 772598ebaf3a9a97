"""Which maps of a district are drawn, and why others are not."""

from collections.abc import Container, Sequence
from pathlib import Path

from natres.core.issues import Notice
from natres.core.map_definition import MapDefinition
from natres.district import District
from natres.errors import BadUsage
from natres.labels import words
from natres.presenters.maps import wanting
from natres.readers.map_definitions import read_map_definition
from natres.workflows.district_maps.material import charts_of
from natres.workflows.report_parts import ReportParts

__all__ = ["definitions_of", "drawn_of", "map_folders", "maps_left_out", "needs_laying", "nothing_drawn"]


def map_folders(district: District) -> list[Path]:
    """Return where a district's own map definitions may lie: in ``maps/`` beside its file."""
    own = district.folder / "maps"
    return [own] if own.is_dir() else []


#: Which table of the district file names what a map draws.
_NEEDS = {
    "parcels": "layers.parcels", "forest": "layers.forest", "wells": "layers.wells", "ledgers": "ledgers.…",
    "changes": "layers.parcels_before", "zoned": "layers.zones.…",
}  # fmt: skip


def maps_left_out(parts: ReportParts, drawn: Container[str], names: Sequence[str] = ()) -> tuple[Notice, ...]:
    """Return why maps that were asked for are not among the drawn ones, and what is missing in those that are.

    That an input is missing is said of maps asked for by name; a district file lists them whatever its inputs are.
    """
    found: list[Notice] = []
    for definition in definitions_of(parts, names):
        facts = {"value": definition.title[parts.language]}
        if definition.key in drawn:
            found += _not_there(definition, parts)
            continue
        if parts.options.public and definition.private:
            found.append(Notice("MAP_NOT_PUBLIC", facts))
        elif why := wanting(definition, parts.land.ledger, parts.land.scheme):
            named = {"file": f"{definition.key}.toml"} if definition.own else {}  # a shipped one is nobody's file
            facts |= {**named, "why": words(parts.language)[f"why.{why}"]}
            found.append(Notice("MAP_NOT_COMPUTABLE", facts))
        elif names:
            alone = definition.layer == "site"  # of one project, which no district file has
            needs = {} if alone else {"needs": _NEEDS[definition.layer]}
            found.append(Notice("MAP_EMPTY.site" if alone else "MAP_EMPTY", {**facts, **needs}))
    return tuple(found)


def nothing_drawn(left: Sequence[Notice]) -> BadUsage:
    """Return the mistake of a run that draws no map, from :func:`maps_left_out`."""
    why = next(iter(left), None)
    return BadUsage(why.code, **why.facts) if why else BadUsage("OPTION_MISSING.map", option="NAME")


def _not_there(definition: MapDefinition, parts: ReportParts) -> list[Notice]:
    """Return a notice for each table or chart that a district's own definition names and this run does not have."""
    there = {table.key for table in parts.tables} | {chart.key for chart in charts_of(parts)}
    named = (*definition.tables, *definition.charts) if definition.own else ()
    facts = {"file": f"{definition.key}.toml"}
    return [Notice("MAP_TABLE", {**facts, "value": name}) for name in named if name not in there]


#: What is drawn of layers laid on one another.
_LAID = {"changes", "zoned", "zone_lines"}


def needs_laying(district: District, names: Sequence[str]) -> bool:
    """Return whether some of the maps show two years or zones laid on parcels; a district's own may ask for tables."""
    wanted = [read_map_definition(name, map_folders(district)) for name in names or district.content.maps.draw]
    return any(definition.own or _LAID & set(definition.drawn) for definition in wanted)


def drawn_of(parts: ReportParts, names: Sequence[str]) -> list[MapDefinition]:
    """Return the definitions that may be drawn: in a run for everyone not those that tell owners or single cases."""
    return [one for one in definitions_of(parts, names) if not (parts.options.public and one.private)]


def definitions_of(parts: ReportParts, names: Sequence[str]) -> list[MapDefinition]:
    """Return the definitions of maps by name; without names those the district file lists."""
    folders = map_folders(parts.district)
    return [read_map_definition(name, folders) for name in names or parts.district.content.maps.draw]
