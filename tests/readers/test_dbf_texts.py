"""Which encoding the texts of a .dbf fit, cell by cell, and what of them was cut at the width of its field."""

import struct

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from natres.errors import BadData
from natres.readers import dbf_texts
from natres.readers.dbf_texts import DbfTexts
from natres.readers.encodings import shapefile_encoding
from natres.readers.layers.looking import read_plain_layer
from tests.catalogue.cases import base
from tests.readers.files import write_shapefile

WIDTH = 20


def put(folder, rows, widths=None, flags=b""):
    """Write a .dbf of text fields; each row holds the bytes of its cells, padded with blanks."""
    widths = widths or [WIDTH] * len(rows[0])
    head = b"".join(struct.pack("<11sc4xBB14x", b"F%d" % n, b"C", width, 0) for n, width in enumerate(widths))
    start = struct.pack("<BBBBIHH20x", 3, 99, 1, 1, len(rows), 32 + len(head) + 1, 1 + sum(widths))
    body = b""
    for n, row in enumerate(rows):
        body += (flags[n : n + 1] or b" ") + b"".join(c.ljust(w) for c, w in zip(row, widths, strict=True))
    path = folder / "图斑.dbf"
    path.write_bytes(start + head + b"\r" + body + b"\x1a")
    return path


def cell_by_cell(rows, encoding):
    try:
        [cell.decode(encoding) for row in rows for cell in row]
    except UnicodeDecodeError:
        return False
    return True


CELLS = st.one_of(
    st.binary(max_size=WIDTH - 4),
    st.text("西青区杨柳青镇a9 \n", max_size=5).map(str.encode),
    st.text("西青区㙍𠅤a9 \n", max_size=4).map(lambda text: text.encode("gb18030")),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6), st.sampled_from(["UTF-8", "GB18030", "GBK", "Big5"]))
def test_texts_fit_just_when_each_cell_decodes_by_itself(tmp_path, rows, encoding):
    padded = [[cell.ljust(WIDTH) for cell in row] for row in rows]
    fit = DbfTexts(put(tmp_path, rows)).fit(encoding)
    assert (fit is not None) == cell_by_cell(padded, encoding)
    assert fit is None or not fit.cut


@pytest.mark.parametrize(
    ("left", "right"),
    [(b"\xce", b"\xf7"), (b"\x81\x30", b"\x81\x30"), ("西".encode()[:1], "西".encode()[1:])],
)
def test_halves_of_a_sign_in_two_cells_are_no_sign(tmp_path, left, right):
    """Not those of two fields, and not those of two records."""
    table = put(tmp_path, [[left, right]], [len(left), len(right)])
    beneath = put(tmp_path, [[left.rjust(3, b"x")], [right.rjust(3, b"x")]], [3])
    for path in (table, beneath):
        for encoding in ("UTF-8", "GB18030"):
            fit = DbfTexts(path).fit(encoding)
            assert fit is None or fit.cut


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030"])
def test_a_part_of_a_sign_is_forgiven_only_where_the_cell_ends(tmp_path, encoding):
    part = "西".encode(encoding)[:1]
    full = [["西青".encode(encoding)], [part.rjust(WIDTH, b"x")], [part.rjust(WIDTH, b"y")]]
    fit = DbfTexts(put(tmp_path, full)).fit(encoding)
    assert fit is not None
    assert (fit.at_width["F0"].cut, fit.at_width["F0"].full) == (2, 0)
    assert (fit.at_width["F0"].before, fit.at_width["F0"].after) == ("…" + "y" * 12 + "\ufffd", "…" + "y" * 12)
    assert DbfTexts(put(tmp_path, [[part.rjust(WIDTH - 1, b"x")]])).fit(encoding) is None


def test_many_blocks_say_what_one_says(tmp_path, monkeypatch):
    rows = [["西青".encode()]] * 7 + [["西".encode()[:2].rjust(WIDTH, b"x")]] * 3
    path = put(tmp_path, rows)
    whole = DbfTexts(path).fit("UTF-8")
    monkeypatch.setattr(dbf_texts, "_BLOCK", 50)
    assert DbfTexts(path).fit("UTF-8") == whole
    assert whole is not None
    assert (whole.chinese, whole.at_width["F0"].cut) == (True, 3)


