"""One class per mistake a surveyor makes: each knows its code, its exit status and how to say what to do.

The words stand in ``labels/errors``, a folder per language; an error carries only facts, so
that the same mistake can be told in either language, and be written to JSON.
"""

import locale
import os
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar, cast

__all__ = [
    "BadData",
    "BadDistrictFile",
    "BadRows",
    "BadUsage",
    "CannotCreate",
    "NatresError",
    "NotThere",
    "OutputBusy",
    "OwnFault",
    "StorageFailed",
    "default_language",
    "describe_code",
    "describe_issue",
    "issue_place",
    "place_text",
]


@cache
def _catalogue(language: str) -> dict[str, dict[str, Any]]:
    folder = files("natres").joinpath("labels", "errors", language)
    # Read as one text: a file may hold other words (a variant) for a code that stands in another.
    parts = sorted(folder.iterdir(), key=lambda file: file.name)
    return tomllib.loads("\n".join(file.read_text(encoding="utf-8") for file in parts))


@cache
def default_language() -> str:
    """Return ``"zh"`` where the environment or the locale is Chinese, else ``"en"``.

    The variables are read themselves: a machine may say zh_CN without having that locale installed.
    """
    said = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = (next(filter(None, said), "") or locale.getlocale()[0] or "").lower()
    return "zh" if name.startswith(("zh", "chinese")) else "en"


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def describe_code(code: str, language: str, /, **facts: Any) -> tuple[str, str]:
    """Return (problem, cure) of ``code`` in ``language`` with the facts filled in.

    ``code`` may carry a variant after a dot (``FILE_UNREADABLE.magic``); without an entry of its own the variant
    falls back to the plain code. ``CODE.strict`` is a repair of any code that may not be made. A fact may be words
    in several languages, by language.

    >>> describe_code("FILE_MISSING", "en", file="a.gpkg")[0]
    'the file does not exist'
    >>> describe_code("FILE_UNREADABLE.folder", "en")[0]
    'this is a folder, not a file'
    """
    base, _, variant = code.partition(".")
    entry = _catalogue(language)["STRICT" if variant == "strict" else base]
    entry = entry.get(variant, entry) if variant else entry
    known = _Facts({key: _in_language(fact, language) for key, fact in {**facts, "code": base}.items()})
    return entry["problem"].format_map(known), entry["cure"].format_map(known)


def _in_language(fact: Any, language: str) -> Any:
    return cast("Mapping[str, str]", fact)[language] if isinstance(fact, Mapping) else fact


_PLACE = ("file", "layer", "field", "row", "id")


def place_text(facts: Mapping[str, Any], language: str) -> str:
    """Return where something stands: file, layer, field, row and id, as far as they are known.

    A clerk counts as the spreadsheet does: where the line of a row is known, it stands in place of the row.

    >>> place_text({"file": "a.xlsx", "row": 0, "at_line": 3, "at_cell": "B3"}, "en")
    ' file a.xlsx line 3 (cell B3)'
    """
    words = _catalogue(language)["WORDS"]
    place = ""
    for name in _PLACE:
        value = facts.get(name)
        if name == "row" and facts.get("at_line") is not None:
            place += words["at_line"].format(facts["at_line"])
            place += words["at_cell"].format(facts["at_cell"]) if facts.get("at_cell") else ""
        elif name == "row" and value is not None and facts.get("fid") is not None:
            place += words["row_fid"].format(value, facts["fid"])
        elif value is not None and value != "":
            place += words[name].format(value)
    return place


