"""The first three sections of a VCT file: header, feature codes and table structure."""

import re
from dataclasses import dataclass
from typing import Literal

from pyproj import CRS

from natres.errors import BadData
from natres.readers.vct.systems import find_system
from natres.readers.vct.text import Section, VctText

__all__ = ["Kind", "VctField", "VctHead", "VctTable", "field_role", "is_complete", "read_head"]

_TYPES = {
    "text": ("char", "varchar", "string", "text", "varbin", "date", "time", "datetime", "boolean"),
    "whole": ("int", "int1", "int2", "int4", "int8", "integer", "smallint"),
    "number": ("float", "double", "numeric", "decimal"),
}
_ROLES = {word: role for role, words in _TYPES.items() for word in words}
_MARK = re.compile(r"(LANDUSE|CNSDTF)-VCT\b", re.IGNORECASE)
_VERSION = re.compile(r"3(\.0+)?|GB/?T\s*17798\s*[-－—–]\s*2007", re.IGNORECASE)
_SEPARATORS = {"tab": "\t", "\\t": "\t", "space": " ", "blank": " ", "comma": ","}
_EASTWARD, _NORTHWARD = {"e", "east", "东"}, {"n", "north", "北"}

Kind = Literal["Point", "Line", "Polygon", "none"]
_KINDS: dict[str, Kind] = {"point": "Point", "line": "Line", "polygon": "Polygon"}


@dataclass(frozen=True)
class VctField:
    """A field as the table structure has it: ``type`` is the file's own word (Char, Float, Int4)."""

    name: str
    type: str
    width: int | None = None
    decimals: int | None = None


@dataclass(frozen=True)
class VctTable:
    """A table: its name, the feature codes (YSDM) and the Chinese name it goes by, its geometry and its fields."""

    name: str
    codes: tuple[str, ...]
    title: str
    kind: Kind
    fields: tuple[VctField, ...]


@dataclass(frozen=True)
class VctHead:
    """What a VCT file says of itself; ``crs`` is None where the header does not say enough to know it."""

    encoding: str
    crs: CRS | None
    separator: str
    tables: tuple[VctTable, ...]
    dimensions: int = 2
    northing_first: bool = False


@dataclass(frozen=True)
class _Feature:
    """A line of the feature codes and its place."""

    code: str
    title: str
    kind: Kind
    at: int


def field_role(kind: str) -> str | None:
    """Return what a field type holds: text, whole or number; None for a type that is not known.

    >>> field_role("Varchar"), field_role("Int4"), field_role("FLOAT"), field_role("Blob")
    ('text', 'whole', 'number', None)
    """
    return _ROLES.get(kind.lower())


def is_complete(text: VctText) -> bool:
    """Return whether the sections a head is made of stand in these lines with their ends."""
    wanted = ("head", "featurecode", "tablestructure")
    return all(part in text.sections and all(s.closed for s in text.sections[part]) for part in wanted)


def read_head(text: VctText) -> VctHead:
    """Return what the first sections say.

    Raises
    ------
    BadData : ``VCT_VERSION`` for another version or mark, ``VCT_SYNTAX``, ``FILE_TRUNCATED``
    """
    keys = _header_keys(text, text.parts("Head")[0])
    separator = _separator(text, keys)
    features = _feature_codes(text, separator)
    return VctHead(
        encoding=text.encoding,
        crs=find_system(text, {key: (value.strip(), at) for key, (value, at) in keys.items()}, separator),
        separator=separator,
        tables=_tables(text, separator, features),
        dimensions=_dimensions(text, keys),
        northing_first=_northing_first(text, keys),
    )


def _header_keys(text: VctText, section: Section) -> dict[str, tuple[str, int]]:
    keys: dict[str, tuple[str, int]] = {}
    bare: int | None = None
    for at in range(section.start, section.stop):
        key, colon, value = text.decode(text.lines[at]).replace("：", ":", 1).partition(":")
        if colon:
            keys[key.strip().lower()] = value, at
        elif bare is None:
            bare = at
    mark, version = (keys.get(key, ("", section.start)) for key in ("datamark", "version"))
    if not _MARK.match(mark[0].strip()) or not _VERSION.fullmatch(version[0].strip()):
        raise _other_version(text, f"{mark[0].strip()} {version[0].strip()}", (version if version[0] else mark)[1])
    if bare is not None:
        raise text.wrong("key", bare)
    offset, at = keys.get("offset", ("", 0))
    if re.search(r"[1-9]", offset):
        raise text.wrong("offset", at)
    return keys


