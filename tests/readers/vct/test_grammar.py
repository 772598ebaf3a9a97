"""Ways of writing that other programs have, a small file at a time; and which coordinate system a header means."""

import pytest
import shapely

from natres.core.crs import geographic, zone_for
from natres.errors import BadData
from natres.readers.vct import look_into, read_table
from tests.readers.vct.writing import HEAD

SQUARE = ["39500000,4300000", "39500000,4300100", "39500100,4300100", "39500100,4300000", "39500000,4300000"]
HOLE = ["39500010,4300010", "39500020,4300010", "39500020,4300020", "39500010,4300010"]
FAR = ["39500200,4300000", "39500200,4300010", "39500210,4300010", "39500200,4300000"]
LABEL = "39500050,4300050"
BEGIN = ["7", "2001010100", "unknown"]
GOOD = [*BEGIN, "1", LABEL, "1", "11", "5", *SQUARE, "0"]
SQUARE_SHAPE = shapely.box(39500000, 4300000, 39500100, 4300100)
EDGES = [
    *["1", "1099000000", "unknown", "1", "1", "11", "3", *SQUARE[:3], "0"],
    *["2", "1099000000", "unknown", "1", "1", "11", "3", SQUARE[0], SQUARE[3], SQUARE[2], "0"],
    *["3", "1099000000", "unknown", "100", "2", "1,-2", "0"],
    *["4", "1099000000", "unknown", "1", "1", "11", "4", *HOLE, "0"],
    *["5", "1099000000", "unknown", "1", "2", "11", "2", *FAR[:2], "11", "3", *FAR[1:], "0"],
]


def file_of(objects, *, kind="Polygon", lines=(), head=None, rows=("7,0102",)) -> str:
    """Return a file with one table DLTB (field DLBM)."""
    keys = {**HEAD, **(head or {})}
    parts = [
        "HeadBegin",
        *[f"{key}:{value}" for key, value in keys.items() if value is not None],
        "HeadEnd",
        *["FeatureCodeBegin", f"2001010100,地类图斑,{kind},DLTB", "FeatureCodeEnd"],
        *["TableStructureBegin", "DLTB,1", "DLBM,Char,5", "0", "TableStructureEnd"],
        *(["LineBegin", *lines, "LineEnd"] if lines else []),
        *[f"{kind}Begin", *objects, f"{kind}End"],
        *["AttributeBegin", "DLTB", *rows, "TableEnd", "AttributeEnd"],
    ]
    return "\n".join(parts) + "\n"


@pytest.fixture
def shape_of(folder):
    """The one shape of a small file."""

    def read(objects, **options):
        path = folder / "小样.vct"
        path.write_text(file_of(objects, **options), encoding="gb18030")
        return read_table(path, "DLTB").geometry.iloc[0]

    return read


@pytest.fixture
def head_of(folder):
    def read(**head):
        path = folder / "文件头.vct"
        path.write_text(file_of(GOOD, head=head), encoding="gb18030")
        return look_into(path)

    return read


@pytest.mark.parametrize(
    "body",
    [
        [LABEL, "1", "11", "5", *SQUARE],
        ["1", "11", "5", *SQUARE],  # no label
        [LABEL, "1", "11", *SQUARE],  # no count of points
        [LABEL, "11", "5", *SQUARE],  # no count of rings
        [LABEL, "11", *SQUARE],
        [LABEL, "5", *SQUARE],  # no type of segment
        [LABEL, *SQUARE],
    ],
)
def test_counts_that_writers_leave_out_are_not_missed(shape_of, body):
    assert shape_of([*BEGIN, "1", *body, "0"]).equals(SQUARE_SHAPE)


def test_without_counts_a_ring_ends_where_it_comes_back(shape_of):
    shape = shape_of([*BEGIN, "1", LABEL, *SQUARE, *HOLE, *FAR, "0"])
    assert [part.area for part in shape.geoms] == [10_000 - 50, 50]


@pytest.mark.parametrize("order", [(SQUARE, HOLE, FAR), (HOLE, FAR, SQUARE), (FAR, SQUARE, HOLE)])
def test_holes_and_parts_are_told_by_where_they_lie_and_not_by_their_order(shape_of, order):
    rings = [line for ring in order for line in ("11", str(len(ring)), *ring)]
    shape = shape_of([*BEGIN, "1", LABEL, "3", *rings, "0"])
    assert sorted(part.area for part in shape.geoms) == [50, 10_000 - 50]


