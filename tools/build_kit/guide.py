"""The guide of a kit: one Chinese page that opens without a network, with pictures of the desk where there are some."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import jinja2

from build_kit.platforms import Platform
from build_kit.scripts import CLICKED, INSIDE

__all__ = ["GUIDE", "page", "write_guide"]

GUIDE, PICTURES = "使用说明.html", "图"
#: Pictures of the desk taken for the documents, and what they show; those that exist are put into the guide.
SHOWN = {"desk-choose.png": "选择：把文件夹拖进来", "desk-result.png": "结果：结论、表格、地图，一键下载"}
#: The last release of each Python for which its makers offer an installer for Windows.
_INSTALLERS = {"3.11": "python-3.11.9-amd64.exe", "3.12": "python-3.12.10-amd64.exe"}


def write_guide(
    folder: Path, platform: Platform, pythons: Sequence[str], facts: Mapping[str, object], pictures: Path
) -> None:
    """Write the guide into a kit's folder, and the pictures that exist beside it."""
    found = {name: words for name, words in SHOWN.items() if (pictures / name).is_file()}
    for name in found:
        (folder / PICTURES).mkdir(exist_ok=True)
        shutil.copy(pictures / name, folder / PICTURES / name)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    text = page(platform, pythons, facts, size, found)
    (folder / GUIDE).write_text(text, encoding="utf-8", newline="\n")


def page(
    platform: Platform, pythons: Sequence[str], facts: Mapping[str, object], size: int, pictures: Mapping[str, str]
) -> str:
    """Return the guide as HTML."""
    install, start = CLICKED[platform.windows]
    room = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    newest = pythons[-1]
    return room.from_string((INSIDE / "guide.html").read_text(encoding="utf-8")).render(
        platform=platform,
        facts=facts,
        install=install,
        start=start,
        windows=platform.windows,
        pythons=" 或 ".join(pythons),
        newest=newest,
        installer=_INSTALLERS.get(newest, f"python-{newest}.x-amd64.exe"),
        archive=f"cpython-{newest}.…-{platform.machine}-unknown-linux-gnu-install_only.tar.gz",
        size=f"{size / 1e6:.0f}",
        installed=f"{float(str(facts['installed_bytes'])) / 1e6:.0f}",
        pictures=pictures,
        folder=PICTURES,
    )
