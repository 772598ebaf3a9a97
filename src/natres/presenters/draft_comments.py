"""The reasoning of an audit as comments in a copy of the user's own Word file, each at the figure it is about."""

import copy
import io
from collections.abc import Sequence
from typing import Any

from natres.core.draft import DraftAudit
from natres.labels import words
from natres.presenters.draft_words import reason, summary

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
    first = next((p for p in paragraphs if p.runs), None)
    if first is not None:
        document.add_comment(first.runs, text=summary(audit, language), author=_AUTHOR, initials=_INITIALS)
    # From the back, so that a split run moves no place that is still to be found.
    said = [r for r in audit.relations if r.status in _SAID]
    for relation in sorted(said, key=lambda r: -audit.figures[r.figures[0]].start):
        figure = audit.figures[relation.figures[0]]
        number = max(n for n, start in enumerate(audit.draft.starts) if start <= figure.start)
        start = figure.start - audit.draft.starts[number]
        runs = _runs_at(paragraphs[number], start, start + figure.end - figure.start)
        text = f"{w[f'draft.{relation.status}']}：{reason(relation, audit, language)}"
        if runs:
            document.add_comment(runs, text=text, author=_AUTHOR, initials=_INITIALS)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _runs_at(paragraph: Any, start: int, end: int) -> list[Any]:
    """Return the runs that hold the letters ``start`` to ``end``; runs are split where one reaches beyond them."""
    if "".join(run.text for run in paragraph.runs) != paragraph.text:  # links and fields stand between the runs
        return list(paragraph.runs)
    for edge in (end, start):
        place = 0
        for run in paragraph.runs:
            if place < edge < place + len(run.text) and not set("\t\n") & set(run.text):
                _split(run, edge - place)
                break
            place += len(run.text)
    found, place = [], 0
    for run in paragraph.runs:
        if place < end and place + len(run.text) > start and run.text:
            found.append(run)
        place += len(run.text)
    return found


def _split(run: Any, place: int) -> None:
    """Make two runs of one, both formatted as it was."""
    text, element = run.text, run.element
    second = copy.deepcopy(element)
    element.addnext(second)
    run.text = text[:place]
    type(run)(second, run._parent).text = text[place:]
