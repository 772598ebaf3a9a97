"""Writing an invented district: the generator makes it, the writers put it on the disk as one folder."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from natres import __version__
from natres.errors import default_language
from natres.labels import words
from natres.workflows.answer import Answer
from natres.writers import OutputFolder, csv_bytes, geoparquet_bytes, geotiff_bytes, shapefile_parts, sheet_bytes

if TYPE_CHECKING:
    from natres.sample import SampleLayer, SampleSheet

__all__ = ["make_sample"]


def make_sample(
    folder: str | Path,
    *,
    parcels: int = 12_000,
    seed: int = 1,
    targets: str = "report",
    defects: int = 0,
    change: float = 0.1,
    language: str | None = None,
    force: bool = False,
) -> Answer:
    """Write an invented district: its layers, its district file, and the truth about its figures.

    Parameters
    ----------
    folder : where it shall stand
    parcels : about how many parcels
    seed : the same seed gives the same bytes
    targets : ``report`` fits the figures of the 2022 report, ``random`` takes others from the seed
    defects : how many errors are planted into the parcels of 2022, with their list
    change : the share of parcels that differ from the year before (0–0.9)
    force : replace a folder natres did not make (it is kept under another name)
    """
    language = language or default_language()
    from natres.sample import build_sample  # no other command waits for the generator

    made = build_sample(parcels=parcels, seed=seed, targets=targets, defects=defects, change=change)
    with OutputFolder(Path(folder), force=force) as out:
        for layer in made.layers:
            for name, data in _layer_files(layer).items():
                out.write(name, data)
        for raster in made.rasters:
            data = geotiff_bytes(raster.array, raster.transform, raster.crs, raster.nodata, raster.tags)
            out.write(raster.path, data)
        for sheet in made.sheets:
            out.write(sheet.path, _workbook(sheet))
        for name, text in made.texts.items():
            out.write(name, text)
        for encoded in made.encoded:
            out.write(encoded.path, encoded.data)
        record: dict[str, Any] = {"natres": __version__, "command": "sample", "invented": True}
        options = {"parcels": parcels, "seed": seed, "targets": targets, "defects": defects, "change": change}
        record["options"] = options
        place, notices = out.publish(record)
    count = len(made.layers[0].frame)
    sentence = words(language)["sample.done"].format(parcels=count, path=place)
    return Answer(language, (), {**record, "folder": str(place)}, tuple(notices), (sentence,), folder=place)


def _layer_files(layer: "SampleLayer") -> dict[str, bytes]:
    if layer.kind == "csv":
        return {layer.path: csv_bytes(layer.frame, layer.encoding)}
    assert isinstance(layer.frame, gpd.GeoDataFrame)  # only a csv has no geometry
    if layer.kind == "geoparquet":
        return {layer.path: geoparquet_bytes(layer.frame, layer.metadata)}
    folder, _, name = layer.path.rpartition("/")
    parts = shapefile_parts(layer.frame, name.removesuffix(".shp"), layer.encoding)
    return {f"{folder}/{part}": data for part, data in parts.items()}


def _workbook(sheet: "SampleSheet") -> bytes:
    return sheet_bytes(
        sheet.frame,
        sheet=sheet.sheet,
        title=sheet.title,
        sums=sheet.sums,
        signature=sheet.signature,
        notes=sheet.notes,
        marks=sheet.metadata["note"],
    )
