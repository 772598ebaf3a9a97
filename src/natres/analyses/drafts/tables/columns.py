"""What the headings of a table's columns tie within its rows: totals, shares, growth between years, parts."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from natres.analyses.drafts.tables.figures import Read
from natres.analyses.drafts.tables.grid import Column
from natres.analyses.drafts.tables.rows import NO_SUMS, Equation, adds_up
from natres.analyses.drafts.verdicts.claims import Claim, judged
from natres.core.draft import Grammar

__all__ = ["column_claims", "share_claims", "summable"]

#: Verdicts that speak for a reading of the headings.
_HOLDS = ("agrees", "within_rounding")


def summable(columns: Sequence[Column]) -> list[Column]:
    """Return the columns whose numbers can be added from row to row."""
    return [column for column in columns if column.kind in ("value", "step", "fall")]


def column_claims(read: Read, grammar: Grammar) -> list[Claim]:
    """Return what ties the cells of a row: a total of columns, 其中 columns, differences and growth between years."""
    claims = [*_totals(read, grammar), *_of_which(read, grammar)]
    for column in read.grid.columns:
        if column.kind in ("growth", "step", "fall"):
            claims += _change(read, column, grammar)
    return claims


def _values(read: Read) -> list[Column]:
    return [column for column in read.grid.columns if column.kind == "value"]


def _is_part(column: Column, grammar: Grammar) -> bool:
    return any(word in text for text in column.path for word in grammar.words["table"]["of_which"])


def _sum_claims(read: Read, total: Column, parts: Sequence[Column], words: str) -> tuple[list[Claim], int]:
    """Return one sum for each row whose cells are all clear, and how many of them hold."""
    claims: list[Claim] = []
    holds = 0
    for row in read.grid.rows:
        places = [(row.place, column.place) for column in (total, *parts)]
        chosen = [read.at[place] for place in places if place in read.at]
        if places[0] not in read.at or any(place in read.unknown for place in places) or len(chosen) < 2:
            continue
        figures = [read.figures[i] for i in chosen]
        if len({f.dimension for f in figures}) > 1 or figures[0].dimension in NO_SUMS:
            continue
        claims.append(Claim("sum", tuple(chosen), words))
        holds += adds_up(figures)[0]
    return claims, holds


def _totals(read: Read, grammar: Grammar) -> list[Claim]:
    """Return 合计 columns as sums of the columns that their headings put beside them."""
    words = grammar.words["table"]
    names = {*words["total"], *words["subtotal"]}
    claims: list[Claim] = []
    for total in _values(read):
        said = next((text for text in total.path if text in names), "")
        if not said:
            continue
        best, most = list[Claim](), 0
        choices = list(_siblings(read, total, names, grammar))
        for parts in choices:
            found, holds = _sum_claims(read, total, parts, said)
            if holds > most:
                best, most = found, holds
        # A total of columns that holds in half of the rows is meant so, and the other rows are wrong.
        if 2 * most >= len(best) > 0:
            claims += best
    return claims


def _siblings(read: Read, total: Column, names: set[str], grammar: Grammar) -> Iterator[list[Column]]:
    """Yield the columns that a total may be of, by the headings above them, else by where they stand."""
    values = [c for c in _values(read) if c != total and not _is_part(c, grammar)]
    if len(total.path) > 1 and total.path[-1] in names:  # 面积: 小计, 国有, 集体
        yield [c for c in values if c.path[:-1] == total.path[:-1]]
    if len(total.path) > 1 and total.path[0] in names:  # 合计: 宗数, 面积; 国有: 宗数, 面积
        yield [c for c in values if c.path[0] not in names and c.path[1:] == total.path[1:]]
    if len(total.path) == 1:
        tops: list[Column] = []
        for c in values:
            group = [o for o in values if len(o.path) > 1 and o.path[0] == c.path[0]]
            within = [o for o in group if o.path[-1] in names]
            if c.path and c.path[0] not in names and (not within or c in within):
                tops.append(c)
        yield tops
        alike = [c for c in tops if c.unit == total.unit]
        yield alike
        yield [c for c in alike if c.place > total.place]
        yield [c for c in alike if c.place < total.place]


def _of_which(read: Read, grammar: Grammar) -> list[Claim]:
    """Return 其中 columns: all of the column before them where they add up to it, else a part of it."""
    values = _values(read)
    claims: list[Claim] = []
    n = 0
    while n < len(values):
        if not _is_part(values[n], grammar) or not n:
            n += 1
            continue
        whole, run = values[n - 1], [values[n]]
        while n + len(run) < len(values) and _is_part(values[n + len(run)], grammar):
            run.append(values[n + len(run)])
        n += len(run)
        sums, holds = _sum_claims(read, whole, run, "其中")
        if len(run) > 1 and 2 * holds >= len(sums) > 0:
            claims += sums
        else:
            claims += [Claim("part", c.figures, "其中") for c in sums]
    return claims


def _change(read: Read, column: Column, grammar: Grammar) -> list[Claim]:
    """Return differences or growth rates between two years, of the columns that the headings name."""
    pair = _years_of(read, column, grammar)
    found = _row_claims(read, column, *pair) if pair else _down_claims(read, column)
    holds = sum(judged(claim, read.figures).status in _HOLDS for claim in found)
    # Growth at constant prices is no growth of the numbers printed: where few rows hold, none is claimed.
    return found if 2 * holds >= len(found) > 0 or (len(found) == 1 and _near(read, found[0])) else []


def _near(read: Read, claim: Claim) -> bool:
    verdict = judged(claim, read.figures)
    if verdict.left is None or verdict.right is None:
        return False
    return abs(verdict.left - verdict.right) <= Fraction(1, 4) * abs(verdict.right)


def _row_claims(read: Read, column: Column, now: Column, before: Column) -> list[Claim]:
    claims: list[Claim] = []
    for row in read.grid.rows:
        places = [(row.place, c.place) for c in (column, now, before)]
        if all(place in read.at for place in places):
            claims += _changed(read, column, *(read.at[place] for place in places))
    return claims


def _changed(read: Read, column: Column, change: int, now: int, before: int) -> list[Claim]:
    """Return a change as growth in % or as a difference, by what its figure measures."""
    figures = [read.figures[i] for i in (change, now, before)]
    if figures[1].dimension != figures[2].dimension:
        return []
    if figures[0].dimension == "share" and figures[1].dimension != "share":
        falls = "下降" in column.label or "降幅" in column.label
        return [Claim("growth", (change, now, before), column.label, sign=-1 if falls else 1)]
    if figures[0].dimension != figures[1].dimension or figures[1].dimension == "share":
        return []
    ends = (before, now) if column.kind == "fall" else (now, before)
    return [Claim("sum", (*ends, change), column.label)]


def _down_claims(read: Read, column: Column) -> list[Claim]:
    """Return changes from row to row where the rows are years."""
    left = [c for c in _values(read) if c.place < column.place]
    if not left or any(not row.date for row in read.grid.rows):
        return []
    base = left[-1]
    row_of = {(row.date, row.heads): row for row in read.grid.rows}
    claims: list[Claim] = []
    for row in read.grid.rows:
        earlier = row_of.get((str(int(row.date) - 1), row.heads))
        places = [(row.place, column.place), (row.place, base.place)]
        places += [(earlier.place, base.place)] if earlier else []
        if len(places) == 3 and all(place in read.at for place in places):
            claims += _changed(read, column, *(read.at[place] for place in places))
    return claims


def _years_of(read: Read, column: Column, grammar: Grammar) -> tuple[Column, Column] | None:
    """Return the columns of the later and the earlier value that a change is between; None where it is not clear."""
    words = grammar.words["table"]
    changes = (*words["growth"], *words["step"], *words["fall"])
    dated = [c for c in _values(read) if c.date or c.when]
    same = [c for c in dated if c.path and c.path == tuple(t for t in column.path if not t.endswith(changes))]
    left = [c for c in dated if c.place < column.place]
    near = same or [c for c in left if c.path[:-1] == left[-1].path[:-1] and c.path == left[-1].path]
    if len(column.said) == 2:  # 2022年比2020年增长
        late, early = max(column.said), min(column.said)
    else:
        years = sorted({c.date for c in near if c.date}, reverse=True)
        if len(years) < 2:
            now = [c for c in near if c.when == "now"]
            before = [c for c in near if c.when == "before"]
            return (now[-1], before[-1]) if now and before else None
        late, early = years[:2]
        if any(word in column.label for word in ("年均", "平均", "累计")):
            return None
    now, before = [c for c in near if c.date == late], [c for c in near if c.date == early]
    return (now[-1], before[-1]) if len(now) == len(before) == 1 else None


def share_claims(read: Read, equations: Sequence[Equation]) -> list[Claim]:
    """Return shares: of the total in the same column, or of another column in the same row, whichever most rows say."""
    claims: list[Claim] = []
    for column in read.grid.columns:
        if column.kind == "share":
            claims += _shares(read, column, equations)
    return claims


def _shares(read: Read, column: Column, equations: Sequence[Equation]) -> list[Claim]:
    left = [c for c in _values(read) if c.place < column.place]
    same = [
        c
        for c in left
        if (c.path[:-1] == column.path[:-1] and len(column.path) > 1) or f"{c.label}占比" == column.label
    ]
    named = [c for c in same if c.label and column.label.startswith(c.label)]
    bases = list(reversed(named or same or left))
    best, most = list[Claim](), 0
    for base in bases:
        down = _down_shares(read, column, base, equations)
        across = [
            _across_shares(read, column, base, whole) for whole in _values(read) if whole not in (base, column)
        ]  # fmt: skip
        for found in (down, *across):
            holds = sum(judged(c, read.figures).status in _HOLDS for c in found if c.kind == "share")
            if holds > most:
                best, most = found, holds
    told = sum(claim.kind == "share" for claim in best)
    if 2 * most >= told > 0:
        return best
    return _full(read, column, equations)


def _full(read: Read, column: Column, equations: Sequence[Equation]) -> list[Claim]:
    """Return shares of what is not in the table: of a total printed as 100 they add to 100 %."""
    claims: list[Claim] = []
    total_rows = {row.place for row in read.grid.rows if row.total == "total"}
    for equation in equations:
        total = read.at.get((equation.row, column.place))
        rates = [read.at[p, column.place] for p in equation.parts if (p, column.place) in read.at]
        if equation.row not in total_rows or total is None or len(rates) < len(equation.parts) or not equation.whole:
            continue
        figures = [read.figures[i] for i in (total, *rates)]
        if all(f.dimension == "share" for f in figures) and figures[0].value == 100 and adds_up(figures)[1]:
            claims.append(Claim("hundred", tuple(rates), "占比"))
    return claims


def _down_shares(read: Read, column: Column, base: Column, equations: Sequence[Equation]) -> list[Claim]:
    """Return each row's share of the total it is part of, or of the row above its 其中; together they are 100."""
    claims: list[Claim] = []
    rows = {row.place: row for row in read.grid.rows}
    whole_of: dict[int, list[int]] = {}
    for equation in equations:
        for part in equation.parts:
            whole_of.setdefault(part, []).append(equation.row)
    grand = [row.place for row in read.grid.rows if row.total == "total"]
    for row in read.grid.rows:
        rate, part = read.at.get((row.place, column.place)), read.at.get((row.place, base.place))
        if rate is None or part is None or read.figures[rate].dimension != "share":
            continue
        wholes = [*(grand if len(grand) == 1 else ()), *whole_of.get(row.place, ())]
        held = [read.at[w, base.place] for w in dict.fromkeys(wholes) if (w, base.place) in read.at and w != row.place]
        tried = [Claim("share", (rate, part, whole), "占比") for whole in held]
        sound = [c for c in tried if judged(c, read.figures).status in _HOLDS]
        claims += (sound or tried)[:1]
        if row.place in grand:
            claims.append(Claim("hundred", (rate,), "占比"))
    return [*claims, *_hundreds(read, column, claims, [e for e in equations if rows[e.row].total and e.whole])]


