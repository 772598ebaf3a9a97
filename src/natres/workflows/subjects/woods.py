"""The command ``forest``: forest land by class, tenure and town, and by what else its plots say."""

from dataclasses import replace
from pathlib import Path

from natres.analyses import forest_table
from natres.core.results import ForestTable
from natres.errors import BadUsage
from natres.presenters import json_text as to_json
from natres.presenters.forest import ForestPrints, forest_tables
from natres.presenters.json_forest import forest_json
from natres.presenters.table import Table
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.inputs import Forest, Options, as_district, open_forest
from natres.workflows.notices import change_notices
from natres.workflows.subjects.woods_on_land import woods_on_land
from natres.writers import refuse_suffix, write_layer

__all__ = ["forest", "forest_of", "woods_tables"]

#: What a terminal shows; the other tables are in a workbook or in CSV.
_FIRST = ("forest", "forest_units", "forest_areas", "forest_by_benefit")
#: Of the tables of ``--parcels`` those a terminal leaves out: lists of places that are no finding of this year.
_LONG = ("forest_already", "forest_unknown")


def forest(
    source: str | Path,
    options: Options | None = None,
    *,
    parcels: str | Path | bool | None = None,
    pieces: Path | None = None,
    force: bool = False,
) -> Answer:
    """Return forest land by class, tenure and town, and by every attribute the plots carry.

    Parameters
    ----------
    parcels : a layer of land-use parcels the plots are laid on; True for the district's own
    pieces : where to write the pieces as a layer, in the format its name asks for; ``force`` replaces what is there

    Raises
    ------
    BadUsage : ``FOREST_PIECES`` for pieces without parcels
    """
    options = options or Options()
    if pieces and not parcels:
        raise BadUsage("FOREST_PIECES")
    if pieces:
        refuse_suffix(pieces)
    district = as_district(source)
    language = language_of(options, district)
    opened = open_forest(district or source, options)
    prints = ForestPrints(forest_of(opened), opened.scheme, language, options.rounding)
    on_land = woods_on_land(opened, district, parcels, options, language) if parcels else None
    records = (opened.layer.provenance, *(on_land.records if on_land else ()))
    notices = (*opened.notices, *(on_land.notices if on_land else ()))
    data = to_json.envelope("forest", records, notices, language) | forest_json(prints)
    tables = woods_tables(prints, opened)
    brief = tuple(table for table in tables if table.key in _FIRST)
    if on_land:
        data |= on_land.data
        brief = (tables[0], *(table for table in on_land.tables if table.key not in _LONG))
        tables = (*tables, *on_land.tables)
        if pieces:
            notices = (*notices, *change_notices(write_layer(on_land.pieces(), pieces, force=force)))
    answer = Answer(language, tables, data, notices, (), marks_of(district, language, *records), moment_of(district))
    return replace(answer, brief=brief)


def forest_of(opened: Forest) -> ForestTable:
    """Add opened plots up."""
    return forest_table(opened.ledger, opened.layer.frame, opened.scheme, other_areas=opened.other_areas)


def woods_tables(prints: ForestPrints, opened: Forest) -> tuple[Table, ...]:
    """Return the tables of forest land with the date of the plots."""
    return forest_tables(prints, opened.layer.provenance.year)
