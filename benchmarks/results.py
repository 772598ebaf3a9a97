"""`benchmarks/results.md`: each benchmark writes its own section and leaves the others as they are."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["sections", "write_section"]

RESULTS = Path(__file__).resolve().parent / "results.md"
HEAD = "# Benchmarks\n\nWritten by `make bench`. Ratios are the finding; seconds depend on the machine.\n"
_SECTION = re.compile(r"^## (\w+): ", re.MULTILINE)


def write_section(key: str, title: str, lines: Sequence[str], path: Path = RESULTS) -> None:
    """Write a section under its key, in the place of an older one or at its place among the keys."""
    kept = sections(path.read_text(encoding="utf-8") if path.exists() else "")
    kept[key] = f"## {key}: {title}\n\n" + "\n".join(lines) + "\n"
    path.write_text(HEAD + "".join(f"\n{kept[name]}" for name in sorted(kept)), encoding="utf-8")
    sys.stdout.write(kept[key] + "\n")


def sections(text: str) -> dict[str, str]:
    """Return the sections of the file by key, each from its heading on."""
    starts = [(found[1], found.start()) for found in _SECTION.finditer(text)]
    ends = [start for _, start in starts[1:]] + [len(text)]
    return {key: text[start:end].strip() + "\n" for (key, start), end in zip(starts, ends, strict=True)}
