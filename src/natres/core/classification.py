"""The one place that knows what a land class code means: roll-up by parent, groups, measures, ownership.

A main class is found through ``parent`` and never through the first two digits: 0303 is wetland (00), not
forest land, and 1106 is wetland, not water (TD/T 1055-2019).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.core.field_rules import Agreement, FieldRule
from natres.core.scheme_shapes import OtherScheme
from natres.errors import BadDistrictFile

__all__ = [
    "HATCHES",
    "UNCLASSIFIED", "CroplandFlow", "Destination", "ForestLand", "Group", "LandClass", "Measure", "Ownership",
    "Profile", "Scheme", "ZoneQuestion",
]  # fmt: skip

#: Code under which rows without a usable land class are carried, once accepted; never dropped.
UNCLASSIFIED = ""

Words = Mapping[str, str]

#: Hatches a class may have on paper: lines slanted either way or crossed, a grid, upright and level lines, dashes,
#: dots, rings, grass, waves.
HATCHES = ("/", "\\", "x", "+", "|", "-", "=", ".", "o", "v", "~")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")


@dataclass(frozen=True)
class LandClass:
    """A code of a scheme: level 1 is a main class, 2 a subclass, 3 a suffixed or finer code.

    ``hatch`` is from :data:`HATCHES`; blank for none.
    """

    code: str
    name: Words
    parent: str | None
    level: int
    group: str | None
    colour: str = ""
    hatch: str = ""
    land_cover: int | None = None
    min_area_m2: int | None = None


@dataclass(frozen=True)
class Group:
    """A group of land (agricultural, construction, unused, or a user's own)."""

    key: str
    label: Words
    colour: str = ""


@dataclass(frozen=True)
class Measure:
    """A named quantity of land with its rule; ``"*"`` in ``settlement`` means any settlement code.

    ``quota_kind`` is how its quotas are usually meant: a ceiling not to pass, or a floor to keep.
    """

    key: str
    label: Words
    rule: Words
    groups: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    settlement: frozenset[str] = frozenset()
    or_classes: frozenset[str] = frozenset()
    needs_zone: str = ""
    quota: bool = False
    quota_kind: str = "ceiling"

    @property
    def needs_settlement(self) -> bool:
        """Whether the measure cannot be computed without settlement codes (CZCSXM)."""
        return bool(self.settlement)


@dataclass(frozen=True)
class ZoneQuestion:
    """What the field asks of land and a layer of zones: land of some kind inside it, or outside.

    Sets are combined with "and"; ``except_classes`` leaves classes out, with what lies below them.
    """

    key: str
    label: Words
    rule: Words
    zone: str
    inside: bool
    groups: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    except_classes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ownership:
    """A kind of ownership, known by the first digit of the ownership type (QSXZ)."""

    key: str
    label: Words
    first_digits: frozenset[str]
    colour: str = ""


@dataclass(frozen=True)
class ForestLand:
    """What of a land survey is forest land, when it is laid beside the forestry map.

    ``classes`` are its forest land (main class 03), ``wetland`` the classes with forest on them that the survey books
    elsewhere (forested swamp is wetland), ``lost_to`` the groups in which forest ground is gone.
    """

    classes: frozenset[str]
    wetland: frozenset[str] = frozenset()
    lost_to: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Destination:
    """What cropland becomes: land of some classes or groups; ``sum_of`` makes it a sum of other destinations."""

    key: str
    label: Words
    groups: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    sum_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class CroplandFlow:
    """Which classes are cropland, and the destinations their outflow is told by; the first that fits is taken."""

    classes: frozenset[str]
    destinations: tuple[Destination, ...]


@dataclass(frozen=True)
class Profile:
    """A reading of a scheme in which some codes stand in another group; nothing else differs."""

    key: str
    label: Words
    reason: Words
    groups: Mapping[str, str] = field(default_factory=dict[str, str])  # code → key of its group


@dataclass(frozen=True)
class Scheme:
    """A classification: codes in official order, groups, measures, settlement codes, kinds of ownership.

    ``others`` are the classifications that may be mistaken for it; a scheme of one's own has none. ``field_rules`` and
    ``agreements`` are what a check holds the fields beside the codes to. ``construction_group`` is the one whose growth
    is told. Without ``forest_land`` nobody can say which parcels forest plots should lie on.
    """

    key: str
    title: Words
    classes: tuple[LandClass, ...]
    groups: tuple[Group, ...]
    measures: tuple[Measure, ...] = ()
    settlement_codes: Mapping[str, Words] = field(default_factory=dict[str, Words])
    ownership: tuple[Ownership, ...] = ()
    ownership_types: Mapping[str, Words] = field(default_factory=dict[str, Words])
    usual_quota_measure: str = ""
    profile: Profile | None = None
    others: tuple[OtherScheme, ...] = ()
    field_rules: tuple[FieldRule, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    cropland_flow: CroplandFlow | None = None
    construction_group: str = "construction"
    zone_questions: tuple[ZoneQuestion, ...] = ()
    forest_land: ForestLand | None = None

    @cached_property
    def by_code(self) -> Mapping[str, LandClass]:
        """Every class by its code."""
        return {land_class.code: land_class for land_class in self.classes}

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Place of every code in the official order; the unclassified come last."""
        return {c.code: i for i, c in enumerate(self.classes)} | {UNCLASSIFIED: len(self.classes)}

    @cached_property
    def settlement_scopes(self) -> tuple[str, ...]:
        """The scopes that settlement codes stand in, by three digits: 201A is inside 201."""
        return tuple(dict.fromkeys(code[:3] for code in self.settlement_codes))

    def at_level(self, code: str, level: int) -> str:
        """Return the ancestor of ``code`` at ``level``, or the code itself where it is no deeper.

        >>> from natres.readers import read_scheme
        >>> scheme = read_scheme("third-survey")
        >>> scheme.at_level("0303", 1), scheme.at_level("08H2A", 2), scheme.at_level("09", 2)
        ('00', '08H2', '09')
        """
        while code in self.by_code and self.by_code[code].level > level:
            code = self.by_code[code].parent or UNCLASSIFIED
        return code

    def group_of(self, code: str) -> str | None:
        """Return the key of the group of ``code``; None for the unclassified and for mixed main classes."""
        land_class = self.by_code.get(code)
        return land_class.group if land_class else None

    def under(self, codes: Iterable[str]) -> frozenset[str]:
        """Return ``codes`` with everything below them in the tree.

        >>> from natres.readers import read_scheme
        >>> sorted(read_scheme("third-survey").under(["1104"]))
        ['1104', '1104A', '1104K']
        """
        below = set(codes)
        # The classes stand parent first or not: repeat until nothing new is found.
        while new := {c.code for c in self.classes if c.parent in below and c.code not in below}:
            below |= new
        return frozenset(below)

    def has_below(self, code: str) -> bool:
        """Tell whether other classes stand below ``code``."""
        return code in self._parents

    @cached_property
    def _parents(self) -> frozenset[str | None]:
        return frozenset(c.parent for c in self.classes)

    def with_profile(self, profile: Profile) -> Self:
        """Return the scheme with the groups of a profile: for its codes and what lies below them.

        Raises
        ------
        BadDistrictFile : ``SCHEME_INVALID`` for a code or a group the scheme does not have

        >>> from natres.readers import read_scheme
        >>> scheme = read_scheme("third-survey")
        >>> profile = Profile("wet", {}, {}, {"1104": "unused"})
        >>> [scheme.with_profile(profile).group_of(code) for code in ("1104", "1104A", "1103")]
        ['unused', 'unused', 'agricultural']
        """
        for code, group in profile.groups.items():
            unknown = code if code not in self.by_code else group
            if code not in self.by_code or group not in {g.key for g in self.groups}:
                facts = {"field": profile.key, "value": unknown, "why": "no such code or group"}
                raise BadDistrictFile("SCHEME_INVALID", file=f"{self.key}.toml", **facts)
        # The deepest code is set last: a code below another may go its own way.
        moved: dict[str, str] = {}
        for code in sorted(profile.groups, key=lambda c: self.by_code[c].level):
            moved |= dict.fromkeys(self.under([code]), profile.groups[code])
        classes = tuple(replace(c, group=moved.get(c.code, c.group)) for c in self.classes)
        return replace(self, classes=classes, profile=profile)

    def measure(self, key: str) -> Measure | None:
        """Return the measure of that key, or None."""
        return next((m for m in self.measures if m.key == key), None)

    def ownership_of(self, ownership_type: str) -> str:
        """Return the ownership key of a QSXZ code by its first digit; unknown and blank are the last kind.

        >>> from natres.readers import read_scheme
        >>> scheme = read_scheme("third-survey")
        >>> [scheme.ownership_of(code) for code in ("10", "32", "")]
        ['state', 'collective', 'other']
        """
        for kind in self.ownership:
            if ownership_type[:1] in kind.first_digits:
                return kind.key
        return self.ownership[-1].key if self.ownership else "other"

    def destination_of(self, code: str) -> str:
        """Return what land of ``code`` counts as where cropland turns into it; blank for cropland and without rules.

        >>> from natres.readers import read_scheme
        >>> scheme = read_scheme("third-survey")
        >>> [scheme.destination_of(code) for code in ("0102", "0601", "1006", "0201K", "1104A", "0303")]
        ['', 'construction', 'facility', 'orchard', 'water', 'wetland']
        """
        flow = self.cropland_flow
        if flow is None or code in self.under(flow.classes):
            return ""
        group = self.group_of(code)
        for way in flow.destinations:
            if not way.sum_of and (group in way.groups or code in self.under(way.classes)):
                return way.key
        return flow.destinations[-1].key

    def wanting(self, key: str, *, has_settlement: bool, zones: Iterable[str] = ()) -> str:
        """Return why parcels, and the layers of ``zones`` laid on them, do not tell a measure; blank where they do.

        One of ``unknown_measure``, ``needs_zone``, ``needs_settlement``.
        """
        measure = self.measure(key)
        if measure is None:
            return "unknown_measure"
        if measure.needs_zone and measure.needs_zone not in zones:
            return "needs_zone"
        return "needs_settlement" if measure.needs_settlement and not has_settlement else ""

    def classes_asked(self, question: ZoneQuestion) -> frozenset[str]:
        """Return the codes a question about zones is about.

        >>> from natres.readers import read_scheme
        >>> scheme = read_scheme("third-survey")
        >>> asked = scheme.zone_questions[1]
        >>> asked.key, sorted(scheme.classes_asked(asked))
        ('cropland_outside_basic_farmland', ['01', '0101', '0102', '0103'])
        """
        found = frozenset(c.code for c in self.classes if not question.groups or c.group in question.groups)
        found &= self.under(question.classes) if question.classes else found
        return found - self.under(question.except_classes)

    def selects(self, measure: Measure, entries: pd.DataFrame) -> NDArray[np.bool_]:
        """Return which ledger entries a measure counts.

        Parameters
        ----------
        entries : columns ``land_class`` and ``settlement_code`` (text)
        """
        chosen = np.ones(len(entries), dtype=bool)
        if measure.groups:
            inside = frozenset(c.code for c in self.classes if c.group in measure.groups)
            chosen &= entries["land_class"].isin(inside).to_numpy()
        if measure.classes:
            chosen &= entries["land_class"].isin(self.under(measure.classes)).to_numpy()
        if measure.settlement:
            codes = entries["settlement_code"]
            any_code = "*" in measure.settlement
            chosen &= ((codes != "") if any_code else codes.isin(measure.settlement)).to_numpy()
        if measure.or_classes:
            chosen |= entries["land_class"].isin(self.under(measure.or_classes)).to_numpy()
        return chosen


def build_classes(rows: Sequence[Mapping[str, str]], where: str) -> tuple[LandClass, ...]:
    """Build the classes of a scheme from table rows, deriving the level from the chain of parents.

    Parameters
    ----------
    rows : each with ``code`` and ``name`` (or ``name_zh``/``name_en``), optionally ``parent``, ``group``,
        ``colour``, ``hatch``, ``land_cover``, ``min_area_m2``
    where : the file, for messages

    Raises
    ------
    BadDistrictFile : ``SCHEME_INVALID`` for a repeated code, an unknown parent or a circle of parents
    """
    parents = {row["code"]: row.get("parent") or None for row in rows}
    if "" in parents:
        raise BadDistrictFile("SCHEME_INVALID", file=where, field="code", value="", why="a row has no code")
    if len(parents) != len(rows):
        seen: set[str] = set()
        twice = next(r["code"] for r in rows if r["code"] in seen or seen.add(r["code"]))
        raise BadDistrictFile("SCHEME_INVALID", file=where, field="code", value=twice, why="the code stands twice")
    groups = {row["code"]: row.get("group") or None for row in rows}
    return tuple(_build_class(row, parents, groups, where) for row in rows)


def _refuse_looks(row: Mapping[str, str], where: str) -> None:
    """Refuse a colour or a hatch that cannot be drawn."""
    colour, hatch = row.get("colour") or "", row.get("hatch") or ""
    if colour and not _COLOUR.match(colour):
        raise BadDistrictFile("SCHEME_INVALID", file=where, field="colour", value=colour, why="#rrggbb")
    if hatch not in ("", *HATCHES):
        raise BadDistrictFile("SCHEME_INVALID", file=where, field="hatch", value=hatch, why=" ".join(HATCHES))


def _build_class(
    row: Mapping[str, str], parents: Mapping[str, str | None], groups: Mapping[str, str | None], where: str
) -> LandClass:
    code = row["code"]
    level, above = 1, parents[code]
    while above is not None:
        if above not in parents:
            raise BadDistrictFile("SCHEME_INVALID", file=where, field="parent", value=above, why="no such code")
        if level > len(parents):
            raise BadDistrictFile("SCHEME_INVALID", file=where, field="parent", value=code, why="parents in a circle")
        level, above = level + 1, parents[above]
    group, above = groups[code], parents[code]
    while group is None and above is not None:  # a class without a group of its own belongs to its parent's
        group, above = groups[above], parents[above]
    _refuse_looks(row, where)
    plain = row.get("name") or row.get("name_zh") or code
    name = {"zh": row.get("name_zh") or plain, "en": row.get("name_en") or plain}
    cover, smallest = row.get("land_cover"), row.get("min_area_m2")
    return LandClass(
        code=code,
        name=name,
        parent=parents[code],
        level=level,
        group=group,
        colour=row.get("colour") or "",
        hatch=row.get("hatch") or "",
        land_cover=int(cover) if cover else None,
        min_area_m2=int(smallest) if smallest else None,
    )
