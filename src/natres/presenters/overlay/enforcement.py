"""The tables of illegal land use: what the year comes to, by town, and patch by patch."""

from collections.abc import Mapping

from natres.core.results.enforcement import IllegalLand, IllegalPatch
from natres.core.units import area_text, exact_text, share_text, to_dm2, unit_fraction
from natres.labels import words
from natres.presenters.overlay.illegal_prints import IllegalPrints
from natres.presenters.overlay.page import metres
from natres.presenters.printing import star_note
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["ILLEGAL_BRIEF", "illegal_json", "illegal_tables"]

ILLEGAL_BRIEF = ("illegal_land",)

#: Cropland without approval that is worth a colour, in m².
_ALERT_M2 = 1.0
_AREAS = ("area_m2", "cropland_m2", "approved_m2", "unapproved_m2", "unapproved_cropland_m2", "farmland_m2")


def illegal_tables(found: IllegalLand, language: str, towns: Mapping[str, str]) -> tuple[Table, ...]:
    """Return the summary, the towns and the patches; printed areas add up from patch to town to total."""
    prints = IllegalPrints(found)
    return _summary(prints, language), _by_town(prints, language, towns), _patches(prints, language, towns)


def _summary(prints: IllegalPrints, language: str) -> Table:
    w, found = words(language), prints.found
    rows = [Row(cells([w[f"illegal.{key}"], count, w["illegal.case"]])) for key, count in _counts(found).items()]
    areas = zip(prints.names, prints.line(""), strict=True)
    rows += [Row(cells([w[f"illegal.{name}"], cell, w["unit.mu"]])) for name, cell in areas]
    if found.new_cropland_m2:
        taken = to_dm2(found.new_cropland_m2)
        shown = Cell(area_text(taken, "mu"), taken / float(unit_fraction("mu")))
        rows.append(Row(cells([w["illegal.new_cropland"], shown, w["unit.mu"]])))
    rows += _verdict(found, language)
    columns = (Column(w["illegal.item"]), Column(w["illegal.value"]), Column(w["unit.word"]))
    notes = (*_notes(found, language), *star_note(rows, language))
    return Table("illegal_land", w["illegal.title"], columns, tuple(rows), notes)


def _counts(found: IllegalLand) -> dict[str, Cell]:
    sums = found.sums()
    keys = ("cases", "unapproved_cases") if found.has_approvals else ("cases",)
    return {key: Cell(f"{sums[key]:.0f}", sums[key]) for key in keys}


def _verdict(found: IllegalLand, language: str) -> list[Row]:
    """Return the ratio, its limit, and what comes of it."""
    w, limit, ratio = words(language), found.limit * 100, found.ratio
    shown = Cell(w["illegal.not_evaluated"])
    if ratio is not None and found.new_cropland_m2:
        taken = to_dm2(found.sums()["unapproved_cropland_m2"])
        shown = Cell(share_text(taken, to_dm2(found.new_cropland_m2)), ratio * 100)
    said = w[f"illegal.status_{found.status.replace(' ', '_')}"]
    return [
        Row(cells([w["illegal.ratio"], shown, "" if ratio is None else "%"])),
        Row(cells([w["illegal.limit"], Cell(exact_text(limit, 4), float(limit)), "%"])),
        Row(cells([w["illegal.status"], said, ""]), "alert" if found.status == "exceeded" else ""),
    ]


def _notes(found: IllegalLand, language: str) -> tuple[str, ...]:
    w = words(language)
    notes = [w["illegal.land_note"].format(year=found.land_year or "—"), w["illegal.ratio_note"]]
    if not found.has_approvals:
        notes.append(w["illegal.no_approvals"])
    if found.overlap_m2:
        notes.append(w["illegal.overlap_note"].format(area=area_text(to_dm2(found.overlap_m2), "m2")))
    return tuple(notes)


def _by_town(prints: IllegalPrints, language: str, towns: Mapping[str, str]) -> Table:
    w, found = words(language), prints.found
    rows: list[Row] = []
    for code in (None, *prints.towns):
        count = found.sums(code)["cases"]
        label = w["land.sum"] if code is None else towns.get(code, code) or w["overlay.no_town"]
        areas = prints.line("" if code is None else ("town", code))
        line = [code or "", label, Cell(f"{count:.0f}", count), *areas]
        rows.append(Row(cells(line), "total" if code is None else ""))
    columns = (
        Column(w["land.code"]), Column(w["land.unit_name"]), Column(w["illegal.cases"], w["illegal.case"]),
        *(Column(w[f"illegal.{name}"], w["unit.mu"], 2) for name in prints.names),
    )  # fmt: skip
    return Table("illegal_towns", w["illegal.by_town"], columns, tuple(rows), star_note(rows, language))


def _patches(prints: IllegalPrints, language: str, towns: Mapping[str, str]) -> Table:
    w, found = words(language), prints.found
    rows: list[Row] = []
    for patch in found.patches:
        line = [patch.code, patch.name, towns.get(patch.town, patch.town), metres(patch.area_m2)]
        line += prints.line(patch.row)
        if found.has_approvals:
            whole = to_dm2(patch.area_m2)
            said = "、".join(f"{number} {share_text(to_dm2(m2), whole, 1)}%" for number, m2 in patch.approvals)
            line += [w[f"illegal.state_{patch.state}"], said or "—"]
        alert = patch.state != "full" and patch.unapproved_cropland_m2 > _ALERT_M2
        rows.append(Row(cells(line), "alert" if alert else ""))
    columns = [
        Column(w["illegal.patch"]), Column(w["land.name"]), Column(w["land.unit_name"]),
        Column(w["illegal.area_m2"], w["unit.m2"], 2),
        *(Column(w[f"illegal.{name}"], w["unit.mu"], 2) for name in prints.names),
    ]  # fmt: skip
    columns += [Column(w["illegal.state"]), Column(w["illegal.approvals"])] if found.has_approvals else []
    notes = (*_notes(found, language)[:1], *star_note(rows, language))
    return Table("illegal_patches", w["illegal.patches"], tuple(columns), tuple(rows), notes)


def illegal_json(found: IllegalLand) -> dict[str, object]:
    """Return illegal land use with its sums, the ratio and every patch; areas in m², unrounded."""
    return {
        "totals": {**found.sums(), "overlap_m2": found.overlap_m2},
        "has_approvals": found.has_approvals,
        "land_year": found.land_year,
        "new_construction_cropland_m2": found.new_cropland_m2,
        "ratio": found.ratio,
        "ratio_limit": float(found.limit),
        "status": found.status,
        "towns": [{"town": town, **found.sums(town)} for town in sorted({patch.town for patch in found.patches})],
        "patches": [_patch(patch) for patch in found.patches],
    }


def _patch(patch: IllegalPatch) -> dict[str, object]:
    return {
        "row": patch.row, "id": patch.code, "name": patch.name, "town": patch.town, "state": patch.state,
        "outside_m2": patch.outside_m2, **{name: getattr(patch, name) for name in _AREAS},
        "approvals": [{"number": number, "area_m2": area} for number, area in patch.approvals],
    }  # fmt: skip
