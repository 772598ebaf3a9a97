"""What a workbook really is whose name says another: many systems export tables of a web page as ".xls"."""

from pathlib import Path

from natres.errors import BadData
from natres.readers.gate.structures.compound import SIGNATURE, Container

__all__ = ["check_disguise"]

_HEAD = 4096
#: Excel 2 to 4 had no container; their files begin with the mark of a sheet.
_ANCIENT = (b"\x09\x00\x04\x00", b"\x09\x00\x06\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
#: A page, or one with its pictures in a single file (MHTML).
_WEB = ("mime-version:", "<html", "<!doctype html", "<table", "<meta", "<head", "<body", "<style", "<tr")


def check_disguise(path: Path) -> None:
    """Refuse a workbook that is not what its suffix says, naming what it is.

    Raises
    ------
    BadData : ``FILE_UNREADABLE`` with words for a new workbook named .xls, an old one named .xlsx, one with a
        password, a web page, an XML table or a text
    """
    suffix = path.suffix.lower()
    if path.is_dir():
        return
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(SIGNATURE):
        if suffix != ".xls":
            _refuse_old(path)
    elif suffix == ".xls":
        _refuse_other(path, head)


def _refuse_old(path: Path) -> None:
    """Refuse a container under another name: an old workbook, or a new one that was locked into a container."""
    if "EncryptedPackage" in Container(path).names:
        raise BadData("FILE_UNREADABLE.password", file=path.name)
    raise BadData("FILE_UNREADABLE.xls", file=path.name)


def _refuse_other(path: Path, head: bytes) -> None:
    if not head:
        raise BadData("FILE_TRUNCATED", file=path.name)
    if head.startswith(b"PK\x03\x04"):
        raise BadData("FILE_UNREADABLE.xls_is_xlsx", file=path.name)
    if head.startswith(_ANCIENT):
        raise BadData("FILE_UNREADABLE.xls_ancient", file=path.name)
    text = _text(head)
    start = text.lstrip("\ufeff \t\r\n").lower()
    if start.startswith("<?xml") and "<html" not in start:
        raise BadData("FILE_UNREADABLE.xls_is_xml", file=path.name)
    if start.startswith((*_WEB, "<?xml", "<!--")):
        raise BadData("FILE_UNREADABLE.xls_is_web", file=path.name)
    if any(sign in text for sign in "\t,;") and not start.startswith(("{", "[")):  # an answer in JSON is no table
        raise BadData("FILE_UNREADABLE.xls_is_text", file=path.name)
    raise BadData("FILE_UNREADABLE.magic", file=path.name, value="XLS")


def _text(head: bytes) -> str:
    """Return the beginning of a file as text, empty where it is none; its last character may be cut in two.

    >>> _text("井号,井别".encode("gbk")), _text(bytes(3))
    ('井号,井别', '')
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore")
    if any(byte < 32 and byte not in b"\t\n\f\r\x1a\x1b" for byte in head):
        return ""
    for encoding in ("utf-8-sig", "gb18030"):
        for cut in range(4):
            try:
                return head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    return ""
