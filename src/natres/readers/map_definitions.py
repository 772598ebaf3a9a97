"""Reading map definitions: beside the district file first, then the shipped ones."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from natres import maps_dir
from natres.core.map_definition import COLOURINGS, LAYERS, ORIENTATIONS, PANELS, PAPERS, MapDefinition, SheetWish
from natres.errors import BadDistrictFile, NotThere
from natres.labels import LANGUAGES

__all__ = ["known_maps", "read_map_definition"]

_KEYS = (
    "key", "title", "text", "layer", "by", "measure", "layers", "recolour", "tables", "charts", "panels", "language",
    "style", "legend", "sheet",
)  # fmt: skip
_STYLE_KEYS, _LEGEND_KEYS, _SHEET_KEYS = ("colours", "outline"), ("off", "labels"), ("paper", "orientation", "scale")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")


def known_maps(folders: Sequence[Path] = ()) -> dict[str, Path]:
    """Return the map definitions that can be drawn, by name; a district's own hide shipped ones of that name."""
    found: dict[str, Path] = {}
    for folder in [maps_dir(), *reversed(folders)]:
        found |= {path.stem: path for path in sorted(folder.glob("*.toml")) if path.is_file()}
    return found


def read_map_definition(name: str, folders: Sequence[Path] = ()) -> MapDefinition:
    """Read one map definition by its name.

    Raises
    ------
    NotThere : ``MAP_UNKNOWN``
    BadDistrictFile : ``MAP_SYNTAX``, ``MAP_KEY`` or ``MAP_VALUE``

    >>> read_map_definition("forest").by
    'tenure'
    """
    maps = known_maps(folders)
    if name not in maps:
        near = get_close_matches(name, maps, 3, 0.5)
        raise NotThere("MAP_UNKNOWN", value=name, allowed=", ".join([*near, *sorted(set(maps) - set(near))]))
    path = maps[name]
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadDistrictFile("MAP_SYNTAX", file=path.name, why=str(error)) from None
    table = _Table(path.name, "", data)
    table.refuse_unknown(_KEYS)
    style, legend = table.below("style", _STYLE_KEYS), table.below("legend", _LEGEND_KEYS)
    layer, by = table.text("layer"), table.text("by")
    if by not in COLOURINGS.get(layer, ()):
        ways = "; ".join(f"{key}: {', '.join(value)}" for key, value in COLOURINGS.items())
        key, value = ("by", by) if layer in COLOURINGS else ("layer", layer)
        table.refuse(key, value, ways)
    recolour = table.names("recolour", COLOURINGS[layer])
    if "measure" in (by, *recolour) and not table.text("measure"):
        table.refuse("measure", "", 'measure = "urban_rural_construction"')
    if table.text("measure") and "measure" not in (by, *recolour):
        table.refuse("by", by, 'by = "measure"')
    if table.text("key", (name,)) not in ("", name):
        table.refuse("key", table.text("key"), name)
    layers = table.names("layers", LAYERS)
    if layers and layer not in layers:
        table.refuse("layers", ", ".join(layers), layer)
    return MapDefinition(
        key=name,
        title={language: text or name for language, text in table.words("title", name).items()},
        text=table.words("text", ""),
        layer=layer,
        by=by,
        measure=table.text("measure"),
        tables=table.names("tables"),
        charts=table.names("charts"),
        layers=tuple(sorted(layers, key=LAYERS.index)),
        recolour=recolour,
        panels=table.names("panels", PANELS) if "panels" in data else PANELS,
        language=table.text("language", LANGUAGES),
        colours={key: style.colour(f"colours.{key}", value) for key, value in style.mapping("colours").items()},
        outline=style.colour("outline", style.data["outline"]) if "outline" in style.data else "",
        off=legend.names("off"),
        labels={key: legend.words(key, "", of="labels") for key in legend.mapping("labels")},
        sheet=_sheet(table),
        own=path.parent != maps_dir(),
    )


def _sheet(table: "_Table") -> SheetWish:
    """Read how a map is printed."""
    sheet = table.below("sheet", _SHEET_KEYS)
    scale = sheet.data.get("scale", 0)
    if not isinstance(scale, int) or isinstance(scale, bool) or not 0 <= scale <= 10_000_000:
        sheet.refuse("scale", scale, "scale = 150000")
    return SheetWish(sheet.text("paper", tuple(PAPERS)) or "A4", sheet.text("orientation", ORIENTATIONS), int(scale))


@dataclass(frozen=True)
class _Table:
    """A table of a definition, which tells file and key where something in it is wrong."""

    file: str
    name: str
    data: Mapping[str, Any]

    def refuse(self, key: str, value: object, why: str) -> None:
        raise BadDistrictFile("MAP_VALUE", file=self.file, key=self.name + key, value=str(value), allowed=why)

    def refuse_unknown(self, keys: Sequence[str]) -> None:
        for key in self.data:
            if key not in keys:
                nearest = get_close_matches(key, keys, 1)
                facts = {
                    "key": self.name + key,
                    "allowed": ", ".join([*nearest, *(k for k in keys if k not in nearest)]),
                }
                raise BadDistrictFile("MAP_KEY", file=self.file, **facts)

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
        if not isinstance(found, str) or (found and allowed and found not in allowed):
            self.refuse(key, found, ", ".join(allowed) or '"…"')
        return found

    def words(self, key: str, otherwise: str, of: str = "") -> dict[str, str]:
        """Return a text in both languages; one that is given plainly serves for both."""
        found = (self.mapping(of) if of else self.data).get(key, otherwise)
        if isinstance(found, str):
            return dict.fromkeys(LANGUAGES, found)
        fits = isinstance(found, dict) and found and set(found) <= set(LANGUAGES)
        if not fits or not all(isinstance(text, str) for text in found.values()):
            self.refuse(f"{of}.{key}" if of else key, found, '"…", { zh = "…", en = "…" }')
        some = next(iter(found.values()))
        return {language: found.get(language, some) for language in LANGUAGES}

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
