"""The tables of illegal land use: what the year comes to, by town, and patch by patch."""

from collections.abc import Mapping

from natres.core.results.enforcement import IllegalLand, IllegalPatch
from natres.core.units import exact_text
from natres.labels import words
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["ILLEGAL_BRIEF", "illegal_json", "illegal_tables"]

ILLEGAL_BRIEF = ("illegal_land",)

_M2_PER_MU = 2000 / 3
#: What is added up, in the order of the tables.
_AREAS = ("area_m2", "cropland_m2", "approved_m2", "unapproved_m2", "unapproved_cropland_m2", "farmland_m2")


def illegal_tables(found: IllegalLand, language: str, towns: Mapping[str, str]) -> tuple[Table, ...]:
    """Return the summary, the towns and the patches."""
    return _summary(found, language), _by_town(found, language, towns), _patches(found, language, towns)


def _mu(area_m2: float | None) -> Cell:
    return Cell("—") if area_m2 is None else Cell(f"{area_m2 / _M2_PER_MU + 0.0:.2f}", area_m2 / _M2_PER_MU)


def _areas(found: IllegalLand) -> tuple[str, ...]:
    """Return the areas there is something to say of."""
    left_out = set() if found.has_approvals else {"approved_m2", "unapproved_m2", "unapproved_cropland_m2"}
    known = any(patch.farmland_m2 is not None for patch in found.patches)
    left_out |= set() if known else {"farmland_m2"}
    return tuple(name for name in _AREAS if name not in left_out)


def _summary(found: IllegalLand, language: str) -> Table:
    w, sums = words(language), found.sums()
    cases = {"cases": sums["cases"]} | ({"unapproved_cases": sums["unapproved_cases"]} if found.has_approvals else {})
    rows = [
        Row(cells([w[f"illegal.{key}"], Cell(f"{count:.0f}", count), w["illegal.case"]]))
        for key, count in cases.items()
    ]
    rows += [Row(cells([w[f"illegal.{name}"], _mu(sums[name]), w["unit.mu"]])) for name in _areas(found)]
    if found.new_cropland_m2:
        rows.append(Row(cells([w["illegal.new_cropland"], _mu(found.new_cropland_m2), w["unit.mu"]])))
    ratio = found.ratio
    shown = Cell(w["illegal.not_evaluated"]) if ratio is None else Cell(f"{ratio * 100:.2f}", ratio * 100)
    rows.append(Row(cells([w["illegal.ratio"], shown, "" if ratio is None else "%"])))
    limit = found.limit * 100
    rows.append(Row(cells([w["illegal.limit"], Cell(exact_text(limit, 4), float(limit)), "%"])))
    verdict = w[f"illegal.status_{found.status.replace(' ', '_')}"]
    rows.append(Row(cells([w["illegal.status"], verdict, ""]), "alert" if found.status == "exceeded" else ""))
    columns = (Column(w["illegal.item"]), Column(w["illegal.value"]), Column(w["unit.word"]))
    return Table("illegal_land", w["illegal.title"], columns, tuple(rows), _notes(found, language))


def _notes(found: IllegalLand, language: str) -> tuple[str, ...]:
    w = words(language)
    notes = [w["illegal.land_note"].format(year=found.land_year or "—"), w["illegal.ratio_note"]]
    if not found.has_approvals:
        notes.append(w["illegal.no_approvals"])
    if found.overlap_m2:
        notes.append(w["illegal.overlap_note"].format(area=f"{found.overlap_m2:.2f}"))
    return tuple(notes)


def _by_town(found: IllegalLand, language: str, towns: Mapping[str, str]) -> Table:
    w, names = words(language), _areas(found)
    codes: list[str | None] = [None, *sorted({patch.town for patch in found.patches})]
    rows: list[Row] = []
    for code in codes:
        sums = found.sums(code)
        label = w["land.sum"] if code is None else towns.get(code, code) or w["overlay.no_town"]
        line: list[str | Cell] = [code or "", label, Cell(f"{sums['cases']:.0f}", sums["cases"])]
        rows.append(Row(cells([*line, *(_mu(sums[name]) for name in names)]), "total" if code is None else ""))
    columns = (
        Column(w["land.code"]), Column(w["land.unit_name"]), Column(w["illegal.cases"], w["illegal.case"]),
        *(Column(w[f"illegal.{name}"], w["unit.mu"], 2) for name in names),
    )  # fmt: skip
    return Table("illegal_towns", w["illegal.by_town"], columns, tuple(rows))


def _patches(found: IllegalLand, language: str, towns: Mapping[str, str]) -> Table:
    w, names = words(language), _areas(found)
    rows: list[Row] = []
    for patch in found.patches:
        line = [patch.code, patch.name, towns.get(patch.town, patch.town), Cell(f"{patch.area_m2:.2f}", patch.area_m2)]
        line += [_mu(getattr(patch, name)) for name in names]
        if found.has_approvals:
            said = "、".join(f"{number} {area / patch.area_m2 * 100:.1f}%" for number, area in patch.approvals)
            line += [w[f"illegal.state_{patch.state}"], said or "—"]
        alert = patch.state != "full" and patch.unapproved_cropland_m2 > 1.0
        rows.append(Row(cells(line), "alert" if alert else ""))
    columns = [
        Column(w["illegal.patch"]), Column(w["land.name"]), Column(w["land.unit_name"]),
        Column(w["illegal.area_m2"], w["unit.m2"], 2), *(Column(w[f"illegal.{n}"], w["unit.mu"], 2) for n in names),
    ]  # fmt: skip
    columns += [Column(w["illegal.state"]), Column(w["illegal.approvals"])] if found.has_approvals else []
    return Table("illegal_patches", w["illegal.patches"], tuple(columns), tuple(rows), _notes(found, language)[:1])


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
