"""What a classification says of forest land: which classes it is, and in which groups it is gone."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from natres.core.classification import ForestLand, Group, LandClass
from natres.errors import BadDistrictFile

__all__ = ["forest_land_rules", "own_forest_land"]


def forest_land_rules(facts: Mapping[str, Any]) -> ForestLand:
    """Return what a table of TOML says of forest land."""
    return ForestLand(*(frozenset(facts.get(name, ())) for name in ("classes", "wetland", "lost_to")))


def own_forest_land(
    text: str | None, file: str, classes: Sequence[LandClass], groups: Sequence[Group]
) -> ForestLand | None:
    """Return what a scheme of one's own says of forest land, ``NAME.forest.toml`` beside ``NAME.csv``; None without it.

    Raises
    ------
    BadDistrictFile : ``SCHEME_INVALID`` for no TOML, another key, a code or group the scheme does not have, no class

    >>> scheme = [LandClass("1", {}, None, 1, "green"), LandClass("2", {}, None, 1, "built")]
    >>> text = 'classes = ["1"]' + chr(10) + 'lost_to = ["built"]'
    >>> own_forest_land(text, "mine.forest.toml", scheme, [Group("green", {}), Group("built", {})]).lost_to
    frozenset({'built'})
    """
    if text is None:
        return None
    try:
        facts = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadDistrictFile("SCHEME_INVALID", file=file, why=str(error)) from None
    codes = {c.code for c in classes}
    known: Mapping[str, Iterable[str]] = {"classes": codes, "wetland": codes, "lost_to": {g.key for g in groups}}
    for key, values in facts.items():
        if key not in known:
            raise BadDistrictFile("SCHEME_INVALID", file=file, field=key, value=key, why=", ".join(known))
        listed = cast("list[Any]", values) if isinstance(values, list) else [values]
        odd = [value for value in listed if value not in known[key]]
        if odd or not isinstance(values, list):
            value = (odd or listed)[0]
            raise BadDistrictFile("SCHEME_INVALID", file=file, field=key, value=value, why="[code or group, …]")
    if not facts.get("classes"):
        raise BadDistrictFile("SCHEME_INVALID", file=file, field="classes", value="", why="no class is forest land")
    return forest_land_rules(facts)
