"""The main job, whole: what the folder holds, that it is the same twice, that it agrees with the generator's truth."""

import hashlib
import json
import re
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pyogrio
import pytest
from docx.table import Table as WordTable

import natres
from natres.workflows import Options, forest, quota, shares, wells
from tests.many import MANY, times

from .command import run

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
DRAWN = 'draw = ["landuse", "quota", "forest", "ownership", "wells", "ledgers", "change", "zones"]'


@pytest.fixture(scope="module")
def ran(full_report):
    return full_report


def digests(folder):
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "run.json")
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_the_report_prints_the_figures_of_the_year(ran):
    answer, target = ran
    assert answer.code == 0, answer.err
    for figure in ("565.36", "258.08", "271.08", "36.20", "45.65", "47.95", "6.40", "792.13", "5727.92", "6520.05"):
        assert figure in answer.out
    assert "已突破，超出 4.2 平方公里" in answer.out
    assert "虚构" in answer.out
    assert str(target) in answer.out


def test_the_folder_holds_index_maps_tables_results_and_record(ran):
    _, target = ran
    names = set(digests(target))
    assert {"index.html", "tables.xlsx", "results.json", "results.gpkg"} <= names
    assert {f"maps/{m}.html" for m in ("landuse", "quota", "forest", "wells")} <= names
    assert {f"sheets/{m}.{form}" for m in ("landuse", "quota", "ownership") for form in ("pdf", "png")} <= names
    assert {"tables/land_groups.csv", "tables/quotas.csv", "tables/forest.csv", "tables/published.csv"} <= names
    record = json.loads((target / "run.json").read_text("utf-8"))
    assert record["outputs"] == digests(target)
    inputs = {Path(i["path"]).name: i for i in record["inputs"]}
    parcels = DATA / "landuse" / "parcels_2022.parquet"
    assert inputs["parcels_2022.parquet"]["sha256"] == hashlib.sha256(parcels.read_bytes()).hexdigest()
    assert inputs["plots_2021.shp"]["encoding"] == "GBK"
    assert all(not Path(i["path"]).is_absolute() for i in record["inputs"])
    undated = [Path(i["path"]).name for i in record["inputs"] if not i["year"]]
    assert undated == ["surroundings.parquet"]  # only drawn, to tell where the district lies


def test_two_runs_give_the_same_bytes_and_replace_the_folder(ran, tmp_path):
    """With one map here, with all of them in `make torture`; `.ci/run` compares two whole reports besides."""
    if MANY:
        folder, target, before = DATA, ran[1], digests(ran[1])
    else:
        folder, target = tmp_path / "区", tmp_path / "报告"
        shutil.copytree(DATA, folder)
        text = (folder / "xiqing.toml").read_text("utf-8")
        (folder / "xiqing.toml").write_text(text.replace(DRAWN, 'draw = ["quota"]'), "utf-8")
        assert run("report", folder / "xiqing.toml", "-o", target).code == 0
        before = digests(target)
    assert run("report", folder / "xiqing.toml", "-o", target).code == 0
    assert digests(target) == before
    assert [p.name for p in target.parent.iterdir() if p != folder] == [target.name]


def test_the_results_layer_adds_up_to_the_ledger(ran):
    _, target = ran
    frame = pyogrio.read_dataframe(target / "results.gpkg", layer="parcels")
    assert len(frame) == 12_000
    assert int((frame["gross_area_m2"] * 100).round().sum()) == 56536000000
    counted = frame.loc[frame["in_urban_rural_construction"] == 1, "class_area_m2"].sum()
    assert counted == pytest.approx(215.5e6, abs=3000)
    assert "layer_styles" in [name for name, _ in pyogrio.list_layers(target / "results.gpkg")]


@pytest.mark.parametrize("key", ["urban_rural_construction", "cropland"])
def test_a_layer_holds_the_parcels_that_make_up_a_quota_and_adds_up_to_its_actual(ran, key):
    _, target = ran
    rows = pyogrio.read_dataframe(target / "results.gpkg", layer=f"quota_{key}", read_geometry=False)
    quotas = {one["key"]: one for one in json.loads((target / "results.json").read_text("utf-8"))["results"]["quotas"]}
    counted = (rows["counted_area_m2"] * 100).round().astype("int64")
    assert counted.sum() == round(quotas[key]["actual_m2"] * 100)
    assert counted.min() > 0
    assert rows["parcel_id"].is_unique
    parcels = pyogrio.read_dataframe(target / "results.gpkg", layer="parcels", read_geometry=False)
    assert set(rows["parcel_id"]) == set(parcels.loc[parcels[f"in_{key}"] == 1, "parcel_id"])