def _hundreds(
    read: Read, column: Column, claims: Sequence[Claim], equations: Sequence[Equation]
) -> Iterator[Claim]:  # fmt: skip
    """Yield the shares of all parts of one total: they add to 100 %, or to the share a subtotal has of the whole."""
    whole_of = {c.figures[0]: c.figures[2] for c in claims if c.kind == "share"}
    row_of = {i: row for (row, _), i in read.at.items()}
    for equation in equations:
        rates = [read.at[p, column.place] for p in equation.parts if (p, column.place) in read.at]
        blank = [p for p in equation.parts if (p, column.place) in read.unknown]
        wholes = {whole_of.get(rate) for rate in rates}
        whole = next(iter(wholes), None) if len(wholes) == 1 else None
        if len(rates) > 1 and not blank and whole is not None:
            own = read.at.get((equation.row, column.place))
            if row_of[whole] == equation.row:
                yield Claim("hundred", tuple(rates), "占比")
            elif own is not None and whole_of.get(own) == whole:
                yield Claim("sum", (own, *rates), "占比")


def _across_shares(read: Read, column: Column, part: Column, whole: Column) -> list[Claim]:
    claims: list[Claim] = []
    for row in read.grid.rows:
        places = [(row.place, c.place) for c in (column, part, whole)]
        if not all(place in read.at for place in places):
            continue
        rate, own, total = (read.figures[read.at[place]] for place in places)
        if rate.dimension == "share" and own.dimension == total.dimension != "share":
            claims.append(Claim("share", tuple(read.at[place] for place in places), column.label))
    return claims
