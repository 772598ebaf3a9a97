"""Wells as JSON: volumes in m³, heat in J, power in kW, distances in metres, ratios from 0 to 1.

Lengths are given to the centimetre, so that the same wells give the same text on every machine.
"""

from datetime import date
from fractions import Fraction
from typing import Any

from natres.core.heat import in_heat_unit
from natres.core.results import (
    Doublet,
    HeatInPlace,
    HeatSum,
    PermitCheck,
    Reinjection,
    RightPermit,
    WellFinding,
    WellHeat,
    WellPlace,
    WellTable,
)
from natres.presenters.wells.findings import fact_texts, finding_words

__all__ = ["wells_json"]


def wells_json(wells: WellTable, language: str) -> dict[str, Any]:
    """Return everything a register says; keys are promised in ``docs/cli.md``."""
    whole, total = wells.heat_whole, wells.reinjection_total
    return {
        "counts": dict((*wells.counts, *wells.further)),
        "settings": _settings(wells),
        "reinjection": [_reinjection(r) for r in wells.reinjection],
        "reinjection_total": None if total is None else _reinjection(total),
        "tail_water": [
            {
                "well_id": t.well_id,
                "tail_water_c": t.tail_water_c,
                "limit_c": t.limit_c,
                "status": t.status,
                "why_not": t.why_not or None,
            }
            for t in wells.tail_water
        ],
        "doublets": [_doublet(doublet) for doublet in wells.doublets],
        "single_wells": None if wells.singles is None else list(wells.singles),
        **_rights(wells),
        "permits": [{"well_id": p.well_id, **_permit(p), "excess_m3": _number(p.excess_m3)} for p in wells.permits],
        "right_permits": [{"right_id": p.right_id, "wells": list(p.wells), **_permit(p)} for p in wells.right_permits],
        "heat": [_heat(heat) for heat in wells.heat],
        "heat_by_reservoir": [_heat_sum(entry) for entry in wells.heat_sums],
        "heat_total": None if whole is None else _heat_sum(whole),
        "heat_in_place": [_in_place(entry) for entry in wells.heat_in_place],
        "places": [_place(place) for place in wells.places],
        "findings": [_finding(found, language) for found in wells.findings],
    }


def _settings(wells: WellTable) -> dict[str, Any]:
    settings = wells.settings
    return {
        "tail_water_limit_c": float(settings.tail_water_limit_c),
        "reference_c": _number(settings.reference_c),
        "heating_days": _number(settings.heating_days),
        "boiler_efficiency": _number(settings.boiler_efficiency),
        "doublet_distance_m": [float(end) for end in settings.doublet_distance_m],
        "on": _day(settings.on),
    }


def _reinjection(r: Reinjection) -> dict[str, Any]:
    return {
        "reservoir": r.reservoir,
        "produced_m3": float(r.produced_m3),
        "reinjected_m3": float(r.reinjected_m3),
        "rate": _number(r.rate),
        "required_rate": _number(r.required_rate),
        "status": r.status,
        "why_not": r.why_not or None,
        "missing": list(r.missing),
        "unplaced": list(r.unplaced),
        "production_wells": r.production_wells,
        "reinjection_wells": r.reinjection_wells,
        "well_count_ratio": _number(r.well_count_ratio),
    }


def _doublet(doublet: Doublet) -> dict[str, Any]:
    return {
        "pair_id": doublet.pair_id,
        "production": list(doublet.production),
        "reinjection": list(doublet.reinjection),
        "others": list(doublet.others),
        "partner": doublet.partner,
        "reservoir": doublet.reservoir,
        "reservoirs": list(doublet.reservoirs),
        "distances": [
            {
                "production": gap.production,
                "reinjection": gap.reinjection,
                "distance_m": _length(gap.distance_m),
                "status": gap.status,
            }
            for gap in doublet.gaps
        ],
    }


