"""Typst, the typesetter: a program with its data in, PDF or PNG out; no file of the machine but our fonts is read."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from natres.presenters.drawing.fonts import font_folder

__all__ = ["Material", "compiled"]


@dataclass(frozen=True)
class Material:
    """A program in Typst, which is ours, and the files it reads, by name."""

    program: bytes
    files: Mapping[str, bytes]


def compiled(material: Material, form: Literal["pdf", "png"], dots_per_inch: int = 300) -> bytes:
    """Return what a program draws: all its pages as PDF, the first as PNG."""
    import typst

    with tempfile.TemporaryDirectory(prefix="natres-") as folder:
        root = Path(folder)
        (root / "main.typ").write_bytes(material.program)
        for name, data in material.files.items():
            (root / name).write_bytes(data)
        compiler = typst.Compiler(str(root / "main.typ"), root=folder, font_paths=_fonts(), ignore_system_fonts=True)
        made: Any = compiler.compile(format=form, ppi=float(dots_per_inch), timestamp=0, pdf_tags=False)
    return made[0] if isinstance(made, list) else made


@lru_cache(maxsize=1)
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])
