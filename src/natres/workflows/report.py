"""The main job: a district file in, a report folder out."""

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from natres import __version__
from natres.analyses import check_quota, compare_land_cover, second_forest, second_wells
from natres.core.issues import Notice
from natres.core.provenance import Provenance
from natres.core.results import FigureCheck, LandCoverLook
from natres.district import EXAMPLE_CODE, District, read_district
from natres.errors import BadDistrictFile
from natres.labels import words
from natres.presenters import json_land as land_json
from natres.presenters import json_text as to_json
from natres.presenters import published_tables
from natres.presenters.account_tables import account_json
from natres.presenters.change import change_json
from natres.presenters.change import verdict as change_verdict
from natres.presenters.json_forest import forest_json
from natres.presenters.ledger_tables import ledger_json
from natres.presenters.second_table import second_summary
from natres.presenters.water_tables import water_json, water_sentences
from natres.readers import read_land_cover, read_well_scheme
from natres.readers.gate.paths import checksum
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.change import ChangeOf, change_of
from natres.workflows.folder import write_report
from natres.workflows.inputs import (
    Land,
    Options,
    named_from,
    open_boundaries,
    open_forest,
    open_land,
    open_surroundings,
    open_wells,
    open_zones,
    well_places,
    with_measured_zones,
)
from natres.workflows.notices import told_once
from natres.workflows.overlay import OverlayOf, overlay_of
from natres.workflows.published import check_published, published_labels
from natres.workflows.published_beside import beside_figures
from natres.workflows.report_names import names_of
from natres.workflows.report_parts import ReportParts
from natres.workflows.report_tables import forest_prints, tables_of
from natres.workflows.second import compute_again, frame_of, refuse_disagreement
from natres.workflows.subjects import (
    accounts_of,
    forest_of,
    known_measures,
    labelled,
    land_page,
    ledgers_of,
    quota_sentences,
    well_result,
)
from natres.writers import OutputFolder

__all__ = ["compute_report", "report"]

Progress = Callable[[str], None]


def report(
    district_file: str | Path,
    output: str | Path,
    options: Options | None = None,
    *,
    force: bool = False,
    progress: Progress = lambda step: None,
    computed: Callable[[Answer], None] = lambda answer: None,
) -> Answer:
    """Do the main job: read a district's layers, compute every table, draw the maps, write one folder.

    Parameters
    ----------
    district_file : the TOML file of the district
    output : the report folder; see :class:`natres.writers.OutputFolder` for what happens to an older one
    options : see :class:`natres.workflows.Options`
    force : replace a folder natres did not make (it is kept under another name)
    progress : is told each step
    computed : is given the answer as soon as its numbers stand, before maps and documents are made

    Returns
    -------
    Answer : the tables, the data of ``results.json``, and the folder

    Raises
    ------
    NatresError : whatever is wrong with an input or the output; nothing is left behind then
    """
    started = datetime.now(UTC)
    with OutputFolder(Path(output), force=force).reserved():  # a second run on the folder stops before it reads
        district = read_district(district_file)
        parts = compute_report(district, options or Options(), progress)
        computed(_answer(parts))
        environment = _environment(started, parts, Path(output))
        folder, kept = write_report(parts, Path(output), environment, force=force, progress=progress)
    return replace(_answer(parts, kept), folder=folder, look=_look(parts))


def _answer(parts: ReportParts, kept: Sequence[Notice] = ()) -> Answer:
    return Answer(
        language=parts.language,
        tables=parts.tables,
        data=parts.data,
        notices=(*parts.notices, *kept),
        sentences=_sentences(parts),
        marks=parts.marks,
        moment=parts.moment,
    )


