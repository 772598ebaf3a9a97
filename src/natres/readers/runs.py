"""Reading the record of a run (``run.json``) and the figures beside it (``results.json``)."""

import json
from pathlib import Path
from typing import Any

from natres.errors import BadData, NotThere
from natres.readers.gate.paths import checksum

__all__ = ["folder_checksums", "read_results", "read_run"]


def read_run(path: str | Path) -> tuple[Path, dict[str, Any]]:
    """Return the folder of a run and its record.

    Parameters
    ----------
    path : a ``run.json``, or the folder that holds it

    Raises
    ------
    NotThere : ``FILE_MISSING``
    BadData : ``RUN_RECORD`` for a file that is no record of a report
    """
    file = Path(path)
    file = file / "run.json" if file.is_dir() else file
    if not file.is_file():
        raise NotThere("FILE_MISSING", file=str(file))
    try:
        record = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadData("RUN_RECORD", file=file.name, why=str(error)) from None
    if not isinstance(record, dict) or "natres" not in record or not isinstance(record.get("outputs"), dict):
        raise BadData("RUN_RECORD", file=file.name, why="natres, outputs")
    if record.get("command") != "report":
        raise BadData("RUN_RECORD.command", file=file.name, value=str(record.get("command")))
    if not isinstance(record.get("district"), str):
        raise BadData("RUN_RECORD.old", file=file.name, value=str(record["natres"]))
    return file.parent, record


def read_results(folder: Path) -> dict[str, Any] | None:
    """Return the results of a run, None where the file is gone or no longer JSON."""
    try:
        found = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found.get("results") if isinstance(found, dict) else None


def folder_checksums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder by its relative path, the record itself left out."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): checksum(path) for path in files if path != folder / "run.json"}
