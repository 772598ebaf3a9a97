"""Shares in the wording of a draft: what 占…的45.65% is of, and which shares make up the whole."""

import re
from collections.abc import Sequence
from fractions import Fraction

from natres.analyses.drafts.verdicts.claims import Claim
from natres.analyses.drafts.wording.found import (
    NO_SUMS,
    Found,
    alike,
    first_match,
    is_reference,
    is_step,
    measured_before,
    named_by,
)

__all__ = ["hundreds", "shares", "shares_of_sums"]

#: Parts that miss their whole by so little were meant to fill it.
_COMPLETE = Fraction(1, 100)

#: A share whose part or whole was not found: its place and the reason.
Unplaced = list[tuple[int, str]]


def shares(found: Found, unplaced: Unplaced) -> list[Claim]:
    """Return 占…的45.65%: the figure before it, over the figure that the words name."""
    claims: list[Claim] = []
    figures, patterns = found.figures, found.grammar.words["relation"]["share"]
    for i, figure in enumerate(figures):
        if figure.dimension != "share":
            continue
        if i and is_reference(found, i - 1):
            part = measured_before(found, i - 1)
            if part is not None and figures[part].dimension == figures[i - 1].dimension:
                claims.append(Claim("share", (i, part, i - 1), "占"))
                continue
        match = first_match(patterns, found.clause(i))
        if not match:
            continue
        named = match.groupdict().get("whole") or match.groupdict().get("whole2") or ""
        if "分别" in found.clause(i):
            claims += _in_turn(found, i, named, unplaced)
            continue
        part = measured_before(found, i)
        whole = None if part is None else named_by(found, named, part, i) if named else _whole_of(found, part)
        if part is None or whole is None:
            unplaced.append((i, "share"))
        else:
            claims.append(Claim("share", (i, part, whole), match.group()))
    return claims


def _in_turn(found: Found, first: int, named: str, unplaced: Unplaced) -> list[Claim]:
    """Return 分别占…的36%、44%、20%: one share for each figure of the list before, in turn."""
    figures = found.figures
    rates = [first]
    while rates[-1] + 1 < len(figures) and figures[rates[-1] + 1].dimension == "share" and (
        found.before(rates[-1] + 1).strip("和与及") in ("、", "，", "")
    ):  # fmt: skip
        rates.append(rates[-1] + 1)
    earlier = [j for j in range(first) if figures[j].sentence == figures[first].sentence]
    listed = [j for j in earlier if figures[j].dimension not in NO_SUMS and not is_step(found, j)]
    parts = listed[-len(rates) :]
    same = len(parts) == len(rates) and all(alike(found, parts[0], j) for j in parts)
    whole = named_by(found, named.removeprefix("分别"), parts[0], first, parts) if same and named else None
    if whole is None:
        unplaced += [(i, "share") for i in rates]
        return []
    return [Claim("share", (rate, part, whole), f"分别占{named}") for rate, part in zip(rates, parts, strict=True)]


def _whole_of(found: Found, part: int) -> int | None:
    """Return the whole before 其中 that a share without a name is of: 其中国有林地792公顷，占12.15%."""
    figures, closed = found.figures, False
    for j in range(part, 0, -1):
        if figures[j].sentence != figures[part].sentence:
            return None
        # A list within a list ends at ；: what follows is a part of the outer whole again.
        outer = closed and any(
            "其中" in found.before(k) for k in range(j) if figures[k].sentence == figures[j].sentence
        )
        if "其中" in found.before(j) and found.brackets[j] == found.brackets[part] and not outer:
            inside = found.brackets[j]
            wholes = [k for k in _before_list(found, j) if alike(found, part, k)]
            return next((k for k in wholes if inside or not found.brackets[k]), None)
        closed = closed or "；" in found.before(j)
    return None


def _before_list(found: Found, j: int) -> list[int]:
    """Return the figures before 其中, nearest first: of its sentence, or of the one before where 其中 begins it."""
    figures = found.figures
    begins = figures[j - 1].sentence != figures[j].sentence and figures[j - 1].paragraph == figures[j].paragraph
    sentence = figures[j - 1].sentence if begins else figures[j].sentence
    return [k for k in range(j - 1, -1, -1) if figures[k].sentence == sentence]


def shares_of_sums(found: Found, unplaced: Unplaced, claims: Sequence[Claim]) -> list[Claim]:
    """Return the bare shares left, 占45.65%, of a part whose whole another statement of the paragraph gives.

    What is placed so is taken out of ``unplaced``.
    """
    figures, placed = found.figures, list[Claim]()
    whole_of = {part: c.figures[0] for c in claims if c.kind == "sum" for part in c.figures[1:]}
    for i, why in list(unplaced):
        part = measured_before(found, i)
        whole = whole_of.get(part) if part is not None else None
        bare = re.search(r"占(?:比[为达约到]*)?$", found.clause(i))
        if bare and part is not None and whole is not None and figures[whole].paragraph == figures[i].paragraph:
            placed.append(Claim("share", (i, part, whole), "占"))
            unplaced.remove((i, why))
    return placed


def hundreds(found: Found, of_whole: Sequence[Claim]) -> list[Claim]:
    """Return shares of one whole whose parts fill it: they add to 100 %."""
    groups: dict[tuple[int, int], list[Claim]] = {}
    for claim in of_whole:
        groups.setdefault((claim.figures[2], found.figures[claim.figures[0]].sentence), []).append(claim)
    claims: list[Claim] = []
    divided = found.grammar.words["relation"]["divided"]
    for (whole, _), group in groups.items():
        runs: list[list[Claim]] = [[]]
        for claim in group:
            if runs[-1] and first_match(divided, found.before(claim.figures[1])):
                runs.append([])
            runs[-1].append(claim)
        for run in runs:
            parts = sum((found.figures[c.figures[1]].value for c in run), Fraction(0))
            size = found.figures[whole].value
            if len(run) > 1 and abs(parts - size) <= _COMPLETE * size:
                claims.append(Claim("hundred", tuple(c.figures[0] for c in run), "占"))
    return claims
