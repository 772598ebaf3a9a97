"""The known figures of a draft as the ``[published]`` tables of a district file."""

from collections import Counter

from natres.core.draft import DraftAudit, DraftFigure, Grammar
from natres.labels import words

__all__ = ["published_text"]

#: How a report writes a unit → how a district file does.
_UNITS = {"平方公里": "km2", "公顷": "ha", "亩": "mu", "万亩": "1e4mu", "平方米": "m2"}


def published_text(audit: DraftAudit, grammar: Grammar, language: str) -> str:
    """Return TOML with every figure whose term a district file knows; one that stands twice is written once."""
    keys = {term.key: term.published for term in grammar.terms if term.published}
    share_of = {r.figures[1]: audit.figures[r.figures[0]] for r in audit.relations if r.kind == "share"}
    tables: dict[str, dict[str, str]] = {}
    dates: dict[str, str] = {}
    for i, figure in enumerate(audit.figures):
        key = keys.get(figure.term, "")
        table, _, name = key.partition(".")
        unit = _UNITS.get(figure.unit, "count" if figure.dimension.startswith("count:") else "")
        if not key or not unit or name in tables.get(table, {}):
            continue
        tables.setdefault(table, {})[name] = _entry(figure, unit, share_of.get(i))
        if figure.date:
            dates.setdefault(table, figure.date)
    lines = [f"# {words(language)['draft.published_head'].format(file=audit.draft.file)}"]
    for table, entries in tables.items():
        lines += ["", f"[published.{table}]"]
        lines.append(f"year = {dates[table]}" if table in dates else _guessed_year(audit, language))
        lines += [f"{name} = {entry}" for name, entry in entries.items()]
    return "\n".join(lines) + "\n"


def _guessed_year(audit: DraftAudit, language: str) -> str:
    """Return the year most figures are of, marked as not said."""
    years = Counter(figure.date for figure in audit.figures if figure.date)
    said = words(language)["draft.year_unsaid"]
    return f"year = {years.most_common(1)[0][0]}  # {said}" if years else f"# year =  {said}"


def _entry(figure: DraftFigure, unit: str, share: DraftFigure | None) -> str:
    about = "约" if figure.inexact == "about" else ""
    parts = [f'value = "{about}{figure.number}"', f'unit = "{unit}"']
    parts += [f'share = "{share.number}"'] if share is not None else []
    return "{ " + ", ".join(parts) + " }"
