"""Works on disk: a folder each, with what was brought, what was decided and what came out; a reload loses nothing."""

import contextlib
import json
import os
import re
import shutil
import threading
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TextIO, cast, get_args

from natres.errors import NotThere
from natres.writers import write_file

__all__ = ["BROUGHT", "LOG", "Kind", "Stage", "Work", "Works", "open_log", "remove", "sweep"]

Kind = Literal["district", "site", "audit"]
Stage = Literal["choose", "describe", "check", "result"]

#: What was dropped on the page lies here, below the folder of its work.
BROUGHT = "资料"
LOG = "操作记录.txt"
_STATE = "work.json"
_ID = re.compile(r"\d{8}-\d{1,4}")
_MOST = 2000
_saving = threading.Lock()


@dataclass
class Work:
    """One piece of work: a district from its files to its report, a site, or a draft.

    Parameters
    ----------
    id : name of its folder
    given : name of a folder beside the works that is used where it lies; empty where files were brought
    district : the district file, relative to the work's folder
    accept : codes of findings to go on with
    crs : coordinate system said of a file that names none, for works about one file
    found : what each task found, by task, as its page shows it
    run : the task that runs or ran last: its name, ``state``, ``step``, ``error``
    """

    id: str
    kind: Kind
    place: Path
    created: str
    stage: Stage = "choose"
    title: str = ""
    given: str = ""
    district: str = ""
    accept: list[str] = field(default_factory=list[str])
    crs: str = ""
    found: dict[str, Any] = field(default_factory=dict[str, Any])
    run: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def brought(self) -> Path:
        """The folder its files lie in."""
        return self.place.parent / self.given if self.given else self.place / BROUGHT

    @property
    def district_file(self) -> Path:
        """Its district file."""
        return self.place / self.district

    @property
    def own_district(self) -> bool:
        """Whether its district file may be changed: one of a folder used where it lies never is."""
        return bool(self.district) and not self.district.startswith("..")

    @property
    def running(self) -> bool:
        """Whether a task runs or waits for its turn."""
        return self.run.get("state") in ("waiting", "running")

    def files(self) -> list[tuple[str, int]]:
        """Return what was brought: names and bytes."""
        folder = self.brought
        found = sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink() and p.name[0] != ".")
        return [(path.relative_to(folder).as_posix(), path.stat().st_size) for path in found]

    def save(self) -> None:
        """Keep its state."""
        state = {key: value for key, value in asdict(self).items() if key != "place"}
        with _saving:
            write_file(self.place / _STATE, json.dumps(state, ensure_ascii=False, indent=1), force=True)

    def note(self, text: str) -> None:
        """Write a line into the log of what was done, with the time."""
        line = f"{datetime.now().astimezone().isoformat(' ', 'seconds')}  {' '.join(text.split())}\n"
        with contextlib.suppress(OSError), open_log(self.place / LOG, "a") as file:
            file.write(line)

    def forget(self, *tasks: str) -> None:
        """Forget what tasks found; their folders stay until new ones take their places, edited files for good."""
        for task in tasks:
            self.found.pop(task, None)

    def outdate(self) -> None:
        """Mark a result as made from what has changed since."""
        for task in ("report", "site", "audit"):
            if task in self.found:
                self.found[task] = {**self.found[task], "stale": True}


