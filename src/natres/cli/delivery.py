"""How an answer reaches the user: printed, or written to a file in the asked format; notices beside it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from natres.errors import BadUsage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from natres.presenters.table import Table
    from natres.workflows import Answer

__all__ = ["deliver", "prompt", "reserved", "say", "say_report"]


#: What a file of each format may be called; a name for another program would open there as damaged.
_SUFFIXES = {
    "table": (".txt", ".md", ".log"),
    "json": (".json", ".txt"),
    "csv": (".csv", ".txt"),
    "xlsx": (".xlsx",),
}
_BY_SUFFIX = {".json": "json", ".csv": "csv", ".xlsx": "xlsx"}


def reserved(output: Path, *, folder: bool, force: bool) -> "AbstractContextManager[None]":
    """Hold the place of an output before anything heavy is imported: a second run on it stops at once."""
    from natres.writers import OutputFolder, reserving

    return OutputFolder(output, force=force).reserved() if folder else reserving(output, force=force)


def deliver(answer: "Answer", form: str, output: Path | None, force: bool) -> None:
    """Print an answer, or write it to a file in the asked format, and exit with its code."""
    from natres.labels import words
    from natres.presenters.formats import csv_text, print_tables, terminal_tables
    from natres.presenters.json_text import json_text
    from natres.presenters.workbook import workbook_bytes
    from natres.writers import write_file

    if form not in ("table", "json", "csv", "xlsx"):
        raise BadUsage("OPTION_VALUE", option="--format", value=form, allowed="table, json, csv, xlsx")
    if form == "table" and output is not None:  # no format asked for: the name of the file tells it
        form = _BY_SUFFIX.get(output.suffix.lower(), form)
    if form == "xlsx" and output is None:
        raise BadUsage("OPTION_MISSING.file", option="-o FILE.xlsx")
    if output is not None and output.suffix.lower() not in _SUFFIXES[form]:
        raise BadUsage(
            "OUTPUT_FORMAT",
            value=output.name,
            allowed=", ".join((*_SUFFIXES[form], *(_BY_SUFFIX if form == "table" else ()))),
        )
    _warn(answer)
    if form == "xlsx":
        data: str | bytes = workbook_bytes(
            answer.tables, moment=answer.moment, marks=answer.marks, language=answer.language
        )
    elif form == "json":
        data = json_text(answer.data, answer.marks)
    elif form == "csv":
        data = csv_text(answer.tables, answer.marks)
    else:
        shown, wide = terminal_tables(answer.tables if answer.brief is None else answer.brief, answer.language)
        marks = [f"※ {mark}" for mark in answer.marks]
        rest = _rest(answer)
        data = "\n".join([*marks, print_tables(shown), *answer.sentences, *filter(None, [wide, rest])]) + "\n"
    if output is None:
        sys.stdout.write(data.removeprefix("\ufeff") if isinstance(data, str) else "")
    else:
        path = write_file(output, data, force=force)
        sys.stdout.write(
            "\n".join([*answer.sentences, words(answer.language)["draft.written"].format(path=path)]) + "\n"
        )
    if answer.exit_code:
        raise typer.Exit(answer.exit_code)


def _rest(answer: "Answer") -> str:
    """Return where the tables are that a terminal does not show."""
    from natres.labels import words

    hidden = len(answer.tables) - len(answer.brief) if answer.brief is not None else 0
    return words(answer.language)["table.more"].format(count=hidden) if hidden else ""


_REPORT_TABLES = ("land_groups", "quotas", "forest", "wells")


def say_report(answer: "Answer") -> None:
    """Print the first tables of a report and where its folder is."""
    from natres.labels import words
    from natres.presenters.formats import print_tables

    w = words(answer.language)
    shown = [table for table in answer.tables if table.key in _REPORT_TABLES]
    lines = [*(f"※ {mark}" for mark in answer.marks), "", print_tables(shown), *_unsaid(answer, shown), ""]
    folder = answer.folder or Path()
    lines += [w["report.done"].format(path=folder), w["report.index_open"].format(path=folder / "index.html")]
    lines += [answer.look] if answer.look else []
    _warn(answer)
    sys.stdout.write("\n".join(lines) + "\n")


def _unsaid(answer: "Answer", shown: "Sequence[Table]") -> list[str]:
    """Return the sentences that do not already stand under a table."""
    said = {note for table in shown for note in table.notes}
    return [sentence for sentence in answer.sentences if sentence not in said]


def say(answer: "Answer") -> None:
    """Print tables, sentences and notices of an answer."""
    from natres.presenters.formats import print_tables

    if answer.tables:
        sys.stdout.write(print_tables(answer.tables))
    sys.stdout.write("\n".join(answer.sentences) + "\n")
    _warn(answer)


def _warn(answer: "Answer") -> None:
    from natres.errors import describe_code

    line = {"zh": "提示 {}：{}。{}。\n", "en": "note {}: {}. {}.\n"}[answer.language]
    for notice in answer.notices:
        sys.stderr.write(line.format(notice.code, *describe_code(notice.code, answer.language, **notice.facts)))


def prompt(question: str, default: str) -> str:
    """Ask a question on the terminal."""
    return str(typer.prompt(question, default=default))
