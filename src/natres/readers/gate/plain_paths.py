"""Paths that a library would take for something else: ``a!b`` for a member of an archive, ``a;b`` for an address."""

import glob
import os
from functools import cache
from pathlib import Path

from natres.readers.gate.unpacking import run_folder

__all__ = ["plain_path"]

_SIGNS = ("!", ";", "?")


def plain_path(file: Path) -> Path:
    """Return a path to the same data that holds none of those signs: a link for this run, where there are some.

    Windows paths begin with a drive and are taken as they are.

    >>> plain_path(Path("/data/DLTB.gpkg")).as_posix()
    '/data/DLTB.gpkg'
    """
    if os.name == "nt" or not any(sign in str(file) for sign in _SIGNS):
        return file
    return _linked(file)


@cache
def _linked(file: Path) -> Path:
    """Link a file with those that belong to it, by the same stem, into a folder of the run."""
    folder = run_folder()
    for part in file.parent.glob(f"{glob.escape(file.stem)}.*"):
        (folder / _without_signs(part.name)).symlink_to(part, target_is_directory=part.is_dir())
    return folder / _without_signs(file.name)


def _without_signs(name: str) -> str:
    for sign in _SIGNS:
        name = name.replace(sign, "_")
    return name
