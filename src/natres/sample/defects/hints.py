"""What a checker should say of each kind of planted error, in both languages."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

__all__ = ["hints"]


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("natres.sample.defects").joinpath("hints.toml").read_text(encoding="utf-8"))


def hints(key: str) -> Mapping[str, str]:
    """Return the hint on a kind of error by language.

    >>> hints("id_length")["en"]
    'BSM must have 18 digits'
    """
    return _words()[key]
