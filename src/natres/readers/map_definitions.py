"""Reading map definitions: beside the district file first, then the shipped ones."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from natres import maps_dir
from natres.core.map_definition import COLOURINGS, LAYERS, PANELS, MapDefinition
from natres.errors import BadDistrictFile, NotThere
from natres.labels import LANGUAGES

__all__ = ["known_maps", "read_map_definition"]

_KEYS = (
    "key", "title", "text", "layer", "by", "measure", "layers", "recolour", "tables", "charts", "panels", "language",
    "style", "legend",
)  # fmt: skip
_STYLE_KEYS, _LEGEND_KEYS = ("colours", "outline"), ("off", "labels")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")


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
    table = _Table(path.name, "", data)
    table.refuse_unknown(_KEYS)
    style, legend = table.below("style", _STYLE_KEYS), table.below("legend", _LEGEND_KEYS)
    layer, by = table.text("layer"), table.text("by")
    if by not in COLOURINGS.get(layer, ()):
        ways = "; ".join(f"{key}: {', '.join(value)}" for key, value in COLOURINGS.items())
        table.refuse("layer, by", f"{layer}, {by}", ways)
    layers = table.names("layers", LAYERS)
    if layers and layer not in layers:
        table.refuse("layers", ", ".join(layers), layer)
    return MapDefinition(
        key=name,
        title=_in_two(data.get("title", name)),
        text=_in_two(data.get("text", "")),
        layer=layer,
        by=by,
        measure=table.text("measure"),
        tables=table.names("tables"),
        charts=table.names("charts"),
        layers=tuple(sorted(layers, key=LAYERS.index)),
        recolour=table.names("recolour", COLOURINGS[layer]),
        panels=table.names("panels", PANELS) if "panels" in data else PANELS,
        language=table.text("language", ("", *LANGUAGES)),
        colours={key: style.colour(f"colours.{key}", value) for key, value in style.mapping("colours").items()},
        outline=style.colour("outline", style.data["outline"]) if "outline" in style.data else "",
        off=legend.names("off"),
        labels={key: _in_two(value) for key, value in legend.mapping("labels").items()},
    )


@dataclass(frozen=True)
class _Table:
    """A table of a definition, which tells file and key where something in it is wrong."""

    file: str
    name: str
    data: Mapping[str, Any]

    def refuse(self, key: str, value: object, why: str) -> None:
        raise BadDistrictFile("DISTRICT_VALUE", file=self.file, key=self.name + key, value=str(value), why=why)

    def refuse_unknown(self, keys: Sequence[str]) -> None:
        for key in self.data:
            if key not in keys:
                nearest = (get_close_matches(key, keys, 1) or [""])[0]
                facts = {"key": self.name + key, "nearest": nearest, "allowed": ", ".join(keys)}
                raise BadDistrictFile("DISTRICT_KEY", file=self.file, **facts)

    def below(self, key: str, keys: Sequence[str]) -> "_Table":
        table = _Table(self.file, f"{key}.", self.mapping(key))
        table.refuse_unknown(keys)
        return table

    def mapping(self, key: str) -> Mapping[str, Any]:
        found = self.data.get(key, {})
        if not isinstance(found, dict):
            self.refuse(key, found, "{ … = … }")
        return found

    def text(self, key: str, allowed: Sequence[str] = ()) -> str:
        found = self.data.get(key, "")
        if not isinstance(found, str) or (allowed and found not in allowed):
            self.refuse(key, found, ", ".join(allowed) or '"…"')
        return found

    def names(self, key: str, allowed: Sequence[str] = ()) -> tuple[str, ...]:
        found = self.data.get(key, [])
        if not isinstance(found, list):
            self.refuse(key, found, '["…", "…"]')
        for name in found:
            if not isinstance(name, str) or (allowed and name not in allowed):
                self.refuse(key, name, ", ".join(allowed) or '"…"')
        return tuple(dict.fromkeys(found))

    def colour(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not _COLOUR.match(value):
            self.refuse(key, value, "#rrggbb")
        return str(value)


def _in_two(words: object) -> dict[str, str]:
    """Return a text in both languages; one that is given plainly serves for both."""
    if isinstance(words, dict):
        some = next(iter(words.values()), "")
        return {language: str(words.get(language, some)) for language in LANGUAGES}
    return {language: str(words) for language in LANGUAGES}
