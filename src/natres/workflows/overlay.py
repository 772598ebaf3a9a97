"""The command ``overlay``: parcels under zones, illegal patches against approvals, points in parcels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from natres.analyses.overlay import (
    IllegalInput,
    LaidLayers,
    answer_questions,
    illegal_land,
    lay_layers,
    overlay_parcels,
    place_points,
)
from natres.core.issues import Notice
from natres.core.overlay import common_zone, in_plane
from natres.core.provenance import Provenance
from natres.core.results.enforcement import IllegalLand
from natres.core.results.overlay import Overlay, PointPlaces
from natres.core.units import DISPLAY, area_text, parse_area, share_text, to_dm2
from natres.district import District
from natres.errors import BadUsage
from natres.labels import words
from natres.presenters import json_text as to_json
from natres.presenters.overlay import (
    BRIEF,
    ILLEGAL_BRIEF,
    POINTS_BRIEF,
    OverlayPage,
    illegal_json,
    illegal_tables,
    overlay_json,
    overlay_tables,
    points_json,
    points_tables,
)
from natres.presenters.scheme_notes import with_profile_note
from natres.presenters.table import Table
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.inputs import (
    Land,
    Options,
    Zones,
    as_district,
    open_land,
    open_patches,
    open_places,
    open_zone_files,
    open_zones,
)
from natres.workflows.inputs.common import year_of

__all__ = ["OverlayOf", "OverlayRequest", "overlay", "overlay_of"]

#: Ground of a layer outside the parcels that is worth a word, in m².
_WORTH_TELLING_M2 = 1.0


@dataclass(frozen=True)
class OverlayRequest:
    """What is laid on the parcels besides the zones of the district file.

    Parameters
    ----------
    zones : files, each ``FILE`` or ``NAME=FILE``
    illegal, approvals : layers of illegal patches and of approved land
    points : a table or layer of places
    new_cropland : cropland that new construction land took in the year, with its unit (``1200亩``)
    """

    zones: Sequence[str] = ()
    illegal: str | None = None
    approvals: str | None = None
    points: str | None = None
    new_cropland: str | None = None


@dataclass(frozen=True, eq=False)
class _Run:
    """A run: its source and options, the parcels, the zones."""

    district: District | None
    options: Options
    language: str
    land: Land
    zones: Zones

    @property
    def towns(self) -> dict[str, str]:
        return {unit.code: unit.name for unit in self.land.units if unit.level == "town"}


@dataclass(frozen=True, eq=False)
class _Part:
    """What one part of the answer adds to it."""

    tables: tuple[Table, ...] = ()
    brief: tuple[str, ...] = ()
    data: dict[str, Any] | None = None
    inputs: tuple[Provenance, ...] = ()
    notices: tuple[Notice, ...] = ()


def overlay(source: str | Path, options: Options | None = None, request: OverlayRequest | None = None) -> Answer:
    """Lay zones, illegal patches and points on parcels.

    Parameters
    ----------
    source : a parcel layer or a district file, whose own zone layers and illegal patches are laid too
    options : see :class:`natres.workflows.inputs.Options`
    request : what else is laid on the parcels

    Raises
    ------
    BadUsage : ``ZONE_LAYERS`` without anything to lay, with two layers of one name, or too many
    BadRows : shapes that cannot be laid, unless their code is accepted
    """
    options, request = options or Options(), request or OverlayRequest()
    if options.unit not in DISPLAY:
        raise BadUsage("OPTION_VALUE", option="--unit", value=options.unit, allowed=", ".join(DISPLAY))
    district = as_district(source)
    language = language_of(options, district)
    zones = open_zones(district, options) if district else Zones()
    zones += open_zone_files(request.zones, options)
    has_illegal = request.illegal is not None or (district is not None and district.has("illegal_land"))
    if not zones.layers and request.points is None and not has_illegal:
        raise BadUsage("ZONE_LAYERS.none")
    land = open_land(district or source, options)
    run = _Run(district, options, language, land, zones)
    parts = [_zoned(run) if zones.layers else _Part(), _illegal(run, request), _points(run, request)]
    tables = tuple(table for part in parts for table in part.tables)
    inputs = [land.layer.provenance, *zones.inputs, *(record for part in parts for record in part.inputs)]
    notices = (*land.notices, *zones.notices, *(notice for part in parts for notice in part.notices))
    data = to_json.envelope("overlay", inputs, notices, language)
    for part in parts:
        data |= part.data or {}
    return Answer(
        language=language,
        tables=with_profile_note(list(tables), land.scheme, language),
        data=data,
        notices=notices,
        marks=marks_of(district, language, *inputs),
        moment=moment_of(district),
        brief=tuple(table for part in parts for table in part.tables if table.key in part.brief),
    )


def _zoned(run: _Run) -> _Part:
    page, _, notices = _laid(run)
    return _Part(overlay_tables(page), BRIEF, overlay_json(page), notices=notices)


def _laid(run: _Run) -> tuple[OverlayPage, LaidLayers, tuple[Notice, ...]]:
    """Lay the zones on the parcels."""
    land, layer = run.land, run.land.layer
    shapes = layer.frame["geometry"].to_numpy()
    zone = (run.district.zone if run.district else None) or common_zone(shapes, layer.crs)
    laid = lay_layers(in_plane(shapes, layer.crs, zone), layer.crs, run.zones.layers, zone)
    found = overlay_parcels(shapes, layer.crs, land.ledger, run.zones.layers, zone=zone, laid=laid)
    page = OverlayPage(
        found, answer_questions(found, land.scheme), land.scheme, run.language, run.options.unit,
        run.options.rounding, run.towns, _about(run),
    )  # fmt: skip
    return page, laid, _told(found, run.zones, run.language)


@dataclass(frozen=True, eq=False)
class OverlayOf:
    """The overlay of a report: what is under zones, and the illegal patches; either may be missing."""

    zones: Zones = field(default_factory=Zones)
    page: OverlayPage | None = None
    laid: LaidLayers | None = None
    illegal: IllegalLand | None = None
    towns: Mapping[str, str] = field(default_factory=dict[str, str])
    inputs: tuple[Provenance, ...] = ()
    notices: tuple[Notice, ...] = ()

    def tables(self, language: str) -> tuple[Table, ...]:
        """Return the tables in a language; the numbers print as they do."""
        zoned = overlay_tables(replace(self.page, language=language)) if self.page else ()
        return (*zoned, *(illegal_tables(self.illegal, language, self.towns) if self.illegal else ()))

    def data(self) -> dict[str, Any]:
        """Return what a program is told."""
        zoned = overlay_json(self.page) if self.page else {}
        return zoned | ({"illegal_land": illegal_json(self.illegal)} if self.illegal else {})


def overlay_of(
    district: District, zones: Zones, land: Land, before: Land | None, language: str, options: Options,
    new_cropland_m2: float | None,
) -> OverlayOf:  # fmt: skip
    """Lay what a district has of zones and illegal patches on parcels that were read.

    Parameters
    ----------
    zones : all zone layers of the district
    land, before : parcels of the year, and of the year before where the district has them
    new_cropland_m2 : cropland that new construction land took between the two, where both are known
    """
    run = _Run(district, options, language, land, zones)
    page, laid, notices = _laid(run) if zones.layers else (None, None, ())
    found, inputs, told = _illegal_land(run, OverlayRequest(), before, new_cropland_m2)
    records = (*zones.inputs, *inputs)
    return OverlayOf(zones, page, laid, found, run.towns, records, (*zones.notices, *notices, *told))


def _about(run: _Run) -> str:
    name = run.district.content.district.name if run.district else ""
    year = run.land.layer.provenance.year
    return "  ".join(filter(None, [name, words(run.language)["table.year"].format(year=year) if year else ""]))


def _told(found: Overlay, zones: Zones, language: str) -> tuple[Notice, ...]:
    """Say which layers overlap themselves, reach beyond the parcels, or lie elsewhere."""
    notices: list[Notice] = []
    for layer, record in zip(found.layers, zones.inputs, strict=True):
        label = words(language).get(f"zones.{layer.key}") or layer.label or layer.key
        place = {"file": record.file_name, "layer": record.layer, "value": label}
        if layer.overlap_m2:
            notices.append(Notice("ZONES_OVERLAP", {**place, "area": area_text(to_dm2(layer.overlap_m2), "m2")}))
        if not layer.cells:
            notices.append(Notice("ZONE_NOWHERE", place))
        elif layer.outside_m2 >= _WORTH_TELLING_M2:
            beyond, whole = to_dm2(layer.outside_m2), to_dm2(layer.planar_m2)
            facts = {**place, "area": area_text(beyond, "m2"), "percent": share_text(beyond, whole)}
            notices.append(Notice("ZONE_BEYOND", facts))
    return tuple(notices)


def _illegal(run: _Run, request: OverlayRequest) -> _Part:
    """Hold illegal patches against approvals, on the parcels of the year before where the district has them."""
    district = run.district
    has = district is not None and district.has("parcels_before") and (request.illegal or district.has("illegal_land"))
    before = open_land(district, run.options, role="parcels_before") if district is not None and has else None
    found, inputs, notices = _illegal_land(run, request, before, None)
    if found is None:
        return _Part()
    records = (*([before.layer.provenance] if before else []), *inputs)
    tables = illegal_tables(found, run.language, run.towns)
    return _Part(tables, ILLEGAL_BRIEF, {"illegal_land": illegal_json(found)}, records, notices)


def _illegal_land(
    run: _Run, request: OverlayRequest, before: Land | None, new_cropland_m2: float | None
) -> tuple[IllegalLand | None, tuple[Provenance, ...], tuple[Notice, ...]]:
    district, options = run.district, run.options
    patches = open_patches(district, request.illegal, "illegal_land", options, "illegal_patches")
    if not patches.layers:
        return None, (), ()
    approvals = open_patches(district, request.approvals, "approvals", options, "approvals")
    land = before or run.land
    record = land.layer.provenance
    rules = district.content.enforcement if district else None
    new = request.new_cropland or (rules.new_construction_cropland if rules else None)
    given = IllegalInput(
        patches.layers[0], approvals.layers[0] if approvals.layers else None, run.zones.layer("basic_farmland"),
        **({"limit": Fraction(rules.cropland_ratio_limit)} if rules else {}),
        new_cropland_m2=new_cropland_m2 if new is None else _m2(new), land_year=year_of(land.layer),
    )  # fmt: skip
    shapes = land.layer.frame["geometry"].to_numpy()
    zone = district.zone if district else None
    found = illegal_land(shapes, land.layer.crs, land.ledger, land.scheme, given, zone=zone)
    told = Notice("LAND_BEFORE", {"file": record.file_name, "year": year_of(land.layer) or "—"})
    inputs = (*patches.inputs, *approvals.inputs)
    notices = (*patches.notices, *approvals.notices, *_nowhere(found, patches), *([] if before else [told]))
    return found, inputs, notices


def _nowhere(found: IllegalLand, patches: Zones) -> tuple[Notice, ...]:
    """Say so where no patch lies on a parcel."""
    if any(patch.town for patch in found.patches):
        return ()
    record = patches.inputs[0]
    return (Notice("ZONE_NOWHERE", {"file": record.file_name, "layer": record.layer}),)


def _m2(text: str) -> float:
    """Return an area written with its unit in m².

    Raises
    ------
    BadUsage : ``AREA_UNIT`` for a number without a unit, ``NUMBER`` for none that is positive
    """
    figure, unit = parse_area(text)
    if figure.text.strip() == text.strip():
        raise BadUsage("AREA_UNIT", value=text)
    area = to_dm2(figure.value, unit)
    if area <= 0:
        raise BadUsage("NUMBER", value=text)
    return area / 100


def _points(run: _Run, request: OverlayRequest) -> _Part:
    if request.points is None:
        return _Part()
    land, layer = run.land, run.land.layer
    given, record, notices = open_places(request.points, run.options)
    zone = run.district.zone if run.district else None
    shapes = layer.frame["geometry"].to_numpy()
    found: PointPlaces = place_points(shapes, layer.crs, land.ledger, run.zones.layers, given, zone=zone)
    labels = {
        each.key: words(run.language).get(f"zones.{each.key}") or each.label or each.key for each in run.zones.layers
    }
    tables = points_tables(found, land.scheme, run.language, run.towns, lambda key: labels.get(key, key))
    return _Part(tables, POINTS_BRIEF, {"points": points_json(found, land.scheme)}, (record,), notices)
