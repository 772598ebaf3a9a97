"""The scripts of a kit: two that are clicked and two that those run, in the encoding their system reads."""

from collections.abc import Sequence
from pathlib import Path

from build_kit.platforms import Platform

__all__ = ["CLICKED", "INSIDE", "clicked", "write_scripts"]

INSIDE = Path(__file__).parent / "inside"
#: What is clicked to install and to open, by whether it is Windows.
CLICKED = {True: ("安装.bat", "打开.bat"), False: ("install.sh", "open.sh")}
_RUN = ("probe.py", "install.py")


def clicked(platform: Platform, pythons: Sequence[str]) -> dict[str, bytes]:
    r"""Return the bytes of the scripts that are clicked, the kit's Pythons written in.

    >>> from build_kit.platforms import PLATFORMS
    >>> clicked(PLATFORMS["windows-x64"], ["3.12"])["打开.bat"][:11]
    b'@echo off\r\n'
    """
    words = {
        "@VERSIONS@": " ".join(pythons),
        "@DIGITS@": " ".join(python.replace(".", "") for python in pythons),
        "@WORDS@": " 或 ".join(pythons),
        "@NEWEST@": pythons[-1],
        "@MACHINE@": platform.machine,
    }
    made = {}
    for name in CLICKED[platform.windows]:
        text = (INSIDE / name).read_text(encoding="utf-8")
        for word, value in words.items():
            text = text.replace(word, value)
        made[name] = text.replace("\n", "\r\n").encode("gbk") if platform.windows else text.encode("utf-8")
    return made


def write_scripts(platform: Platform, pythons: Sequence[str], folder: Path) -> None:
    """Write the scripts into a kit's folder; those for Linux may be run."""
    for name, content in clicked(platform, pythons).items():
        (folder / name).write_bytes(content)
        if not platform.windows:
            (folder / name).chmod(0o755)
    (folder / "kit").mkdir(exist_ok=True)
    for name in _RUN:
        (folder / "kit" / name).write_bytes((INSIDE / name).read_bytes())
