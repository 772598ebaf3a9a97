"""Changing an entry of a district file somebody wrote: everything else, comments too, stays as it is."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import tomlkit
from tomlkit.exceptions import TOMLKitError

from natres.errors import BadDistrictFile

__all__ = ["layer_paths", "with_layer_entry"]


def with_layer_entry(text: str, layer: str, entry: Mapping[str, str], *, file: str = "") -> str:
    r"""Return the text of a district file with keys of ``[layers.NAME]`` set; an empty value removes a key.

    Raises
    ------
    BadDistrictFile : ``DISTRICT_SYNTAX`` for a text that is no TOML, ``DISTRICT_KEY`` where it has no such layer

    >>> print(with_layer_entry('[layers.parcels]\npath = "a.shp"  # 图斑\n', "parcels", {"path": "b.gpkg"}).strip())
    [layers.parcels]
    path = "b.gpkg"  # 图斑
    """
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise BadDistrictFile("DISTRICT_SYNTAX", file=file, why=str(error)) from None
    table: Any = document
    for key in ("layers", *layer.split(".")):
        table = cast("Mapping[str, Any]", table).get(key)
        if table is None:
            raise BadDistrictFile("DISTRICT_KEY", file=file, value=f"layers.{layer}", near=key)
    for key, value in entry.items():
        if value:
            table[key] = value
        else:
            table.pop(key, None)
    return tomlkit.dumps(document)


def layer_paths(path: Path) -> dict[str, str]:
    """Return the file of every layer a district file names, by the layer's key (``zones.x`` for zones).

    Raises
    ------
    BadDistrictFile : ``DISTRICT_ENCODING``, ``DISTRICT_SYNTAX``
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise BadDistrictFile("DISTRICT_ENCODING", file=path.name) from None
    except (ValueError, RecursionError) as error:
        raise BadDistrictFile("DISTRICT_SYNTAX", file=path.name, why=str(error)) from None
    found: dict[str, str] = {}
    for key, entry in dict(content.get("layers", {})).items():
        inner = entry.items() if key == "zones" else [("", entry)]
        found |= {f"{key}.{name}".rstrip("."): str(one["path"]) for name, one in inner if "path" in one}
    return found
