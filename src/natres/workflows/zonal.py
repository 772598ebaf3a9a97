"""The command ``zonal``: what a raster of classes holds in each zone, of one date or of two."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from natres.analyses import zonal_areas
from natres.core.provenance import Provenance
from natres.core.raster import reach_text
from natres.district import District
from natres.errors import BadData, BadUsage
from natres.labels import words
from natres.presenters import json_text as to_json
from natres.presenters.formats import WIDEST
from natres.presenters.json_zonal import zonal_json
from natres.presenters.zonal_tables import BRIEF, ZonalPage, resampled_mark, zonal_tables
from natres.readers import land_cover_words
from natres.readers.rasters import ClassRaster, open_classes, pair_up, read_value_labels, stated_labels
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.inputs import Options, as_district, named_from
from natres.workflows.inputs.raster_zones import RasterZones, open_raster_zones
from natres.workflows.zonal_notices import zonal_notices

__all__ = ["RasterChoice", "zonal"]

#: The name under which the shipped words of the land cover are asked for.
LAND_COVER = "land-cover"


@dataclass(frozen=True)
class RasterChoice:
    """What a user says of the rasters.

    after : the raster of the later date
    band : which band, of each raster, where there are several
    resample : ``nearest`` brings the later raster onto the cells of the first; None refuses grids that differ
    labels : a CSV of values and labels, or ``land-cover``
    """

    after: str | None = None
    band: int | None = None
    resample: str | None = None
    labels: str | None = None


@dataclass(frozen=True)
class _Source:
    """Which rasters, with their years, and which zones."""

    before: str
    after: str | None
    years: tuple[int | None, int | None]
    crs: tuple[str | None, str | None]
    district: District | None
    shipped_labels: bool


def zonal(
    raster: str | Path, zones: str | Path | None = None, options: Options | None = None, *,
    choice: RasterChoice | None = None, id_field: str | None = None, name_field: str | None = None,
) -> Answer:  # fmt: skip
    """Return class areas of a raster per zone: exact shares of cells, on the ellipsoid.

    Parameters
    ----------
    raster : a GeoTIFF of classes, or a district file, whose land cover and towns are then taken
    zones : any polygon layer, or a district file, whose towns are taken
    id_field, name_field : fields that name the zones; see :func:`natres.readers.layers.zone_rows.read_zone_rows`

    Raises
    ------
    BadData : ``CRS_MISSING``, ``CRS_DATUM``, ``RASTER_BANDS``, ``RASTER_NOT_CLASSES``, ``RASTER_GRIDS``,
        ``RASTER_ELSEWHERE``, what reading refuses
    BadUsage : ``OPTION_MISSING`` without zones, ``OPTION_VALUE``, ``CRS_CONFLICT``

    >>> answer = zonal("data/landcover/landcover_2022.tif", "data/boundaries/XZQ.parquet")
    >>> zone = answer.data["zones"][0]
    >>> zone["id"], zone["label"], round(zone["covered_m2"]), zone["uncovered_m2"], abs(zone["residual_m2"]) < 1
    ('120111001', '西营门街道', 17101158, 0.0, True)
    """
    options, choice = options or Options(), choice or RasterChoice()
    if choice.resample not in (None, "nearest"):
        raise BadUsage("OPTION_VALUE", option="--resample", value=choice.resample, allowed="nearest")
    source = _source(raster, zones, choice)
    language = language_of(options, source.district)
    opened = open_raster_zones(source.district or str(zones), options, id_field=id_field, name_field=name_field)
    with ExitStack() as stack:
        first, second = _rasters(source, options, choice, stack)
        _refuse_unused_crs(options, opened, first)
        values = pair_up(first, second, resample=choice.resample is not None)
        zone = source.district.zone if source.district else None
        try:
            table = zonal_areas(opened.shapes, values, measured_in=zone, two_dates=second is not None)
        except BadData as error:
            raise _placed(error, first, opened) from None
        labels = _labels(source, choice, options, first, language)
    records = [_named(each.provenance, source.district) for each in (first, second) if each is not None]
    records.append(opened.layer.provenance)
    notices = (*opened.notices, *zonal_notices(table, first, second))
    about = _about(source, [each.provenance for each in (first, second) if each], opened.layer.provenance, language)
    page = ZonalPage(table, labels, language, options.unit, options.rounding, source.years, about)
    tables = zonal_tables(page)
    data = to_json.envelope("zonal", records, notices, language) | zonal_json(table, labels)
    marks = (*marks_of(source.district, language, *records), *resampled_mark(table, language))
    answer = Answer(language, tables, data, notices, (), marks, moment_of(source.district))
    wide = {table.key for table in tables if len(table.columns) > WIDEST}
    shown = [*BRIEF, *(f"{key}_shares" for key in BRIEF if key in wide)]  # a table too wide is shown down the page
    return replace(answer, brief=tuple(table for table in tables if table.key in shown))


def _about(source: _Source, rasters: Sequence[Provenance], zones: Provenance, language: str) -> str:
    """Return which rasters of which years were measured in which zones, of which district."""
    w = words(language)
    dated = [
        f"{record.file_name}{w['zonal.of_year'].format(year=year) if year else ''}"
        for record, year in zip(rasters, source.years, strict=False)
    ]
    name = source.district.content.district.name if source.district else ""
    return "  ".join(filter(None, [name, " → ".join(dated), w["zonal.in_zones"].format(file=zones.file_name)]))


def _source(raster: str | Path, zones: str | Path | None, choice: RasterChoice) -> _Source:
    """Return what is meant by the arguments: files, or the land cover and towns of a district."""
    district = as_district(raster)
    if district is None:
        if zones is None:
            raise BadUsage("OPTION_MISSING.zones", option="ZONES")
        return _Source(str(raster), choice.after, (None, None), (None, None), as_district(zones), False)
    if zones is not None:
        raise BadUsage("OPTION_TOGETHER", option="ZONES", value=str(raster))
    entry = district.layer("landcover")
    if choice.after is not None or not district.has("landcover_before"):
        return _Source(entry.path, choice.after, (entry.year, None), (entry.crs, None), district, True)
    before = district.layer("landcover_before")
    return _Source(before.path, entry.path, (before.year, entry.year), (before.crs, entry.crs), district, True)


def _rasters(
    source: _Source, options: Options, choice: RasterChoice, stack: ExitStack
) -> tuple[ClassRaster, ClassRaster | None]:
    paths = (source.before, source.after)
    found = [
        stack.enter_context(open_classes(path, band=choice.band, crs=options.crs or stated, year=year))
        for path, stated, year in zip(paths, source.crs, source.years, strict=True)
        if path is not None
    ]
    return found[0], found[1] if len(found) > 1 else None


def _refuse_unused_crs(options: Options, zones: RasterZones, first: ClassRaster) -> None:
    """Refuse a system that nobody needed and that is not the raster's: it would be passed over in silence."""
    stated = first.dataset.crs
    if options.crs is None or stated is None or zones.given_crs_used or first.is_in(options.crs):
        return
    raise BadUsage("CRS_CONFLICT", file=first.file_name, value=options.crs, present=first.provenance.crs)


