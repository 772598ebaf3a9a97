"""A folder of outputs that appears whole: filled beside its place, recorded in ``run.json``, then renamed.

A folder that holds natres's ``run.json`` is replaced as a whole, unless a file in it was changed by hand
since; then it is kept and the new one gets a dated name beside it.
"""

import contextlib
import glob
import hashlib
import json
import os
import shutil
from collections.abc import Generator, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from natres.core.issues import Notice
from natres.errors import CannotCreate
from natres.writers.atomic import store
from natres.writers.locks import hold_output
from natres.writers.storage import long_path, shown, storage_errors

__all__ = ["RECORD", "OutputFolder"]

RECORD = "run.json"
#: So long may the names of files within a folder be.
_WITHIN = 120


class OutputFolder:
    """Collects the files of a run and publishes them together.

    Use as a context manager; without :meth:`publish` nothing is left behind.

    Parameters
    ----------
    target : where the folder shall stand
    force : replace a folder natres did not make (it is kept under a dated name)

    Raises
    ------
    CannotCreate : ``OUTPUT_EXISTS`` for a foreign folder or a file in the way, ``OUTPUT_DENIED``
    OutputBusy : ``OUTPUT_BUSY`` while another run holds the same folder
    """

    def __init__(self, target: Path, *, force: bool = False) -> None:
        self.target = long_path(target.absolute(), _WITHIN)
        self._force = force
        self._work = self.target.with_name(f".{self.target.name}.part-{os.getpid()}")
        self._stack = contextlib.ExitStack()

    @contextlib.contextmanager
    def reserved(self) -> Generator[None]:
        """Hold the place of the folder while it is not yet known what goes into it, as soon as a run begins.

        Raises
        ------
        CannotCreate, OutputBusy : as for the folder itself
        """
        self._refuse_foreign()
        with hold_output(self.target):
            yield

    def _refuse_foreign(self) -> None:
        if self.target.exists() and not self._is_ours() and not self._force and not self._is_empty():
            raise CannotCreate("OUTPUT_EXISTS", file=str(shown(self.target)))

    def __enter__(self) -> "OutputFolder":
        self._refuse_foreign()
        with contextlib.ExitStack() as stack:
            stack.enter_context(hold_output(self.target))
            with storage_errors(shown(self.target)):
                self._sweep()
                self._work.mkdir()
            self._stack = stack.pop_all()
        return self

    def _sweep(self) -> None:
        """Clear what a killed run left, since we hold the lock; the folder it was about to replace comes back first."""
        for kept in sorted(self.target.parent.glob(f".{glob.escape(self.target.name)}.part-old-*")):
            if not self.target.exists():
                kept.rename(self.target)
        for leftover in self.target.parent.glob(f".{glob.escape(self.target.name)}.part-*"):
            shutil.rmtree(leftover, ignore_errors=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._work, ignore_errors=True)
        self._stack.close()

    def write(self, name: str, data: bytes | str) -> None:
        """Put a file into the folder; ``name`` is relative, with forward slashes."""
        content = data.encode("utf-8") if isinstance(data, str) else data
        with storage_errors(shown(self.target) / name, wanted=len(content)):
            store(self.path(name), content)

    def path(self, name: str) -> Path:
        """Return where a driver that writes its own file may put ``name``."""
        place = self._work / name
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def publish(self, record: Mapping[str, Any]) -> tuple[Path, list[Notice]]:
        """Write ``run.json`` last, put the folder in its place and return where it stands."""
        outputs = dict(sorted(_digests(self._work).items()))
        self.write(RECORD, json.dumps({**record, "outputs": outputs}, ensure_ascii=False, indent=1) + "\n")
        with storage_errors(shown(self.target)):
            place, notices = self._put_in_place()
        return shown(place), notices

    def _put_in_place(self) -> tuple[Path, list[Notice]]:
        target, notices = self.target, list[Notice]()
        if not target.exists() or self._is_empty():
            if target.exists():
                target.rmdir()
            self._work.rename(target)
            return target, notices
        if not self._is_ours():
            kept = self._dated("before")
            target.rename(kept)
            self._work.rename(target)
            return target, [Notice("OUTPUT_MOVED", {"value": str(shown(kept))})]
        if _changed_by_hand(target):
            fresh = self._dated("")
            self._work.rename(fresh)
            return fresh, [Notice("OUTPUT_KEPT", {"value": str(shown(target)), "file": str(shown(fresh))})]
        old = target.with_name(f".{target.name}.part-old-{os.getpid()}")
        try:
            target.rename(old)
        except PermissionError:  # Excel, WPS or a browser holds one of its files
            fresh = self._dated("")
            self._work.rename(fresh)
            return fresh, [Notice("OUTPUT_OPEN.folder", {"value": str(shown(target)), "file": str(shown(fresh))})]
        try:
            self._work.rename(target)
        except OSError:
            old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)
        return target, notices

    def _dated(self, word: str) -> Path:
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
        return self.target.with_name("-".join(part for part in (self.target.name, word, stamp) if part))

    def _is_ours(self) -> bool:
        try:
            found = json.loads((self.target / RECORD).read_text(encoding="utf-8"))
            return isinstance(found, dict) and "natres" in found
        except (OSError, ValueError):
            return False

    def _is_empty(self) -> bool:
        return self.target.is_dir() and not any(self.target.iterdir())


def _digests(folder: Path) -> dict[str, str]:
    files = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def _changed_by_hand(folder: Path) -> bool:
    """Return whether a file is not as the run wrote it, is gone, or was added."""
    recorded = json.loads((folder / RECORD).read_text(encoding="utf-8")).get("outputs", {})
    present = {name: digest for name, digest in _digests(folder).items() if name != RECORD}
    return present != recorded
