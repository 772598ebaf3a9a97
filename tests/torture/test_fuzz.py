"""Damaged inputs of every format through every reader: what natres says is a natres error, and it always says it soon.

Inputs are read in processes of their own, so that a crash of a driver is seen as one.
"""

import multiprocessing
import os
import random
import shutil
import zipfile
from pathlib import Path

import docx
import numpy as np
import openpyxl
import pyogrio
import pytest
import rasterio

from tests.readers.boundary_points.writer import INNER, SQUARE, Written, text_of
from tests.readers.tables.old_books import old_book
from tests.readers.vct.writing import Style, VctLayer, write_vct

from .damaged import read_in_turn
from .overwriting import frame_of

ROOT = Path(__file__).parents[2]
FUZZ = int(os.environ.get("NATRES_FUZZ", "200"))
SLOWEST_S = 10
WELLS = "井号,井别,井深（m）,经度,纬度\r\nK1,开采,2000,117.1,39.1\r\nH1,回灌,1900,117.1,39.1\r\n"


def seeds(folder: Path) -> list[Path]:
    """Write a small whole file of every format."""
    frame = frame_of("旧", 12)
    for suffix, driver in ((".gpkg", "GPKG"), (".shp", "ESRI Shapefile"), (".fgb", "FlatGeobuf")):
        pyogrio.write_dataframe(frame, folder / f"图斑{suffix}", driver=driver)
    pyogrio.write_dataframe(frame.to_crs(4490), folder / "图斑.geojson", driver="GeoJSON")
    pyogrio.write_dataframe(frame, folder / "图斑.gdb", driver="OpenFileGDB", layer="DLTB")
    frame.to_parquet(folder / "图斑.parquet")
    with zipfile.ZipFile(folder / "图斑.zip", "w", zipfile.ZIP_DEFLATED) as out:
        for part in folder.glob("图斑.[sdcp][hbpr][pfgjx]"):
            out.write(part, part.name)
    write_vct(folder / "直接.vct", [VctLayer("DLTB", frame)])
    write_vct(folder / "间接.vct", [VctLayer("DLTB", frame)], Style(indirect=True))
    (folder / "界址点.txt").write_text(text_of([Written(), Written(rings=[SQUARE, INNER], number="甲-02")]), "gbk")
    (folder / "井.csv").write_text(WELLS, "gbk")
    book = openpyxl.Workbook()
    for line in WELLS.splitlines():
        book.active.append(line.split(","))
    book.save(folder / "井.xlsx")
    old_book(folder, "title", "井.xls")
    profile = {"driver": "GTiff", "height": 64, "width": 64, "count": 1, "dtype": "uint8", "crs": "EPSG:4527"}
    place = rasterio.transform.from_origin(39505000, 4322640, 10, 10)
    with rasterio.open(folder / "地表.tif", "w", **profile, transform=place, compress="deflate") as raster:
        raster.write(np.arange(4096, dtype="uint8").reshape(1, 64, 64))
    tables = sorted((folder / "图斑.gdb").glob("*.gdbtable"), key=lambda p: -p.stat().st_size)[:2]
    parts = [folder / f"图斑{s}" for s in (".gpkg", ".shp", ".dbf", ".shx", ".fgb", ".geojson", ".parquet", ".zip")]
    others = ("直接.vct", "间接.vct", "界址点.txt", "井.csv", "井.xlsx", "井.xls", "地表.tif")
    return [*parts, *tables, *(folder / name for name in others), *documents(folder)]


def documents(folder: Path) -> list[Path]:
    """Write what natres reads beside layers and registers: a report, a district file, results, a classification."""
    report = docx.Document()
    report.add_paragraph("全区农用地 258.08 平方公里，建设用地 271.08 平方公里。")
    table = report.add_table(2, 2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("地类", "面积", "农用地", "258.08"), strict=True
    ):
        cell.text = text
    report.save(str(folder / "送审稿.docx"))
    shutil.copy(ROOT / "data" / "xiqing.toml", folder / "区县.toml")
    shutil.copy(next((ROOT / "data" / "accounts").glob("*.json")), folder / "上年.json")
    (folder / "分类.csv").write_text("code,name,parent,group\nA,甲,,农用地\nA1,甲一,A,农用地\nB,乙,,建设用地\n", "gbk")
    return [folder / name for name in ("送审稿.docx", "区县.toml", "上年.json", "分类.csv")]


def damage(data: bytes, dice: random.Random) -> bytes:
    """Change some bytes, cut the end off, leave a piece out or repeat one."""
    kind, at = dice.randrange(4), dice.randrange(len(data))
    if kind == 0:
        out = bytearray(data)
        for _ in range(dice.choice((1, 3, 20))):
            out[dice.randrange(len(out)) if dice.random() < 0.5 else dice.randrange(min(len(out), 200))] = (
                dice.randrange(256)
            )
        return bytes(out)
    if kind == 1:
        return data[:at]
    end = min(len(data), at + dice.choice((1, 16, 400)))
    return data[:at] + data[end:] if kind == 2 else data[:end] + data[at:end] + data[end:]


@pytest.fixture(scope="module")
def context():
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.torture.damaged", "tests.torture.overwriting"])
    return context


def test_no_damage_crashes_hangs_or_ends_in_anything_but_a_natres_error(tmp_path, context):
    folder = tmp_path / "三调 成果"
    folder.mkdir()
    whole = {path: path.read_bytes() for path in seeds(folder)}
    dice = random.Random(20221231)
    left, found = FUZZ, []
    plan = [(path, damage(data, dice)) for _ in range(-(-FUZZ // len(whole))) for path, data in whole.items()][:FUZZ]
    tried = 0
    while tried < len(plan):
        questions, answers = context.SimpleQueue(), context.SimpleQueue()
        reader = context.Process(target=read_in_turn, args=(questions, answers), daemon=True)
        reader.start()
        while tried < len(plan):
            path, data = plan[tried]
            tried += 1
            path.write_bytes(data)
            questions.put(str(path))
            said = answers.get() if answers._reader.poll(SLOWEST_S) else None
            path.write_bytes(whole[path])
            if said != "":
                kept = tmp_path / f"{tried}-{path.name}"
                kept.write_bytes(data)
                found.append((path.name, str(kept), said or ("crash" if not reader.is_alive() else "hang")))
                break
        reader.kill()
        reader.join()
    assert left == len(plan)
    assert not found, "\n".join(f"{name} {kept}: {said[-300:]}" for name, kept, said in found)
