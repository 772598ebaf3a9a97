"""What a check says: problems that fail it, notes that do not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

WORST = 5


@dataclass
class Outcome:
    """The name of a check and what it found; without problems it passed."""

    name: str
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: str = ""
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        """Return whether there was any problem."""
        return bool(self.problems)

    def fail(self, what: str) -> None:
        """Add a problem."""
        self.problems.append(what)

    def note(self, what: str) -> None:
        """Add a line that does not fail the check."""
        self.notes.append(what)

    def skip(self, why: str) -> None:
        """Say that there was nothing to look at."""
        self.skipped = why

    def expect(self, holds: Any, what: str) -> None:
        """Add a problem unless something holds."""
        if not holds:
            self.fail(what)

    def near(self, what: str, found: float, wanted: float, slack: float = 0.0) -> None:
        """Add a problem unless a figure is within ``slack`` of another."""
        if not abs(found - wanted) <= slack:
            self.fail(f"{what}: {found!r}, wanted {wanted!r} ± {slack:g} (off by {found - wanted:g})")

    def same(self, what: str, found: Any, wanted: Any) -> None:
        """Add a problem unless two things are equal."""
        if found != wanted:
            self.fail(f"{what}: found {found!r}, wanted {wanted!r}")

    def rows(self, what: str, frame: pd.DataFrame, bad: Any, show: Sequence[str] = (), by: Any = None) -> None:
        """Add a problem with the count of bad rows and the worst of them (largest ``by`` first)."""
        at = np.flatnonzero(np.asarray(bad, dtype=bool))
        if not len(at):
            return
        if by is not None:
            at = at[np.argsort(-np.asarray(by, dtype=float)[at], kind="stable")]
        columns = [c for c in ("BSM", "DLBM", *show) if c in frame.columns]
        worst = "; ".join(_row(frame, i, columns, by) for i in at[:WORST])
        self.fail(f"{len(at)} rows: {what} — {worst}")

    def differences(self, what: str, found: dict[Any, Any], wanted: dict[Any, Any], slack: float = 0.0) -> None:
        """Add a problem if two tables of figures differ by key or by more than ``slack``."""
        keys = sorted({*found, *wanted}, key=str)
        off = [(k, found.get(k), wanted.get(k)) for k in keys]
        off = [(k, f, w) for k, f, w in off if f is None or w is None or not abs(float(f) - float(w)) <= slack]
        if off:
            worst = "; ".join(f"{k}: {f} against {w}" for k, f, w in off[:WORST])
            self.fail(f"{what}: {len(off)} of {len(keys)} differ — {worst}")

    def __str__(self) -> str:
        if self.skipped:
            return f"skip  {self.name}: {self.skipped}"
        head = f"{'FAIL' if self.failed else 'ok'}".ljust(6) + f"{self.name} ({self.seconds:.1f} s)"
        return "\n".join([head, *_indented(self.problems, "! "), *_indented(self.notes, "  ")])


def _row(frame: pd.DataFrame, at: int, columns: list[str], by: Any) -> str:
    words = [f"{c}={frame[c].iloc[at]}" for c in columns]
    return " ".join([*words, f"[{float(np.asarray(by)[at]):.6g}]"] if by is not None else words)


def _indented(lines: Iterable[str], mark: str) -> list[str]:
    return [f"      {mark}{line}" for line in lines]
