"""The published figures beside the land: heat, water and ledgers, each in the unit it was published in."""

from collections.abc import Mapping
from fractions import Fraction

from natres.core.heat import in_heat_unit
from natres.core.ledger_figures import LedgerFigure
from natres.core.results import LedgerTable, WellTable
from natres.core.units import unit_fraction
from natres.core.volumes import M3_PER
from natres.district import District
from natres.errors import BadDistrictFile, BadUsage
from natres.labels import words
from natres.readers.ledger_figures import read_ledger_figures
from natres.workflows.subjects.ledgers import Ledgers

__all__ = ["beside_figures", "beside_labels"]

Amount = tuple[str, Fraction]  # what it is (area in dm², m3, J, 1e8CNY, count), how much


def beside_figures(district: District, wells: WellTable | None, books: Ledgers) -> dict[str, Fraction]:
    """Return the computed value of every published figure beside the land, in its published unit.

    Raises
    ------
    BadDistrictFile : ``DISTRICT_VALUE`` for a unit that does not measure what the figure is
    """
    known, found = _amounts(wells, books), dict[str, Fraction]()
    for table, entry in district.content.published.items():
        for name, value in entry.figures.items():
            key = f"{table}.{name}"
            if key in known:
                found[key] = _in_unit(known[key], district, key, value.unit)
    return found


def _amounts(wells: WellTable | None, books: Ledgers) -> dict[str, Amount]:
    found: dict[str, Amount] = {}
    stores = wells.heat_in_place if wells else ()
    stored = [store.stored_j for store in stores if store.stored_j is not None]
    recoverable = [store.recoverable_j for store in stores if store.recoverable_j is not None]
    if stored and len(stored) == len(stores):  # with one reservoir missing the sum is no total
        found["geothermal.resource_heat"] = ("J", sum(stored, Fraction(0)))
    if recoverable and len(recoverable) == len(stores):
        found["geothermal.recoverable_heat"] = ("J", sum(recoverable, Fraction(0)))
    water = books.water
    if water and water.statement.sources:
        found["water.total"] = ("m3", water.sources_m3)
    if water and water.statement.cuts:
        found["water.deep_groundwater_cut"] = ("m3", water.cut_m3)
    for figure in read_ledger_figures():
        ledger = books.of_kind(figure.ledger)
        amount = None if ledger is None else _of_ledger(ledger, figure)
        if amount is not None:
            found[figure.key] = amount
    return found


def _of_ledger(ledger: LedgerTable, figure: LedgerFigure) -> Amount | None:
    groups = ledger.groups.get(figure.choice) if figure.choice else None
    if figure.choice and groups is None:
        return None
    chosen = [group for group in groups or () if group.value in figure.values]
    if not figure.column:
        return "count", Fraction(sum(group.rows for group in chosen) if figure.choice else ledger.rows)
    if figure.column not in ledger.sums:
        return None
    total = sum((g.sums[figure.column] for g in chosen), Fraction(0)) if figure.choice else ledger.sums[figure.column]
    if figure.unit == "1e8CNY":
        return figure.unit, total
    return "dm2", total * unit_fraction(figure.unit)


def _in_unit(amount: Amount, district: District, key: str, unit: str) -> Fraction:
    kind, value = amount
    try:
        if kind == "dm2":
            return value / unit_fraction(unit)
        if kind == "J":
            return in_heat_unit(value, unit)
        if kind == "m3":
            return value / M3_PER[unit]
        if kind == unit:
            return value
    except (BadUsage, KeyError):
        pass
    known = {"dm2": "m2, ha, km2, mu, 1e4mu", "J": "J, kWh, tce", "m3": ", ".join(M3_PER)}
    facts = {"key": f"published.{key}.unit", "value": unit, "why": known.get(kind, kind)}
    raise BadDistrictFile("DISTRICT_VALUE.choice", file=district.path.name, **facts)


def beside_labels(language: str) -> Mapping[str, str]:
    """Return the words for the figures beside the land."""
    w = words(language)
    own = ("geothermal.resource_heat", "geothermal.recoverable_heat", "water.total", "water.deep_groundwater_cut")
    labels = {key: w[f"published.{key.replace('.', '_')}"] for key in own}
    return labels | {figure.key: figure.label[language] for figure in read_ledger_figures()}
