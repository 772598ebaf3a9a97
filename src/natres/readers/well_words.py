"""Reading what the words of a well register mean, from the table natres ships."""

import tomllib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from natres.core.wells import TemperatureGrade, WellScheme, bare_word

__all__ = ["read_well_scheme"]


@cache
def read_well_scheme() -> WellScheme:
    """Return the roles, kinds of rights, states, reservoirs and temperature grades natres ships.

    >>> scheme = read_well_scheme()
    >>> scheme.reservoir_of("Jxw") == scheme.reservoir_of("雾迷山"), scheme.role_of("PRODUCTION")
    (True, 'production')
    >>> [scheme.grade_of(Fraction(t)) for t in ("24.9", "25", "89.9", "90", "150")]
    ['below', 'warm', 'hot', 'medium', 'high']
    """
    text = files("natres").joinpath("classifications", "well-words.toml").read_text(encoding="utf-8")
    facts = tomllib.loads(text)
    named = [
        {**entry, "key": entry["name"], "words": [entry["name"], *entry["words"]]} for entry in facts["reservoirs"]
    ]
    grades = [TemperatureGrade(g["key"], Fraction(g["from_c"]), g["label"]) for g in facts["grades"]]
    return WellScheme(
        roles=_meanings(facts["roles"]),
        right_kinds=_meanings(facts["right_kinds"]),
        states=_meanings(facts["states"]),
        reservoirs={bare_word(word): name for word, name in _meanings(named).items()},
        at_rest=frozenset(entry["key"] for entry in facts["states"] if entry.get("at_rest")),
        grades=tuple(sorted(grades, key=lambda grade: grade.from_c)),
        traces={entry["key"]: tuple(entry["traces"]) for entry in (*facts["roles"], *facts["right_kinds"])},
    )


def _meanings(entries: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return word in lower case → key."""
    return {word.lower(): entry["key"] for entry in entries for word in entry["words"]}
