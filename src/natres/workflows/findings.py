"""The files of a check: tables, places, map, report for machines, page for the supplier, record of the run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from natres.core.issues import Notice
from natres.core.results.check import CheckResult
from natres.presenters.findings import (
    Ground,
    finding_table,
    findings_json,
    findings_page,
    findings_tables,
    junit_xml,
    place_styles,
    places_frame,
    summary_docx,
)
from natres.presenters.formats import csv_text
from natres.presenters.json_text import envelope, json_text
from natres.presenters.web import draw_page
from natres.presenters.workbook import workbook_bytes
from natres.writers import OutputFolder, geopackage_of

__all__ = ["FindingsFrame", "check_data", "findings_files", "write_findings"]

#: Beyond so many rows a sheet opens slowly, and soon not at all.
_SHEET_ROWS = 20_000


@dataclass(frozen=True, eq=False)
class FindingsFrame:
    """What stands around the findings of a run.

    Parameters
    ----------
    moment : the date of the data, which files carry
    marks : what every output has to say of itself, such as that the data are invented
    about : of what the data are, such as the district's name and year
    rules : kind of input → codes of the rules that looked at it, for JUnit
    ground : polygons below the places on the map
    notices : warnings of the run
    """

    moment: datetime = datetime(2000, 1, 1)
    marks: Sequence[str] = ()
    about: str = ""
    rules: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    ground: Ground | None = None
    notices: Sequence[Notice] = ()


def check_data(result: CheckResult, language: str, frame: FindingsFrame) -> dict[str, Any]:
    """Return the JSON of a check: the head every command has, then what was found."""
    records = [one.provenance for one in result.inputs]
    return {**envelope("check", records, frame.notices, language), **findings_json(result, language)}


def findings_files(result: CheckResult, language: str, frame: FindingsFrame | None = None) -> dict[str, bytes | str]:
    """Return the files of a check by name; ``issues.gpkg`` is left out where no finding has a place."""
    frame = frame or FindingsFrame()
    sheets = findings_tables(result, language, most=_SHEET_ROWS)
    files: dict[str, bytes | str] = {
        "issues.csv": csv_text([finding_table(result, language)], frame.marks),
        "issues.xlsx": workbook_bytes(sheets, moment=frame.moment, marks=frame.marks, language=language),
    }
    if frames := places_frame(result, language):
        files["issues.gpkg"] = geopackage_of(frames, place_styles(language))
    page = findings_page(result, language, ground=frame.ground, marks=frame.marks, subtitle=frame.about)
    return files | {
        "map.html": draw_page(page),
        "junit.xml": junit_xml(result, language, rules=frame.rules, moment=frame.moment),
        "summary.docx": summary_docx(result, language, moment=frame.moment, marks=frame.marks, about=frame.about),
        "check.json": json_text(check_data(result, language, frame), frame.marks),
    }


def write_findings(
    result: CheckResult,
    language: str,
    output: Path,
    frame: FindingsFrame | None = None,
    *,
    environment: Mapping[str, Any] | None = None,
    force: bool = False,
) -> tuple[Path, list[Notice]]:
    """Write the files of a check and ``run.json`` as one folder and return where it stands.

    Parameters
    ----------
    environment : what the record says of the run: when it started, versions, options

    Raises
    ------
    CannotCreate, OutputBusy, StorageFailed : see :class:`natres.writers.OutputFolder`
    """
    frame = frame or FindingsFrame()
    with OutputFolder(output, force=force) as folder:
        for name, content in findings_files(result, language, frame).items():
            folder.write(name, content)
        data = check_data(result, language, frame)
        record = {"natres": data["natres"], "command": "check", **(environment or {})}
        kept = ("inputs", "warnings", "rows_in", "rows_kept", "rows_repaired", "rows_rejected", "summary", "switched")
        return folder.publish(record | {name: data[name] for name in kept})