def _rights(wells: WellTable) -> dict[str, Any]:
    if wells.rights is None:
        return {"rights": None, "well_rights": None}
    rights = [
        {
            "right_id": right.right_id,
            "kind": right.kind or None,
            "holder": right.holder,
            "valid_from": _day(right.valid_from),
            "valid_to": _day(right.valid_to),
            "status": right.status,
            "wells": list(right.wells),
        }
        for right in wells.rights
    ]
    standing = [
        {"well_id": r.well_id, "right_ids": list(r.right_ids), "status": r.status, "orphan": r.orphan}
        for r in wells.well_rights or ()
    ]
    return {"rights": rights, "well_rights": None if wells.well_rights is None else standing}


def _permit(permit: PermitCheck | RightPermit) -> dict[str, Any]:
    return {
        "permit_m3": _number(permit.permit_m3),
        "produced_m3": _number(permit.produced_m3),
        "status": permit.status,
    }


def _heat(heat: WellHeat) -> dict[str, Any]:
    return {
        "well_id": heat.well_id,
        "reservoir": heat.reservoir,
        "wellhead_c": _number(heat.wellhead_c),
        "tail_water_c": _number(heat.tail_water_c),
        "grade": heat.grade or None,
        "power_kw": _number(heat.power_kw),
        "standard_mj": _number(heat.standard_mj),
        "produced_j": _number(heat.produced_j),
        "used_j": _number(heat.used_j),
        "utilisation": _number(heat.utilisation),
        "coal_saved_tce": _tonnes(heat.coal_saved_j),
        "why_not": list(heat.why_not),
    }


def _heat_sum(entry: HeatSum) -> dict[str, Any]:
    return {
        "reservoir": entry.reservoir,
        "evaluated": entry.evaluated,
        "not_evaluated": entry.not_evaluated,
        "produced_j": float(entry.produced_j),
        "used_j": float(entry.used_j),
        "utilisation": _number(entry.utilisation),
        "coal_saved_tce": _tonnes(entry.coal_saved_j),
        "powered": entry.powered,
        "power_kw": float(entry.power_kw),
        "standard_mj": _number(entry.standard_mj),
        "standard_tce": _tonnes(None if entry.standard_mj is None else entry.standard_mj * 10**6),
    }


def _in_place(entry: HeatInPlace) -> dict[str, Any]:
    found: dict[str, Any] = {
        "reservoir": entry.model.name,
        "temperature_c": float(entry.model.temperature_c),
        "reference_c": _number(entry.reference_c),
        "recovery": _number(entry.model.recovery),
        "why_not": entry.why_not or None,
    }
    for name, joules in (("stored", entry.stored_j), ("recoverable", entry.recoverable_j)):
        found |= {
            f"{name}_j": _number(joules),
            f"{name}_kwh": None if joules is None else float(in_heat_unit(joules, "kWh")),
            f"{name}_tce": _tonnes(joules),
        }
    return found


def _place(place: WellPlace) -> dict[str, Any]:
    return {
        "well_id": place.well_id,
        "status": place.status,
        "town_code": place.town_code or None,
        "town_name": place.town_name or None,
        "written": place.written,
        "agrees": place.agrees,
        "on_edge": place.on_edge,
        "in_district": place.in_district,
        "line_m": _length(place.line_m),
        "next_well": place.next_well or None,
        "next_well_m": _length(place.next_well_m),
        "zones": [{"layer": layer, "zone": code} for layer, code in place.zones],
    }


def _finding(found: WellFinding, language: str) -> dict[str, Any]:
    problem, cure = finding_words(found, language)
    texts = fact_texts(found)
    return {
        "code": found.code,
        "severity": found.severity,
        "about": found.about,
        "well_id": found.well_id,
        "right_id": found.right_id,
        "message": problem,
        "cure": cure,
        "detail": ", ".join(f"{name} {text}" for name, text in texts.items()),
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _tonnes(joules: Fraction | None) -> float | None:
    return None if joules is None else float(in_heat_unit(joules, "tce"))


def _length(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
