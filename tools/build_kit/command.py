"""Build the kits that are asked for, check their scripts, and say what is proven of each and what is not."""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from build_kit import guide, rules
from build_kit.licences import notices
from build_kit.locked import Pin, direct, pinned, requirements, runtime, selected
from build_kit.platforms import PLATFORMS, Platform
from build_kit.scripts import CLICKED, write_scripts
from build_kit.wheels import PIP, Wheel, build_own, fetch, gaps, glibc_of, known, longest_path, sha256

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[2]
#: What an installed byte of wheels takes on a disk, with compiled files and block ends (measured: 1.18).
GROWTH = 1.25
_PYTHON_PLATFORM = {"AMD64": "win-amd64", "x86_64": "linux-x86_64", "aarch64": "linux-aarch64"}


@dataclass(frozen=True)
class Kit:
    """A kit that is being laid: where, for what, and the wheels in it."""

    folder: Path
    platform: Platform
    pythons: tuple[str, ...]
    wheels: tuple[Wheel, ...]
    version: str

    @property
    def glibc(self) -> tuple[int, int]:
        """Return the C library that all wheels together ask for."""
        return max((glibc_of(wheel.tags) for wheel in self.wheels), default=(0, 0))

    @property
    def installed(self) -> int:
        """Return about how many bytes the installed program takes: what one Python needs of the wheels."""
        one = [w for w in self.wheels if any(self.platform.accepts(tag, self.pythons[-1]) for tag in w.tags)]
        return round(sum(wheel.unpacked for wheel in one) * GROWTH)


def main(arguments: list[str] | None = None) -> int:
    """Build the kits; return 0, or 1 if a script breaks a rule."""
    parser = argparse.ArgumentParser(prog="build_kit", description="Build the offline kit of natres.")
    parser.add_argument("--platforms", nargs="+", choices=list(PLATFORMS), default=list(PLATFORMS))
    parser.add_argument("--pythons", nargs="+", help="Python versions carried, for instance 3.11 3.12 3.13")
    parser.add_argument("--into", type=Path, default=ROOT / "dist", help="folder of the kits")
    options = parser.parse_args(arguments)
    wrong = 0
    for name in options.platforms:
        platform = PLATFORMS[name]
        chosen = sorted(options.pythons or platform.pythons, key=lambda text: [int(part) for part in text.split(".")])
        kit = build(platform, chosen, options.into)
        complaints = broken(kit)
        wrong += len(complaints)
        sys.stdout.write(summary(kit, complaints))
    return 1 if wrong else 0


def build(platform: Platform, pythons: Sequence[str], into: Path) -> Kit:
    """Lay a kit in a new folder, and put it in the place of an older one once it is whole."""
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into, prefix=".kit-") as place:
        folder = Path(place) / "kit"
        (folder / "wheels").mkdir(parents=True)
        build_own(ROOT, folder / "wheels")
        (own,) = known(folder / "wheels")
        pins = runtime(pinned(read("requirements.lock")), direct(read("pyproject.toml")))
        for python in pythons:
            wanted = [*selected(pins, platform.environment(python)), PIP]
            fetch(wanted, platform, python, folder / "wheels", Path(place))
        kit = Kit(folder, platform, tuple(pythons), tuple(known(folder / "wheels")), own.version)
        agreed(kit, pins)
        fill(kit, pins)
        target = into / f"natres-{own.version}-{platform.name}"
        if target.exists():
            shutil.rmtree(target)
        folder.rename(target)
        return Kit(target, platform, kit.pythons, kit.wheels, kit.version)


def read(name: str) -> str:
    """Return a file of the checkout."""
    return (ROOT / name).read_text(encoding="utf-8")


def agreed(kit: Kit, pins: Sequence[Pin]) -> None:
    """Expect every wheel to be one that the lock knows and to run on the platform, and nothing to be missing there.

    Raises
    ------
    SystemExit
        A wheel is not; the kit must not leave the house.
    """
    hashes = {found for pin in [*pins, PIP] for found in pin.hashes}
    for wheel in kit.wheels:
        fits = any(kit.platform.accepts(tag, python) for tag in wheel.tags for python in kit.pythons)
        if not fits or (wheel.name != "natres" and wheel.sha256 not in hashes):
            raise SystemExit(f"build_kit: {wheel.path.name} is not the lock's, or not for {kit.platform.name}")
    for python in kit.pythons:
        if missing := gaps(kit.wheels, kit.platform, python):
            raise SystemExit(f"build_kit: Python {python} on {kit.platform.name} would miss: {'; '.join(missing)}")


