"""The district file as a typed model: every table and key it may have."""

from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from natres.district.published import PublishedTable
from natres.district.quotas import QuotaEntry
from natres.district.resources import (
    AccountTable,
    EnforcementRules,
    ForestRules,
    LedgerEntry,
    WaterEntry,
    WellRules,
)  # fmt: skip
from natres.district.table import Table

__all__ = ["DistrictEntry", "DistrictFile", "LayerEntry", "LayerTable", "MapList", "UnitEntry"]


class DistrictEntry(Table):
    """``[district]``: what the file is about."""

    name: str = Field(min_length=1)
    code: str = Field(pattern=r"^\d{6}$")
    year: int = Field(ge=1980, le=2200)
    language: Literal["zh", "en"] = "zh"
    crs: str | None = None
    control_area_m2: Decimal | None = Field(default=None, gt=0)
    closing_tolerance: Decimal = Field(default=Decimal("0.10"), ge=0)
    closing: Literal["none", "survey", "largest-remainder"] = "none"
    scheme: str = "third-survey"
    invented: bool = False


class UnitEntry(Table):
    """``[[units]]``: a town (9 digits) or a village (12 digits)."""

    code: str = Field(pattern=r"^(\d{9}|\d{12})$")
    name: str
    level: Literal["town", "village"]
    control_area_m2: Decimal | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _level_fits_code(self) -> Self:
        if (self.level == "town") != (len(self.code) == 9):
            raise ValueError("a town has 9 digits, a village 12")
        return self


class LayerEntry(Table):
    """``[layers.NAME]``: a file with its date and, where they differ, its field names."""

    path: str
    layer: str | None = None
    year: int | None = None
    fields: dict[str, str] = Field(default_factory=dict)
    crs: str | None = None
    encoding: str | None = None
    datum_shift: str | None = None
    accept_ballpark: bool = False


class LayerTable(Table):
    """``[layers]``: the inputs a district may have."""

    parcels: LayerEntry | None = None
    parcels_before: LayerEntry | None = None
    forest: LayerEntry | None = None
    forest_before: LayerEntry | None = None
    wells: LayerEntry | None = None
    rights: LayerEntry | None = None
    units: LayerEntry | None = None
    towns: LayerEntry | None = None
    surroundings: LayerEntry | None = None
    landcover: LayerEntry | None = None
    illegal_land: LayerEntry | None = None
    approvals: LayerEntry | None = None
    landcover_before: LayerEntry | None = None
    zones: dict[str, LayerEntry] = Field(default_factory=dict)


class MapList(Table):
    """``[maps]``: which map definitions the report draws, and what stands at the foot of its sheets."""

    draw: list[str] = Field(default_factory=lambda: ["landuse", "quota", "forest", "wells", "ledgers"])
    issuer: str = ""
    issued: str = ""
    review_number: str = ""


class DistrictFile(Table):
    """The whole file."""

    district: DistrictEntry
    units: list[UnitEntry] = Field(default_factory=list)
    layers: LayerTable = LayerTable()
    quotas: list[QuotaEntry] = Field(default_factory=list)
    published: dict[str, PublishedTable] = Field(default_factory=dict)
    forest: ForestRules = ForestRules()
    wells: WellRules = WellRules()
    enforcement: EnforcementRules = EnforcementRules()
    water: WaterEntry | None = None
    ledgers: dict[str, LedgerEntry] = Field(default_factory=dict)
    accounts: AccountTable = AccountTable()
    maps: MapList = MapList()
    checks: dict[str, Literal["error", "warning", "info", "off"]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _units_are_unique(self) -> Self:
        codes = [unit.code for unit in self.units]
        twice = next((code for code in codes if codes.count(code) > 1), None)
        if twice:
            raise ValueError(f"unit {twice} stands twice")
        keys = [quota.key for quota in self.quotas]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice:
            raise ValueError(f"quota {twice} stands twice")
        return self
