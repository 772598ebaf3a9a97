"""A repaired copy of a layer, with a log of every change; the source stays as it is."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from natres.checks import RuleSet
from natres.core.issues import Notice
from natres.core.mending import Mend, Totals, check_conserved
from natres.core.results.check import CheckResult
from natres.errors import BadUsage
from natres.labels import words
from natres.presenters.findings import brief_findings, findings_json, findings_tables
from natres.presenters.formats import csv_text
from natres.presenters.json_text import envelope
from natres.presenters.repairs import MendLine, repair_log, repair_rules, repairs_json
from natres.readers import read_scheme
from natres.workflows.answer import Answer, language_of, marks_of
from natres.workflows.checking.layers import Look, against_of, look_at_read
from natres.workflows.checking.run import rules_of
from natres.workflows.inputs.common import Options
from natres.workflows.mended_copy import MENDED, MendedCopy, read_copy
from natres.writers import LAYER_SUFFIXES, TABLE_SUFFIXES, changes_of, reserving, write_layer

__all__ = ["MENDED", "fix_layer"]

_SUFFIXES = tuple(suffix for suffix in LAYER_SUFFIXES if suffix not in TABLE_SUFFIXES)
#: Formats that hold no coordinate that is no number.
_FINITE = (".shp", ".geojson")


def fix_layer(
    source: str | Path, output: str | Path, options: Options | None = None, *, kind: str = "", force: bool = False
) -> Answer:
    """Write a copy of a layer in which everything that can be repaired by rule is; beside it a log of the changes.

    Parameters
    ----------
    source : any layer natres reads; it is never changed
    output : ``.gpkg``, ``.parquet``, ``.shp``, ``.geojson``, ``.fgb``; the log is ``NAME.repairs.csv`` beside it
    options : ``accept`` names codes that are left as they are and are no errors
    kind : what the layer is, where its fields do not tell
    force : whether files that are there are replaced

    Returns
    -------
    Answer : what was repaired and what is left for people; exit code 1 where errors are left

    Raises
    ------
    BadUsage : ``FIX_SOURCE`` for an output that is the source, ``FIX_KIND`` for a source that is no layer,
        ``OUTPUT_FORMAT``; ``OUTPUT_FORMAT.nonfinite`` for one that loses a shape of which nobody knows where it is
    OwnFault : ``FIX_NOT_CONSERVED`` where ground, a declared area or a row would be lost; nothing is written
    NatresError : what reading and writing refuse

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     answer = fix_layer("data/landuse/parcels_2022.parquet", f"{folder}/图斑.gpkg")
    >>> answer.exit_code, answer.data["rows_in"], answer.data["rows_out"], answer.data["repairs"]
    (0, 12000, 12000, [])
    """
    options, named, target = options or Options(), Path(source), Path(output)
    language = language_of(options, None)
    if target.suffix.lower() not in _SUFFIXES:
        raise BadUsage("OUTPUT_FORMAT", value=target.name, allowed=", ".join(_SUFFIXES))
    _refuse_source(named, target)
    rules = rules_of(options, {}, "")
    with reserving(target, force=force):
        scheme = read_scheme(options.scheme) if options.scheme else read_scheme()
        copy = read_copy(named, target, options, kind, (rules, scheme))
        _refuse_nowhere(copy, target)
        copy.mend()
        after = copy.totals()
        check_conserved(copy.before, after, copy.mends, file=copy.source.provenance.file_name)
        left, marks = _left(copy, rules, language)
        lines = [_line(mend, copy) for mend in (*copy.mends, *_of_files(copy, target))]
        record = copy.source.provenance
        log = csv_text([repair_log(lines, record.file_name, record.layer, language)], marks)
        beside = {_log_name(target): log}
        write_layer(copy.frame, target, layer=record.layer, encoding=_encoding(copy), force=force, beside=beside)
    return replace(_answer(copy, after, left, lines, target, language), marks=marks)


def _log_name(target: Path) -> str:
    return f"{target.stem}.repairs.csv"


def _refuse_source(source: Path, target: Path) -> None:
    """Refuse an output that is the source, or one of the files of a shapefile that is it.

    Raises
    ------
    BadUsage : ``FIX_SOURCE``
    """
    one, other = source.absolute(), target.absolute()
    same = one.exists() and other.exists() and one.samefile(other)
    parts = one.suffix.lower() == other.suffix.lower() == ".shp" and _folded(one) == _folded(other)
    within = any(parent.exists() and one.exists() and parent.samefile(one) for parent in other.parents)
    if same or parts or within or _folded(one) == _folded(other.with_name(_log_name(target))):
        raise BadUsage("FIX_SOURCE", value=str(target))


def _refuse_nowhere(copy: MendedCopy, target: Path) -> None:
    """Refuse formats that would lose the shape of a row whose coordinates are no numbers: it stays for people.

    Raises
    ------
    BadUsage : ``OUTPUT_FORMAT.nonfinite``
    """
    places = shapely.get_coordinates(copy.frame.geometry.to_numpy())
    if target.suffix.lower() in _FINITE and not np.isfinite(places).all():
        allowed = ", ".join(suffix for suffix in _SUFFIXES if suffix not in _FINITE)
        raise BadUsage("OUTPUT_FORMAT.nonfinite", value=target.name, allowed=allowed)


def _folded(path: Path) -> str:
    return str(path.resolve()).casefold()


# --- what is left -------------------------------------------------------------------------------------------------


def _left(copy: MendedCopy, rules: RuleSet, language: str) -> tuple[CheckResult, tuple[str, ...]]:
    """Look at the repaired layer with the same rules; and return what its outputs have to say of themselves."""
    how = Look(copy.scheme, rules, against_of([], None), copy.options)
    layer, units = copy.taken_with_units()
    looked = look_at_read(copy.target, layer, units, how)
    result = CheckResult((looked.input,), looked.issues, tuple(sorted(rules.switched.items())))
    return result, marks_of(None, language, layer.provenance)


# --- what was done ------------------------------------------------------------------------------------------------


def _declares_gbk(copy: MendedCopy) -> bool:
    """Tell whether the texts of a shapefile are in GBK and say so, or the user does."""
    record = copy.source.provenance
    gbk = record.encoding.upper().startswith(("GB", "CP936"))
    return gbk and (bool(copy.options.encoding) or not _guessed(copy))


def _guessed(copy: MendedCopy) -> bool:
    """Tell whether a shapefile does not say its encoding, or says a wrong one."""
    record = copy.source.provenance
    if record.driver != "ESRI Shapefile" or copy.options.encoding:
        return False
    wrong = any(repair.code == "ENCODING_GUESSED" for repair in record.repairs)
    if record.path.lower().endswith((".zip", ".shz")):  # whose parts are not listed
        return wrong
    stated = any(name.lower().endswith(".cpg") for name in record.parts)
    return wrong or (not stated and record.encoding != "UTF-8")


def _encoding(copy: MendedCopy) -> str:
    return "GBK" if _declares_gbk(copy) else "UTF-8"


def _of_files(copy: MendedCopy, target: Path) -> list[Mend]:
    """Return what reading changed and what the format of the output makes necessary."""
    record = copy.source.provenance
    read = [repair for repair in record.repairs if repair.code not in ("ENCODING_GUESSED", "FIELD_ALIAS")]
    repairs = [*read, *changes_of(copy.frame, target)]
    found = [Mend(r.code, None, r.field, r.before, r.after, count=r.count) for r in repairs]
    if any(notice.code == "CURVE_LINEARISED" for notice in record.notices):
        found.append(Mend("CURVE_LINEARISED", None))
    return [Mend("ENCODING_GUESSED", None, "", record.encoding, _encoding(copy)), *found] if _guessed(copy) else found


def _line(mend: Mend, copy: MendedCopy) -> MendLine:
    fid = None if mend.row is None else copy.source.places.fid(mend.row)
    return MendLine(mend, fid, copy.id_of(mend.row), copy.id_of(mend.other))


def _answer(
    copy: MendedCopy, after: Totals, left: CheckResult, lines: Sequence[MendLine], target: Path, language: str
) -> Answer:
    record = copy.source.provenance
    notices = tuple(Notice(n.code, n.facts) for n in record.notices)
    shown = repair_rules([line.mend for line in lines], language)
    tables = (shown, *(t for t in findings_tables(left, language) if t.key != "check_inputs"))
    brief = (shown, *(t for t in brief_findings(left, language) if t.key != "check_inputs"))
    before = copy.before
    data: dict[str, Any] = envelope("fix", [record], notices, language) | {
        "output": str(target),
        "log": str(target.with_name(_log_name(target))),
        "rows_in": before.rows,
        "rows_out": after.rows,
        "repairs": repairs_json(lines, language),
        "left": findings_json(left, language)["issues"],
        "area_before_m2": before.area_m2,
        "area_after_m2": after.area_m2,
        "declared_before_m2": _m2(before, copy),
        "declared_after_m2": _m2(after, copy),
    }
    return Answer(
        language, tables, data, notices, _sentences(copy, after, left, lines, target, language), brief=brief,
        exit_code=1 if left.count("error") else 0,
    )  # fmt: skip


def _m2(totals: Totals, copy: MendedCopy) -> float | None:
    """Return the sum of the declared areas in m²; None where the layer has none."""
    fields = copy.declared(copy.taken())
    name = next((fields[key] for key in ("declared_area_m2", "declared_area_ha") if key in fields), None)
    if name is None:
        return None
    return float(totals.declared[name] * (10_000 if "declared_area_ha" in fields else 1))


def _sentences(
    copy: MendedCopy, after: Totals, left: CheckResult, lines: Sequence[MendLine], target: Path, language: str
) -> tuple[str, ...]:
    w, before = words(language), copy.before
    said = [
        w["fix.done"].format(rows_in=before.rows, rows_out=after.rows, path=target),
        w["fix.log_written"].format(count=len(lines), path=target.with_name(_log_name(target))),
    ]
    if not lines:
        said.append(w["fix.nothing"])
    difference = sum(mend.difference_m2 for mend in copy.mends)
    said.append(w["fix.area"].format(**_texts(before=before.area_m2, after=after.area_m2, difference=difference)))
    said += [
        w["fix.declared"].format(field=name, before=total, after=after.declared[name])
        for name, total in before.declared.items()
    ]
    made = [m for m in copy.mends if m.code == "GEOM_INVALID"]
    if made:
        signed = [[(m.signed_m2 or (0.0, 0.0))[n] for m in made] for n in (0, 1)]
        areas = [[(m.area_m2 or (0.0, 0.0))[n] for m in made] for n in (0, 1)]
        sums = {"signed_before": signed[0], "signed_after": signed[1], "area_before": areas[0], "area_after": areas[1]}
        facts = _texts(**{name: sum(values) for name, values in sums.items()})
        said.append(w["fix.invalid"].format(count=len({m.row for m in made}), **facts))
    errors, warnings = left.count("error"), left.count("warning")
    key = "fix.left" if errors or warnings else "fix.left_none"
    return (*said, w[key].format(errors=errors, warnings=warnings))


def _texts(**areas: float) -> dict[str, str]:
    return {name: f"{area:.4f}" for name, area in areas.items()}