def test_keywords_in_any_case_blank_lines_and_comments_do_no_harm(folder):
    lines = [line.upper() if line.endswith(("Begin", "End")) else line for line in file_of(GOOD).splitlines()]
    noise = "CommentBegin\nPolygonBegin\n1\nHeadEnd\nCOMMENTEND\nPOLYGONBEGIN"
    noisy = "\n\n \t\n".join(lines).replace("POLYGONBEGIN", noise)
    path = folder / "注释.vct"
    path.write_text(noisy, encoding="utf-8-sig", newline="\r\n")
    assert read_table(path, "DLTB").geometry.iloc[0].equals(SQUARE_SHAPE)


def test_sections_of_other_names_are_passed_over(folder):
    other = "StyleBegin\n1,whatever\nTableEnd\nStyleEnd\nOtherBegin\n0\nOtherEnd\nSolidBegin\nSolidEnd\n"
    path = folder / "其他.vct"
    path.write_text(file_of(GOOD).replace("PolygonBegin", other + "PolygonBegin"), encoding="utf-8")
    assert len(read_table(path, "DLTB")) == 1


def test_a_header_in_any_order_with_blanks_around_its_colons(head_of):
    turned = {f" {key} ": f" {value} " for key, value in reversed(HEAD.items())}
    head = head_of(**dict.fromkeys(HEAD), **turned)
    assert head.crs.to_epsg() == 4527
    assert head.separator == ","


@pytest.mark.parametrize("counted", [True, False])
def test_points_of_every_kind(shape_of, counted):
    a, b = "39500001,4300002", "39500009,4300002"

    def read(kind, *points):
        count = [str(len(points))] if counted else []
        return shape_of([*BEGIN, kind, *count, *points, "0"], kind="Point")

    assert read("1", a).equals(shapely.Point(39500001, 4300002))
    assert read("2", a).equals(shapely.Point(39500001, 4300002))
    assert read("3", a, b).equals(shapely.Point(39500001, 4300002))
    assert read("4", a, b).geom_type == "MultiPoint"


def test_height_is_left_out_where_coordinates_have_three_parts(shape_of):
    lines = [f"{line},3.5" for line in SQUARE]
    shape = shape_of([*BEGIN, "1", f"{LABEL},0", "1", "11", "5", *lines, "0"], head={"Dim": "3"})
    assert shape.equals(SQUARE_SHAPE)
    assert not shape.has_z


@pytest.mark.parametrize(
    ("references", "area"),
    [
        (["2", "1,-2"], 10_000),
        (["2", "-1,2"], 10_000),
        (["2", "-1", "2"], 10_000),
        (["1", "3"], 10_000),
        (["1", "-3"], 10_000),
        (["3", "3,0,-4,"], 9_950),
        (["6", " 1, -2 ,0", "4,0", "5"], 10_000),
        (["5", "4,0,1,-2,0"], 9_950),
    ],
)
def test_polygons_by_lines(shape_of, references, area):
    shape = shape_of([*BEGIN, "100", LABEL, "21", *references, "0"], lines=EDGES)
    assert shape.area == area
    assert shape.is_valid


def test_lines_made_of_lines_and_of_segments(shape_of):
    def read(*body):
        return shape_of([*EDGES, *BEGIN, *body, "0"], kind="Line")

    assert read("100", "2", "-1,2").coords[:] == [
        *[(39500100, 4300100), (39500000, 4300100), (39500000, 4300000)],
        *[(39500100, 4300000), (39500100, 4300100)],
    ]
    assert read("1", "2", "11", "2", *SQUARE[:2], "11", "2", *SQUARE[1:3]).length == 200
    assert read("1", "2", "11", "2", *SQUARE[:2], "11", "2", *FAR[:2]).geom_type == "MultiLineString"
    assert read("1", *SQUARE[:2]).length == 100
    assert read("1", "11", "2", *SQUARE[:2]).length == 100


