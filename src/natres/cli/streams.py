"""What is printed reaches every console: a sign its encoding lacks never ends a run."""

import codecs
import contextlib
import os
import sys
import unicodedata
from typing import TextIO

__all__ = ["open_streams"]

_HANDLER = "natres.nearest"


def open_streams() -> None:
    """Let both streams write every sign.

    A console, or whoever sets PYTHONIOENCODING, says what it reads: that encoding stays where it can write Chinese.
    Elsewhere, in files and pipes, everything is UTF-8.
    """
    codecs.register_error(_HANDLER, _nearest)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding=_encoding_of(stream), errors=_HANDLER)


def _encoding_of(stream: TextIO) -> str:
    asked = os.environ.get("PYTHONIOENCODING", "").partition(":")[0]
    return stream.encoding if (asked or stream.isatty()) and _can("自然资源", stream.encoding) else "utf-8"


def _can(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _nearest(error: UnicodeError) -> tuple[str | bytes, int]:
    """Put the plain form of signs an encoding lacks (m2 for m², 1/2 for ½), else their number."""
    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end]
    if error.encoding == "utf-8":  # bytes of a name that the system's locale could not read
        with contextlib.suppress(UnicodeEncodeError):
            return lacking.encode("utf-8", "surrogateescape"), error.end
    return "".join(_plain(sign, error.encoding) for sign in lacking), error.end


def _plain(sign: str, encoding: str) -> str:
    plain = unicodedata.normalize("NFKC", sign).replace("\N{FRACTION SLASH}", "/")
    return plain if _can(plain, encoding) else sign.encode("ascii", "backslashreplace").decode("ascii")
