"""What a map definition names is there to be named: classes of its legend, its measure, tables of the run."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches

from natres.core.classification import Scheme
from natres.core.forestry import ForestScheme
from natres.core.ledger import AreaLedger
from natres.core.map_definition import MapDefinition
from natres.core.results.site import UNCOVERED
from natres.errors import BadDistrictFile
from natres.presenters.maps.changes import DIRECTIONS
from natres.presenters.maps.material import MapSet
from natres.presenters.maps.zoned import zoned_keys

__all__ = ["refuse_unknown_names", "wanting"]

#: How like a table's key a word must be to be taken for a slip of it; others may be tables of inputs not given.
_LIKE = 0.75
#: How many names a message lists, the nearest first; all of them stand in the documentation.
_LISTED = 12
#: The tables of a quota; a run without settlement codes has but some of them.
_QUOTA_TABLES = ("classes", "measures", "units")


def wanting(definition: MapDefinition, ledger: AreaLedger, scheme: Scheme) -> str:
    """Return what parcels lack to be coloured as a definition says; blank where they have it.

    One of ``needs_settlement``, ``needs_ownership``, ``needs_zone``, ``unknown_measure``.
    """
    if definition.layer != "parcels":
        return ""
    if definition.by == "measure":
        return scheme.wanting(definition.measure, has_settlement=ledger.has_settlement)
    if definition.by == "settlement" and not ledger.has_settlement:
        return "needs_settlement"
    owned = scheme.ownership and ledger.has_ownership
    return "needs_ownership" if definition.by == "ownership" and not owned else ""


def refuse_unknown_measure(definition: MapDefinition, scheme: Scheme) -> None:
    """Refuse a district's own definition of a measure the scheme does not have.

    Raises
    ------
    BadDistrictFile : ``MAP_VALUE`` with the measures there are, the nearest first
    """
    if definition.own and definition.measure and scheme.measure(definition.measure) is None:
        _refuse(definition, "measure", definition.measure, [m.key for m in scheme.measures])


def refuse_unknown_names(definition: MapDefinition, maps: MapSet) -> None:
    """Refuse a district's own definition that names a class or a table nobody knows.

    A shipped one is for every scheme and every choice of inputs, so it names what this run may not have.

    Raises
    ------
    BadDistrictFile : ``MAP_VALUE`` with what is known, the nearest first
    """
    if not definition.own:
        return
    known = _categories(definition, maps)
    named = {"style.colours": definition.colours, "legend.off": definition.off, "legend.labels": definition.labels}
    for key, names in named.items():
        for name in names:
            if known and name not in known:
                _refuse(definition, key, name, sorted(known))
    frame = next(iter(maps.frames.values()))
    tables = {*frame.tables, *(f"quota_{c.quota.key}_{kind}" for c in maps.quotas for kind in _QUOTA_TABLES)}
    for key, names, there in (("tables", definition.tables, tables), ("charts", definition.charts, frame.charts)):
        for name in names:
            if name not in there and get_close_matches(name, list(there), 1, _LIKE):
                _refuse(definition, key, name, sorted(there))


def _refuse(definition: MapDefinition, key: str, value: str, known: list[str]) -> None:
    near = get_close_matches(value, known, 3, 0.5)
    listed = [*near, *(k for k in known if k not in near)]
    allowed = ", ".join([*listed[:_LISTED], *(["…"] if len(listed) > _LISTED else [])]) or "—"
    raise BadDistrictFile("MAP_VALUE", file=f"{definition.key}.toml", key=key, value=value, allowed=allowed)


def _keys_of(scheme: Scheme) -> set[str]:
    """Return the keys of classes, groups and kinds of owner."""
    return {c.code for c in scheme.classes} | {g.key for g in scheme.groups} | {k.key for k in scheme.ownership}


def _categories(definition: MapDefinition, maps: MapSet) -> set[str]:
    """Return all words a legend of the subject may have, whether there is such land or not; else none."""
    land, forest, site, zoned = maps.land, maps.forest, maps.site, maps.zoned
    make: Mapping[str, Callable[[], set[str]] | None] = {
        "parcels": (lambda: _parcel_words(land.scheme)) if land else None,
        "changes": (lambda: _change_words(land.scheme)) if land else None,
        "forest": (lambda: _forest_words(forest.scheme)) if forest else None,
        "site": (lambda: {UNCOVERED, *_keys_of(site.scheme)}) if site else None,
        "zoned": (lambda: zoned_keys(zoned)) if zoned else None,
        "wells": lambda: {"production", "reinjection", "observation"},
        "ledgers": lambda: {ledger.key for ledger in maps.ledgers},
    }
    found = make[definition.layer]
    return found() if found else set()


def _parcel_words(scheme: Scheme) -> set[str]:
    return _keys_of(scheme) | {code[:3] for code in scheme.settlement_codes} | {"built", "rest", "unclassified"}


def _change_words(scheme: Scheme) -> set[str]:
    return {*DIRECTIONS, *(g.key for g in scheme.groups), *(c.code for c in scheme.classes if c.level == 1)}


def _forest_words(scheme: ForestScheme) -> set[str]:
    return {c.key for c in scheme.classes} | {t.key for t in scheme.tenures}
