"""Thermal power, heat produced and used, utilisation, and the heat stored in reservoirs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from natres.analyses.wells.findings import finding
from natres.analyses.wells.register import Register, Well
from natres.core.heat import heat_in_place_j, standard_heat_mj, thermal_power_kw, water_heat_j
from natres.core.results import HeatInPlace, HeatSum, WellFinding, WellHeat
from natres.core.wells import ReservoirModel, WellScheme, WellSettings
from natres.errors import BadUsage

__all__ = ["heat_findings", "heat_in_place", "sum_heat", "sum_heat_by_reservoir", "well_heat"]


def well_heat(register: Register, scheme: WellScheme, settings: WellSettings) -> tuple[WellHeat, ...]:
    """Return the heat of every production well.

    Nothing is returned where the register has neither temperatures at the well-head nor of tail water.
    """
    if not register.columns & {"wellhead_c", "tail_water_c"}:
        return ()
    return tuple(_heat(well, scheme, settings) for well in register.with_role("production"))


def _heat(well: Well, scheme: WellScheme, settings: WellSettings) -> WellHeat:
    hot, cold, tail = well.wellhead_c, settings.reference_c, well.tail_water_c
    warm = hot is not None and cold is not None and hot > cold
    power = produced = used = None
    if hot is not None and cold is not None and warm:
        power = None if well.flow_m3_h is None else thermal_power_kw(well.flow_m3_h, hot, cold)
        produced = None if well.produced_m3 is None else water_heat_j(well.produced_m3, hot, cold)
        if tail is not None and tail <= hot and well.produced_m3 is not None:
            used = water_heat_j(well.produced_m3, hot, tail)
    days, efficiency = settings.heating_days, settings.boiler_efficiency
    standard = None if power is None or days is None or not efficiency else standard_heat_mj(power, days, efficiency)
    return WellHeat(
        well_id=well.well_id,
        reservoir=well.reservoir,
        wellhead_c=hot,
        tail_water_c=tail,
        grade="" if hot is None else scheme.grade_of(hot),
        power_kw=power,
        standard_mj=standard,
        produced_j=produced,
        used_j=used,
        coal_saved_j=None if used is None or not efficiency else used / efficiency,
        why_not=tuple(_missing(well, cold)),
    )


def _missing(well: Well, cold: Fraction | None) -> Iterator[str]:
    hot, tail = well.wellhead_c, well.tail_water_c
    if cold is None:
        yield "no_reference"
    if hot is None:
        yield "no_wellhead"
    elif cold is not None and hot <= cold:
        yield "not_above_reference"
    if well.flow_m3_h is None:
        yield "no_flow"
    if well.produced_m3 is None:
        yield "no_volume"
    if tail is None:
        yield "no_tail"
    elif hot is not None and tail > hot:
        yield "tail_above_wellhead"


def sum_heat_by_reservoir(heats: Sequence[WellHeat]) -> tuple[HeatSum, ...]:
    """Return the sums of every reservoir, in the order of their names."""
    names = sorted({heat.reservoir for heat in heats})
    return tuple(sum_heat(name, [h for h in heats if h.reservoir == name]) for name in names)


def sum_heat(name: str, heats: Sequence[WellHeat]) -> HeatSum:
    """Return heat produced and used over the wells that have both, and power over those that have it.

    Utilisation of the whole is heat used of all / heat produced of all, never a mean of rates.
    """
    whole = [(h.produced_j, h.used_j, h.coal_saved_j) for h in heats if h.produced_j is not None]
    both = [(produced, used, coal) for produced, used, coal in whole if used is not None]
    powers = [h.power_kw for h in heats if h.power_kw is not None]
    standard = [h.standard_mj for h in heats if h.standard_mj is not None]
    coal = [saved for _, _, saved in both if saved is not None]
    return HeatSum(
        reservoir=name,
        evaluated=len(both),
        not_evaluated=len(heats) - len(both),
        produced_j=sum((produced for produced, _, _ in both), Fraction(0)),
        used_j=sum((used for _, used, _ in both), Fraction(0)),
        coal_saved_j=sum(coal, Fraction(0)) if coal else None,
        powered=len(powers),
        power_kw=sum(powers, Fraction(0)),
        standard_mj=sum(standard, Fraction(0)) if standard else None,
    )


def heat_in_place(scheme: WellScheme, settings: WellSettings) -> tuple[HeatInPlace, ...]:
    """Return the heat stored in every reservoir the district describes, under its usual name.

    Raises
    ------
    BadUsage : ``RESERVOIR_TWICE`` where two spellings of one reservoir are described: its heat would count twice
    """
    found: dict[str, HeatInPlace] = {}
    for model in settings.reservoirs:
        name = scheme.reservoir_of(model.name)
        if name in found:
            raise BadUsage("RESERVOIR_TWICE", value=model.name, name=name)
        found[name] = _in_place(replace(model, name=name), settings.reference_c)
    return tuple(found.values())


def _in_place(model: ReservoirModel, cold: Fraction | None) -> HeatInPlace:
    if cold is None or model.temperature_c <= cold:
        return HeatInPlace(model, cold, None, None, "no_reference" if cold is None else "not_above_reference")
    stored = heat_in_place_j(
        (model.rock_density, model.rock_heat), (model.water_density, model.water_heat), model.porosity,
        model.area_m2 * model.thickness_m, model.temperature_c - cold,
    )  # fmt: skip
    return HeatInPlace(model, cold, stored, None if model.recovery is None else stored * model.recovery)


def heat_findings(register: Register, cold: Fraction | None) -> Iterator[WellFinding]:
    """Yield tail water that is hotter than the well-head, or colder than the temperature of reference."""
    for well in register.with_role("production"):
        hot, tail = well.wellhead_c, well.tail_water_c
        if hot is not None and tail is not None and tail > hot:
            yield finding("TAIL_ABOVE_WELLHEAD", well.well_id, tail=tail, wellhead=hot)
        elif tail is not None and cold is not None and tail < cold:
            yield finding("TAIL_BELOW_REFERENCE", well.well_id, tail=tail, reference=cold)
