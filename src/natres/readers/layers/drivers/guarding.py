"""Whatever a library raises on a damaged file becomes one message that names the file."""

import contextlib
import re
from collections.abc import Generator
from pathlib import Path

import shapely

from natres.errors import BadData

__all__ = ["guard"]


_INSIDE = re.compile(r"\.(cpp|c|h)\b.*\bline\b|buildtrees")


@contextlib.contextmanager
def guard(file: Path) -> Generator[None]:
    """Turn what a library raises into ``FILE_UNREADABLE``; natres's own errors pass."""
    try:
        yield
    except (OSError, ValueError, RuntimeError, KeyError, shapely.errors.ShapelyError) as error:
        said = str(error).split("\n")[0][:200]
        if _INSIDE.search(said):  # a place in GDAL's own source, which helps nobody
            raise BadData("FILE_UNREADABLE.damaged", file=file.name) from None
        raise BadData("FILE_UNREADABLE", file=file.name, why=said) from None
