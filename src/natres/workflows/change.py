"""The command ``change``: two years of parcels laid on one another."""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from natres.analyses.change import land_change, refuse_lost_ground, second_change
from natres.core.crs import own_zone
from natres.core.issues import Notice
from natres.core.outlines import untangled
from natres.core.overlay import Laid, common_zone, lay_over
from natres.core.provenance import Provenance
from natres.core.results.change import LandChange, SliverRule
from natres.core.zone_layers import zones_on_plane
from natres.district import District
from natres.errors import BadData, BadUsage, NotThere, OwnFault
from natres.labels import LANGUAGES, words
from natres.presenters import json_text as to_json
from natres.presenters.change import (
    ChangePage,
    brief_tables,
    change_json,
    change_tables,
    piece_frame,
    piece_table,
    pieces_json,
    verdict,
)
from natres.presenters.land_tables import LandPage
from natres.presenters.second_table import second_text
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.change_files import ChangeFiles, write_change, write_pieces
from natres.workflows.inputs import Land, Options, Zones, as_district, open_land, open_zones
from natres.workflows.inputs.common import (
    field_names_of,
    year_of,
    year_of_rows,
)
from natres.workflows.notices import told_once
from natres.workflows.subjects.land import land_page
from natres.writers import refuse_suffix

__all__ = ["ChangeOf", "change", "change_of"]

Shapes = NDArray[np.object_]

#: Findings that let a layer have ground twice, once accepted.
_TWICE = {"OVERLAP", "GEOM_DUPLICATE", "ROW_DUPLICATE"}
#: The zone layer that is the urban development boundary.
_BOUNDARY = "urban_boundary"


@dataclass(frozen=True, eq=False)
class ChangeOf:
    """Two years that were read, laid on one another and added up; ``inputs`` are layers beside the parcels."""

    before: Land
    after: Land
    laid: Laid
    page: ChangePage
    notices: tuple[Notice, ...]
    inputs: tuple[Provenance, ...] = ()

    @cached_property
    def layer(self) -> gpd.GeoDataFrame:
        """Every changed piece with its shape, in the plane of the computing zone."""
        places = np.array([piece.piece for piece in self.page.found.pieces], dtype=np.intp)
        return piece_frame(self.page, self.laid.whole.shape[places], self.laid.zone.named_crs)


def change(
    before: str | Path,
    after: str | Path | None = None,
    options: Options | None = None,
    *,
    by_unit: bool = False,
    before_layer: str | None = None,
    slivers: SliverRule | None = None,
    files: ChangeFiles | None = None,
) -> Answer:
    """Return what changed between two years of parcels.

    Parameters
    ----------
    before : the earlier parcels; or a district file with ``parcels_before`` and ``parcels``
    after : the later parcels, where ``before`` is a layer
    options : see :class:`natres.workflows.inputs.Options`; how to read a layer is said for both
    by_unit : whether a terminal shows the accounts of towns
    before_layer : layer of the earlier file, where it has another name than that of the later one
    slivers : what is taken for noise of two surveys; shown apart
    files : where to write the changes as a layer, and all of it as a folder

    Raises
    ------
    BadUsage : ``CHANGE_AFTER`` for one layer alone, or a layer beside a district file
    BadData : ``CHANGE_YEARS`` for the later year first, ``CHANGE_NOT_CONSERVED``, and what reading refuses
    OwnFault : ``SECOND_ROWS`` where two computations of a headline number disagree

    >>> answer = change("data/xiqing.toml")
    >>> answer.data["residual_m2"], round(answer.data["common_m2"] / 1e6, 2)
    (0.0, 565.36)
    """
    options = options or Options()
    district = as_district(before)
    if district is None and after is None and not Path(str(before)).exists():
        raise NotThere("FILE_MISSING", file=str(Path(str(before)).absolute()))
    if (district is None) == (after is None):
        raise BadUsage("CHANGE_AFTER", value=str(before))
    files = files or ChangeFiles()
    if files.pieces:
        refuse_suffix(files.pieces)
    language = language_of(options, district)
    earlier = open_land(
        district or before, replace(options, layer=before_layer or options.layer), role="parcels_before"
    )
    later = open_land(district or str(after), options)
    found = change_of(earlier, later, language, options, district, slivers)
    records = [earlier.layer.provenance, later.layer.provenance, *found.inputs]
    most = change_tables(found.page)
    tables = (*most, *([piece_table(found.page)] if found.page.found.pieces else []))
    data = to_json.envelope("change", records, found.notices, language) | change_json(found.page)
    data["changes"] = pieces_json(found.page)
    answer = Answer(
        language, tables, data, found.notices, (verdict(found.page),), marks_of(district, language, *records),
        moment_of(district), brief=brief_tables(found.page, most, by_unit=by_unit),
    )  # fmt: skip
    return _written(answer, found, files)


def _written(answer: Answer, found: ChangeOf, files: ChangeFiles) -> Answer:
    """Write the layer of changes and the folder, where they were asked for, and say so."""
    w, said, notices, place = words(answer.language), list(answer.sentences), list(answer.notices), None
    if files.pieces:
        notices += write_pieces(found.layer, files.pieces, answer.language, force=files.force)
        said.append(w["change.written"].format(path=files.pieces))
    if files.folder:
        place, kept = write_change(answer, found.layer, files.folder, force=files.force)
        said.append(w["change.folder"].format(path=place))
        notices += kept
    return replace(answer, sentences=tuple(said), notices=tuple(notices), folder=place)