class NatresError(Exception):
    """A mistake that natres can name.

    Parameters
    ----------
    code : name of the mistake (``CODE_UNKNOWN``), optionally with a variant (``FILE_UNREADABLE.magic``)
    **facts : what is known of the place: ``file``, ``layer``, ``field``, ``row`` (counted from 0), ``id``,
        ``value`` and whatever else the words of the code mention

    >>> str(NatresError("FILE_MISSING", file="DLTB.gpkg")).startswith("FILE_MISSING")
    True
    """

    exit_code: ClassVar[int] = 65

    def __init__(self, code: str, **facts: Any) -> None:
        self.code, _, _ = code.partition(".")
        self.variant = code
        self.facts = facts
        super().__init__(code, facts)

    def problem(self, language: str) -> str:
        """Return what is wrong, one sentence without its place."""
        return describe_code(self.variant, language, **self.facts)[0]

    def cure(self, language: str) -> str:
        """Return what to do about it."""
        return describe_code(self.variant, language, **self.facts)[1]

    def sentence(self, language: str) -> str:
        """Return the whole message: code, place, problem, cure, on one line."""
        words = _catalogue(language)["WORDS"]
        place = place_text(self.facts, language)
        text = words["line"].format(
            code=self.code, place=place, problem=self.problem(language), cure=self.cure(language)
        )
        return " ".join(text.split("\n"))

    def __str__(self) -> str:
        language = default_language()
        text = self.sentence(language)
        head = _catalogue(language)["WORDS"]["head"]
        return text.removeprefix(head)


class BadUsage(NatresError):
    """The command or the call itself is wrong: an option, a measure, a number that cannot be meant."""

    exit_code = 2


class BadData(NatresError):
    """A file was read and holds something that cannot go into a signed table."""

    exit_code = 65


class BadDistrictFile(BadData):
    """The district file, a scheme or a map definition says something natres does not understand."""


class NotThere(NatresError):
    """A file, a layer or a folder that was named does not exist."""

    exit_code = 66


class CannotCreate(NatresError):
    """An output may not or cannot be written where it was asked for."""

    exit_code = 73


class StorageFailed(NatresError):
    """The disk is full or failed while writing."""

    exit_code = 74


class OutputBusy(NatresError):
    """Another run holds the output folder."""

    exit_code = 75


class OwnFault(NatresError):
    """Two computations of natres's own disagree: the numbers must not be used."""

    exit_code = 70


class BadRows(BadData):
    """Rows that cannot go into a table: the first of them named, all of them carried.

    ``issues`` are :class:`natres.core.issues.Issue` records, errors only.
    """

    #: How many findings a message lists before it gives the rest as a number.
    SHOWN = 20

    def __init__(self, issues: Sequence[Any]) -> None:
        self.issues = tuple(issues)
        first = self.issues[0]
        super().__init__(_worded(first), **_facts_of(first))

    def sentence(self, language: str) -> str:
        """Return a line per finding, up to twenty, and how many rows more there are of each kind."""
        lines = [
            NatresError(_worded(issue), **_facts_of(issue)).sentence(language) for issue in self.issues[: self.SHOWN]
        ]
        if len(self.issues) > self.SHOWN:
            count, rest = len(self.issues), len(self.issues) - self.SHOWN
            lines.append(_catalogue(language)["WORDS"]["more"].format(count=count, rest=rest))
        return "\n".join(lines)


def _worded(issue: Any) -> str:
    return f"{issue.code}.{issue.variant}" if issue.variant else issue.code


def _facts_of(issue: Any) -> dict[str, Any]:
    place = {name: getattr(issue, name) or None for name in ("file", "layer", "field", "id")}
    seen = {"at_line": issue.line, "at_cell": issue.cell, "fid": issue.fid}
    return {**place, "row": issue.row, "value": issue.value, **seen, **issue.facts}


def describe_issue(issue: Any, language: str) -> tuple[str, str]:
    """Return (problem, cure) of a :class:`natres.core.issues.Issue`."""
    return describe_code(_worded(issue), language, **_facts_of(issue))


def issue_place(issue: Any, language: str) -> str:
    """Return where a :class:`natres.core.issues.Issue` stands, as :func:`place_text` says it."""
    return place_text(_facts_of(issue), language).strip()
