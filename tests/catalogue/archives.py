"""Zipped layers as they arrive, and archives made to harm."""

import stat
import zipfile
from pathlib import Path

from .cases import TOTAL_M2, Seen, base, case, land
from .layers import shp


class Gbk(zipfile.ZipInfo):
    """A member named as WinRAR and Explorer write Chinese names: in GBK, without the mark of UTF-8."""

    def _encodeFilenameFlags(self):  # noqa: N802 - zipfile's own name
        return self.filename.encode("gbk"), 0


def zipped(folder: Path, kind: type[zipfile.ZipInfo] = zipfile.ZipInfo) -> Path:
    source = folder / "来源"
    source.mkdir()
    shp(source, base())
    path = folder / "成果.zip"
    with zipfile.ZipFile(path, "w") as out:
        for part in sorted(source.iterdir()):
            out.writestr(kind(f"成果/{part.name}"), part.read_bytes(), zipfile.ZIP_DEFLATED)
    return path


@case("ok", TOTAL_M2)
def zip_ok(folder: Path) -> Seen:
    return land(zipped(folder))


@case("ok", TOTAL_M2)
def zip_gbk_names(folder: Path) -> Seen:
    return land(zipped(folder, Gbk))


def holding(folder: Path, *names: str, mode: int = 0, data: bytes = b"x") -> Path:
    path = folder / "坏.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in names:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, data)
    return path


@case("E ARCHIVE_PATH")
def zip_slip(folder: Path) -> Seen:
    return land(holding(folder, "成果/图斑.shp", "../../外面.shp"))


@case("E ARCHIVE_PATH")
def zip_absolute(folder: Path) -> Seen:
    return land(holding(folder, "/etc/cron.d/x"))


@case("E ARCHIVE_LINK")
def zip_link(folder: Path) -> Seen:
    return land(holding(folder, "图斑.shp", mode=stat.S_IFLNK | 0o777, data=b"/etc/hostname"))


@case("E ARCHIVE_RATIO")
def zip_bomb(folder: Path) -> Seen:
    return land(holding(folder, "图斑.shp", data=b"\0" * 300_000_000))


@case("E ARCHIVE_RATIO")
def zip_of_too_many(folder: Path) -> Seen:
    return land(holding(folder, *(f"{n}.shp" for n in range(10_001)), data=b""))


@case("E ARCHIVE_CONTENT")
def zip_in_zip(folder: Path) -> Seen:
    inner = zipped(folder).read_bytes()
    return land(holding(folder, "里面.zip", data=inner))
