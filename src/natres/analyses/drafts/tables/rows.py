"""How the rows of a table make each other up: 合计, 小计, 其中, groups and numbers, settled by what columns add to."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product

from natres.analyses.drafts.tables.figures import Read
from natres.analyses.drafts.tables.grid import Column, Row
from natres.core.draft import DraftFigure

__all__ = ["NO_SUMS", "Equation", "adds_up", "equations_of", "parts_of"]

#: So near its parts a whole was meant to be their sum, and one of the figures is wrong.
_NEAR = Fraction(1, 20)
#: Of these nothing is the sum of anything.
NO_SUMS = ("share", "points", "temperature", "time", "")
_MOST_CHOICES = 64
#: A list that no word marks is sought among so many rows.
_LONGEST_RUN = 12
_MOST_RUNS = 400
#: The name of a group of rows that are the totals of the other groups' rows.
_ALL = ("合计", "总计", "全区", "全市", "全县")


@dataclass(frozen=True)
class Equation:
    """A row and the rows it is made up of; ``whole`` tells that they are all of it.

    ``sure`` is false where another reading of the headings cannot be shut out.
    """

    row: int
    parts: tuple[int, ...]
    words: str
    whole: bool = True
    sure: bool = True


def parts_of(
    read: Read, column: Column, row: Row, parts: Sequence[Row], kinds: Sequence[str] = NO_SUMS
) -> tuple[int, ...] | None:
    """Return the figures of a row and of its parts in one column; empty cells are no part.

    None where a cell says something that is no number, the total is not printed, or the figures cannot be added.
    """
    cells = [(r.place, column.place) for r in (row, *parts)]
    if any(cell in read.unknown for cell in cells) or cells[0] not in read.at:
        return None
    found = [read.at[cell] for cell in cells if cell in read.at]
    figures = [read.figures[i] for i in found]
    dimension = figures[0].dimension
    if len(found) < 2 or dimension in kinds or "/" in dimension or any(f.dimension != dimension for f in figures):
        return None
    return None if len({f.date for f in figures}) > 1 else tuple(found)


def adds_up(figures: Sequence[DraftFigure]) -> tuple[bool, bool]:
    """Tell whether the first figure is the sum of the others within rounding, and whether it nearly is."""
    off = abs(sum((f.value for f in figures[1:]), -figures[0].value))
    slack = sum((f.half for f in figures), Fraction(0))
    return off <= slack, off <= max(_NEAR * abs(figures[0].value), slack)


def equations_of(read: Read, columns: Sequence[Column]) -> list[Equation]:
    """Return how rows make each other up: of all readings of the headings the one whose columns add up best.

    Parameters
    ----------
    read : the figures of a table
    columns : those that can be added
    """
    rows = read.grid.rows
    place = {row.place: row for row in rows}
    best, highest = list[Equation](), Fraction(-1)
    count = 0
    for equations in _readings(rows, lambda p, k: _run_fits(read, columns, rows, p, k)):
        count += 1
        score = sum((_score(read, columns, e, place)[0] for e in equations), Fraction(0))
        if score > highest:
            best, highest = equations, score
    found: list[Equation] = []
    for equation in best:
        score, close, tested = _score(read, columns, equation, place)
        if not tested:
            continue
        fits, near = score >= 1, 2 * close >= tested
        if equation.words == "其中" and not near:
            found.append(Equation(equation.row, equation.parts, equation.words, whole=False))
        elif near or (
            count == 1 and place[equation.row].name.endswith("计") and not _nested(read, columns, equation, place)
        ):
            found.append(Equation(equation.row, equation.parts, equation.words, sure=fits))
    return found


def _score(
    read: Read, columns: Sequence[Column], equation: Equation, place: dict[int, Row]
) -> tuple[Fraction, int, int]:  # fmt: skip
    """Return how many columns an equation fits (a near fit counts little), nearly fits, and can be tried in."""
    score, near, tested = Fraction(0), 0, 0
    for column in columns:
        chosen = parts_of(read, column, place[equation.row], [place[p] for p in equation.parts])
        if chosen is None:
            continue
        tested += 1
        fits, close = adds_up([read.figures[i] for i in chosen])
        if equation.words == "其中" and len(equation.parts) < 2 and not fits:
            close = False  # one part that is nearly all is a part
        near += close
        score += 1 if fits else Fraction(1, 4) if close else 0
    return score, near, tested


def _readings(rows: Sequence[Row], fits: Callable[[int, int], bool]) -> Iterator[list[Equation]]:
    """Yield the ways to read the headings of rows, the plainest first."""
    levels = _levels(rows)
    nestings = [(nesting, True) for nesting in ((levels,) if levels else ())]
    nestings += [(nesting, True) for nesting in _nestings(rows)]
    inner = _sums_within(rows, fits)
    if inner and not levels:
        nestings.append((inner, False))
    orders = (False, True) if any(r.total == "subtotal" for r in rows) and not any(r.grouped for r in rows) else (
        (False,)
    )  # fmt: skip
    for (parent, said), top_first in product(nestings, orders):
        # What only the numbers say is no statement of the table: it tells which rows are no part of the total.
        yield [*(_children(rows, parent) if said else ()), *_totals(rows, parent, top_first=top_first)]


def _nestings(rows: Sequence[Row]) -> Iterator[dict[int, int]]:
    """Yield row → the row it is a part of, for every extent that the lists behind 其中 may have."""
    heads = [i for i, row in enumerate(rows) if row.marked and i and not rows[i - 1].marked]
    choices: list[list[tuple[int, int, int]]] = []
    for n, i in enumerate(heads):
        stop = heads[n + 1] - 1 if n + 1 < len(heads) else len(rows)
        run = 1
        while i + run < len(rows) and rows[i + run].marked:
            run += 1
        most = run
        while i + most < stop and not rows[i + most].total and rows[i + most].group == rows[i].group:
            most += 1
        deep = run
        while i + deep < i + most and rows[i + deep].indent > rows[i - 1].indent:
            deep += 1
        ends = [deep, *(k for k in range(run, most + 1) if k != deep)]
        choices.append([(i - 1, i, k) for k in ends])
    for count, chosen in enumerate(product(*choices)):
        if count >= _MOST_CHOICES:
            return
        yield {j: head for head, i, k in chosen for j in range(i, i + k)}


def _levels(rows: Sequence[Row]) -> dict[int, int]:
    """Return row → its parent by the numbers before the headings; empty where not all rows have one."""
    plain = [row for row in rows if not row.total and not row.marked]
    if len({row.level for row in plain}) < 2 or any(not row.level for row in plain):
        return {}
    parent: dict[int, int] = {}
    open_rows: list[int] = []
    for i, row in enumerate(rows):
        if row.total:
            open_rows = []
            continue
        if row.marked:
            parent[i] = next((j for j in range(i - 1, -1, -1) if not rows[j].marked), i)
            continue
        while open_rows and rows[open_rows[-1]].level >= row.level:
            open_rows.pop()
        if open_rows:
            parent[i] = open_rows[-1]
        open_rows.append(i)
    return {i: p for i, p in parent.items() if i != p}


def _sums_within(rows: Sequence[Row], fits: Callable[[int, int], bool]) -> dict[int, int]:
    """Return row → parent where a row is, in every column, the sum of those that follow it without any word for it."""
    parent: dict[int, int] = {}
    i = 0
    while i < len(rows):
        most = next((j for j in range(i + 1, len(rows)) if rows[j].total), len(rows)) - i - 1
        run = 0 if rows[i].total else next((k for k in range(2, min(most, _LONGEST_RUN) + 1) if fits(i, k)), 0)
        parent |= dict.fromkeys(range(i + 1, i + 1 + run), i)
        i += run + 1
    return parent


def _run_fits(read: Read, columns: Sequence[Column], rows: Sequence[Row], i: int, k: int) -> bool:
    chosen = [parts_of(read, column, rows[i], rows[i + 1 : i + 1 + k]) for column in columns]
    tested = [c for c in chosen if c is not None]
    return bool(tested) and all(adds_up([read.figures[n] for n in c])[0] for c in tested)


def _children(rows: Sequence[Row], parent: dict[int, int]) -> Iterator[Equation]:
    """Yield the rows that have parts by 其中 or by number."""
    for head in dict.fromkeys(parent.values()):
        parts = [i for i, p in parent.items() if p == head]
        words = "其中" if all(rows[i].marked for i in parts[:1]) else "序号"
        yield Equation(rows[head].place, tuple(rows[i].place for i in parts), words)


def _totals(rows: Sequence[Row], parent: dict[int, int], *, top_first: bool) -> Iterator[Equation]:
    """Yield the totals: 小计 of its group, 合计 of all that is part of nothing else."""
    tops = [i for i in range(len(rows)) if i not in parent]
    held: dict[int, int] = {}
    for i in (i for i in tops if rows[i].total == "subtotal"):
        parts = _under(rows, tops, i, top_first=top_first)
        held |= dict.fromkeys(parts, i)
        if parts:
            yield Equation(rows[i].place, tuple(rows[j].place for j in parts), "小计")
    crossed = [i for i in tops if rows[i].grouped and len(rows[i].heads) > 1 and rows[i].heads[0] in _ALL]
    yield from _crossed(rows, tops, crossed)
    totals = [i for i in tops if rows[i].total == "total" and i not in crossed]
    for n, i in enumerate(totals):
        if i in parent.values():
            continue
        parts = [j for j in tops if j not in held and rows[j].total in ("", "subtotal") and j not in crossed]
        if len(totals) > 1:  # several tables in one: each total ends, or begins, its own rows
            first = totals[0] == tops[0]
            low = i if first else (totals[n - 1] if n else -1)
            high = (totals[n + 1] if n + 1 < len(totals) else len(rows)) if first else i
            parts = [j for j in parts if low < j < high]
        if len(parts) > 1:
            yield Equation(rows[i].place, tuple(rows[j].place for j in parts), "合计")


def _under(rows: Sequence[Row], tops: Sequence[int], i: int, *, top_first: bool) -> list[int]:
    """Return the rows that a subtotal is of: those of its group, else those up to the subtotal before or after it."""
    if rows[i].grouped or any(row.group != rows[0].group for row in rows):
        return [j for j in tops if rows[j].group == rows[i].group and not rows[j].total]
    step = 1 if top_first else -1
    parts: list[int] = []
    j = i + step
    while 0 <= j < len(rows) and not rows[j].total:
        if j in tops:
            parts.append(j)
        j += step
    return sorted(parts)


def _crossed(rows: Sequence[Row], tops: Sequence[int], group: Sequence[int]) -> Iterator[Equation]:
    """Yield the rows of a group 合计: each is the sum of the rows of that name in the other groups."""
    for i in group:
        parts = [j for j in tops if j not in group and rows[j].heads[1:] == rows[i].heads[1:]]
        if len(parts) > 1:
            yield Equation(rows[i].place, tuple(rows[j].place for j in parts), "合计")


def _nested(read: Read, columns: Sequence[Column], equation: Equation, place: dict[int, Row]) -> bool:
    """Tell whether rows add to more than their total by runs of rows: parts of other rows that no word marks."""
    for column in columns:
        chosen = parts_of(read, column, place[equation.row], [place[p] for p in equation.parts])
        if chosen is None:
            continue
        own = [read.figures[i] for i in chosen]
        excess = sum((f.value for f in own[1:]), -own[0].value)
        slack = sum((f.half for f in own), Fraction(0))
        runs = _runs([f.value for f in own[1:]], slack)
        pairs = combinations(runs, 2) if len(runs) <= _MOST_RUNS else ()
        if any(abs(run - excess) <= slack for run in runs) or any(abs(a + b - excess) <= slack for a, b in pairs):
            return True
    return False


def _runs(parts: Sequence[Fraction], slack: Fraction) -> list[Fraction]:
    """Return the sums of all runs of rows that can be parts of the row before them."""
    runs: list[Fraction] = []
    for i in range(1, len(parts)):
        total = Fraction(0)
        for part in parts[i:]:
            total += part
            if total > parts[i - 1] + slack:
                break
            runs.append(total)
    return runs
