"""Which encoding a text is in: strict UTF-8, else strict GB18030 (which holds GBK); no guessing by frequency."""

import re
import struct
from pathlib import Path

from natres.core.issues import Repair
from natres.errors import BadData

__all__ = ["decode_text", "shapefile_encoding"]

_GBK_NAMES = {"gbk", "gb2312", "gb18030", "cp936", "936", "oem", "ansi 936", "ms936"}
_CHINESE_UTF8 = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
_UTF8_NAMES = {"utf-8", "utf8", "65001"}


def decode_text(data: bytes, file: str, encoding: str | None = None) -> tuple[str, str]:
    """Return (text, encoding) of a text file.

    Raises
    ------
    BadData : ``ENCODING_UNKNOWN`` with the place of the first byte that fits no encoding

    >>> decode_text("井号,井名".encode("gbk"), "wells.csv")
    ('井号,井名', 'GB18030')
    """
    if encoding:
        try:
            return data.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError) as error:
            raise BadData("ENCODING_MISMATCH", file=file, value=encoding, why=str(error)) from None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError as error:
            raise BadData("ENCODING_UNKNOWN", file=file, value=error.start) from None
    for name in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(name), "UTF-8" if name == "utf-8-sig" else "GB18030"
        except UnicodeDecodeError as error:
            position = error.start
    raise BadData("ENCODING_UNKNOWN", file=file, value=position)


def shapefile_encoding(path: Path, encoding: str | None) -> tuple[str, list[Repair]]:
    """Return the encoding of a shapefile's attributes: what .cpg says, if the bytes agree, else what decodes.

    Raises
    ------
    BadData : ``ENCODING_UNKNOWN`` where neither UTF-8 nor GB18030 decodes every text field
    """
    texts = _dbf_text(path)
    if encoding:
        try:
            good = _decodes(texts, encoding)
        except LookupError:
            good = False
        if not good:
            raise BadData("ENCODING_MISMATCH", file=path.name, value=encoding, why=".dbf")
        return encoding, []
    said = _cpg(path)
    named = "UTF-8" if said in _UTF8_NAMES else "GB18030" if said in _GBK_NAMES else None
    # A .cpg of GBK beside UTF-8 bytes is a common lie, and GBK decodes almost anything.
    if named == "GB18030" and any(_CHINESE_UTF8.search(t) for t in texts) and _decodes(texts, "UTF-8"):
        return "UTF-8", [Repair("ENCODING_GUESSED", 1, before=said, after="UTF-8")]
    order = [named, "UTF-8", "GB18030"] if named else ["UTF-8", "GB18030"]
    for candidate in order:
        if candidate and _decodes(texts, candidate):
            guessed = said != "" and candidate != named
            return candidate, [Repair("ENCODING_GUESSED", 1, before=said, after=candidate)] if guessed else []
    raise BadData("ENCODING_UNKNOWN", file=path.name, value=".dbf")


def _cpg(path: Path) -> str:
    for suffix in (".cpg", ".CPG"):
        beside = path.with_suffix(suffix)
        if beside.is_file():
            return beside.read_text(encoding="ascii", errors="replace").strip().lower()
    return ""


def _dbf_text(path: Path) -> list[bytes]:
    """Return the raw bytes of every text field of the .dbf, record by record joined per field."""
    dbf = next((p for p in (path.with_suffix(".dbf"), path.with_suffix(".DBF")) if p.is_file()), None)
    if dbf is None:
        raise BadData("FILE_PART_MISSING", file=path.name, value=".dbf")
    data = dbf.read_bytes()
    if len(data) < 32 or len(data) < int.from_bytes(data[8:10], "little"):
        raise BadData("FILE_TRUNCATED", file=dbf.name)
    count, head, length = struct.unpack("<IHH", data[4:12])
    fields: list[tuple[int, int]] = []
    place, offset = 32, 1
    while place + 32 <= head and data[place] != 0x0D:
        width = data[place + 16]
        if data[place + 11 : place + 12] == b"C":
            fields.append((offset, width))
        offset += width
        place += 32
    if head + count * length > len(data) + 1:
        raise BadData("FILE_TRUNCATED", file=dbf.name)
    rows = range(head, head + count * length, length)
    return [data[row + start : row + start + width] for row in rows for start, width in fields]


def _decodes(texts: list[bytes], encoding: str) -> bool:
    try:
        for text in texts:
            text.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
