"""Why a number of wells is what it is: the wells of a role or reservoir, the value of one, the inputs of a formula."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from natres.core.basis import Given, Quotient, Rows, Where, Worked
from natres.core.heat import in_heat_unit
from natres.core.results import HeatInPlace, HeatSum, Reinjection, WellHeat, WellTable
from natres.core.units import decimal_text, exact_text, round_half_up
from natres.labels import words
from natres.presenters.bases.sentences import Said, because, clauses_said, codes_said, given, joined, rule, share
from natres.presenters.table import Cell

__all__ = ["WellBases"]

#: Registers give volumes in 10⁴ m³.
_PER_M3 = Given(Fraction(1, 10_000), "1 m³ = 0.0001 × 10⁴ m³", "")
_IN_USE = "_in_use"


@dataclass(frozen=True, eq=False)
class WellBases:
    """The bases of a register's wells, in one language."""

    wells: WellTable
    language: str

    def count(self, cell: Cell, key: str) -> Cell:
        """Return a printed number of wells or rights with its basis; ``key`` as in the counts of the result."""
        return because(cell, partial(self._count, key), "count", self.language)

    def volume(self, cell: Cell, reinjection: Reinjection, column: str, name: str) -> Cell:
        """Return the printed volume of a reservoir in m³ with its basis."""
        return because(cell, partial(self._volume, reinjection, column, name), "m3", self.language)

    def rate(self, cell: Cell, reinjection: Reinjection, name: str) -> Cell:
        """Return a printed rate of reinjection with its basis."""
        taken, back = (partial(self._volume, reinjection, c, name) for c in ("produced_1e4m3", "reinjected_1e4m3"))
        return because(cell, lambda: share(back(), taken(), self.language), "percent", self.language)

    def limit(self, cell: Cell, value: Fraction, name: str, sign: str) -> Cell:
        """Return a printed limit, in ℃ or %, with its basis."""
        text, source = f"{exact_text(value)} {sign}", self.wells.settings.source
        unit = "percent" if sign == "%" else "celsius"
        return because(cell, lambda: given(name, value, text, source, self.language), unit, self.language)

    def of_well(self, cell: Cell, well: str, column: str, name: str, unit: str) -> Cell:
        """Return a printed value of one well with its basis; without where several rows have its number."""
        where = self._wells([well])
        return (
            cell if where is None else because(cell, lambda: self._one(well, column, name, where), unit, self.language)
        )

    def heat_count(self, cell: Cell, heat: HeatSum, key: str) -> Cell:
        """Return a printed number of evaluated (or not) wells with its basis."""
        known = key == "evaluated"
        ids = [h.well_id for h in self._of(heat) if _evaluated(h) == known]
        where, name = self._wells(ids), words(self.language)[f"heat.{key}"]
        if where is None:
            return cell
        text = rule(f"heat_{key}", self.language, name=name)
        return because(cell, lambda: Said(name, text, Rows("wells", (where,), "count")), "count", self.language)

    def heat(self, cell: Cell, heat: HeatSum, key: str, unit: str) -> Cell:
        """Return a printed sum of heat or power (power, standard, produced, used, coal) with its basis."""
        return because(cell, partial(self._heat, heat, key, unit), unit, self.language)

    def utilisation(self, cell: Cell, heat: HeatSum) -> Cell:
        """Return a printed ratio of heat used to heat produced with its basis."""
        used, produced = (partial(self._heat, heat, key, "TJ") for key in ("used", "produced"))
        return because(cell, lambda: share(used(), produced(), self.language), "percent", self.language)

    def in_place(self, cell: Cell, entries: Sequence[HeatInPlace], key: str, unit: str, power: int) -> Cell:
        """Return printed heat, ``stored`` or ``recoverable``, of one or all reservoirs with its basis."""
        shown = f"1e{power}{unit}" if power else unit
        return because(cell, partial(self._in_place, entries, key, unit, power), shown, self.language)

    def _count(self, key: str) -> Said:
        w, known = words(self.language), self.wells.words
        kind = next((k for k in ("mining_rights", "exploration_rights") if key.startswith(k)), "")
        if kind:
            return self._rights(kind, valid=key.endswith("_valid"))
        if key == "single_wells":
            roles = [word for role in ("production", "reinjection") for word in known["role"].get(role, ())]
            where = {"role": tuple(roles), "pair_id": known["pair_id"].get("", ())}
            clauses = [rule("role", self.language, codes=codes_said(where["role"], self.language)), w["basis.no_pair"]]
        else:
            role = "" if key == "unknown_role" else key.removesuffix(_IN_USE)
            where = {"role": known["role"].get(role, ())}
            where |= {"state": known["state"].get("in_use", ())} if key.endswith(_IN_USE) else {}
            clauses = [rule(column, self.language, codes=codes_said(c, self.language)) for column, c in where.items()]
        name = joined([w[f"wells.{key.removesuffix(_IN_USE)}"], w[f"wells.{key}"]], self.language)
        name = name if key.endswith(_IN_USE) else w[f"wells.{key}"]
        text = rule("wells_count", self.language, name=name, which=clauses_said(clauses, self.language))
        return Said(name, text, Rows("wells", (where,), "count"))

    def _rights(self, kind: str, *, valid: bool) -> Said:
        """Return a number of rights; their register is no layer, so that each is named."""
        w = words(self.language)
        found = [r for r in self.wells.rights or () if r.kind == kind and (not valid or r.status == "valid")]
        name = joined([w[f"wells.{kind}"], w[f"wells.{kind}_valid"] if valid else ""], self.language)
        terms = tuple((r.right_id, f"{r.valid_from or '—'} – {r.valid_to or '—'}") for r in found)
        return Said(name, rule("rights_count", self.language, name=name), Worked(Fraction(len(found)), terms))

    def _volume(self, reinjection: Reinjection, column: str, name: str) -> Said:
        w = words(self.language)
        whole = reinjection is self.wells.reinjection_total
        codes = () if whole else self.wells.words["reservoir"].get(reinjection.reservoir, ())
        said = (
            w["basis.wells_all"] if whole else rule("reservoir", self.language, codes=codes_said(codes, self.language))
        )
        label = w["wells.produced" if column == "produced_1e4m3" else "wells.returned"]
        which = clauses_said([said], self.language)
        text = rule("wells_sum", self.language, name=joined([name, label], self.language), which=which, column=label)
        rows = Rows("wells", () if whole else ({"reservoir": codes},), column)
        return Said(joined([name, label], self.language), text, Quotient(rows, _PER_M3))

    def _one(self, well: str, column: str, name: str, where: Where) -> Said:
        item = rule("of_well", self.language, well=well, item=name)
        text = rule("one_well", self.language, name=item, well=well)
        return Said(item, text, Rows("wells", (where,), column))

    def _wells(self, ids: Sequence[str]) -> Where | None:
        """Return the rows of wells by their numbers; None where a number stands in several rows."""
        written = [self.wells.words["well_id"].get(well, ()) for well in ids]
        return None if any(len(words) != 1 for words in written) else {"well_id": tuple(w for (w,) in written)}

    def _of(self, heat: HeatSum) -> list[WellHeat]:
        return [h for h in self.wells.heat if heat is self.wells.heat_whole or h.reservoir == heat.reservoir]

    def _heat(self, heat: HeatSum, key: str, unit: str) -> Said:
        """Return a sum over the wells that have the number, with what each of them gives."""
        w, settings = words(self.language), self.wells.settings
        parts = [(h.well_id, _part(h, key)) for h in self._of(heat) if key in ("power", "standard") or _evaluated(h)]
        given_by = [(well, value) for well, value in parts if value is not None]
        inputs = tuple((well, f"{decimal_text(round_half_up(value * 1000), 3)} {unit}") for well, value in given_by)
        name = joined([heat.reservoir or w["wells.all_reservoirs"], w[f"heat.{key}"]], self.language)
        facts = {
            "reference": "—" if settings.reference_c is None else exact_text(settings.reference_c),
            "days": "—" if settings.heating_days is None else exact_text(settings.heating_days),
            "efficiency": "—" if settings.boiler_efficiency is None else exact_text(settings.boiler_efficiency),
        }
        text = rule(f"heat_{key}", self.language, name=name, **facts)
        return Said(name, text, Worked(sum((value for _, value in given_by), Fraction(0)), inputs))

    def _in_place(self, entries: Sequence[HeatInPlace], key: str, unit: str, power: int) -> Said:
        w = words(self.language)
        found = [(e, e.stored_j if key == "stored" else e.recoverable_j) for e in entries]
        values = [(e, in_heat_unit(joules, unit) / 10**power) for e, joules in found if joules is not None]
        total = sum((value for _, value in values), Fraction(0))
        whole = len(entries) != 1
        name = joined([w["wells.all_reservoirs"] if whole else entries[0].model.name, w[f"heat.{key}"]], self.language)
        if whole:
            inputs = tuple((e.model.name, decimal_text(round_half_up(value * 10**6), 6)) for e, value in values)
        else:
            inputs = self._model(entries[0], recovered=key == "recoverable")
        text = rule("heat_all" if whole else f"heat_{key}", self.language, name=name)
        return Said(name, text, Worked(total, inputs))

    def _model(self, entry: HeatInPlace, *, recovered: bool) -> tuple[tuple[str, str], ...]:
        w, model = words(self.language), entry.model
        if recovered and model.recovery is not None and entry.stored_j is not None:
            return (w["heat.stored"], f"{exact_text(entry.stored_j)} J"), (
                w["heat.recovery"],
                exact_text(model.recovery),
            )
        pairs = (
            ("area", f"{exact_text(model.area_m2)} m²"),
            ("thickness", f"{exact_text(model.thickness_m)} m"),
            ("porosity", exact_text(model.porosity)),
            ("rock", f"{exact_text(model.rock_density)} kg/m³, {exact_text(model.rock_heat)} J/(kg·K)"),
            ("water", f"{exact_text(model.water_density)} kg/m³, {exact_text(model.water_heat)} J/(kg·K)"),
            ("temperature", f"{exact_text(model.temperature_c)} ℃"),
            ("reference", f"{exact_text(entry.reference_c or Fraction(0))} ℃"),
        )
        return tuple((w[f"basis.{key}"], text) for key, text in pairs)


def _evaluated(heat: WellHeat) -> bool:
    return heat.produced_j is not None and heat.used_j is not None


def _part(heat: WellHeat, key: str) -> Fraction | None:
    """Return what one well gives to a sum: kW, TJ or tonnes of coal equivalent."""
    if key == "power":
        return heat.power_kw
    if key == "standard":
        return None if heat.standard_mj is None else heat.standard_mj / 10**6
    joules = {"produced": heat.produced_j, "used": heat.used_j, "coal": heat.coal_saved_j}[key]
    return None if joules is None else in_heat_unit(joules, "tce" if key == "coal" else "TJ")
