"""Every number a map page explains comes to what it prints, in the reader's browser; a public page tells less."""

import re
import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.spatial import cKDTree

from natres.core.basis_value import value_of
from natres.core.units import round_half_up
from natres.district import read_district
from natres.errors import BadUsage, OwnFault
from natres.presenters.maps import compose_map
from natres.presenters.table import Cell
from natres.readers.map_definitions import read_map_definition
from natres.workflows import Options, draw_map, map_district, map_layer
from natres.workflows.district_maps import definitions, draw_maps, maps_left_out
from natres.workflows.district_maps.material import map_set, with_zones
from natres.workflows.report import compute_report
from tests.pack_reader import read_page

DATA = Path(__file__).resolve().parents[2] / "data"
MAPS = ("landuse", "quota", "forest", "wells", "ledgers", "ownership", "zones")


@pytest.fixture(scope="module")
def parts(district_parts):
    return district_parts


@pytest.fixture(scope="module")
def pages(parts):
    return {name: page for name, (_, page) in draw_maps(parts, MAPS).items()}


@pytest.fixture(scope="module")
def public(parts):
    own = replace(parts, options=replace(parts.options, profile="public"))
    return {name: page for name, (_, page) in draw_maps(own, MAPS).items()}


ALL_SUMS = """async () => {
  const found = [];
  const walk = async (how) => {
    if (how.rows) return (await natres.ask("sum", { rows: how.rows, most: 0 })).total;
    if (how.given || how.worked) return (how.given || how.worked).value;
    return await Promise.all((how.over || how.minus).map(walk));
  };
  for (const figure of natres.head.figures) found.push(await walk(figure.how));
  return found;
}"""


def worth(how, leaves):
    """The value of a formula from the values of its leaves, as the browser gave them."""
    if "rows" in how or "given" in how or "worked" in how:
        return Fraction(str(leaves))
    (kind,) = {"over", "minus"} & set(how)
    a, b = (worth(part, leaf) for part, leaf in zip(how[kind], leaves, strict=True))
    return a - b if kind == "minus" else a / b * how["factor"]


PER_UNIT = {"km2": 10**8, "ha": 10**6, "m2": 100, "mu": Fraction(200_000, 3)}


@pytest.mark.browser
@pytest.mark.parametrize("name", MAPS)
def test_every_figure_comes_to_what_it_prints(pages, open_page, name):
    with open_page(pages[name]) as seen:
        figures = seen.page.evaluate("natres.head.figures")
        leaves = seen.page.evaluate(ALL_SUMS)
    assert len(figures) > 10
    for figure, own in zip(figures, leaves, strict=True):
        text = figure["text"][0] if isinstance(figure["text"], list) else figure["text"]
        number = text.split(" ")[0].rstrip("*")
        value = worth(figure["how"], own) / PER_UNIT.get(figure["unit"], 1)
        decimals = len(number.partition(".")[2])
        assert abs(Fraction(number) - value) * 10**decimals < 1, (figure["title"], text, float(value))
        if "*" not in text:  # a number that closing moved says so
            assert Fraction(number) == Fraction(round_half_up(value * 10**decimals), 10**decimals), (
                figure["title"],
                text,
            )


def test_legends_add_up_as_they_print(pages):
    """Where every category prints an area in one unit, the printed areas make the printed whole."""
    for name in ("landuse", "quota"):
        page = read_page(pages[name])
        head, whole = page.layer("parcels").head, sum(page.layer("parcels").values["gross_dm2"])
        sums = {}
        for colouring in head["colourings"]:
            notes = [c["note"][0].split(" ")[0].rstrip("*") for c in colouring["categories"]]
            unit = {c["note"][0].split(" ")[1] for c in colouring["categories"]}
            sums[colouring["key"]] = sum(map(Fraction, notes))
            size = {"km²": 8, "ha": 6, "平方公里": 8, "公顷": 6}[next(iter(unit))] if len(unit) == 1 else None
            assert size is None or sums[colouring["key"]] == Fraction(
                round_half_up(Fraction(whole, 10 ** (size - 2))), 100
            )
        assert {"group", "settlement"} <= set(sums)


def test_a_number_whose_rows_do_not_come_to_it_stops_the_maps(parts, monkeypatch):
    def other(cell: Cell):
        return replace(cell, number=cell.number + 1, text=str(float(cell.plain) + 1)) if cell.number else cell

    tables = list(parts.tables)
    place = next(n for n, table in enumerate(tables) if table.key == "land_groups")
    rows = list(tables[place].rows)
    rows[1] = replace(rows[1], cells=tuple(other(cell) for cell in rows[1].cells))
    tables[place] = replace(tables[place], rows=tuple(rows))
    with pytest.raises(OwnFault) as caught:
        draw_maps(replace(parts, tables=tuple(tables)), ("landuse",))
    assert caught.value.code == "BASIS_DISAGREES"


