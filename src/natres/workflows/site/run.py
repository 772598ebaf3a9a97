"""The command ``site``: one project site held against its district."""

from dataclasses import dataclass, replace
from pathlib import Path

from natres.analyses.site import SiteDistrict, SitePieces, describe_site, touched_plots
from natres.core.issues import Notice
from natres.core.overlay import common_zone, in_plane
from natres.core.results.site import SiteResult
from natres.district import District
from natres.errors import BadUsage
from natres.labels import words
from natres.presenters import json_text as to_json
from natres.presenters.site import SitePage, site_json, site_sentences, site_tables
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.inputs import Land, Options, as_district
from natres.workflows.notices import told_once
from natres.workflows.site.inputs import Neighbours, SiteInput, open_neighbours, open_site, open_site_land
from natres.workflows.subjects.quotas import known_measures, labelled

__all__ = ["SiteOf", "site", "site_of"]

#: How far wells are looked for.
NEAR_M = 500.0
#: What a terminal shows; the other tables are in a workbook, in CSV or in JSON.
_FIRST = ("site_parts", "site_taken", "site_zones", "site_quotas")


@dataclass(frozen=True, eq=False)
class SiteOf:
    """A site that was read and held against its district."""

    site: SiteInput
    land: Land
    neighbours: Neighbours
    district: District
    pieces: SitePieces
    page: SitePage
    notices: tuple[Notice, ...]

    @property
    def found(self) -> SiteResult:
        """What was found."""
        return self.page.found


def site(
    source: str | Path, district: str | Path, options: Options | None = None, *, near_m: float = NEAR_M,
    output: str | Path | None = None, force: bool = False,
) -> Answer:  # fmt: skip
    """Return what a project site is, what it touches, and what building it would do.

    Parameters
    ----------
    source : a layer of polygons, or boundary points (TXT), in any coordinate system
    options : ``layer``, ``crs``, ``encoding`` and the way to CGCS2000 are those of the site
    near_m : how far wells are looked for
    output : folder for the page (HTML, DOCX), the tables and the record; ``force`` replaces what is there

    Raises
    ------
    BadUsage : ``SITE_DISTRICT`` for anything but a district file
    BadData : ``SITE_OUTSIDE``, ``SITE_OVERLAP``, ``SITE_NO_AREA``, and what reading refuses

    >>> answer = site("data/project/site.parquet", "data/xiqing.toml")
    >>> round(answer.data["planar_m2"], 4), answer.exit_code, [c["key"] for c in answer.data["crossed"]]
    (116575.3323, 1, ['basic_farmland', 'urban_boundary', 'urban_rural_construction'])
    """
    options = options or Options()
    read = as_district(district)
    if read is None:
        raise BadUsage("SITE_DISTRICT", value=str(district))
    language = language_of(options, read)
    found = site_of(source, read, language, options, near_m)
    records = [layer.provenance for layer in (found.site.layer, found.land.layer, *found.neighbours.records)]
    data = to_json.envelope("site", records, found.notices, language) | site_json(found.page)
    marks = marks_of(read, language, *records)
    tables = site_tables(found.page)
    answer = Answer(
        language, tables, data, found.notices, site_sentences(found.page), marks, moment_of(read),
        exit_code=1 if found.found.crossed else 0,
        brief=tuple(table for table in tables if table.key in _FIRST),
    )  # fmt: skip
    if output is None:
        return answer
    from natres.workflows.site.files import write_site

    folder, notices = write_site(found, answer, Path(output), force=force)
    done = words(language)["site.written"].format(path=folder)
    return replace(answer, folder=folder, sentences=(*answer.sentences, done), notices=(*answer.notices, *notices))


def site_of(source: str | Path, district: District, language: str, options: Options, near_m: float = NEAR_M) -> SiteOf:
    """Read a site and its district, lay the one on the other, and add up."""
    given = open_site(source, options)
    theirs = replace(options, layer=None, crs=None, encoding=None, datum_shift=None, accept_ballpark=False)
    land = open_site_land(district, given, theirs)
    known_measures(district, land)
    near = land.near
    assert near is not None  # open_site_land says which
    shapes = land.layer.frame.geometry.to_numpy()[near]
    zone = district.zone or common_zone(shapes, land.layer.crs)
    clean = not {"OVERLAP", "GEOM_DUPLICATE"} & options.accept
    pieces = SitePieces.of(
        (given.shapes, given.layer.crs), (shapes, land.layer.crs), near, land.ledger, zone=zone, clean=clean
    )
    neighbours = open_neighbours(district, given, zone, theirs, near_m)
    plane = in_plane(given.shapes, given.layer.crs, zone)
    plots = neighbours.plots
    against = SiteDistrict(
        land.ledger, land.scheme, land.units, tuple(labelled(quota, land, language) for quota in district.quotas),
        neighbours.zones, None if plots is None else touched_plots(plane, plots, zone), neighbours.wells, near_m,
    )  # fmt: skip
    result = describe_site(pieces, given.names, against)
    entry = district.content.district
    page = SitePage(
        result, land.scheme, language, district=entry.name, year=land.layer.provenance.year,
        units={unit.code: unit.name for unit in land.units}, forest=None if plots is None else plots.scheme,
        crs_name=zone.named_crs.name, meridian=zone.central_meridian, file=given.layer.provenance.file_name,
        invented=entry.invented, unit=options.unit, project=given.project,
    )  # fmt: skip
    once = told_once((*given.notices, *land.notices, *neighbours.notices))
    return SiteOf(given, land, neighbours, district, pieces, page, once)
