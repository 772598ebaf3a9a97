"""The command ``forest``: forest land by class and tenure."""

from pathlib import Path

from natres.analyses import forest_table
from natres.core.results import ForestTable
from natres.presenters import forest_tables
from natres.presenters import json_text as to_json
from natres.presenters.table import Table
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.inputs import (
    Forest,
    Options,
    as_district,
    open_forest,
)

__all__ = [
    "forest",
    "woods_tables",
]


def forest(source: str | Path, options: Options | None = None) -> Answer:
    """Return forest land by class and tenure."""
    options = options or Options()
    district = as_district(source)
    language = language_of(options, district)
    opened = open_forest(district or source, options)
    result = forest_table(opened.ledger, opened.layer.frame, opened.scheme)
    data = to_json.envelope("forest", [opened.layer.provenance], opened.notices, language)
    data |= to_json.forest_json(result, opened.scheme, language, options.rounding)
    tables = woods_tables(result, opened, language, options.rounding)
    return Answer(language, tables, data, opened.notices, (), marks_of(district, language), moment_of(district))


def woods_tables(result: ForestTable, opened: Forest, language: str, rounding: str) -> tuple[Table, ...]:
    """Return forest land by class and, where towns are known, by town."""
    year = opened.layer.provenance.year
    tables = [forest_tables.forest_class_table(result, opened.scheme, language, year, rounding)]
    if result.by_unit:
        tables.append(forest_tables.forest_unit_table(result, opened.scheme, language, rounding))
    return tuple(tables)
