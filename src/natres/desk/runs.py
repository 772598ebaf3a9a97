"""Running tasks in child processes, one at a time; a child that dies, hangs or eats the memory harms only its task."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil

from natres.desk.limits import MOST_SECONDS, most_resident
from natres.desk.shown import error_shown
from natres.desk.works import LOG, Work, open_log, remove, sweep
from natres.errors import BadData, BadUsage, NatresError

__all__ = ["Runs"]

_LOOK_EVERY = 0.5  # seconds between looks at a child
WORKER_LOG = "worker.log"
Ended = Callable[[Work, str, dict[str, Any]], None]


class Runs:
    """The tasks of all works: started, listened to, stopped.

    Parameters
    ----------
    language : returns the language of messages
    ended : is called with work, task and what it found, when a task is done; from another thread
    """

    def __init__(self, language: Callable[[], str], ended: Ended) -> None:
        self._language = language
        self._ended = ended
        self._turn = threading.Lock()  # one heavy child at a time on an office PC
        self._children: dict[str, subprocess.Popen[str]] = {}
        self._stopped: set[str] = set()
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told: dict[str, int] = defaultdict(int)
        self._listeners: dict[str, set[asyncio.Queue[tuple[str, str]]]] = defaultdict(set)

    # --- starting and stopping ----------------------------------------------------------------------------------

    def start(self, work: Work, name: str, task: Mapping[str, Any]) -> None:
        """Begin a task of a work.

        Raises
        ------
        BadUsage : ``WORK_RUNNING`` while another of its tasks runs
        """
        with self._lock:
            if work.running:
                raise BadUsage("WORK_RUNNING", value=work.id)
            work.run = {"task": name, "state": "waiting", "step": "", "since": time.time()}
            self._stopped.discard(work.id)
            work.save()
        facts = {"name": name, "place": str(work.place), "language": self._language(), "accept": work.accept, **task}
        threading.Thread(target=self._run, args=(work, name, facts), daemon=True).start()
        self.tell(work, "changed")

    def stop(self, work: Work) -> None:
        """Stop the task of a work; nothing of what it made stays."""
        with self._lock:
            if not work.running:
                return
            self._stopped.add(work.id)
            child = self._children.get(work.id)
        if child is not None:
            _kill(child.pid)

    def stop_all(self) -> None:
        """Stop every child: the desk closes."""
        for child in list(self._children.values()):
            _kill(child.pid)

    # --- one task -----------------------------------------------------------------------------------------------

    def _run(self, work: Work, name: str, task: Mapping[str, Any]) -> None:
        before = set(work.place.iterdir())
        while not self._turn.acquire(timeout=_LOOK_EVERY):
            if work.id in self._stopped:  # it waited for another one, and was cancelled
                self._finish(work, name, {"stopped": True}, before)
                return
        try:
            work.run |= {"state": "running", "since": time.time()}
            self.tell(work, "changed")
            ending = {"stopped": True} if work.id in self._stopped else self._listen(work, task)
        except Exception as error:  # whatever happens, the page is told
            ending = {"error": self._shown(BadData("BUG", why=f"{type(error).__name__}: {error}", value=""))}
        finally:
            self._turn.release()
        self._finish(work, name, ending, before)

    def _listen(self, work: Work, task: Mapping[str, Any]) -> dict[str, Any]:
        """Start the child and hear it to its end; return its last word."""
        with open_log(work.place / WORKER_LOG, "w") as log:
            child = subprocess.Popen(
                [sys.executable, "-X", "utf8", "-m", "natres.desk.worker"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8",
                cwd=work.place, env=_environment(work.place), start_new_session=True,
            )  # fmt: skip
            with self._lock:
                self._children[work.id] = child
                early = work.id in self._stopped
            if early:
                _kill(child.pid)
            over: list[str] = []
            threading.Thread(target=_watch, args=(child, over), daemon=True).start()
            try:
                ending = self._hear(work, child, json.dumps(task, default=str))
            finally:
                _kill(child.pid)
                child.wait()
                with self._lock:
                    self._children.pop(work.id, None)
        if ending:
            return ending
        if work.id in self._stopped:
            return {"stopped": True}
        why = over[0] if over else str(child.returncode)
        return {"error": self._shown(BadData("WORKER_LIMIT" if over else "WORKER_DIED", value=why))}

    def _hear(self, work: Work, child: "subprocess.Popen[str]", task: str) -> dict[str, Any]:
        assert child.stdin is not None
        assert child.stdout is not None
        with contextlib.suppress(OSError):
            child.stdin.write(task + "\n")
            child.stdin.flush()
        for line in child.stdout:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if "done" in event or "error" in event:
                return event
            if "step" in event:
                work.run["step"] = event["step"]
                self.tell(work, "step", str(event["step"]))
            if "early" in event:
                work.found["early"] = event["early"]
                self.tell(work, "changed")
        return {}

    def _finish(self, work: Work, name: str, ending: Mapping[str, Any], before: set[Path]) -> None:
        work.found.pop("early", None)
        if work.id in self._stopped and "done" not in ending:
            ending = {"stopped": True}
        sweep(work.place)
        state = "done" if "done" in ending else "failed" if "error" in ending else "stopped"
        if state != "done":
            _remove_new(work.place, before)
        work.run = {"task": name, "state": state, "step": "", "error": ending.get("error")}
        if "done" in ending:
            work.found[name] = ending["done"]
            work.found["language"] = self._language()
            self._ended(work, name, ending["done"])
        with contextlib.suppress(NatresError):  # a work that was removed meanwhile
            work.save()
        self.tell(work, "changed")

    def _shown(self, error: NatresError) -> dict[str, Any]:
        return error_shown(error, "", self._language())

    # --- telling ------------------------------------------------------------------------------------------------

    def listen(self, work: Work) -> "asyncio.Queue[tuple[str, str]]":
        """Return a queue that hears what happens to a work; one for every open tab."""
        self._loop = asyncio.get_running_loop()
        queue: asyncio.Queue[tuple[str, str]] = asyncio.Queue(maxsize=100)
        self._listeners[work.id].add(queue)
        return queue

    def told(self, work: Work) -> int:
        """Return how often something was told of a work: a page that was drawn since then has missed nothing."""
        return self._told[work.id]

    def leave(self, work: Work, queue: "asyncio.Queue[tuple[str, str]]") -> None:
        """Hear no more."""
        self._listeners[work.id].discard(queue)

    def tell(self, work: Work, event: str, text: str = "") -> None:
        """Tell every tab."""
        self._told[work.id] += 1
        loop = self._loop
        if loop is None or loop.is_closed():
            return
        with contextlib.suppress(RuntimeError):  # the desk is closing
            loop.call_soon_threadsafe(self._tell, work.id, event, text)

    def _tell(self, name: str, event: str, text: str) -> None:
        for queue in self._listeners[name]:
            with contextlib.suppress(asyncio.QueueFull):
                queue.put_nowait((event, text))


def _environment(place: Path) -> dict[str, str]:
    """Return the environment of a child: this one's, without what would send it to a network or let it load code.

    What it unpacks lies in its work's folder, under a name that is swept when it ends, however it ends.
    """
    own = place / ".tmp"
    own.mkdir(exist_ok=True)
    drop = ("PYTHONSTARTUP", "PYTHONINSPECT")
    kept = {k: v for k, v in os.environ.items() if k not in drop and not k.lower().endswith("_proxy")}
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(own))
    return {
        **kept,
        **temporary,
        "PYTHONIOENCODING": "utf-8",
        "PYTHONSAFEPATH": "1",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    }


def _watch(child: "subprocess.Popen[str]", over: list[str]) -> None:
    """End a child that takes too much memory or time; say which in ``over``."""
    most, until = most_resident(), time.monotonic() + MOST_SECONDS
    with contextlib.suppress(psutil.Error):
        seen = psutil.Process(child.pid)
        while child.poll() is None:
            used = seen.memory_info().rss
            if used > most or time.monotonic() > until:
                over.append(f"{used / 1024**3:.1f} GB" if used > most else f"{MOST_SECONDS // 60} min")
                _kill(child.pid)
                return
            time.sleep(_LOOK_EVERY)


def _kill(pid: int) -> None:
    """Kill a process with all it started."""
    with contextlib.suppress(psutil.Error):
        root = psutil.Process(pid)
        for one in [*root.children(recursive=True), root]:
            with contextlib.suppress(psutil.Error):
                one.kill()


def _remove_new(place: Path, before: set[Path]) -> None:
    """Remove what a task made that did not end, whole as it may be: nobody was told of it."""
    for path in set(place.iterdir()) - before:
        if path.name not in (WORKER_LOG, LOG):
            remove(path)
