"""The tables of a draft: their figures, what their headings say of them, and where prose says the same again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from natres.analyses.drafts.reading.naming import owner_of
from natres.analyses.drafts.reading.plain import Paragraph
from natres.analyses.drafts.tables.columns import column_claims, share_claims, summable
from natres.analyses.drafts.tables.figures import Read, read_grid
from natres.analyses.drafts.tables.grid import grids_of
from natres.analyses.drafts.tables.rows import equations_of, parts_of
from natres.analyses.drafts.verdicts.claims import Claim, distinct, judged, moved
from natres.core.draft import Draft, DraftFigure, Grammar

__all__ = ["TableFigures", "merged", "read_tables", "repeats"]

#: A caption's title ends where it says the unit.
_TITLE_END = re.compile(r"[（(]?(?:计量)?单位|\n")
_LONGEST_TITLE = 40


@dataclass(frozen=True)
class TableFigures:
    """The figures of all tables in their order, what is claimed of them, and what could not be placed.

    ``tables`` tells for each figure the number of its table.
    """

    figures: tuple[DraftFigure, ...] = ()
    claims: tuple[Claim, ...] = ()
    unplaced: tuple[tuple[int, str], ...] = ()
    tables: tuple[int, ...] = ()


def read_tables(draft: Draft, paragraphs: Sequence[Paragraph], grammar: Grammar) -> TableFigures:
    """Return the figures and relations of a draft's tables.

    Parameters
    ----------
    draft : the text with its tables
    paragraphs : its prose; the headings of it are the tables' scope
    grammar : units, words and terms
    """
    figures: list[DraftFigure] = []
    claims: list[Claim] = []
    unplaced: list[tuple[int, str]] = []
    tables: list[int] = []
    number = len(paragraphs)
    for n, table in enumerate(draft.tables):
        title = _TITLE_END.split(draft.text[slice(*table.caption)].strip(), maxsplit=1)[0].strip()[:_LONGEST_TITLE]
        scope = (*_headings_above(paragraphs, table.span[0]), *([title] if title else ()))
        for grid in grids_of(draft, table, grammar):
            read = read_grid(grid, scope, number, grammar)
            shift = len(figures)
            figures += [replace(f, text=draft.text[f.start : f.end]) for f in read.figures]
            tables += [n] * len(read.figures)
            claims += [moved(claim, range(shift, len(figures))) for claim in _claims(read, grammar)]
            unplaced += [(i + shift, "table_unit") for i in read.unplaced]
        number += len(table.rows)
    return TableFigures(tuple(figures), tuple(claims), tuple(unplaced), tuple(tables))


def _headings_above(paragraphs: Sequence[Paragraph], place: int) -> tuple[str, ...]:
    """Return the headings that stand above a place of the text."""
    headings: dict[int, str] = {}
    for paragraph in paragraphs:
        if paragraph.at[0] >= place:
            break
        headings = paragraph.headings_under(headings)
    return tuple(headings[level] for level in sorted(headings))


def _claims(read: Read, grammar: Grammar) -> list[Claim]:
    """Return what a table says of its figures; of rows whose cells have no certain column, nothing."""
    if read.grid.ragged:
        return []
    columns = summable(read.grid.columns)
    rows = {row.place: row for row in read.grid.rows}
    equations = equations_of(read, columns)
    claims: list[Claim] = []
    for equation in equations:
        for column in columns:
            chosen = parts_of(read, column, rows[equation.row], [rows[p] for p in equation.parts])
            if chosen is not None:
                kind = "sum" if equation.whole else "part"
                claims.append(Claim(kind, chosen, equation.words, sure=equation.sure or not equation.whole))
    claims += column_claims(read, grammar)
    claims += share_claims(read, equations)
    claims += _defined(read, grammar, claims)
    return distinct(claims)


def _defined(read: Read, grammar: Grammar, known: Sequence[Claim]) -> list[Claim]:
    """Return identities and ratios between the terms of one row, or of one column, of one date."""
    lines = [[(row.place, c.place) for c in read.grid.columns] for row in read.grid.rows]
    lines += [[(row.place, c.place) for row in read.grid.rows] for c in read.grid.columns]
    sums = [claim.figures for claim in known if claim.kind == "sum"]
    found: list[Claim] = []
    for n, line in enumerate(lines):
        value: dict[tuple[str, str], list[int]] = {}
        within = {read.at[place] for place in line if place in read.at}
        for place in line:
            figure = read.figures[read.at[place]] if place in read.at else None
            down = n >= len(read.grid.rows)
            if figure and figure.term and not (down and _owner(figure, grammar)):
                value.setdefault((figure.date, figure.term), []).append(read.at[place])
        for date in {date for date, _ in value}:
            of = {term: held[0] for (d, term), held in value.items() if d == date and len(held) == 1}
            for identity in grammar.identities:
                keys = (identity.total, *identity.parts)
                figures = tuple(of[key] for key in keys if key in of)
                listed = any(s[0] == figures[0] and set(s) <= within for s in sums if figures)
                if len(figures) == len(keys) and not listed:
                    found.append(Claim("sum", figures, "定义"))
            for ratio in grammar.ratios:
                keys = (ratio.name, ratio.part, ratio.whole)
                if all(key in of for key in keys) and read.figures[of[ratio.name]].dimension == "share":
                    found.append(Claim("ratio", tuple(of[key] for key in keys), "定义"))
    return found


def _owner(figure: DraftFigure, grammar: Grammar) -> str:
    """Return what stands before the term in a figure's name, places and words of totals aside."""
    owner = owner_of(figure, grammar)
    return "" if owner in grammar.words["table"]["total"] else owner


