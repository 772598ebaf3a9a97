"""Field names for a shapefile: at most ten Latin letters, digits and underscores, each name once."""

import re
from collections.abc import Sequence

__all__ = ["short_names"]

_LONGEST = 10


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Return for each field name the one it has in a shapefile: Chinese in pinyin, long ones cut, doubles numbered.

    >>> short_names(["DLBM", "地类名称", "图斑地类面积", "declared_area_m2", "declared_area_ha", "dlbm"])
    ... # doctest: +NORMALIZE_WHITESPACE
    {'DLBM': 'DLBM', '地类名称': 'DLMC', '图斑地类面积': 'TBDLMJ', 'declared_area_m2': 'declared_a',
     'declared_area_ha': 'declared_1', 'dlbm': 'dlbm_1'}
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    # Names that fit as they are keep themselves, whatever stands before them.
    for name in sorted(names, key=lambda name: not _fits(name)):
        short = _latin(name)[:_LONGEST] or "FIELD"
        number, chosen = 0, short
        while chosen.casefold() in taken:  # a shapefile does not tell case apart
            number += 1
            chosen = f"{short[: _LONGEST - 1 - len(str(number))]}_{number}" if len(short) > 8 else f"{short}_{number}"
            chosen = chosen[:_LONGEST]
        taken.add(chosen.casefold())
        found[name] = chosen
    return {name: found[name] for name in names}


def _fits(name: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,9}", name))


def _latin(name: str) -> str:
    """Return a name in Latin letters: the first letter of each Chinese sign, as the survey's own names do."""
    if not name.isascii():
        from pypinyin import Style, lazy_pinyin

        name = "".join(
            part.upper() if not source.isascii() else source
            for source, part in ((s, "".join(lazy_pinyin(s, style=Style.FIRST_LETTER))) for s in name)
        )
    plain = re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_")
    return f"F{plain}" if plain[:1].isdigit() else plain