def _other_version(text: VctText, value: str, at: int) -> BadData:
    return BadData("VCT_VERSION", file=text.file, at_line=text.number(at), value=value.strip()[:60])


def _separator(text: VctText, keys: dict[str, tuple[str, int]]) -> str:
    value, at = keys.get("separator", ("", 0))
    said = value.strip()
    if not said:
        return "\t" if "\t" in value else " " if value else ","
    sign = _SEPARATORS.get(said.lower(), said)
    if len(sign) > 1 or sign.isalnum() or sign in "+-.":
        raise text.wrong("separator", at)
    return sign


def _dimensions(text: VctText, keys: dict[str, tuple[str, int]]) -> int:
    value, at = keys.get("dim", ("", 0))
    if value.strip() not in ("", "2", "3"):
        raise text.wrong("dimensions", at)
    return int(value.strip() or 2)


def _northing_first(text: VctText, keys: dict[str, tuple[str, int]]) -> bool:
    (x, at), (y, _) = (keys.get(f"{axis}axisdirection", ("", 0)) for axis in "xy")
    said = x.strip().lower(), y.strip().lower()
    if said[0] in _EASTWARD | {""} and said[1] in _NORTHWARD | {""}:
        return False
    if said[0] in _NORTHWARD | {""} and said[1] in _EASTWARD | {""}:
        return True
    raise text.wrong("axes", at)


def _feature_codes(text: VctText, separator: str) -> dict[str, list[_Feature]]:
    """Return the features of each table, by its name in small letters."""
    features: dict[str, list[_Feature]] = {}
    for at in (at for section in text.parts("FeatureCode") for at in range(section.start, section.stop)):
        parts = [part.strip() for part in text.at(at).split(separator)]
        if len(parts) < 4 or not parts[0] or not parts[2].isalpha():
            raise text.wrong("feature", at)
        if parts[3].isdigit():  # the colour of versions 1 and 2
            raise _other_version(text, text.at(at), at)
        feature = _Feature(parts[0], parts[1], _KINDS.get(parts[2].lower(), "none"), at)
        features.setdefault(parts[3].lower(), []).append(feature)
    return features


def _tables(text: VctText, separator: str, features: dict[str, list[_Feature]]) -> tuple[VctTable, ...]:
    tables: dict[str, VctTable] = {}
    for section in text.parts("TableStructure"):
        at = section.start
        while at < section.stop:
            parts = [part.strip() for part in text.at(at).split(separator)]
            key = parts[0].lower()
            if not key or key in tables:
                raise text.wrong("table", at)
            fields, after = _fields(text, separator, parts, at, section.stop)
            bare = any(part.lower() == "nonegeometry" for part in parts[2:])
            tables[key] = _table(text, parts[0], fields, [] if bare else features.get(key, []))
            at = after
    return tuple(tables.values())


def _fields(text: VctText, separator: str, head: list[str], at: int, stop: int) -> tuple[tuple[VctField, ...], int]:
    """Return the fields of the table whose name stands at ``at``, and the place after its closing 0."""
    if len(head) < 2 or not head[1].isdecimal() or len(head[1]) > 12 or int(head[1]) >= stop - at:
        raise text.wrong("table", at)
    after = at + 1 + int(head[1])
    fields: dict[str, VctField] = {}
    for place in range(at + 1, after):
        parts = [part.strip() for part in text.at(place).split(separator)]
        sizes = [int(part) if part.isdecimal() and len(part) < 9 else None for part in parts[2:4]] + [None, None]
        if len(parts) < 2 or not parts[0] or parts[0].lower() in fields or field_role(parts[1]) is None:
            raise text.wrong("field", place)
        fields[parts[0].lower()] = VctField(parts[0], parts[1], sizes[0], sizes[1])
    if after >= stop or text.at(after) != "0":
        raise text.wrong("table_zero", min(after, stop), count=head[1])
    return tuple(fields.values()), after + 1


def _table(text: VctText, name: str, fields: tuple[VctField, ...], features: list[_Feature]) -> VctTable:
    kinds: set[Kind] = {feature.kind for feature in features if feature.kind != "none"}
    if len(kinds) > 1:
        raise text.wrong("kinds", features[-1].at, table=name)
    shaped = [feature for feature in features if feature.kind != "none"] or features
    codes = tuple(dict.fromkeys(feature.code for feature in shaped))
    return VctTable(name, codes, shaped[0].title if shaped else "", kinds.pop() if kinds else "none", fields)
