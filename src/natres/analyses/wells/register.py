"""The rows of the registers as records: words understood, numbers exact, missing values None."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

import pandas as pd

from natres.core.meanings import codes_by_meaning
from natres.core.wells import WellScheme, exact_or_none

__all__ = ["Register", "Right", "Well", "open_register", "rights_of", "roles_of", "words_of"]

Cells = Mapping[Hashable, object]
#: What stands between several numbers of rights in one cell.
_BETWEEN = re.compile(r"[、，,；;\s]+")


@dataclass(frozen=True)
class Well:
    """A row of the register of wells; volumes in m³, temperatures in °C, flow in m³/h, place in degrees."""

    well_id: str
    role_word: str
    role: str
    state_word: str
    state: str
    at_rest: bool
    pair_id: str
    right_cell: str
    reservoir_word: str
    reservoir: str
    #: Whether the reservoir is one of the word list or of the district's settings.
    reservoir_known: bool
    unit_name: str
    permit_m3: Fraction | None
    produced_m3: Fraction | None
    reinjected_m3: Fraction | None
    flow_m3_h: Fraction | None
    wellhead_c: Fraction | None
    tail_water_c: Fraction | None
    place: tuple[float, float] | None


@dataclass(frozen=True)
class Right:
    """A row of the register of rights."""

    right_id: str
    kind_word: str
    kind: str
    holder: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class Register:
    """The wells in their order, and the columns their file has."""

    wells: tuple[Well, ...]
    columns: frozenset[str]

    def with_role(self, role: str) -> tuple[Well, ...]:
        """Return the wells of a role."""
        return tuple(well for well in self.wells if well.role == role)


def open_register(frame: pd.DataFrame, scheme: WellScheme) -> Register:
    """Return the wells of a frame in natres columns; columns that are not there are missing values."""
    wells = tuple(_well(row, scheme) for row in frame.to_dict("records"))
    return Register(wells, frozenset(map(str, frame.columns)))


def _well(row: Cells, scheme: WellScheme) -> Well:
    state = scheme.state_of(_text(row, "state"))
    return Well(
        well_id=_text(row, "well_id"),
        role_word=_text(row, "role"),
        role=scheme.role_of(_text(row, "role")),
        state_word=_text(row, "state"),
        state=state,
        at_rest=state in scheme.at_rest,
        pair_id=_text(row, "pair_id"),
        right_cell=_text(row, "right_id"),
        reservoir_word=_text(row, "reservoir"),
        reservoir=scheme.reservoir_of(_text(row, "reservoir")),
        reservoir_known=scheme.knows_reservoir(_text(row, "reservoir")),
        unit_name=_text(row, "unit_name"),
        permit_m3=_volume(row, "permit_1e4m3"),
        produced_m3=_volume(row, "produced_1e4m3"),
        reinjected_m3=_volume(row, "reinjected_1e4m3"),
        flow_m3_h=exact_or_none(row.get("flow_m3_h")),
        wellhead_c=exact_or_none(row.get("wellhead_c")),
        tail_water_c=exact_or_none(row.get("tail_water_c")),
        place=_place(row),
    )


def rights_of(frame: pd.DataFrame, scheme: WellScheme) -> tuple[Right, ...]:
    """Return the rights of a frame in natres columns."""
    return tuple(
        Right(
            right_id=_text(row, "right_id"),
            kind_word=_text(row, "right_kind"),
            kind=scheme.kind_of(_text(row, "right_kind")),
            holder=_text(row, "holder"),
            valid_from=_day(row.get("valid_from")),
            valid_to=_day(row.get("valid_to")),
        )
        for row in frame.to_dict("records")
    )


def roles_of(wells: pd.DataFrame, scheme: WellScheme) -> pd.Series:
    """Return the role of every well (production, reinjection, observation), "" where its word is unknown."""
    return wells["role"].map(lambda word: scheme.role_of(str(word)))


def words_of(wells: pd.DataFrame, scheme: WellScheme) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the words of a register by what they mean: of a role, a state, a reservoir, a group, a well.

    >>> frame = pd.DataFrame({"well_id": ["K1"], "role": [" Production "]})
    >>> words_of(frame, WellScheme({"production": "production"}, {}, {}, {}))
    {'role': {'production': (' Production ',)}, 'well_id': {'K1': ('K1',)}}
    """
    meanings = {
        "role": scheme.role_of,
        "state": scheme.state_of,
        "reservoir": scheme.reservoir_of,
        "pair_id": str.strip,
    }
    found = {column: codes_by_meaning(wells[column], of) for column, of in meanings.items() if column in wells}
    ids: dict[str, tuple[str, ...]] = {}
    for word in wells.get("well_id", ()):
        written = word if isinstance(word, str) else ""
        ids[written.strip()] = (*ids.get(written.strip(), ()), written)
    return found | {"well_id": ids}


def right_ids(cell: str, known: frozenset[str]) -> tuple[str, ...]:
    """Return the numbers of rights in a cell: the whole of it where that is a right, else what separators part.

    >>> right_ids("C1、C2", frozenset({"C1"})), right_ids("C 1", frozenset({"C 1"})), right_ids("", frozenset())
    (('C1', 'C2'), ('C 1',), ())
    """
    if not cell or cell in known:
        return (cell,) if cell else ()
    return tuple(dict.fromkeys(part for part in _BETWEEN.split(cell) if part))


def _text(row: Cells, name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def _volume(row: Cells, name: str) -> Fraction | None:
    """Return a volume given in 10⁴ m³ as m³, exactly as printed."""
    value = exact_or_none(row.get(name))
    return None if value is None else value * 10_000


def _place(row: Cells) -> tuple[float, float] | None:
    longitude, latitude = exact_or_none(row.get("longitude")), exact_or_none(row.get("latitude"))
    if longitude is None or latitude is None or abs(longitude) > 180 or abs(latitude) > 90:
        return None
    return float(longitude), float(latitude)


def _day(value: object) -> date | None:
    """Return a day; a text only where it is written 2022-12-31."""
    if value is None or value is pd.NaT:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
