"""Ledgers of the invented district: rows that add up, places on fitting land, files as offices have them."""

import datetime as dt
import hashlib
import io
from decimal import Decimal

import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from natres.sample.ledgers.parts import share_out, split
from natres.sample.ledgers.takers import water_users
from natres.sample.stocks.water import draw_water, ledger_amounts
from natres.workflows.sample import _workbook

from .made import district, frame

TO_PLANE = Transformer.from_crs(4490, 4527, always_xy=True)
# written down apart from the generator: file, heading, what the report prints
PRINTED = [
    ("耕地占补台账.xlsx", "占补指标面积（公顷）", 14, "23.34"),
    ("违法用地台账.csv", "违法面积（亩）", 46, "154.33"),
    ("土地供应台账.xlsx", "出让面积（公顷）", 12, "113.07"),
    ("土地供应台账.xlsx", "出让金（亿元）", 12, "38.79"),
    ("土地供应台账.xlsx", "政府净收益（亿元）", 12, "21.63"),
    ("批而未供台账.csv", "本年消化面积（公顷）", 16, "194.5"),
    ("新增造林台账.csv", "造林面积（亩）", 9, "124"),
]
# digests of the layers of 400 parcels, seed 3, from before there were ledgers: nothing new may move them
LAYERS = {
    "report": {
        "landuse/parcels_2022.parquet": "e5cebfdce7da", "landuse/parcels_2021.parquet": "80fa962b49c3",
        "boundaries/XZQ.parquet": "b45fd3198cfe", "boundaries/CJDCQ.parquet": "f47090b3f99d",
        "boundaries/CZCDYD.parquet": "d5f5a11b5f32", "zones/YJJBNTTB.parquet": "dfde11ff2a20",
        "zones/STBHHX.parquet": "701a84ce3bce", "zones/CSKFBJ.parquet": "8cebd8124170",
        "project/site.parquet": "c1486ededb08", "forest/plots_2021.shp": "f335b313bdfe",
        "geothermal/wells.csv": "f730523eecce", "geothermal/rights.csv": "a42f555176d4",
    },
    "random": {
        "landuse/parcels_2022.parquet": "f0f707a847ea", "landuse/parcels_2021.parquet": "140f4fd7b85a",
        "boundaries/XZQ.parquet": "e552bb65f68b", "boundaries/CJDCQ.parquet": "68e225274601",
        "boundaries/CZCDYD.parquet": "5746afddfc35", "zones/YJJBNTTB.parquet": "1e8ca3dfe49c",
        "zones/STBHHX.parquet": "afff3bb2951b", "zones/CSKFBJ.parquet": "52aa0a979d6b",
        "project/site.parquet": "1b9ca2f871db", "forest/plots_2021.shp": "acb68967d052",
        "geothermal/wells.csv": "50f1f5f94174", "geothermal/rights.csv": "e5d4ef5922f1",
    },
}  # fmt: skip
PLACED = ("耕地占补", "违法用地", "土地供应", "征转用地", "批而未供", "新增造林")


def ledger(sample, name: str) -> pd.DataFrame:
    path = f"ledgers/{name}"
    if name.endswith(".csv"):
        return frame(sample, path)
    return next(sheet.frame for sheet in sample.sheets if sheet.path == path)


def ledgers(sample) -> dict[str, pd.DataFrame]:
    paths = [layer.path for layer in sample.layers] + [sheet.path for sheet in sample.sheets]
    names = [path.removeprefix("ledgers/") for path in paths if path.startswith("ledgers/")]
    return {name: ledger(sample, name) for name in names}


@pytest.mark.parametrize("targets", LAYERS)
def test_the_layers_are_those_from_before_there_were_ledgers(targets):
    """Attributes to the letter, shapes by vertices and area: another processor cuts a plot some µm elsewhere."""
    sample, found = district(targets, seed=3, parcels=400), {}
    for layer in sample.layers:
        table, shape = layer.frame, ""
        if "geometry" in table:
            shape = f"{shapely.get_num_coordinates(table.geometry).sum()} {table.geometry.area.sum():.0f}"
            table = table.drop(columns="geometry")
        found[layer.path] = hashlib.sha256((table.to_csv() + shape).encode()).hexdigest()[:12]
    assert {path: found[path] for path in LAYERS[targets]} == LAYERS[targets]


