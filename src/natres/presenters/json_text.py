"""Results as JSON with the promised keys: areas are m² as numbers, what is printed stands beside as text.

Keys are never renamed or dropped; ``docs/cli.md`` lists them.
"""

import json
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from natres import __version__
from natres.core.issues import Notice
from natres.core.provenance import Provenance
from natres.core.results import (
    FigureCheck,
    QuotaCheck,
    SecondFigure,
)
from natres.errors import describe_code
from natres.labels import words
from natres.presenters.json_wells import wells_json
from natres.presenters.land_tables import LandPage
from natres.presenters.land_words import class_label, measure_label
from natres.presenters.quota_tables import count_definitions, verdict
from natres.presenters.scheme_notes import scheme_json
from natres.presenters.second_table import second_number

__all__ = [
    "envelope", "figures_json", "input_json", "json_text", "quota_json",
    "second_json", "wells_json",
]  # fmt: skip


def m2(area_dm2: int) -> float:
    """Return an area in m²: the double nearest to its two decimals."""
    return area_dm2 / 100


def maybe_m2(area_dm2: int | None) -> float | None:
    """Return an area in m², None where there is none."""
    return None if area_dm2 is None else m2(area_dm2)


def share_of(part: int, whole: int) -> float | None:
    """Return a share (0–1); an empty whole has none."""
    return part / whole if whole else None


def warnings_json(notices: Iterable[Notice], language: str) -> list[dict[str, str]]:
    """Return notices as JSON: code and what is wrong, in words."""
    return [{"code": n.code, "message": describe_code(n.code, language, **n.facts)[0]} for n in notices]


def envelope(command: str, inputs: Sequence[Provenance], notices: Sequence[Notice], language: str) -> dict[str, Any]:
    """Return the head that every command's JSON begins with."""
    return {
        "natres": __version__,
        "command": command,
        "inputs": [input_json(record) for record in inputs],
        "warnings": warnings_json(notices, language),
    }


def input_json(record: Provenance) -> dict[str, Any]:
    """Return one input file as JSON."""
    repairs = [
        {"code": r.code, "count": r.count, "detail": f"{r.field}: {r.before} → {r.after}".removeprefix(": ")}
        for r in record.repairs
    ]
    found: dict[str, Any] = {
        "path": record.path, "layer": record.layer, "driver": record.driver, "rows": record.rows, "crs": record.crs,
        "year": record.year, "sha256": record.sha256, "encoding": record.encoding, "repairs": repairs,
    }  # fmt: skip
    if record.transform:
        found["transform"] = record.transform
    if record.parts:
        found["parts"] = dict(record.parts)
    return found


def quota_json(checks: Sequence[QuotaCheck], page: LandPage) -> dict[str, Any]:
    """Return every quota with its verdict, under other measures, by unit and by class."""
    quotas = [_quota_json(check, page) for check in checks]
    return {"scheme": scheme_json(page.scheme, page.language), "quotas": quotas}


def _quota_json(check: QuotaCheck, page: LandPage) -> dict[str, Any]:
    quota, actual, scheme, language = check.quota, check.actual_dm2, page.scheme, page.language
    exceeded, definitions = count_definitions(check)
    return {
        "key": quota.key,
        "label": quota.label,
        "measure": quota.measure,
        "measure_label": measure_label(quota.measure, scheme, language),
        "kind": quota.kind,
        "limit_m2": m2(quota.limit_dm2),
        "limit_text": quota.limit_text,
        "limit_unit": quota.limit_unit,
        "actual_m2": maybe_m2(actual),
        "actual_text": None if actual is None else page.headline.measure(check.measured).plain,
        "margin_m2": maybe_m2(check.margin_dm2),
        "ratio": None if actual is None or not quota.limit_dm2 else actual / quota.limit_dm2,
        "status": check.status,
        "why_not": words(language)[f"why.{check.why_not}"] if check.why_not else None,
        "verdict": verdict(check, page),
        "exceeded_definitions": exceeded,
        "definitions": definitions,
        "under_other_measures": [
            {"measure": key, "actual_m2": maybe_m2(area), "status": status}
            for key, area, status in check.under_other_measures
        ],
        "by_unit": [_quota_unit_json(u, quota.kind) for u in check.by_unit],
        "by_class": [
            {
                "code": c.code,
                "label": class_label(c.code, scheme, language),
                "settlement_code": c.settlement_code,
                "area_m2": m2(c.area_dm2),
            }
            for c in check.by_class
        ],
    }


def _quota_unit_json(unit: Any, kind: str) -> dict[str, Any]:
    limit, actual = unit.limit_dm2, unit.actual_dm2
    margin = None if limit is None else (actual - limit if kind == "floor" else limit - actual)
    return {
        "code": unit.unit.code,
        "label": unit.unit.name,
        "actual_m2": m2(actual),
        "limit_m2": maybe_m2(limit),
        "margin_m2": maybe_m2(margin),
        "ratio": None if not limit else actual / limit,
        "status": unit.status,
    }


def figures_json(checks: Sequence[FigureCheck]) -> list[dict[str, Any]]:
    """Return published figures with their verdicts."""
    return [
        {
            "key": check.key,
            "published": check.published,
            "computed": _number(check.computed),
            "unit": check.unit,
            "status": check.status,
        }
        for check in checks
    ]


def second_json(figures: Sequence[SecondFigure]) -> list[dict[str, Any]]:
    """Return every headline number with its second computation: areas in m², volumes in m³, heat in J."""
    return [
        {
            "key": f.key,
            "means": f.means,
            "first": second_number(f.first, f.unit),
            "second": second_number(f.second, f.unit),
            "tolerance": second_number(f.tolerance, f.unit),
            "unit": "m2" if f.unit == "dm2" else f.unit,
            "agrees": f.agrees,
        }
        for f in figures
    ]


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def json_text(data: dict[str, Any], marks: Sequence[str] = ()) -> str:
    """Return JSON as text, Chinese kept readable; a number that is none is an error, never ``NaN``.

    ``marks`` is what every output of the run has to say of itself; it stands last.
    """
    marked = data | {"marks": list(marks)} if marks else data
    return json.dumps(marked, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
