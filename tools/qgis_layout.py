"""Lay out the sample's land use in a headless QGIS, as a GIS clerk would in an hour, for docs/sheets-beside-qgis.md.

    natres convert data/landuse/parcels_2022.parquet build/beside/parcels.gpkg
    natres convert data/boundaries/XZQ.parquet build/beside/towns.gpkg
    natres convert data/boundaries/surroundings.parquet build/beside/surroundings.gpkg
    /usr/bin/python3 tools/qgis_layout.py build/beside --orientation portrait

Runs with the system's Python, where QGIS is installed. Categories by DLBM in the survey's colours, legend, title,
scale bar, north arrow, grid with labels, town names with a buffer, overview map, date and issuer; A3, PNG of 150 dots
an inch and PDF.
"""

import argparse
import csv
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

try:
    from qgis.core import (
        QgsApplication,
        QgsCategorizedSymbolRenderer,
        QgsFillSymbol,
        QgsLayoutExporter,
        QgsLayoutItemLabel,
        QgsLayoutItemLegend,
        QgsLayoutItemMap,
        QgsLayoutItemMapGrid,
        QgsLayoutItemPage,
        QgsLayoutItemPicture,
        QgsLayoutItemScaleBar,
        QgsLayoutPoint,
        QgsLayoutSize,
        QgsLegendStyle,
        QgsLineSymbol,
        QgsPalLayerSettings,
        QgsPrintLayout,
        QgsProject,
        QgsRendererCategory,
        QgsRuleBasedRenderer,
        QgsTextBufferSettings,
        QgsTextFormat,
        QgsUnitTypes,
        QgsVectorLayer,
        QgsVectorLayerSimpleLabeling,
    )
    from qgis.PyQt.QtCore import QRectF, Qt
    from qgis.PyQt.QtGui import QColor, QFont
except ImportError:
    sys.exit("QGIS is not there for this Python: on Debian `apt install qgis python3-qgis`, then /usr/bin/python3")

FONT = "Noto Sans CJK SC"
MM = QgsUnitTypes.LayoutMillimeters
SIDES = {"portrait": (297.0, 420.0), "landscape": (420.0, 297.0)}
SCALES = {"portrait": 160_000, "landscape": 175_000}
TABLE = Path(__file__).parents[1] / "src/natres/classifications/third-survey.csv"


def main() -> int:
    """Make one sheet; say how long it took and how large it is."""
    parser = argparse.ArgumentParser(description="Lay out the sample's land use in a headless QGIS.")
    parser.add_argument("folder", type=Path, help="parcels.gpkg, towns.gpkg, surroundings.gpkg; the sheet comes here")
    parser.add_argument("--orientation", choices=sorted(SIDES), default="portrait")
    options = parser.parse_args()
    application = QgsApplication([], False)
    application.initQgis()
    started = time.monotonic()
    parcels, towns, around = (opened(options.folder / f"{name}.gpkg") for name in ("parcels", "towns", "surroundings"))
    QgsProject.instance().setCrs(parcels.crs())
    colour(parcels)
    outline(towns)
    place(around)
    layout = sheet(options.orientation, parcels, towns, around)
    exporter = QgsLayoutExporter(layout)
    stem = options.folder / f"qgis-landuse-{options.orientation}"
    picture = QgsLayoutExporter.ImageExportSettings()
    picture.dpi = 150
    say(f"laid out {time.monotonic() - started:.1f} s")
    for suffix, save in {
        ".png": lambda path: exporter.exportToImage(path, picture),
        ".pdf": lambda path: exporter.exportToPdf(path, QgsLayoutExporter.PdfExportSettings()),
    }.items():
        began = time.monotonic()
        path = stem.with_suffix(suffix)
        result = save(str(path))
        say(f"{path} {result} {time.monotonic() - began:.1f} s {path.stat().st_size} bytes")
    QgsProject.instance().clear()
    application.exitQgis()
    return 0


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")


def opened(path: Path) -> QgsVectorLayer:
    """Return a layer of the project."""
    layer = QgsVectorLayer(str(path), path.stem, "ogr")
    if not layer.isValid():
        sys.exit(f"{path} does not open")
    QgsProject.instance().addMapLayer(layer)
    return layer


def colour(parcels: QgsVectorLayer) -> None:
    """Colour parcels by DLBM in the survey's colours, as far as the classes occur."""
    with TABLE.open(encoding="utf-8") as file:
        known = {row["code"]: row for row in csv.DictReader(file)}
    parcels.setName("地类")
    found = sorted({feature["DLBM"] for feature in parcels.getFeatures()})
    categories = []
    for code in found:
        style = {"color": known[code]["colour"] or "#cccccc", "outline_color": "110,110,110", "outline_width": "0.05"}
        name = known[code]["name_zh"]
        categories.append(QgsRendererCategory(code, QgsFillSymbol.createSimple(style), f"{code} {name}"))
    parcels.setRenderer(QgsCategorizedSymbolRenderer("DLBM", categories))


