"""The files a map page's numbers come from: role, file, size, date, reference system, checksum."""

from collections.abc import Sequence

from natres.presenters.web.figures import list_html
from natres.presenters.web.layers import text_in
from natres.presenters.web.page import Face, Source
from natres.presenters.web.safety import escape
from natres.presenters.web.words import words_of

__all__ = ["sources_html"]


def sources_html(sources: Sequence[Source], face: Face, language: str) -> str:
    """Return the sources with what is known of each; a page without records says the lines of its face.

    >>> from natres.core.provenance import Provenance
    >>> html = sources_html([Source("图斑", Provenance("数据/DLTB.gpkg", sha256="ab" * 32))], Face("图"), "zh")
    >>> "DLTB.gpkg" in html, "数据/" in html, "ab" * 32 in html
    (True, False, True)
    """
    if not sources:
        return list_html(face.sources, "notes")
    return "".join(_source(source, language) for source in sources)


def _source(source: Source, language: str) -> str:
    words, record = words_of(language), source.record
    facts = {
        words["file"]: record.file_name,
        words["layer"]: record.layer,
        words["rows_in_file"]: f"{record.rows:,}" if record.rows else "",
        words["year"]: words["year_of"].format(year=record.year) if record.year else "",
        words["reference"]: record.crs,
    }
    listed = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in facts.items() if v)
    if record.sha256:
        listed += f'<dt>{escape(words["checksum"])}</dt><dd class="digest">{escape(record.sha256)}</dd>'
    invented = f'<span class="badge">{escape(words["invented"])}</span>' if record.invented else ""
    return f'<div class="source"><h3>{escape(text_in(source.role, language))}{invented}</h3><dl>{listed}</dl></div>'
