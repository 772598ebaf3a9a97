"""Places on a map: wells by role, rows of ledgers by ledger."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from natres.core.units import exact_text
from natres.presenters.maps.legend import counted, indexed
from natres.presenters.maps.material import LedgerMaterial, MapSet, WellMaterial
from natres.presenters.web import Category, CodeColumn, Colouring, Column, NumberColumn, PointLayer, Text, TextColumn

__all__ = ["ledger_layer", "number_text", "well_layer"]

_ROLE_COLOURS = {"production": "#e08e0b", "reinjection": "#1f6fb2", "observation": "#6b7280"}
#: Numbers of a well that a reader sees, with their units.
_WELL_NUMBERS = (("tail_water_c", "map.tail_water", "℃"), ("reinjected_1e4m3", "map.reinjection", "10⁴ m³"))


def well_layer(maps: MapSet, wells: WellMaterial) -> PointLayer:
    """Return the wells by role; those without coordinates are in the page too, for they count in its tables."""
    frame, roles = wells.frame, wells.roles
    order = [role for role in _ROLE_COLOURS if (roles == role).any()]
    categories = tuple(_role(role, maps, wells) for role in order)
    columns: list[Column] = []
    if not maps.public:
        columns.append(TextColumn("well_id", maps.say("map.well_id"), frame["well_id"].tolist(), search=True))
    columns.append(CodeColumn("role", maps.say("map.role"), frame["role"].tolist()))
    if "reservoir" in frame:
        columns.append(CodeColumn("reservoir", maps.say("map.reservoir"), frame["reservoir"].tolist(), search=True))
    for key, label, unit in () if maps.public else _WELL_NUMBERS:
        if key in frame:
            columns.append(NumberColumn(key, maps.say(label), [number_text(v) for v in frame[key]], unit))
    if "unit_name" in frame and not maps.public:
        columns.append(CodeColumn("unit_name", maps.say("map.unit"), frame["unit_name"].tolist(), search=True))
    return PointLayer(
        key="wells",
        title=maps.say("map.wells"),
        lon=frame["longitude"].to_numpy(dtype=float),
        lat=frame["latitude"].to_numpy(dtype=float),
        colourings=(Colouring("role", maps.say("map.role"), categories, indexed(roles, order)),),
        columns=tuple(columns),
    )


def _role(role: str, maps: MapSet, wells: WellMaterial) -> Category:
    """Return a role with how many wells have it, by the words of the register that mean it."""
    own, label = wells.roles == role, maps.say(f"wells.{role}")
    written = tuple(sorted(set(wells.frame["role"][own]) - set(wells.frame["role"][~own])))
    exact = wells.frame["role"].isin(written).equals(own)  # else other columns told the role too
    basis = counted(maps.languages, "wells", {"role": written}, label) if exact else {}
    return Category(role, label, _ROLE_COLOURS[role], str(int(own.sum())), basis)


def number_text(value: object) -> str:
    """Return a number of a register as exact decimals, empty for none.

    >>> number_text(94.2), number_text(float("nan")), number_text(30)
    ('94.2', '', '30')
    """
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    return exact_text(Fraction(str(value)), 30)


_LEDGER_COLOURS = ("#1b7837", "#b2182b", "#2166ac", "#e08214", "#762a83", "#01665e", "#8c510a", "#4d4d4d")


def ledger_layer(maps: MapSet, ledgers: Sequence[LedgerMaterial]) -> PointLayer:
    """Return the rows of all ledgers, a colour per ledger; those without coordinates are in the page too."""
    categories = tuple(
        Category(
            ledger.key,
            ledger.label,
            _LEDGER_COLOURS[i % len(_LEDGER_COLOURS)],
            str(len(ledger.names)),
            counted(maps.languages, "ledgers", {"kind": (ledger.key,)}, ledger.label),
        )
        for i, ledger in enumerate(ledgers)
    )
    sizes = [len(ledger.names) for ledger in ledgers]
    said: dict[str, Text] = {ledger.key: ledger.label for ledger in ledgers}
    kinds = [ledger.key for ledger in ledgers for _ in ledger.names]
    columns: list[Column] = [CodeColumn("kind", maps.say("ledgers.ledger"), kinds, said)]
    if not maps.public:
        names = [name for ledger in ledgers for name in ledger.names]
        columns.append(TextColumn("item", maps.say("ledgers.item"), names, search=True))
        columns.append(_details(maps, ledgers))
    return PointLayer(
        key="ledgers",
        title=maps.say("ledgers.title"),
        lon=np.concatenate([ledger.lon for ledger in ledgers]),
        lat=np.concatenate([ledger.lat for ledger in ledgers]),
        colourings=(
            Colouring("kind", maps.say("ledgers.ledger"), categories, np.repeat(np.arange(len(ledgers)), sizes)),
        ),
        columns=tuple(columns),
    )


def _details(maps: MapSet, ledgers: Sequence[LedgerMaterial]) -> CodeColumn:
    """Return what each row says, in the languages of the pages; rows that say the same share it."""
    said: dict[str, Text] = {}
    keys: list[str] = []
    for ledger in ledgers:
        for n in range(len(ledger.names)):
            text = {language: ledger.details[language][n] for language in maps.languages}
            key = text[maps.language]
            said[key] = text
            keys.append(key)
    return CodeColumn("said", maps.say("ledgers.said"), keys, said)
