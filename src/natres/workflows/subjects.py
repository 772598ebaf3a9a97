"""The commands about one subject: shares, quotas, forest, wells. A page each, no arithmetic."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from natres.analyses import audit_parcels, check_quota, class_shares, forest_table, well_table
from natres.core.issues import Notice
from natres.core.results import ForestTable, ParcelAudit, Quota, QuotaCheck, WellTable
from natres.core.units import DISPLAY
from natres.district import District, quota_of
from natres.errors import BadDistrictFile, BadUsage
from natres.labels import words
from natres.presenters import json_land as land_json
from natres.presenters import json_text as to_json
from natres.presenters import land_tables, parcel_tables, quota_tables, resource_tables
from natres.presenters.land_tables import LandPage
from natres.presenters.scheme_notes import with_profile_note
from natres.presenters.survey_tables import survey_tables
from natres.presenters.table import Table
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.inputs import (
    Forest,
    Land,
    Options,
    Wells,
    as_district,
    open_forest,
    open_land,
    open_wells,
)

__all__ = [
    "forest",
    "forest_tables",
    "known_measures",
    "labelled",
    "land_page",
    "land_tables_of",
    "quota",
    "quota_sentences",
    "quota_tables_of",
    "shares",
    "well_result",
    "wells",
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
    return Answer(language, tables, data, land.notices, (), marks_of(district, language), moment_of(district))


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


def quota(
    source: str | Path, options: Options | None = None, *, measure: str | None = None, limit_km2: str | None = None,
    limit: str | None = None, kind: str | None = None,
) -> Answer:  # fmt: skip
    """Hold quotas against the land: those of a district file, or one limit on one measure of a layer.

    A limit given to any measure but the usual one is answered, with a warning and the usual one beside it.

    Raises
    ------
    BadUsage : ``OPTION_MISSING``, ``QUOTA_MEASURE``
    """
    options = options or Options()
    district = as_district(source)
    language = language_of(options, district)
    asked = _asked_quota(district, measure, _one_limit(limit_km2, limit), kind)
    land = open_land(district or source, options)
    known = [m.key for m in land.scheme.measures]
    asked = tuple(replace(q, measure=_measure_key(q.measure, land)) for q in asked)
    if kind is None and _one_limit(limit_km2, limit) is not None:
        asked = tuple(replace(q, kind=_usual_kind(q.measure, land)) for q in asked)
    for key in {q.measure for q in asked} - set(known):
        allowed = ", ".join(f"{m.key}（{m.label[language]}）" for m in land.scheme.measures)
        raise BadUsage("QUOTA_MEASURE", value=key, allowed=allowed or "—")
    checks = tuple(check_quota(land.ledger, land.scheme, labelled(q, land, language), units=land.units) for q in asked)
    page = land_page(land, options, language, district)
    notices = list(land.notices)
    if measure is None and _one_limit(limit_km2, limit) is not None:
        label = quota_tables.measure_label(asked[0].measure, land.scheme, language)
        count = len(district.quotas) if district else 0
        notices.append(Notice("QUOTA_ASSUMED.district" if count else "QUOTA_ASSUMED", {"value": label, "count": count}))
    kind = asked[0].kind
    usual, measure = land.scheme.usual_quota_measure, measure and asked[0].measure
    if measure and usual and measure != usual and kind == "ceiling":
        label = quota_tables.measure_label
        facts = {"usual": label(usual, land.scheme, language), "value": label(measure, land.scheme, language)}
        notices.append(Notice("QUOTA_USUAL", facts))
    data = to_json.envelope("quota", [land.layer.provenance], notices, language)
    data |= to_json.quota_json(checks, page)
    exceeded = any(check.status == "exceeded" for check in checks)
    missing = any(check.status == "not_computable" for check in checks)
    return Answer(
        language=language,
        tables=quota_tables_of(checks, page),
        data=data,
        notices=tuple(notices),
        sentences=quota_sentences(checks, page, district),
        marks=marks_of(district, language),
        moment=moment_of(district),
        exit_code=65 if missing else 1 if exceeded else 0,
    )


def known_measures(district: District, land: Land) -> None:
    """Refuse a quota of the district file on a measure the scheme does not have, or for a unit nobody knows."""
    for quota in district.quotas:
        if land.scheme.measure(quota.measure) is None:
            allowed = ", ".join(m.key for m in land.scheme.measures) or "—"
            raise BadDistrictFile("QUOTA_MEASURE", file=district.path.name, value=quota.measure, allowed=allowed)
        units = {unit.code for unit in land.units}
        for code, _ in quota.unit_limits_dm2:
            if units and code not in units:
                towns = ", ".join(sorted(unit for unit in units if len(unit) == 9))
                facts = {"key": f"quotas.{quota.key}.unit_limits_km2.{code}", "nearest": "", "allowed": towns}
                raise BadDistrictFile("DISTRICT_KEY", file=district.path.name, **facts)


def _measure_key(name: str, land: Land) -> str:
    """Return the key of a measure named by its key or by its label in either language."""
    return next((m.key for m in land.scheme.measures if name in (m.key, *m.label.values())), name)


def _usual_kind(key: str, land: Land) -> str:
    """Return whether quotas on a measure are usually ceilings or floors."""
    measure = land.scheme.measure(key)
    return measure.quota_kind if measure else "ceiling"


def _one_limit(limit_km2: str | None, limit: str | None) -> str | None:
    if limit_km2 is not None and limit is not None:
        raise BadUsage("OPTION_VALUE", option="--limit", value=limit, allowed="--limit-km2")
    return limit if limit_km2 is None else f"{limit_km2}km2"


def _asked_quota(
    district: District | None, measure: str | None, limit: str | None, kind: str | None
) -> tuple[Quota, ...]:
    if kind not in (None, "ceiling", "floor"):
        raise BadUsage("OPTION_VALUE", option="--kind", value=kind, allowed="ceiling, floor")
    if limit is not None:
        return (quota_of(measure or "urban_rural_construction", limit, kind=kind or "ceiling"),)
    if district is None or measure is not None or kind is not None:
        raise BadUsage("OPTION_MISSING", option="--limit-km2")
    if not district.quotas:
        raise BadUsage("OPTION_MISSING", option="[[quotas]]")
    return district.quotas


def labelled(quota: Quota, land: Land, language: str) -> Quota:
    """Return the quota with its measure's label where the command line gave none."""
    if quota.label != quota.measure:
        return quota
    return replace(quota, label=quota_tables.measure_label(quota.measure, land.scheme, language))


