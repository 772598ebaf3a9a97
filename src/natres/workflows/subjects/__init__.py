"""The commands about one subject, a file each: shares, quotas, forest, wells. No arithmetic."""

from natres.workflows.subjects.accounts import accounts_of, tables_of_accounts
from natres.workflows.subjects.geothermal import well_result, wells
from natres.workflows.subjects.land import land_page, land_tables_of, shares
from natres.workflows.subjects.ledgers import ledgers, ledgers_of
from natres.workflows.subjects.quotas import (
    known_measures,
    labelled,
    quota,
    quota_sentences,
    quota_tables_of,
)
from natres.workflows.subjects.water import water_of
from natres.workflows.subjects.woods import forest, forest_of, woods_tables

__all__ = [
    "accounts_of",
    "forest",
    "forest_of",
    "known_measures",
    "labelled",
    "land_page",
    "land_tables_of",
    "ledgers",
    "ledgers_of",
    "quota",
    "quota_sentences",
    "quota_tables_of",
    "shares",
    "tables_of_accounts",
    "water_of",
    "well_result",
    "wells",
    "woods_tables",
]
