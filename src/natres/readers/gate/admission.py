"""The gate: path, archive, format and structure are looked at, in that order, before a driver sees an input."""

import contextlib
import shutil
import sqlite3
from functools import cache
from pathlib import Path
from typing import NamedTuple

from natres.errors import BadData
from natres.readers.gate.formats import VECTOR_FORMATS, FileFormat, find_format
from natres.readers.gate.paths import real_input
from natres.readers.gate.structures import check_structure
from natres.readers.gate.unpacking import run_folder, unpacked

__all__ = ["ARCHIVES", "Admitted", "admit", "journal_of"]

#: Archives a layer may come in: a shapefile or another data set zipped, a geodatabase as ``.gdb.zip``.
ARCHIVES = (".zip", ".shz")


class Admitted(NamedTuple):
    """An input that may be opened: what a driver is handed, its format, and the file a user named."""

    place: Path
    form: FileFormat
    named: Path


def admit(path: str | Path, formats: tuple[FileFormat, ...], *, layer: str | None = None) -> Admitted:
    """Return an input that may be opened, unpacked where it is an archive.

    Parameters
    ----------
    layer : which data set of an archive is meant, by its name, where it holds several

    Raises
    ------
    NotThere : ``FILE_MISSING``
    BadData : ``PATH_NOT_ALLOWED``, ``ARCHIVE_PATH``, ``ARCHIVE_LINK``, ``ARCHIVE_RATIO``, ``ARCHIVE_CONTENT``,
        ``DRIVER_NOT_ALLOWED``, ``FILE_UNREADABLE``, ``FILE_TRUNCATED``, ``FILE_PART_MISSING``, ``FILE_PENDING``

    >>> admit("data/forest/plots_2021.shp", VECTOR_FORMATS).form.driver
    'ESRI Shapefile'
    """
    named = real_input(path)
    place = named
    if named.suffix.lower() in ARCHIVES and formats is VECTOR_FORMATS:
        place = _inside(named, unpacked(named), formats, layer)
    form = find_format(place, formats)
    pending = place.with_name(f".{place.name}.ready")
    if form.driver == "ESRI Shapefile" and pending.is_dir() and any(pending.iterdir()):
        # A run was killed while the parts took their places: old and new ones may stand together.
        raise BadData("FILE_PENDING", file=place.name, value=str(pending))
    check_structure(place, form)
    if form.driver == "GPKG" and journal_of(place):
        place = _with_journal(place)
    return Admitted(place, form, named)


def journal_of(file: Path) -> Path | None:
    """Return the journal a GeoPackage has beside it while another program writes to it, or after that died."""
    beside = (file.with_name(f"{file.name}{ending}") for ending in ("-wal", "-journal"))
    return next((journal for journal in beside if journal.is_file() and journal.stat().st_size), None)


def _with_journal(file: Path) -> Path:
    """Return a copy with its journal: who reads the file itself would work the journal in, and change an input."""
    state = [(part, part.stat().st_size, part.stat().st_mtime_ns) for part in (file, journal_of(file)) if part]
    return _copied(tuple(state)) / file.name


@cache
def _copied(parts: tuple[tuple[Path, int, int], ...]) -> Path:
    folder = run_folder()
    for part, _, _ in parts:
        shutil.copyfile(part, folder / part.name)
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(folder / parts[0][0].name)) as copy:
        copy.execute("SELECT count(*) FROM sqlite_master")  # what was begun and not ended is taken back, in the copy
    return folder


def _inside(named: Path, folder: Path, formats: tuple[FileFormat, ...], layer: str | None) -> Path:
    """Return the data set in an unpacked archive."""
    suffixes = {suffix: form.folder for form in formats for suffix in form.suffixes}
    entries = sorted(p for p in folder.rglob("*") if suffixes.get(p.suffix.lower()) is not None)
    found = [p for p in entries if p.is_dir() == suffixes[p.suffix.lower()] and not _hidden(p, folder)]
    if layer is not None and len(found) > 1:
        found = [p for p in found if p.stem == layer] or found
    if len(found) == 1:
        return found[0]
    if not found:
        raise BadData("ARCHIVE_CONTENT", file=named.name, allowed=", ".join(suffixes))
    raise BadData("LAYER_AMBIGUOUS", file=named.name, value=", ".join(p.stem for p in found))


def _hidden(path: Path, folder: Path) -> bool:
    """Tell whether a path is what a Mac puts beside each file of an archive, or lies inside a geodatabase."""
    above = path.relative_to(folder).parts
    return any(part.startswith((".", "__MACOSX")) for part in above) or any(p.endswith(".gdb") for p in above[:-1])
