"""Reading map definitions: beside the district file first, then the shipped ones."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from natres import maps_dir
from natres.core.map_definition import COLOURINGS, MapDefinition
from natres.errors import BadDistrictFile, NotThere

__all__ = ["known_maps", "read_map_definition"]

_KEYS = {"key", "title", "text", "layer", "by", "measure", "tables", "charts"}


def known_maps(folders: Sequence[Path] = ()) -> dict[str, Path]:
    """Return the map definitions that can be drawn, by name; a district's own hide shipped ones of that name."""
    found: dict[str, Path] = {}
    for folder in [maps_dir(), *reversed(folders)]:
        found |= {path.stem: path for path in sorted(folder.glob("*.toml"))}
    return found


def read_map_definition(name: str, folders: Sequence[Path] = ()) -> MapDefinition:
    """Read one map definition by its name.

    Raises
    ------
    NotThere : ``MAP_UNKNOWN``
    BadDistrictFile : ``DISTRICT_SYNTAX``, ``DISTRICT_KEY`` or ``DISTRICT_VALUE``

    >>> read_map_definition("forest").by
    'tenure'
    """
    maps = known_maps(folders)
    if name not in maps:
        raise NotThere("MAP_UNKNOWN", value=name, allowed=", ".join(sorted(maps)))
    path = maps[name]
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadDistrictFile("DISTRICT_SYNTAX", file=path.name, why=str(error)) from None
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise BadDistrictFile(
            "DISTRICT_KEY", file=path.name, key=unknown[0], nearest="", allowed=", ".join(sorted(_KEYS))
        )
    layer, by = str(data.get("layer", "")), str(data.get("by", ""))
    if by not in COLOURINGS.get(layer, ()):
        ways = "; ".join(f"{key}: {', '.join(value)}" for key, value in COLOURINGS.items())
        raise BadDistrictFile("DISTRICT_VALUE", file=path.name, key="layer, by", value=f"{layer}, {by}", why=ways)
    title = _in_two(data.get("title", name))
    return MapDefinition(
        key=name,
        title=title,
        text=_in_two(data.get("text", "")),
        layer=layer,
        by=by,
        measure=str(data.get("measure", "")),
        tables=tuple(str(key) for key in data.get("tables", ())),
        charts=tuple(str(key) for key in data.get("charts", ())),
    )


def _in_two(words: object) -> dict[str, str]:
    """Return a text in both languages; one that is given plainly serves for both."""
    if isinstance(words, dict):
        some = next(iter(words.values()), "")
        return {language: str(words.get(language, some)) for language in ("zh", "en")}
    return {"zh": str(words), "en": str(words)}