def test_both_languages_explain_the_same_numbers(parts):
    maps = with_zones(map_set(parts, ""), parts)
    for name in MAPS:
        page = compose_map(read_map_definition(name), maps)
        said = {
            language: [value_of(b.how, maps.books) for t in face.figures for _, b in sorted(t.bases.items())]
            for language, face in page.faces.items()
        }
        assert said["zh"] == said["en"]


def test_the_legend_adds_up_to_the_whole(parts):
    """Areas of all classes of a colouring, whatever it is, are the area of all parcels."""
    page = read_page(draw_maps(parts, ("landuse",))["landuse"][1])
    layer = page.layer("parcels")
    whole = sum(layer.values["gross_dm2"])
    assert whole == parts.land.ledger.measured_dm2
    for place, colouring in enumerate(layer.head["colourings"]):
        by = dict.fromkeys(range(-1, len(colouring["categories"])), 0)
        for category, area in zip(layer.index[place], layer.values["gross_dm2"], strict=True):
            by[category] += area
        assert sum(by.values()) == whole
        assert len(by) > 2


def test_a_public_page_holds_no_id_owner_or_village(public):
    parcels = gpd.read_parquet(DATA / "landuse" / "parcels_2022.parquet")
    assert set(public) == {"landuse", "quota", "wells", "zones"}
    wells = pd.read_csv(DATA / "geothermal" / "wells.csv", dtype=str)
    private = [*parcels["BSM"].head(400), *parcels["ZLDWMC"].unique(), *parcels["ZLDWDM"].unique()]
    private += [
        "parcels_2022.parquet",
        "wells.csv",
        "C12000",
        *(f'"{code}"' for code in parcels["ZLDWDM"].str[:12].unique()),
    ]
    for name, page in public.items():
        read = read_page(page)
        # The packed blocks are letters too: a short id may stand in them by chance.
        text = re.sub(r'<script type="text/plain".*?</script>', "", page, flags=re.DOTALL) + read.text()
        assert [value for value in private if value in text] == [], name
        told = set(re.findall(r"\w+", read.text() + re.sub(r"<[^>]*>", " ", page.split("<script")[-1])))
        assert not told & set(wells["井号"]), name
        keys = {c["key"] for layer in read.layers for c in layer.head.get("columns", ())}
        assert not keys & {"parcel_id", "plot_id", "well_id", "ownership_type", "unit_code", "unit_name", "tenure_code",
                           "item", "said", "gross_dm2", "class_dm2", "deducted_dm2"}  # fmt: skip
        ways = {c["key"] for layer in read.layers for c in layer.head.get("colourings", ())}
        assert not ways & {"ownership", "tenure"}
        assert "公开版" in page
        assert "审图号" in page
        assert "内部资料" not in page


def test_a_public_page_holds_no_exact_vertex(public, pages):
    for name, key in (
        ("landuse", "parcels"),
        ("landuse", "towns"),
        ("wells", "wells"),
        ("zones", "zoned"),
        ("zones", "zone_ecological_red_line"),
    ):
        exact = vertices(read_page(pages[name]).layer(key))
        told = vertices(read_page(public[name]).layer(key))
        assert len(told) > 0
        near, _ = cKDTree(exact).query(told)
        assert near.min() > 8, (name, key)  # decimetres of Mercator: 0.6 m on the ground


def vertices(layer):
    return np.array([place for rings in layer.rings for ring in rings for place in ring], dtype=float)


@pytest.mark.parametrize("layer", ["wells", "forest", "parcels"])
def test_a_districts_own_public_map_shows_only_listed_tables(parts, layer, tmp_path, monkeypatch):
    """Whatever tables a definition asks for, a page for everyone shows sums that tell no owner and no single well."""
    by = {"wells": "role", "forest": "forest_class", "parcels": "group"}[layer]
    every = ", ".join(f'"{table.key}"' for table in parts.tables if not table.key.startswith("survey_"))
    text = f'title = "t"\nlayer = "{layer}"\nby = "{by}"\ntables = [{every}]\ncharts = ["tenure_by_town"]\n'
    text += 'layers = ["ground", "parcels", "forest", "villages", "towns", "ledgers", "wells"]\n'
    (tmp_path / "公开.toml").write_text(text, "utf-8")
    monkeypatch.setattr(definitions, "map_folders", lambda district: [tmp_path])
    own = replace(parts, options=replace(parts.options, profile="public"))
    html = draw_maps(own, ("公开",))["公开"][1]
    wells = pd.read_csv(DATA / "geothermal" / "wells.csv", dtype=str)
    rights = pd.read_csv(DATA / "geothermal" / "rights.csv", dtype=str)
    villages = gpd.read_parquet(DATA / "boundaries" / "CJDCQ.parquet")["ZLDWMC"]
    told = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL) + read_page(html).text()
    secret = [*wells.iloc[:, 0], *rights.iloc[:, 0], *villages, "国有", "集体", "示例单位"]
    assert [word for word in secret if word in told] == []
    assert {layer["key"] for layer in read_page(html).head["layers"]} <= {
        "ground",
        "parcels",
        "forest",
        "towns",
        "wells",
    }