def outline(towns: QgsVectorLayer) -> None:
    """Draw town limits dash-dotted, with their names in bold on a white buffer."""
    towns.setName("镇街界")
    towns.renderer().setSymbol(
        QgsFillSymbol.createSimple(
            {"style": "no", "outline_color": "43,43,43", "outline_width": "0.4", "outline_style": "dash dot"}
        )
    )
    settings = QgsPalLayerSettings()
    settings.fieldName = "XZQMC"
    form = QgsTextFormat()
    form.setFont(QFont(FONT, weight=QFont.Bold))
    form.setSize(11)
    buffer = QgsTextBufferSettings()
    buffer.setEnabled(True)
    buffer.setSize(0.8)
    buffer.setColor(QColor("white"))
    form.setBuffer(buffer)
    settings.setFormat(form)
    settings.placement = QgsPalLayerSettings.Horizontal
    settings.displayAll = True
    towns.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    towns.setLabelsEnabled(True)


def place(around: QgsVectorLayer) -> None:
    """Draw the districts around in grey, the own one in red, with their names."""
    root = QgsRuleBasedRenderer.Rule(None)
    for expression, fill in (("\"name\" = '西青区'", "#e0735a"), ("ELSE", "#eef1ee")):
        symbol = QgsFillSymbol.createSimple({"color": fill, "outline_color": "138,148,154", "outline_width": "0.1"})
        root.appendChild(QgsRuleBasedRenderer.Rule(symbol, filterExp=expression))
    around.setRenderer(QgsRuleBasedRenderer(root))
    settings = QgsPalLayerSettings()
    settings.fieldName = "name"
    form = QgsTextFormat()
    form.setFont(QFont(FONT))
    form.setSize(6)
    settings.setFormat(form)
    settings.placement = QgsPalLayerSettings.Horizontal
    around.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    around.setLabelsEnabled(True)


def sheet(orientation: str, parcels: QgsVectorLayer, towns: QgsVectorLayer, around: QgsVectorLayer) -> QgsPrintLayout:
    """Return the print layout with all its items."""
    width, height = SIDES[orientation]
    upright = orientation == "portrait"
    layout = QgsPrintLayout(QgsProject.instance())
    layout.initializeDefaults()
    layout.pageCollection().page(0).setPageSize(
        "A3", QgsLayoutItemPage.Portrait if upright else QgsLayoutItemPage.Landscape
    )
    box = QRectF(15, 36, width - 30, 270) if upright else QRectF(15, 36, width - 30 - 90, 232)
    frame = main_map(layout, box, [towns, parcels], SCALES[orientation], towns)
    label(layout, "西青区土地利用现状图", QRectF(0, 7, width, 14), 30, bold=True, align=Qt.AlignHCenter)
    label(layout, "时点 2022 年底", QRectF(0, 22, width, 7), 11, align=Qt.AlignHCenter)
    label(layout, "示例数据（虚构）", QRectF(15, 12, 60, 8), 13, colour="#a8261b")
    label(layout, "内部资料", QRectF(width - 65, 12, 50, 8), 13, align=Qt.AlignRight, colour="#a8261b")
    legend(
        layout,
        frame,
        [parcels, towns],
        QRectF(12, 313, 200, 90) if upright else QRectF(width - 102, 34, 90, 150),
        upright,
    )
    inset = QRectF(width - 15 - 56, 322, 56, 64) if upright else QRectF(width - 71, 200, 56, 64)
    overview(layout, inset, around)
    north(layout, box)
    bar(layout, frame, width / 2 - 31, height - 20)
    label(
        layout,
        "1 : " + f"{SCALES[orientation]:,}".replace(",", " "),
        QRectF(width / 2 - 30, height - 26, 60, 6),
        11,
        bold=True,
        align=Qt.AlignHCenter,
    )
    label(layout, "编制单位：（示例）　制图日期：2022 年 12 月", QRectF(15, height - 20, 120, 6), 8)
    label(
        layout,
        "CGCS2000 坐标系，高斯-克吕格投影 3° 带第 39 带，中央经线 117°",
        QRectF(width - 135, height - 20, 120, 6),
        8,
        align=Qt.AlignRight,
    )
    return layout


def put(item: object, layout: QgsPrintLayout, box: QRectF) -> None:
    """Add an item to the layout and give it its place."""
    layout.addLayoutItem(item)
    item.attemptMove(QgsLayoutPoint(box.x(), box.y(), MM))
    item.attemptResize(QgsLayoutSize(box.width(), box.height(), MM))


