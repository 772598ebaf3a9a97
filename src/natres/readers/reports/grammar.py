"""Reading the grammar of reports: units, steering words and terms, the shipped ones with a bureau's own on top."""

import tomllib
from collections.abc import Mapping
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

from natres.core.draft import Bound, Grammar, Identity, Ratio, Term, UnitWord
from natres.errors import BadDistrictFile
from natres.readers.encodings import decode_text
from natres.readers.gate.paths import real_file

__all__ = ["read_grammar"]

_FOLDER = files("natres").joinpath("grammar")
_FILES = ("units", "words", "terms")


def read_grammar(own: str | Path | None = None) -> Grammar:
    """Return the shipped grammar, with the tables of one's own TOML file added to it.

    Parameters
    ----------
    own : a TOML file with tables of the three shipped files: ``[area]`` for units, ``[terms.x]``, ``[[identity]]`` …

    Raises
    ------
    NotThere : ``FILE_MISSING``
    BadDistrictFile : ``GRAMMAR_INVALID``

    >>> grammar = read_grammar()
    >>> grammar.term_of("全区土地总面积"), grammar.term_of("城乡建设用地面积")
    ('land_total', 'urban_rural_construction')
    """
    units, words, terms = (tomllib.loads(_FOLDER.joinpath(f"{name}.toml").read_text("utf-8")) for name in _FILES)
    if own is None:
        return _grammar(units, words, terms)
    path = real_file(own)
    try:
        given = tomllib.loads(decode_text(path.read_bytes(), path.name)[0])
        for table, value in given.items():
            meaning = table in ("terms", "identity", "ratio", "bound")
            _merge(terms if meaning else words if table in words else units, table, value)
        return _grammar(units, words, terms)
    except (tomllib.TOMLDecodeError, ValueError, TypeError, KeyError, AttributeError, ZeroDivisionError) as error:
        raise BadDistrictFile("GRAMMAR_INVALID", file=path.name, why=str(error)) from None


def _merge(base: dict[str, Any], table: str, value: Any) -> None:
    if isinstance(value, list):
        base.setdefault(table, []).extend(value)
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            held = base.setdefault(table, {})
            held[key] = [*held[key], *entry] if isinstance(held.get(key), list) and isinstance(entry, list) else entry
    else:
        raise TypeError(table)


def _grammar(units: dict[str, Any], words: dict[str, Any], terms: dict[str, Any]) -> Grammar:
    multipliers = {word: Fraction(size) for word, size in units["multiplier"].items()}
    known = [
        UnitWord(word, dimension, Fraction(size))
        for dimension, table in units.items()
        if dimension not in ("multiplier", "count")
        for word, size in table.items()
    ]
    known += [UnitWord(word, f"count:{word}", Fraction(1)) for word in dict.fromkeys(units["count"]["words"])]
    return Grammar(
        units=tuple(sorted(known, key=lambda unit: -len(unit.word))),
        multipliers=multipliers,
        words={table: {key: tuple(entry) for key, entry in entries.items()} for table, entries in words.items()},
        terms=tuple(
            Term(key, t.get("label", key), tuple(t["words"]), tuple(t.get("not", ())), t.get("published", ""))
            for key, t in terms["terms"].items()
        ),
        identities=tuple(Identity(i["total"], tuple(i["parts"])) for i in terms.get("identity", ())),
        ratios=tuple(Ratio(r["name"], r["part"], r["whole"]) for r in terms.get("ratio", ())),
        bounds=tuple(Bound(b["part"], b["whole"]) for b in terms.get("bound", ())),
    )
