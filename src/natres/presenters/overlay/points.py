"""Points in parcels and zones: how many lie where, and every one of them."""

from collections import Counter
from collections.abc import Callable, Mapping

from natres.core.classification import Scheme
from natres.core.results.overlay import PointPlace, PointPlaces
from natres.labels import words
from natres.presenters.land_words import class_label, group_label
from natres.presenters.overlay.page import UNCLASSIFIED_GROUP
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["POINTS_BRIEF", "points_json", "points_tables"]

POINTS_BRIEF = ("points", "points_outside")

Label = Callable[[str], str]


def points_tables(
    found: PointPlaces, scheme: Scheme, language: str, towns: Mapping[str, str], layer_label: Label
) -> tuple[Table, ...]:
    """Return how many points lie where, those outside, and all of them."""
    tables = [_counts(found, scheme, language, towns, layer_label)]
    w = words(language)
    if any(not point.inside for point in found.points):
        outside = [point for point in found.points if not point.inside]
        tables.append(
            _listed("points_outside", w["points.outside_title"], outside, scheme, language, towns, layer_label)
        )
    return (*tables, _listed("points_all", w["points.all"], found.points, scheme, language, towns, layer_label))


def _counts(
    found: PointPlaces, scheme: Scheme, language: str, towns: Mapping[str, str], layer_label: Label
) -> Table:  # fmt: skip
    w, inside = words(language), [point for point in found.points if point.inside]
    lines = [(w["points.title"], len(found.points), 0), (w["points.inside"], len(inside), 1)]
    lines += [(w["points.outside"], len(found.outside), 1)]
    lines += [(w["points.unplaced"], sum(not point.placed for point in found.points), 1)]
    groups = Counter(scheme.group_of(point.land_class) or UNCLASSIFIED_GROUP for point in inside)
    lines += [(group_label(key, scheme, language), count, 2) for key, count in sorted(groups.items())]
    of_town = Counter(point.town for point in inside)
    lines += [(towns.get(code, code) or w["overlay.no_town"], count, 2) for code, count in sorted(of_town.items())]
    held = Counter(key for point in found.points for key in {layer for layer, _, _ in point.zones})
    lines += [(layer_label(key), count, 2) for key, count in held.items()]
    rows = tuple(
        Row(cells([name, Cell(str(count), count)]), "" if depth else "total", depth) for name, count, depth in lines
    )
    columns = (Column(w["land.name"]), Column(w["points.count"]))
    return Table("points", w["points.title"], columns, rows, (w["points.note"],))


def _listed(
    key: str, title: str, points: "list[PointPlace] | tuple[PointPlace, ...]", scheme: Scheme, language: str,
    towns: Mapping[str, str], layer_label: Label,
) -> Table:  # fmt: skip
    w = words(language)
    rows: list[Row] = []
    for point in points:
        where = ["—", "—"] if point.lon_lat is None else [f"{degrees:.7f}" for degrees in point.lon_lat]
        zones = "、".join(f"{layer_label(layer)} {name or code}" for layer, code, name in point.zones)
        land = class_label(point.land_class, scheme, language) if point.inside else w["points.in_none"]
        line = [point.name, *where, point.parcel_id or "—", point.land_class or "—", land]
        line += [towns.get(point.town, point.town) or "—", zones or "—"]
        rows.append(Row(cells(line), "" if point.inside else "alert"))
    columns = tuple(
        Column(w[name]) for name in (
            "points.name", "points.longitude", "points.latitude", "ledgers.parcel", "land.code", "land.name",
            "land.unit_name", "points.zones",
        )
    )  # fmt: skip
    return Table(key, title, columns, tuple(rows))


def points_json(found: PointPlaces, scheme: Scheme) -> dict[str, object]:
    """Return every point with its parcel, class, group, ownership, town and zones."""
    return {
        "count": len(found.points),
        "inside": sum(point.inside for point in found.points),
        "outside": len(found.outside),
        "without_place": sum(not point.placed for point in found.points),
        "rows": [_point(point, scheme) for point in found.points],
    }


def _point(point: PointPlace, scheme: Scheme) -> dict[str, object]:
    longitude, latitude = point.lon_lat or (None, None)
    return {
        "row": point.row, "id": point.name, "longitude": longitude, "latitude": latitude,
        "parcel_id": point.parcel_id or None, "class": point.land_class if point.inside else None,
        "group": (scheme.group_of(point.land_class) or UNCLASSIFIED_GROUP) if point.inside else None,
        "ownership": scheme.ownership_of(point.ownership_type) if point.inside else None,
        "town": point.town or None,
        "zones": [{"zone_layer": layer, "zone": code, "zone_name": name} for layer, code, name in point.zones],
    }  # fmt: skip
