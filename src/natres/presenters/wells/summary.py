"""How many wells there are, how much is given back, how warm the tail water is."""

from fractions import Fraction

from natres.core.results import Reinjection, TailWater, WellTable
from natres.labels import words
from natres.presenters.bases import WellBases
from natres.presenters.table import Cell, Column, Row, Table, cells
from natres.presenters.wells.cells import NOTHING, apart, listed, percent, plain

__all__ = ["count_table", "reinjection_table", "tail_water_table"]


def count_table(wells: WellTable, language: str) -> Table:
    """Return wells by role, rights by kind, what of them is in use or valid, and what tail water comes to."""
    w, told = words(language), WellBases(wells, language)
    further = {key: count for key, count in wells.further if count is not None}
    rows: list[Row] = []
    for key, count in wells.counts:
        shown = Cell(w["wells.unknown"]) if count is None else told.count(Cell(str(count), count), key)
        rows.append(Row(cells([w[f"wells.{key}"], shown])))
        rows += [
            _further(part, further[part], told, 1) for part in (f"{key}_in_use", f"{key}_valid") if part in further
        ]
    if "single_wells" in further:
        rows.append(_further("single_wells", further["single_wells"], told, 0))
    if further.get("unknown_role"):
        rows.append(_further("unknown_role", further["unknown_role"], told, 0))
    notes = _tail_summary(wells, language)
    if wells.settings.on is not None and wells.rights is not None:
        notes.append(w["wells.on_note"].format(day=wells.settings.on.isoformat()))
    if any(key.endswith("_in_use") for key in further):
        notes.append(w["wells.state_note"])
    columns = (Column(w["wells.item"]), Column(w["wells.count"]))
    return Table("wells", w["wells.title"], columns, tuple(rows), tuple(notes))


def _further(key: str, count: int, told: WellBases, indent: int) -> Row:
    return Row(cells([words(told.language)[f"wells.{key}"], told.count(Cell(str(count), count), key)]), "", indent)


def _tail_summary(wells: WellTable, language: str) -> list[str]:
    """Return how many wells are above the limit, and which are not evaluated whatever their temperature."""
    exceeded = sum(t.status == "exceeded" for t in wells.tail_water)
    missing = sum(t.status == "not evaluated" for t in wells.tail_water)
    within = len(wells.tail_water) - exceeded - missing
    limit = f"{float(wells.settings.tail_water_limit_c):g}"
    w = words(language)
    found = [w["wells.tail_summary"].format(limit=limit, exceeded=exceeded, within=within, missing=missing)]
    for why in ("at_rest", "role"):
        names = [t.well_id for t in wells.tail_water if t.why_not == why]
        if names:
            found.append(w[f"wells.tail_{why}_note"].format(wells=listed(names, language)))
    return found


def reinjection_table(wells: WellTable, language: str) -> Table:
    """Return volumes and rate of every reservoir against its threshold, and of all together."""
    w, told = words(language), WellBases(wells, language)
    rows = [_reinjection_row(r, r.reservoir or "—", told) for r in wells.reinjection]
    whole = wells.reinjection_total
    if whole is not None:
        rows.append(_reinjection_row(whole, w["wells.all_reservoirs"], told, "total"))
    columns = (
        Column(w["wells.reservoir"]),
        Column(w["wells.produced"], w["unit.m3"], 0),
        Column(w["wells.returned"], w["unit.m3"], 0),
        Column(w["wells.rate"], "%", 1),
        Column(w["wells.required"], "%", 1),
        Column(w["wells.status"]),
    )
    notes = [w["wells.rate_note"]]
    if whole is not None and whole.well_count_ratio is not None:
        numbers = {"reinjection": whole.reinjection_wells, "production": whole.production_wells}
        notes.append(w["wells.count_ratio_note"].format(**numbers, ratio=percent(whole.well_count_ratio).text))
    if whole is not None and whole.missing:
        notes.append(w["wells.gap_note"].format(wells=listed(whole.missing, language)))
    if wells.reinjection and wells.reinjection[0].unplaced:
        notes.append(w["wells.unplaced_note"].format(wells=listed(wells.reinjection[0].unplaced, language)))
    return Table("reinjection", w["wells.reinjection_title"], columns, tuple(rows), tuple(notes))


def _reinjection_row(r: Reinjection, name: str, told: WellBases, mark: str = "") -> Row:
    w = words(told.language)
    verdict = _verdict(w[f"wells.{r.status.replace(' ', '_')}"], r.why_not, told.language)
    taken = told.volume(plain(r.produced_m3), r, "produced_1e4m3", name)
    back = told.volume(plain(r.reinjected_m3), r, "reinjected_1e4m3", name)
    rate, required = apart(r.rate, r.required_rate)
    required = told.limit(required, (r.required_rate or Fraction(0)) * 100, w["wells.required"], "%")
    line = [name, taken, back, told.rate(rate, r, name), required, verdict]
    return Row(cells(line), "alert" if r.status == "below" else mark)


def _verdict(verdict: str, why: str, language: str) -> str:
    w = words(language)
    return w["wells.verdict_why"].format(verdict=verdict, why=w[f"wells.why_{why}"]) if why else verdict


def _tail(check: TailWater, told: WellBases) -> Cell:
    """Return the temperature of a well's tail water."""
    if check.tail_water_c is None:
        return NOTHING
    cell = Cell(f"{check.tail_water_c:g}", check.tail_water_c)
    return told.of_well(cell, check.well_id, "tail_water_c", words(told.language)["wells.tail"], "celsius")


def tail_water_table(wells: WellTable, language: str) -> Table:
    """Return tail water well by well; a missing temperature is not evaluated, never passed."""
    w, told = words(language), WellBases(wells, language)
    label = {"within": "wells.ok", "exceeded": "wells.exceeded", "not evaluated": "wells.not_evaluated"}
    rows = tuple(
        Row(
            cells([
                t.well_id,
                _tail(t, told),
                told.limit(Cell(f"{t.limit_c:g}", t.limit_c), Fraction(str(t.limit_c)), w["wells.limit"], "℃"),
                _verdict(w[label[t.status]], f"tail_{t.why_not}" if t.why_not else "", language),
            ]),
            "alert" if t.status == "exceeded" else "",
        )
        for t in wells.tail_water
    )  # fmt: skip
    columns = (
        Column(w["wells.well"]),
        Column(w["wells.tail"], "℃", 1),
        Column(w["wells.limit"], "℃", 1),
        Column(w["wells.status"]),
    )
    notes = (*_tail_summary(wells, language), w["wells.tail_note"])
    return Table("tail_water", w["wells.tail_title"], columns, rows, notes)
