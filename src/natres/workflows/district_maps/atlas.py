"""An atlas: one sheet per town at its own scale, after a sheet that tells which town is on which."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from natres.core.map_definition import MapDefinition, SheetWish
from natres.errors import BadUsage
from natres.labels import words
from natres.presenters.sheets import Figures, Inset, Sheet, SheetMaterial, compose_sheet
from natres.presenters.table import Table
from natres.workflows.district_maps.definitions import definitions_of, maps_left_out, nothing_drawn
from natres.workflows.district_maps.sheets import SheetMaker
from natres.workflows.report_parts import ReportParts

__all__ = ["AtlasSheet", "draw_atlas"]

#: Which table prints the figures of a town, by what a map of parcels is coloured by: its key, and the place of codes.
_FIGURES = {
    "subclass": "survey_subclasses", "main_class": "survey_main_classes", "group": "land_units",
    "ownership": "land_ownership", "tenure": "forest_units",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class AtlasSheet:
    """A sheet of an atlas: the number it has in the index, the town's code and name; the index itself has none."""

    number: int
    code: str
    name: str
    sheet: Sheet


def draw_atlas(parts: ReportParts, name: str, wish: SheetWish | None = None) -> list[AtlasSheet]:
    """Return the sheets of a map by town, the index first.

    Raises
    ------
    BadUsage : ``ATLAS_TOWNS`` for a district without towns; what :func:`nothing_drawn` says where there is no such map
    """
    (definition,) = definitions_of(parts, (name,))
    maker = SheetMaker.of(parts, [definition])
    material = None if parts.options.public and definition.private else maker.material(definition)
    if material is None:
        raise nothing_drawn(maps_left_out(parts, {}, (name,)))
    towns = sorted(maker.towns())
    if not towns:
        raise BadUsage("ATLAS_TOWNS", file=parts.district.path.name)
    w, district = words(parts.language), parts.district.content.district.name
    numbered = {code: f"{n} {town}" for n, (code, town, _) in enumerate(towns, start=1)}
    asked = wish or definition.sheet
    index = replace(material, title=f"{material.title}{w['sheet.index_of']}", town_words=numbered)
    sheets = [AtlasSheet(0, "", w["sheet.index_title"], compose_sheet(index, asked))]
    around = _each([shape for _, _, shape in towns])
    for number, (code, town, shape) in enumerate(towns, start=1):
        own = [other == code for other, _, _ in towns]
        whose = _together(district, town)
        inset = Inset(around, [n for _, n, _ in towns], own, w["sheet.inset"])
        one = replace(
            material,
            title=w["sheet.title"].format(name=whose, title=definition.title[parts.language]),
            whose=(district, w["sheet.title"].format(name=whose, title="").rstrip()),
            inset=inset,
            focus=shape,
            facts=(),
            codes=definition.by in ("subclass", "main_class"),
            figures=_figures(definition, maker.maps.frames[parts.language].tables, material, code),
        )
        sheets.append(AtlasSheet(number, code, town, compose_sheet(one, replace(asked, scale=0))))
    return sheets


def _together(district: str, town: str) -> str:
    """Return the name of a town with that of its district; a zone that bears it already needs it once.

    >>> _together("西青区", "大寺镇"), _together("西青区", "西青区开发区")
    ('西青区大寺镇', '西青区开发区')
    """
    if town.startswith(district):
        return town
    return f"{district}{town}" if ord(town[:1] or "x") > 0x2E80 else f"{town}, {district}"


def _each(shapes: list[Any]) -> Any:
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return shapely.simplify(found, 5.0)


def _figures(
    definition: MapDefinition, tables: Mapping[str, Table], material: SheetMaterial, code: str
) -> Figures | None:
    """Return the numbers of a town's legend as the tables of the run print them; None where no table has them."""
    table = tables.get(_FIGURES.get(definition.by, ""))
    row = next((row for row in table.rows if code in (row.cells[0].text, row.cells[1].text)), None) if table else None
    if table is None or row is None:
        return None
    keys = _keys(table, material)
    numbers = {key: row.cells[place].plain for place, key in keys.items()}
    unit = table.unit or next((table.columns[place].unit for place in keys), "")
    return Figures(unit, numbers)


def _keys(table: Table, material: SheetMaterial) -> Mapping[int, str]:
    """Return column of a table → category of the map: by the code in its heading, else by its words."""
    layer: Any = next(one for one in material.page.layers if one.key == material.subject)
    found: dict[int, str] = {}
    for category in layer.colourings[0].categories:
        label = category.label if isinstance(category.label, str) else category.label[material.language]
        for place, column in enumerate(table.columns):
            if place not in found and (column.label.endswith(f"({category.key})") or column.label == label):
                found[place] = category.key
                break
    return found
