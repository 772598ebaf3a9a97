"""Changes in the wording of a draft: growth rates, steps and percentage points, beside the values they tie."""

import re
from collections.abc import Iterator

from natres.analyses.drafts.reading.naming import core_name
from natres.analyses.drafts.verdicts.claims import Claim
from natres.analyses.drafts.wording.found import Found, is_earlier, is_step, measured_before

__all__ = ["changes", "growth_rates"]


def changes(found: Found) -> list[Claim]:
    """Return growth rates, steps and percentage points that the text lets one check."""
    return [*_growth(found), *_from_to(found), *_points(found)]


def growth_rates(found: Found) -> Iterator[tuple[int, int, str]]:
    """Yield every growth rate over one year with its sign and how the text says it; a yearly mean is none."""
    for i, figure in enumerate(found.figures):
        sign = _sign(found, i)
        if figure.dimension == "share" and sign and "年均" not in found.before(i):
            yield i, sign, found.clause(i)


def _sign(found: Found, i: int) -> int:
    """Return 1 where the words before a figure say that something grew by it, −1 where it fell, 0 for neither."""
    relation, clause = found.grammar.words["relation"], found.clause(i)
    for sign, steps in ((1, relation["growth"]), (-1, relation["fall"])):
        if re.search(rf"(?:{'|'.join(steps)})[了约为]*$", clause):
            return sign
    return 0


def _growth(found: Found) -> list[Claim]:
    """Return growth rates beside the value before, or beside the step itself."""
    claims: list[Claim] = []
    figures = found.figures
    for i, sign, clause in growth_rates(found):
        now = measured_before(found, i)
        if now is None:
            continue
        around = [j for j in range(now + 1, i) if figures[j].dimension == figures[now].dimension]
        steps = [j for j in around if is_step(found, j)]
        earlier = next((j for j in reversed(around) if is_earlier(found, j)), None)
        if steps:
            claims.append(Claim("step", (i, now, steps[-1]), clause, sign=sign))
            if earlier is not None:
                claims.append(_moved(now, earlier, steps[-1], sign))
        if earlier is None:
            earlier = _year_before(found, now, i)
        if earlier is not None:
            claims.append(Claim("growth", (i, now, earlier), clause, sign=sign))
    return claims


def _moved(now: int, earlier: int, step: int, sign: int) -> Claim:
    """Return now = earlier ± step as a sum of the larger of the two."""
    bigger, smaller = (now, earlier) if sign > 0 else (earlier, now)
    return Claim("sum", (bigger, smaller, step), "较")


def _from_to(found: Found) -> list[Claim]:
    """Return 净增1.2公顷，由270公顷增加到271.2公顷: the step between two values, before or behind them."""
    claims: list[Claim] = []
    figures = found.figures
    for now in range(1, len(figures)):
        earlier = now - 1
        if not _is_reached(found, now):
            continue
        for step in (earlier - 1, now + 1):
            near = 0 <= step < len(figures) and figures[step].sentence == figures[now].sentence
            if not near or not (sign := _sign(found, step)):
                continue
            if figures[step].dimension == figures[now].dimension != "share" and is_step(found, step):
                claims.append(_moved(now, earlier, step, sign))
    return claims


def _is_reached(found: Found, now: int) -> bool:
    """Tell whether a figure is the end of 由甲增加到乙, with the figure before it as the beginning."""
    figures = found.figures
    if now < 1 or figures[now - 1].sentence != figures[now].sentence:
        return False
    alike = figures[now - 1].dimension == figures[now].dimension
    reached = re.search(r"[到至为](?:\d{4}年[末底]?的?)?$", found.before(now))
    return alike and is_earlier(found, now - 1) and reached is not None


def _points(found: Found) -> list[Claim]:
    """Return 由12.3%提高到13.1%，提高0.8个百分点: the difference of two shares."""
    claims: list[Claim] = []
    figures = found.figures
    for i, figure in enumerate(figures):
        sign = _sign(found, i)
        now = i - 1
        if figure.dimension != "points" or not sign or now < 0 or figures[now].dimension != "share":
            continue
        if figures[now].sentence != figure.sentence or is_step(found, now):
            continue
        earlier = now - 1 if _is_reached(found, now) else _year_before(found, now, i)
        if earlier is not None:
            claims.append(Claim("points", (i, now, earlier), found.clause(i), sign=sign))
    return claims


def _year_before(found: Found, now: int, rate: int) -> int | None:
    """Return the value a growth starts from: 由甲增加到乙, or the same quantity with the date that is compared with."""
    figures, grammar = found.figures, found.grammar
    if _is_reached(found, now):
        return now - 1
    if not figures[now].date.isdigit():
        return None
    said = re.search(r"(?:比|较)(?:(\d{4})年|上年|去年|上年度)?[^，。；]*$", found.clause(rate))
    year = said.group(1) if said and said.group(1) else str(int(figures[now].date) - 1)
    name = core_name(figures[now].name, grammar)
    same = [
        j
        for j in range(len(figures))
        if figures[j].date == year
        and j not in (rate, now)
        and figures[j].dimension == figures[now].dimension
        and figures[j].scope[:2] == figures[now].scope[:2]
        and core_name(figures[j].name, grammar) == name
    ]
    return same[0] if len(same) == 1 else None
