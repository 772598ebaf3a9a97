"""The command ``quota``: limits held against the land."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from natres.analyses import check_quota
from natres.core.issues import Notice
from natres.core.results import Quota, QuotaCheck
from natres.district import District, quota_of
from natres.errors import BadDistrictFile, BadUsage
from natres.labels import words
from natres.presenters import json_text as to_json
from natres.presenters import quota_tables
from natres.presenters.land_tables import LandPage
from natres.presenters.scheme_notes import with_profile_note
from natres.presenters.table import Table
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.inputs import (
    Land,
    Options,
    as_district,
    open_land,
    with_measured_zones,
)
from natres.workflows.subjects.land import land_page

__all__ = [
    "known_measures",
    "labelled",
    "quota",
    "quota_sentences",
    "quota_tables_of",
]


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
    land = with_measured_zones(land, district, (q.measure for q in asked), options)
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
    data = to_json.envelope("quota", [land.layer.provenance, *(record for _, record in land.zones)], notices, language)
    data |= to_json.quota_json(checks, page)
    exceeded = any(check.status == "exceeded" for check in checks)
    missing = any(check.status == "not_computable" for check in checks)
    return Answer(
        language=language,
        tables=quota_tables_of(checks, page),
        data=data,
        notices=tuple(notices),
        sentences=quota_sentences(checks, page, district),
        marks=marks_of(district, language, land.layer.provenance),
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
