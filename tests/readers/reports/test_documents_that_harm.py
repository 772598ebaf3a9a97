"""Word files that are damaged or made to harm are refused before python-docx sees them, with their name."""

import io
import zipfile

import docx
import pytest

from natres.errors import BadData
from natres.readers.reports.documents import read_document


@pytest.fixture
def draft(folder):
    document = docx.Document()
    document.add_paragraph("全区农用地 258.08 平方公里。")
    path = folder / "送审稿.docx"
    document.save(str(path))
    return path


def refused(path):
    with pytest.raises(BadData) as caught:
        read_document(path)
    assert caught.value.facts["file"] == path.name
    assert path.name in caught.value.sentence("zh")
    return caught.value.variant


def changed(path, change):
    """Write the parts of the document again, each as ``change`` gives it; what it adds comes last."""
    data = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()}
        for name, part in change(parts).items():
            new.writestr(name, part)
    path.write_bytes(data.getvalue())


def test_a_document_that_is_whole_is_read(draft):
    assert "258.08" in read_document(draft).text


def test_a_directory_that_points_beyond_the_file(draft):
    data = bytearray(draft.read_bytes())
    entry = data.index(b"PK\x01\x02")
    data[entry + 42 : entry + 46] = b"\xff\xff\xff\x7f"
    end = data.rindex(b"PK\x05\x06")
    data[end + 16 : end + 20] = (entry + 10).to_bytes(4, "little")
    draft.write_bytes(data)
    assert refused(draft).startswith("DOCUMENT_UNREADABLE")


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.dat"])
def test_entities_in_a_part_of_any_name(draft, part):
    text = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
    changed(draft, lambda parts: {**parts, part: text})
    assert refused(draft) == "XML_DTD"


def test_a_part_that_unpacks_to_far_more_than_it_is(draft):
    changed(draft, lambda parts: {**parts, "word/media.xml": b"<a>" + b" " * 50_000_000 + b"</a>"})
    assert refused(draft) == "ARCHIVE_RATIO"


def test_parts_that_are_missing_or_no_xml(draft):
    whole = draft.read_bytes()
    changed(draft, lambda parts: {name: part for name, part in parts.items() if name != "word/document.xml"})
    assert refused(draft).startswith("DOCUMENT_UNREADABLE")
    draft.write_bytes(whole)
    changed(draft, lambda parts: {**parts, "word/document.xml": parts["word/document.xml"][:200]})
    assert refused(draft).startswith("DOCUMENT_UNREADABLE")
