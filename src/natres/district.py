"""The district file: name, control areas, layers, quotas and published figures of one district, as a typed model.

A district is described by one TOML file; nothing about a district stands in code.
"""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pyproj import CRS
from pyproj.exceptions import CRSError

from natres.core.closing import Control
from natres.core.crs import ComputingZone, geographic, own_zone
from natres.core.results import Quota, Unit
from natres.core.units import PrintedFigure, parse_area, to_dm2
from natres.errors import BadData, BadDistrictFile, BadUsage, NotThere

__all__ = ["EXAMPLE_CODE", "District", "DistrictFile", "LayerEntry", "PublishedValue", "quota_of", "read_district"]


#: The code that ``natres init`` writes where it knows none; a report refuses it.
EXAMPLE_CODE = "999999"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DistrictEntry(_Table):
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


class UnitEntry(_Table):
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


class LayerEntry(_Table):
    """``[layers.NAME]``: a file with its date and, where they differ, its field names."""

    path: str
    layer: str | None = None
    year: int | None = None
    fields: dict[str, str] = {}
    crs: str | None = None
    encoding: str | None = None


class LayerTable(_Table):
    """``[layers]``: the inputs a district may have."""

    parcels: LayerEntry | None = None
    parcels_before: LayerEntry | None = None
    forest: LayerEntry | None = None
    wells: LayerEntry | None = None
    rights: LayerEntry | None = None
    units: LayerEntry | None = None
    towns: LayerEntry | None = None
    landcover: LayerEntry | None = None
    zones: dict[str, LayerEntry] = {}


class QuotaEntry(_Table):
    """``[[quotas]]``: a limit as a paper printed it, in km² (``limit_km2``) or with its unit (``limit``)."""

    key: str
    label: str
    measure: str
    kind: Literal["ceiling", "floor"]
    limit_km2: str | None = None
    limit: str | None = None
    warn_ratio: Decimal = Field(default=Decimal("0.95"), gt=0, le=1)
    unit_limits_km2: dict[str, str] = {}
    unit_limits: dict[str, str] = {}
    document: str = ""
    issued_by: str = ""
    valid_from: str = ""
    valid_to: str = ""
    commitments_km2: str | None = None

    @field_validator("limit_km2", "commitments_km2")
    @classmethod
    def _is_a_number(cls, text: str | None) -> str | None:
        if text is not None and _printed(text).value <= 0:
            raise ValueError("a limit is a positive number")
        return text

    @field_validator("limit")
    @classmethod
    def _is_an_area(cls, text: str | None) -> str | None:
        if text is not None and _area(text)[0].value <= 0:
            raise ValueError("a limit is a positive number")
        return text

    @field_validator("unit_limits_km2", "unit_limits")
    @classmethod
    def _are_numbers(cls, limits: dict[str, str]) -> dict[str, str]:
        for text in limits.values():
            if _area(text)[0].value <= 0:
                raise ValueError("a limit is a positive number")
        return limits

    @model_validator(mode="after")
    def _has_one_limit(self) -> Self:
        if (self.limit_km2 is None) == (self.limit is None):
            raise ValueError("one of limit_km2 and limit")
        return self


class PublishedValue(_Table):
    """A figure as a document prints it, with its unit and, where printed, its share in percent."""

    value: str
    unit: str
    share: str | None = None

    @field_validator("value", "share")
    @classmethod
    def _is_a_figure(cls, text: str | None) -> str | None:
        if text is not None:
            _printed(text)
        return text


