"""What the peers need beyond Python: two scripts, which npm fetches into ``build/bench``; they are not kept here."""

import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path

__all__ = ["NotHere", "peer_scripts"]

#: Package and version → the script inside it, in the order in which a page needs them.
PACKAGES = {"pmtiles@4.5.0": "dist/pmtiles.js", "protomaps-leaflet@5.1.0": "dist/protomaps-leaflet.js"}


class NotHere(Exception):
    """A peer cannot be run on this machine; the message says why."""


def peer_scripts(folder: Path) -> Mapping[str, str]:
    """Return the text of each script, fetched on first use.

    Raises
    ------
    NotHere : without npm, or without a network that has its registry
    """
    return {package: _script(folder, package, inside) for package, inside in PACKAGES.items()}


def _script(folder: Path, package: str, inside: str) -> str:
    archive = folder / f"{package.replace('@', '-')}.tgz"
    if not archive.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise NotHere("npm is not installed")
        folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run([npm, "pack", package], cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode or not archive.exists():
            raise NotHere(f"npm could not fetch {package}")
    with tarfile.open(archive) as held:
        script = held.extractfile(f"package/{inside}")
        assert script is not None
        return script.read().decode("utf-8")
