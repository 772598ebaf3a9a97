"""The command ``shares``: land by group, class, ownership and unit."""

from dataclasses import replace
from pathlib import Path

from natres.analyses import audit_parcels, class_shares
from natres.core.results import ParcelAudit
from natres.core.units import DISPLAY
from natres.district import District
from natres.errors import BadUsage
from natres.presenters import json_land as land_json
from natres.presenters import json_text as to_json
from natres.presenters import land_tables, parcel_tables
from natres.presenters.land_tables import LandPage
from natres.presenters.scheme_notes import with_profile_note
from natres.presenters.survey_tables import survey_tables
from natres.presenters.table import Table
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.inputs import (
    Land,
    Options,
    as_district,
    open_land,
)

__all__ = [
    "audit_parcels_of",
    "land_page",
    "land_tables_of",
    "shares",
]


def shares(
    source: str | Path, options: Options | None = None, *, by_unit: bool = False, audit_parcels: bool = False
) -> Answer:
    """Return land class shares of a layer or a district.

    Parameters
    ----------
    source : a parcel layer or a district file
    options : see :class:`natres.workflows.inputs.Options`
    by_unit : break down by town and village, in the survey's summary tables
    audit_parcels : list the parcels whose declared area does not fit their shape
    """
    options = options or Options()
    district = as_district(source)
    language = language_of(options, district)
    land = open_land(district or source, options)
    page = land_page(land, options, language, district)
    tables = land_tables_of(page, land, by_unit=by_unit)
    data = to_json.envelope("shares", [land.layer.provenance], land.notices, language)
    data |= land_json.shares_json(page, by_unit=by_unit)
    if land.ledger.closing:
        data |= {"closing": land_json.closing_json(land.ledger.closing)}
    if audit_parcels:
        found = audit_parcels_of(land, district)
        tables = (*tables, parcel_tables.audit_table(found, language))
        data |= {"audit": land_json.audit_json(found)}
    return Answer(
        language,
        tables,
        data,
        land.notices,
        (),
        marks_of(district, language, land.layer.provenance),
        moment_of(district),
    )


def land_page(land: Land, options: Options, language: str, district: District | None = None) -> LandPage:
    """Add the land up and round it once, for all tables of a run.

    Raises
    ------
    BadUsage : ``OPTION_VALUE`` for the survey's table rule in another unit than its hectare
    """
    if options.unit not in DISPLAY:
        raise BadUsage("OPTION_VALUE", option="--unit", value=options.unit, allowed=", ".join(DISPLAY))
    if options.rounding == "survey" and options.unit != "ha":
        raise BadUsage("OPTION_VALUE.survey", option="--unit", value=options.unit)
    result = class_shares(land.ledger, land.scheme, units=land.units, table_rule=options.rounding == "survey")
    entry = district.content.district if district else None
    name = (entry.name, entry.code) if entry else ("", "")
    return LandPage.of(result, land.scheme, language, options.rounding, options.unit, name, land.layer.provenance.year)


def land_tables_of(page: LandPage, land: Land, *, by_unit: bool) -> tuple[Table, ...]:
    """Return the tables of land, in the order a report prints them."""
    tables = [land_tables.group_table(page), land_tables.class_table(page)]
    if page.shares.ownership:
        tables.append(land_tables.ownership_table(page))
    if page.shares.measures:
        tables.append(land_tables.measure_table(page))
    if by_unit and page.shares.units:
        tables += [land_tables.unit_table(page), *survey_tables(page)]
    else:
        alone = replace(page, shares=replace(page.shares, units=()))
        tables += [table for table in survey_tables(alone) if table.key in _ALSO_WITHOUT_UNITS]
    if land.ledger.closing:
        names = {"": page.district[0]} | {unit.code: unit.name for unit in land.units}
        tables.append(parcel_tables.closing_table(land.ledger.closing, names, page.language))
    return with_profile_note(tables, page.scheme, page.language)


#: Summary tables that say something new for the district alone; the others repeat the table of classes.
_ALSO_WITHOUT_UNITS = ("survey_settlement", "survey_slope", "survey_planting", "survey_ownership_types")


def audit_parcels_of(land: Land, district: District | None) -> ParcelAudit:
    """Compare the four areas of every parcel."""
    shapes = land.layer.frame["geometry"].to_numpy()
    return audit_parcels(land.ledger, shapes, land.layer.crs, zone=district.zone if district else None)
