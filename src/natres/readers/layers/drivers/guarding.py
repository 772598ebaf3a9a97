"""Whatever a library raises on a damaged file becomes one message that names the file."""

import contextlib
from collections.abc import Generator
from pathlib import Path

import shapely

from natres.errors import BadData

__all__ = ["guard"]


@contextlib.contextmanager
def guard(file: Path) -> Generator[None]:
    """Turn what a library raises into ``FILE_UNREADABLE``; natres's own errors pass."""
    try:
        yield
    except (OSError, ValueError, RuntimeError, KeyError, shapely.errors.ShapelyError) as error:
        raise BadData("FILE_UNREADABLE", file=file.name, why=str(error).split("\n")[0][:200]) from None