def label(
    layout: QgsPrintLayout, text: str, box: QRectF, size: float, *, bold: bool = False, align: int = Qt.AlignLeft,
    colour: str = "#1c2a31",
) -> None:  # fmt: skip
    """Add a text."""
    item = QgsLayoutItemLabel(layout)
    item.setText(text)
    item.setFont(QFont(FONT, int(size), QFont.Bold if bold else QFont.Normal))
    item.setFontColor(QColor(colour))
    item.setHAlign(align)
    put(item, layout, box)


def main_map(
    layout: QgsPrintLayout, box: QRectF, layers: list[QgsVectorLayer], scale: int, towns: QgsVectorLayer
) -> QgsLayoutItemMap:
    """Add the map at its scale, with a grid of 10 km and its labels."""
    item = QgsLayoutItemMap(layout)
    item.setLayers(layers)
    item.setCrs(towns.crs())
    show(item, layout, box, towns)
    item.setScale(scale)
    item.setFrameEnabled(True)
    grid = QgsLayoutItemMapGrid("km", item)
    grid.setIntervalX(10_000)
    grid.setIntervalY(10_000)
    grid.setCrs(towns.crs())
    grid.setLineSymbol(QgsLineSymbol.createSimple({"color": "53,86,107", "width": "0.1"}))
    grid.setAnnotationEnabled(True)
    grid.setAnnotationPrecision(0)
    grid.setAnnotationFont(QFont(FONT, 7))
    for side in (QgsLayoutItemMapGrid.Left, QgsLayoutItemMapGrid.Right):
        grid.setAnnotationDirection(QgsLayoutItemMapGrid.Vertical, side)
    grid.setFrameStyle(QgsLayoutItemMapGrid.Zebra)
    grid.setFrameWidth(1.5)
    item.grids().addGrid(grid)
    return item


def legend(
    layout: QgsPrintLayout, frame: QgsLayoutItemMap, layers: list[QgsVectorLayer], box: QRectF, upright: bool
) -> None:
    """Add the legend: the layers of the map, columns as its room asks for."""
    item = QgsLayoutItemLegend(layout)
    item.setTitle("图　例")
    item.setLinkedMap(frame)
    item.setAutoUpdateModel(False)
    root = item.model().rootGroup()
    root.clear()
    for layer in layers:
        root.addLayer(layer)
    for style, size in (
        (QgsLegendStyle.Title, 12),
        (QgsLegendStyle.Subgroup, 9),
        (QgsLegendStyle.SymbolLabel, 7.5 if upright else 6.5),
    ):
        font = QFont(FONT)
        font.setPointSizeF(size)
        item.setStyleFont(style, font)
    item.setSymbolHeight(3.2)
    item.setColumnCount(4 if upright else 2)
    item.setSplitLayer(True)
    item.rstyle(QgsLegendStyle.Symbol).setMargin(QgsLegendStyle.Top, 1.1)
    put(item, layout, box)
    item.adjustBoxSize()


def show(item: QgsLayoutItemMap, layout: QgsPrintLayout, box: QRectF, layer: QgsVectorLayer) -> None:
    """Give a map its place, then all of a layer: an item without an extent has none to zoom from."""
    item.attemptSetSceneRect(box)
    item.setExtent(layer.extent())
    put(item, layout, box)
    item.zoomToExtent(layer.extent())


def overview(layout: QgsPrintLayout, box: QRectF, around: QgsVectorLayer) -> None:
    """Add the map of the districts around."""
    item = QgsLayoutItemMap(layout)
    item.setLayers([around])
    item.setCrs(around.crs())
    show(item, layout, box, around)
    item.setFrameEnabled(True)
    label(layout, "位置示意", QRectF(box.x(), box.y() - 6, 30, 5), 9, bold=True)


def north(layout: QgsPrintLayout, box: QRectF) -> None:
    """Add QGIS's own arrow in the upper right of the map."""
    item = QgsLayoutItemPicture(layout)
    item.setPicturePath(":/images/north_arrows/layout_default_north_arrow.svg")
    put(item, layout, QRectF(box.right() - 20, box.y() + 4, 14, 18))


def bar(layout: QgsPrintLayout, frame: QgsLayoutItemMap, x: float, y: float) -> None:
    """Add a bar of four parts of 2 km."""
    item = QgsLayoutItemScaleBar(layout)
    item.setStyle("Single Box")
    item.setLinkedMap(frame)
    item.setUnits(QgsUnitTypes.DistanceKilometers)
    item.setUnitLabel("千米")
    item.setNumberOfSegmentsLeft(0)
    item.setNumberOfSegments(4)
    item.setUnitsPerSegment(2)
    item.setFont(QFont(FONT, 8))
    put(item, layout, QRectF(x, y, 80, 12))


if __name__ == "__main__":
    sys.exit(main())