def compute_report(
    district: District, options: Options, progress: Progress = lambda step: None, *, laid: bool = True
) -> ReportParts:
    """Read and compute everything a district file asks for; nothing is written.

    Parameters
    ----------
    laid : whether layers are laid on one another: two years of parcels, zones, illegal patches
    """
    language = language_of(options, district)
    entry = district.content.district
    if entry.code == EXAMPLE_CODE:
        raise BadDistrictFile("DISTRICT_EXAMPLE", file=district.path.name, value=f"{entry.name}, {entry.code}")
    progress("parcels")
    land = open_land(district, options)
    zones = open_zones(district, options) if laid else None
    land = with_measured_zones(land, district, (quota.measure for quota in district.quotas), options, zones)
    page = land_page(land, options, language, district)
    known_measures(district, land)
    checks = tuple(
        check_quota(land.ledger, land.scheme, labelled(q, land, language), units=land.units) for q in district.quotas
    )
    progress("resources")
    woods = open_forest(district, options) if district.has("forest") else None
    forest = forest_of(woods) if woods else None
    register = open_wells(district, options) if district.has("wells") else None
    bounds = open_boundaries(district, options)
    wells = well_result(register, district, well_places(district, bounds, options)) if register else None
    around = open_surroundings(district, land, options)
    look, cover = _land_cover(district, land) if district.has("landcover") else (None, None)
    progress("second")
    second = compute_again(page, checks, land, district)
    second += second_forest(forest, woods.layer.frame, woods.ledger, woods.scheme) if forest and woods else ()
    if wells and register:
        second += second_wells(wells, register.wells.frame, frame_of(register.rights), read_well_scheme())
    accepted = refuse_disagreement(second, district, page, options)
    progress("change")
    books = ledgers_of(district, options, land)
    accounts = accounts_of(district, land, forest, options)
    changed, over = None, OverlayOf()
    if laid and accounts.before and accounts.opened_page:
        pages = accounts.opened_page, page
        changed = change_of(accounts.before, land, language, options, district, pages=pages, zones=zones)
    if zones is not None:
        over = overlay_of(district, zones, land, accounts.before, language, options, _new_cropland(changed))
    figures = check_published(district, page, checks, forest, wells, beside_figures(district, wells, books))
    inputs = [
        Provenance(district.path.name, driver="TOML", year=entry.year, sha256=checksum(district.path)),
        *(layer.provenance for layer, _ in bounds),
        *([around.layer.provenance] if around else []),
        land.layer.provenance,
        *(record for _, record in land.zones),
        *([woods.layer.provenance] if woods else []),
        *([register.wells.provenance] if register else []),
        *([register.rights.provenance] if register and register.rights else []),
        *([cover] if cover else []),
        *accounts.inputs,
        *over.inputs,
        *books.inputs,
    ]
    parts = ReportParts(
        district=district, language=language, options=options, land=land, woods=woods, register=register,
        page=page, checks=checks, forest=forest, wells=wells, look=look, figures=figures, second=second, bounds=bounds,
        books=books, accounts=accounts, change=changed, overlay=over, surroundings=around,
        inputs=_once(inputs), marks=marks_of(district, language), moment=moment_of(district),
    )  # fmt: skip
    said = changed.notices if changed else ()
    notices = told_once((*_notices(parts), *accepted, *books.notices, *accounts.notices, *said, *over.notices))
    return parts.with_words(tables=tables_of(parts), notices=notices, data=_data(parts, notices))


def _once(records: Sequence[Provenance]) -> tuple[Provenance, ...]:
    """Return every input once, in the order they were read: zones may serve a quota and the overlay."""
    known: dict[tuple[str, str], Provenance] = {}
    for record in records:
        known.setdefault((record.path, record.layer), record)
    return tuple(known.values())


def _new_cropland(changed: ChangeOf | None) -> float | None:
    """Return the cropland that new construction land took between two years, in m²; None where only one is known."""
    if changed is None or changed.page.scheme.cropland_flow is None:
        return None
    return sum(row.outflow_dm2 for row in changed.page.found.outflow if row.key == "construction") / 100


def _land_cover(district: District, land: Land) -> tuple[LandCoverLook, Provenance]:
    entry = district.layer("landcover")
    shapes = land.layer.frame["geometry"].to_numpy()
    cells = read_land_cover(entry.path, shapes, land.layer.crs, year=entry.year, crs=entry.crs)
    counts = cells.frame
    look = compare_land_cover(
        land.ledger,
        land.scheme,
        counts.counts,
        cell_m=counts.cell_m,
        cell_area_m2=counts.cell_area_m2,
        nodata=counts.nodata,
    )
    return look, named_from(district.folder, cells.provenance)


def _notices(parts: ReportParts) -> tuple[Notice, ...]:
    entry = parts.district.content.district
    notices = [*([Notice("INVENTED")] if entry.invented else []), *parts.land.notices]
    notices += parts.woods.notices if parts.woods else ()
    notices += parts.register.notices if parts.register else ()
    notices += [notice for record in parts.inputs if record.driver == "GTiff" for notice in record.notices]
    codes = sorted({code[:6] for code in parts.land.ledger.parcels["unit_code"].unique() if code} - {entry.code})
    if codes:
        notices.append(Notice("DISTRICT_OTHER", {"value": ", ".join(codes[:5]), "expected": entry.code}))
    for record in [record for record in parts.inputs if record not in parts.accounts.inputs]:
        if record.year and record.year != entry.year:
            facts = {"value": record.file_name, "year": record.year, "district": entry.year}
            notices.append(Notice("TWO_YEARS", facts))
    labels = published_labels(parts.land, parts.language)
    for check in parts.figures:
        if check.status == "disagrees":
            facts = {
                "key": labels.get(check.key, check.key),
                "value": check.published,
                "computed": _plain(check),
            }
            notices.append(Notice("PUBLISHED_DISAGREES", facts))
    return tuple(notices)


