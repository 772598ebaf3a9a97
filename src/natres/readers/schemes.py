"""Reading classifications: the shipped ones by name, a user's own from a CSV with code, name, parent, group."""

import csv
import io
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import cycle
from pathlib import Path
from typing import Any, TypedDict, cast

from natres.core.classification import (
    Group,
    Measure,
    Ownership,
    Profile,
    Scheme,
    ZoneQuestion,
    build_classes,
)
from natres.core.field_rules import Agreement, FieldRule
from natres.core.scheme_shapes import OtherScheme
from natres.errors import BadDistrictFile, NotThere
from natres.readers.change_rules import change_rules, own_change_rules
from natres.readers.encodings import decode_text
from natres.readers.forest_lands import forest_land_rules, own_forest_land
from natres.readers.gate.paths import real_file

__all__ = ["DEFAULT_SCHEME", "land_cover_words", "read_scheme"]

DEFAULT_SCHEME = "third-survey"
_FOLDER = files("natres").joinpath("classifications")
# Colours for a user's groups that are the three usual ones: a reader takes a blue field for water. Told apart also by
# colour-blind readers, as are those of all other groups.
_USUAL_COLOURS = {"agricultural": "#bccf55", "construction": "#b5403f", "unused": "#a79b8e"}
_SPARE_COLOURS = (
    "#4477aa",
    "#ee6677",
    "#228833",
    "#ccbb44",
    "#66ccee",
    "#aa3377",
    "#999933",
    "#882255",
    "#bbbbbb",
)


def read_scheme(name: str | Path = DEFAULT_SCHEME) -> Scheme:
    """Return a shipped scheme by its name, or one's own from a CSV file.

    Parameters
    ----------
    name : ``third-survey``, with a profile ``third-survey:0404-agricultural``, or the path of a CSV file

    Raises
    ------
    NotThere : ``SCHEME_UNKNOWN`` for a name that is neither shipped nor a file, ``SCHEME_PROFILE`` for a
        profile the scheme does not have
    BadDistrictFile : ``SCHEME_INVALID``

    >>> scheme = read_scheme()
    >>> scheme.at_level("1106", 1), scheme.group_of("1106")
    ('00', 'unused')
    >>> [read_scheme(f"third-survey{profile}").group_of("0404") for profile in ("", ":0404-agricultural")]
    ['unused', 'agricultural']
    """
    text = str(name)
    base, colon, profile = text.partition(":")
    if _FOLDER.joinpath(f"{base}.toml").is_file() and _FOLDER.joinpath(f"{base}.settlement.csv").is_file():
        return _profiled(base, profile) if colon else _shipped(base)
    if Path(text).suffix.lower() == ".csv":
        return _own(real_file(text))
    profiles = (f"{DEFAULT_SCHEME}:{key}" for key in _profiles(DEFAULT_SCHEME))
    raise NotThere("SCHEME_UNKNOWN", value=text, allowed=", ".join([DEFAULT_SCHEME, *profiles]))