def test_deleted_records_say_nothing(tmp_path):
    path = put(tmp_path, [["西青".encode()], [b"\xff\xff"]], flags=b" *")
    assert DbfTexts(path).fit("UTF-8") is not None


def test_a_field_behind_the_end_of_the_record_has_no_cells(tmp_path):
    path = put(tmp_path, [[b"abc", b"def"]])
    data = bytearray(path.read_bytes())
    data[32 + 32 + 16] = 250
    path.write_bytes(data)
    fit = DbfTexts(path).fit("UTF-8")
    assert fit is not None
    assert list(fit.at_width) == ["F0"]


def test_an_encoding_whose_line_feed_has_two_bytes_is_tried_cell_by_cell(tmp_path):
    assert DbfTexts(put(tmp_path, [["西青".encode("utf-16-le")]], [4])).fit("utf-16-le") is not None
    assert DbfTexts(put(tmp_path, [[b"abc"]], [3])).fit("utf-16-le") is None


def shapefile(folder, encoding, cpg, text="杨柳青镇" * 10, lost=1):
    """Write a shapefile, the first of whose remarks fills its field and lacks the last bytes of its last sign."""
    path = write_shapefile(base(BZ=[text] * 16), folder / "图斑.shp", encoding, cpg)
    table, whole = path.with_suffix(".dbf"), text.encode(encoding)
    table.write_bytes(table.read_bytes().replace(whole, b"x" * lost + whole[:-lost], 1))
    return path


@pytest.mark.parametrize(("encoding", "lost"), [("GBK", 1), ("UTF-8", 1), ("UTF-8", 2)])
@pytest.mark.parametrize("cpg", ["", None, "GBK", "UTF-8"])
def test_a_sign_cut_at_the_width_of_its_field_is_left_out_and_the_encoding_stands(folder, encoding, lost, cpg):
    layer = read_plain_layer(shapefile(folder, encoding, cpg, lost=lost))
    texts = layer.frame["BZ"].tolist()
    assert texts[0] == "x" * lost + ("杨柳青镇" * 10)[:-1]
    assert texts[1:] == ["杨柳青镇" * 10] * 15
    assert layer.provenance.encoding == ("UTF-8" if encoding == "UTF-8" else "GB18030")
    repair = next(r for r in layer.provenance.repairs if r.code == "TEXT_AT_WIDTH")
    assert (repair.count, repair.field) == (1, "BZ")
    assert (repair.before, repair.after) == ("…镇杨柳青镇杨柳青镇杨柳青\ufffd", "…镇杨柳青镇杨柳青镇杨柳青")


def test_a_named_encoding_stands_too(folder):
    found = shapefile_encoding(shapefile(folder, "GBK", None), "GBK")
    assert (found.name, found.at_width["BZ"].cut) == ("GBK", 1)


def test_texts_that_fill_the_widest_field_are_told_and_those_of_fields_nobody_reads_are_not(folder):
    frame = base(BZ=["长" * 127] * 3 + ["短"] * 13)
    path = write_shapefile(frame, folder / "图斑.shp", "GBK")
    layer = read_plain_layer(path)
    facts = {"file": "图斑.shp", "layer": "图斑", "field": "BZ", "count": 3}
    assert [(n.code, n.facts) for n in layer.provenance.notices] == [("TEXT_AT_WIDTH.full", facts)]
    assert layer.provenance.repairs == ()
    pd.testing.assert_series_equal(layer.frame["BZ"].astype(object), frame["BZ"].astype(object))


def test_bytes_of_no_encoding_are_refused(folder):
    path = write_shapefile(base(), folder / "图斑.shp", "GBK", None)
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace("水田".encode("gbk"), b"\xff\xff\xff\xff", 1))
    with pytest.raises(BadData) as caught:
        shapefile_encoding(path, None)
    assert caught.value.code == "ENCODING_UNKNOWN"