def test_public_neighbours_stay_closed(public):
    """The simplified parcels cover the district as one: almost no gap and no overlap."""
    shapes = [shapely.make_valid(p) for p in read_page(public["landuse"]).layer("parcels").polygons() if p.area > 0]
    whole = shapely.union_all(shapes)
    assert sum(shapely.area(shapes)) == pytest.approx(whole.area, rel=2e-3)
    holes = sum(shapely.Polygon(ring).area for part in shapely.get_parts(whole) for ring in part.interiors)
    assert holes < 2e-3 * whole.area


def test_maps_of_owners_are_left_out_and_named(parts):
    own = replace(parts, options=replace(parts.options, profile="public"))
    assert [n.facts["value"] for n in maps_left_out(own, draw_maps(own, MAPS), MAPS)] == [
        "林地权属图",
        "台账项目分布图",
        "土地权属性质图",
    ]
    assert maps_left_out(parts, MAPS, MAPS) == ()


@pytest.mark.parametrize("by", ["tenure", "XIAO_BAN"])
def test_a_layer_by_its_owners_is_not_drawn_for_everyone(tmp_path, by):
    with pytest.raises(BadUsage) as caught:
        map_layer(DATA / "forest" / "plots_2021.shp", tmp_path / "图.html", by, Options(profile="public"))
    assert caught.value.code in ("MAP_PRIVATE", "OPTION_VALUE")
    assert list(tmp_path.iterdir()) == []


def test_one_map_of_a_district_goes_into_one_file(tmp_path):
    answer = map_district(DATA / "xiqing.toml", tmp_path / "林权 图.html", ("forest",))
    assert answer.data["output"].endswith("林权 图.html")
    assert [p.name for p in tmp_path.iterdir()] == ["林权 图.html"]
    with pytest.raises(BadUsage) as caught:
        map_district(DATA / "xiqing.toml", tmp_path / "两张.html", ("forest", "wells"))
    assert caught.value.code == "OUTPUT_ONE_MAP"


def _complaints_of_a_frame(open_file, notebook):
    """Open a notebook, wait for the map in its frame, and return what the browser complains of."""
    with open_file(notebook, wait=False) as seen:
        frame = seen.page.frames[1]
        for _ in range(200):
            if frame.evaluate("document.body && document.body.dataset.state") == "ready":
                break
            seen.page.wait_for_timeout(50)
        assert "792.13" in frame.locator("body").inner_text()
        return list(seen.problems)


@pytest.mark.browser
def test_a_map_shows_itself_in_a_notebook(tmp_path, open_file):
    drawn = draw_map(DATA / "forest" / "plots_2021.shp", "tenure", language="en")
    assert drawn.html.count("<html") == 1
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f"<!DOCTYPE html><body>{drawn._repr_html_()}</body>", encoding="utf-8")
    # A frame looked into while it is being made may bring a complaint of the browser; one of the page comes again.
    assert not _complaints_of_a_frame(open_file, notebook) or not _complaints_of_a_frame(open_file, notebook)
    assert drawn.save(tmp_path / "林权.html").read_text(encoding="utf-8") == drawn.html


@pytest.mark.browser
def test_a_run_by_the_surveys_rule_says_so_where_sums_are_off(parts, open_page):
    options = Options(rounding="survey", area="survey", language="zh")
    page = draw_maps(compute_report(read_district(DATA / "xiqing.toml"), options), ("landuse",))["landuse"][1]
    with open_page(page) as seen:
        states = seen.page.evaluate(
            """async () => { const found = [];
            for (const figure of natres.head.figures) {
              const operands = natres.operandsOf(figure.how);
              for (const operand of operands) await natres.weigh(operand);
              const exact = natres.valueOf(figure.how, operands);
              const verdict = natres.verdictOf(figure, exact && natres.inUnit(exact, figure.unit));
              if (verdict) found.push(verdict.state);
            } return found; }"""
        )
    assert "ruled" in states
    assert "moved" not in states
    assert "differs" not in states


def test_a_public_page_of_a_layer_names_no_file(tmp_path):
    shutil.copy(DATA / "landuse" / "parcels_2022.parquet", tmp_path / "内部图斑.parquet")
    html = draw_map(tmp_path / "内部图斑.parquet", "group", language="zh", profile="public").html
    read = read_page(html)
    assert "内部图斑" not in html + read.text()
    assert {source["sha256"] for source in read.head["sources"]} == {""}
