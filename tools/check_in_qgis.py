"""Open results.gpkg in a headless QGIS, as a planner would: styles, words, sums, and a picture of each layer.

    /usr/bin/python3 tools/check_in_qgis.py REPORT_FOLDER [--into build/qgis]

Runs with the system's Python, where QGIS is installed (Debian: ``apt install qgis python3-qgis``); natres itself
needs neither. Every layer is added as QGIS adds it from its browser, so the default style of ``layer_styles`` is
the one QGIS found by itself. The counted areas of each quota layer are added up and held against ``results.json``.
"""

import argparse
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

try:
    from qgis.core import (
        Qgis,
        QgsApplication,
        QgsMapRendererParallelJob,
        QgsMapSettings,
        QgsProject,
        QgsProviderRegistry,
        QgsVectorLayer,
    )
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor
    from qgis.PyQt.QtXml import QDomDocument
except ImportError:
    sys.exit("QGIS is not there for this Python: on Debian `apt install qgis python3-qgis`, then /usr/bin/python3")

WIDTH, HEIGHT = 1400, 1000


def main() -> int:
    """Return 0 when every layer opens with its style and every sum is right, else 1."""
    parser = argparse.ArgumentParser(description="Open results.gpkg in a headless QGIS.")
    parser.add_argument("report", type=Path, help="folder of a report: results.gpkg, results.json")
    parser.add_argument("--into", type=Path, default=Path("build/qgis"), help="folder of the pictures")
    options = parser.parse_args()
    options.into.mkdir(parents=True, exist_ok=True)
    application = QgsApplication([], False)
    application.initQgis()
    say(f"QGIS {Qgis.QGIS_VERSION}")
    path = next(options.report.glob("*.gpkg"))  # results.gpkg, in Chinese where files bear Chinese names
    data = json.loads((options.report / "results.json").read_text("utf-8"))
    quotas = {one["key"]: one for one in data["results"]["quotas"]}
    wrong: list[str] = []
    layers = [opened(path, name, wrong) for name in names_of(path)]
    for layer in layers:
        tell(layer, quotas, wrong)
    for layer in layers:
        shown = [layer] if layer.name() == "parcels" else [layer, pale(layers[0])]
        draw(shown, options.into / f"{layer.name()}.png")
    for text in wrong:
        say(f"WRONG {text}")
    say("not as promised" if wrong else "as promised")
    del layers
    QgsProject.instance().clear()
    application.exitQgis()
    return 1 if wrong else 0


def names_of(path: Path) -> list[str]:
    """Return the layers of a GeoPackage that have shapes, as QGIS's own browser lists them."""
    found = QgsProviderRegistry.instance().querySublayers(str(path))
    return [one.name() for one in found if one.wkbType() not in (0, 100)]


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")


def opened(path: Path, name: str, wrong: list[str]) -> QgsVectorLayer:
    """Return a layer as QGIS opens it."""
    layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
    if not layer.isValid():
        wrong.append(f"{name} does not open")
    QgsProject.instance().addMapLayer(layer)
    return layer


def tell(layer: QgsVectorLayer, quotas: dict, wrong: list[str]) -> None:
    """Print what QGIS made of a layer, and note what is not as promised."""
    name, renderer = layer.name(), layer.renderer()
    say(f"\n{name}: {layer.featureCount()} features, {layer.crs().authid()}, {layer.metadata().title()}")
    say(f"  {layer.metadata().abstract()}")
    if renderer.type() != "categorizedSymbol":
        wrong.append(f"{name} has no default style: {renderer.type()}")
        return
    attribute = renderer.classAttribute()
    categories = {category.value(): category.label() for category in renderer.categories()}
    say(f"  default style by {attribute}: {len(categories)} categories")
    for value, label in list(categories.items())[:4]:
        say(f"    {value} → {label}")
    unshown = {str(feature[attribute]) for feature in layer.getFeatures()} - set(map(str, categories))
    if unshown:
        wrong.append(f"{name}: values without a symbol: {sorted(unshown)[:5]}")
    aliases = [layer.attributeAlias(n) for n in range(1, layer.fields().count())]
    say("  columns: " + " ".join(aliases))
    if not all(aliases):
        wrong.append(f"{name}: columns without words")
    load_all(layer, wrong)
    if name.startswith("quota_"):
        whole = sum(round(feature["counted_area_m2"] * 100) for feature in layer.getFeatures())
        quota = quotas[name.removeprefix("quota_")]
        stated = round(quota["actual_m2"] * 100)
        say(f"  counted {whole / 100:.2f} m², results.json says {stated / 100:.2f} m²")
        if whole != stated:
            wrong.append(f"{name}: counted {whole}, stated {stated} (0.01 m²)")


def load_all(layer: QgsVectorLayer, wrong: list[str]) -> None:
    """Load each style of a layer once and leave the default on."""
    own, numbers, names, _, _ = layer.listStylesInDatabase()  # those of the layer come first
    for number, name in list(zip(numbers, names, strict=False))[:own]:
        text, problem = layer.getStyleFromDatabase(number)
        clone = layer.clone()
        document = QDomDocument()
        document.setContent(text)
        done, said = clone.importNamedStyle(document)
        labels = [category.label() for category in clone.renderer().categories()] if done else []
        say(f"    style {name}: {len(labels)} categories: {' / '.join(labels[:3])}")
        if problem or not done or not labels:
            wrong.append(f"{layer.name()}: style {name} does not load: {problem or said}")


def pale(parcels: QgsVectorLayer) -> QgsVectorLayer:
    """Return the parcels nearly white, as ground for another layer."""
    clone = parcels.clone()
    clone.setOpacity(0.3)
    QgsProject.instance().addMapLayer(clone)
    return clone


def draw(layers: list[QgsVectorLayer], path: Path) -> None:
    """Save a picture of layers, the first on top."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(layers[0].crs())
    settings.setBackgroundColor(QColor("white"))
    settings.setOutputSize(QSize(WIDTH, HEIGHT))
    extent = layers[-1].extent()
    extent.scale(1.05)
    settings.setExtent(extent)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(str(path))
    say(f"  drawn: {path}")


if __name__ == "__main__":
    sys.exit(main())
