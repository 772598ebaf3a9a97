"""From the field names of a file to natres columns, by the table in ``fields.toml``."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from natres.core.issues import Repair
from natres.errors import BadData, NatresError
from natres.readers.tables.table_specs import TABLE_KINDS, read_spec

__all__ = ["known_fields", "map_fields", "said_invented"]


#: Names the survey itself gives to the same thing in another of its layers.
_ALSO_STANDARD = ("ZLDWDM", "ZLDWMC")


@cache
def known_fields(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Return natres column → field names of a kind of layer (parcels, forest, units) or table (wells, rights …).

    ``parcels+`` is the kind with the fields that only a check looks at.
    """
    if kind in TABLE_KINDS:
        return {
            column.key: tuple(dict.fromkeys([*column.names, *column.label.values(), column.key]))
            for column in read_spec(kind).columns
        }
    table = tomllib.loads(files("natres").joinpath("readers", "fields.toml").read_text(encoding="utf-8"))
    base, more = kind.removesuffix("+"), kind.endswith("+")
    fields = {**table[base], **(table[f"{base}_checked"] if more else {})}
    return {column: tuple(names) for column, names in fields.items()}


def said_invented(remarks: Iterable[object]) -> bool:
    """Return whether every row says in its remarks that it is made up.

    >>> said_invented(["虚构示例", "虚构"]), said_invented(["虚构示例", ""]), said_invented([])
    (True, False, False)
    """
    words = known_fields("invented")["words"]
    texts = {str(text).strip().lower() for text in remarks}
    return bool(texts) and all(text.startswith(words) for text in texts)


def map_fields(
    kind: str,
    present: Sequence[str],
    given: Mapping[str, str],
    required: Sequence[str],
    *,
    file: str,
    layer: str = "",
    faults: list[NatresError] | None = None,
) -> tuple[dict[str, str], list[Repair]]:
    """Return (field in the file → natres column, aliases used).

    Parameters
    ----------
    kind : kind of layer, or ``plain`` for one whose fields keep their names
    present : field names of the file
    given : natres column → field name, as the user wrote it; it wins
    required : natres columns that must be found
    faults : where given, fields that are missing are put here instead of raised

    Raises
    ------
    BadData : ``FIELD_UNKNOWN`` for a column natres does not have in this kind of layer, ``FIELD_MISSING``,
        naming the field and those that are there
    """
    names: Mapping[str, tuple[str, ...]] = known_fields(kind) if kind != "plain" else dict.fromkeys(given, ())
    folded = {name.casefold(): name for name in reversed(present)}
    listing = ", ".join(present[:40]) or "—"
    place = {"file": file, "layer": layer or None}
    chosen: dict[str, str] = {}
    for column, field in given.items():
        if column not in names:
            raise BadData("FIELD_UNKNOWN", file=file, value=column, allowed=", ".join(names))
        actual = field if field in present else folded.get(field.casefold())
        if actual is None:
            _refuse(BadData("FIELD_MISSING", **place, field=field, present=listing, column=column), faults)
            continue
        chosen[actual] = column
    repairs: list[Repair] = []
    for column, spellings in names.items():
        if column in given:
            continue
        for spelling in spellings:
            actual = folded.get(spelling.casefold())
            if actual is not None and actual not in chosen:
                chosen[actual] = column
                if spelling not in (spellings[0], *_ALSO_STANDARD):
                    repairs.append(Repair("FIELD_ALIAS", 1, before=actual, after=spellings[0], field=actual))
                break
    for column in required:
        if column not in chosen.values():
            field = names[column][0]
            forest = kind.startswith("parcels") and "di_lei" in folded
            facts = {"present": listing, "column": column}
            code, facts = ("FIELD_MISSING.forest", {}) if forest else ("FIELD_MISSING", facts)
            _refuse(BadData(code, **place, field=field, **facts), faults)
    return chosen, repairs


def _refuse(error: BadData, faults: list[NatresError] | None) -> None:
    if faults is None:
        raise error
    faults.append(error)
