"""Geothermal wells as tables: counts, reinjection, tail water, doublets, rights, heat, places, findings."""

from natres.core.results import WellTable
from natres.core.wells import WellScheme
from natres.presenters.table import Table
from natres.presenters.wells.charts import well_charts
from natres.presenters.wells.findings import finding_table
from natres.presenters.wells.heat import heat_in_place_table, heat_sum_table, well_heat_table
from natres.presenters.wells.places import place_table
from natres.presenters.wells.rights import (
    doublet_table,
    permit_table,
    right_permit_table,
    right_table,
    well_right_table,
)
from natres.presenters.wells.summary import count_table, reinjection_table, tail_water_table

__all__ = ["tail_water_table", "well_charts", "well_tables"]


def well_tables(wells: WellTable, scheme: WellScheme, language: str) -> tuple[Table, ...]:
    """Return every table of wells that has a row, the counts first and the findings last.

    Without a temperature of reference there are no sums of heat to show.
    """
    sums = (heat_sum_table(wells, language),) if wells.settings.reference_c is not None else ()
    tables = (
        reinjection_table(wells, language),
        tail_water_table(wells, language),
        doublet_table(wells, language),
        right_table(wells, language),
        well_right_table(wells, language),
        permit_table(wells, language),
        right_permit_table(wells, language),
        well_heat_table(wells, scheme, language),
        *sums,
        heat_in_place_table(wells, language),
        place_table(wells, language),
        finding_table(wells, language),
    )
    return (count_table(wells, language), *(table for table in tables if table.rows))
