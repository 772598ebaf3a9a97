"""Words of the tables, pages and messages, one TOML per language; no number lives here."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from natres.errors import BadUsage

__all__ = ["LANGUAGES", "words"]

LANGUAGES = ("zh", "en")


@cache
def words(language: str) -> Mapping[str, str]:
    """Return the words of a language by ``section.key``.

    Raises
    ------
    BadUsage : ``OPTION_VALUE`` for another language

    >>> words("zh")["land.total"], words("en")["land.total"]
    ('土地总面积', 'Total land')
    """
    if language not in LANGUAGES:
        raise BadUsage("OPTION_VALUE", option="--lang", value=language, allowed=", ".join(LANGUAGES))
    text = files("natres").joinpath("labels", f"{language}.toml").read_text(encoding="utf-8")
    return {
        f"{section}.{key}": word for section, entries in tomllib.loads(text).items() for key, word in entries.items()
    }