@pytest.mark.parametrize(("name", "heading", "count", "total"), PRINTED)
@pytest.mark.parametrize("seed", [1, 2])
def test_rows_sum_to_the_printed_figure_digit_by_digit(name, heading, count, total, seed):
    values = [Decimal(str(cell)) for cell in ledger(district(seed=seed), name)[heading]]
    assert len(values) == count
    assert str(sum(values)) == total  # with the digits of the print, not one more
    assert all(value > 0 for value in values)


def test_acquired_land_and_plans_are_the_printed_ones_by_kind():
    taken = ledger(district(), "征转用地台账.csv")
    sums = {use: str(sum(map(Decimal, group))) for use, group in taken.groupby("用途")["面积（公顷）"]}
    assert sums == {"商住": "29.5", "工业": "67.7", "基础设施": "15.2"}
    assert ledger(district(), "规划编制台账.csv")["规划类型"].value_counts().to_dict() == {
        "控制性详细规划": 8,
        "村庄规划": 5,
    }
    assert set(ledger(district(), "违法用地台账.csv")["整改状态"]) == {"已整改"}


def test_a_random_district_has_other_sums_and_open_cases():
    first, second = (ledger(district("random", seed=s), "违法用地台账.csv") for s in (1, 2))
    sums = {str(sum(map(Decimal, table["违法面积（亩）"]))) for table in (first, second)}
    assert len(sums) == 2 and "154.33" not in sums
    assert {"已整改", "整改中", "未整改"} == set(first["整改状态"]) | set(second["整改状态"])
    assert (first["结案日期"] == "").sum() == (first["整改状态"] != "已整改").sum()


@pytest.mark.parametrize(("targets", "seed", "parcels"), [("report", 1, 1000), ("random", 2, 1000), ("random", 5, 300)])
def test_every_place_lies_in_the_town_of_its_row_on_fitting_land(targets, seed, parcels):
    sample = district(targets, seed, parcels)
    land, towns = frame(sample, "landuse/parcels_2022.parquet"), frame(sample, "boundaries/XZQ.parquet")
    tree = shapely.STRtree(land.geometry.to_numpy())
    shapes = dict(zip(towns["XZQMC"], towns.geometry, strict=True))
    for name, table in ledgers(sample).items():
        if not name.startswith(PLACED):
            continue
        lon, lat = (table[c].map(float).to_numpy() for c in ("经度", "纬度"))
        spots = shapely.points(*TO_PLANE.transform(lon, lat))
        at, below = tree.query(spots, predicate="within")
        assert at.tolist() == list(range(len(table))), name
        codes = land["DLBM"].to_numpy()[below]
        wanted = ("03",) if name.startswith("新增造林") else ("01", "05", "06", "07", "08", "09", "10")
        assert all(code.startswith(wanted) and code != "1006" for code in codes), (name, codes)
        if name.startswith("违法用地"):
            farmed = np.array([code.startswith("01") for code in codes])
            assert 0 < farmed.sum() < len(farmed)
            assert ((table["其中耕地（亩）"].map(Decimal) > 0).to_numpy() == farmed).all()
        if "所在镇街" in table:
            assert all(shapes[town].contains(spot) for town, spot in zip(table["所在镇街"], spots, strict=True)), name


@pytest.mark.parametrize("targets", ["report", "random"])
def test_every_row_says_that_it_is_invented_and_dates_are_of_the_year(targets):
    sample = district(targets)
    assert len(ledgers(sample)) == 8
    for name, table in ledgers(sample).items():
        assert set(table["备注"]) == {"虚构示例"}, name
        columns = [c for c in table if c.endswith(("日期", "巡查"))]
        days = [str(cell) for c in columns for cell in table[c] if cell not in (None, "")]
        assert days and all(day.startswith("2022-") for day in days), name