def change_of(
    earlier: Land, later: Land, language: str, options: Options, district: District | None = None,
    slivers: SliverRule | None = None, *, pages: tuple[LandPage, LandPage] | None = None, zones: Zones | None = None,
) -> ChangeOf:  # fmt: skip
    """Lay two years on one another and add up what changed.

    Parameters
    ----------
    pages : both years as their tables print; made here where the caller has none
    zones : the zone layers of the district; the one that is needed is read here where the caller has none

    Raises
    ------
    BadData : ``CHANGE_YEARS``, ``CHANGE_NOT_CONSERVED``
    OwnFault : ``SECOND_ROWS``
    """
    years = _refuse_order(earlier, later)
    laid = _laid(earlier, later, options, district)
    if zones is None:
        zones = open_zones(district, options, {_BOUNDARY}) if district else Zones()
    zones = zones.some({_BOUNDARY})
    boundary = next((zones_on_plane(layer, later.layer.crs, laid.zone) for layer in zones.layers), None)
    frames, ledgers = (earlier.layer.frame, later.layer.frame), (earlier.ledger, later.ledger)
    found = land_change(laid, frames, ledgers, later.scheme, slivers=slivers, boundary=boundary)
    opened, closed = pages or (_page(earlier, options, language, district), _page(later, options, language, district))
    page = ChangePage(
        found, opened, closed, years, {unit.code: unit.name for unit in later.units}, boundary is not None,
        field_names_of("parcels", options.fields), second_change(found, laid, frames, ledgers),
    )  # fmt: skip
    _refuse_disagreement(page)
    return ChangeOf(earlier, later, laid, page, (*_notices(earlier, later, found), *zones.notices), zones.inputs)


def _page(land: Land, options: Options, language: str, district: District | None) -> LandPage:
    """Return how the land of a year prints: villages print after their towns and change nothing above them."""
    towns = tuple(unit for unit in land.units if unit.level == "town")
    return land_page(replace(land, units=towns), options, language, district)


def _refuse_order(earlier: Land, later: Land) -> tuple[int | None, int | None]:
    """Refuse years in the wrong order, as they are stated or as all rows have them; return them as far as known."""
    layers = earlier.layer, later.layer
    names = [layer.provenance.file_name for layer in layers]
    for one, two in ([year_of(layer) for layer in layers], [year_of_rows(layer) for layer in layers]):
        if one and two and one > two:
            raise BadData("CHANGE_YEARS", file=names[0], year=one, other=names[1], other_year=two)
    return year_of(layers[0]), year_of(layers[1])


def _laid(earlier: Land, later: Land, options: Options, district: District | None) -> Laid:
    layers = earlier.layer, later.layer
    for layer in layers:
        if layer.crs is None:
            raise BadData("CRS_MISSING", file=layer.provenance.file_name)
    one, two = (layer.frame["geometry"].to_numpy() for layer in layers)
    if options.accept:  # rings that cross may be among what was accepted
        one, two = untangled(one), untangled(two)
    zone = district.zone if district else None
    zone = zone or own_zone(layers[0].crs) or own_zone(layers[1].crs) or common_zone(one, layers[0].crs)
    clean = not options.accept & _TWICE
    laid = lay_over(one, layers[0].crs, two, layers[1].crs, zone=zone, clean=clean)
    if clean:
        ids = earlier.ledger.parcels["parcel_id"], later.ledger.parcels["parcel_id"]
        refuse_lost_ground(laid, ids, (layers[0].provenance.file_name, layers[1].provenance.file_name))
    return laid


def _notices(earlier: Land, later: Land, found: LandChange) -> tuple[Notice, ...]:
    """Return what has to be said of either year, once, and of the pair."""
    said = list(told_once((*earlier.notices, *later.notices)))
    one, two = earlier.layer.provenance, later.layer.provenance
    years = year_of(earlier.layer), year_of(later.layer)
    if one.sha256 and (one.sha256, one.layer) == (two.sha256, two.layer):
        said.append(Notice("CHANGE_SAME_FILE", {"file": one.file_name}))
    elif years[0] and years[0] == years[1]:
        said.append(Notice("CHANGE_SAME_YEAR", {"value": years[0]}))
    matrix = found.matrix
    if not matrix.common_m2:
        said.append(Notice("CHANGE_APART", {"file": one.file_name, "other": two.file_name}))
    elif matrix.only_before_m2 + matrix.only_after_m2 > 0:
        facts = {"before": f"{matrix.only_before_m2:.2f}", "after": f"{matrix.only_after_m2:.2f}"}
        said.append(Notice("CHANGE_OUTLINES", facts))
    kinds = earlier.ledger.area_kind, later.ledger.area_kind
    if kinds[0] != kinds[1]:
        names = ({lang: words(lang)[f"area.{kind}"] for lang in LANGUAGES} for kind in kinds)
        said.append(Notice("CHANGE_AREA_KINDS", dict(zip(("value", "expected"), names, strict=True))))
    if later.scheme.cropland_flow is None:
        said.append(Notice("CHANGE_NO_RULES", {"value": later.scheme.key}))
    return tuple(said)


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
