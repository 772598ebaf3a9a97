"""Rules and ledgers of the resources beside the land: forest, wells, water, ledgers, accounts.

Amounts stand as a document prints them, with their unit in the same text: ``"0.6457亿m³"``.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from natres.core.results import AccountRow
from natres.core.volumes import STOCK_UNITS, parse_volume
from natres.core.water import StatedVolume, WaterCutRow, WaterQuarterRow, WaterSourceRow, WaterStatement, WaterUserRow
from natres.core.wells import ReservoirModel
from natres.district.quotas import area
from natres.district.table import Table, printed
from natres.errors import BadUsage

__all__ = [
    "AccountEntry",
    "AccountTable",
    "EnforcementRules",
    "ForestRules",
    "LedgerEntry",
    "ReservoirEntry",
    "WaterEntry",
    "WellRules",
    "account_row",
    "reservoir_model",
    "water_statement",
]


def _as_text(value: object) -> object:
    """Take a bare number as the text it is written with; TOML hands numbers over as decimals."""
    return format(value, "f") if isinstance(value, Decimal) else str(value) if isinstance(value, int) else value


def _is_number(text: str) -> str:
    printed(text)
    return text


def _is_positive(text: str) -> str:
    if printed(text).value <= 0:
        raise ValueError("a positive number")
    return text


def _is_volume(text: str) -> str:
    try:
        figure, _ = parse_volume(text)
    except BadUsage as error:
        raise ValueError('a volume with its unit, such as "12.5万m³"') from error
    if figure.value < 0:
        raise ValueError("a volume is not negative")
    return text


Number = Annotated[str, BeforeValidator(_as_text), AfterValidator(_is_number)]
Positive = Annotated[str, BeforeValidator(_as_text), AfterValidator(_is_positive)]
Volume = Annotated[str, AfterValidator(_is_volume)]
Share = Annotated[Decimal, Field(ge=0, le=1)]


class ForestRules(Table):
    """``[forest]``: forestry codes of one's own, and classes the district reports elsewhere."""

    codes: str | None = None
    fold: dict[str, Literal["forested", "shrub", "nursery", "unstocked", "other", "outside"]] = Field(
        default_factory=dict
    )


class ReservoirEntry(Table):
    """``[[wells.reservoirs]]``: what the heat stored in a reservoir is computed from."""

    name: str = Field(min_length=1)
    area_km2: Positive
    thickness_m: Positive
    porosity: Positive
    rock_density_kg_m3: Positive
    rock_heat_j_kg_k: Positive
    water_density_kg_m3: Positive
    water_heat_j_kg_k: Positive
    temperature_c: Positive
    recovery: Positive | None = None

    @model_validator(mode="after")
    def _parts_are_shares(self) -> Self:
        for key in ("porosity", "recovery"):
            text = getattr(self, key)
            if text is not None and printed(text).value > 1:
                raise ValueError(f"{key} is a share of 1")
        return self


class WellRules(Table):
    """``[wells]``: limits the well register is held against, and what heat is computed with."""

    tail_water_limit_c: float = 30.0
    required_rate: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)
    reference_c: float | None = Field(default=None, ge=-10, le=40)
    heating_days: int | None = Field(default=None, ge=1, le=366)
    boiler_efficiency: float | None = Field(default=None, gt=0, le=1)
    doublet_distance_m: tuple[float, float] = (200.0, 1500.0)
    reservoirs: list[ReservoirEntry] = Field(default_factory=list)

    @model_validator(mode="after")
    def _reservoirs_are_unique(self) -> Self:
        names = [reservoir.name for reservoir in self.reservoirs]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ValueError(f"reservoir {twice} stands twice")
        if self.doublet_distance_m[0] >= self.doublet_distance_m[1]:
            raise ValueError("doublet_distance_m = [from, to]")
        return self


class EnforcementRules(Table):
    """``[enforcement]``: what illegal land use is held against.

    ``cropland_ratio_limit`` is the share from which officials are called to account (ordinance 15 of 2008: 15 %);
    ``new_construction_cropland`` the cropland that new construction land took in the year, with its unit (``1200亩``).
    """

    cropland_ratio_limit: Share = Decimal("0.15")
    new_construction_cropland: str | None = None

    @field_validator("new_construction_cropland")
    @classmethod
    def _is_an_area(cls, text: str | None) -> str | None:
        if text is not None and area(text)[0].value <= 0:
            raise ValueError('a positive area with its unit, such as "1200亩"')
        return text


SourceKind = Literal["surface", "groundwater", "reclaimed", "allocated", "tap", "rain", "other"]


class WaterSource(Table):
    """``[[water.sources]]``: a source of water and what it gave in the year."""

    name: str = Field(min_length=1)
    kind: SourceKind = "other"
    amount: Volume


