"""The command ``change``: two years of parcels laid on one another."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from natres.analyses.change import land_change, refuse_lost_ground, second_change
from natres.checks import Against, RuleSet, Subject, check_zones
from natres.core.crs import ComputingZone, own_zone
from natres.core.issues import Notice
from natres.core.outlines import areal_parts
from natres.core.overlay import Laid, common_zone, in_plane, lay_over
from natres.core.provenance import Layer, Provenance
from natres.core.results.change import LandChange, SliverRule
from natres.district import District, LayerEntry
from natres.errors import BadData, BadUsage, OwnFault
from natres.labels import LANGUAGES, words
from natres.presenters import json_text as to_json
from natres.presenters.change import ChangePage, brief_tables, change_json, change_tables
from natres.presenters.second_table import second_text
from natres.readers.layers.looking import read_plain_layer
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.change_folder import write_change
from natres.workflows.inputs import Land, Options, as_district, open_land
from natres.workflows.inputs.common import (
    as_written,
    field_names_of,
    on_cgcs2000,
    reading_of,
    refuse_errors,
    refuse_repairs,
)
from natres.workflows.subjects.land import land_page

__all__ = ["change"]

Shapes = NDArray[np.object_]

#: Findings that let a layer have ground twice, once accepted.
_TWICE = {"OVERLAP", "GEOM_DUPLICATE", "ROW_DUPLICATE"}
_BOUNDARY = "urban_boundary"


def change(
    before: str | Path,
    after: str | Path | None = None,
    options: Options | None = None,
    *,
    by_unit: bool = False,
    before_layer: str | None = None,
    slivers: SliverRule | None = None,
    output: str | Path | None = None,
    force: bool = False,
) -> Answer:
    """Return what changed between two years of parcels: matrix, accounts, cropland outflow, list of changes.

    Parameters
    ----------
    before, after : two parcel layers; or a district file alone, with ``parcels_before`` and ``parcels``
    options : see :class:`natres.workflows.inputs.Options`; how to read a layer is said for both
    by_unit : the accounts of every town too
    before_layer : the earlier layer's name in its file, where it is another than the later one's
    slivers : what is taken for a difference of two surveys and no change
    output : a folder for tables, JSON and the layer of changes

    Raises
    ------
    BadRows : rows that cannot go into a table, unless their code is accepted
    BadData : ``CHANGE_YEARS``, ``CHANGE_NOT_CONSERVED``
    OwnFault : ``SECOND_ROWS`` where two computations of a headline number disagree

    >>> answer = change("data/xiqing.toml")
    >>> [row["area_m2"] for row in answer.data["cropland_outflow"] if row["to"] == "construction"]
    [5931052.95]
    """
    options = options or Options()
    both = _opened(before, after, options, before_layer)
    rule, language = slivers or SliverRule(), language_of(options, both.district)
    laid = _laid(both, options)
    boundary, record, said = _boundary(both.district, options, laid.zone)
    frames = both.before.layer.frame, both.after.layer.frame
    ledgers = both.before.ledger, both.after.ledger
    found = land_change(laid, frames, ledgers, both.after.scheme, slivers=rule, boundary=boundary)
    pages = tuple(land_page(land, options, language, both.district) for land in (both.before, both.after))
    units = {unit.code: unit.name for unit in both.after.units}
    page = ChangePage(found, pages[0], pages[1], units, boundary=boundary is not None)
    page = replace(page, second=second_change(found, laid, frames, ledgers))
    _refuse_disagreement(page)
    notices = (*both.notices, *said, *_doubts(both, laid, found))
    records = [both.before.layer.provenance, both.after.layer.provenance, *record]
    data = to_json.envelope("change", records, notices, language) | change_json(page, by_unit=by_unit)
    names = field_names_of("parcels", options.fields)
    answer = Answer(
        language, change_tables(page, names), data, notices, (), marks_of(both.district, language, *records),
        moment_of(both.district), brief=brief_tables(page, names, by_unit=by_unit),
    )  # fmt: skip
    if output is None:
        return answer
    layer = _layer(page, both, laid)
    folder, kept = write_change(answer, page, layer, Path(output), force=force)
    done = words(language)["change.written"].format(path=folder)
    return replace(answer, folder=folder, sentences=(done,), notices=(*notices, *kept))


@dataclass(frozen=True, eq=False)
class _Both:
    """The two years as they were opened."""

    before: Land
    after: Land
    district: District | None

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is to be said of either, once."""
        return tuple({(n.code, str(n.facts)): n for n in (*self.before.notices, *self.after.notices)}.values())


def _opened(before: str | Path, after: str | Path | None, options: Options, before_layer: str | None) -> _Both:
    district = as_district(before)
    if district is None and after is None:
        raise BadUsage("OPTION_MISSING.after", option="AFTER", value=str(before))
    if district is not None and after is not None:
        raise BadUsage("OPTION_TOGETHER", option=str(before), value=str(after))
    earlier = replace(options, layer=before_layer or options.layer)
    one = open_land(district or before, earlier, role="parcels_before")
    both = _Both(one, open_land(district or str(after), options), district)
    years = [_year_of(land.layer) for land in (both.before, both.after)]
    if years[0] and years[1] and years[0] > years[1]:
        facts = {"before": years[0], "after": years[1]}
        raise BadData("CHANGE_YEARS", file=both.before.layer.provenance.file_name, **facts)
    return both


