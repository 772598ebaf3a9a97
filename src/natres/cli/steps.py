"""Long work told while it is done: the step on a terminal, with the time each took; nothing in a pipe."""

import sys
import time
import tomllib
from pathlib import Path
from types import TracebackType

from natres.errors import default_language
from natres.labels import LANGUAGES

__all__ = ["Steps", "language_said"]


def language_said(district_file: str, asked: str | None) -> str:
    """Return the language asked for, else that of a district file as it stands there, else the locale's.

    What is wrong with the file is told by the one who reads it.
    """
    if asked:
        return asked
    try:
        said = tomllib.loads(Path(district_file).read_text(encoding="utf-8-sig"))["district"]["language"]
    except (OSError, ValueError, KeyError, TypeError):
        return default_language()
    return said if said in LANGUAGES else default_language()


class Steps:
    """Tells steps as they begin; use as a context manager, and call it with the key of each step.

    >>> with Steps("zh") as step:  # nothing is written where nobody looks
    ...     step("parcels")
    """

    def __init__(self, language: str | None) -> None:
        self._language = language or default_language()
        self._seen = sys.stderr.isatty()
        self._status: object | None = None
        self._step, self._since = "", 0.0

    def __call__(self, step: str) -> None:
        """Close the step before and begin another."""
        if not self._seen:
            return
        from rich.console import Console
        from rich.status import Status

        from natres.labels import words

        self._close()
        self._step, self._since = words(self._language)[f"progress.{step}"], time.perf_counter()
        status = Status(self._step, console=Console(stderr=True))
        status.start()
        self._status = status

    def _close(self) -> None:
        from rich.status import Status

        from natres.labels import words

        if isinstance(self._status, Status):
            self._status.stop()
            seconds = f"{time.perf_counter() - self._since:.1f}"
            done = words(self._language)["progress.done"].format(step=self._step, seconds=seconds)
            sys.stderr.write(f"✓ {done}\n")
        self._status = None

    def __enter__(self) -> "Steps":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._seen and error is None:
            self._close()
        elif self._status is not None:
            getattr(self._status, "stop", lambda: None)()
