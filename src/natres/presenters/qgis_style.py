"""The QGIS styles that travel in GeoPackages: a symbol per value, built as XML, never by pasting text."""

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

__all__ = ["categorised_style"]

_DRAWN = {"fill": "SimpleFill", "line": "SimpleLine", "marker": "SimpleMarker"}


def categorised_style(
    field: str, categories: Sequence[tuple[str, str, str]], *,
    shape: str = "fill", label: str = "", hatched: Sequence[str] = (), aliases: Mapping[str, str] | None = None,
) -> str:  # fmt: skip
    """Return a QML document that colours the features of a layer by the values of a field.

    Parameters
    ----------
    field : the attribute
    categories : (value, label, ``#rrggbb``)
    shape : ``fill``, ``line`` or ``marker``
    label : the attribute written beside each feature; empty for none
    hatched : values whose areas are hatched in their colour instead of filled
    aliases : attribute → the words that head its column in the attribute table

    >>> "0102" in categorised_style("land_class", [("0102", "水浇地", "#fcea9e")])
    True
    """
    parts = ["Symbology", *(["Labeling"] if label else []), *(["Fields"] if aliases else [])]
    root = ET.Element("qgis", version="3.22", styleCategories="|".join(parts))
    if label:
        root.set("labelsEnabled", "1")
    renderer = ET.SubElement(
        root, "renderer-v2", type="categorizedSymbol", attr=field, enableorderby="0", forceraster="0"
    )
    rows, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for number, (value, said, colour) in enumerate(categories):
        name = str(number)
        ET.SubElement(rows, "category", value=value, label=said, symbol=name, render="true", type="string")
        symbol = ET.SubElement(symbols, "symbol", type=shape, name=name, alpha="1", clip_to_extent="1", force_rhr="0")
        layer = ET.SubElement(symbol, "layer", {"class": _DRAWN[shape], "enabled": "1", "locked": "0", "pass": "0"})
        settings = dict(_settings(shape, colour, labelled=bool(label)))
        _options(layer, settings | ({"style": "b_diagonal"} if value in hatched else {}))
    if label:
        _labelling(root, label)
    if aliases:
        _aliases(root, aliases)
    return '<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">\n' + ET.tostring(root, encoding="unicode")


def _options(layer: ET.Element, settings: Mapping[str, str]) -> None:
    options = ET.SubElement(layer, "Option", type="Map")
    for key, setting in settings.items():
        ET.SubElement(options, "Option", name=key, value=setting, type="QString")


def _settings(shape: str, colour: str, *, labelled: bool) -> list[tuple[str, str]]:
    """Return how a symbol is drawn; places that carry a label let the ground below them be seen."""
    red, green, blue = bytes.fromhex(colour[1:])
    own = f"{red},{green},{blue}"
    if shape == "line":
        return [("line_color", f"{own},255"), ("line_width", "0.8"), ("line_width_unit", "MM"), ("line_style", "solid")]
    if shape == "marker":
        settings = [("color", f"{own},255"), ("name", "circle"), ("size", "2.6"), ("size_unit", "MM")]
        return [*settings, ("outline_color", "255,255,255,255"), ("outline_width", "0.3"), ("outline_width_unit", "MM")]
    edge = (f"{own},255", "0.6") if labelled else ("120,120,120,255", "0.05")
    settings = [("color", f"{own},{90 if labelled else 255}"), ("outline_color", edge[0]), ("outline_width", edge[1])]
    return [*settings, ("outline_width_unit", "MM"), ("style", "solid")]


def _aliases(root: ET.Element, aliases: Mapping[str, str]) -> None:
    """Add the words for the attributes; the names themselves stay what they are."""
    listed = ET.SubElement(root, "aliases")
    for number, (field, words) in enumerate(aliases.items()):
        ET.SubElement(listed, "alias", field=field, index=str(number), name=words)


def _labelling(root: ET.Element, field: str) -> None:
    """Add a label of dark letters with a light edge, which can be read on any ground."""
    settings = ET.SubElement(ET.SubElement(root, "labeling", type="simple"), "settings", calloutType="simple")
    text = ET.SubElement(
        settings, "text-style", fieldName=field, isExpression="0", fontSize="8", fontSizeUnit="Point",
        textColor="30,30,30,255", textOpacity="1",
    )  # fmt: skip
    ET.SubElement(
        text, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM", bufferColor="255,255,255,255",
        bufferOpacity="1",
    )  # fmt: skip
    ET.SubElement(settings, "placement", placement="1", dist="1", distUnits="MM")
    ET.SubElement(settings, "rendering", drawLabels="1", obstacle="1")
