"""A check as it may end: errors, what they break, warnings, hostile texts, a register, a row without shape."""

import pytest
import shapely
from pyproj import CRS

from natres.core.issues import Issue, Repair
from natres.core.provenance import Provenance
from natres.core.results.check import CheckedInput, CheckResult, Coverage
from tests.browser import chromium, open_file, open_page
from tests.payloads import PAYLOADS

__all__ = ["chromium", "open_file", "open_page"]

EAST, NORTH = 39_512_000.0, 4_333_000.0


def square(column, row=0, size=100.0):
    west, south = EAST + column * size, NORTH + row * size
    return shapely.box(west, south, west + size, south + size)


def parcels(**facts):
    found = {"path": "成果/DLTB.gpkg", "layer": "DLTB", "driver": "GPKG", "rows": 120, "crs": "EPSG:4527", "year": 2022}
    return Provenance(
        **(found | {"sha256": "3fa9c1d2" * 8, "repairs": (Repair("CODE_WIDE", 3, "０１", "01"),)} | facts)
    )


def land(code, severity="error", **facts):
    return Issue(code, severity, file="DLTB.gpkg", layer="DLTB", **facts)


@pytest.fixture
def result():
    wrong = land(
        "CODE_UNKNOWN", field="DLBM", row=2, fid=3, id="1101090000000003", value="9999",
        facts={"scheme": "third-survey"}, at=shapely.Point(EAST + 250, NORTH + 50),
    )  # fmt: skip
    sums = land("AREA_INVALID", field="TBMJ", row=2, fid=3, id="1101090000000003", value="-1", cause=wrong,
                at=shapely.Point(EAST + 250, NORTH + 50))  # fmt: skip
    issues = [
        Issue("ID_ALIKE", "warning", file="地热井.xlsx", field="井号", row=4, line=7, cell="B7", value="DR-O1",
              facts={"other": "DR-01"}),
        wrong,
        sums,
        land("GEOM_NULL", row=9, fid=10, id="B9"),
        land("GEOM_INVALID", row=5, fid=6, id="B5", facts={"why": "自相交"},
             at=shapely.LineString([(EAST, NORTH), (EAST + 90, NORTH + 40)])),
        land("GEOM_ZERO_AREA", row=6, fid=7, id="B6", at=shapely.MultiPolygon([square(5), square(7)])),
        Issue("DATE_ORDER", "error", file="地热井.xlsx", field="止", row=0, line=3, cell="F3", id="DR-01",
              value="2020-01-01", at=shapely.Point(117.143, 39.1345), facts={"start": "2021", "end": "2020"}),
        *(land("ID_DUPLICATE", row=20 + n, fid=21 + n, id=text, value=text, at=square(n % 8, 2 + n // 8, 80))
          for n, text in enumerate(PAYLOADS)),
        land("ID_DUPLICATE", row=80, fid=81, id="=cmd|' /C calc'!A0", value="@SUM(1+1)*cmd\x1b[31m\x00\t=1",
             at=square(0)),
    ]  # fmt: skip
    return CheckResult(
        inputs=(
            CheckedInput("parcels", parcels(), CRS.from_epsg(4527), 120, 21,
                         Coverage(999_990.004, 4.001, 18.003, 1_000_000.004, 4.002, 0.0)),
            CheckedInput("wells", Provenance("台账/地热井.xlsx", driver="XLSX", rows=12, sha256="b2" * 32, year=2023),
                         CRS.from_epsg(4490), 12, 1),
        ),
        issues=tuple(issues),
        switched=(("UNIT_UNKNOWN_CODE", "off"),),
    )  # fmt: skip


@pytest.fixture
def clean():
    return CheckResult((CheckedInput("parcels", parcels(repairs=()), CRS.from_epsg(4527), 120, 0),), ())
