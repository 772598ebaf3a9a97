"""Small pages for the tests, the reader of their data blocks, and texts that want to be run."""

from fractions import Fraction
from typing import Any

import numpy as np
import shapely
from tests.payloads import EVERYTHING, PAYLOADS

from natres.core.basis import Basis, Difference, Given, Quotient, Rows, Worked
from natres.core.provenance import Provenance
from natres.presenters.web import (
    AreaColumn,
    AreaLayer,
    BarChart,
    BoundaryLayer,
    Category,
    CodeColumn,
    Colouring,
    Face,
    FigureTable,
    IndexEntry,
    IndexPage,
    MapPage,
    NumberColumn,
    PointChart,
    PointLayer,
    PointSeries,
    QuotaPanel,
    Series,
    Source,
    TextColumn,
    Town,
    TownPart,
)

__all__ = ["EVERYTHING", "PAYLOADS"]

WEST, SOUTH, SIDE = 117.0, 39.0, 0.01


def square(column: float, row: float, size: float = 1.0) -> shapely.Polygon:
    x, y = WEST + column * SIDE, SOUTH + row * SIDE
    return shapely.box(x, y, x + size * SIDE, y + size * SIDE)


def holed(column: float, row: float) -> shapely.Polygon:
    hole = square(column + 0.25, row + 0.25, 0.5)
    return shapely.Polygon(square(column, row).exterior, [hole.exterior])


def objects(*geometries: Any) -> Any:
    out = np.empty(len(geometries), dtype=object)
    out[:] = geometries
    return out


def sum_of(*codes: str) -> Rows:
    return Rows("parcels", ({"land_class": codes},) if codes else ())


def parcels() -> AreaLayer:
    """Four parcels: a plain one with ridges, one with a hole, one of two parts, one without class."""
    two = shapely.MultiPolygon([square(0, 1, 0.4), square(0.6, 1.6, 0.4)])
    net, ridges = np.array([9_000_00, 7_500_00, 3_200_00, 1_00]), np.array([1_000_00, 0, 0, 0])
    classes = Colouring(
        "subclass",
        {"zh": "地类", "en": "Class"},
        (
            Category("01", {"zh": "耕地", "en": "Cropland"}, "#f6e58d", "1.22 公顷", both("耕地", sum_of("01"), "ha")),
            Category("03", {"zh": "林地", "en": "Forest"}, "#2e8b57", "0.75 公顷"),
        ),
        np.array([0, 1, 0, -1]),
    )
    owners = Colouring("ownership", "权属", (Category("20", "国有", "#0072b2"),), np.array([0, 0, -1, -1]))
    return AreaLayer(
        "parcels",
        {"zh": "地类图斑", "en": "Parcels"},
        objects(square(0, 0), holed(1, 0), two, square(1, 1)),
        (classes, owners),
        (
            TextColumn("parcel_id", {"zh": "图斑编号", "en": "Parcel"}, ["0001", "0002", "0003", "0004"], search=True),
            CodeColumn("land_class", "地类", ["01", "03", "01", ""], {"01": {"zh": "耕地", "en": "Cropland"}}),
            CodeColumn("unit_code", "单位", ["甲", "乙", "乙", "乙"], {"甲": "甲村", "乙": "乙村"}, search=True),
            AreaColumn("gross_dm2", "面积", net + ridges, of=("class_dm2", "deducted_dm2")),
            AreaColumn("class_dm2", "地类面积", net),
            AreaColumn("deducted_dm2", "扣除面积", ridges),
            CodeColumn("deduction_class", "扣除地类", ["1203", "", "", ""], show=False),
        ),
        (("land_class", "class_dm2"), ("deduction_class", "deducted_dm2")),
        sources=(0,),
    )


def both(label: str, how: Any, unit: str) -> dict[str, Basis]:
    return {"zh": Basis(f"{label}的图斑面积相加", how, unit), "en": Basis(f"sum of {label}", how, unit)}


def face(language: str, **changes: Any) -> Face:
    def basis(how: Any, unit: str = "ha") -> Basis:
        return both("各图斑", how, unit)[language]

    whole = Quotient(sum_of("01"), Given(Fraction(25_000_00), "2.50 公顷", "西青区.toml"), 100)
    table = FigureTable(
        "规模" if language == "zh" else "Size",
        ("指标", "值"),
        (("城乡建设用地", "258.08"), ("耕地占比", "48.80")),
        ("注",),
        alert=(0,),
        bases={(0, 1): basis(sum_of("01", "03")), (1, 1): basis(whole, "percent")},
        key="size",
    )
    part = TownPart("耕地", "#f6e58d", "1.22 公顷", "58.9 %", 0.6, basis(sum_of("01")), basis(whole, "percent"))
    quota = QuotaPanel(
        "城乡建设用地规模",
        "alert",
        "超出" if language == "zh" else "exceeded",
        (
            ("实际", "2.07 公顷", basis(sum_of())),
            ("上限", "2.00 公顷", basis(Given(Fraction(20_000_00), "2.00 公顷", "西青区.toml"))),
            ("余量", "-0.07 公顷", basis(Difference(Given(Fraction(20_000_00), "2.00 公顷", "x"), sum_of()))),
        ),
        "口径：全部图斑",
        1.035,
        measures=table,
    )
    words = {
        "title": "土地利用现状图" if language == "zh" else "Land use",
        "subtitle": "2023 年度",
        "towns": (Town("120111100", "甲镇", "2.07 公顷", (part,), basis(sum_of())),),
        "towns_title": "各镇街",
        "quotas": (quota,),
        "figures": (table,),
        "marks": ("示例数据（虚构）" if language == "zh" else "Invented sample data",),
        "sources": ("DLTB.gpkg，EPSG:4490",),
        "notes": ("审图号：待核",),
    }
    return Face(**(words | changes))


