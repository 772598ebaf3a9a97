"""Answers of workflows as plain texts for the page: nothing is computed, nothing is HTML."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from natres.core.issues import Notice
from natres.errors import BadRows, NatresError, describe_code, place_text
from natres.labels.codes import code_title
from natres.presenters.table import Table
from natres.workflows import Answer
from natres.workflows.looking import FolderLook

__all__ = ["error_shown", "findings_shown", "look_shown", "notices_shown", "quotas_shown", "tables_shown"]

#: So many findings stand on the page; all of them are in the files beside it.
_FINDINGS = 200
_NOTICES = 100
_ROWS = 60


def error_shown(error: NatresError, place: str, language: str) -> dict[str, Any]:
    """Return what is wrong, where and what to do; ``choices`` are values that may be the missing one."""
    rows = [error_of.strip() for error_of in error.sentence(language).split("\n")] if isinstance(error, BadRows) else []
    return {
        "code": error.code,
        "problem": error.problem(language),
        "cure": error.cure(language),
        "place": place.strip(),
        "rows": rows[1:],
        "choices": [[str(code), str(name)] for code, name in error.facts.get("choices") or ()],
        "title": code_title(error.code, language),
        "file": str(error.facts.get("file") or ""),
    }


def look_shown(look: FolderLook, folder: Path, language: str) -> dict[str, Any]:
    """Return what a folder holds, files relative to it."""

    def name(path: Path) -> str:
        return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name

    return {
        "districts": [name(path) for path in look.districts],
        "layers": {kind: {"file": name(one.path), "layer": one.layer} for kind, one in look.layers.items()},
        "others": [{"kind": one.kind, "file": name(one.path), "layer": one.layer} for one in look.others],
        "unread": [error_shown(error, place_text(error.facts, language), language) for error in look.unread],
        "known": vars(look.known),
        "without_crs": {kind: [list(pair) for pair in choices] for kind, choices in look.without_crs.items()},
        "drafts": [name(path) for path in look.drafts],
    }


def findings_shown(data: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return the findings of a check by rule, the worst first, each with its first rows and its cure."""
    rules: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in data["summary"]:
        key = entry["code"], entry["severity"]
        rules[key] = {**entry, "title": code_title(entry["code"], language) or entry["code"], "issues": []}
    for issue in data["issues"][:_FINDINGS]:
        rule = rules.get((issue["code"], issue["severity"]))
        if rule is not None:
            place = {**issue, "at_line": issue["line"], "at_cell": issue["cell"]}
            told = {key: issue[key] for key in ("message", "cure", "file", "layer", "caused_by")}
            rule["issues"].append({**told, "place": place_text(place, language).strip()})
    return {
        "rules": list(rules.values()),
        "shown": min(len(data["issues"]), _FINDINGS),
        "all": len(data["issues"]),
        "rows_in": data["rows_in"],
        "inputs": [one for one in data["inputs_checked"] if one["kind"] != "district"],
    }


def quotas_shown(answer: Answer) -> list[dict[str, str]]:
    """Return the verdict on every quota: its sentence and its status."""
    quotas = answer.data["results"].get("quotas", ())
    return [{"verdict": quota["verdict"], "status": quota["status"]} for quota in quotas]


def tables_shown(tables: Sequence[Table]) -> list[dict[str, Any]]:
    """Return tables as texts, the first rows of long ones."""
    return [
        {
            "title": table.title,
            "unit": table.unit,
            "columns": [{"text": column.heading, "number": column.decimals is not None} for column in table.columns],
            "rows": [
                {"cells": [cell.text for cell in row.cells], "mark": row.mark, "indent": min(row.indent, 4)}
                for row in table.rows[:_ROWS]
            ],
            "left": max(len(table.rows) - _ROWS, 0),
            "notes": list(table.notes),
        }
        for table in tables
    ]


def notices_shown(notices: Sequence[Notice], language: str) -> list[dict[str, str]]:
    """Return what a run warns of, in words."""
    found: list[dict[str, str]] = []
    for notice in notices[:_NOTICES]:
        problem, cure = describe_code(notice.code, language, **notice.facts)
        place = place_text(notice.facts, language).strip()
        found.append({"code": notice.code.partition(".")[0], "place": place, "problem": problem, "cure": cure})
    return found
