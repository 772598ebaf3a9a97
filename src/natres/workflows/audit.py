"""The audit: a report's draft against itself, or a district file's published figures against the computed ones."""

from collections.abc import Mapping
from pathlib import Path

from natres.analyses.drafts import audit_draft, audit_published
from natres.core.draft import DraftAudit
from natres.district import read_district
from natres.errors import BadUsage, default_language
from natres.labels import words
from natres.presenters import json_text as to_json
from natres.presenters.draft_comments import commented
from natres.presenters.draft_published import published_text
from natres.presenters.draft_tables import brief_tables, draft_json, draft_tables, relation_table
from natres.presenters.draft_words import summary, suspicion
from natres.presenters.published_tables import published_summary, published_table
from natres.presenters.web.draft import draw_draft
from natres.readers.reports.documents import open_docx, paragraphs_of, read_document
from natres.readers.reports.grammar import read_grammar
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.inputs import Options
from natres.workflows.published import published_figures, published_labels
from natres.workflows.report import compute_report
from natres.writers import write_file

__all__ = ["audit_district", "audit_report"]

_ENDINGS = {"--page": (".html", ".htm"), "--comments": (".docx",), "--write-published": (".toml",)}

#: Verdicts that make the command exit with 1.
_FOUND = ("disagrees", "to_be_explained")


def audit_report(
    source: str | Path,
    *,
    language: str | None = None,
    terms: str | Path | None = None,
    encoding: str | None = None,
    page: Path | None = None,
    comments: Path | None = None,
    published: Path | None = None,
    force: bool = False,
) -> Answer:
    """Say which figures of a report's draft cannot all be true.

    Parameters
    ----------
    source : a ``.txt`` or ``.docx`` file
    language : of the answer; by default the system's
    terms : a TOML file with a bureau's own units, words and terms
    encoding : of a text file that is neither UTF-8 nor GBK
    page : where to write the page with the text and its figures
    comments : where to write a copy of a Word file with the findings as comments
    published : where to write the known figures as tables of a district file

    Returns
    -------
    Answer : exit code 1 where a figure disagrees or has to be explained

    Raises
    ------
    NotThere, BadData : those of :func:`natres.readers.reports.documents.read_document`
    BadUsage : ``OPTION_VALUE`` where comments are asked for in anything but a Word file, where an output has another
        ending than its kind or would replace the draft
    """
    speaking = language or default_language()
    words(speaking)
    _refuse_targets(source, {"--page": page, "--comments": comments, "--write-published": published})
    grammar = read_grammar(terms)
    audit = audit_draft(read_document(source, encoding), grammar)
    made: list[tuple[Path, str | bytes]] = []
    if page is not None:
        made.append((page, draw_draft(audit, speaking)))
    if comments is not None:
        made.append((comments, _comments(Path(source), audit, speaking)))
    if published is not None:
        made.append((published, published_text(audit, grammar, speaking)))
    w = words(speaking)
    written = [w["draft.written"].format(path=write_file(path, data, force=force)) for path, data in made]
    said = summary(audit, speaking) if audit.figures else w["draft.nothing"]
    return Answer(
        language=speaking,
        tables=draft_tables(audit, speaking),
        data=to_json.envelope("audit", (), (), speaking) | draft_json(audit, speaking),
        sentences=(said, *(suspicion(s, audit, speaking) for s in audit.suspects), *written),
        exit_code=1 if _found(audit) else 0,
        brief=brief_tables(audit, speaking),
    )


def _refuse_targets(source: str | Path, targets: Mapping[str, Path | None]) -> None:
    """Refuse outputs with another ending than their kind has, and any that would replace the draft or each other."""
    taken = {Path(source).resolve()}
    for option, path in targets.items():
        if path is None:
            continue
        if path.suffix.lower() not in _ENDINGS[option]:
            raise BadUsage("OPTION_VALUE.ending", option=option, value=path.name, allowed=" ".join(_ENDINGS[option]))
        if path.resolve() in taken:
            raise BadUsage("OPTION_VALUE.taken", option=option, value=path.name)
        taken.add(path.resolve())


def _comments(source: Path, audit: DraftAudit, language: str) -> bytes:
    if source.suffix.lower() != ".docx":
        raise BadUsage("OPTION_VALUE.comments", option="--comments", value=source.name)
    document = open_docx(source)
    return commented(document, paragraphs_of(document), audit, language)


def _found(audit: DraftAudit) -> bool:
    return any(relation.status in _FOUND for relation in audit.relations)


def audit_district(source: str | Path, options: Options | None = None) -> Answer:
    """Hold every published figure of a district file against the computed one, and against each other.

    Raises
    ------
    NatresError : whatever is wrong with the district file or its layers
    """
    options = options or Options()
    district = read_district(source)
    speaking = language_of(options, district)
    parts = compute_report(district, options, laid=False)
    labels = published_labels(parts.land, speaking)
    among = audit_published(published_figures(district), read_grammar(), district.path.name)
    data = to_json.envelope("audit", parts.inputs, parts.notices, speaking)
    data |= {"figures": to_json.figures_json(parts.figures), "relations": draft_json(among, speaking)["relations"]}
    data["unplaced"] = []
    tables = (published_table(parts.figures, labels, speaking),) if parts.figures else ()
    tables += (relation_table(among, speaking),) if among.relations else ()
    return Answer(
        language=speaking,
        tables=tables,
        data=data,
        notices=parts.notices,
        sentences=(published_summary(parts.figures, speaking),),
        marks=marks_of(district, speaking),
        moment=moment_of(district),
        exit_code=1 if _found(among) or any(check.status == "disagrees" for check in parts.figures) else 0,
    )
