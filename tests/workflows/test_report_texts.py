"""What a report says: its Word document kept still, its map of changes as its tables, names that want to be run."""

import csv
import zipfile

import geopandas as gpd
import openpyxl
import pytest
import shapely
from docx import Document
from docx.table import Table as WordTable

from tests.pack_reader import read_page
from tests.test_golden import compare

from .command import run


def spoken(document):
    """The document's texts: a paragraph a line, a row of a table a line."""
    for block in document.iter_inner_content():
        if isinstance(block, WordTable):
            yield from (" | ".join(cell.text for cell in row.cells) for row in block.rows)
        elif block.text:
            yield block.text


def test_what_the_word_document_says_stays_as_it_was_read(full_report):
    lines = spoken(Document(full_report[1] / "appendix.docx"))
    compare("appendix.zh.txt", "".join(f"{line.rstrip()}\n" for line in lines))


def numbers(folder, table):
    """The first numbers of each row of a table by its label."""
    with (folder / "tables" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row[0].strip(): row[1:] for row in csv.reader(file) if row and not row[0].startswith("#")}


def test_the_map_of_changes_tells_what_the_tables_of_flows_tell(full_report):
    page = read_page((full_report[1] / "maps" / "change.html").read_text("utf-8"))
    zh = page.head["languages"].index("zh")
    found = next(c for c in page.layer("changes").head["colourings"] if c["key"] == "direction")
    legend = {c["label"][zh]: c["note"][zh].rstrip("公顷 ").rstrip("*") for c in found["categories"]}
    flow, groups = (numbers(full_report[1], table) for table in ("cropland_flow", "change_groups"))
    built, whole = flow["非农建设"], flow["耕地合计"]
    assert legend["耕地→建设用地"] == built[0].rstrip("*")
    assert legend["其他→耕地"] == whole[1].rstrip("*")
    lost = [legend[f"耕地→{to}"] for to in ("建设用地", "林地、种植园用地、草地", "其他")]
    assert round(sum(map(float, lost)), 2) == float(whole[0].rstrip("*"))
    gained, gone = groups["建设用地"][4:6]
    assert round(float(legend["耕地→建设用地"]) + float(legend["其他→建设用地"]), 2) == float(gained.rstrip("*"))
    kept = float(legend["建设用地→耕地以外的其他"]) + float(built[1].rstrip("*"))
    assert round(kept, 2) == float(gone.rstrip("*"))


NAMES = ("=1+1", "<script>alert(1)</script>", "@SUM(1+1)", "+1-1")


@pytest.mark.usefixtures("undrawn")
def test_names_that_look_like_formulas_are_texts_in_the_workbook_and_the_document(tmp_path):
    codes = [f"12011100{n}" for n in range(1, 4)]
    shapes = [shapely.box(39505000 + 100 * n, 4322000, 39505100 + 100 * n, 4322130) for n in range(3)]
    parcels = {"BSM": ["1", "2", "3"], "DLBM": ["0101", "0702", "1101"], "ZLDWDM": [f"{c}201" for c in codes]}
    frame = gpd.GeoDataFrame({**parcels, "QSXZ": ["30", "20", "30"], "TBMJ": 13000.0}, geometry=shapes, crs=4527)
    frame.to_parquet(tmp_path / "图斑.parquet")
    district, quota, document, town = NAMES
    units = "".join(f'[[units]]\ncode = "{c}"\nname = "{town}{n}"\nlevel = "town"\n' for n, c in enumerate(codes))
    (tmp_path / "区县.toml").write_text(
        f'[district]\nname = "{district}"\ncode = "120111"\nyear = 2022\nlanguage = "zh"\n'
        '[layers.parcels]\npath = "图斑.parquet"\nyear = 2022\n'
        f'[[quotas]]\nkey = "q"\nlabel = "{quota}"\nmeasure = "construction"\nkind = "ceiling"\nlimit_km2 = "0.01"\n'
        f'document = "{document}"\n'
        f'[water]\nyear = 2022\ntotal = "1亿m³"\n[[water.sources]]\nname = "{document}"\nkind = "surface"\n'
        f'amount = "1亿m³"\n{units}',
        "utf-8",
    )
    answer = run("report", tmp_path / "区县.toml", "-o", tmp_path / "报告")
    assert answer.code == 0, answer.err
    book = openpyxl.load_workbook(tmp_path / "报告" / "tables.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    texts = {str(cell.value) for cell in cells}
    assert all(any(text.startswith(name) for text in texts) for name in NAMES)
    with zipfile.ZipFile(tmp_path / "报告" / "tables.xlsx") as packed:
        assert not any(b"<f>" in packed.read(name) for name in packed.namelist() if "/worksheets/" in name)
    said = "\n".join(spoken(Document(tmp_path / "报告" / "appendix.docx")))
    assert all(name in said for name in NAMES)
