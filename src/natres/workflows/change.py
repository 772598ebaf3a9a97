"""The command ``change``: two years of parcels laid on one another."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from natres.analyses.change import land_change, refuse_lost_ground
from natres.core.issues import Notice
from natres.core.overlay import Laid, in_plane, lay_over
from natres.core.results.change import LandChange, SliverRule
from natres.district import District
from natres.errors import BadData, BadUsage
from natres.labels import words
from natres.presenters import json_text as to_json
from natres.presenters.change import (
    ChangePage,
    change_json,
    change_tables,
    piece_frame,
    piece_style,
    piece_table,
    verdict,
)
from natres.readers.layers.looking import read_plain_layer
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.inputs import Land, Options, as_district, open_land
from natres.workflows.inputs.common import field_names_of, on_cgcs2000, reading_of, refuse_repairs
from natres.writers import geopackage_of, refuse_suffix, write_file, write_layer

__all__ = ["ChangeOf", "change", "change_of"]

#: What a terminal shows; the other tables are in a workbook, in CSV or in JSON.
_FIRST = ("change_groups", "cropland_flow", "urban_growth", "change_parcels", "change_checks")
#: The zone layer that is the urban development boundary.
_BOUNDARY = "urban_boundary"
#: The layer of changes in a GeoPackage.
_LAYER = "changes"


@dataclass(frozen=True, eq=False)
class ChangeOf:
    """Two years that were read, laid on one another and added up."""

    before: Land
    after: Land
    laid: Laid
    page: ChangePage
    notices: tuple[Notice, ...]


def change(
    before: str | Path,
    after: str | Path | None = None,
    options: Options | None = None,
    *,
    before_layer: str | None = None,
    slivers: SliverRule | None = None,
    pieces: Path | None = None,
    force: bool = False,
) -> Answer:
    """Return what changed between two years of parcels.

    Parameters
    ----------
    before : the earlier parcels; or a district file with ``parcels_before`` and ``parcels``
    after : the later parcels, where ``before`` is a layer
    before_layer : layer of the earlier file, where it has another name than that of the later one
    slivers : what is taken for noise of two surveys; shown apart
    pieces : where to write the changes as a layer; ``force`` replaces what is there

    Raises
    ------
    BadUsage : ``CHANGE_AFTER`` for one layer alone, or a layer beside a district file
    BadData : ``CHANGE_YEARS`` for the later year first, ``CHANGE_NOT_CONSERVED``, and what reading refuses

    >>> answer = change("data/xiqing.toml")
    >>> answer.data["residual_m2"], round(answer.data["common_m2"] / 1e6, 2)
    (0.0, 565.36)
    """
    options = options or Options()
    district = as_district(before)
    if (district is None) == (after is None):
        raise BadUsage("CHANGE_AFTER", value=str(before))
    if pieces:
        refuse_suffix(pieces)
    language = language_of(options, district)
    if district is not None:
        earlier, later = (open_land(district, options, role=role) for role in ("parcels_before", "parcels"))
    else:
        earlier = open_land(before, replace(options, layer=before_layer or options.layer))
        later = open_land(after or "", options)
    found = change_of(earlier, later, language, options, district, slivers)
    records = [earlier.layer.provenance, later.layer.provenance]
    ids = earlier.layer.frame["parcel_id"], later.layer.frame["parcel_id"]
    tables = (*change_tables(found.page), piece_table(found.page, ids))
    data = to_json.envelope("change", records, found.notices, language) | change_json(found.page)
    sentences = [verdict(found.page)]
    if pieces:
        sentences.append(_write_pieces(found, pieces, language, force=force))
    marks = marks_of(district, language, *records)
    answer = Answer(language, tables, data, found.notices, tuple(sentences), marks, moment_of(district))
    return replace(answer, brief=tuple(table for table in tables if table.key in _FIRST))


def change_of(
    earlier: Land, later: Land, language: str, options: Options, district: District | None = None,
    slivers: SliverRule | None = None,
) -> ChangeOf:  # fmt: skip
    """Lay two years on one another and add up what changed."""
    _refuse_order(earlier, later)
    frames = earlier.layer.frame, later.layer.frame
    layers = [part for land in (earlier, later) for part in (_shapes(land), land.layer.crs)]
    clean = "OVERLAP" not in options.accept and "GEOM_DUPLICATE" not in options.accept
    laid = lay_over(*layers, zone=district.zone if district else None, clean=clean)
    if clean:
        refuse_lost_ground(
            laid, (frames[0]["parcel_id"], frames[1]["parcel_id"]),
            (earlier.layer.provenance.file_name, later.layer.provenance.file_name),
        )  # fmt: skip
    boundary = _boundary(district, options, laid) if district else None
    found = land_change(laid, frames, (earlier.ledger, later.ledger), later.scheme, slivers=slivers, boundary=boundary)
    page = _page(found, earlier, later, language, options, district, has_boundary=boundary is not None)
    return ChangeOf(earlier, later, laid, page, _notices(earlier, later, found))


def _page(
    found: LandChange, earlier: Land, later: Land, language: str, options: Options, district: District | None,
    *, has_boundary: bool,
) -> ChangePage:  # fmt: skip
    units = {unit.code: unit.name for unit in later.units}
    return ChangePage(
        found, later.scheme, language, (earlier.layer.provenance.year, later.layer.provenance.year),
        earlier.ledger.area_kind, units, options.unit, "plain" if options.rounding == "plain" else "closed",
        district.content.district.name if district else "", has_boundary, field_names_of("parcels", {}),
    )  # fmt: skip


def _shapes(land: Land) -> NDArray[np.object_]:
    return land.layer.frame["geometry"].to_numpy()


def _refuse_order(earlier: Land, later: Land) -> None:
    """Refuse years in the wrong order, and one file twice."""
    one, two = earlier.layer.provenance, later.layer.provenance
    if one.year and two.year and one.year > two.year:
        raise BadData("CHANGE_YEARS", file=one.file_name, year=one.year, other=two.file_name, other_year=two.year)


def _boundary(district: District, options: Options, laid: Laid) -> NDArray[np.object_] | None:
    """Return the urban development boundary in the plane of the parcels; None where the district has none."""
    given = district.content.layers.zones.get(_BOUNDARY)
    if given is None:
        return None
    entry = on_cgcs2000(district.located_entry(given), options)
    layer = read_plain_layer(entry.path, **reading_of(entry, "plain"))
    refuse_repairs(layer, options)
    shapes = layer.frame["geometry"].to_numpy()
    return in_plane(shapes, layer.crs, laid.zone)


def _notices(earlier: Land, later: Land, found: LandChange) -> tuple[Notice, ...]:
    said = [*earlier.notices, *later.notices]
    one, two = earlier.layer.provenance, later.layer.provenance
    if one.sha256 and one.sha256 == two.sha256 and one.layer == two.layer:
        said.append(Notice("CHANGE_SAME_FILE", {"file": one.file_name}))
    alone = found.matrix.only_before_m2 + found.matrix.only_after_m2
    if alone > 0:
        facts = {"before": f"{found.matrix.only_before_m2:.2f}", "after": f"{found.matrix.only_after_m2:.2f}"}
        said.append(Notice("CHANGE_OUTLINES", facts))
    if earlier.ledger.area_kind != later.ledger.area_kind:
        facts = {"value": earlier.ledger.area_kind, "expected": later.ledger.area_kind}
        said.append(Notice("CHANGE_AREA_KINDS", facts))
    return tuple(said)


def _write_pieces(found: ChangeOf, path: Path, language: str, *, force: bool) -> str:
    """Write the changes as a layer; return the sentence that says so."""
    ids = found.before.layer.frame["parcel_id"], found.after.layer.frame["parcel_id"]
    pieces = found.laid.whole
    at = {(int(a), int(b)): n for n, (a, b) in enumerate(zip(pieces.first, pieces.second, strict=True))}
    places = [at[piece.before_row, piece.after_row] for piece in found.page.found.pieces]
    frame = piece_frame(found.page, ids, pieces.shape[np.array(places, dtype=np.intp)], found.laid.zone.named_crs)
    if path.suffix.lower() == ".gpkg":
        write_file(path, geopackage_of({_LAYER: frame}, {_LAYER: piece_style(language)}), force=force)
    else:
        write_layer(frame, path, force=force)
    return words(language)["change.written"].format(path=path)
