"""Layers of zones and patches: what names their rows, and which zones a file or layer holds by its name."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from natres.readers.fields import known_fields
from natres.readers.layers.looking import find_kinds

__all__ = ["cell_text", "layers_of", "row_names", "zone_key"]


def zone_key(*names: str) -> str:
    """Return the key of the zones a file or layer holds, told by its name; blank where nobody knows.

    >>> zone_key("YJJBNTTB"), zone_key("某区生态保护红线_2021"), zone_key("DLTB")
    ('basic_farmland', 'ecological_red_line', '')
    """
    folded = [name.casefold() for name in names]
    for key, parts in known_fields("zone_layers").items():
        if any(part.casefold() in name for part in parts for name in folded):
            return key
    return ""


def row_names(frame: pd.DataFrame, kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return code and name of every row of a layer that keeps its own fields; rows without a code are numbered from 1.

    Parameters
    ----------
    kind : ``zones``, ``illegal_patches`` or ``approvals``: which fields are looked for; columns ``code`` and ``name``
        that a user named come first

    >>> row_names(pd.DataFrame({"HXMC": ["甲", None]}), "zones")
    (('1', '2'), ('甲', ''))
    """
    known = known_fields(kind)
    codes, names = (_texts(frame, (column, *known[column])) for column in ("code", "name"))
    return tuple(code or str(row + 1) for row, code in enumerate(codes)), tuple(names)


def _texts(frame: pd.DataFrame, fields: Sequence[str]) -> list[str]:
    folded = {str(column).casefold(): str(column) for column in reversed(list(frame.columns))}
    found = next((folded[field.casefold()] for field in fields if field.casefold() in folded), None)
    if found is None:
        return [""] * len(frame)
    return [cell_text(value) for value in frame[found]]


def cell_text(value: object) -> str:
    """Return a cell as text, whole numbers without a decimal point, blank where it is missing.

    >>> cell_text(120111.0), cell_text(" 甲 "), cell_text(None)
    ('120111', '甲', '')
    """
    if value is None or pd.isna(value):  # pyright: ignore[reportCallIssue, reportArgumentType]
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def layers_of(path: str | Path) -> list[str]:
    """Return the names of the layers of a file, one blank name where it need not be named."""
    kinds = find_kinds(Path(path))
    return [""] if len(kinds) < 2 else [name for _, _, name in kinds]