class Works:
    """The works of one folder.

    Parameters
    ----------
    folder : the folder; it is made where there is none
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.RLock()
        self._known: dict[str, Work] = {}
        folder.mkdir(parents=True, exist_ok=True)
        for state in sorted(folder.glob(f"*/{_STATE}")):
            work = _read(state)
            if work is not None:
                self._known[work.id] = work

    def all(self) -> list[Work]:
        """Return them, the latest first."""
        return sorted(self._known.values(), key=lambda work: work.created, reverse=True)

    def get(self, name: str) -> Work:
        """Return one.

        Raises
        ------
        NotThere : ``WORK_MISSING``
        """
        work = self._known.get(name)
        if work is None:
            raise NotThere("WORK_MISSING", file=name[:40])
        return work

    def create(self, kind: Kind) -> Work:
        """Begin one in a folder of its own.

        Raises
        ------
        NotThere : ``WORK_MANY`` beyond all reason
        """
        now = datetime.now().astimezone()
        with self._lock:
            if len(self._known) >= _MOST:
                raise NotThere("WORK_MANY", file=str(self.folder), value=str(_MOST))
            for number in range(1, 10_000):
                place = self.folder / f"{now:%Y%m%d}-{number}"
                try:
                    place.mkdir()
                except FileExistsError:
                    continue
                break
            else:
                raise NotThere("WORK_MANY", file=str(self.folder), value="9999")
            (place / BROUGHT).mkdir()
            work = Work(place.name, kind, place, now.isoformat(" ", "seconds"))
            work.save()
            self._known[work.id] = work
        return work

    def remove(self, work: Work) -> None:
        """Remove one with everything in its folder; a folder used where it lies stays."""
        with self._lock:
            self._known.pop(work.id, None)
            shutil.rmtree(work.place, ignore_errors=True)

    def given(self) -> list[str]:
        """Return the folders that somebody put beside the works."""
        return sorted(
            path.name
            for path in self.folder.iterdir()
            if path.is_dir()
            and not path.is_symlink()
            and not path.name.startswith(".")
            and not (path / _STATE).exists()
        )


def _read(state: Path) -> Work | None:
    """Return a work as it was kept; what ran when the desk was closed did not end. One that makes no sense is none."""
    try:
        content: dict[str, Any] = json.loads(state.read_text(encoding="utf-8"))
        work = Work(place=state.parent, **content)
        datetime.fromisoformat(work.created)
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    if not _is_sound(work):
        return None
    if work.running:
        work.run = {"task": work.run.get("task", ""), "state": "stopped", "step": ""}
        sweep(work.place)
        work.save()
    return work


def _is_sound(work: Work) -> bool:
    """Tell whether a state can be one that we kept: its words known, its paths below the folders it may use."""
    fields: dict[str, Any] = vars(work)  # types that nobody has checked yet
    texts = [fields[name] for name in ("id", "created", "stage", "kind", "title", "given", "district", "crs")]
    found, report = fields["found"], fields["found"].get("report", {}) if isinstance(fields["found"], dict) else None
    if not all(isinstance(each, dict) for each in (fields["run"], found, report)):
        return False
    if not isinstance(fields["accept"], list) or not all(isinstance(one, str) for one in [*texts, *fields["accept"]]):
        return False
    known = work.kind in get_args(Kind) and work.stage in get_args(Stage)
    named = bool(_ID.fullmatch(work.id)) and work.id == work.place.name
    plain = not work.given or (Path(work.given).name == work.given and not work.given.startswith("."))
    links = any(path.is_symlink() for path in (work.place, work.place / BROUGHT))
    return known and named and plain and not links and _is_below(work)


def _is_below(work: Work) -> bool:
    place = work.district_file.resolve()
    return not work.district or any(place.is_relative_to(root.resolve()) for root in (work.place, work.brought))


def sweep(place: Path) -> None:
    """Remove what a stopped task left: everything half done has a name that begins with a dot."""
    hidden = [*place.glob(".*"), *place.glob("mended/.*"), *place.glob("audit/.*"), *place.glob("audit/*/.*")]
    for path in (one for one in hidden if not one.name.startswith(f".{_STATE}")):
        remove(path)


def remove(path: Path) -> None:
    """Remove a file, a link or a folder with what is in it, as far as the system lets it go."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()


def open_log(path: Path, mode: Literal["a", "w"]) -> TextIO:
    """Open a log for writing; a link that stands in its place is not followed."""
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | (os.O_APPEND if mode == "a" else os.O_TRUNC)
    return cast("TextIO", os.fdopen(os.open(path, flags, 0o600), mode, encoding="utf-8"))
