"""Options whose value may be left out, which the parser does not know."""

from collections.abc import Sequence

__all__ = ["with_values"]

#: Options that mean the district's own layer where no file follows.
_OPTIONAL = ("--parcels",)


def with_values(words: Sequence[str]) -> list[str]:
    """Return a command line in which options that may stand alone carry an empty value there.

    What follows is the option's file, unless it is another option or a district file, which is what the command is
    about.

    >>> with_values(["forest", "d.toml", "--parcels"])
    ['forest', 'd.toml', '--parcels=']
    >>> with_values(["forest", "--parcels", "d.toml", "--lang", "en"])
    ['forest', '--parcels=', 'd.toml', '--lang', 'en']
    >>> with_values(["forest", "plots.shp", "--parcels", "parcels.gpkg"])
    ['forest', 'plots.shp', '--parcels', 'parcels.gpkg']
    """
    found: list[str] = []
    for place, word in enumerate(words):
        after = words[place + 1] if place + 1 < len(words) else "-"
        alone = after.startswith("-") or after.lower().endswith(".toml")
        found.append(f"{word}=" if word in _OPTIONAL and alone else word)
    return found
