"""The wheels of a kit: fetched for a platform by the hashes of the lock, and what is known of each."""

import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.tags import Tag
from packaging.utils import canonicalize_name, parse_wheel_filename

from build_kit.locked import Pin, requirements
from build_kit.platforms import Platform

__all__ = ["Wheel", "build_own", "fetch", "gaps", "glibc_of", "known", "licence_of", "longest_path", "sha256"]

#: pip is carried too: Debian and its kin have Pythons without one. Taken as a wheel, it runs from the file.
PIP = Pin("pip", "26.3", hashes=frozenset({"f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"}))


@dataclass(frozen=True)
class Wheel:
    """A wheel file: name, version, tags, hash, size once unpacked, its members, and its metadata."""

    path: Path
    name: str
    version: str
    tags: frozenset[Tag]
    sha256: str
    unpacked: int
    members: tuple[str, ...]
    metadata: Message


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def build_own(root: Path, into: Path) -> None:
    """Build natres's own wheel from the checkout."""
    _pip("wheel", "--no-deps", "--wheel-dir", str(into), str(root))


def fetch(pins: Iterable[Pin], platform: Platform, python: str, into: Path, work: Path) -> None:
    """Download the wheels of pins for a platform and a Python; never a source archive, never another hash.

    Raises
    ------
    SystemExit
        A package has no such wheel.
    """
    asked = work / f"{platform.name}-{python}.txt"
    asked.write_text(requirements(pins), encoding="utf-8")
    arches = [word for arch in platform.arches for word in ("--platform", arch)]
    abis = [word for abi in platform.abis(python) for word in ("--abi", abi)]
    _pip(
        "download", "--only-binary", ":all:", "--no-deps", "--require-hashes", "--implementation", "cp",
        "--python-version", python, *arches, *abis, "--dest", str(into), "--requirement", str(asked),
    )  # fmt: skip


def _pip(*words: str) -> None:
    command = [sys.executable, "-m", "pip", *words, "-qq", "--disable-pip-version-check"]
    if subprocess.run(command, check=False).returncode:
        raise SystemExit(f"build_kit: pip {words[0]} failed; what it said stands above")


def known(folder: Path) -> Iterator[Wheel]:
    """Yield what is known of each wheel of a folder, by name."""
    for path in sorted(folder.glob("*.whl")):
        name, version, _, tags = parse_wheel_filename(path.name)
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            described = next(m.filename for m in members if m.filename.endswith(".dist-info/METADATA"))
            metadata = BytesParser().parsebytes(archive.read(described))
        size = sum(member.file_size for member in members)
        names = tuple(member.filename for member in members)
        yield Wheel(path, canonicalize_name(name), str(version), tags, sha256(path), size, names, metadata)


def gaps(wheels: Iterable[Wheel], platform: Platform, python: str) -> list[str]:
    """Return what pip would miss there: packages that a wheel asks for and no wheel of this Python gives."""
    mine = [wheel for wheel in wheels if any(platform.accepts(tag, python) for tag in wheel.tags)]
    seen = {**platform.environment(python), "extra": ""}
    missing = []
    for wheel in mine:
        if not SpecifierSet(wheel.metadata.get("Requires-Python") or "").contains(f"{python}.0"):
            continue
        for line in wheel.metadata.get_all("Requires-Dist", []):
            asked = Requirement(str(line))
            if asked.marker is None or asked.marker.evaluate(seen):
                name = canonicalize_name(asked.name)
                given = [one.version for one in mine if one.name == name]
                if not any(asked.specifier.contains(version, prereleases=True) for version in given):
                    missing.append(f"{wheel.name} needs {asked.name}{asked.specifier}")
    return sorted(missing)


def glibc_of(tags: Iterable[Tag]) -> tuple[int, int]:
    """Return the C library a wheel asks for: of several tags the most modest; (0, 0) if it asks for none."""
    legacy = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}
    asked = []
    for tag in tags:
        first, *rest = tag.platform.split("_")
        if first == "manylinux":
            asked.append((int(rest[0]), int(rest[1])))
        elif first in legacy:
            asked.append(legacy[first])
    return min(asked, default=(0, 0))


def longest_path(wheels: Iterable[Wheel], python: str) -> int:
    """Return the length of the longest path below the kit's folder once all is installed, compiled files included."""
    site, longest = "venv/Lib/site-packages/", 0
    cached = f"__pycache__/.cpython-{python.replace('.', '')}"
    for wheel in wheels:
        for member in wheel.members:
            parts = PurePosixPath(member).parts
            inside = "/".join(parts[2:]) if parts[0].endswith(".data") else member
            more = len(cached) + 1 if member.endswith(".py") else 0
            longest = max(longest, len(site) + len(inside) + more)
    return longest


def licence_of(metadata: Message) -> str:
    r"""Return a wheel's licence on one line: its expression, else its classifiers, else the first line of its text.

    >>> made = Message()
    >>> made["License"] = "BSD 3-Clause License\n\nCopyright (c) …"
    >>> licence_of(made)
    'BSD 3-Clause License'
    """
    if expression := metadata.get("License-Expression"):
        return str(expression)
    classifiers = [str(line) for line in metadata.get_all("Classifier", [])]
    named = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License :: ")]
    written = str(metadata.get("License") or "").strip().splitlines()
    named = [name for name in named if name != "OSI Approved"]
    return " / ".join(named) or (written[0].strip() if written else "见其许可文件 (see its licence files)")
