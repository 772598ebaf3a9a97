"""Tables that look at single parcels: how they were closed to control areas, and the four areas of the outliers."""

from collections.abc import Mapping

from natres.core.closing import Closing
from natres.core.results import ParcelAreas, ParcelAudit
from natres.core.units import area_text
from natres.labels import words
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["audit_table", "closing_table"]


def _m2(area_dm2: int | None) -> Cell:
    return Cell("—") if area_dm2 is None else Cell(area_text(area_dm2, "m2"), area_dm2 / 100)


def closing_table(closing: Closing, names: Mapping[str, str], language: str) -> Table:
    """Return for every control area what its parcels missed and what each of them received, in m².

    ``names`` holds unit names by code, the district's under the empty code.
    """
    w = words(language)
    rows = [
        Row(
            cells(
                [
                    names.get(unit.code) or w["land.sum"],
                    unit.code,
                    Cell(str(unit.parcels), unit.parcels),
                    *(_m2(area) for area in (unit.target_dm2, unit.measured_dm2, unit.given_dm2)),
                    *(_m2(area) for area in (unit.smallest_dm2, unit.largest_dm2, unit.tolerance_dm2)),
                ]
            )
        )
        for unit in closing.units
    ]
    names_of = ("target", "measured", "given", "smallest", "largest", "tolerance")
    columns = (
        Column(w["land.unit_name"]),
        Column(w["land.code"]),
        Column(w["closing.parcels"]),
        *(Column(w[f"closing.{name}"], w["unit.m2"], 2) for name in names_of),
    )
    rule = w[f"closing.rule_{closing.rule}"]
    return Table("land_closing", w["closing.title"], columns, tuple(rows), (rule, w["closing.note"]))


def audit_table(audit: ParcelAudit, language: str) -> Table:
    """Return the parcels whose declared area does not fit their shape, the largest difference first."""
    w = words(language)
    kinds = ("declared", "survey", "geodesic", "planar")
    columns = (
        Column(w["audit.row"]),
        Column(w["map.parcel_id"]),
        Column(w["map.unit"]),
        Column(w["map.land_class"]),
        *(Column(w[f"audit.{kind}"], w["unit.m2"], 2) for kind in kinds),
        Column(w["audit.off"], w["unit.m2"], 2),
    )
    rows = tuple(Row(cells(_audit_line(parcel))) for parcel in audit.outliers)
    totals = dict(audit.totals_dm2)
    line = "; ".join(f"{w[f'audit.{kind}']} {area_text(totals[kind], 'm2')}" for kind in kinds if kind in totals)
    notes = [
        w["audit.count"].format(
            count=len(audit.outliers), parcels=audit.parcels, m2=audit.outlier_m2, percent=audit.outlier_ratio * 100
        ),
        w["audit.totals"].format(totals=line),
    ]
    if audit.largest_off_dm2 is not None:
        notes.append(w["audit.largest"].format(off=area_text(audit.largest_off_dm2, "m2")))
    return Table("land_parcels", w["audit.title"], columns, rows, tuple(notes))


def _audit_line(parcel: ParcelAreas) -> list[str | Cell]:
    areas = (parcel.declared_dm2, parcel.survey_dm2, parcel.geodesic_dm2, parcel.planar_dm2, parcel.off_dm2)
    row = Cell(str(parcel.row), parcel.row)
    return [row, parcel.parcel_id, parcel.unit_code[:12], parcel.land_class, *(_m2(area) for area in areas)]
