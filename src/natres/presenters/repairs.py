"""What a repair did, as tables and JSON: by rule, and every cell and shape with what stood there before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import shapely

from natres.core.mending import SHAPE, Mend
from natres.labels import words
from natres.presenters.findings.texts import clean
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["MendLine", "repair_log", "repair_rules", "repairs_json"]

#: Square metres in the log: so many decimals show what a vertex of a tenth of a millimetre does.
_DECIMALS = 4


@dataclass(frozen=True, eq=False)
class MendLine:
    """A change with the number of its row in the file, and the ids of the rows it is about."""

    mend: Mend
    fid: int | None = None
    id: str = ""
    other_id: str = ""


def repair_rules(mends: Sequence[Mend], language: str) -> Table:
    """Return for each rule how many places were repaired, how, and by how much that changed the area."""
    w = words(language)
    rows = [_rule_row(code, [m for m in mends if m.code == code], w) for code in dict.fromkeys(m.code for m in mends)]
    columns = (
        Column(w["fix.code"]),
        Column(w["fix.did"]),
        Column(w["fix.count"], decimals=0),
        Column(w["fix.difference"], w["unit.m2"], _DECIMALS),
    )
    return Table("fix_rules", w["fix.rules"], columns, tuple(rows), (w["fix.plane_note"],))


def _rule_row(code: str, mends: Sequence[Mend], w: Mapping[str, str]) -> Row:
    # A merged sliver has a line of its own, one of its neighbour and one for each area that grew: it is one place.
    places = [m for m in mends if code != "SLIVER" or (m.field == SHAPE and m.after is None)]
    count = sum(m.count for m in places)
    shapes = [m for m in mends if m.area_m2 is not None]
    difference = _area(sum(m.difference_m2 for m in shapes)) if shapes else Cell("")
    return Row(cells([code, w.get(f"fix.did_{code}", ""), Cell(str(count), count), difference]))


def repair_log(lines: Sequence[MendLine], file: str, layer: str, language: str) -> Table:
    """Return every change: the table of ``repairs.csv``."""
    w = words(language)
    names = ("number", "code", "file", "layer", "row", "fid", "id", "field")
    areas = [Column(w[f"fix.{name}"], w["unit.m2"], _DECIMALS) for name in ("area_before", "area_after", "difference")]
    columns = (
        *(Column(w[f"check.{name}"], decimals=0) for name in names),
        *(Column(w[f"fix.{name}"]) for name in ("before", "after")),
        *areas,
        Column(w["fix.note"]),
    )
    rows = [_log_row(number, line, (clean(file), clean(layer)), w) for number, line in enumerate(lines, start=1)]
    return Table("fix_log", w["fix.log"], columns, tuple(rows))


def _log_row(number: int, line: MendLine, place: tuple[str, str], w: Mapping[str, str]) -> Row:
    mend = line.mend
    areas = (Cell(""),) * 3
    if mend.area_m2 is not None:
        areas = (_area(mend.area_m2[0]), _area(mend.area_m2[1]), _area(mend.difference_m2))
    texts = [
        _whole(number), mend.code, *place, _whole(mend.row), _whole(line.fid), clean(line.id), clean(mend.field),
        _shown(mend.before, w), _shown(mend.after, w), *areas, _note(line, w),
    ]  # fmt: skip
    return Row(cells(texts))


def _whole(number: int | None) -> Cell:
    return Cell("") if number is None else Cell(str(number), number)


def _area(area: float) -> Cell:
    text = f"{area:.{_DECIMALS}f}"
    return Cell(text.removeprefix("-") if float(text) == 0 else text, area)


def _shown(value: Any, w: Mapping[str, str]) -> str:
    """Return what stands in a cell; of a shape its kind, its first vertex and how many there are."""
    if isinstance(value, shapely.Geometry):
        return _shape_text(value, w)
    return "" if value is None or pd.isna(value) else clean(str(value))


def _shape_text(shape: Any, w: Mapping[str, str]) -> str:
    points = shapely.get_coordinates(shape)
    count = w["fix.points"].format(count=len(points))
    opening, closing = ("(((", ")))") if shape.geom_type == "MultiPolygon" else ("((", "))")
    first = f"{points[0][0]:.12g} {points[0][1]:.12g}, … " if len(points) else ""
    return f"{shape.geom_type.upper()} {opening}{first}{count}{closing}"


def _note(line: MendLine, w: Mapping[str, str]) -> str:
    mend = line.mend
    if mend.other is not None:
        key = "fix.merged_into" if mend.field == SHAPE and mend.after is None else "fix.took_in"
        return w[key].format(row=mend.other, id=clean(line.other_id))
    if mend.signed_m2 is not None:
        before, after = (_area(area).text for area in mend.signed_m2)
        return w["fix.signed"].format(before=before, after=after)
    return w["fix.cells"].format(count=mend.count) if mend.count > 1 else ""


def repairs_json(lines: Sequence[MendLine], language: str) -> list[dict[str, Any]]:
    """Return every change as JSON; areas are m² as they were computed, shapes are shortened."""
    w = words(language)
    found: list[dict[str, Any]] = []
    for line in lines:
        mend = line.mend
        area, signed = mend.area_m2 or (None, None), mend.signed_m2 or (None, None)
        found.append(
            {
                "code": mend.code, "row": mend.row, "fid": line.fid, "id": clean(line.id), "field": clean(mend.field),
                "before": _shown(mend.before, w), "after": _shown(mend.after, w), "count": mend.count,
                "area_before_m2": area[0], "area_after_m2": area[1],
                "difference_m2": None if mend.area_m2 is None else mend.difference_m2,
                "signed_before_m2": signed[0], "signed_after_m2": signed[1],
                "other_row": mend.other, "other_id": clean(line.other_id),
            }
        )  # fmt: skip
    return found
