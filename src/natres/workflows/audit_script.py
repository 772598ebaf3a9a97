"""Writing a DuckDB script with which a sceptic recomputes the headline figures of a report without natres."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from pyproj import CRS

from natres import __version__
from natres.analyses import measure_area
from natres.core.closing import given_controls
from natres.core.crs import CGCS2000_AXIS_M, CGCS2000_INVERSE_FLATTENING, geographic, to_lon_lat, zone_for
from natres.core.origins import Origin
from natres.core.provenance import Layer, Provenance
from natres.core.results import MeasureArea
from natres.core.units import to_dm2
from natres.core.wells import WellScheme, bare_word
from natres.district import District, read_district
from natres.errors import BadUsage
from natres.labels import words
from natres.presenters.sql import (
    CONTROL_PATTERN,
    AuditFile,
    AuditMaterial,
    Findings,
    ForestPart,
    LandPart,
    WellPart,
    audit_figures,
    bytewise,
    draw_script,
)
from natres.readers import read_well_scheme
from natres.readers.gate.admission import ARCHIVES
from natres.readers.layers.origins import layer_origin, table_origin
from natres.workflows.answer import Answer
from natres.workflows.inputs import Options
from natres.workflows.report import compute_report
from natres.workflows.report_parts import ReportParts
from natres.writers import write_file

__all__ = ["write_audit_script"]

#: Beyond this size the script does not read a file a second time for its checksum.
_LARGEST_CHECKED = 2_000_000_000


def write_audit_script(
    district_file: str | Path, output: str | Path, options: Options | None = None, *, force: bool = False
) -> Answer:
    """Compute a report and write the script that recomputes its headline figures from the input files.

    Parameters
    ----------
    district_file : the TOML file of the district
    output : the script, a ``.sql`` file
    options : as for :func:`natres.report`; the script recomputes the figures of that run
    force : replace an existing file

    Raises
    ------
    NatresError : whatever a report would stop at
    BadUsage : ``SCRIPT_LAYER`` for a layer that DuckDB cannot read, or that natres did not read as it stands
    CannotCreate : ``OUTPUT_EXISTS`` where the file is there and ``force`` is not set
    """
    district = read_district(district_file)
    options = options or Options()
    # The script is there to show what does not fit: shapes that disagree must not stop it from being written.
    parts = compute_report(district, replace(options, accept=options.accept | {"SECOND_SHAPES"}), laid=False)
    _refuse_other_readings(parts)
    material = _material(parts)
    path = write_file(Path(output), draw_script(material), force=force)
    line = words(parts.language)["sql.written_to"].format(path=path, figures=len(material.figures))
    data = {"natres": __version__, "command": "verify", "script": str(path), "figures": len(material.figures)}
    return Answer(parts.language, (), data, parts.notices, (line,), parts.marks)


#: What DuckDB has no reader for, and what natres did to places that the file alone does not say.
_OWN_DRIVERS, _OWN_PLACES = {"VCT", "BoundaryPoints"}, {"DATUM_SHIFT", "CRS_BALLPARK", "CURVE_LINEARISED", "FILE_OPEN"}


def _refuse_other_readings(parts: ReportParts) -> None:
    for layer in (parts.land.layer, *([parts.woods.layer] if parts.woods else [])):
        record = layer.provenance
        packed = record.path.lower().endswith(ARCHIVES)
        if packed or record.driver in _OWN_DRIVERS or {notice.code for notice in record.notices} & _OWN_PLACES:
            raise BadUsage("SCRIPT_LAYER", file=record.file_name, value=record.driver)


def _material(parts: ReportParts) -> AuditMaterial:
    district, entry = parts.district, parts.district.content.district
    return AuditMaterial(
        language=parts.language,
        title=f"{entry.name} {entry.year}",
        version=__version__,
        folder=district.folder.as_posix(),
        district=district.path.name,
        files=tuple(_files(parts)),
        land=_land(parts),
        forest=_forest(parts),
        wells=_wells(parts),
        wells_left_out=_wells_left_out(parts),
        figures=audit_figures(
            Findings(
                parts.shares,
                _measures(parts),
                parts.checks,
                parts.forest,
                None if _wells_left_out(parts) else parts.wells,
            ),
            parts.land.scheme,
            parts.language,
            closing_m2=parts.land.ledger.control.tolerance_m2,
            printed=_printed(parts.data["results"]),
        ),
        marks=parts.marks,
    )


def _measures(parts: ReportParts) -> tuple[MeasureArea, ...]:
    ledger, scheme = parts.land.ledger, parts.land.scheme
    return tuple(measure_area(ledger, scheme, measure.key) for measure in scheme.measures)


def _files(parts: ReportParts) -> list[AuditFile]:
    """Return every input of the run and the parts that belong to it."""
    found: list[AuditFile] = []
    for record in parts.inputs:
        sums = {Path(record.path).name: record.sha256, **record.parts}
        for file, sha256 in sums.items():
            path = Path(record.path).with_name(file)
            size = (parts.district.folder / path).stat().st_size
            rows = record.rows if file == record.file_name else 0
            found.append(AuditFile(path.as_posix(), rows, sha256, size < _LARGEST_CHECKED))
    return found


def _origin(parts: ReportParts, name: str, record: Provenance) -> Origin:
    """Return where the columns of a layer of the district stand, with what the reader found out about it."""
    entry = parts.district.layer(name)
    read = table_origin if name in ("wells", "rights") else layer_origin
    given: dict[str, Any] = {} if name in ("wells", "rights") else {"layer": record.layer}
    origin = read(name, entry.path, named=record.path, fields=entry.fields, encoding=entry.encoding, **given)
    numeric = frozenset(repair.field for repair in record.repairs if repair.code == "CODE_TYPE")
    return replace(origin, path=Path(origin.path).as_posix(), numeric=numeric)


def _land(parts: ReportParts) -> LandPart:
    land, w = parts.land, words(parts.language)
    record = land.layer.provenance
    towns = tuple(u for u in land.units if u.level == "town") or land.units
    return LandPart(
        origin=_origin(parts, "parcels", record),
        **_measuring(parts, land.layer),
        area_kind=land.ledger.area_kind,
        scheme=land.scheme,
        why_not={m.key: w[f"why.{m.why_not}"] for m in _measures(parts) if m.area_dm2 is None},
        quotas=tuple(check.quota for check in parts.checks if check.actual_dm2 is not None),
        units=towns,
        whole_dm2=land.ledger.control.area_dm2,
        control_in_file=_control_in_file(parts.district),
        repaired=any(repair.code == "CODE_ZERO_PADDED" for repair in record.repairs),
        closing=land.ledger.closing.rule if land.ledger.closing else "",
        controls=tuple(given_controls(land.units, land.ledger.control).items()),
    )


def _measuring(parts: ReportParts, layer: Layer[Any]) -> dict[str, str]:
    """Return the coordinate systems a layer is measured in, as words PROJ understands."""
    base = geographic(layer.crs)
    zone = parts.district.zone or zone_for(layer.crs, _middle(layer))
    plane = (
        f"+proj=tmerc +lat_0=0 +lon_0={zone.central_meridian} +k=1 +x_0=500000 +y_0=0 "
        f"+a={CGCS2000_AXIS_M} +rf={CGCS2000_INVERSE_FLATTENING} +units=m +no_defs"
    )
    return {"crs": _crs_text(layer.crs), "lon_lat": _crs_text(base), "zone": plane}


def _middle(layer: Layer[Any]) -> float:
    """Return the longitude halfway between the western and the eastern end of a layer."""
    west, south, east, north = layer.frame.total_bounds
    corners = to_lon_lat(np.array([[west, south], [east, north], [west, north], [east, south]]), layer.crs)
    return float(corners[:, 0].min() + corners[:, 0].max()) / 2


def _crs_text(crs: CRS) -> str:
    authority = crs.to_authority(min_confidence=70)
    return ":".join(authority) if authority else crs.to_wkt()


def _forest(parts: ReportParts) -> ForestPart | None:
    if parts.woods is None:
        return None
    woods = parts.woods
    return ForestPart(
        origin=_origin(parts, "forest", woods.layer.provenance),
        **_measuring(parts, woods.layer),
        area_kind=woods.ledger.area_kind,
        scheme=woods.scheme,
    )


#: Repairs that change no cell: DuckDB reads the same.
_HARMLESS = {"FIELD_ALIAS", "ENCODING_GUESSED"}


def _is_plain(layer: Layer[Any] | None) -> bool:
    """Return whether DuckDB reads a register as natres did: CSV, its header in the first line, no cell repaired."""
    if layer is None:
        return True
    record = layer.provenance
    aside = {notice.code for notice in record.notices} & {"ROWS_ASIDE"}
    repaired = {repair.code for repair in record.repairs} - _HARMLESS
    return record.driver == "CSV" and layer.places.header == 1 and not aside and not repaired and not layer.issues


def _wells_left_out(parts: ReportParts) -> str:
    """Return the register the script cannot read by itself, empty where it can or there is none."""
    register = parts.register
    layers = [register.wells, register.rights] if register else []
    return next((layer.provenance.path for layer in layers if layer and not _is_plain(layer)), "")


def _wells(parts: ReportParts) -> WellPart | None:
    if parts.register is None or _wells_left_out(parts):
        return None
    wells, rights, scheme = parts.register.wells, parts.register.rights, read_well_scheme()
    origins = [_origin(parts, "wells", wells.provenance)]
    origins += [_origin(parts, "rights", rights.provenance)] if rights else []
    spellings: dict[str, str] = {}
    for origin, layer in zip(origins, (wells, rights), strict=False):
        if layer is not None and bytewise(origin):
            spellings |= _spellings(layer, origin.encoding)
    return WellPart(
        wells=origins[0],
        rights=origins[1] if rights else None,
        roles=scheme.roles,
        kinds=scheme.right_kinds,
        names=_reservoir_names(parts, scheme),
        reservoirs=bool(parts.wells and parts.wells.reinjection),
        spellings=tuple(sorted(spellings.items())),
    )


def _reservoir_names(parts: ReportParts, scheme: WellScheme) -> dict[str, str]:
    """Return the words of reservoirs without blanks and brackets → the usual name; two words of one cell as well."""
    if parts.wells is not None:
        scheme = parts.wells.settings.known_by(scheme)
    frame = parts.register.wells.frame if parts.register else {}
    used = {str(cell) for cell in frame["reservoir"]} if "reservoir" in frame else set[str]()
    pairs = {bare_word(cell).lower(): scheme.reservoir_of(cell) for cell in used if scheme.knows_reservoir(cell)}
    return {**scheme.reservoirs, **dict(sorted(pairs.items()))}


def _spellings(layer: Layer[Any], encoding: str) -> dict[str, str]:
    """Return the words of a register beyond ASCII with their bytes in its encoding, in hexadecimal."""
    used = [layer.frame[name] for name in ("role", "reservoir", "right_kind") if name in layer.frame]
    cells = {str(cell) for column in used for cell in column if not str(cell).isascii()}
    return {cell: cell.encode(encoding).hex().upper() for cell in cells}


def _control_in_file(district: District) -> bool:
    """Return whether a plain search of the district file finds the control area the model read."""
    # As DuckDB reads it: a mark at the beginning of the file stays, and then nothing is found on either side.
    text = "\n" + district.path.read_bytes().decode("utf-8").replace("\r", "")
    found = re.search(CONTROL_PATTERN, text)
    stated = district.control.area_dm2
    return found is not None and stated is not None and to_dm2(found.group(1).replace("_", "")) == stated


def _printed(results: dict[str, Any]) -> dict[str, str]:
    """Return key of a figure → what the report's tables print, from the data of its ``results.json``."""
    shares, forest = results["shares"], results.get("forest")
    printed = {f"group.{g['key']}": f"{g['area_text']} km²" for g in shares["groups"]}
    printed |= {f"share.{g['key']}": f"{g['share_text']} %" for g in shares["groups"]}
    printed |= {f"main.{c['code']}": f"{c['area_text']} ha" for c in shares["classes"] if c["level"] == 1}
    printed |= {f"quota.{q['key']}.actual": f"{q['actual_text']} km²" for q in results["quotas"]}
    if forest:
        printed["forest.total"] = f"{forest['total_text']} ha"
        printed |= {f"forest.class.{c['key']}": f"{c['area_text']} ha" for c in forest["by_class"]}
        printed |= {f"forest.tenure.{t['key']}": f"{t['area_text']} ha" for t in forest["by_tenure"]}
    return printed