def test_files_come_in_the_encodings_an_office_has():
    kinds = {layer.path: layer.encoding for layer in district().layers if layer.path.startswith("ledgers/")}
    assert sorted(kinds.values()) == ["GBK", "utf-8-sig", "utf-8-sig", "utf-8-sig", "utf-8-sig"]
    for layer in district("random", seed=2).layers:
        if layer.path in kinds:
            layer.frame.to_csv().encode(layer.encoding)  # no word outside GBK


@pytest.mark.parametrize("name", ["耕地占补台账.xlsx", "土地供应台账.xlsx", "取水户台账.xlsx"])
def test_a_workbook_has_a_title_headings_sums_and_a_signature(name):
    sheet = next(s for s in district().sheets if s.path.endswith(name))
    data = _workbook(sheet)
    assert data == _workbook(sheet)  # to the byte
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    page = book[sheet.sheet]
    lines = list(page.iter_rows(values_only=True))
    assert "虚构示例" in lines[0][0] and lines[0][1] is None
    assert list(lines[1]) == list(sheet.frame.columns)
    body, sums, last = lines[2 : 2 + len(sheet.frame)], lines[-2], lines[-1]
    assert sums[0] == "合计" and "填报人" in last[0]
    for column, heading in enumerate(sheet.frame.columns):
        cells = sheet.frame[heading]
        if isinstance(cells[0], Decimal):
            assert [Decimal(str(line[column])) for line in body] == list(cells)
            total = None if heading in ("经度", "纬度") else float(sum(cells))
            assert sums[column] == total, heading
        elif isinstance(cells[0], dt.date):
            assert [line[column].date() if line[column] else None for line in body] == list(cells)
    formula = openpyxl.load_workbook(io.BytesIO(data))[sheet.sheet]
    place = next(c for c, h in enumerate(sheet.frame.columns, 1) if isinstance(sheet.frame[h][0], Decimal))
    letter = openpyxl.utils.get_column_letter(place)
    assert formula.cell(len(lines) - 1, place).value == f"=SUM({letter}3:{letter}{len(lines) - 2})"
    assert {str(merged).split(":")[0] for merged in page.merged_cells.ranges} == {"A1", f"A{len(lines)}"}
    assert book.properties.created.year == 2000


@given(
    units=st.integers(60, 10**7),
    places=st.integers(0, 4),
    weights=st.lists(st.floats(1e-9, 1e6), min_size=1, max_size=50),
)
def test_parts_sum_to_the_total_exactly_and_none_is_empty(units, places, weights):
    total = Decimal(units).scaleb(-places)
    parts = share_out(total, weights)
    assert sum(parts) == total and len(parts) == len(weights)
    assert all(part > 0 and part.as_tuple().exponent == -places for part in parts)


def test_parts_are_not_alike():
    parts = split(np.random.default_rng(1), Decimal("100.00"), 20)
    assert max(parts) > 2 * min(parts)


@given(seed=st.integers(0, 10**6), fixed=st.booleans())
def test_users_take_less_than_their_source_gave_and_some_more_than_planned(seed, fixed):
    rng = np.random.default_rng(seed)
    amounts = ledger_amounts(draw_water(rng, fixed))
    users = water_users(rng, amounts, fixed)
    for source, amount in amounts.items():
        assert 0 < users.total("use_1e4m3", source=source) <= amount
        assert 0 < users.total("plan_1e4m3", source=source) <= amount
    over = sum(row["use_1e4m3"] > row["plan_1e4m3"] for row in users.rows)
    missed = [sum(day is None for day in users.column(f"inspected_q{q}")) for q in range(1, 5)]
    if fixed:
        assert (len(users.rows), over, missed) == (36, 3, [0, 0, 2, 0])
    for quarter in range(1, 5):
        days = [day for day in users.column(f"inspected_q{quarter}") if day]
        assert {(day.month + 2) // 3 for day in days} <= {quarter}
