"""The page about a code of the checks: as Markdown for the documentation, as plain text for a terminal."""

from collections.abc import Iterable, Mapping
from textwrap import wrap
from typing import Protocol

from rich.cells import cell_len

from natres.labels import words
from natres.labels.codes import code_page

__all__ = ["CodeRule", "code_markdown", "codes_index", "explain_code"]

#: Families and kinds of input whose codes are met by whoever reads the file, check or not.
_READ_FAMILIES = frozenset({"file", "system", "table", "raster", "district"})
_READ_KINDS = frozenset({"file", "table", "raster", "district"})
_PARTS = ("about", "message", "cause", "natres", "qgis")
_OTHER = {"zh": "en", "en": "zh"}


class CodeRule(Protocol):
    """What a page needs to know of a rule; :class:`natres.checks.Rule` is one."""

    @property
    def code(self) -> str:
        """Name of the code."""
        ...

    @property
    def severity(self) -> str:
        """How bad it is: error, warning or info."""
        ...

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of input it is looked for in."""
        ...

    @property
    def family(self) -> str:
        """Chapter of the documentation."""
        ...

    @property
    def survey(self) -> str:
        """Number of the survey's own rule, or nothing."""
        ...

    @property
    def numbers(self) -> bool:
        """Whether figures depend on it."""
        ...

    @property
    def one(self) -> bool:
        """Whether one finding stands for all rows."""
        ...


def explain_code(rule: CodeRule, language: str, width: int = 88) -> str:
    """Return what there is to say about a code as lines of text, for a terminal of so many columns.

    >>> from natres.checks import CATALOGUE
    >>> print(explain_code(CATALOGUE["OVERLAP"], "en").split(chr(10))[0])
    OVERLAP  Overlapping parcels
    """
    w, page = words(language), code_page(rule.code, language)
    lines = [f"{rule.code}  {page.title}", ""]
    lines += [
        line
        for name, fact in _facts(rule, w)
        for line in _folded(w["codes.fact"].format(name=name, fact=fact), width, "")
    ]
    for part in _PARTS:
        text = getattr(page, part).replace("`", "")  # marks of code are for Markdown
        lines += ["", w[f"codes.{part}"], *_folded(text, width, "  ")]
    return "\n".join(lines)


def code_markdown(rule: CodeRule, language: str) -> str:
    """Return the page of the documentation about a code, with links to the other language and to the index.

    >>> from natres.checks import CATALOGUE
    >>> code_markdown(CATALOGUE["OVERLAP"], "zh").splitlines()[0]
    '# OVERLAP 图斑重叠'
    """
    w, page = words(language), code_page(rule.code, language)
    other = f"[{w['codes.other_language']}](../{_OTHER[language]}/{rule.code}.md)"
    lines = [f"# {rule.code} {page.title}", "", f"{other} · [{w['codes.index']}](README.md)", "", "| | |", "|---|---|"]
    lines += [f"| {name} | {fact} |" for name, fact in _facts(rule, w)]
    for part in _PARTS:
        text = getattr(page, part)
        lines += ["", f"## {w[f'codes.{part}']}", "", f"> {text}" if part == "message" else text]
    return "\n".join([*lines, ""])


def codes_index(rules: Iterable[CodeRule], language: str) -> str:
    """Return the index of all pages, a table per family in the order of the rules.

    >>> from natres.checks import CATALOGUE
    >>> "| [OVERLAP](OVERLAP.md) | 图斑重叠 | 错误 |" in codes_index(CATALOGUE.values(), "zh")
    True
    """
    w = words(language)
    rows: dict[str, list[str]] = {}
    for rule in rules:
        title = code_page(rule.code, language).title
        severity = w[f"codes.severity_{rule.severity}"]
        rows.setdefault(rule.family, []).append(f"| [{rule.code}]({rule.code}.md) | {title} | {severity} |")
    head = f"| {w['codes.column_code']} | {w['codes.column_title']} | {w['codes.severity']} |"
    lines = [f"# {w['codes.index_title']}", "", f"[{w['codes.other_language']}](../{_OTHER[language]}/README.md)", ""]
    lines += [w["codes.index_head"], "", w["codes.index_change"], "", w["codes.index_tools"]]
    for family, entries in rows.items():
        lines += ["", f"## {w[f'codes.family_{family}']}", "", head, "|---|---|---|", *entries]
    return "\n".join([*lines, ""])


def _facts(rule: CodeRule, w: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what the catalogue knows of a code, as pairs of a name and what stands beside it."""
    kinds = w["codes.where_separator"].join(w[f"codes.kind_{kind}"] for kind in rule.kinds)
    read = rule.family in _READ_FAMILIES or _READ_KINDS.issuperset(rule.kinds)
    numbers = "true" if rule.numbers else "file" if read else "false"
    facts = [(w["codes.severity"], w[f"codes.severity_{rule.severity}"])]
    facts += [(w["codes.survey"], rule.survey)] if rule.survey else []
    facts += [(w["codes.where"], kinds), (w["codes.numbers"], w[f"codes.numbers_{numbers}"])]
    return facts + ([(w["codes.one"], w["codes.one_true"])] if rule.one else [])


def _folded(text: str, width: int, indent: str) -> list[str]:
    """Return a text in lines of so many columns; a Chinese sign takes two and may stand at any line's end."""
    if cell_len(text) == len(text):
        return wrap(text, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False)
    lines, line = [], indent
    for piece in _pieces(text):
        if cell_len(line + piece) > width and line.strip() and piece not in _NEVER_FIRST:
            lines.append(line.rstrip())
            line = indent + piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]


#: Signs that no Chinese line begins with.
_NEVER_FIRST = "，。；：、？！）”》"


def _pieces(text: str) -> list[str]:
    """Return a text in pieces that stay whole: words and numbers, single Chinese signs, blanks.

    >>> _pieces("用 natres check 查")
    ['用', ' ', 'natres', ' ', 'check', ' ', '查']
    """
    pieces: list[str] = []
    for sign in text:
        wide = cell_len(sign) > 1 or sign.isspace()
        if wide or not pieces or pieces[-1].isspace() or cell_len(pieces[-1][-1]) > 1:
            pieces.append(sign)
        else:
            pieces[-1] += sign
    return pieces
