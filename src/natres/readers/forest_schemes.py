"""Reading what forestry codes mean: the tables natres ships, or a district's own list of codes."""

import csv
import io
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from natres.core.classification import Group, Ownership
from natres.core.forestry import OUTSIDE, Attribute, AttributeValue, CodeFamily, ForestScheme
from natres.errors import BadDistrictFile
from natres.readers.encodings import decode_text
from natres.readers.gate.paths import real_file

__all__ = ["read_forest_scheme"]

_FOLDER = files("natres").joinpath("classifications")


def read_forest_scheme(path: str | Path | None = None) -> ForestScheme:
    """Return the forestry classes and tenures natres ships, with the codes of a district's own table added.

    Parameters
    ----------
    path : a CSV with ``code``, ``name`` (or ``name_zh``, ``name_en``) and ``report_class``: one of forested,
        shrub, nursery, unstocked, other, outside; its codes win

    Raises
    ------
    BadDistrictFile : ``SCHEME_INVALID`` naming the row

    >>> scheme = read_forest_scheme()
    >>> [scheme.class_of(code) for code in ("0111", "111", "1110", "030100", "0220")]
    ['forested', 'forested', 'forested', 'forested', 'outside']
    """
    scheme = _shipped()
    return scheme if path is None else _with_own(scheme, real_file(path))


@cache
def _shipped() -> ForestScheme:
    facts = tomllib.loads(_FOLDER.joinpath("forestry.toml").read_text(encoding="utf-8"))
    rows = _rows(_FOLDER.joinpath("forestry.csv").read_text(encoding="utf-8"))
    attributes = tomllib.loads(_FOLDER.joinpath("forestry-attributes.toml").read_text(encoding="utf-8"))
    return ForestScheme(
        key=facts["key"],
        report_class={row["code"]: row["report_class"] for row in rows},
        names={row["code"]: {"zh": row["name_zh"], "en": row["name_en"]} for row in rows},
        classes=tuple(Group(c["key"], c["label"], c["colour"]) for c in facts["classes"]),
        tenures=tuple(
            Ownership(t["key"], t["label"], frozenset(t["first_digit"]), t["colour"]) for t in facts["tenures"]
        ),
        same_as={row["code"]: row["same_as"] for row in rows if row["same_as"]},
        tenure_codes={c["code"]: c["label"] for c in facts["tenure_codes"]},
        families=tuple(CodeFamily(f["key"], f["label"], re.compile(f["pattern"])) for f in facts["families"]),
        attributes=tuple(_attribute(a) for a in attributes["attributes"]),
        unmanaged=tuple(facts["unmanaged"]),
    )


def _attribute(facts: Mapping[str, Any]) -> Attribute:
    values = tuple(
        AttributeValue(
            key=value["key"],
            label=value["label"],
            codes=tuple(value.get("codes", ())),
            low=Fraction(value["from"]) if "from" in value else None,
            high=Fraction(value["to"]) if "to" in value else None,
        )
        for value in facts.get("values", ())
    )
    prefix = facts.get("prefix", False)
    return Attribute(facts["key"], facts["column"], facts["label"], facts["of"], values, prefix)


def _with_own(scheme: ForestScheme, file: Path) -> ForestScheme:
    text, _ = decode_text(file.read_bytes(), file.name)
    rows = _rows(text)
    if not rows or not {"code", "report_class"} <= set(rows[0]):
        raise BadDistrictFile("SCHEME_INVALID.forest", file=file.name, why="code, name, report_class")
    allowed = [c.key for c in scheme.classes] + [OUTSIDE]
    for number, row in enumerate(rows):
        if not row["code"] or row["report_class"] not in allowed:
            why = f"{row['code'] or '—'}: {row['report_class'] or '—'} ({', '.join(allowed)})"
            raise BadDistrictFile("SCHEME_INVALID.forest", file=file.name, field="report_class", row=number, why=why)
    names = {
        row["code"]: {key: row.get(f"name_{key}") or row.get("name", row["code"]) for key in ("zh", "en")}
        for row in rows
    }
    own = {row["code"]: row["report_class"] for row in rows}
    same = {code: other for code, other in (scheme.same_as or {}).items() if code not in own}
    return replace(scheme, report_class={**scheme.report_class, **own}, names={**scheme.names, **names}, same_as=same)


def _rows(text: str) -> list[dict[str, str]]:
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    return [{(k or "").strip(): (v or "").strip() for k, v in row.items() if isinstance(v, str | None)} for row in rows]
