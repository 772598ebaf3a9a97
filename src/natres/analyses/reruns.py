"""A run computed again beside its record: which figures are no longer the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Difference", "compare_figures", "flatten_figures"]


@dataclass(frozen=True)
class Difference:
    """Something that is not as recorded: ``kind`` is input, output or figure; a missing side is None."""

    kind: str
    what: str
    recorded: str | None
    now: str | None


#: What an entry of a list is known by, in this order.
_NAMES = ("key", "code", "measure", "unit", "reservoir", "forest_class", "well_id", "group", "tenure",
          "settlement_code")  # fmt: skip


def compare_figures(recorded: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[list[Difference], int]:
    """Return the figures that differ, exactly compared, and how many were compared.

    Parameters
    ----------
    recorded, now : the ``results`` of two ``results.json``

    >>> old = {"shares": {"groups": [{"key": "unused", "area_m2": 36.2}]}}
    >>> new = {"shares": {"groups": [{"key": "unused", "area_m2": 36.3}]}}
    >>> compare_figures(old, new)[0][0].what
    'shares.groups[unused].area_m2'
    """
    before, after = flatten_figures(recorded), flatten_figures(now)
    names = list(dict.fromkeys([*before, *after]))
    found = [
        Difference("figure", name, _text(before, name), _text(after, name))
        for name in names
        if name not in before or name not in after or before[name] != after[name]
    ]
    return found, len(names)


def _text(figures: Mapping[str, Any], name: str) -> str | None:
    return str(figures[name]) if name in figures else None


def flatten_figures(data: Any, place: str = "") -> dict[str, Any]:
    """Return every number and word of nested JSON by its place, entries of lists by what they are known by.

    >>> flatten_figures({"wells": {"counts": {"production": 22}}, "empty": []})
    {'wells.counts.production': 22, 'empty': '[]'}
    """
    if isinstance(data, Mapping) and data:
        inside = {f"{place}.{key}" if place else str(key): value for key, value in data.items()}
    elif isinstance(data, list) and data:
        inside = {f"{place}[{name}]": value for name, value in zip(_names_of(data), data, strict=True)}
    else:
        return {place: "[]" if data == [] else "{}" if data == {} else data}
    flat: dict[str, Any] = {}
    for name, value in inside.items():
        flat |= flatten_figures(value, name)
    return flat


def _names_of(entries: Sequence[Any]) -> list[str]:
    """Return names for the entries of a list, as short as tells them apart; else their places."""
    known = [
        [str(entry[name]) for name in _NAMES if isinstance(entry.get(name), str)] if isinstance(entry, Mapping) else []
        for entry in entries
    ]
    for length in range(1, len(_NAMES) + 1):
        names = ["/".join(words[:length]) for words in known]
        if all(names) and len(set(names)) == len(names):
            return names
    return [str(place) for place in range(len(entries))]
