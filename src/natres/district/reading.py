"""Reading a district file, and saying what is wrong with one."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pyproj import CRS
from pyproj.exceptions import CRSError

from natres.core.closing import Control
from natres.core.crs import ComputingZone, geographic, own_zone
from natres.core.results import AccountRow, Quota, Unit
from natres.core.units import to_dm2
from natres.core.water import WaterStatement
from natres.core.wells import ReservoirModel
from natres.district.model import DistrictFile, LayerEntry
from natres.district.quotas import quota_from
from natres.district.resources import LedgerEntry, account_row, reservoir_model, water_statement
from natres.errors import BadData, BadDistrictFile, NatresError, NotThere

__all__ = ["EXAMPLE_CODE", "District", "district_problems", "read_district"]


#: The code that ``natres init`` writes where it knows none; a report refuses it.
#: A URL, a connection string, a virtual path.
_ELSEWHERE = re.compile(r"[A-Za-z_][\w+.-]+:|/vsi|[{<]")
EXAMPLE_CODE = "999999"


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
        return Control(area, float(entry.closing_tolerance), self.path.name)

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
        return tuple(replace(quota_from(entry), source=self.path.name) for entry in self.content.quotas)

    @property
    def scheme_path(self) -> str:
        """Name of a shipped scheme, or the path of the district's own."""
        name = self.content.district.scheme
        return str(self.folder / name) if name.lower().endswith(".csv") else name

    @property
    def water(self) -> WaterStatement | None:
        """The water ledger as stated; users of a ledger file are added by whoever reads that."""
        return None if self.content.water is None else water_statement(self.content.water)

    @property
    def reservoirs(self) -> tuple[ReservoirModel, ...]:
        """The geothermal reservoirs, for the heat stored in them."""
        return tuple(reservoir_model(entry) for entry in self.content.wells.reservoirs)

    def ledger(self, name: str) -> LedgerEntry:
        """Return the entry of a ledger with its path made absolute and its kind filled in."""
        entry = self.content.ledgers[name]
        return entry.model_copy(update={"path": self.located(entry.path), "kind": entry.kind or name})

    def account(self, name: str) -> tuple[AccountRow, str, str] | None:
        """Return a stated account: its row in m³ or J, that unit, and the unit it is stated in."""
        entry = getattr(self.content.accounts, name)
        return None if entry is None else account_row(entry)

    def located(self, path: str) -> str:
        """Return where a path of the file lies; one that is no path of a disk stays as written, to be refused."""
        return path if _ELSEWHERE.match(path) else str(self.folder / path)

    def layer(self, name: str) -> LayerEntry:
        """Return the entry of a layer with its path made absolute.

        Raises
        ------
        NotThere : ``LAYER_NOT_GIVEN``
        """
        entry = getattr(self.content.layers, name)
        if entry is None:
            raise NotThere("LAYER_NOT_GIVEN", file=self.path.name, value=name)
        return self.located_entry(entry)

    def located_entry(self, entry: LayerEntry) -> LayerEntry:
        """Return an entry with its paths made absolute."""
        shift = entry.datum_shift and self.located(entry.datum_shift)
        return entry.model_copy(update={"path": self.located(entry.path), "datum_shift": shift})

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
    file, data = _parsed(Path(path))
    try:
        return District(file.resolve(), DistrictFile.model_validate(data))
    except ValidationError as error:
        raise _explain(error, file.name)[0] from None


def district_problems(path: str | Path) -> list[NatresError]:
    """Return everything that is wrong with a district file, misspelt keys first; nothing where it can be read.

    Raises
    ------
    NotThere : ``FILE_MISSING``
    """
    try:
        DistrictFile.model_validate(_parsed(Path(path))[1])
    except ValidationError as error:
        return list(_explain(error, Path(path).name))
    except (BadData, BadDistrictFile) as error:
        return [error]
    return []


def _parsed(file: Path) -> tuple[Path, dict[str, Any]]:
    """Return a district file's tables, not yet looked at."""
    path = file
    if not file.exists():
        raise NotThere("FILE_MISSING", file=str(path.absolute()))
    if not file.is_file():
        raise BadData("FILE_UNREADABLE.folder", file=str(path))
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadDistrictFile("DISTRICT_ENCODING", file=file.name) from None
    try:
        data: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        kind = ".backslash" if "\\" in str(error) else ".quotes" if _chinese_quotes(text) else ""
        raise BadDistrictFile(f"DISTRICT_SYNTAX{kind}", file=file.name, why=str(error)) from None
    return file, data


def _chinese_quotes(text: str) -> bool:
    """Return whether a value stands in Chinese quotation marks."""
    return any(line.partition("=")[2].strip()[:1] in ("“", "”", "‘", "「") for line in text.splitlines() if "=" in line)


def _explain(error: ValidationError, file: str) -> list[BadDistrictFile]:
    """Turn the complaints of the model into ours, with the nearest known key."""
    # Misspelt keys first: the key that was meant is then missing as well.
    complaints = sorted(error.errors(), key=lambda complaint: complaint["type"] != "extra_forbidden")
    return [_complaint(each, file) for each in complaints]


def _complaint(first: Any, file: str) -> BadDistrictFile:
    place = [str(part) for part in first["loc"]]
    key = ".".join(place)
    if first["type"] == "extra_forbidden":
        allowed = _known_keys(place[:-1])
        near = difflib.get_close_matches(place[-1], allowed, n=1, cutoff=0.5)
        nearest = f" → {near[0]}?" if near else ""
        meant = ".".join([*place[:-1], near[0]]) if near else ""
        facts = {"key": key, "nearest": nearest, "allowed": ", ".join(allowed), "meant": meant}
        return BadDistrictFile("DISTRICT_KEY", file=file, **facts)
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
