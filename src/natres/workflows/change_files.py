"""The files of a change: the layer of changes with its style, tables, JSON, record of the run."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

from natres.core.issues import Notice
from natres.presenters.change import piece_style
from natres.presenters.formats import csv_text
from natres.presenters.json_text import json_text
from natres.presenters.workbook import workbook_bytes
from natres.workflows.answer import Answer
from natres.workflows.notices import change_notices
from natres.writers import OutputFolder, geopackage_bytes, write_file, write_layer

__all__ = ["ChangeFiles", "write_change", "write_pieces"]

#: The layer of changes in a GeoPackage.
_LAYER = "changes"


@dataclass(frozen=True)
class ChangeFiles:
    """What a change is to be written to: its pieces as a layer, all of it as a folder; ``force`` replaces files."""

    pieces: Path | None = None
    folder: Path | None = None
    force: bool = False


def write_pieces(layer: gpd.GeoDataFrame, path: Path, language: str, *, force: bool) -> list[Notice]:
    """Write the changes as a layer in the format its name asks for, and say what that made of the names of its fields.

    A GeoPackage carries a style.
    """
    if path.suffix.lower() == ".gpkg":
        write_file(path, geopackage_bytes(layer, _LAYER, piece_style(language)), force=force)
        return []
    return change_notices(write_layer(layer, path, force=force))


def write_change(answer: Answer, layer: gpd.GeoDataFrame, output: Path, *, force: bool) -> tuple[Path, list[Notice]]:
    """Write the folder as a whole and return where it stands.

    Raises
    ------
    CannotCreate, OutputBusy, StorageFailed : see :class:`natres.writers.OutputFolder`
    """
    with OutputFolder(output, force=force) as folder:
        for table in answer.tables:
            folder.write(f"tables/{table.key}.csv", csv_text([table], answer.marks))
        book = workbook_bytes(answer.tables, moment=answer.moment, marks=answer.marks, language=answer.language)
        folder.write("tables.xlsx", book)
        folder.write("results.json", json_text(answer.data, answer.marks))
        folder.write("changes.gpkg", geopackage_bytes(layer, _LAYER, piece_style(answer.language)))
        record = {key: answer.data[key] for key in ("natres", "command", "inputs", "warnings")}
        return folder.publish(record)