class PublishedTable(_Table):
    """``[published.NAME]``: figures of one table and one date."""

    year: int
    calibrated: bool = False
    figures: dict[str, PublishedValue] = {}

    @model_validator(mode="before")
    @classmethod
    def _collect_figures(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        own = {key: data[key] for key in ("year", "calibrated") if key in data}
        return {**own, "figures": {key: value for key, value in data.items() if key not in own}}


class WellRules(_Table):
    """``[wells]``: limits the well register is held against."""

    tail_water_limit_c: float = 30.0
    required_rate: dict[str, Annotated[float, Field(ge=0, le=1)]] = {}


class MapList(_Table):
    """``[maps]``: which map definitions the report draws."""

    draw: list[str] = ["landuse", "quota", "forest", "wells"]


class DistrictFile(_Table):
    """The whole file."""

    district: DistrictEntry
    units: list[UnitEntry] = []
    layers: LayerTable = LayerTable()
    quotas: list[QuotaEntry] = []
    published: dict[str, PublishedTable] = {}
    wells: WellRules = WellRules()
    maps: MapList = MapList()

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


@dataclass(frozen=True)
class District:
    """A district file together with the folder its paths start from."""

    path: Path
    content: DistrictFile

    @property
    def folder(self) -> Path:
        """Where relative paths start."""
        return self.path.parent

    @property
    def units(self) -> tuple[Unit, ...]:
        """Towns and villages as the file lists them."""
        return tuple(
            Unit(u.code, u.name, u.level, None if u.control_area_m2 is None else to_dm2(u.control_area_m2))
            for u in self.content.units
        )

    @property
    def control(self) -> Control:
        """The control area and the tolerance of closing."""
        entry = self.content.district
        area = None if entry.control_area_m2 is None else to_dm2(entry.control_area_m2)
        return Control(area, float(entry.closing_tolerance))

    @property
    def zone(self) -> ComputingZone | None:
        """The zone areas are computed in, where the file names a coordinate system that is one.

        Raises
        ------
        BadDistrictFile : ``DISTRICT_VALUE`` for a system nobody knows
        """
        text = self.content.district.crs
        if text is None:
            return None
        try:
            system = CRS.from_user_input(text)
            geographic(system)
            return own_zone(system)
        except (CRSError, BadData):
            facts = {"key": "district.crs", "value": text, "why": "EPSG:4527 …"}
            raise BadDistrictFile("DISTRICT_VALUE", file=self.path.name, **facts) from None

    @property
    def quotas(self) -> tuple[Quota, ...]:
        """The quotas of the file."""
        return tuple(_quota(entry) for entry in self.content.quotas)

    @property
    def scheme_path(self) -> str:
        """Name of a shipped scheme, or the path of the district's own."""
        name = self.content.district.scheme
        return str(self.folder / name) if name.lower().endswith(".csv") else name

    def layer(self, name: str) -> LayerEntry:
        """Return the entry of a layer with its path made absolute.

        Raises
        ------
        NotThere : ``LAYER_NOT_GIVEN``
        """
        entry = getattr(self.content.layers, name)
        if entry is None:
            raise NotThere("LAYER_NOT_GIVEN", file=self.path.name, value=name)
        return entry.model_copy(update={"path": str(self.folder / entry.path)})

    def has(self, name: str) -> bool:
        """Return whether the file names that layer."""
        return getattr(self.content.layers, name) is not None


def read_district(path: str | Path) -> District:
    """Read and check a district file.

    Raises
    ------
    NotThere : ``FILE_MISSING``
    BadDistrictFile : ``DISTRICT_ENCODING``, ``DISTRICT_SYNTAX``, ``DISTRICT_KEY`` (with the nearest known
        key) or ``DISTRICT_VALUE``

    >>> district = read_district("data/xiqing.toml")
    >>> district.content.district.name, district.quotas[0].limit_text
    ('西青区', '211.3')
    """
    file = Path(path)
    if not file.exists():
        raise NotThere("FILE_MISSING", file=str(path))
    if not file.is_file():
        raise BadData("FILE_UNREADABLE.folder", file=str(path))
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadDistrictFile("DISTRICT_ENCODING", file=file.name) from None
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        kind = ".backslash" if "\\" in str(error) else ".quotes" if _chinese_quotes(text) else ""
        raise BadDistrictFile(f"DISTRICT_SYNTAX{kind}", file=file.name, why=str(error)) from None
    try:
        return District(file.resolve(), DistrictFile.model_validate(data))
    except ValidationError as error:
        raise _explain(error, file.name) from None


def _chinese_quotes(text: str) -> bool:
    """Return whether a value stands in Chinese quotation marks."""
    return any(line.partition("=")[2].strip()[:1] in ("“", "”", "‘", "「") for line in text.splitlines() if "=" in line)


#: No limit is past 100 million km²: a thousandfold slip of the unit.
_LARGEST_LIMIT_DM2 = 10**16


def quota_of(measure: str, limit: str, *, kind: str = "ceiling", label: str = "") -> Quota:
    """Return a quota given on the command line; the limit keeps the digits and the unit it was written with.

    Raises
    ------
    BadUsage : ``NUMBER`` for a limit that is not a positive number

    >>> quota = quota_of("cropland", "17.43万亩", kind="floor")
    >>> quota.limit_dm2 / 1e8, quota.limit_text, quota.limit_unit
    (116.2, '17.43', '1e4mu')
    """
    figure, unit = parse_area(limit)
    if not 0 < to_dm2(figure.value, unit) < _LARGEST_LIMIT_DM2:
        raise BadUsage("NUMBER", value=limit)
    entry = QuotaEntry(key=measure, label=label or measure, measure=measure, kind="ceiling", limit=limit)
    return _quota(entry.model_copy(update={"kind": kind}))


def _quota(entry: QuotaEntry) -> Quota:
    printed, unit = parse_area(entry.limit or str(entry.limit_km2))
    limits = {**entry.unit_limits_km2, **entry.unit_limits}
    return Quota(
        key=entry.key,
        label=entry.label,
        measure=entry.measure,
        kind=entry.kind,
        limit_dm2=to_dm2(printed.value, unit),
        limit_text=printed.text.strip(),
        limit_decimals=max(printed.decimals, 0),
        warn_ratio=Fraction(entry.warn_ratio),
        unit_limits_dm2=tuple(
            (code, to_dm2(figure.value, of)) for code, (figure, of) in ((c, parse_area(v)) for c, v in limits.items())
        ),
        document=entry.document,
        limit_unit=unit,
    )


def _area(text: str) -> tuple[PrintedFigure, str]:
    try:
        return parse_area(text)
    except BadUsage as error:
        raise ValueError('not an area as printed, such as "18.75万亩"') from error


def _printed(text: str) -> PrintedFigure:
    try:
        return PrintedFigure.parse(text)
    except BadUsage as error:
        raise ValueError('not a number as printed, such as "211.3"') from error


def _explain(error: ValidationError, file: str) -> BadDistrictFile:
    """Turn the first complaint of the model into one of ours, with the nearest known key."""
    # A misspelt key first: the key it was meant to be is then missing as well.
    first = min(error.errors(), key=lambda complaint: complaint["type"] != "extra_forbidden")
    place = [str(part) for part in first["loc"]]
    key = ".".join(place)
    if first["type"] == "extra_forbidden":
        allowed = _known_keys(place[:-1])
        near = difflib.get_close_matches(place[-1], allowed, n=1, cutoff=0.5)
        nearest = f" → {near[0]}?" if near else ""
        return BadDistrictFile("DISTRICT_KEY", file=file, key=key, nearest=nearest, allowed=", ".join(allowed))
    given = first.get("input")
    value = "—" if isinstance(given, Mapping | list) else str(given)
    variant = _VALUE_VARIANTS.get(str(first["type"]), "")
    facts = {"key": key, "value": value[:60], "why": str(first.get("ctx", {}).get("expected", first["msg"]))}
    return BadDistrictFile(f"DISTRICT_VALUE{variant}", file=file, **facts)


#: What the model calls a wrong value → how the catalogue of messages calls it.
_VALUE_VARIANTS = {
    "missing": ".missing",
    "string_type": ".text",
    "string_pattern_mismatch": ".code",
    "int_parsing": ".number",
    "int_type": ".number",
    "int_from_float": ".number",
    "decimal_parsing": ".number",
    "decimal_type": ".number",
    "float_parsing": ".number",
    "float_type": ".number",
    "greater_than": ".positive",
    "greater_than_equal": ".positive",
    "less_than_equal": ".positive",
    "literal_error": ".choice",
    "bool_parsing": ".choice",
    "bool_type": ".choice",
}


def _known_keys(place: list[str]) -> list[str]:
    """Return the keys of the table a complaint is about, found by walking the model."""
    model: type[BaseModel] = DistrictFile
    for part in place:
        field = model.model_fields.get(part)
        if field is not None:
            model = _model_in(field.annotation) or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = [_model_in(argument) for argument in getattr(annotation, "__args__", ())]
    return next((model for model in inner if model is not None), None)
