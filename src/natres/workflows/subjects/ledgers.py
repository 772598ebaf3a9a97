"""The ledgers of a district: added up, laid on its parcels; the users of water among them."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from natres.analyses.ledgers import ledger_table, places_on_parcels
from natres.core.issues import Notice
from natres.core.provenance import Provenance
from natres.core.results import LedgerPlace, LedgerTable, WaterLedger
from natres.core.table_spec import TableSpec
from natres.core.units import PrintedFigure
from natres.core.water import StatedVolume, WaterQuarterRow, WaterStatement, WaterUserRow
from natres.district import District, read_district
from natres.errors import BadDistrictFile, BadUsage
from natres.presenters import json_text as to_json
from natres.presenters.ledger_tables import ledger_json, ledger_tables
from natres.presenters.water_tables import water_json, water_sentences, water_tables
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.inputs import Land, Ledger, Options, open_ledgers, open_units
from natres.workflows.subjects.water import water_of

__all__ = ["Ledgers", "ledgers", "ledgers_of"]

_QUARTERS = ("inspected_q1", "inspected_q2", "inspected_q3", "inspected_q4")


@dataclass(frozen=True, eq=False)
class Ledgers:
    """The ledgers of a run with their specs, the water ledger, their inputs and what is to be said of them."""

    opened: tuple[Ledger, ...]
    tables: tuple[tuple[LedgerTable, TableSpec], ...]
    water: WaterLedger | None
    inputs: tuple[Provenance, ...]
    notices: tuple[Notice, ...]

    def of_kind(self, kind: str) -> LedgerTable | None:
        """Return the ledger of a kind; None where the district has none."""
        return next((table for table, _ in self.tables if table.kind == kind), None)


def ledgers(source: str | Path, options: Options | None = None) -> Answer:
    """Return the ledgers and the water ledger of a district, without its parcels: a quick check of what a clerk keeps.

    Parameters
    ----------
    source : a district file
    """
    options = options or Options()
    if not str(source).lower().endswith(".toml"):
        raise BadUsage("DISTRICT_WANTED", value=str(source))
    district = read_district(source)
    language = language_of(options, district)
    found = ledgers_of(district, options)
    data = to_json.envelope("ledgers", found.inputs, found.notices, language)
    data |= {"ledgers": ledger_json(found.tables, language)}
    tables, sentences = ledger_tables(found.tables, language, {}), ()
    if found.water:
        data |= {"water": water_json(found.water, language)}
        tables, sentences = (
            (*tables, *water_tables(found.water, language, options.rounding)),
            water_sentences(found.water, language),
        )
    marks = marks_of(district, language, *found.inputs)
    return Answer(language, tables, data, found.notices, sentences, marks, moment_of(district))


def ledgers_of(district: District, options: Options, land: Land | None = None) -> Ledgers:
    """Read, check and add up the ledgers; with ``land`` their rows are laid on its parcels."""
    opened = open_ledgers(district, options)
    towns = {unit.code: unit.name for unit in open_units(district, options) if unit.level == "town"} if opened else {}
    tables = tuple(
        (ledger_table(one.layer.frame, one.spec, year=one.year, places=_places(one, land, towns)), one.spec)
        for one in opened
    )
    users = next((one for one in opened if one.spec.kind == "water_users"), None)
    water, doubtful = water_of(district, options, _with_users(district, users) if users else None)
    return Ledgers(
        opened=opened,
        tables=tables,
        water=water,
        inputs=tuple(one.layer.provenance for one in opened),
        notices=(*(notice for one in opened for notice in one.notices), *doubtful),
    )


def _places(ledger: Ledger, land: Land | None, towns: dict[str, str]) -> tuple[LedgerPlace, ...]:
    if land is None or ledger.spec.coordinates == "none":
        return ()
    shapes = land.layer.frame["geometry"].to_numpy()
    names = ledger.spec.identity[0] if ledger.spec.identity else ledger.spec.columns[0].key
    return places_on_parcels(ledger.layer.frame, names, land.ledger.parcels, shapes, land.layer.crs, towns)


def _with_users(district: District, users: Ledger) -> WaterStatement:
    """Return the water ledger with the users of a file; without stated visits those of the file are counted.

    Raises
    ------
    BadDistrictFile : ``DISTRICT_VALUE`` where users stand in the district file as well
    """
    stated = district.water or WaterStatement(users.year, False, None)
    if stated.users:
        facts = {"key": "water.users", "value": "[[water.users]]", "why": "ledgers.water_users"}
        raise BadDistrictFile("DISTRICT_VALUE", file=district.path.name, **facts)
    rows = tuple(_user(row) for row in users.layer.frame.to_dict("records"))
    return replace(stated, users=rows, quarters=stated.quarters or _visits(users.layer.frame))


def _user(row: Mapping[Hashable, Any]) -> WaterUserRow:
    plan, use = (_volume(row.get(key)) for key in ("plan_1e4m3", "use_1e4m3"))
    return WaterUserRow(str(row["user"]), str(row.get("source") or "other"), plan, use)


def _volume(value: object) -> StatedVolume | None:
    if not isinstance(value, float) or value != value:  # noqa: PLR0124  NaN
        return None
    return StatedVolume.of(PrintedFigure.parse(repr(value)), "1e4m3")


def _visits(users: pd.DataFrame) -> tuple[WaterQuarterRow, ...]:
    """Count the users visited in a quarter by the dates of the file; a quarter without a column is not stated."""
    shown = [(number, key) for number, key in enumerate(_QUARTERS, start=1) if key in users]
    return tuple(WaterQuarterRow(number, len(users), int(users[key].notna().sum())) for number, key in shown)
