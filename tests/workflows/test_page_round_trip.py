"""A page's own script gives back the layer it was drawn from: every ring, vertex and attribute."""

import importlib
import sys
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.affinity import translate

from natres import draw_map
from natres.presenters.web.pack import areas as pack_areas

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
ask_page: Any = importlib.import_module("check_page.asked").ask_page
comparing: Any = importlib.import_module("check_page.compare")
compare = comparing.compare

pytestmark = pytest.mark.browser

WEST, SOUTH = 39_500_000.137, 4_330_000.291


@cache
def sample() -> gpd.GeoDataFrame:
    return gpd.read_parquet(ROOT / "data/landuse/parcels_2022.parquet")


@pytest.fixture(scope="module")
def sample_page(tmp_path_factory):
    path = tmp_path_factory.mktemp("往返") / "现状图.html"
    return draw_map(ROOT / "data/landuse/parcels_2022.parquet", "subclass").save(path)


def box(x, y, size=40.0, *holes):
    return shapely.box(WEST + x, SOUTH + y, WEST + x + size, SOUTH + y + size).difference(
        shapely.union_all(list(holes)) if holes else shapely.Polygon()
    )


def ring(*places):
    return shapely.Polygon([(WEST + x, SOUTH + y) for x, y in places])


def nasty():
    """Shapes that go wrong first: each is drawn by somebody's software."""
    hole = box(10, 10, 20)
    turned = np.roll(shapely.get_coordinates(box(300, 0))[:-1], 2, axis=0)[::-1]
    shapes = {
        "洞": box(0, 0, 40, hole),
        "补洞": hole,  # fills the hole: the two share a ring that meets no other
        "岛": shapely.MultiPolygon([box(100, 0, 40, box(110, 10, 20)), box(115, 15, 10)]),
        "岛中洞": shapely.MultiPolygon([box(100, 100, 90, box(110, 110, 70)), box(120, 120, 50, box(130, 130, 30))]),
        "多部分": shapely.MultiPolygon([box(200, 0, 10), box(220, 0, 10), box(240, 5, 10)]),
        "两洞": box(200, 100, 40, box(205, 105, 10), box(225, 125, 10)),
        "重复": box(300, 0),
        "重复2": box(300, 0),
        "重复反向": shapely.Polygon(turned),
        "丁字左": ring((400, 0), (440, 0), (440, 60), (400, 60)),
        "丁字右下": ring((440, 0), (480, 0), (480, 25), (440, 25)),  # ends in the middle of its neighbour's side
        "丁字右上": ring((440, 25), (480, 25), (480, 60), (440, 60)),
        "碎片": ring((500, 0), (500.02, 0), (500.01, 0.03)),  # smaller than the page's grid
        "细条": ring((520, 0), (520.02, 0), (520.02, 80), (520, 80)),
        "三维": shapely.force_3d(box(540, 0, 40, box(550, 10, 5)), 12.5),
        "毛刺": ring((600, 0), (640, 0), (640, 20), (655, 20), (640, 20), (640, 40), (600, 40)),
        "自交": ring((700, 0), (740, 40), (740, 0), (700, 40)),
        "洞触边": ring((800, 0), (840, 0), (840, 40), (800, 40)).difference(ring((800, 20), (815, 10), (815, 30))),
        "点接": shapely.MultiPolygon([box(900, 0, 20), box(920, 20, 20)]),
        "密点": shapely.segmentize(box(1000, 0), 0.04),  # vertices nearer than the grid fall together
        "空": shapely.Polygon(),
        "无": None,
    }
    shapes |= {f"邻{n}": translate(box(0, 200, 30), 30 * (n % 6), 30 * (n // 6)) for n in range(24)}
    return gpd.GeoDataFrame(
        {"编号": list(shapes), "用途": [f"第{n % 5}类" for n in range(len(shapes))]},
        geometry=list(shapes.values()),
        crs="EPSG:4527",
    )


def test_the_sample_comes_back_whole(open_file, sample_page):
    with open_file(sample_page) as seen:
        shown = ask_page(seen.page, "parcels")
    outcome = compare(shown, sample(), ("parcel_id", "BSM"), comparing.PARCEL_TEXTS, comparing.PARCEL_AREAS)
    assert not outcome.wrong, str(outcome)
    assert outcome.features == len(sample())
    assert outcome.holes == int(sample().geometry.count_interior_rings().sum()) > 0
    assert abs(outcome.area_change) < 2e-6
    classes = zip(shown.values, shown.categories[0], strict=True)
    assert all(key and known["land_class"].startswith(key) for known, key in classes)


@pytest.mark.parametrize("block", [16_384, 7])
def test_nasty_shapes_come_back_whole(open_file, folder, monkeypatch, block):
    monkeypatch.setattr(pack_areas, "BLOCK_FEATURES", block)  # small ones cut borders between blocks
    source = nasty()
    source.to_parquet(folder / "怪形.parquet")
    page = draw_map(folder / "怪形.parquet", "用途").save(folder / "怪形.html")
    with open_file(page) as seen:
        shown = ask_page(seen.page, "layer", areas=False)
    outcome = compare(shown, source, ("编号", "编号"), {"编号": "编号", "用途": "用途"}, {})
    assert not outcome.wrong, str(outcome)
    assert (outcome.parts, outcome.holes) == (49, 8)


@cache
def few():
    holed = sample().geometry.count_interior_rings() > 0
    return sample()[holed | (np.arange(len(holed)) < 100)].reset_index(drop=True)


def reshaped(row, change):
    shapes = few().geometry.to_numpy().copy()
    shapes[row] = change(shapes[row])
    return few().set_geometry(shapes, crs=few().crs)


def moved(shape):
    points = shapely.get_coordinates(shape)
    points[1] += 0.2
    return shapely.set_coordinates(shape, points)


CHANGES = {
    "vertex": lambda: reshaped(5, moved),
    "hole": lambda: reshaped(len(few()) - 1, lambda shape: shapely.Polygon(shape.exterior)),
    "part": lambda: reshaped(9, lambda shape: shapely.union_all([shape, translate(shape, 30_000)])),
    "row": lambda: few().drop(index=7),
    "code": lambda: few().assign(DLBM=few()["DLBM"].replace("0101", "0102")),
    "area": lambda: few().assign(TBMJ=few()["TBMJ"] + 0.01),
    "ids": lambda: few().assign(BSM=np.roll(few()["BSM"].to_numpy(), 1)),
}


def test_the_comparison_notices_what_differs(open_file, folder):
    few().to_parquet(folder / "少量.parquet")
    with open_file(draw_map(folder / "少量.parquet", "subclass").save(folder / "少量.html")) as seen:
        shown = ask_page(seen.page, "parcels")
    assert not compare(shown, few(), ("parcel_id", "BSM"), comparing.PARCEL_TEXTS, comparing.PARCEL_AREAS).wrong
    for name, changed in CHANGES.items():
        assert compare(shown, changed(), ("parcel_id", "BSM"), comparing.PARCEL_TEXTS, comparing.PARCEL_AREAS).wrong, (
            name
        )