def test_every_layer_of_the_results_has_a_default_style_whose_categories_cover_its_rows(ran):
    _, target = ran
    with closing(sqlite3.connect(target / "results.gpkg")) as database:
        styles = database.execute("SELECT f_table_name, styleName, useAsDefault, styleQML FROM layer_styles").fetchall()
        said = database.execute("SELECT table_name, identifier, description FROM gpkg_contents").fetchall()
        titles = {name: (title, about) for name, title, about in said}
    layers = ("parcels", "quota_urban_rural_construction", "quota_cropland")
    assert [sum(row[2] for row in styles if row[0] == layer) for layer in layers] == [1, 1, 1]
    assert [row[1] for row in styles if row[0] == "parcels"] == [
        "按地类", "按三大类", "是否计入“城乡建设用地规模”", "是否计入“耕地保有量”"
    ]  # fmt: skip
    for layer, _, _, qml in styles:
        root = ET.fromstring(qml)
        field = root.find("renderer-v2").get("attr")
        rows = pyogrio.read_dataframe(target / "results.gpkg", layer=layer, columns=[field], read_geometry=False)
        known = {category.get("value"): category.get("label") for category in root.iter("category")}
        assert set(rows[field].astype(str)) <= set(known)
        assert all(known.values())
        columns = pyogrio.read_info(target / "results.gpkg", layer=layer)["fields"]
        assert {alias.get("field") for alias in root.iter("alias")} == set(columns)
    title, about = titles["quota_urban_rural_construction"]
    assert title == "城乡建设用地规模：计入图斑"
    assert "计入面积合计 215500069.54 平方米" in about


def test_every_page_says_that_the_data_are_invented(ran):
    _, target = ran
    for page in [target / "index.html", *(target / "maps").glob("*.html")]:
        assert "示例数据（虚构）" in page.read_text("utf-8")


def test_calibrated_figures_never_count_as_agreement(ran):
    _, target = ran
    figures = json.loads((target / "results.json").read_text("utf-8"))["results"]["figures"]
    assert len(figures) > 20
    assert {f["status"] for f in figures} == {"by_construction"}


CHANGED = [
    ('value = "271.08"', 'value = "271.18"', "建设用地"),
    ('production = { value = "22"', 'production = { value = "23"', "开采井"),
    ('share = "45.65"', 'share = "45.56"', "农用地"),
    ('value = "5727.92"', 'value = "5727.29"', "集体林地"),
    ('value = "6028.52"', 'value = "6028.50"', "有林地"),
]


def test_changed_published_figures_are_each_named_as_a_disagreement(tmp_path):
    folder = tmp_path / "区"
    shutil.copytree(DATA, folder)
    text = (folder / "xiqing.toml").read_text("utf-8")
    assert DRAWN in text
    text = text.replace(DRAWN, "draw = []")  # drawing maps says nothing of a figure and takes most of the time
    for printed, changed, _ in CHANGED:
        assert printed in text
        text = text.replace(printed, changed, 1)
    (folder / "xiqing.toml").write_text(text, "utf-8")
    answer = run("report", folder / "xiqing.toml", "-o", tmp_path / "out", "--lang", "zh", "--fail-on-findings")
    assert answer.code == 1
    lines = [line for line in answer.err.splitlines() if "PUBLISHED_DISAGREES" in line]
    assert len(lines) == len(CHANGED)
    for _, changed, key in CHANGED:
        assert any(key in line and changed.split('"')[1] in line for line in lines)


def test_a_misspelt_published_key_is_refused(tmp_path):
    folder = tmp_path / "区"
    shutil.copytree(DATA, folder)
    text = (folder / "xiqing.toml").read_text("utf-8").replace("agricultural = {", "agricultral = {", 1)
    (folder / "xiqing.toml").write_text(text, "utf-8")
    answer = run("report", folder / "xiqing.toml", "-o", tmp_path / "out")
    assert answer.code == 65
    assert "agricultural?" in answer.err
    assert not (tmp_path / "out").exists()


