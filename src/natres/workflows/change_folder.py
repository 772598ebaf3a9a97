"""The files of a change: tables, JSON, the layer of changes with a style, record of the run."""

from pathlib import Path

import geopandas as gpd

from natres.core.issues import Notice
from natres.presenters.change import ChangePage, change_style
from natres.presenters.formats import csv_text
from natres.presenters.json_text import json_text
from natres.presenters.workbook import workbook_bytes
from natres.workflows.answer import Answer
from natres.writers import OutputFolder, geopackage_bytes

__all__ = ["write_change"]


def write_change(
    answer: Answer, page: ChangePage, layer: gpd.GeoDataFrame, output: Path, *, force: bool
) -> tuple[Path, list[Notice]]:
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
        folder.write("changes.gpkg", geopackage_bytes(layer, "changes", change_style(page)))
        record = {key: answer.data[key] for key in ("natres", "command", "inputs", "warnings")}
        return folder.publish(record)