def _year_of(layer: Layer[Any]) -> int | None:
    """Return the year of a layer: as the district file states it, else the one that all rows state."""
    if layer.provenance.year:
        return layer.provenance.year
    stated = {str(value).strip() for value in layer.frame["data_year"]} if "data_year" in layer.frame else set[str]()
    return int(text) if len(stated) == 1 and (text := stated.pop()).isdigit() else None


def _laid(both: _Both, options: Options) -> Laid:
    layers = both.before.layer, both.after.layer
    for layer in layers:
        if layer.crs is None:
            raise BadData("CRS_MISSING", file=layer.provenance.file_name)
    accepted = bool(options.accept)
    one, two = (_usable(layer.frame["geometry"].to_numpy(), accepted) for layer in layers)
    zone = both.district.zone if both.district else None
    zone = zone or own_zone(layers[0].crs) or own_zone(layers[1].crs) or common_zone(one, layers[0].crs)
    clean = not options.accept & _TWICE
    laid = lay_over(one, layers[0].crs, two, layers[1].crs, zone=zone, clean=clean)
    if clean:
        ids = both.before.ledger.parcels["parcel_id"], both.after.ledger.parcels["parcel_id"]
        refuse_lost_ground(laid, ids, (layers[0].provenance.file_name, layers[1].provenance.file_name))
    return laid


def _usable(shapes: Shapes, accepted: bool) -> Shapes:
    """Return shapes that can be cut; rings that cross, once accepted, are taken apart."""
    if not accepted:
        return shapes
    shapes = shapes.copy()
    wrong = ~shapely.is_missing(shapes) & ~shapely.is_valid(shapes)
    for row in np.flatnonzero(wrong).tolist():
        shapes[row] = areal_parts(shapely.make_valid(shapes[row], method="structure"))
    return shapes


def _boundary(
    district: District | None, options: Options, zone: ComputingZone
) -> tuple[Shapes | None, tuple[Provenance, ...], tuple[Notice, ...]]:
    """Return the urban development boundary in the plane of the zone, where the district has it, and its record."""
    given = district.content.layers.zones.get(_BOUNDARY) if district else None
    if district is None or given is None:
        return None, (), ()
    entry: LayerEntry = on_cgcs2000(district.located_entry(given), options)
    layer = as_written(read_plain_layer(entry.path, **reading_of(entry, "plain")), district)
    refuse_repairs(layer, options)
    subject = Subject(layer, "zones", "BSM", rules=RuleSet(numbers=True), against=Against())
    accepted = refuse_errors(check_zones(subject).issues, options.accept)
    shapes = in_plane(_usable(layer.frame["geometry"].to_numpy(), bool(options.accept)), layer.crs, zone)
    return shapes, (layer.provenance,), (*layer.provenance.notices, *accepted)


def _doubts(both: _Both, laid: Laid, found: LandChange) -> tuple[Notice, ...]:
    """Return what a reader of the tables has to know of the pair of layers."""
    records = both.before.layer.provenance, both.after.layer.provenance
    notices: list[Notice] = []
    if records[0].sha256 and (records[0].sha256, records[0].layer) == (records[1].sha256, records[1].layer):
        notices.append(Notice("CHANGE_SAME_FILE", {"value": records[1].file_name}))
    years = [_year_of(land.layer) for land in (both.before, both.after)]
    if years[0] and years[0] == years[1]:
        notices.append(Notice("CHANGE_SAME_YEAR", {"value": years[0]}))
    kinds = both.before.ledger.area_kind, both.after.ledger.area_kind
    if kinds[0] != kinds[1]:
        facts = {name: {lang: words(lang)[f"area.{kind}"] for lang in LANGUAGES} for name, kind in
                 zip(("before", "after"), kinds, strict=True)}  # fmt: skip
        notices.append(Notice("CHANGE_AREA_KINDS", facts))
    if both.after.scheme.cropland_flow is None:
        notices.append(Notice("CHANGE_NO_RULES", {"value": both.after.scheme.key}))
    if not found.matrix.common_m2 and len(laid.first_m2) and len(laid.second_m2):
        notices.append(Notice("CHANGE_APART"))
    return tuple(notices)


def _refuse_disagreement(page: ChangePage) -> None:
    """Stop where a number and its second computation differ: one of natres's computations is wrong.

    Raises
    ------
    OwnFault : ``SECOND_ROWS``
    """
    for figure in page.second:
        if not figure.agrees:
            numbers = {"value": figure.first, "second": figure.second, "difference": figure.first - figure.second}
            facts = {name: second_text(number, figure.unit) for name, number in numbers.items()}
            raise OwnFault("SECOND_ROWS", key=f"change.{figure.key}", **facts)


def _layer(page: ChangePage, both: _Both, laid: Laid) -> gpd.GeoDataFrame:
    """Return every changed piece with its shape, in the plane of the computing zone."""
    from natres.presenters.change import layer_columns

    pieces = page.change.pieces
    shapes = laid.whole.shape[[piece.piece for piece in pieces]]
    parts = [shapely.multipolygons([s]) if s.geom_type == "Polygon" else s for s in shapes]
    return gpd.GeoDataFrame(layer_columns(page, pieces), geometry=parts, crs=laid.zone.named_crs)
