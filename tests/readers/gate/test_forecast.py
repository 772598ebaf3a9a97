"""A layer that will not go into memory is refused before it is read; running out of it is said in a sentence."""

from types import SimpleNamespace

import geopandas as gpd
import pyogrio
import pytest

from natres.errors import BadData
from natres.readers import read_parcels
from natres.readers.gate.admission import admit
from natres.readers.gate.forecast import forecast_bytes
from natres.readers.gate.formats import VECTOR_FORMATS
from tests.catalogue.cases import base
from tests.readers.vct.writing import VctLayer, write_vct
from tests.workflows import command


@pytest.fixture(scope="module")
def files(tmp_path_factory, sample_dir):
    """The same 1,500 parcels in every format."""
    folder = tmp_path_factory.mktemp("三调 成果")
    frame = gpd.read_parquet(sample_dir / "landuse" / "parcels_2022.parquet").iloc[:1500]
    frame.to_parquet(folder / "a.parquet")
    for name, driver in (
        ("a.gpkg", "GPKG"),
        ("a.shp", "ESRI Shapefile"),
        ("a.gdb", "OpenFileGDB"),
        ("a.fgb", "FlatGeobuf"),
    ):
        pyogrio.write_dataframe(frame, folder / name, driver=driver)
    pyogrio.write_dataframe(frame.to_crs(4490), folder / "a.geojson", driver="GeoJSON")
    write_vct(folder / "a.vct", [VctLayer("a", frame)])
    return folder


def forecast(path, layer="a"):
    file, form, _ = admit(path, VECTOR_FORMATS)
    return forecast_bytes(file, form, layer)


@pytest.mark.parametrize("suffix", ["parquet", "gpkg", "shp", "gdb", "fgb", "geojson", "vct"])
def test_every_format_has_a_forecast_of_the_same_size(files, suffix):
    assert 4 < forecast(files / f"a.{suffix}") / 1500 / 1024 < 20  # kB a parcel


def test_a_small_layer_of_a_large_geopackage_is_forecast_by_its_rows(tmp_path):
    path = tmp_path / "多层.gpkg"
    pyogrio.write_dataframe(base(), path, layer="DLTB", driver="GPKG")
    pyogrio.write_dataframe(base().iloc[:4], path, layer="XZQ", driver="GPKG")
    assert forecast(path, "XZQ") == pytest.approx(forecast(path, "DLTB") / 4, abs=1)


def test_what_does_not_fit_is_refused_with_both_sizes(files, monkeypatch):
    import psutil

    monkeypatch.setattr("natres.readers.gate.forecast._SMALL", 0)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=5 * 1024 * 1024))
    with pytest.raises(BadData) as caught:
        read_parcels(files / "a.gpkg")
    assert caught.value.variant == "TOO_LARGE.memory"
    assert caught.value.facts["free"] == 5
    assert caught.value.facts["value"] * 0.7 > 5 * 0.7
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=500 * 1024 * 1024))
    assert len(read_parcels(files / "a.gpkg").frame) == 1500


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("std::bad_alloc")])
def test_running_out_of_memory_is_no_bug(files, monkeypatch, error):
    def full(*_, **__):
        raise error

    monkeypatch.setattr("natres.workflows.shares", full)
    answer = command.run("shares", files / "a.gpkg", "--lang", "zh")
    assert (answer.code, answer.err.startswith("错误 TOO_LARGE")) == (65, True)