def _plain(check: FigureCheck) -> str:
    digits = max(check.decimals, 0) + (0 if check.unit == "count" else 2)
    return f"{float(check.computed or Fraction(0)):.{digits}f}"


def _data(parts: ReportParts, notices: Sequence[Notice]) -> dict[str, Any]:
    land, language = parts.land, parts.language
    results: dict[str, Any] = {
        "shares": land_json.shares_json(parts.page, by_unit=True),
        **to_json.quota_json(parts.checks, parts.page),
        "figures": to_json.figures_json(parts.figures),
        "second_computation": to_json.second_json(parts.second),
    }
    if land.ledger.closing:
        results["closing"] = land_json.closing_json(land.ledger.closing)
    if parts.forest and parts.woods:
        results["forest"] = forest_json(forest_prints(parts))
    if parts.wells:
        results["wells"] = to_json.wells_json(parts.wells, language)
    if parts.books.water:
        results["water"] = water_json(parts.books.water, language)
    if parts.books.tables:
        results["ledgers"] = ledger_json(parts.books.tables, parts.language)
    if parts.change:
        results["change"] = change_json(parts.change.page.told_in(language))
    if over := parts.overlay.data():
        results["overlay"] = over
    results["accounts"] = account_json(parts.accounts.accounts)
    return {**to_json.envelope("report", parts.inputs, notices, language), "results": results}


def _sentences(parts: ReportParts) -> tuple[str, ...]:
    lines = quota_sentences(parts.checks, parts.page, parts.district)
    lines = (*lines, *((change_verdict(parts.change.page),) if parts.change else ()))
    lines = (*lines, second_summary(parts.second, parts.language))
    lines = (*lines, *(water_sentences(parts.books.water, parts.language) if parts.books.water else ()))
    if not parts.figures:
        return lines
    return (*lines, published_tables.published_summary(parts.figures, parts.language))


def _look(parts: ReportParts) -> str:
    """Return what of the folder to open, beside the first page."""
    called, said = names_of(parts.options), words(parts.language)["report.look"]
    sheets = called.sheet("", "", "").rstrip("/")
    return said.format(appendix=called.file("appendix.docx"), tables=called.file("tables.xlsx"), sheets=sheets)


def _environment(started: datetime, parts: ReportParts, output: Path) -> dict[str, Any]:
    """Return what is needed to understand the run, and to repeat it: see :func:`natres.workflows.verify_run`."""
    from importlib.metadata import version

    options = parts.options
    names: Sequence[str] = (
        "geopandas",
        "shapely",
        "pyproj",
        "pyogrio",
        "rasterio",
        "pandas",
        "numpy",
        "folium",
        "typst",
        "python-docx",
        "xlsxwriter",
        "pylopdf-fonts-zh-cn",
    )
    return {
        "started": started.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "versions": {"natres": __version__, **{name: version(name) for name in names}},
        **_repeatable(parts, output),
        "options": {
            "area": options.area,
            "rounding": options.rounding,
            "unit": options.unit,
            "closing": options.closing,
            "accept": sorted(options.accept),
            "language": options.language,
            "scheme": options.scheme or parts.district.content.district.scheme,
            "crs": options.crs,
            "strict": options.strict,
            "control_area_km2": options.control_area_km2,
            "layer": options.layer,
            "encoding": options.encoding,
            "datum_shift": options.datum_shift,
            "accept_ballpark": options.accept_ballpark,
            "fields": dict(options.fields),
        },
    }


def _repeatable(parts: ReportParts, output: Path) -> dict[str, Any]:
    """Return where the district file and a scheme of one's own lie, seen from the run's folder."""
    found: dict[str, Any] = {"district": _seen_from(output, parts.district.path)}
    scheme = parts.options.scheme or parts.district.scheme_path
    if scheme.lower().endswith(".csv"):
        path = Path(scheme).resolve()
        found["scheme"] = {"path": _seen_from(output, path), "sha256": checksum(path)}
    if parts.options.datum_shift:
        path = Path(parts.options.datum_shift).resolve()
        found["datum_shift"] = {"path": _seen_from(output, path), "sha256": checksum(path)}
    return found


def _seen_from(output: Path, path: Path) -> str:
    """Return a path relative to the run's folder; as it is where there is none (another Windows drive)."""
    place = output.absolute().parent.resolve() / output.name
    try:
        return Path(os.path.relpath(path, place)).as_posix()
    except ValueError:
        return path.as_posix()
