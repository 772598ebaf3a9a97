"""What many tests stand on: the sample district, folders with Chinese names, parcels as a survey delivers them."""

import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import HealthCheck, settings

from natres.core.classification import Scheme
from natres.readers import read_scheme
from tests.strategies import EAST, NORTH, parcel_frame

settings.register_profile(
    "natres", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("natres")

ROOT = Path(__file__).parent.parent


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the score of the catalogue of bad inputs: how many ended as they must, and in which way."""
    reports = [r for name in ("passed", "failed") for r in terminalreporter.stats.get(name, ())]
    told = [dict(r.user_properties) for r in reports]
    ways = Counter(one["check"] for one in told if "check" in one)
    if ways:
        legal = [one for one in told if one.get("legal")]
        kept = sum(one["check"] == "handled" for one in legal)
        counts = ", ".join(f"{ways[way]} {way}" for way in ("handled", "silent", "unclear", "unsafe"))
        terminalreporter.write_line(
            f"natres check on bad inputs: {counts}; legal oddities kept: {kept} of {len(legal)}"
        )
    endings = Counter(one["catalogue"] for one in told if "catalogue" in one)
    wrong = endings.pop("otherwise", 0)
    if endings or wrong:
        counts = ", ".join(f"{count} {way}" for way, count in sorted(endings.items()))
        terminalreporter.write_line(f"bad inputs: {endings.total()} end as they must ({counts}), {wrong} do not")


@pytest.fixture(scope="session")
def sample_dir() -> Path:
    """The shipped sample district."""
    return ROOT / "data"


@pytest.fixture(scope="session")
def scheme() -> Scheme:
    return read_scheme()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder as surveys name them: Chinese, with a space."""
    place = tmp_path / "三调 成果"
    place.mkdir()
    return place


def square(column: int, row: int = 0, size: int = 100) -> shapely.Polygon:
    west, south = EAST + column * size, NORTH + row * size
    return shapely.box(west, south, west + size, south + size)


@pytest.fixture
def parcels() -> gpd.GeoDataFrame:
    """Four parcels of 100 m × 100 m in natres columns: paddy, homestead, river, mangrove."""
    return parcel_frame(
        [square(i) for i in range(4)],
        land_class=["0101", "0702", "1101", "0303"],
        settlement_code=["", "203", "", ""],
        ownership_type=["30", "32", "10", "20"],
    )


@pytest.fixture
def dltb() -> gpd.GeoDataFrame:
    """The same kind of parcels with the survey's own field names."""
    shapes = [square(i) for i in range(4)]
    return gpd.GeoDataFrame(
        {
            "BSM": [f"12011100000000000{i}" for i in range(1, 5)],
            "DLBM": ["0101", "0702", "1104A", "0303"],
            "DLMC": ["水田", "农村宅基地", "养殖坑塘", "红树林地"],
            "QSXZ": ["30", "32", "10", "20"],
            "ZLDWDM": ["1201111010010000000"] * 4,
            "ZLDWMC": ["杨柳青镇", "西营门街道", "中北镇", "辛口镇村"],
            "TBMJ": [9999.91, 9999.92, 9999.93, 9999.94],
            "KCXS": [0.0333, 0.0, 0.0, 0.0],
            "CZCSXM": ["", "203", "", ""],
        },
        geometry=shapes,
        crs="EPSG:4527",
    )


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Whatever a test does, it opens no connection but to this machine."""
    kept = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}

    def guarded(name):
        def connect(self, address):
            here = self.family == getattr(socket, "AF_UNIX", None) or address[0] in ("127.0.0.1", "::1", "localhost")
            if not here:
                raise AssertionError(f"a test wants to reach {address}")
            return kept[name](self, address)

        return connect

    for name in kept:
        setattr(socket.socket, name, guarded(name))
    yield
    for name, own in kept.items():
        setattr(socket.socket, name, own)
