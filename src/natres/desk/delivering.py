"""Handing out what works made: only names that stand in a list of their files, as what they are."""

from collections.abc import Iterator
from pathlib import Path

from starlette.responses import FileResponse, Response

from natres.desk.door import RESULT_POLICY
from natres.desk.tasks import FOLDERS
from natres.desk.works import Work
from natres.errors import NotThere

__all__ = ["PACKED", "deliver", "made_by"]

#: The archive with everything, without its ending.
PACKED = "结果"
#: Suffix → type, and whether the browser shows it.
_TYPES = {
    ".html": ("text/html; charset=utf-8", True),
    ".png": ("image/png", True),
    ".pdf": ("application/pdf", True),
    ".txt": ("text/plain; charset=utf-8", True),
    ".csv": ("text/csv; charset=utf-8", False),
    ".json": ("application/json", False),
    ".toml": ("text/plain; charset=utf-8", True),
    ".xml": ("application/octet-stream", False),
    ".zip": ("application/zip", False),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", False),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", False),
    ".gpkg": ("application/geopackage+sqlite3", False),
}
_PDF_POLICY = "default-src 'none'; object-src 'self'; plugin-types application/pdf; frame-ancestors 'none'"


def made_by(work: Work) -> dict[str, Path]:
    """Return the files that tasks of a work made, by name relative to its folder."""
    report = str(work.found.get("report", {}).get("folder", ""))
    folders: list[str] = [*FOLDERS]
    if report and report not in folders and "/" not in report:  # a dated name, where the first was changed by hand
        folders.append(report)
    found = {name: path for folder in folders for name, path in _within(work.place, folder)}
    packed = work.place / f"{PACKED}.zip"
    return {**found, **({packed.name: packed} if packed.is_file() else {})}


def _within(place: Path, folder: str) -> Iterator[tuple[str, Path]]:
    for path in (place / folder).rglob("*"):
        inside = path.relative_to(place)
        if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in inside.parts):
            yield inside.as_posix(), path


def deliver(work: Work, name: str) -> Response:
    """Return one of them.

    Raises
    ------
    NotThere : ``RESULT_MISSING`` for any other name
    """
    path = made_by(work).get(name)
    if path is None:
        raise NotThere("RESULT_MISSING", file=name[:120])
    kind, inline = _TYPES.get(path.suffix.lower(), ("application/octet-stream", False))
    saved = f"{work.title or work.id}-{path.name}" if path.suffix == ".zip" else path.name
    disposition = "inline" if inline else "attachment"
    response = FileResponse(path, media_type=kind, filename=saved, content_disposition_type=disposition)
    # The viewer of PDF files is the browser's own, and a sandbox would keep it out.
    response.headers["content-security-policy"] = _PDF_POLICY if path.suffix.lower() == ".pdf" else RESULT_POLICY
    response.headers["referrer-policy"] = "no-referrer"
    return response
