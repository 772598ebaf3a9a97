import pytest
from hypothesis import given
from hypothesis import strategies as st

from natres.errors import BadData
from natres.readers.encodings import decode_text

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("codec", "name"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gbk", "GB18030"), ("gb18030", "GB18030"), ("utf-16", "UTF-16")],
)
def test_a_text_is_read_as_what_its_bytes_are_and_without_its_mark(codec, name):
    text = "井号,井名,热储层\r\n津热-01,杨柳青,雾迷山组\r\n"
    assert decode_text(text.encode(codec), "井.csv") == (text, name)


@given(CHINESE)
def test_chinese_in_utf8_is_never_taken_for_gbk(text):
    assert decode_text(text.encode(), "a.csv") == (text, "UTF-8")


def test_rare_characters_of_place_names_survive_in_gb18030():
    text = "㙍塆,𠅤家庄"
    assert decode_text(text.encode("gb18030"), "a.csv")[0] == text


def test_bytes_that_fit_no_encoding_are_refused_with_their_place():
    with pytest.raises(BadData) as caught:
        decode_text(b"abc\xff\xffdef", "井.csv")
    assert (caught.value.code, caught.value.facts["value"]) == ("ENCODING_UNKNOWN", 3)


@pytest.mark.parametrize("encoding", ["UTF-8", "ascii", "no-such-encoding"])
def test_a_named_encoding_that_does_not_fit_is_refused_and_never_replaced(encoding):
    with pytest.raises(BadData) as caught:
        decode_text("西青".encode("gbk"), "井.csv", encoding)
    assert caught.value.code == "ENCODING_MISMATCH"


def test_a_named_encoding_is_used():
    assert decode_text("西青".encode("gbk"), "井.csv", "GBK") == ("西青", "GBK")


@pytest.mark.parametrize("data", ["西青".encode("utf-16")[:-1], b"\xff\xfe\x00"])
def test_utf16_cut_in_the_middle_is_refused_and_never_a_traceback(data):
    with pytest.raises(BadData):
        decode_text(data, "井.csv")
