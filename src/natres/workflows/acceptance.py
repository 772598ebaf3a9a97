"""An acceptance inspection in the field: drawing the sample with its layer and form, judging the form that comes back.

By the single sampling plans of ISO 2859-1 (GB/T 2828.1-2012); see docs/acceptance.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from natres import __version__
from natres.analyses.field_sample import field_sample, field_verdict
from natres.checks import repair_codes
from natres.checks.field_form import check_form
from natres.core.acceptance import SamplingPlan
from natres.core.areas import survey_area_m2
from natres.core.classification import Scheme
from natres.core.crs import to_lon_lat
from natres.core.issues import Issue
from natres.core.outlines import of_one_type
from natres.core.provenance import Layer
from natres.core.results.acceptance import DrawnParcel, FieldDraw, FieldSample, FormRow
from natres.district import District, LayerEntry
from natres.errors import BadData, BadRows, BadUsage
from natres.labels import words
from natres.presenters import json_text as to_json
from natres.presenters.acceptance_tables import (
    draw_json,
    plan_table,
    strata_table,
    verdict_json,
    verdict_sentences,
    verdict_tables,
)
from natres.presenters.field_form import field_form_bytes
from natres.presenters.land_words import class_label
from natres.presenters.qgis_style import categorised_style
from natres.readers import read_parcels, read_scheme
from natres.readers.acceptance import read_form_spec, read_plan_tables
from natres.readers.field_form import read_field_draw, read_field_form
from natres.readers.layers.vectors import with_repairs
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.inputs import Options, as_district, open_units
from natres.workflows.inputs.common import as_written, entry_with, reading_of, refuse_repairs
from natres.workflows.notices import repair_notices
from natres.workflows.other_schemes import refuse_other_scheme
from natres.writers import OutputFolder, geopackage_bytes

__all__ = ["draw_field_sample", "judge_field_sample"]

_PLAN = "plan.json"


def draw_field_sample(
    source: str | Path, output_folder: str | Path, options: Options | None = None, *,
    aql: str = "4.0", level: str = "II", seed: int = 1, force: bool = False,
) -> Answer:  # fmt: skip
    """Draw the parcels an acceptance inspection goes to see, and write layer, form and plan into one folder.

    Rows with errors are part of the lot: an inspection judges what was delivered.

    Parameters
    ----------
    source : a layer of parcels, or a district file
    output_folder : gets ``sample.gpkg``, ``form.xlsx``, ``plan.json`` and ``run.json``, all or none
    aql : acceptance quality limit in percent nonconforming, one of the standard's
    level : inspection level, I to III or S-1 to S-4
    seed : of the draw; the same parcels and the same seed draw the same sample

    Raises
    ------
    BadUsage : ``OPTION_VALUE`` for a limit or a level the standard does not have
    BadData : ``SCHEME_OTHER``, and what reading refuses
    CannotCreate, OutputBusy, StorageFailed : see :class:`natres.writers.OutputFolder`

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     answer = draw_field_sample("data/landuse/parcels_2022.parquet", f"{folder}/核查", aql="2.5", level="S-4")
    >>> plan = answer.data["acceptance"]["plan"]
    >>> plan["lot"], plan["letter"], plan["sample_size"], plan["accept"], plan["reject"]
    (12000, 'H', 50, 3, 4)
    """
    options, output = options or Options(), Path(output_folder)
    read_plan_tables().plan(2, aql, level)  # a wrong option is refused before anything is read
    district = as_district(source)
    language = language_of(options, district)
    with OutputFolder(output, force=force).reserved():
        lot = _open_lot(district or source, options)
        plan = read_plan_tables().plan(len(lot.layer.frame), aql, level)
        sample = field_sample(lot.layer.frame, lot.scheme, plan, seed=seed)
        marks = marks_of(district, language, lot.layer.provenance)
        draw = _draw(lot, sample, invented=bool(marks))
        record = lot.layer.provenance
        notices = (*record.notices, *repair_notices(lot.layer))
        data = to_json.envelope("check", [record], notices, language) | {"acceptance": draw_json(draw, sample)}
        rows = _form_rows(lot, draw, sample, language)
        with OutputFolder(output, force=force) as folder:
            form = field_form_bytes(
                draw, rows, read_form_spec(), title=_title(district, language), language=language,
                moment=moment_of(district), marks=marks,
            )  # fmt: skip
            folder.write("form.xlsx", form)
            folder.write("sample.gpkg", _sample_layer(lot, draw, sample, rows, language))
            folder.write(_PLAN, to_json.json_text(data, marks))
            run = {"natres": __version__, "command": "check", "inputs": data["inputs"], "options": _chosen(plan, seed)}
            place, kept = folder.publish({**run, "warnings": data["warnings"]})
    facts = {**draw.facts, "lot": f"{plan.lot:,}", "strata": len(sample.strata)}
    w, planned = words(language), plan_table(draw, language)
    return Answer(
        language=language,
        tables=(planned, strata_table(sample, lot.scheme, lot.towns, language)),
        data=data,
        notices=(*notices, *kept),
        sentences=(w["acceptance.drawn"].format(**facts), w["acceptance.written"].format(folder=place)),
        marks=marks,
        moment=moment_of(district),
        folder=place,
        brief=(planned,),
    )


def _chosen(plan: SamplingPlan, seed: int) -> Mapping[str, Any]:
    return {"aql": plan.aql, "level": plan.level, "seed": seed}


def _title(district: District | None, language: str) -> str:
    w = words(language)
    if district is None:
        return w["acceptance.title"]
    entry = district.content.district
    return w["acceptance.title_named"].format(name=entry.name, year=entry.year)


@dataclass(frozen=True, eq=False)
class _Lot:
    """The parcels that are to be accepted, with their scheme and the names of towns as far as they are known."""

    layer: Layer[Any]
    scheme: Scheme
    towns: Mapping[str, str]


def _open_lot(source: District | str | Path, options: Options) -> _Lot:
    """Read parcels without judging their rows."""
    is_district = isinstance(source, District)
    entry = entry_with(source.layer("parcels") if is_district else LayerEntry(path=str(source)), options)
    named = options.scheme or (source.scheme_path if is_district else None)
    scheme = read_scheme(named) if named else read_scheme()
    layer = as_written(read_parcels(entry.path, **reading_of(entry, "parcels")), source)
    numeric = any(r.code == "CODE_TYPE" and r.field == "land_class" for r in layer.provenance.repairs)
    refuse_other_scheme(layer, scheme, entry.fields.get("land_class", "DLBM"), numeric=numeric)
    if numeric:
        codes, repairs = repair_codes(layer.frame["land_class"], scheme)
        layer = with_repairs(Layer(layer.frame.assign(land_class=codes), layer.provenance, layer.crs), repairs)
    refuse_repairs(layer, options)
    units = open_units(source, options) if is_district else ()
    return _Lot(layer, scheme, {unit.code: unit.name for unit in units if unit.level == "town"})


def _draw(lot: _Lot, sample: FieldSample, *, invented: bool) -> FieldDraw:
    frame, record = lot.layer.frame, lot.layer.provenance
    parcels: list[DrawnParcel] = []
    for number, (row, place) in enumerate(zip(sample.rows, sample.stratum_of, strict=True), start=1):
        stratum = sample.strata[place]
        texts = (_cell(frame, "parcel_id", row), _cell(frame, "land_class", row), stratum.main_class, stratum.town)
        parcels.append(DrawnParcel(number, *texts, lot.towns.get(stratum.town, "")))
    return FieldDraw(sample.plan, sample.seed, record.file_name, record.sha256, invented, tuple(parcels))


def _cell(frame: gpd.GeoDataFrame, column: str, row: int) -> str:
    """Return a text as a cell of a workbook keeps it: without line ends and signs that print nothing."""
    text = str(frame[column].iloc[row]) if column in frame else ""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _form_rows(lot: _Lot, draw: FieldDraw, sample: FieldSample, language: str) -> list[FormRow]:
    frame = lot.layer.frame
    rows = list(sample.rows)
    shapes = _somewhere(np.array(frame["geometry"].iloc[rows], dtype=object))
    places, areas = _places(lot.layer, shapes), _areas(lot.layer, rows, shapes)
    return [
        FormRow(
            parcel.number, parcel.parcel_id, _cell(frame, "unit_name", row) or parcel.town_name, parcel.land_class,
            _class_name(lot, parcel.land_class, row, language), area, *place,
        )
        for parcel, row, area, place in zip(draw.parcels, rows, areas, places, strict=True)
    ]  # fmt: skip


def _somewhere(shapes: NDArray[Any]) -> NDArray[Any]:
    """Return shapes without those that are empty or have a vertex nowhere: they have no place and no area."""
    points, of = shapely.get_coordinates(shapes, return_index=True)
    shapes[shapely.is_empty(shapes)] = None
    shapes[np.unique(of[~np.isfinite(points).all(axis=1)])] = None
    return shapes


def _class_name(lot: _Lot, code: str, row: int, language: str) -> str:
    if code in lot.scheme.by_code:
        return class_label(code, lot.scheme, language)
    return _cell(lot.layer.frame, "class_name", row)


def _areas(layer: Layer[Any], rows: list[int], shapes: NDArray[Any]) -> list[float | None]:
    """Return the declared areas in m², the survey areas where none are declared."""
    if "declared_area_m2" in layer.frame:
        areas = layer.frame["declared_area_m2"].iloc[rows].to_numpy(dtype=float)
    else:
        areas = np.where(shapely.is_missing(shapes), np.nan, survey_area_m2(shapes, layer.crs))
    return [float(area) if np.isfinite(area) else None for area in areas]


def _places(layer: Layer[Any], shapes: NDArray[Any]) -> list[tuple[float | None, float | None]]:
    """Return a point inside each shape in degrees on CGCS2000; nothing for a parcel without a shape."""
    points = shapely.point_on_surface(shapely.make_valid(shapes))
    plane = np.column_stack([shapely.get_x(points), shapely.get_y(points)])
    known = np.isfinite(plane).all(axis=1)
    degrees = np.full(plane.shape, np.nan)
    degrees[known] = to_lon_lat(plane[known], layer.crs)
    return [(float(x), float(y)) if np.isfinite(x) else (None, None) for x, y in degrees]


def _sample_layer(lot: _Lot, draw: FieldDraw, sample: FieldSample, rows: list[FormRow], language: str) -> bytes:
    """Return the drawn parcels in their own system, with columns to fill in on a tablet and a colour per class."""
    w, scheme = words(language), lot.scheme
    columns: dict[str, Any] = {
        w["acceptance.layer_number"]: [row.number for row in rows],
        "BSM": [row.parcel_id for row in rows],
        "DLBM": [row.land_class for row in rows],
        "DLMC": [row.class_name for row in rows],
        w["acceptance.layer_town"]: [parcel.town_name or parcel.town for parcel in draw.parcels],
        w["acceptance.layer_locality"]: [row.locality for row in rows],
        w["acceptance.layer_area"]: [row.area_m2 for row in rows],
    }
    for name in ("field_class", "verdict", "note"):
        columns[w[f"acceptance.layer_{name}"]] = np.array([None] * len(rows), dtype=object)
    shapes = np.asarray(lot.layer.frame["geometry"].iloc[list(sample.rows)], dtype=object)
    frame = gpd.GeoDataFrame(columns, geometry=of_one_type(shapes), crs=lot.layer.crs)
    codes = dict.fromkeys(sorted(columns["DLBM"], key=lambda code: scheme.position.get(code, len(scheme.classes))))
    names = dict(zip(columns["DLBM"], columns["DLMC"], strict=True))
    style = [
        (code, f"{code} {names[code]}".strip(), scheme.by_code[code].colour if code in scheme.by_code else "")
        for code in codes
    ]
    coloured = [(code, label, colour or "#cccccc") for code, label, colour in style]
    return geopackage_bytes(frame, "sample", categorised_style("DLBM", coloured))


def judge_field_sample(form: str | Path, options: Options | None = None, *, plan: str | Path | None = None) -> Answer:
    """Read the form of a field inspection back and say whether the lot is accepted.

    Parameters
    ----------
    form : the filled-in ``form.xlsx`` of a draw
    plan : the ``plan.json`` of the draw; by default the one beside the form, where there is one

    Returns
    -------
    Answer : exit code 0 where the lot is accepted, 1 where it is rejected or cannot be judged yet; its data's
        ``acceptance`` has ``status`` (accept, reject, incomplete), ``plan``, ``judged``, ``nonconforming``,
        ``missing``, ``estimate``, ``by_stratum`` and ``parcels``

    Raises
    ------
    BadData : ``FORM_PLAN`` for a plan that is gone, changed, or of another draw; ``FORM_HEADER``
    BadRows : ``CHOICE_UNKNOWN``, ``FORMULA_NO_VALUE`` and ``FORM_ROW``: every line that cannot be judged, at once
    NotThere : ``FILE_MISSING``
    """
    language = language_of(options or Options(), None)
    read = read_field_form(form)
    _refuse_other_plan(read.draw, Path(form), Path(plan) if plan else None)
    issues: list[Issue] = [*read.issues, *check_form(read)]
    if issues:
        raise BadRows(sorted(issues, key=lambda issue: (issue.line is None, issue.line or 0)))
    verdict = field_verdict(read.draw, [line.answer for line in read.lines])
    tables = verdict_tables(read.draw, verdict, read_scheme(), language)
    data = to_json.envelope("check", [read.provenance], read.notices, language)
    return Answer(
        language=language,
        tables=tables,
        data=data | {"acceptance": verdict_json(read.draw, verdict)},
        notices=read.notices,
        sentences=verdict_sentences(verdict, language),
        marks=marks_of(None, language, read.provenance),
        moment=moment_of(None),
        exit_code=0 if verdict.status == "accept" else 1,
        brief=tables[1:],
    )


def _refuse_other_plan(draw: FieldDraw, form: Path, given: Path | None) -> None:
    """Refuse a plan that the standard does not have, and one that is not that of the draw's own record.

    Raises
    ------
    BadData : ``FORM_PLAN.table``, ``FORM_PLAN.other``, ``FORM_PLAN.json``
    """
    plan = draw.plan
    try:
        expected = read_plan_tables().plan(plan.lot, plan.aql, plan.level)
    except BadUsage as error:
        raise BadData("FORM_PLAN", file=form.name, why=error.problem("en")) from None
    if plan != expected or len(draw.parcels) != plan.sample_size:
        found = f"{plan.letter}: n={len(draw.parcels)}, Ac={plan.accept}, Re={plan.reject}"
        wanted = f"{expected.letter}: n={expected.sample_size}, Ac={expected.accept}, Re={expected.reject}"
        raise BadData("FORM_PLAN.table", file=form.name, value=found, expected=wanted)
    beside = given or form.with_name(_PLAN)
    if (given or beside.is_file()) and read_field_draw(beside).digest != draw.digest:
        raise BadData("FORM_PLAN.other", file=form.name, value=beside.name)
