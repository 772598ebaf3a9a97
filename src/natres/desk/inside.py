"""What a district file that somebody brought may name: files of its own folder, nothing else of this computer."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from natres.errors import BadData

__all__ = ["MOST_BYTES", "refuse_links", "refuse_monstrous", "refuse_outside"]

#: No district file is larger.
MOST_BYTES = 2 << 20
_LONGEST_LINE, _DEEPEST, _DOTS = 20_000, 2_000, 2_000
#: Keys whose text names a file; a scheme does where it ends in one.
_NAMING = ("path", "previous", "datum_shift", "terms", "source")


def refuse_outside(district: Path, roots: Sequence[Path]) -> None:
    """Refuse a district file that names a file beyond some folders, links followed.

    Parameters
    ----------
    district : the file; what is wrong with it otherwise is told by who reads it
    roots : folders it may reach into

    Raises
    ------
    BadData : ``DESK_OUTSIDE`` with the key and the name; ``DESK_LARGE`` for a file that can be no district file
    """
    if district.stat().st_size > MOST_BYTES:
        raise BadData("DESK_LARGE", file=district.name, value=f"{MOST_BYTES >> 20} MB")
    try:
        text = district.read_text(encoding="utf-8-sig")
        refuse_monstrous(text, district.name)
        content = tomllib.loads(text)
    except RecursionError:
        raise BadData("DESK_LARGE", file=district.name, value=f"{MOST_BYTES >> 20} MB") from None
    except (ValueError, OSError):
        return
    allowed = [root.resolve() for root in roots]
    for key, name in _named(content, ""):
        if not any((district.parent / name).resolve().is_relative_to(root) for root in allowed):
            raise BadData("DESK_OUTSIDE", file=district.name, field=key, value=name[:200])


def refuse_links(folder: Path) -> None:
    """Refuse a folder with links that lead out of it: whoever follows them reads something else.

    Raises
    ------
    BadData : ``DESK_OUTSIDE`` with the link
    """
    base = folder.resolve()
    for path in folder.rglob("*"):
        if path.is_symlink() and not path.resolve().is_relative_to(base):
            name = path.relative_to(folder).as_posix()
            raise BadData("DESK_OUTSIDE", file=folder.name, field=name, value=str(path.readlink())[:200])


def refuse_monstrous(text: str, file: str) -> None:
    """Refuse a text that would keep a parser busy or deep down: no district file has such lines.

    Raises
    ------
    BadData : ``DESK_LARGE``
    """
    lines = text.split("\n")
    deep = any(len(line) > _LONGEST_LINE or line.count("[") > _DEEPEST or line.count(".") > _DOTS for line in lines)
    if deep or len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise BadData("DESK_LARGE", file=file, value=f"{MOST_BYTES >> 20} MB")


def _named(content: Any, above: str) -> Iterator[tuple[str, str]]:
    """Return (key, name) of everything that names a file."""
    if isinstance(content, dict):
        for key, value in cast("dict[str, Any]", content).items():
            at = f"{above}.{key}".lstrip(".")
            if isinstance(value, str) and (key in _NAMING or value.lower().endswith((".csv", ".toml", ".json"))):
                yield at, value
            yield from _named(value, at)
    elif isinstance(content, list):
        for number, value in enumerate(cast("list[Any]", content)):
            yield from _named(value, f"{above}[{number}]")
