"""The QGIS style that travels in ``results.gpkg``: one fill per class, built as XML, never by pasting text."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

__all__ = ["categorised_style"]


def categorised_style(field: str, categories: Sequence[tuple[str, str, str]]) -> str:
    """Return a QML document that colours polygons by the values of a field.

    Parameters
    ----------
    field : the attribute
    categories : (value, label, ``#rrggbb``)

    >>> "0102" in categorised_style("land_class", [("0102", "水浇地", "#fcea9e")])
    True
    """
    root = ET.Element("qgis", version="3.22", styleCategories="Symbology")
    renderer = ET.SubElement(
        root, "renderer-v2", type="categorizedSymbol", attr=field, enableorderby="0", forceraster="0"
    )
    rows, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for number, (value, label, colour) in enumerate(categories):
        name = str(number)
        ET.SubElement(rows, "category", value=value, label=label, symbol=name, render="true", type="string")
        symbol = ET.SubElement(symbols, "symbol", type="fill", name=name, alpha="1", clip_to_extent="1", force_rhr="0")
        layer = ET.SubElement(symbol, "layer", {"class": "SimpleFill", "enabled": "1", "locked": "0", "pass": "0"})
        options = ET.SubElement(layer, "Option", type="Map")
        red, green, blue = bytes.fromhex(colour[1:])
        for key, setting in (
            ("color", f"{red},{green},{blue},255"),
            ("outline_color", "120,120,120,255"),
            ("outline_width", "0.05"),
            ("outline_width_unit", "MM"),
            ("style", "solid"),
        ):
            ET.SubElement(options, "Option", name=key, value=setting, type="QString")
    return '<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">\n' + ET.tostring(root, encoding="unicode")
