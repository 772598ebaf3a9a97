"""The form that becomes a district file: what is typed is looked at here, so that the message names the field."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from natres.core.units import parse_area
from natres.errors import BadUsage, NatresError
from natres.readers import read_scheme

__all__ = ["QUOTA_ROWS", "DistrictForm", "district_form", "measures"]

#: Rows for quotas that the form shows.
QUOTA_ROWS = 4


@dataclass(frozen=True)
class DistrictForm:
    """What a form says of a district, as texts.

    Parameters
    ----------
    crs : coordinate systems of layers whose file names none, by what they are
    quotas : entries of ``[[quotas]]``
    """

    name: str
    code: str
    year: str
    control_km2: str = ""
    crs: Mapping[str, str] = field(default_factory=dict[str, str])
    quotas: Sequence[Mapping[str, str]] = ()


def measures(language: str) -> list[tuple[str, str]]:
    """Return key and label of what a quota may be about, those of the survey's classification.

    >>> dict(measures("zh"))["urban_rural_construction"]
    '城乡建设用地'
    """
    return [(measure.key, measure.label[language]) for measure in read_scheme().measures if not measure.needs_zone]


def district_form(said: Mapping[str, Sequence[str]], look: Mapping[str, Any], language: str = "zh") -> DistrictForm:
    """Return what a form says.

    Parameters
    ----------
    said : fields and their texts, as a browser sends them
    look : what was found, for layers without a coordinate system
    language : of the labels of quotas

    Raises
    ------
    BadUsage : ``FORM_EMPTY``, ``FORM_VALUE`` with the field, its text and what it may be

    >>> form = district_form({"name": ["西青区"], "code": ["120111"], "year": ["2022"], "control_km2": ["565.36"]}, {})
    >>> form.name, form.control_km2, list(form.quotas)
    ('西青区', '565.36', [])
    """

    def text(name: str) -> str:
        return (said.get(name) or [""])[0].strip()

    for name in ("name", "code", "year"):
        if not text(name):
            raise BadUsage("FORM_EMPTY", field=name)
    _fitting("code", text("code"), r"\d{6}", "120111")
    _fitting("year", text("year"), r"(19[89]|20\d|21\d)\d", "2022")
    if text("control_km2"):
        _fitting("control_km2", text("control_km2"), r"\d+(\.\d+)?", "565.36")
    crs = {kind: _system(kind, text(f"crs_{kind}")) for kind in look.get("without_crs", {})}
    quotas = [quota for row in range(QUOTA_ROWS) if (quota := _quota(row, text, language)) is not None]
    keys = [quota["key"] for quota in quotas]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice:
        raise BadUsage("FORM_VALUE", field="measure", value=twice, allowed="1 ×")
    return DistrictForm(text("name"), text("code"), text("year"), text("control_km2"), crs, quotas)


def _fitting(name: str, text: str, pattern: str, example: str) -> None:
    if not re.fullmatch(pattern, text):
        raise BadUsage("FORM_VALUE", field=name, value=text[:80], allowed=example)


def _system(kind: str, text: str) -> str:
    if not text:
        raise BadUsage("FORM_EMPTY", field=f"crs_{kind}")
    code = text.upper() if text.upper().startswith("EPSG:") else f"EPSG:{text}"
    _fitting(f"crs_{kind}", code, r"EPSG:\d{4,6}", "EPSG:4527")
    return code


def _quota(row: int, text: Callable[[str], str], language: str) -> dict[str, str] | None:
    """Return one row of the form; None where no limit is typed."""
    limit, measure = text(f"limit_{row}"), text(f"measure_{row}")
    if not limit:
        return None
    labels = dict(measures(language))
    if measure not in labels:
        raise BadUsage("FORM_VALUE", field="measure", value=measure[:40], allowed=", ".join(labels))
    try:
        figure, _ = parse_area(limit)
        positive = figure.value > 0
    except NatresError:
        positive = False
    if not positive:
        raise BadUsage("FORM_VALUE", field="limit", value=limit[:40], allowed="211.3 km², 17.43万亩, 1200公顷")
    kind = text(f"kind_{row}") or "ceiling"
    if kind not in ("ceiling", "floor"):
        raise BadUsage("FORM_VALUE", field="kind", value=kind[:40], allowed="ceiling, floor")
    label = text(f"label_{row}") or labels[measure]
    return {
        "key": measure, "label": label, "measure": measure, "kind": kind, "limit": limit,
        "document": text(f"document_{row}"),
    }  # fmt: skip