@cache
def _facts(name: str) -> Mapping[str, Any]:
    return tomllib.loads(_FOLDER.joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def _profiles(name: str) -> dict[str, Profile]:
    """Return the profiles of a shipped scheme by their keys."""
    return {p["key"]: Profile(p["key"], p["label"], p["reason"], p["groups"]) for p in _facts(name).get("profiles", ())}


@cache
def _profiled(name: str, key: str) -> Scheme:
    known = _profiles(name)
    if key not in known:
        raise NotThere("SCHEME_PROFILE", value=key, scheme=name, allowed=", ".join(f"{name}:{k}" for k in known))
    return _shipped(name).with_profile(known[key])


@cache
def _shipped(name: str) -> Scheme:
    facts = _facts(name)
    rows = _csv(_FOLDER.joinpath(f"{name}.csv").read_text(encoding="utf-8"))
    settlement = _csv(_FOLDER.joinpath(f"{name}.settlement.csv").read_text(encoding="utf-8"))
    owners = facts["ownership"].items()
    return Scheme(
        key=facts["key"],
        title=facts["title"],
        classes=build_classes(rows, f"{name}.csv"),
        groups=tuple(Group(g["key"], g["label"], g["colour"]) for g in facts["groups"]),
        measures=tuple(_measure(m) for m in facts["measures"]),
        settlement_codes={r["code"]: {"zh": r["name_zh"], "en": r["name_en"]} for r in settlement},
        ownership=tuple(Ownership(key, o["label"], frozenset(o["first_digit"]), o["colour"]) for key, o in owners),
        ownership_types=facts["ownership_types"],
        usual_quota_measure=facts["quota"]["usual_measure"],
        others=_others(),
        zone_questions=tuple(_question(q) for q in facts.get("zone_questions", ())),
        cropland_flow=change_rules(facts["cropland_flow"]),
        forest_land=forest_land_rules(facts["forest_land"]),
        **_field_rules(_FOLDER.joinpath(f"{name}.checks.toml").read_text(encoding="utf-8"), f"{name}.checks.toml"),
    )


class _FieldRules(TypedDict):
    field_rules: tuple[FieldRule, ...]
    agreements: tuple[Agreement, ...]


def _field_rules(text: str, file: str) -> _FieldRules:
    """Return what a scheme's file of checks says.

    Raises
    ------
    BadDistrictFile : ``SCHEME_INVALID`` for no TOML, or a key nobody knows
    """
    try:
        facts = tomllib.loads(text)
        fields = [FieldRule(column, **_lists(row)) for column, row in facts.pop("fields", {}).items()]
        agreements = [Agreement(**_lists(row)) for row in facts.pop("agreements", [])]
    except (tomllib.TOMLDecodeError, TypeError, AttributeError) as error:
        raise BadDistrictFile("SCHEME_INVALID", file=file, why=str(error)) from None
    if facts:
        raise BadDistrictFile("SCHEME_INVALID", file=file, value=next(iter(facts)), why="fields, agreements")
    return {"field_rules": tuple(fields), "agreements": tuple(agreements)}


def _lists(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table of TOML with its lists as tuples, those of the tables in it too."""

    def frozen(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: frozen(each) for key, each in cast("dict[str, Any]", value).items()}
        return tuple(cast("list[Any]", value)) if isinstance(value, list) else value

    return {key: frozen(value) for key, value in row.items()}


@cache
def _others() -> tuple[OtherScheme, ...]:
    facts = tomllib.loads(_FOLDER.joinpath("scheme-shapes.toml").read_text(encoding="utf-8"))
    return tuple(
        OtherScheme(
            key=s["key"],
            title=s["title"],
            codes=s["codes"],
            mains=s["mains"],
            names={code: tuple(names) for code, names in s.get("names", {}).items()},
            with_own=s.get("with_own", False),
        )
        for s in facts["schemes"]
    )


def _measure(facts: Mapping[str, Any]) -> Measure:
    sets = {name: frozenset(facts.get(name, ())) for name in ("groups", "classes", "settlement", "or_classes")}
    return Measure(
        key=facts["key"],
        label=facts["label"],
        rule=facts["rule"],
        needs_zone=facts.get("needs_zone", ""),
        quota=facts.get("quota", False),
        quota_kind=facts.get("quota_kind", "ceiling"),
        **sets,
    )


def _question(facts: Mapping[str, Any]) -> ZoneQuestion:
    sets = {name: frozenset(facts.get(name, ())) for name in ("groups", "classes", "except_classes")}
    return ZoneQuestion(
        facts["key"], facts["label"], facts["rule"], facts["zone"], inside=facts["side"] == "inside", **sets
    )


def _own(path: Path) -> Scheme:
    text, _ = decode_text(path.read_bytes(), path.name)
    rows = _csv(text)
    if not rows or "code" not in rows[0] or not ({"name", "name_zh"} & set(rows[0])):
        raise BadDistrictFile("SCHEME_INVALID", file=path.name, why="the header needs code, name, parent, group")
    classes = build_classes(rows, path.name)
    keys = dict.fromkeys(c.group for c in classes if c.group)
    spare = cycle(_SPARE_COLOURS)
    groups = tuple(Group(key, {"zh": key, "en": key}, _USUAL_COLOURS.get(key) or next(spare)) for key in keys)
    if not groups:
        raise BadDistrictFile("SCHEME_INVALID", file=path.name, field="group", why="no class names a group")
    beside = path.with_name(f"{path.stem}.checks.toml")
    rules = _field_rules(beside.read_text(encoding="utf-8-sig") if beside.is_file() else "", beside.name)
    flows = path.with_name(f"{path.stem}.change.toml")
    told = flows.read_text(encoding="utf-8-sig") if flows.is_file() else ""
    change = own_change_rules(told, flows.name, classes, groups)
    woods = path.with_name(f"{path.stem}.forest.toml")
    said = woods.read_text(encoding="utf-8-sig") if woods.is_file() else None
    forest = own_forest_land(said, woods.name, classes, groups)
    title = {"zh": path.stem, "en": path.stem}
    return Scheme(key=path.stem, title=title, classes=classes, groups=groups, forest_land=forest, **rules, **change)


def _csv(text: str) -> list[dict[str, str]]:
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    return [{(k or "").strip(): (v or "").strip() for k, v in row.items() if isinstance(v, str | None)} for row in rows]


@cache
def land_cover_words() -> Mapping[int, Group]:
    """Return land cover value → its name and colour."""
    rows = _csv(_FOLDER.joinpath("land-cover.csv").read_text(encoding="utf-8"))
    return {int(r["value"]): Group(r["value"], {"zh": r["name_zh"], "en": r["name_en"]}, r["colour"]) for r in rows}
