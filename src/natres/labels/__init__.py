"""Words of the tables, pages and messages: a folder per language, a file per subject; no number lives here."""

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
    return {
        f"{section}.{key}": word
        for file in sorted(files("natres").joinpath("labels", language).iterdir(), key=lambda file: file.name)
        for section, entries in tomllib.loads(file.read_text(encoding="utf-8")).items()
        for key, word in entries.items()
    }
