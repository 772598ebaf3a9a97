"""Fields of a Word document: the number of a page, the contents as Word itself would keep them."""

from collections.abc import Sequence
from typing import Any

__all__ = ["add_contents", "add_field"]

#: The two upper levels of headings, as links, without page numbers: Word counts pages only when it lays them out.
_CONTENTS = 'TOC \\o "1-2" \\n \\h \\z'


def add_field(paragraph: Any, instruction: str, shown: str, size: Any = None) -> None:
    """Add a field with the text it shows until a program reckons it."""
    _mark(paragraph, "begin", size)
    run = paragraph.add_run()
    run.font.size = size
    run._r.append(_instruction(instruction))
    _mark(paragraph, "separate", size)
    paragraph.add_run(shown).font.size = size
    _mark(paragraph, "end", size)


def add_contents(document: Any, title: str, headings: Sequence[tuple[int, str]]) -> None:
    """Add the contents, a line for each heading with its level, and end the page behind it."""
    from docx.enum.text import WD_BREAK

    if not headings:
        return
    paragraph = document.add_paragraph(title, style="ContentsTitle")
    for n, (level, text) in enumerate(headings):
        paragraph = document.add_paragraph(style=f"Contents{level}")
        if n == 0:
            _mark(paragraph, "begin")
            paragraph.add_run()._r.append(_instruction(_CONTENTS))
            _mark(paragraph, "separate")
        paragraph.add_run(text)
    _mark(paragraph, "end")
    paragraph.add_run().add_break(WD_BREAK.PAGE)


def _mark(paragraph: Any, kind: str, size: Any = None) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = paragraph.add_run()
    run.font.size = size
    made = OxmlElement("w:fldChar")
    made.set(qn("w:fldCharType"), kind)
    run._r.append(made)


def _instruction(text: str) -> Any:
    from docx.oxml import OxmlElement

    made = OxmlElement("w:instrText")
    made.text = text
    return made