def closed(values):
    """Two decimals by largest remainder, written here for itself: what a closed column of these values prints."""
    exact = [Decimal(v) * 100 for v in values]
    floors = [int(v) for v in exact]
    total = int(sum(exact).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    order = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    for i in order[: total - sum(floors)]:
        floors[i] += 1
    return [f"{Decimal(f) / 100:.2f}" for f in floors]


def text_of(value, unit_m2, places):
    step = Decimal(1).scaleb(-places)
    return str((Decimal(value) / unit_m2).quantize(step, rounding=ROUND_HALF_UP))


@pytest.mark.parametrize("seed", range(11, times(21, 13)))
def test_random_targets_come_out_as_the_generator_says(tmp_path, seed):
    """Ten districts with other figures: every printed number equals the truth the generator wrote for itself."""
    place = tmp_path / "样例"
    natres.make_sample(place, parcels=400, seed=seed, targets="random")
    truth = json.loads((place / "truth.json").read_text("utf-8"))
    district = place / "xiqing.toml"
    land = shares(district, Options(language="zh"), by_unit=True).data
    groups = {g["key"]: g for g in land["groups"]}
    for key, expected in truth["groups"].items():
        assert groups[key]["area_text"] == expected["area_km2"]
        assert groups[key]["share_text"] == expected["share"]
        assert round(groups[key]["area_m2"] * 100) == int(Decimal(expected["area_m2"]) * 100)
    mains = {c["code"]: round(c["area_m2"] * 100) for c in land["classes"] if c["level"] == 1}
    assert mains == {c: int(Decimal(a) * 100) for c, a in truth["main_classes"].items() if Decimal(a)}
    owned = {(o["key"], o["group"]): round(o["area_m2"] * 100) for o in land["ownership"] if o["key"] != "other"}
    expected_owned = {(k, g): int(Decimal(a) * 100) for k, row in truth["ownership"].items() for g, a in row.items()}
    assert {k: v for k, v in owned.items() if v} == {k: v for k, v in expected_owned.items() if v}
    measures = {m["key"]: round(m["area_m2"] * 100) for m in land["measures"]}
    assert measures == {k: int(Decimal(truth["measures"][k]) * 100) for k in measures}
    units = {u["code"]: round(u["area_m2"] * 100) for u in land["units"]}
    assert units == {c: int(Decimal(u["control_area_m2"]) * 100) for c, u in truth["units"].items()}
    limits = quota(district, Options(language="zh"))
    assert (limits.data["quotas"][0]["status"] == "exceeded") == truth["quota"]["exceeded"]
    woods = forest(district, Options(language="zh")).data
    assert woods["total_text"] == text_of(truth["forest"]["total_ha"], 1, 2)
    for part, truths in (("by_class", truth["forest"]["by_class"]), ("by_tenure", truth["forest"]["by_tenure"])):
        rows = [row for row in woods[part] if row["key"] in truths]
        assert [row["area_m2"] for row in rows] == [float(Decimal(truths[row["key"]]) * 10000) for row in rows]
        assert [row["area_text"] for row in rows] == closed([truths[row["key"]] for row in rows])
    counts = wells(district, Options(language="zh")).data["counts"]
    assert {k: counts[k] for k in truth["wells"]["counts"] if k in counts} == {
        k: v for k, v in truth["wells"]["counts"].items() if k in counts
    }


def test_the_report_agrees_with_the_raster_to_a_few_percent(ran):
    _, target = ran
    lines = (target / "tables" / "land_cover.csv").read_text("utf-8-sig").splitlines()[1:]
    lines = [line for line in lines if not line.startswith("#")]
    differences = [abs(float(line.split(",")[4])) for line in lines]
    assert len(differences) >= 6
    assert max(differences) < 2.0


def in_word(document):
    """Caption → rows of texts of the tables of a Word document, and all its texts."""
    found, caption, body = {}, "", []
    for block in document.iter_inner_content():
        if isinstance(block, WordTable):
            rows = [[cell.text for cell in row.cells] for row in block.rows]
            found[caption] = rows
            body += [text for row in rows for text in row]
        elif block.text:
            body.append(block.text)
            if block.text.startswith("表 "):
                caption = block.text.split("\u3000", 1)[1]
    return found, body


def in_workbook(sheet):
    """The printed texts of a sheet: numbers as Excel shows them."""

    def printed(cell):
        if not isinstance(cell.value, int | float):
            return str(cell.value or "")
        decimals = len(cell.number_format.split('"')[0].partition(".")[2])
        return f"{cell.value:.{decimals}f}"

    return [[printed(cell) for cell in row] for row in sheet.iter_rows()]


def figures(texts):
    """How often each number with decimals stands in texts."""
    return Counter(number for text in texts for number in re.findall(r"\d+\.\d+", text.replace(",", "")))


@pytest.fixture(scope="module")
def appendix(ran):
    from docx import Document

    return in_word(Document(ran[1] / "appendix.docx"))


SHARED = (
    "土地利用现状三大类面积",
    "用地指标检查",
    "林地面积（按地类与权属）",
    "回灌率（按水量，分热储层）",
    "管控线与现状对照",
)


@pytest.mark.parametrize("title", SHARED)
def test_a_table_is_the_same_in_word_workbook_and_on_the_first_page(ran, appendix, title):
    word = figures(text for row in appendix[0][title] for text in row)
    book = openpyxl.load_workbook(ran[1] / "tables.xlsx")
    sheet = next(sheet for sheet in book.worksheets if sheet["A1"].value == title)
    rows = [row for row in in_workbook(sheet)[1:] if any(row) and not (row[0] and not any(row[1:]))]  # without notes
    page = (ran[1] / "index.html").read_text("utf-8")
    shown = re.search(rf"<figcaption>{re.escape(title)}</figcaption>.*?</table>", page, re.DOTALL).group()
    assert sum(word.values()) > 3
    assert word == figures(text for row in rows for text in row)
    assert word == figures(re.findall(r"<td[^>]*>([^<]*)", shown))


def test_the_pdf_prints_every_number_of_the_word_document(ran, appendix):
    from pdfminer.high_level import extract_text

    wanted, found = figures(appendix[1]), figures([re.sub(r"\s", " ", extract_text(ran[1] / "appendix.pdf"))])
    assert len(wanted) > 500
    assert {number: (count, found[number]) for number, count in wanted.items() if found[number] < count} == {}


def test_captions_are_numbered_in_order_and_pointed_at(appendix):
    said = "\n".join(appendix[1])
    for word in ("表", "图"):
        numbers = [int(n) for n in re.findall(rf"^{word} (\d+)\u3000", said, re.MULTILINE)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) > 5
    assert "565.36 平方公里" in said and "45.65%" in said and "超出" in said
