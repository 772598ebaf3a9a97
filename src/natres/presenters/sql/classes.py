"""The classification in the script: codes, groups, parents, kinds of ownership as tables a reader can check."""

from natres.core.classification import Scheme
from natres.labels import words
from natres.presenters.sql.material import LandPart
from natres.presenters.sql.quoting import remark, text, values

__all__ = ["classification"]


def classification(land: LandPart, language: str) -> str:
    """Return the tables of codes, groups, codes above a code, and kinds of ownership."""
    w, scheme = words(language), land.scheme
    rows = [
        [text(c.code), text(c.name[language]), text(c.parent or ""), text(scheme.at_level(c.code, 1)),
         text(c.group) if c.group else "NULL"]
        for c in scheme.classes
    ]  # fmt: skip
    groups = [[str(i), text(g.key), text(g.label[language])] for i, g in enumerate(scheme.groups, start=1)]
    lines = [
        remark(w["sql.classification"], w["sql.parent_note"]),
        "CREATE OR REPLACE TEMP TABLE classes",
        "  (code VARCHAR, name VARCHAR, parent VARCHAR, main_class VARCHAR, land_group VARCHAR);",
        f"INSERT INTO classes {values(rows)};",
        "",
        "CREATE OR REPLACE TEMP TABLE land_groups (place INTEGER, land_group VARCHAR, name VARCHAR);",
        f"INSERT INTO land_groups {values(groups)};",
        "",
        remark(w["sql.above_note"]),
        "CREATE OR REPLACE TEMP TABLE class_above AS",
        "WITH RECURSIVE chain(code, above) AS (",
        "  SELECT code, code FROM classes",
        "  UNION ALL",
        "  SELECT chain.code, classes.parent FROM chain JOIN classes ON classes.code = chain.above",
        "  WHERE classes.parent <> ''",
        ")",
        "SELECT code, above FROM chain;",
    ]
    return "\n".join([*lines, "", *_owners(scheme, language)])


def _owners(scheme: Scheme, language: str) -> list[str]:
    rows = [
        [text(digit), text(kind.key), text(kind.label[language])]
        for kind in scheme.ownership
        for digit in sorted(kind.first_digits)
    ]
    lines = ["CREATE OR REPLACE TEMP TABLE owners (first_digit VARCHAR, owner VARCHAR, name VARCHAR);"]
    lines.insert(0, remark(words(language)["sql.owner_note"]))
    return [*lines, *([f"INSERT INTO owners {values(rows)};"] if rows else [])]
