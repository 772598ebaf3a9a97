"""The command ``wells``: what a register of geothermal wells says, and what the wells do badly."""

from pathlib import Path

from natres.analyses import well_table
from natres.core.results import WellTable
from natres.district import District
from natres.presenters import json_text as to_json
from natres.presenters import well_tables
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.inputs import (
    Options,
    Wells,
    as_district,
    open_wells,
)

__all__ = [
    "well_result",
    "wells",
]


def wells(source: str | Path, options: Options | None = None) -> Answer:
    """Return counts, reinjection, tail water and findings of a register of geothermal wells."""
    options = options or Options()
    district = as_district(source)
    language = language_of(options, district)
    opened = open_wells(district or source, options)
    result = well_result(opened, district)
    inputs = [opened.wells.provenance, *([opened.rights.provenance] if opened.rights else [])]
    data = to_json.envelope("wells", inputs, opened.notices, language) | to_json.wells_json(result, language)
    tables = (
        *well_tables.well_tables(result, language),
        well_tables.tail_water_table(result, language),
    )
    return Answer(language, tables, data, opened.notices, (), marks_of(district, language), moment_of(district))


def well_result(opened: Wells, district: District | None) -> WellTable:
    """Hold a well register against the rules of the district file."""
    rules = district.content.wells if district else None
    return well_table(
        opened.wells.frame,
        opened.rights.frame if opened.rights else None,
        tail_water_limit_c=rules.tail_water_limit_c if rules else 30.0,
        required_rates=rules.required_rate if rules else None,
    )
