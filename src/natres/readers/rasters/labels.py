"""The names of a raster's values: from a table the user gives, or from what lies beside the raster."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

from natres.errors import BadData
from natres.readers.encodings import decode_text
from natres.readers.gate.paths import real_input

__all__ = ["read_value_labels", "stated_labels"]

#: What the columns of a raster attribute table are for, by GDAL's numbers: the value, or its lower end; the name.
_VALUE, _LOWEST, _NAME = "5", "3", "2"
#: A description beside a raster is longer than this in no sound file.
_MOST_BYTES = 16_000_000


def read_value_labels(path: str | Path, encoding: str | None = None) -> Mapping[int, str]:
    """Return value → label from a CSV with two columns, with or without a heading.

    Raises
    ------
    NotThere : no such file
    BadData : ``LABELS_VALUE`` for a value that is no whole number, ``LABELS_TWICE``, ``LABELS_EMPTY``
    """
    file = real_input(path)
    text, _ = decode_text(file.read_bytes(), file.name, encoding)
    separator = "\t" if "\t" in text and "," not in text else ","
    labels: dict[int, str] = {}
    for line, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator), 1):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        try:
            value = int(cells[0])
        except ValueError:
            if line == 1:
                continue  # the heading
            raise BadData("LABELS_VALUE", file=file.name, at_line=line, row=line - 1, value=cells[0]) from None
        label = cells[1] if len(cells) > 1 else ""
        if labels.setdefault(value, label) != label:
            raise BadData("LABELS_TWICE", file=file.name, at_line=line, row=line - 1, value=value)
    if not labels:
        raise BadData("LABELS_EMPTY", file=file.name)
    return labels


def stated_labels(path: str | Path, band: int) -> Mapping[int, str]:
    """Return value → label as the description beside a raster (``.aux.xml``) states it; empty where none does.

    Category names and attribute tables are read; a description that cannot be read is no reason to stop.
    """
    beside = Path(f"{path}.aux.xml")
    if not beside.is_file() or beside.stat().st_size > _MOST_BYTES:
        return {}
    data = beside.read_bytes()
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return {}
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError:
        return {}
    for found in root.iter("PAMRasterBand"):
        if found.get("band", "1") == str(band):
            return _attributes(found) or _categories(found)
    return {}


def _categories(band: ElementTree.Element) -> dict[int, str]:
    names = [(entry.text or "").strip() for entry in band.findall("CategoryNames/Category")]
    return {value: name for value, name in enumerate(names) if name}


def _attributes(band: ElementTree.Element) -> dict[int, str]:
    table = band.find("GDALRasterAttributeTable")
    if table is None:
        return {}
    use = [(column.findtext("Usage") or "").strip() for column in table.findall("FieldDefn")]
    value = next((use.index(kind) for kind in (_VALUE, _LOWEST) if kind in use), None)
    if value is None or _NAME not in use:
        return {}
    name, labels = use.index(_NAME), dict[int, str]()
    for row in table.findall("Row"):
        cells = [(cell.text or "").strip() for cell in row.findall("F")]
        try:
            labels[int(float(cells[value]))] = cells[name]
        except (ValueError, IndexError, OverflowError):
            continue
    return {value: label for value, label in labels.items() if label}