def _placed(error: BadData, raster: ClassRaster, zones: RasterZones) -> BadData:
    """Say what core refuses with the files it is about."""
    if error.code == "RASTER_ELSEWHERE":
        grid, shapes = raster.grid, zones.shapes
        facts = {"reach": reach_text([grid.outline()], grid.crs), "value": reach_text(shapes.shapes, shapes.crs)}
        return BadData("RASTER_ELSEWHERE", file=raster.file_name, zones=zones.layer.provenance.file_name, **facts)
    file = raster.file_name if error.code.startswith("RASTER") else zones.layer.provenance.file_name
    error.facts.setdefault("file", file)
    return error


def _labels(
    source: _Source, choice: RasterChoice, options: Options, first: ClassRaster, language: str
) -> Mapping[int, str]:
    """Return the names of the values: what the user gives, what lies beside the raster, the words of the land cover."""
    shipped = {value: group.label[language] for value, group in land_cover_words().items()}
    if choice.labels == LAND_COVER:
        return shipped
    if choice.labels is not None:
        return read_value_labels(choice.labels, options.encoding)
    return stated_labels(source.before, first.band) or (shipped if source.shipped_labels else {})


def _named(record: Provenance, district: District | None) -> Provenance:
    return named_from(district.folder, record) if district else record
