"""Reading the tables of the sampling plans, and what the form of a field inspection consists of."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from natres.core.acceptance import PlanTables, build_tables
from natres.core.field_form import FormSpec

__all__ = ["read_form_spec", "read_plan_tables"]


@cache
def _facts() -> dict[str, Any]:
    return tomllib.loads(files("natres").joinpath("classifications", "acceptance.toml").read_text(encoding="utf-8"))


@cache
def read_plan_tables() -> PlanTables:
    """Return the tables of single sampling plans for normal inspection.

    >>> tables = read_plan_tables()
    >>> tables.levels
    ('S-1', 'S-2', 'S-3', 'S-4', 'I', 'II', 'III')
    >>> [(row.letter, row.sample_size) for row in tables.rows][-1]
    ('R', 2000)
    """
    facts = _facts()
    return build_tables(facts, facts["levels"], facts["aql"])


@cache
def read_form_spec() -> FormSpec:
    """Return the columns of the form of a field inspection, and the words of a verdict.

    >>> spec = read_form_spec()
    >>> spec.columns["verdict"]["zh"], spec.conforming["zh"][0], spec.nonconforming["en"]
    ('是否合格', '合格', ('fail', 'no', '0', 'n'))
    """
    form = _facts()["form"]
    words = {
        side: {language: tuple(said) for language, said in form[side].items()}
        for side in ("conforming", "nonconforming")
    }
    return FormSpec(form["columns"], words["conforming"], words["nonconforming"])
