"""Geothermal wells, a file per question: counts, doublets, rights, reinjection, tail water, heat, places."""

from natres.analyses.wells.findings import WELL_FINDINGS
from natres.analyses.wells.register import roles_of
from natres.analyses.wells.table import well_table

__all__ = ["WELL_FINDINGS", "roles_of", "well_table"]