class WaterUser(Table):
    """``[[water.users]]``: a licensed user, what the plan allows and what was taken."""

    name: str = Field(min_length=1)
    source: SourceKind = "other"
    plan: Volume | None = None
    use: Volume | None = None


class WaterInspection(Table):
    """``[[water.inspections]]``: how many users there were in a quarter, and how many were visited."""

    quarter: int = Field(ge=1, le=4)
    takers: int = Field(ge=0)
    inspected: int = Field(ge=0)


class WaterCut(Table):
    """``[[water.groundwater_cut]]``: deep groundwater that is no longer pumped."""

    name: str = Field(min_length=1)
    volume: Volume


class WaterEntry(Table):
    """``[water]``: the water ledger of a year."""

    year: int = Field(ge=1980, le=2200)
    provisional: bool = False
    total: Volume | None = None
    sources: list[WaterSource] = Field(default_factory=list)
    users: list[WaterUser] = Field(default_factory=list)
    inspections: list[WaterInspection] = Field(default_factory=list)
    groundwater_cut: list[WaterCut] = Field(default_factory=list)

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        for rows in (self.sources, self.users, self.groundwater_cut):
            names = [row.name for row in rows]
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice:
                raise ValueError(f"{twice} stands twice")
        quarters = [row.quarter for row in self.inspections]
        twice = next((quarter for quarter in quarters if quarters.count(quarter) > 1), None)
        if twice:
            raise ValueError(f"quarter {twice} stands twice")
        return self


class LedgerEntry(Table):
    """``[ledgers.NAME]``: a table for what no layer gives; NAME is its kind unless ``kind`` says otherwise."""

    path: str
    kind: str | None = None
    sheet: str | None = None
    year: int | None = None
    crs: str | None = None
    encoding: str | None = None
    fields: dict[str, str] = Field(default_factory=dict)


class AccountEntry(Table):
    """``[accounts.water]``, ``[accounts.recoverable_heat]``: opening, what was added and taken, closing."""

    unit: str
    opening: Number
    closing: Number
    additions: dict[str, Number] = Field(default_factory=dict)
    reductions: dict[str, Number] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _unit_is_known(self) -> Self:
        if self.unit not in STOCK_UNITS:
            raise ValueError(", ".join(STOCK_UNITS))
        return self


class AccountTable(Table):
    """``[accounts]``: last year's results, and the accounts that no layer gives."""

    previous: str | None = None
    water: AccountEntry | None = None
    recoverable_heat: AccountEntry | None = None


def water_statement(entry: WaterEntry) -> WaterStatement:
    """Return the water ledger an entry states."""

    def volume(text: str | None) -> StatedVolume | None:
        return None if text is None else StatedVolume.parse(text)

    return WaterStatement(
        year=entry.year,
        provisional=entry.provisional,
        total=volume(entry.total),
        sources=tuple(WaterSourceRow(row.name, row.kind, StatedVolume.parse(row.amount)) for row in entry.sources),
        users=tuple(WaterUserRow(row.name, row.source, volume(row.plan), volume(row.use)) for row in entry.users),
        quarters=tuple(
            WaterQuarterRow(row.quarter, row.takers, row.inspected)
            for row in sorted(entry.inspections, key=lambda row: row.quarter)
        ),
        cuts=tuple(WaterCutRow(row.name, StatedVolume.parse(row.volume)) for row in entry.groundwater_cut),
    )


def account_row(entry: AccountEntry) -> tuple[AccountRow, str, str]:
    """Return the row an account states, in m³ or J, with that unit and the one it is stated in."""
    unit, size = STOCK_UNITS[entry.unit]

    def stock(text: str) -> Fraction:
        return printed(text).value * size

    row = AccountRow(
        (),
        stock(entry.opening),
        stock(entry.closing),
        tuple((cause, stock(text)) for cause, text in entry.additions.items()),
        tuple((cause, stock(text)) for cause, text in entry.reductions.items()),
    )
    return row, unit, entry.unit


def reservoir_model(entry: ReservoirEntry) -> ReservoirModel:
    """Return the model of a reservoir an entry states."""

    def number(text: str) -> Fraction:
        return printed(text).value

    return ReservoirModel(
        name=entry.name,
        area_m2=number(entry.area_km2) * 1_000_000,
        thickness_m=number(entry.thickness_m),
        porosity=number(entry.porosity),
        rock_density=number(entry.rock_density_kg_m3),
        rock_heat=number(entry.rock_heat_j_kg_k),
        water_density=number(entry.water_density_kg_m3),
        water_heat=number(entry.water_heat_j_kg_k),
        temperature_c=number(entry.temperature_c),
        recovery=None if entry.recovery is None else number(entry.recovery),
    )
