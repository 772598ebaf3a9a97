"""Repeating the run a ``run.json`` records: inputs, figures and outputs, each against what was recorded."""

import json
from collections.abc import Mapping
from dataclasses import astuple
from pathlib import Path
from typing import Any

from natres import __version__
from natres.analyses.reruns import Difference, compare_figures
from natres.core.issues import Notice
from natres.district import District, read_district
from natres.errors import NatresError, NotThere
from natres.presenters.json_text import json_text
from natres.presenters.rerun_tables import difference_table, rerun_sentence
from natres.readers.gate.paths import checksum
from natres.readers.runs import folder_checksums, read_results, read_run
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.inputs import Options
from natres.workflows.report import compute_report

__all__ = ["verify_run"]


def verify_run(record_file: str | Path, language: str | None = None) -> Answer:
    """Repeat a recorded report and say what is no longer as recorded.

    Every input's SHA-256 is compared, the report computed again with the recorded options and held figure by
    figure against the ``results.json`` of the folder, and every output on the disk against its recorded hash.

    Parameters
    ----------
    record_file : the ``run.json`` of a report folder, or the folder
    language : of the answer; by default that of the district file

    Raises
    ------
    NotThere : ``FILE_MISSING`` for the record, the district file or an input
    BadData : ``RUN_RECORD``; or what the report itself would stop at, where the inputs are as recorded
    """
    folder, record = read_run(record_file)
    district = read_district(folder / record["district"])
    options = _options(record, folder)
    speaking = language_of(Options(language=language), district)
    inputs = _changed_inputs(record, district, folder)
    outputs = _changed_outputs(record, folder)
    figures, count = _changed_figures(district, options, folder, bool(inputs), speaking)
    found = [*inputs, *outputs, *figures]
    counts = (len(record["inputs"]), len(record["outputs"]), count)
    notices = _other_version(record)
    return Answer(
        language=speaking,
        tables=(difference_table([astuple(d) for d in found], speaking),) if found else (),
        data=_data(folder, counts, found),
        notices=notices,
        sentences=(rerun_sentence(counts, len(found), speaking),),
        marks=marks_of(district, speaking),
        moment=moment_of(district),
        exit_code=1 if found else 0,
    )


def _options(record: Mapping[str, Any], folder: Path) -> Options:
    """Return the recorded options; a scheme of one's own and parameters are found from the run folder."""
    given: dict[str, Any] = dict(record["options"])
    scheme = given.get("scheme")
    if scheme and record.get("scheme"):
        scheme = str(folder / record["scheme"]["path"])
    shift = record.get("datum_shift")
    return Options(
        language=given.get("language"),
        area=given["area"],
        rounding=given["rounding"],
        unit=given.get("unit") or "ha",
        closing=given.get("closing"),
        accept=frozenset(given["accept"]),
        strict=bool(given.get("strict", False)),
        control_area_km2=given.get("control_area_km2"),
        scheme=scheme,
        layer=given.get("layer"),
        crs=given.get("crs"),
        encoding=given.get("encoding"),
        datum_shift=str(folder / shift["path"]) if shift else None,
        accept_ballpark=bool(given.get("accept_ballpark", False)),
        fields=given.get("fields") or {},
    )


def _changed_inputs(record: Mapping[str, Any], district: District, folder: Path) -> list[Difference]:
    """Return the inputs, with the files that belong to them, whose bytes are no longer those of the run."""
    wanted: dict[Path, tuple[str, str]] = {}
    for entry in record["inputs"]:
        path = district.folder / entry["path"]
        wanted[path] = (entry["path"], entry["sha256"])
        for name, sha256 in entry.get("parts", {}).items():
            wanted[path.with_name(name)] = (Path(entry["path"]).with_name(name).as_posix(), sha256)
    for beside in filter(None, (record.get("scheme"), record.get("datum_shift"))):
        wanted[folder / beside["path"]] = (beside["path"], beside["sha256"])
    found: list[Difference] = []
    for path, (name, sha256) in wanted.items():
        if not path.is_file():
            raise NotThere("FILE_MISSING", file=str(path))
        now = checksum(path)
        if now != sha256:
            found.append(Difference("input", name, sha256, now))
    return found


def _changed_outputs(record: Mapping[str, Any], folder: Path) -> list[Difference]:
    recorded, present = record["outputs"], folder_checksums(folder)
    names = sorted(set(recorded) | set(present))
    return [
        Difference("output", name, recorded.get(name), present.get(name))
        for name in names
        if recorded.get(name) != present.get(name)
    ]


def _changed_figures(
    district: District, options: Options, folder: Path, changed: bool, language: str
) -> tuple[list[Difference], int]:
    """Compute the report again; where changed inputs no longer make one, that is the difference."""
    try:
        now = json.loads(json_text(compute_report(district, options).data))["results"]
    except NatresError as error:
        if not changed:
            raise
        return [Difference("figure", "results.json", None, error.sentence(language))], 0
    recorded = read_results(folder)
    return ([], 0) if recorded is None else compare_figures(recorded, now)


def _other_version(record: Mapping[str, Any]) -> tuple[Notice, ...]:
    if record["natres"] == __version__:
        return ()
    return (Notice("RUN_VERSION", {"value": record["natres"], "now": __version__}),)


def _data(folder: Path, counts: tuple[int, int, int], found: list[Difference]) -> dict[str, Any]:
    return {
        "natres": __version__,
        "command": "verify",
        "folder": str(folder),
        "checked": dict(zip(("inputs", "outputs", "figures"), counts, strict=True)),
        "differences": [{"kind": d.kind, "what": d.what, "recorded": d.recorded, "now": d.now} for d in found],
    }
