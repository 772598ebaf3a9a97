"""The main job: a district file in, a report folder out."""

import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from natres import __version__
from natres.analyses import check_quota, class_shares, compare_land_cover, forest_table
from natres.core.issues import Notice
from natres.core.provenance import Provenance
from natres.core.results import FigureCheck, LandCoverLook
from natres.district import EXAMPLE_CODE, District, read_district
from natres.errors import BadDistrictFile
from natres.presenters import json_text as to_json
from natres.presenters import land_tables, resource_tables
from natres.presenters.table import Table
from natres.readers import land_cover_words, read_land_cover
from natres.readers.paths import checksum
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.folder import ReportParts, write_report
from natres.workflows.inputs import Land, Options, named_from, open_boundaries, open_forest, open_land, open_wells
from natres.workflows.published import check_published, published_labels
from natres.workflows.subjects import (
    forest_tables,
    known_measures,
    labelled,
    land_tables_of,
    quota_sentences,
    quota_tables_of,
    well_result,
)

__all__ = ["compute_report", "report"]

Progress = Callable[[str], None]


def report(
    district_file: str | Path,
    output: str | Path,
    options: Options | None = None,
    *,
    force: bool = False,
    progress: Progress = lambda step: None,
) -> Answer:
    """Do the main job: read a district's layers, compute every table, draw the maps, write one folder.

    Parameters
    ----------
    district_file : the TOML file of the district
    output : the report folder; see :class:`natres.writers.OutputFolder` for what happens to an older one
    options : see :class:`natres.workflows.Options`
    force : replace a folder natres did not make (it is kept under another name)
    progress : is told each step

    Returns
    -------
    Answer : the tables, the data of ``results.json``, and the folder

    Raises
    ------
    NatresError : whatever is wrong with an input or the output; nothing is left behind then
    """
    started = datetime.now(UTC)
    district = read_district(district_file)
    parts = compute_report(district, options or Options(), progress)
    progress("maps")
    folder, kept = write_report(parts, Path(output), _environment(started, parts), force=force)
    return Answer(
        language=parts.language,
        tables=parts.tables,
        data=parts.data,
        notices=(*parts.notices, *kept),
        sentences=_sentences(parts),
        marks=parts.marks,
        moment=parts.moment,
        folder=folder,
    )


def compute_report(district: District, options: Options, progress: Progress = lambda step: None) -> ReportParts:
    """Read and compute everything a district file asks for; nothing is written."""
    language = language_of(options, district)
    entry = district.content.district
    if entry.code == EXAMPLE_CODE:
        raise BadDistrictFile("DISTRICT_EXAMPLE", file=district.path.name, value=f"{entry.name}, {entry.code}")
    progress("parcels")
    land = open_land(district, options)
    shares = class_shares(land.ledger, land.scheme, units=land.units)
    known_measures(district, land)
    checks = tuple(
        check_quota(land.ledger, land.scheme, labelled(q, land, language), units=land.units) for q in district.quotas
    )
    progress("forest, wells, land cover")
    woods = open_forest(district, options) if district.has("forest") else None
    forest = forest_table(woods.ledger, woods.layer.frame, woods.scheme) if woods else None
    register = open_wells(district, options) if district.has("wells") else None
    wells = well_result(register, district) if register else None
    look, cover = _land_cover(district, land) if district.has("landcover") else (None, None)
    bounds = open_boundaries(district) if district.has("units") else None
    figures = check_published(district, shares, checks, forest, wells)
    inputs = [
        Provenance(district.path.name, driver="TOML", year=entry.year, sha256=checksum(district.path)),
        *([bounds[0].provenance] if bounds else []),
        land.layer.provenance,
        *([woods.layer.provenance] if woods else []),
        *([register.wells.provenance] if register else []),
        *([register.rights.provenance] if register and register.rights else []),
        *([cover] if cover else []),
    ]
    parts = ReportParts(
        district=district, language=language, options=options, land=land, woods=woods, register=register,
        shares=shares, checks=checks, forest=forest, wells=wells, look=look, figures=figures, bounds=bounds,
        inputs=tuple(inputs), marks=marks_of(district, language), moment=moment_of(district),
    )  # fmt: skip
    notices = _notices(parts)
    return parts.with_words(tables=_tables(parts), notices=notices, data=_data(parts, notices))


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


def _tables(parts: ReportParts) -> tuple[Table, ...]:
    language, rounding, land = parts.language, parts.options.rounding, parts.land
    tables = [*land_tables_of(parts.shares, land, language, rounding, by_unit=True)]
    if parts.checks:
        tables += quota_tables_of(parts.checks, land, language)
    if parts.woods and parts.forest:
        tables += forest_tables(parts.forest, parts.woods, language, rounding)
    if parts.wells:
        tables += resource_tables.well_tables(parts.wells, language)
        tables.append(resource_tables.tail_water_table(parts.wells, language))
    if parts.look:
        tables.append(land_tables.cover_table(parts.look, land_cover_words(), language))
    if parts.figures:
        tables.append(resource_tables.published_table(parts.figures, published_labels(land, language), language))
    return tuple(tables)


def _notices(parts: ReportParts) -> tuple[Notice, ...]:
    entry = parts.district.content.district
    notices = [*([Notice("INVENTED")] if entry.invented else []), *parts.land.notices]
    notices += parts.woods.notices if parts.woods else ()
    codes = sorted({code[:6] for code in parts.land.ledger.parcels["unit_code"].unique() if code} - {entry.code})
    if codes:
        notices.append(Notice("DISTRICT_OTHER", {"value": ", ".join(codes[:5]), "expected": entry.code}))
    for record in parts.inputs:
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
        "shares": to_json.shares_json(parts.shares, land.scheme, language, parts.options.rounding, by_unit=True),
        **to_json.quota_json(parts.checks, land.scheme, language),
        "figures": to_json.figures_json(parts.figures),
    }
    if parts.forest and parts.woods:
        results["forest"] = to_json.forest_json(parts.forest, parts.woods.scheme, language, parts.options.rounding)
    if parts.wells:
        results["wells"] = to_json.wells_json(parts.wells, language)
    return {**to_json.envelope("report", parts.inputs, notices, language), "results": results}


def _sentences(parts: ReportParts) -> tuple[str, ...]:
    lines = quota_sentences(parts.checks, parts.land, parts.district, parts.language)
    if not parts.figures:
        return lines
    return (*lines, resource_tables.published_summary(parts.figures, parts.language))


def _environment(started: datetime, parts: ReportParts) -> dict[str, Any]:
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
    )
    return {
        "started": started.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "versions": {"natres": __version__, **{name: version(name) for name in names}},
        "options": {
            "area": options.area,
            "rounding": options.rounding,
            "accept": sorted(options.accept),
            "language": options.language,
            "scheme": options.scheme or parts.district.content.district.scheme,
            "crs": options.crs,
        },
    }
