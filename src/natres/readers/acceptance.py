"""Reading the tables of the sampling plans, and what the form of a field inspection consists of."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from natres.core.acceptance import PlanTables, build_tables

__all__ = ["read_plan_tables"]


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
