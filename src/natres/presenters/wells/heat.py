"""Heat of wells and reservoirs as tables, with the formulas a reader can redo."""

from collections.abc import Sequence
from fractions import Fraction

from natres.core.heat import WATER_HEAT_J, in_heat_unit
from natres.core.results import HeatInPlace, HeatSum, WellTable
from natres.core.units import exact_text
from natres.core.wells import WellScheme
from natres.labels import words
from natres.presenters.bases import WellBases
from natres.presenters.table import Cell, Column, Row, Table, cells
from natres.presenters.wells.cells import exact, listed, percent, plain, raised

__all__ = ["heat_in_place_table", "heat_sum_table", "well_heat_table"]


def well_heat_table(wells: WellTable, scheme: WellScheme, language: str) -> Table:
    """Return grade, power, heat produced and used, and utilisation of every production well."""
    w = words(language)
    labels = {grade.key: grade.label[language] for grade in scheme.grades}
    rows = tuple(
        Row(cells([
            h.well_id,
            h.reservoir or "—",
            exact(h.wellhead_c),
            labels.get(h.grade, "—"),
            plain(h.power_kw),
            _terajoules(h.produced_j),
            _terajoules(h.used_j),
            percent(h.utilisation),
            listed((w[f"heat.why_{key}"] for key in h.why_not), language),
        ]))
        for h in wells.heat
    )  # fmt: skip
    columns = (
        Column(w["wells.well"]),
        Column(w["wells.reservoir"]),
        Column(w["heat.wellhead"], "℃"),
        Column(w["heat.grade"]),
        Column(w["heat.power"], "kW", 0),
        Column(w["heat.produced"], "TJ", 2),
        Column(w["heat.used"], "TJ", 2),
        Column(w["heat.utilisation"], "%", 1),
        Column(w["heat.why"]),
    )
    notes = (_reference(wells, language), w["heat.power_note"], w["heat.used_note"], w["heat.grade_note"])
    return Table("well_heat", w["heat.title"], columns, rows, notes)


def _terajoules(joules: Fraction | None) -> Cell:
    return plain(None if joules is None else in_heat_unit(joules, "TJ"), 2)


def _reference(wells: WellTable, language: str) -> str:
    w, cold = words(language), wells.settings.reference_c
    if cold is None:
        return w["heat.no_reference"]
    return w["heat.reference"].format(reference=exact_text(cold), heat=exact_text(WATER_HEAT_J / 10**6))


def heat_sum_table(wells: WellTable, language: str) -> Table:
    """Return the heat of every reservoir and of all together; utilisation is a ratio of sums."""
    w, settings, told = words(language), wells.settings, WellBases(wells, language)
    rows = [_sum_row(entry, entry.reservoir or "—", told) for entry in wells.heat_sums]
    if wells.heat_whole is not None:
        rows.append(_sum_row(wells.heat_whole, w["wells.all_reservoirs"], told, "total"))
    columns = (
        Column(w["wells.reservoir"]),
        Column(w["heat.evaluated"]),
        Column(w["heat.not_evaluated"]),
        Column(w["heat.power"], "kW", 0),
        Column(w["heat.standard"], "TJ", 2),
        Column(w["heat.produced"], "TJ", 2),
        Column(w["heat.used"], "TJ", 2),
        Column(w["heat.utilisation"], "%", 1),
        Column(w["heat.coal"], "tce", 1),
    )
    notes = [w["heat.sum_note"], _reference(wells, language)]
    if settings.heating_days is not None and settings.boiler_efficiency is not None:
        facts = {"days": exact_text(settings.heating_days), "efficiency": exact_text(settings.boiler_efficiency)}
        notes.append(w["heat.standard_note"].format(**facts))
    elif settings.boiler_efficiency is None:
        notes.append(w["heat.no_boiler"])
    return Table("reservoir_heat", w["heat.sum_title"], columns, tuple(rows), tuple(notes))


