"""Each input that once ended in something else than a natres error, small and by name."""

import sqlite3
import zipfile

import pyarrow.parquet as pq
import pytest

from natres.errors import BadData
from natres.readers import read_parcels, read_wells
from natres.readers.accounts import read_previous_accounts
from natres.readers.runs import read_run
from tests.readers.files import write_gpkg, write_shapefile
from tests.readers.workbooks import HEADER, WELLS, put_xlsx


def refused(read, path):
    with pytest.raises(BadData) as caught:
        read(path)
    assert (caught.value.code, caught.value.facts["file"]) == ("FILE_UNREADABLE", path.name)


def test_a_ring_of_a_shapefile_that_is_not_closed(folder, dltb):
    path = write_shapefile(dltb, folder / "图斑.shp")
    data = bytearray(path.read_bytes())
    data[-8:] = bytes(8)  # the last northing of the last ring
    path.write_bytes(data)
    refused(read_parcels, path)


def test_a_workbook_whose_squeezed_bytes_are_damaged(folder):
    path = put_xlsx(folder, [HEADER, *WELLS])
    with zipfile.ZipFile(path) as book:
        entry = book.getinfo("xl/worksheets/sheet1.xml")
    data = bytearray(path.read_bytes())
    middle = entry.header_offset + 60 + entry.compress_size // 2
    data[middle : middle + 20] = b"\xff" * 20
    path.write_bytes(data)
    refused(read_wells, path)


class Lying(zipfile.ZipInfo):
    """A member whose name is said to be UTF-8 and is not."""

    def _encodeFilenameFlags(self):  # noqa: N802 - zipfile's own name
        return self.filename.encode("gbk"), 0x800


def test_an_archive_whose_names_are_not_the_utf8_they_say(folder):
    path = folder / "成果.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr(Lying("图斑.shp"), b"x")
    refused(read_parcels, path)


def test_a_text_of_a_geopackage_that_is_gbk_names_field_and_row(folder, dltb):
    path = write_gpkg(dltb, folder / "图斑.gpkg")
    with sqlite3.connect(path) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE DLTB SET DLBM = CAST(? AS TEXT) WHERE rowid = 2", ("水田".encode("gbk"),))
    database.close()
    with pytest.raises(BadData) as caught:
        read_parcels(path)
    facts = caught.value.facts
    assert (caught.value.code, facts["field"], facts["row"], facts["value"]) == ("ENCODING_UNKNOWN", "DLBM", 1, "水田")


def test_a_geoparquet_file_whose_words_are_damaged(folder, dltb):
    path = folder / "图斑.parquet"
    dltb.to_parquet(path)
    table = pq.read_table(path)
    pq.write_table(table.replace_schema_metadata({b"geo": b'{"primary_column"; "geometry"}'}), path)
    refused(read_parcels, path)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"accounts": ' + "9" * 5000 + "}"])
def test_results_nested_without_end_or_with_a_number_of_thousands_of_digits(folder, text):
    path = folder / "results.json"
    path.write_text(text)
    refused(read_previous_accounts, path)
    with pytest.raises(BadData) as caught:
        read_run(path)
    assert caught.value.code == "RUN_RECORD"


def test_two_fields_of_one_name(folder, dltb):
    path = write_shapefile(dltb, folder / "图斑.shp")
    table = path.with_suffix(".dbf")
    data = bytearray(table.read_bytes())
    data[32:43], data[64:75] = b"DLBM".ljust(11, b"\x00"), b"DLBM".ljust(11, b"\x00")
    table.write_bytes(data)
    with pytest.raises(BadData) as caught:
        read_parcels(path)
    assert (caught.value.code, caught.value.facts["field"]) == ("FIELD_TWICE", "DLBM")
