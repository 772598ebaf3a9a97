import errno
import os

import pytest

from natres.errors import CannotCreate, StorageFailed
from natres.writers import atomic, write_file


def leftovers(folder):
    return sorted(p.name for p in folder.iterdir())


def test_text_is_stored_as_utf8_and_bytes_as_they_are(folder):
    write_file(folder / "表.csv", "\ufeff面积\r\n")
    assert (folder / "表.csv").read_bytes() == b"\xef\xbb\xbf" + "面积\r\n".encode()
    write_file(folder / "新 建" / "表.bin", b"\x00\xff")
    assert (folder / "新 建" / "表.bin").read_bytes() == b"\x00\xff"
    assert leftovers(folder) == ["新 建", "表.csv"]


def test_an_existing_file_is_replaced_only_by_force(folder):
    path = folder / "表.csv"
    write_file(path, "旧")
    with pytest.raises(CannotCreate) as caught:
        write_file(path, "新")
    assert (caught.value.code, caught.value.exit_code) == ("OUTPUT_EXISTS", 73)
    assert path.read_text(encoding="utf-8") == "旧"
    write_file(path, "新", force=True)
    assert path.read_text(encoding="utf-8") == "新"


@pytest.mark.parametrize(
    ("number", "kind", "code"),
    [
        (errno.ENOSPC, StorageFailed, "OUTPUT_FULL"),
        (errno.EIO, StorageFailed, "OUTPUT_FULL"),
        (errno.EACCES, CannotCreate, "OUTPUT_DENIED"),
        (errno.EROFS, CannotCreate, "OUTPUT_DENIED"),
    ],
)
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(folder, monkeypatch, number, kind, code):
    path = folder / "表.csv"
    write_file(path, "旧")

    def fail(_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(atomic.os, "fsync", fail)
    with pytest.raises(kind) as caught:
        write_file(path, "新" * 1000, force=True)
    assert caught.value.code == code
    assert path.read_text(encoding="utf-8") == "旧"
    assert leftovers(folder) == ["表.csv"]


def test_a_stop_by_the_user_leaves_the_old_file_and_nothing_else(folder, monkeypatch):
    path = folder / "表.csv"
    write_file(path, "旧")

    def stop(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(atomic.os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_file(path, "新", force=True)
    assert path.read_text(encoding="utf-8") == "旧"
    assert leftovers(folder) == ["表.csv"]


def test_a_folder_or_a_file_in_the_way_is_refused(folder):
    (folder / "表").mkdir()
    with pytest.raises(CannotCreate):
        write_file(folder / "表", "x", force=True)
    (folder / "文件").write_text("x")
    with pytest.raises(CannotCreate):
        write_file(folder / "文件" / "表.csv", "x")
    assert leftovers(folder) == ["文件", "表"]