def sample(language: str = "zh", layers: Any = None, home: str = "index.html", **changes: Any) -> MapPage:
    """Four parcels, a well, an outline, in two languages; ``changes`` are those of both faces."""
    wells = PointLayer(
        "wells",
        {"zh": "地热井", "en": "Wells"},
        np.array([WEST + 0.002, np.nan]),
        np.array([SOUTH + 0.002, np.nan]),
        (Colouring("role", "井别", (Category("p", "开采井", "#c0392b"),), np.array([0, 0])),),
        (
            TextColumn("well_id", "井号", ["XQ-01", "XQ-02"], search=True),
            NumberColumn("reinjected_1e4m3", "年回灌量", ["12.5", "0.05"], "10⁴ m³"),
        ),
        sources=(1,),
    )
    outline = BoundaryLayer("towns", "镇界", objects(square(0, 0, 2)), ["甲镇"], ["120111100"], 2.0)
    record = Provenance("三调/DLTB.gpkg", "DLTB", "GPKG", 4, "EPSG:4490", 2022, "ab" * 32)
    return MapPage(
        language,
        {lang: face(lang, **changes) for lang in ("zh", "en")},
        (parcels(), outline, wells) if layers is None else layers,
        (Source("图斑", record), Source("地热井", Provenance("井.csv", rows=2, sha256="cd" * 32))),
        home,
    )


def poisoned(text: str, language: str = "zh") -> MapPage:
    """Return the page with ``text`` in every string a page may hold, the colours apart."""
    said = {"zh": text, "en": text + " "}
    how = Quotient(
        Rows("parcels", ({"code": (text,)},)),
        Difference(Given(Fraction(2), text, text), Worked(Fraction(1), ((text, text),))),
    )
    basis = Basis(text, how, text)
    entry = Colouring(
        "colour", said, (Category(text, said, "#336699", said, {"zh": basis, "en": basis}),), np.array([0, -1])
    )
    again = Colouring("again", text, entry.categories, entry.index)
    columns = (
        TextColumn("text", said, [text] * 2, search=True),
        CodeColumn("code", text, [text, text + "x"], {text: said}, search=True),
        NumberColumn("number", text, ["1", "2"], said),
        AreaColumn("area", said, np.array([1, 2])),
    )
    outlines = objects(square(0, 0), square(1, 0))
    area = AreaLayer("parcels", said, outlines, (entry, again), columns, (("code", "area"),), sources=(0,))
    points = PointLayer(text, said, np.array([WEST, WEST + SIDE]), np.full(2, SOUTH), (entry,), columns, sources=(0,))
    boundary = BoundaryLayer(text + "b", text, outlines, [said, text], [text, text], 1.0)
    table = FigureTable(text, (text, text), ((text, text),), (text,), (0,), (0,), {(0, 1): basis}, text)
    part = TownPart(text, "#336699", text, text, 0.5, basis, basis)
    quota = QuotaPanel(text, "alert", text, ((text, text, basis),), text, 0.5, table, table, text)
    one = Face(
        text, text, (Town(text, text, text, (part,), basis),), text, (quota,), (table,), poisoned_charts(text),
        (text,), (text,), (text,),
    )  # fmt: skip
    record = Provenance(text, text, text, 2, text, 2022, text)
    return MapPage(language, {"zh": one, "en": one}, (area, boundary, points), (Source(said, record),), "./" + text)


def poisoned_charts(text: str) -> tuple[BarChart, PointChart]:
    bars = tuple(Series(text, "#336699", (1.0, 2.0), (text, text)) for _ in range(2))
    points = tuple(PointSeries(text, "#336699", ((1.0, 2.0, text), (3.0, 1.0, text))) for _ in range(2))
    return (
        BarChart(text, text, text, bars, (text, text), (1.5, None), (text, text), text),
        PointChart(text, text, text, text, points, down=True, note=text),
    )


def poisoned_index(text: str) -> IndexPage:
    entries = (IndexEntry(text, text, "./" + text, "#336699"),)
    table = FigureTable(text, (text, text), ((text, text),), (text,), (0,), (0,))
    return IndexPage(
        text,
        text,
        "zh",
        ((text, text, text), (text, text, "ok")),
        (table,),
        entries,
        entries,
        (text,),
        (text,),
        (text,),
    )
