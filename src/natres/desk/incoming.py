"""What is dropped on the page, written to disk as it comes: names looked at first, never more than is allowed."""

import contextlib
import os
import unicodedata
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool

from natres.desk.works import Work
from natres.errors import BadData, StorageFailed

__all__ = ["MOST_BYTES", "MOST_FILES", "ignorable", "place_for", "receive", "safe_name"]

MOST_BYTES = 2 * 1024**3
MOST_FILES = 5000
_MOST_PART, _MOST_DEPTH = 240, 12  # bytes of UTF-8, of which file systems take 255
_BLOCK = 1 << 20
_FORBIDDEN = set('<>:"|?*\\')
_DEVICES = {
    "con",
    "conin",
    "conout",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)),
}
_OURS = ".upload-"
_SHAPEFILE = ("shp", "shx", "dbf", "prj", "cpg", "sbn", "sbx", "qix")


def safe_name(given: str) -> tuple[str, ...]:
    """Return the parts of a name as a browser gives it, percent-encoded, with ``/`` between folders.

    Raises
    ------
    BadData : ``UPLOAD_NAME`` for one that would land elsewhere or that some system cannot store

    >>> safe_name("%E4%B8%89%E8%B0%83/DLTB.shp")
    ('三调', 'DLTB.shp')
    >>> safe_name("../x")
    Traceback (most recent call last):
    natres.errors.BadData: ...
    """
    try:
        text = unquote(given, errors="strict")
    except UnicodeDecodeError:
        raise BadData("UPLOAD_NAME", file="?", value=given[:80]) from None
    parts = tuple(unicodedata.normalize("NFC", part) for part in text.split("/"))
    if len(parts) > _MOST_DEPTH or not all(_is_storable(part) for part in parts):
        raise BadData("UPLOAD_NAME", file=parts[-1][:80] or "?", value=text[:200])
    return parts


def _is_storable(part: str) -> bool:
    fits = 0 < len(part.encode("utf-8", "replace")) <= _MOST_PART and part == part.strip() and not part.endswith(".")
    letters = all(char.isprintable() and char not in _FORBIDDEN for char in part)
    device = unicodedata.normalize("NFKC", part).partition(".")[0].strip().casefold().rstrip("$")
    return fits and letters and device not in _DEVICES


def ignorable(parts: tuple[str, ...]) -> bool:
    """Tell whether a file is one that a system or an open editor puts beside others: nobody misses it."""
    hidden = any(part.startswith((".", "~$")) for part in parts)
    return hidden or parts[-1].casefold() in ("thumbs.db", "desktop.ini") or "__MACOSX" in parts


def place_for(work: Work, parts: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """Return where a file goes, and whether it replaces one.

    A corrected file that comes alone takes the place of the one of its name, wherever that lies; a part of a shapefile
    goes to its other parts.

    Parameters
    ----------
    parts : of its name; one that names a folder goes there
    """
    names = [name for name, _ in work.files()]
    given = "/".join(parts)
    if len(parts) > 1 or given in names:
        return parts, given in names
    known = [(name.rpartition("/")[0], name.rpartition("/")[2].casefold()) for name in names]
    same = [name for name, (_, last) in zip(names, known, strict=True) if last == given.casefold()]
    if len(same) == 1:
        return tuple(same[0].split("/")), True
    stem, _, ending = given.casefold().rpartition(".")
    folders = {folder for folder, last in known if last.rpartition(".")[0] == stem}
    if ending in _SHAPEFILE and len(folders) == 1 and not same:
        folder = folders.pop()
        return ((*folder.split("/"), given) if folder else parts), False
    return parts, False


async def receive(work: Work, parts: tuple[str, ...], body: AsyncIterator[bytes]) -> int:
    """Write one file of a work as it comes in and return its bytes; a part of it is never seen by its name.

    Raises
    ------
    BadData : ``UPLOAD_SIZE`` beyond 2 GB of a work, ``UPLOAD_MANY``, ``UPLOAD_NAME`` for a folder in the way
    StorageFailed : ``OUTPUT_FULL``
    """
    have = await run_in_threadpool(work.files)
    if len(have) >= MOST_FILES:
        raise BadData("UPLOAD_MANY", file=parts[-1], value=str(MOST_FILES))
    left = MOST_BYTES - sum(size for _, size in have)
    base = work.brought.resolve()
    target = base.joinpath(*parts)
    begun = base / f"{_OURS}{uuid.uuid4().hex}"
    try:
        await run_in_threadpool(_make_folders, base, target)
        count = await _store(begun, body, left, parts[-1])
        await run_in_threadpool(os.replace, begun, target)
    except OSError as error:
        _refuse(error, parts)
        raise
    finally:
        with contextlib.suppress(OSError):
            begun.unlink(missing_ok=True)
    return count


def _make_folders(base: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.parent.resolve().is_relative_to(base) or target.is_symlink() or target.is_dir():
        raise BadData("UPLOAD_NAME", file=target.name, value=target.name)


async def _store(begun: Path, body: AsyncIterator[bytes], most: int, name: str) -> int:
    count, block = 0, bytearray()
    own = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(begun, own, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        async for piece in body:
            count += len(piece)
            if count > most:
                raise BadData("UPLOAD_SIZE", file=name, value=f"{MOST_BYTES // 1024**3} GB")
            block += piece
            if len(block) >= _BLOCK:
                await run_in_threadpool(file.write, bytes(block))
                block.clear()
        await run_in_threadpool(file.write, bytes(block))
    return count


def _refuse(error: OSError, parts: tuple[str, ...]) -> None:
    if isinstance(error, FileExistsError | NotADirectoryError | IsADirectoryError):
        raise BadData("UPLOAD_NAME", file=parts[-1], value="/".join(parts)) from None
    raise StorageFailed("OUTPUT_FULL", file=parts[-1], why=str(error)) from None
