"""What a classification says of change: what cropland is, where it goes, and which group is construction land."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict, cast

from natres.core.classification import CroplandFlow, Destination, Group, LandClass
from natres.errors import BadDistrictFile

__all__ = ["ChangeRules", "change_rules", "own_change_rules"]

_KEYS = frozenset({"key", "label", "groups", "classes", "sum_of"})


class ChangeRules(TypedDict, total=False):
    """Arguments of :class:`natres.core.classification.Scheme`."""

    cropland_flow: CroplandFlow | None
    construction_group: str


def change_rules(facts: Mapping[str, Any]) -> CroplandFlow:
    """Return the destinations of cropland that a table of TOML holds."""
    destinations = tuple(
        Destination(
            way["key"], _in_languages(way["label"]), frozenset(way.get("groups", ())),
            frozenset(way.get("classes", ())), tuple(way.get("sum_of", ())),
        )
        for way in facts["destinations"]
    )  # fmt: skip
    return CroplandFlow(frozenset(facts["classes"]), destinations)


def own_change_rules(text: str, file: str, classes: Sequence[LandClass], groups: Sequence[Group]) -> ChangeRules:
    """Return the rules of a scheme of one's own, ``NAME.change.toml`` beside ``NAME.csv``; none where it is empty.

    Raises
    ------
    BadDistrictFile : ``SCHEME_INVALID`` for no TOML, an unknown key, code or group, a sum of sums, a sum as the last

    >>> scheme = [LandClass("1", {}, None, 1, "farm"), LandClass("2", {}, None, 1, "built")]
    >>> text = 'cropland_flow = { classes = ["1"], destinations = [{ key = "x", label = "X" }] }'
    >>> rules = own_change_rules(text, "mine.change.toml", scheme, [Group("farm", {}), Group("built", {})])
    >>> rules["cropland_flow"].destinations[0].label["zh"]
    'X'
    """
    try:
        facts = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadDistrictFile("SCHEME_INVALID", file=file, why=str(error)) from None
    _refuse(facts, {"construction", "cropland_flow"}, file, "construction, cropland_flow")
    keys = {group.key for group in groups}
    found: ChangeRules = {}
    if "construction" in facts:
        _refuse([facts["construction"]], keys, file, "no such group")
        found["construction_group"] = facts["construction"]
    if "cropland_flow" in facts:
        found["cropland_flow"] = _own_flow(facts["cropland_flow"], file, {c.code for c in classes}, keys)
    return found


def _own_flow(facts: Any, file: str, codes: set[str], groups: set[str]) -> CroplandFlow:
    try:
        _refuse(facts, {"classes", "destinations"}, file, "classes, destinations")
        for way in facts["destinations"]:
            _refuse(way, _KEYS, file, ", ".join(sorted(_KEYS)))
        flow = change_rules(facts)
    except (KeyError, TypeError, AttributeError) as error:
        raise BadDistrictFile("SCHEME_INVALID", file=file, field="cropland_flow", why=str(error)) from None
    plain = {way.key for way in flow.destinations if not way.sum_of}
    _refuse(flow.classes, codes, file, "no such code")
    for way in flow.destinations:
        _refuse(way.classes, codes, file, "no such code")
        _refuse(way.groups, groups, file, "no such group")
        _refuse(way.sum_of, plain, file, "no such destination")
    if not flow.destinations or flow.destinations[-1].sum_of:
        raise BadDistrictFile(
            "SCHEME_INVALID", file=file, field="cropland_flow", why="the last destination is the rest"
        )
    return flow


def _refuse(values: Iterable[Any], known: Iterable[str], file: str, why: str) -> None:
    unknown = [str(value) for value in values if value not in set(known)]
    if unknown:
        raise BadDistrictFile("SCHEME_INVALID", file=file, value=unknown[0], why=why)


def _in_languages(label: Any) -> Mapping[str, str]:
    """Return a label by language; one that is plain text is the same in both."""
    return cast("Mapping[str, str]", label) if isinstance(label, Mapping) else {"zh": str(label), "en": str(label)}