def test_polygons_by_polygons_add_up_and_are_cut_by_what_follows_a_zero(shape_of):
    parts = []
    for number, ring in enumerate((SQUARE, HOLE, FAR), start=1):
        parts += [str(number), "2001010200", "unknown", "1", LABEL, "1", "11", str(len(ring)), *ring, "0"]

    def read(*references):
        return shape_of([*parts, *BEGIN, "100", LABEL, "22", *references, "0"])

    assert read("1", "1").equals(SQUARE_SHAPE)
    assert read("3", "1,0,2").area == 9_950
    assert read("2", "1,3").area == 10_050
    assert read("3", "1,0,3").geom_type == "MultiPolygon"
    deeper = ["9", "2001010200", "unknown", "100", LABEL, "22", "3", "1,0,2", "0"]
    assert shape_of([*BEGIN, "100", LABEL, "22", "2", "9,3", "0", *parts, *deeper]).area == 10_000


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ("117,1,39500000,0,3,39", 4527),
        ("117,1.0,500000,0,3,39", 4548),
        ("117,1,500000,0", 4548),
        ("75,1,25500000,0,3,25", 4513),
        ("135,1,45500000,0,3,45", 4533),
        ("135,1,500000,0,3,45", 4554),
        ("117,1,20500000,0,6,20", 4498),
        ("117,1,500000,0,6,20", 4509),
        ("75,1,13500000,0,6,13", 4491),
        ("135,1,500000,0,6,23", 4512),
        ("39500000,0,0,117,1", 4527),
        ("0,117,1,39500000,0", 4527),
        ("117,0,1,500000,0,3,39", 4548),
        ("117.0, 39500000", 4527),
    ],
)
def test_the_parameters_tell_the_zone(head_of, parameters, code):
    assert head_of(Parameters=parameters).crs.to_epsg() == code


def test_a_zone_without_code_has_a_system_of_its_own_on_the_same_datum(head_of):
    crs = head_of(Parameters="118.5,1,500000,0,1.5,79").crs
    assert crs.to_epsg() is None
    assert geographic(crs).to_epsg() == 4490
    assert zone_for(crs, 118.6).central_meridian == 120
    shifted = head_of(Parameters="117,1,39500000,-4000000,3,39").crs
    assert shifted.to_epsg() is None
    assert {p.name: p.value for p in shifted.coordinate_operation.params}["False northing"] == -4_000_000


@pytest.mark.parametrize(
    ("spheroid", "with_prefix", "without", "six", "base"),
    [
        ("Xian_1980,6378140,298.257", 2363, 2384, 2334, 4610),
        ("西安80椭球", 2363, 2384, 2334, 4610),
        ("IAG-75,6378140.0,298.257", 2363, 2384, 2334, 4610),
        ("Krassovsky,6378245.0,298.3", 2415, 2436, 21420, 4214),
        ("克拉索夫斯基", 2415, 2436, 21420, 4214),
    ],
)
def test_another_datum_stays_visible_and_is_refused_by_natres(head_of, spheroid, with_prefix, without, six, base):
    for easting, code in (("39500000,0,3,39", with_prefix), ("500000,0,3,39", without), ("20500000,0,6,20", six)):
        crs = head_of(Spheroid=spheroid, Parameters=f"117,1,{easting}").crs
        assert crs.to_epsg() == code
        assert crs.geodetic_crs.to_epsg() == base
        with pytest.raises(BadData) as caught:
            geographic(crs)
        assert caught.value.code == "CRS_DATUM"


def test_degrees_and_spheroids_by_their_size(head_of):
    for head in ({"CoordinateSystemType": "D"}, {"CoordinateSystemType": "G"}, {"XYUnit": "Degree"}):
        assert head_of(**head, Parameters=None).crs.to_epsg() == 4490
    assert head_of(Spheroid="2000国家大地坐标系").crs.to_epsg() == 4527
    assert head_of(Spheroid="GRS80,6378137,298.257222101").crs.to_epsg() == 4527
    assert head_of(Spheroid="自定义,6378137,298.257223563").crs.geodetic_crs.to_epsg() == 4326
    with pytest.raises(BadData):
        geographic(head_of(Spheroid="天津90,6378245,298.3").crs)


def test_a_header_that_does_not_say_enough_has_no_system(head_of):
    for head in ({"Spheroid": None}, {"Parameters": None}, {"Projection": "兰勃特投影"}):
        assert head_of(**head).crs is None


@pytest.mark.parametrize(
    ("mark", "version"), [("CNSDTF-VCT", "3.0"), ("landuse-vct", "GB/T 17798-2007"), ("LANDUSE-VCT", "3")]
)
def test_the_marks_and_versions_that_are_read(head_of, mark, version):
    assert head_of(DataMark=mark, Version=version).crs.to_epsg() == 4527


def test_a_register_may_leave_out_the_numbers_of_its_rows(folder):
    text = file_of([]).replace("DLTB,1", "DLTB,2,NoneGeometry").replace("DLBM,Char,5", "DLBM,Char,5\nSL,Int")
    text = text.replace("2001010100,地类图斑,Polygon,DLTB\n", "")
    for row in ("7,0102,3", "0102,3"):
        path = folder / "登记.vct"
        path.write_text(text.replace("7,0102", row), encoding="utf-8")
        assert read_table(path, "DLTB").to_dict("list") == {"DLBM": ["0102"], "SL": [3]}
