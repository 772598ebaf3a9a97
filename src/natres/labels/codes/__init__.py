"""A page of words per code of ``natres check``: what it means, how it comes about, how to cure it.

A folder per language, a file per family of the catalogue. How bad a code is and where it is looked for stand in
the catalogue; problem and cure in one sentence stand in ``labels/errors``.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from natres.errors import NatresError, place_text

__all__ = ["CodePage", "code_page", "code_title"]


@dataclass(frozen=True)
class CodePage:
    """The words about one code; ``message`` is an example of what natres says, as it stands in a report."""

    title: str
    about: str
    cause: str
    natres: str
    qgis: str
    message: str


@cache
def _pages(language: str) -> Mapping[str, Mapping[str, Any]]:
    folder = files("natres").joinpath("labels", "codes", language)
    return {
        code: entry
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        for code, entry in tomllib.loads(file.read_text(encoding="utf-8")).items()
    }


def code_title(code: str, language: str) -> str:
    """Return the short name of a code; empty for one that is not in the catalogue.

    >>> code_title("GAP", "zh"), code_title("NO_SUCH", "zh")
    ('图斑之间有缝隙', '')
    """
    return str(_pages(language).get(code, {}).get("title", ""))


def code_page(code: str, language: str) -> CodePage:
    """Return the words about a code of the catalogue.

    Raises
    ------
    KeyError : for a code that is not in the catalogue
    FileNotFoundError : for another language than ``"zh"`` and ``"en"``

    >>> code_page("OVERLAP", "zh").title, code_page("OVERLAP", "en").title
    ('图斑重叠', 'Overlapping parcels')
    """
    entry = _pages(language)[code]
    facts = dict(entry["example"])
    variant = facts.pop("variant", "")
    error = NatresError(f"{code}.{variant}" if variant else code, **facts)
    message = error.sentence(language)
    message = message[message.index(code) :]  # how bad it is, is for the catalogue to say
    if facts["file"] in error.problem(language):  # the words themselves say where, as those of notices do
        message = message.replace(place_text(facts, language), "", 1)
    words = {key: str(entry[key]) for key in ("title", "about", "cause", "natres", "qgis")}
    return CodePage(**words, message=message)