def _sum_row(entry: HeatSum, name: str, told: WellBases, mark: str = "") -> Row:
    known, standard = entry.evaluated > 0, entry.standard_mj
    coal = None if entry.coal_saved_j is None else in_heat_unit(entry.coal_saved_j, "tce")
    line = [
        name,
        told.heat_count(Cell(str(entry.evaluated), entry.evaluated), entry, "evaluated"),
        told.heat_count(Cell(str(entry.not_evaluated), entry.not_evaluated), entry, "not_evaluated"),
        told.heat(plain(entry.power_kw if entry.powered else None), entry, "power", "kW"),
        told.heat(plain(None if standard is None else standard / 10**6, 2), entry, "standard", "TJ"),
        told.heat(_terajoules(entry.produced_j if known else None), entry, "produced", "TJ"),
        told.heat(_terajoules(entry.used_j if known else None), entry, "used", "TJ"),
        told.utilisation(percent(entry.utilisation), entry),
        told.heat(plain(coal, 1), entry, "coal", "tce"),
    ]
    return Row(cells(line), mark)


def heat_in_place_table(wells: WellTable, language: str) -> Table:
    """Return the heat stored in every reservoir and what of it can be recovered, with the formula and its values."""
    w, entries = words(language), wells.heat_in_place
    stored = [e.stored_j for e in entries if e.stored_j is not None]
    recoverable = [e.recoverable_j for e in entries if e.recoverable_j is not None]
    powers, told = _powers(stored), WellBases(wells, language)
    rows = [_place_row([e], e.model.name, (e.stored_j, e.recoverable_j), powers, told) for e in entries]
    if len(entries) > 1:
        whole, got = (sum(part, Fraction(0)) if part else None for part in (stored, recoverable))
        rows.append(_place_row(entries, w["wells.all_reservoirs"], (whole, got), powers, told, "total"))
    units = tuple(f"{raised(power)} {unit}" if power else unit for unit, power, _ in powers)
    columns = (
        Column(w["wells.reservoir"]),
        *(Column(w["heat.stored"], unit) for unit in units),
        Column(w["heat.recovery"], "%"),
        *(Column(w["heat.recoverable"], unit) for unit in units),
    )
    notes = (w["heat.in_place_note"], *(_formula(entry, language) for entry in entries))
    return Table("heat_in_place", w["heat.in_place_title"], columns, tuple(rows), notes)


_Powers = tuple[tuple[str, int, int], ...]


def _powers(stored: Sequence[Fraction]) -> _Powers:
    """Return unit, power of ten and decimals of the columns: those of a district, or of a single small field."""
    if max(stored, default=Fraction(0)) >= Fraction(10) ** 17:
        return ("J", 18, 4), ("kWh", 12, 4), ("tce", 4, 2)
    return ("J", 15, 4), ("kWh", 9, 4), ("tce", 0, 1)


def _place_row(
    entries: Sequence[HeatInPlace],
    name: str,
    heat: tuple[Fraction | None, Fraction | None],
    powers: _Powers,
    told: WellBases,
    mark: str = "",
) -> Row:
    """Return the row of one reservoir, or of several together; ``heat`` is what is stored and what can be recovered."""

    def shown(joules: Fraction | None, key: str) -> list[Cell]:
        return [
            told.in_place(
                plain(None if joules is None else in_heat_unit(joules, unit) / 10**power, decimals),
                entries,
                key,
                unit,
                power,
            )
            for unit, power, decimals in powers
        ]

    recovery = entries[0].model.recovery if len(entries) == 1 else None
    share = exact(None if recovery is None else recovery * 100)
    share = told.limit(share, (recovery or Fraction(0)) * 100, words(told.language)["heat.recovery"], "%")
    return Row(cells([name, *shown(heat[0], "stored"), share, *shown(heat[1], "recoverable")]), mark)


def _formula(entry: HeatInPlace, language: str) -> str:
    w, model = words(language), entry.model
    if entry.stored_j is None or entry.reference_c is None:
        return w["heat.formula_missing"].format(name=model.name, why=w[f"heat.why_{entry.why_not}"])
    names = ("area_m2", "thickness_m", "porosity", "rock_density", "rock_heat", "water_density", "water_heat")
    facts = {name: exact_text(getattr(model, name)) for name in names}
    facts |= {"temperature": exact_text(model.temperature_c), "reference": exact_text(entry.reference_c)}
    text = w["heat.formula"].format(name=model.name, **facts, stored=exact_text(entry.stored_j))
    if model.recovery is None or entry.recoverable_j is None:
        return text
    recovered = {"recovery": exact_text(model.recovery), "recoverable": exact_text(entry.recoverable_j)}
    return text + w["heat.formula_recovery"].format(**recovered)
