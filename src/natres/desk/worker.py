"""The child process: does one task on files nobody vouches for, and says in lines of JSON how it goes.

It reads its task from the standard input and ends when that is closed: nobody is left to tell.
"""

import json
import os
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any

__all__ = ["main"]

Tell = Callable[..., None]


def main() -> None:
    """Do the task that stands in the first line of the standard input."""
    from natres.desk.limits import leave_network, limit_self

    offline = leave_network()
    limit_self()
    tell = _teller()
    task = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    tell(offline=offline)
    try:
        from natres.desk.tasks import do

        tell(done=do(task, tell))
    except BaseException as error:
        tell(error=_told(error, task.get("language", "zh"), task.get("place", "")))
    sys.stdout.flush()
    os._exit(0)  # the thread that waits for the parent must not be waited for


def _teller() -> Tell:
    """Keep the standard output for our own lines: libraries that print write to the error stream instead."""
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)

    def tell(**event: Any) -> None:
        lines.write(json.dumps(event, ensure_ascii=True, default=str) + "\n")
        lines.flush()

    return tell


def _end_with_parent() -> None:
    while sys.stdin.readline():
        pass
    os._exit(1)


def _told(error: BaseException, language: str, place: str) -> dict[str, Any]:
    """Return an error as the page shows it; a bug's traceback goes to the log beside the work."""
    from natres.errors import BadData, NatresError, place_text

    if isinstance(error, MemoryError) or "bad_alloc" in str(error):
        error = BadData("TOO_LARGE.exhausted")
    if not isinstance(error, NatresError):
        traceback.print_exception(error)
        error = BadData("BUG", why=f"{type(error).__name__}: {error}", value="worker.log")
    from natres.desk.shown import error_shown

    where = place_text(error.facts, language).replace(place + os.sep, "") if place else ""
    return error_shown(error, where, language)


if __name__ == "__main__":
    main()
