"""Repairs of codes: full-width digits and blanks around them, zeros that a spreadsheet took."""

import unicodedata
from collections.abc import Collection
from typing import Any

import pandas as pd

from natres.core.mending.records import Mend

__all__ = ["narrow_codes", "narrowed", "pad_codes"]

#: Full-width letters, digits and signs, and what each is at its usual width; the blank among them.
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def narrowed(code: str, known: Collection[str] = ()) -> str:
    """Return a code at its usual width and without blanks around it.

    Signs that only look like another (``①``) are taken for it where that makes a code of ``known``.

    >>> narrowed("０１０１ "), narrowed("\u3000203Ａ"), narrowed("①"), narrowed("①", {"1"})
    ('0101', '203A', '①', '1')
    """
    folded = unicodedata.normalize("NFKC", code).strip()
    plain = code.translate(_NARROW).strip()
    return folded if folded in known else plain


def narrow_codes(column: pd.Series, known: Collection[str] = (), field: str = "") -> tuple[pd.Series, tuple[Mend, ...]]:
    """Return a column of codes at their usual width; cells that are no texts stay as they are.

    >>> codes, mends = narrow_codes(pd.Series(["０１０１", "0102", ""]), field="DLBM")
    >>> codes.tolist(), [(mend.row, mend.before, mend.after) for mend in mends]
    (['0101', '0102', ''], [(0, '０１０１', '0101')])
    """
    values: list[Any] = [narrowed(v, known) if isinstance(v, str) else v for v in column]
    mends = tuple(
        Mend("CODE_WIDE", row, field, old, new)
        for row, (old, new) in enumerate(zip(column, values, strict=True))
        if isinstance(old, str) and old != new
    )
    return (
        (pd.Series(values, index=column.index, dtype=column.dtype, name=column.name), mends) if mends else (column, ())
    )


def pad_codes(numbers: pd.Series, codes: pd.Series, field: str = "") -> tuple[pd.Series, tuple[Mend, ...]]:
    """Put codes in the place of a column of numbers: a record for the column's type, and for each code with a zero.

    Parameters
    ----------
    numbers : the column as it is stored, shape (n,)
    codes : the codes as texts, empty where there is none, shape (n,)

    >>> column, mends = pad_codes(pd.Series([101, 1101]), pd.Series(["0101", "1101"]), "DLBM")
    >>> column.tolist(), [(mend.code, mend.row, mend.before, mend.after) for mend in mends]
    (['0101', '1101'], [('CODE_TYPE', None, '101', '0101'), ('CODE_ZERO_PADDED', 0, '101', '0101')])
    """
    kept = codes.where(numbers.notna().to_numpy(), None).astype(pd.StringDtype(na_value=float("nan")))
    stored = ["" if pd.isna(number) else f"{number:.0f}" for number in numbers]
    mends = [
        Mend("CODE_ZERO_PADDED", row, field, before, after)
        for row, (before, after) in enumerate(zip(stored, codes, strict=True))
        if before != after
    ]
    if mends:
        mends.insert(0, Mend("CODE_TYPE", None, field, mends[0].before, mends[0].after))
    column = pd.Series(kept.array, index=numbers.index, name=numbers.name)
    return (column, tuple(mends)) if mends else (numbers, ())
