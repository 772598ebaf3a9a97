"""Recognising another classification from the codes and class names of a whole layer: a rule of evidence.

A layer is taken for another scheme where codes that only the other has

- are at least 2 % of the coded rows, in two or more codes, or half of all rows where there is but one;
- are at least nine tenths of the codes our scheme does not know;
- are in no fewer rows than the codes that only our scheme has.

So a few foreign codes among good ones, or a mistyped one, stay what they are: findings about rows. Where two
other schemes explain a layer equally well both are named. Class names speak where the digits stand in both
schemes: more rows must carry the other's name than ours.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property

__all__ = ["OtherScheme", "Recognised", "others_of", "plain_name", "recognise_codes", "recognise_names"]

_LEAST_SHARE = 0.02
_LEAST_EXPLAINED = 0.9
_SHOWN = 6

Words = Mapping[str, str]


@dataclass(frozen=True)
class OtherScheme:
    """The shape of another classification; ``mains`` and ``codes`` are regular expressions of whole codes.

    ``names`` maps digits that our scheme uses otherwise to what the other's class name holds there;
    ``with_own`` says that our scheme's codes occur beside the other's.
    """

    key: str
    title: Words
    codes: str
    mains: str = ""
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    with_own: bool = False

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        return re.compile(self.codes), re.compile(f"{self.mains}|{self.codes}" if self.mains else self.codes)

    def has(self, code: str, *, mains: bool = True) -> bool:
        """Return whether the scheme has a code of that shape, main classes included unless told otherwise."""
        return self._patterns[mains].fullmatch(code) is not None


@dataclass(frozen=True)
class Recognised:
    """What a layer was recognised as: scheme keys (several where they explain it equally), and the evidence.

    ``codes`` are the telling codes, most rows first; ``count`` of ``rows`` coded rows carry one.
    """

    keys: tuple[str, ...]
    titles: tuple[Words, ...]
    codes: tuple[str, ...]
    count: int
    rows: int

    @property
    def evidence(self) -> str:
        """The first telling codes as they are shown."""
        return ", ".join(self.codes[:_SHOWN]) + (" …" if len(self.codes) > _SHOWN else "")


def recognise_codes(
    counts: Mapping[str, int], own: AbstractSet[str], others: Sequence[OtherScheme], *, numeric: bool = False
) -> Recognised | None:
    """Return which other scheme a layer's codes are of, or None.

    Parameters
    ----------
    counts : code as read → rows; rows without a code left out
    own : the codes of our scheme
    others : the schemes that may be recognised
    numeric : whether codes were stored as numbers, so that a leading zero may be lost

    >>> second = OtherScheme("second-survey", {"en": "Second survey"}, "(01|03)[1-3]|11[1-9]")
    >>> found = recognise_codes({"011": 40, "031": 7, "O11": 1}, {"0101", "0301"}, [second])
    >>> found.keys, found.codes, found.count, found.rows
    (('second-survey',), ('011', '031'), 47, 48)
    >>> recognise_codes({"0101": 40, "011": 1}, {"0101"}, [second]) is None
    True
    >>> recognise_codes({}, {"0101"}, [second]) is None
    True
    """
    # Numbers 11 and 12 are 011 and 012 rather than main classes, unless other bare main classes stand there.
    bare = not numeric or any(len(code) == 1 or code == "10" for code in counts)
    readings = {code: (code, f"0{code}") if numeric else (code,) for code in counts}
    known = {c for c, texts in readings.items() if any(t in own for t in texts) and (bare or len(c) != 2)}
    found: list[tuple[int, OtherScheme, set[str]]] = []
    for other in others:
        fits = {c for c, texts in readings.items() if any(other.has(t, mains=bare) for t in texts)}
        fits |= known if other.with_own else set()
        if _is_evidence(counts, known, fits):
            found.append((_rows(counts, fits), other, fits - known))
    if not found:
        return None
    most = max(explained for explained, _, _ in found)
    best = [(other, telling) for explained, other, telling in found if explained == most]
    return _recognised(counts, [other for other, _ in best], set[str]().union(*(telling for _, telling in best)))


def _is_evidence(counts: Mapping[str, int], known: set[str], fits: set[str]) -> bool:
    total, telling = sum(counts.values()), fits - known
    speaking, against = _rows(counts, telling), _rows(counts, known - fits)
    unknown = total - _rows(counts, known)
    enough = speaking >= _LEAST_SHARE * total and (len(telling) > 1 or 2 * speaking >= total)
    return bool(telling) and enough and speaking >= _LEAST_EXPLAINED * unknown and against <= speaking


def _rows(counts: Mapping[str, int], codes: Iterable[str]) -> int:
    return sum(counts[code] for code in codes)


def _recognised(counts: Mapping[str, int], schemes: Sequence[OtherScheme], telling: Iterable[str]) -> Recognised:
    codes = sorted(telling, key=lambda code: (-counts[code], code))
    keys, titles = tuple(s.key for s in schemes), tuple(s.title for s in schemes)
    return Recognised(keys, titles, tuple(codes), _rows(counts, codes), sum(counts.values()))


def recognise_names(
    counts: Mapping[tuple[str, str], int], own_names: Mapping[str, str], others: Sequence[OtherScheme], *, rows: int
) -> Recognised | None:
    """Return which other scheme the class names speak for where the digits stand in both, or None.

    Parameters
    ----------
    counts : (code, class name) → rows, of the codes that tell
    own_names : code → class name in our scheme
    others : the schemes that may be recognised
    rows : coded rows of the whole layer

    >>> guide = OtherScheme("guide", {}, "", names={"1101": ("物流", "仓储")})
    >>> recognise_names({("1101", "物流仓储用地"): 3}, {"1101": "河流水面"}, [guide], rows=9).evidence
    '1101 物流仓储用地'
    >>> recognise_names({("1101", "河流水面　"): 3}, {"1101": "河流水面"}, [guide], rows=9) is None
    True
    """
    for other in others:
        speaking: dict[str, int] = {}
        codes: set[str] = set()
        agreeing = 0
        for (code, name), count in counts.items():
            words = plain_name(name)
            if plain_name(own_names.get(code, name)) in words:
                agreeing += count if code in other.names else 0
            elif any(fragment in words for fragment in other.names.get(code, ())):
                speaking[f"{code} {words}"] = speaking.get(f"{code} {words}", 0) + count
                codes.add(code)
        total = sum(speaking.values())
        if total > agreeing and (len(codes) > 1 or total >= _LEAST_SHARE * rows):
            found = _recognised(speaking, [other], speaking)
            return Recognised(found.keys, found.titles, found.codes, total, rows)
    return None


def plain_name(name: str) -> str:
    """Return a class name without what is only writing: full and half width, blanks.

    >>> plain_name(" 水浇地　（Ａ） ")
    '水浇地(A)'
    """
    return "".join(unicodedata.normalize("NFKC", name).split())


def others_of(code: str, others: Sequence[OtherScheme]) -> tuple[OtherScheme, ...]:
    """Return the other schemes that have a code which ours does not know."""
    return tuple(other for other in others if other.has(code))
