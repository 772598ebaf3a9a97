"""What the lock file pins for running natres, without the tools of its developers."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = ["Pin", "direct", "pinned", "requirements", "runtime", "selected"]

_HEAD = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+?))?\s*\\?$")
_HASH = re.compile(r"\s+--hash=sha256:([0-9a-f]{64})")
_VIA = re.compile(r"\s+#\s+(?:via\s+)?(?P<who>[A-Za-z0-9._-]+)(?P<file> \(pyproject\.toml\))?$")


@dataclass(frozen=True)
class Pin:
    """One line of the lock: a package, where it applies, the hashes of its files, and who wants it."""

    name: str
    version: str
    marker: str = ""
    hashes: frozenset[str] = frozenset()
    via: frozenset[str] = frozenset()


def pinned(lock: str) -> list[Pin]:
    r"""Return every pin of a lock file as ``uv pip compile`` writes it.

    Raises
    ------
    ValueError
        A line is neither a pin, a hash nor a comment.

    >>> pinned("a==1 ; sys_platform == 'win32' \\\n    --hash=sha256:" + "0" * 64 + "\n    # via b")[0].via
    frozenset({'b'})
    """
    found: list[dict[str, object]] = []
    for line in lock.splitlines():
        if head := _HEAD.match(line):
            name = canonicalize_name(head["name"])
            found.append(
                {"name": name, "version": head["version"], "marker": head["marker"] or "", "hashes": [], "via": []}
            )
        elif one := _HASH.match(line):
            found[-1]["hashes"].append(one[1])  # type: ignore[attr-defined]
        elif who := _VIA.match(line):
            if not who["file"]:
                found[-1]["via"].append(canonicalize_name(who["who"]))  # type: ignore[attr-defined]
        elif line.strip() and not line.lstrip().startswith("#"):
            raise ValueError(f"no line of a lock: {line!r}")
    return [Pin(**{**one, "hashes": frozenset(one["hashes"]), "via": frozenset(one["via"])}) for one in found]  # type: ignore[arg-type]


def direct(pyproject: str) -> set[str]:
    """Return the names of the packages that natres itself needs to run (no extra)."""
    project = tomllib.loads(pyproject)["project"]
    return {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}


def runtime(pins: Iterable[Pin], needed: Iterable[str]) -> list[Pin]:
    """Return the pins that the needed packages lead to, following who wants whom."""
    pins, wanted = list(pins), set(needed)
    grown = True
    while grown:
        more = {pin.name for pin in pins if pin.via & wanted} - wanted
        wanted |= more
        grown = bool(more)
    missing = wanted - {pin.name for pin in pins}
    if missing:
        raise ValueError(f"not in the lock: {', '.join(sorted(missing))}")
    return [pin for pin in pins if pin.name in wanted]


def selected(pins: Iterable[Pin], environment: Mapping[str, str]) -> list[Pin]:
    """Return the pins whose marker holds in an environment."""
    return [pin for pin in pins if not pin.marker or Marker(pin.marker).evaluate(dict(environment))]


def requirements(pins: Iterable[Pin], hashes: Mapping[tuple[str, str], Iterable[str]] | None = None) -> str:
    """Return pins as a requirements file; with ``hashes``, only those of the files carried, and the markers."""
    lines = []
    for pin in pins:
        marker = f" ; {pin.marker}" if pin.marker and hashes is not None else ""
        kept = pin.hashes if hashes is None else hashes[pin.name, pin.version]
        words = [f"{pin.name}=={pin.version}{marker}", *(f"--hash=sha256:{one}" for one in sorted(kept))]
        lines.append(" \\\n    ".join(words))
    return "\n".join(lines) + "\n"