def merged(
    prose: Sequence[DraftFigure], tables: TableFigures
) -> tuple[list[DraftFigure], list[int], list[int]]:  # fmt: skip
    """Return the figures of prose and tables in the order of the text, and the new places of both."""
    both = [*prose, *tables.figures]
    order = sorted(range(len(both)), key=lambda i: both[i].start)
    place = {old: new for new, old in enumerate(order)}
    count = len(prose)
    return [both[i] for i in order], [place[i] for i in range(count)], [place[i] for i in range(count, len(both))]


def repeats(prose: Sequence[DraftFigure], tables: TableFigures, grammar: Grammar) -> list[tuple[int, int]]:
    """Return (figure of the prose, figure of a table) that say the same: one term, one date, nobody else's.

    A term that a table has twice is left out; where prose has several values of one, only those that agree are taken.
    """
    pairs: list[tuple[int, int]] = []
    held = [i for i, f in enumerate(prose) if _can_repeat(f) and not _owner(f, grammar)]
    for table in sorted(set(tables.tables)):
        of: dict[tuple[str, str], list[int]] = {}
        for j, figure in enumerate(tables.figures):
            if tables.tables[j] == table and _can_repeat(figure) and not _owner(figure, grammar):
                of.setdefault((figure.term, figure.dimension), []).append(j)
        for (term, dimension), members in of.items():
            same = [i for i in held if (prose[i].term, prose[i].dimension) == (term, dimension)]
            found = [(i, members[0]) for i in same] if len(members) == 1 else []
            found = [(i, j) for i, j in found if _one_date(prose[i], tables.figures[j])]
            sound = [(i, j) for i, j in found if _equal(prose[i], tables.figures[j])]
            pairs += sound if sound or len({prose[i].value for i, _ in found}) > 1 else found
    return pairs


def _can_repeat(figure: DraftFigure) -> bool:
    return bool(figure.term) and figure.inexact not in ("over", "under") and figure.dimension not in ("points", "")


def _one_date(one: DraftFigure, other: DraftFigure) -> bool:
    return not one.date or not other.date or one.date == other.date


def _equal(one: DraftFigure, other: DraftFigure) -> bool:
    return judged(Claim("repeat", (0, 1)), [one, other]).status in ("agrees", "within_rounding")