def quota_tables_of(checks: Sequence[QuotaCheck], page: LandPage) -> tuple[Table, ...]:
    """Return the quotas, then for each its definitions, towns and classes."""
    tables = [quota_tables.quota_table(tuple(checks), page)]
    for check in checks:
        if check.under_other_measures:
            tables.append(quota_tables.other_measures_table(check, page))
        if check.by_unit:
            tables.append(quota_tables.quota_unit_table(check, page))
        if check.by_class:
            tables.append(quota_tables.quota_class_table(check, page))
    return with_profile_note(tables, page.scheme, page.language)


def quota_sentences(checks: Sequence[QuotaCheck], page: LandPage, district: District | None) -> tuple[str, ...]:
    """Return the verdicts in words, with what a published figure says about the same limit."""
    lines: list[str] = []
    for check in checks:
        lines.append(quota_tables.verdict(check, page))
        if check.under_other_measures and check.actual_dm2 is not None:
            exceeded, count = quota_tables.count_definitions(check)
            lines.append(words(page.language)["quota.under"].format(count=count, exceeded=exceeded))
        stated = _stated(district, check.quota.key)
        if stated:
            lines.append(quota_tables.stated_sentence(check, stated, page.language))
    return tuple(lines)


def _stated(district: District | None, key: str) -> str:
    """Return the published actual figure of a quota, where the district file gives one in km²."""
    table = district.content.published.get("quota") if district else None
    figure = table.figures.get(key) if table else None
    return figure.value if figure and figure.unit == "km2" else ""


def forest(source: str | Path, options: Options | None = None) -> Answer:
    """Return forest land by class and tenure."""
    options = options or Options()
    district = as_district(source)
    language = language_of(options, district)
    opened = open_forest(district or source, options)
    result = forest_table(opened.ledger, opened.layer.frame, opened.scheme)
    data = to_json.envelope("forest", [opened.layer.provenance], opened.notices, language)
    data |= to_json.forest_json(result, opened.scheme, language, options.rounding)
    tables = forest_tables(result, opened, language, options.rounding)
    return Answer(language, tables, data, opened.notices, (), marks_of(district, language), moment_of(district))


def forest_tables(result: ForestTable, opened: Forest, language: str, rounding: str) -> tuple[Table, ...]:
    """Return forest land by class and, where towns are known, by town."""
    year = opened.layer.provenance.year
    tables = [resource_tables.forest_class_table(result, opened.scheme, language, year, rounding)]
    if result.by_unit:
        tables.append(resource_tables.forest_unit_table(result, opened.scheme, language, rounding))
    return tuple(tables)


def wells(source: str | Path, options: Options | None = None) -> Answer:
    """Return counts, reinjection, tail water and findings of a register of geothermal wells."""
    options = options or Options()
    district = as_district(source)
    language = language_of(options, district)
    opened = open_wells(district or source, options)
    result = well_result(opened, district)
    inputs = [opened.wells.provenance, *([opened.rights.provenance] if opened.rights else [])]
    data = to_json.envelope("wells", inputs, (), language) | to_json.wells_json(result, language)
    tables = (
        *resource_tables.well_tables(result, language),
        resource_tables.tail_water_table(result, language),
    )
    return Answer(language, tables, data, (), (), marks_of(district, language), moment_of(district))


def well_result(opened: Wells, district: District | None) -> WellTable:
    """Hold a well register against the rules of the district file."""
    rules = district.content.wells if district else None
    return well_table(
        opened.wells.frame,
        opened.rights.frame if opened.rights else None,
        tail_water_limit_c=rules.tail_water_limit_c if rules else 30.0,
        required_rates=rules.required_rate if rules else None,
    )
