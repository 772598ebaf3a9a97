"""Answers of workflows as plain texts for the page: nothing is computed, nothing is HTML."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from natres.core.issues import Notice
from natres.errors import BadRows, NatresError, describe_code, place_text
from natres.labels.codes import code_title
from natres.presenters.table import Table
from natres.workflows import Answer
from natres.workflows.looking import FolderLook

__all__ = [
    "cure_shown",
    "error_shown",
    "findings_shown",
    "look_shown",
    "notices_shown",
    "quotas_shown",
    "system_shown",
    "tables_shown",
]

#: So many findings stand on the page; all of them are in the files beside it.
_FINDINGS = 200
_NOTICES = 100
_ROWS = 60


#: A part of a cure that tells a program's options or commands: nobody types them here.
_TYPED = re.compile(r"--[a-z]|natres [a-z]|\bcrs\b ?=|\[layers")
_CONDITION = re.compile("明知|确认|如|若|要|only|if |to go on")
_SYSTEM = re.compile(r"CGCS2000 / (3-degree )?Gauss-Kruger (?:zone (\d+)|CM (\d+)E)")


def cure_shown(text: str) -> str:
    """Return a cure without what is typed on a command line; as it is where nothing else is left.

    >>> cure_shown("改正代码，或用 --scheme 指定分类表；全部 37 行见 issues.csv")
    '改正代码；全部 37 行见 issues.csv'
    """
    sentences = [_untyped(sentence) for sentence in re.split("[；;。]", text)]
    return "；".join(sentence for sentence in sentences if sentence) or text


def _untyped(sentence: str) -> str:
    """Return a sentence without what is typed, nor the condition that leads to it."""
    parts = re.split("[，,]", sentence)
    if not any(_TYPED.search(part) for part in parts):
        return sentence.strip()
    return "，".join(part for part in parts if not _TYPED.search(part) and not _CONDITION.match(part.strip())).strip()


def system_shown(code: str, name: str, language: str) -> str:
    """Return what a coordinate system is called by surveyors, with its code.

    >>> system_shown("EPSG:4527", "EPSG:4527 CGCS2000 / 3-degree Gauss-Kruger zone 39", "zh")
    '2000 国家大地坐标系，3 度带第 39 带（中央经线 117°），EPSG:4527'
    """
    found = _SYSTEM.search(name)
    if language != "zh" or not (found or code == "EPSG:4490"):
        return name
    if found is None:
        return "2000 国家大地坐标系，经纬度，EPSG:4490"
    width = 3 if found[1] else 6
    if found[3]:
        return f"2000 国家大地坐标系，{width} 度带，中央经线 {found[3]}°，横坐标不带带号，{code}"
    meridian = int(found[2]) * width - (0 if width == 3 else 3)
    return f"2000 国家大地坐标系，{width} 度带第 {found[2]} 带（中央经线 {meridian}°），{code}"


def error_shown(error: NatresError, place: str, language: str) -> dict[str, Any]:
    """Return what is wrong, where and what to do; ``choices`` are values that may be the missing one."""
    rows = [error_of.strip() for error_of in error.sentence(language).split("\n")] if isinstance(error, BadRows) else []
    return {
        "code": error.code,
        "problem": error.problem(language),
        "cure": cure_shown(error.cure(language)),
        "place": place.strip(),
        "rows": rows[1:],
        "choices": [
            [str(code), system_shown(str(code), str(name), language)] for code, name in error.facts.get("choices") or ()
        ],
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
        "without_crs": {
            kind: [[code, system_shown(code, name, language)] for code, name in choices]
            for kind, choices in look.without_crs.items()
        },
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
            told = {key: issue[key] for key in ("message", "file", "layer", "caused_by")}
            told["cure"] = cure_shown(issue["cure"])
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
        found.append(
            {"code": notice.code.partition(".")[0], "place": place, "problem": problem, "cure": cure_shown(cure)}
        )
    return found
