"""Which encoding a text is in: strict UTF-8, else strict GB18030 (which holds GBK); no guessing by frequency."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from natres.core.issues import Repair
from natres.errors import BadData
from natres.readers.dbf_texts import AtWidth, DbfTexts, Fit

__all__ = ["DbfEncoding", "decode_text", "shapefile_encoding"]

_GBK_NAMES = {"gbk", "gb2312", "gb18030", "cp936", "936", "oem", "ansi 936", "ms936"}
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


class DbfEncoding(NamedTuple):
    """The encoding of a shapefile's attributes, what was repaired to find it, and how its fields end at their width."""

    name: str
    repairs: tuple[Repair, ...] = ()
    at_width: Mapping[str, AtWidth] = {}


def shapefile_encoding(path: Path, encoding: str | None) -> DbfEncoding:
    """Return the encoding of a shapefile's attributes: what .cpg says, if the bytes agree, else what decodes.

    A text that was cut in the middle of a sign where its field ends does not speak against an encoding.

    Raises
    ------
    BadData : ``ENCODING_UNKNOWN`` where neither UTF-8 nor GB18030 decodes every text field
    """
    texts = DbfTexts(_table(path))
    if encoding:
        try:
            fit = texts.fit(encoding)
        except LookupError:
            fit = None
        if fit is None:
            raise BadData("ENCODING_MISMATCH", file=path.name, value=encoding, why=".dbf")
        return DbfEncoding(encoding, (), fit.at_width)
    said = _cpg(path)
    named = "UTF-8" if said in _UTF8_NAMES else "GB18030" if said in _GBK_NAMES else None
    name, fit = _best(texts, named, path)
    guessed = said != "" and name != named
    return DbfEncoding(name, (Repair("ENCODING_GUESSED", 1, before=said, after=name),) if guessed else (), fit.at_width)


def _best(texts: DbfTexts, named: str | None, path: Path) -> tuple[str, Fit]:
    """Return the encoding the texts fit: the named one, else UTF-8, else GB18030; whole texts before cut ones.

    A .cpg of GBK beside UTF-8 bytes is a common lie, and GBK decodes almost anything: Chinese in UTF-8 comes first,
    even where some of its texts were cut.
    """
    utf8 = texts.fit("UTF-8")
    if utf8 is not None and utf8.chinese:
        return "UTF-8", utf8
    fits = {"UTF-8": utf8, "GB18030": texts.fit("GB18030") if utf8 is None or utf8.cut or named == "GB18030" else None}
    order = sorted(fits, key=lambda name: name != named)
    for cut in (False, True):
        for name in order:
            fit = fits[name]
            if fit is not None and fit.cut <= cut:
                return name, fit
    raise BadData("ENCODING_UNKNOWN", file=path.name, value=".dbf")


def _cpg(path: Path) -> str:
    for suffix in (".cpg", ".CPG"):
        beside = path.with_suffix(suffix)
        if beside.is_file():
            return beside.read_text(encoding="ascii", errors="replace").strip().lower()
    return ""


def _table(path: Path) -> Path:
    table = next((p for p in (path.with_suffix(".dbf"), path.with_suffix(".DBF")) if p.is_file()), None)
    if table is None:
        raise BadData("FILE_PART_MISSING", file=path.name, value=".dbf")
    return table
