"""What natres found, figure by figure, as the script holds it beside its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from natres.core.classification import Scheme
from natres.core.results import ClassShares, ForestTable, MeasureArea, QuotaCheck, UnitShares, WellTable
from natres.core.units import round_half_up
from natres.labels import words
from natres.presenters.land_words import class_label, group_label
from natres.presenters.quota_tables import status_label
from natres.presenters.sql.sheet import AuditFigure, Looseness, Sheet

__all__ = ["Findings", "audit_figures"]


@dataclass(frozen=True)
class Findings:
    """The results of a run; ``measures`` is every measure of the scheme, also those that cannot be computed."""

    shares: ClassShares
    measures: tuple[MeasureArea, ...]
    checks: tuple[QuotaCheck, ...] = ()
    forest: ForestTable | None = None
    wells: WellTable | None = None


def audit_figures(
    findings: Findings,
    scheme: Scheme,
    language: str,
    *,
    closing_m2: float = 0.10,
    printed: Mapping[str, str] | None = None,
) -> tuple[AuditFigure, ...]:
    """Return the headline figures of a report in the order the script shows them.

    Parameters
    ----------
    findings : the results of the run; what could not be computed is left out
    scheme : the classification
    language : of the labels
    closing_m2 : tolerance of closing in m² per parcel, for shapes beside declared areas
    printed : key of a figure → what the report's table prints
    """
    w, shares = words(language), findings.shares
    loose = Looseness(shares.area_kind == "declared", shares.parcels)
    sheets = {name: Sheet(w[f"sql.{name}"], loose, w) for name in _SECTIONS}
    figures = [
        *_totals(shares, scheme, sheets["land"], language),
        *_classes(shares, scheme, sheets, language),
        *_measures(findings.measures, scheme, sheets["measures"], language),
        *_quotas(findings.checks, sheets["quotas"], language),
        *_units(shares, sheets["units"]),
        *_shapes(shares, scheme, sheets["shapes"], language, closing_m2),
        *(_forest(findings.forest, sheets["forest"]) if findings.forest else ()),
        *(_wells(findings.wells, sheets["wells"]) if findings.wells else ()),
    ]
    return tuple(replace(figure, printed=(printed or {}).get(figure.key, "")) for figure in figures)


_SECTIONS = ("land", "classes", "ownership", "measures", "quotas", "units", "shapes", "forest", "wells")


def _totals(shares: ClassShares, scheme: Scheme, sheet: Sheet, language: str) -> list[AuditFigure]:
    w = sheet.words
    figures = [sheet.count("rows.parcels", w["sql.rows_parcels"], shares.parcels)]
    if shares.control_dm2 is not None:
        figures.append(sheet.area("land.control", w["land.control"], shares.control_dm2, 0))
    figures.append(sheet.area("land.measured", w["land.measured"], shares.measured_dm2))
    if shares.control_dm2 is not None:
        slack = sheet.loose.of(shares.measured_dm2)
        figures.append(sheet.area("land.residual", w["land.residual"], shares.residual_dm2, slack))
    for group in shares.groups:
        label = group_label(group.key, scheme, language)
        figures.append(sheet.area(f"group.{group.key}", label, group.area_dm2))
    for group in shares.groups if shares.whole_dm2 else ():
        label = f"{group_label(group.key, scheme, language)} · {w['land.share']}"
        figures.append(sheet.share(f"share.{group.key}", label, group.area_dm2, shares.whole_dm2))
    return figures


def _classes(shares: ClassShares, scheme: Scheme, sheets: Mapping[str, Sheet], language: str) -> list[AuditFigure]:
    classes, owners = sheets["classes"], sheets["ownership"]
    figures = [
        classes.area(f"main.{c.code}", f"{c.code} {class_label(c.code, scheme, language)}".strip(), c.area_dm2)
        for c in shares.classes
        if c.level == 1
    ]
    labels = {kind.key: kind.label[language] for kind in scheme.ownership}
    for entry in shares.ownership:
        label = f"{labels.get(entry.key, entry.key)} · {group_label(entry.group, scheme, language)}"
        figures.append(owners.area(f"owner.{entry.key}.{entry.group}", label, entry.area_dm2))
    return figures


def _measures(measures: Sequence[MeasureArea], scheme: Scheme, sheet: Sheet, language: str) -> list[AuditFigure]:
    labels = {measure.key: measure.label[language] for measure in scheme.measures}
    return [
        sheet.area(f"measure.{m.key}", labels.get(m.key, m.key), m.area_dm2) for m in measures if m.area_dm2 is not None
    ]


def _quotas(checks: Sequence[QuotaCheck], sheet: Sheet, language: str) -> list[AuditFigure]:
    w, figures = sheet.words, list[AuditFigure]()
    for check in checks:
        quota, slack = check.quota, sheet.loose.of(check.actual_dm2 or 0)
        if check.actual_dm2 is None or check.margin_dm2 is None:
            continue
        key, label = f"quota.{quota.key}", f"{quota.label} · "
        figures += [
            sheet.area(f"{key}.actual", label + w["quota.actual"], check.actual_dm2),
            sheet.area(f"{key}.limit", label + w["quota.limit"], quota.limit_dm2, 0),
            sheet.area(f"{key}.margin", label + w["quota.margin"], check.margin_dm2, slack),
            sheet.word(f"{key}.verdict", label + w["quota.status"], status_label(check.status, quota.kind, language)),
        ]
    return figures


def _units(shares: ClassShares, sheet: Sheet) -> list[AuditFigure]:
    towns: Sequence[UnitShares] = [u for u in shares.units if u.unit.level == "town"] or shares.units
    return [sheet.area(f"unit.{u.unit.code}", f"{u.unit.code} {u.unit.name}", u.area_dm2) for u in towns]


def _shapes(shares: ClassShares, scheme: Scheme, sheet: Sheet, language: str, closing_m2: float) -> list[AuditFigure]:
    """Return the second, independent area: shapes beside declared areas, or declared areas beside shapes."""
    w, others = sheet.words, dict(shares.other_totals_dm2)
    if shares.area_kind != "declared":
        declared = others.get("declared")
        return [] if declared is None else [sheet.area("declared.total", w["area.declared"], declared, 0)]
    closing = round_half_up(Fraction(str(closing_m2)) * 100 * shares.parcels)
    figures: list[AuditFigure] = []
    if "survey" in others:
        survey = others["survey"]
        figures.append(sheet.area("shape.survey", w["area.survey"], survey, sheet.loose.of_shape(survey)))
    figures.append(_beside(sheet, "shape.measured", w["land.measured"], shares.measured_dm2, closing))
    for group in shares.groups:
        label = group_label(group.key, scheme, language)
        figures.append(_beside(sheet, f"shape.group.{group.key}", label, group.area_dm2, closing))
    return figures


def _beside(sheet: Sheet, key: str, label: str, declared_dm2: int, closing_dm2: int) -> AuditFigure:
    slack = sheet.loose.of_shape(declared_dm2) + closing_dm2
    return sheet.area(key, f"{label} · {sheet.words['sql.by_shape']}", declared_dm2, slack)


def _forest(forest: ForestTable, sheet: Sheet) -> list[AuditFigure]:
    w = sheet.words
    sheet = replace(sheet, loose=Looseness(forest.area_kind == "declared", forest.plots))
    figures = [sheet.count("rows.plots", w["sql.rows_plots"], forest.plots)]
    figures.append(sheet.area("forest.total", w["forest.total"], forest.total_dm2))
    for key, area in forest.by_class:
        figures.append(sheet.area(f"forest.class.{key}", w[f"forest_class.{key}"], area))
    for key, area in forest.by_tenure:
        figures.append(sheet.area(f"forest.tenure.{key}", w[f"forest.{key}"], area))
    return figures


def _wells(wells: WellTable, sheet: Sheet) -> list[AuditFigure]:
    w = sheet.words
    figures = [sheet.count(f"wells.{key}", w[f"wells.{key}"], n) for key, n in wells.counts if n is not None]
    for entry in wells.reinjection:
        name = entry.reservoir or "—"
        figures.append(
            sheet.volume(f"produced.{entry.reservoir}", f"{name} · {w['wells.produced']}", entry.produced_m3)
        )
        figures.append(
            sheet.volume(f"reinjected.{entry.reservoir}", f"{name} · {w['wells.returned']}", entry.reinjected_m3)
        )
    return figures
