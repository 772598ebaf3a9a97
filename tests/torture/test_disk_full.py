"""A disk that fills up while natres writes: the old output stays byte for byte, nothing half stands beside it."""

import contextlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

import pytest

from natres.errors import StorageFailed
from natres.writers import OutputFolder, geopackage_bytes, shapefile_parts, write_file, write_layer
from natres.writers.layers.plain_tables import write_xlsx

from ..catalogue.cases import base
from ..workflows.command import run
from .overwriting import frame_of, write

SUFFIXES = (".gpkg", ".parquet", ".shp", ".geojson", ".fgb", ".csv", ".xlsx")
OLD_ROWS, NEW_ROWS = 50, 30_000
ROOM = 300 * 1024

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a disk wants root"
)


@contextlib.contextmanager
def mounted(place, size):
    """A disk of so many bytes, gone again whatever happens."""
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size // 1024}k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no disk may be mounted here: {done.stderr.decode(errors='replace').strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def disk(tmp_path):
    with mounted(tmp_path / "小 盘", ROOM) as place:
        yield place


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """A small layer and one that is too big for the disk, on another disk."""
    place = tmp_path_factory.mktemp("来源")
    for name, rows in (("旧", OLD_ROWS), ("新", NEW_ROWS)):
        write_layer(bulky(name, rows), place / f"{name}.gpkg")
    return place


#: What the note of who holds the output takes of the disk while a run lasts.
NOTE = 8192


def told(text: str, pattern: str) -> int:
    return int(re.search(pattern, text)[1].replace(",", ""))


def bulky(version, rows):
    """Parcels whose remarks no format makes smaller."""
    dice = random.Random(7)
    return frame_of(version, rows).assign(BZ=[dice.randbytes(16).hex() for _ in range(rows)])


def contents(place):
    return {p.relative_to(place).as_posix(): p.read_bytes() for p in sorted(place.rglob("*")) if p.is_file()}


def fill(place, left):
    """Let a disk have only so many bytes left."""
    (place / "照片.jpg").write_bytes(bytes(shutil.disk_usage(place).free - left))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_layer_too_big_for_the_disk_leaves_the_old_one(disk, sources, suffix):
    path = disk / f"图斑{suffix}"
    assert run("convert", sources / "旧.gpkg", path).code == 0
    before, free = contents(disk), shutil.disk_usage(disk).free
    ran = run("convert", sources / "新.gpkg", path, "--force", "--lang", "en")
    assert ran.code == 74, ran.err
    assert str(path) in ran.err
    assert 0 <= free - told(ran.err, r"([\d,]+) bytes are free") <= NOTE
    assert contents(disk) == before
    assert [p for p in disk.iterdir() if p.is_dir()] == []


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("left", [0, 4096, 16384])
def test_a_disk_with_hardly_any_room_left_publishes_no_cut_layer(disk, sources, suffix, left):
    path = disk / f"图斑{suffix}"
    write(path, frame_of("旧", OLD_ROWS))
    fill(disk, left)
    before = contents(disk)
    with pytest.raises(StorageFailed) as caught:
        write(path, bulky("新", 2000))
    assert caught.value.exit_code == 74
    assert contents(disk) == before
    assert [p for p in disk.iterdir() if p.is_dir()] == []


def test_a_page_too_big_for_the_disk_leaves_the_old_one_and_tells_what_it_wants(disk, sample_dir):
    path = disk / "地图.html"
    write_file(path, "<p>旧</p>")
    before, free = contents(disk), shutil.disk_usage(disk).free
    ran = run("map", sample_dir / "forest" / "plots_2021.shp", "--by", "tenure", "-o", path, "--force", "--lang", "en")
    assert ran.code == 74, ran.err
    assert str(path) in ran.err
    assert 0 <= free - told(ran.err, r"bytes are wanted, ([\d,]+) are free") <= NOTE
    assert contents(disk) == before


def test_a_report_too_big_for_the_disk_leaves_the_old_folder(disk, tmp_path):
    target = disk / "报告 2022"
    write(target, frame_of("旧", OLD_ROWS))
    fill(disk, 65536)
    before = contents(disk)
    base().to_parquet(tmp_path / "图斑.parquet")
    text = '[district]\nname = "西青区"\ncode = "120111"\nyear = 2022\n[layers.parcels]\npath = "图斑.parquet"\n'
    (tmp_path / "区县.toml").write_text(text, "utf-8")
    ran = run("report", tmp_path / "区县.toml", "-o", target, "--lang", "zh")
    assert ran.code == 74, ran.err
    assert str(target) in ran.err
    assert "字节，磁盘剩余" in ran.err
    assert contents(disk) == before
    assert [p.name for p in disk.iterdir() if p.is_dir()] == [target.name]


def test_a_record_that_finds_no_room_any_more_leaves_the_old_folder(disk):
    target = disk / "报告"
    write(target, frame_of("旧", OLD_ROWS))
    before = contents(disk)
    with pytest.raises(StorageFailed) as caught, OutputFolder(target) as folder:
        folder.write("大.bin", bytes(shutil.disk_usage(disk).free))
        folder.publish({"natres": "0"})
    assert caught.value.facts["file"] == str(target / "run.json")
    assert caught.value.facts["free"] == "0"
    assert contents(disk) == before
    assert [p.name for p in disk.iterdir()] == [target.name]


def test_what_a_run_killed_on_a_full_disk_left_is_swept_by_the_next(disk):
    page, layer, report = disk / "页[1].html", disk / "图斑.fgb", disk / "报告"
    (disk / ".页[1].html.part-99").write_bytes(bytes(1000))
    for name in (".图斑.fgb.part-99", ".报告.part-99"):
        (disk / name).mkdir()
        (disk / name / "半").write_bytes(bytes(1000))
    write_file(page, "<p>")
    write(layer, frame_of("新", OLD_ROWS))
    write(report, frame_of("新", OLD_ROWS))
    assert sorted(p.name for p in disk.iterdir()) == ["图斑.fgb", "报告", "页[1].html"]


@pytest.mark.parametrize("make", ["gpkg", "shp", "xlsx"])
def test_where_the_system_folder_for_drafts_is_full_its_place_is_named(disk, tmp_path, monkeypatch, make):
    monkeypatch.setattr(tempfile, "tempdir", str(disk))
    frame = bulky("新", NEW_ROWS)
    makers = {
        "gpkg": lambda: geopackage_bytes(frame, "parcels"),
        "shp": lambda: shapefile_parts(frame, "parcels", "UTF-8"),
        "xlsx": lambda: write_xlsx(frame.drop(columns="geometry"), tmp_path / "表.xlsx"),
    }
    with pytest.raises(StorageFailed) as caught:
        makers[make]()
    assert caught.value.facts["file"] == str(disk)
    assert not (tmp_path / "表.xlsx").exists()