def fill(kit: Kit, pins: Sequence[Pin]) -> None:
    """Write everything but the wheels; the sums of all files last."""
    carried: dict[tuple[str, str], list[str]] = {}
    for wheel in kit.wheels:
        carried.setdefault((wheel.name, wheel.version), []).append(wheel.sha256)
    mine = [pin for pin in pins if (pin.name, pin.version) in carried]
    wanted = requirements([Pin("natres", kit.version), *mine], carried)
    (kit.folder / "requirements.txt").write_text(wanted, encoding="utf-8")
    write_scripts(kit.platform, kit.pythons, kit.folder)
    described = json.dumps(description(kit), ensure_ascii=False, indent=1)
    (kit.folder / "kit" / "kit.json").write_text(described + "\n", encoding="utf-8")
    shutil.copytree(ROOT / "data", kit.folder / "样例")
    shutil.copy(ROOT / "LICENSE", kit.folder / "LICENSE")
    (kit.folder / "第三方许可.txt").write_text(notices(kit.wheels), encoding="utf-8-sig")
    guide.write_guide(kit.folder, kit.platform, kit.pythons, description(kit), ROOT / "docs" / "pictures")
    paths = sorted(path for path in kit.folder.rglob("*") if path.is_file())
    lines = [f"{sha256(path)}  {path.relative_to(kit.folder).as_posix()}\n" for path in paths]
    (kit.folder / "校验.txt").write_text("".join(lines), encoding="utf-8", newline="\n")


def description(kit: Kit) -> dict[str, object]:
    """Return what the scripts and the guide must know of a kit."""
    (pip,) = (wheel for wheel in kit.wheels if wheel.name == "pip")
    return {
        "natres": kit.version,
        "platform": kit.platform.name,
        "python_platform": _PYTHON_PLATFORM[kit.platform.machine],
        "pythons": list(kit.pythons),
        "glibc": ".".join(map(str, kit.glibc)),
        "pip": f"wheels/{pip.path.name}",
        "next": "双击 打开.bat" if kit.platform.windows else "输入 sh open.sh",
        "installed_bytes": kit.installed,
        "longest_path": max(longest_path(kit.wheels, python) for python in kit.pythons),
    }


def broken(kit: Kit) -> list[str]:
    """Return what the scripts of a kit do against the rules."""
    check = rules.batch if kit.platform.windows else rules.shell
    found = [(name, check) for name in CLICKED[kit.platform.windows]]
    found += [(f"kit/{name}", rules.python) for name in ("probe.py", "install.py")]
    return [f"{name}: {wrong}" for name, rule in found for wrong in rule((kit.folder / name).read_bytes())]


def summary(kit: Kit, complaints: Sequence[str]) -> str:
    """Return what was built, and plainly what is proven and what is not."""
    size = sum(path.stat().st_size for path in kit.folder.rglob("*") if path.is_file())
    needs = "" if kit.platform.windows else f", glibc {'.'.join(map(str, kit.glibc))} or newer"
    proof = {
        "linux-x86_64": "installing with the network off: run `make prove-kit`",
        "linux-arm64": "NOT proven: never installed on an Arm computer",
        "windows-x64": "NOT proven: never installed on Windows",
    }[kit.platform.name]
    return "\n".join(
        [
            f"{kit.folder}",
            f"  {size / 1e6:.0f} MB, {len(kit.wheels)} wheels, Python {' '.join(kit.pythons)}{needs};"
            f" installed about {kit.installed / 1e6:.0f} MB more",
            "  proven: every package and all it asks for has a wheel for this platform, with a hash of the lock",
            f"  scripts checked by reading: {'nothing wrong' if not complaints else 'WRONG'}",
            *(f"    {line}" for line in complaints),
            f"  {proof}",
            "",
        ]
    )
