"""Long names in several lines, broken where a reader expects it."""

import unicodedata
from functools import lru_cache
from itertools import combinations, pairwise

from natres.presenters.drawing import text_width

__all__ = ["broken", "widest"]

#: From this letter on a line may be broken between any two, as Chinese is.
_WIDE = "\u2e80"
_NOT_FIRST, _NOT_LAST = ("Pe", "Pf", "Po"), ("Ps", "Pi")


@lru_cache(maxsize=4096)
def broken(text: str, lines: int) -> tuple[str, ...]:
    """Return a text in up to so many lines, the widest of them as narrow as can be.

    Words of Latin letters stay whole, and no line begins with a closing mark.

    >>> broken("双江拉祜族佤族布朗族傣族自治县", 2)
    ('双江拉祜族佤族', '布朗族傣族自治县')
    >>> broken("Shuangjiang Autonomous County", 2), broken("甲乙（丙）", 2)
    (('Shuangjiang', 'Autonomous County'), ('甲乙', '（丙）'))
    """
    places = _places(text)
    cuts = combinations(places, min(lines - 1, len(places)))
    every = (tuple(text[a:b].strip() for a, b in pairwise((0, *cut, len(text)))) for cut in cuts)
    return min(every, key=lambda parts: widest(parts, 1.0))


def widest(lines: tuple[str, ...], size: float, tracking: float = 0.0) -> float:
    """Return how wide the widest of some lines is; ``tracking`` stands between their letters."""
    return max(text_width(line, size) + tracking * max(len(line) - 1, 0) for line in lines)


def _places(text: str) -> list[int]:
    """Return where a text may be broken: at its spaces, and around wide letters."""
    found: list[int] = []
    for n, (before, after) in enumerate(pairwise(text), start=1):
        apart = before >= _WIDE or after >= _WIDE
        held = unicodedata.category(after) in _NOT_FIRST or unicodedata.category(before) in _NOT_LAST
        if before == " " or (apart and not held and after != " "):
            found.append(n)
    return found
