"""The reasoning of an audit as comments in a copy of the user's own Word file, each at the figure it is about."""

import copy
import io
from collections.abc import Sequence
from typing import Any

from natres.core.draft import DraftAudit
from natres.labels import words
from natres.presenters.draft_words import reason, summary, suspicion

__all__ = ["commented"]

#: What is worth a comment: a figure that agrees needs none.
_SAID = ("disagrees", "to_be_explained", "undecided", "within_rounding")
_AUTHOR, _INITIALS = "natres", "n"


def commented(document: Any, paragraphs: Sequence[Any], audit: DraftAudit, language: str) -> bytes:
    """Return a Word document with a comment for every relation that does not simply agree.

    Parameters
    ----------
    document : opened by python-docx; it is changed
    paragraphs : its paragraphs in the order of the draft's ``starts``
    audit : of the same document
    """
    w = words(language)
    said = [(r.figures[0], f"{w[f'draft.{r.status}']}：{reason(r, audit, language)}") for r in audit.relations
            if r.status in _SAID]  # fmt: skip
    said += [(s.figure, suspicion(s, audit, language)) for s in audit.suspects]
    lines = audit.draft.text.split("\n")
    # From the back, so that a split run moves no place that is still to be found.
    for i, text in sorted(said, key=lambda one: -audit.figures[one[0]].start):
        figure = audit.figures[i]
        number = max(n for n, start in enumerate(audit.draft.starts) if start <= figure.start)
        start = figure.start - audit.draft.starts[number]
        runs = _runs_at(paragraphs[number], lines[number], start, start + figure.end - figure.start)
        if runs:
            document.add_comment(runs, text=text, author=_AUTHOR, initials=_INITIALS)
    first = next((runs for p in paragraphs if (runs := _runs_of(p))), None)
    if first:
        document.add_comment(first, text=summary(audit, language), author=_AUTHOR, initials=_INITIALS)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _runs_at(paragraph: Any, line: str, start: int, end: int) -> list[Any]:
    """Return the runs that hold the letters ``start`` to ``end`` of a line; one that reaches beyond them is split."""
    runs = _runs_of(paragraph)
    if "".join(run.text for run in runs).replace("\n", " ") != line:
        return runs  # fields stand between the runs
    for edge in (end, start):
        place = 0
        for run in runs:
            if place < edge < place + len(run.text) and not set("\t\n") & set(run.text):
                _split(run, edge - place)
                break
            place += len(run.text)
        runs = _runs_of(paragraph)
    found, place = [], 0
    for run in runs:
        if place < end and place + len(run.text) > start and run.text:
            found.append(run)
        place += len(run.text)
    return found


def _runs_of(paragraph: Any) -> list[Any]:
    """Return the runs of a paragraph in their order, those of links and of insertions with changes tracked included."""
    from docx.text.run import Run

    runs = paragraph._p.xpath(".//w:r[not(ancestor::w:del) and not(ancestor::w:txbxContent)]")
    return [Run(r, paragraph) for r in runs]


def _split(run: Any, place: int) -> None:
    """Make two runs of one, both formatted as it was."""
    text, element = run.text, run.element
    second = copy.deepcopy(element)
    element.addnext(second)
    run.text = text[:place]
    type(run)(second, run._parent).text = text[place:]
