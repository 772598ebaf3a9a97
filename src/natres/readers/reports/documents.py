"""Reading the text of a report: TXT in UTF-8 or GBK, DOCX with its tables, letter for letter."""

from pathlib import Path
from typing import Any

from natres.core.draft import Draft
from natres.errors import BadData, NotThere
from natres.readers.encodings import decode_text
from natres.readers.gate.archives import check_archive
from natres.readers.gate.paths import real_file
from natres.readers.reports.report_tables import layout_of, tables_of_text, tables_of_word

__all__ = ["open_docx", "paragraphs_of", "read_document", "text_of"]

#: A report of so many bytes is no report.
_LARGEST = 50_000_000


def read_document(path: str | Path, encoding: str | None = None) -> Draft:
    """Return the text of a report.

    Parameters
    ----------
    path : a ``.txt`` or ``.docx`` file
    encoding : of a text file, where it is neither UTF-8 nor GBK

    Raises
    ------
    NotThere : ``FILE_MISSING``
    BadData : ``DOCUMENT_KIND`` for another kind of file, ``DOCUMENT_UNREADABLE`` for a broken one,
        ``DOCUMENT_EMPTY`` for one without text
    """
    try:
        file = real_file(path)
    except NotThere as error:
        raise NotThere("FILE_MISSING.draft", **error.facts) from None
    if not file.stat().st_size:
        raise BadData("DOCUMENT_EMPTY", file=file.name)
    if file.stat().st_size > _LARGEST:
        raise BadData("DOCUMENT_UNREADABLE", file=file.name, why=f"> {_LARGEST // 1_000_000} MB")
    kind = file.suffix.lower()
    if kind in (".txt", ".md"):
        grids = None
        lines = decode_text(file.read_bytes(), file.name, encoding)[0].replace("\r\n", "\n").split("\n")
    elif kind == ".docx":
        read, grids = layout_of(open_docx(file))
        lines = [text_of(paragraph) for paragraph in read]
    else:
        raise BadData("DOCUMENT_KIND", file=file.name, value=kind or "—")
    if not any(letter.isprintable() and not letter.isspace() for line in lines for letter in line):
        raise BadData("DOCUMENT_EMPTY", file=file.name)
    starts, place = list[int](), 0
    for line in lines:
        starts.append(place)
        place += len(line) + 1
    tables = tables_of_text(lines, starts) if grids is None else tables_of_word(grids, lines, starts)
    return Draft("\n".join(lines), tuple(starts), file.name, tables)


#: What stands in a paragraph for a letter that is none.
_LETTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def text_of(paragraph: Any) -> str:
    """Return the text of a Word paragraph as it would stand with all changes accepted.

    python-docx leaves out what was inserted with changes tracked; a draft under revision is full of it.
    """
    parts: list[str] = []
    for node in paragraph._p.iter():  # pyright: ignore[reportPrivateUsage]
        kind = str(node.tag).rpartition("}")[2]
        if kind == "t":
            parts.append(node.text or "")
        elif kind in _LETTERS and str(node.getparent().tag).endswith("}r"):
            parts.append(_LETTERS[kind])
    return "".join(parts).replace("\n", " ")


def open_docx(file: Path) -> Any:
    """Return a Word document opened by python-docx.

    Raises
    ------
    BadData : ``DOCUMENT_UNREADABLE``, ``ARCHIVE_RATIO``, ``ARCHIVE_PATH``, ``ARCHIVE_LINK``, ``XML_DTD``
    """
    import docx

    try:
        check_archive(file)
    except BadData as error:
        if error.code in ("FILE_UNREADABLE", "FILE_TRUNCATED"):
            raise BadData("DOCUMENT_UNREADABLE.word", file=file.name) from None
        raise
    try:
        return docx.Document(str(file))
    except Exception as error:  # python-docx lets through whatever a damaged part raises in the libraries below it
        raise BadData("DOCUMENT_UNREADABLE", file=file.name, why=str(error)[:100]) from None


def paragraphs_of(document: Any) -> list[Any]:
    """Return all paragraphs of a Word document in the order they are read, those of table cells included."""
    return layout_of(document)[0]
