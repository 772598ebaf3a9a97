"""Rules over shapes together: the same shape twice, overlaps, gaps, what lies outside or in another unit."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.checks.subjects import Flags, Subject, m2, place_of
from natres.core.coverage import Mosaic, Overlap, compare_coverage, find_strays, overlaps_of
from natres.core.issues import Issue

__all__ = ["check_cover", "check_duplicates", "check_overlaps", "check_places", "check_strays"]

#: Without an outline a row is astray this far from the middle of all, and this many times farther than is usual.
_ASTRAY_M, _ASTRAY_TIMES = 100_000.0, 5.0
#: A district reaches this many times farther from its middle than half of its rows do.
_ROOM = 20.0


def check_duplicates(subject: Subject) -> list[Issue]:
    """Return rows whose shape another row above has too, and those that are the same in every column."""
    shapes = subject.raw.copy()
    shapes[~subject.valid | subject.flat] = None
    issues: list[Issue] = []
    for first, row in _same(shapes):
        code = "ROW_DUPLICATE" if _same_row(subject, first, row) else "GEOM_DUPLICATE"
        issues += subject.issues(code, [row], facts=subject.other(first))
    return issues


def _same(shapes: NDArray[np.object_]) -> list[tuple[int, int]]:
    """Return (first row, later row) of equal shapes, wherever their rings begin."""
    rows = np.flatnonzero(~shapely.is_missing(shapes))
    keys = np.column_stack([shapely.bounds(shapes[rows]), shapely.get_num_coordinates(shapes[rows])])
    _, group, count = np.unique(np.round(keys, 4), axis=0, return_inverse=True, return_counts=True)
    suspects = rows[count[group.ravel()] > 1]
    groups = group.ravel()[count[group.ravel()] > 1]
    normal = dict(zip(suspects.tolist(), shapely.normalize(shapes[suspects]), strict=True))
    seen: dict[int, list[int]] = {}
    found: list[tuple[int, int]] = []
    for row, number in zip(suspects.tolist(), groups.tolist(), strict=True):
        earlier = seen.setdefault(number, [])
        twin = next((one for one in earlier if shapely.equals_exact(normal[one], normal[row], 1e-4)), None)
        if twin is None:
            earlier.append(row)
        else:
            found.append((twin, row))
    return found


def _same_row(subject: Subject, first: int, second: int) -> bool:
    one, other = (subject.layer.frame.iloc[row].drop("geometry") for row in (first, second))
    return bool(((one == other) | (one.isna() & other.isna())).all())


def check_places(subject: Subject) -> list[Issue]:
    """Return rows whose coordinates are exchanged, and rows far from all others."""
    rows = np.flatnonzero(~shapely.is_missing(subject.plane))
    if subject.zone is None or not len(rows):
        return []
    middle = _middles(subject.plane[rows])
    home = _home(subject, middle)
    inside = _within(middle, home)
    # A latitude of 117° lies on no plane at all: what is not at home is looked at where it would be exchanged.
    there = np.flatnonzero(subject.areal & subject.finite & ~subject.missing)
    suspects = np.setdiff1d(there, rows[inside])
    turned = shapely.transform(subject.raw[suspects], lambda points: points[:, ::-1])
    swapped = suspects[_within(_middles(subject.brought(turned)), home)]
    where = dict(zip(suspects.tolist(), _middles(subject.raw[suspects]), strict=True))
    where |= {int(row): place for row, place in zip(rows, middle, strict=True)}

    def value(row: int) -> str:
        return f"{where[row][0]:.1f}, {where[row][1]:.1f}"

    issues = subject.issues("AXIS_SWAPPED", swapped.tolist(), variant="row", value=value)
    away = np.hypot(*(middle - (home[:2] + home[2:]) / 2).T)
    limit = _ASTRAY_M
    if subject.against.outline is None:
        limit = max(limit, _ASTRAY_TIMES * float(np.hypot(*(home[2:] - home[:2]))))
    astray = ~inside & ~np.isin(rows, swapped) & (away > limit)
    far = {int(row): f"{distance / 1000:.0f}" for row, distance in zip(rows, away, strict=True)}
    return issues + subject.issues(
        "OUTSIDE_DISTRICT", rows[astray].tolist(), variant="far", value=value,
        facts=lambda row: {"distance": far[row]},
    )  # fmt: skip


def _middles(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the middle of each shape's box, shape (n, 2)."""
    bounds = shapely.bounds(shapes)
    return (bounds[:, :2] + bounds[:, 2:]) / 2


def _within(places: NDArray[np.float64], home: NDArray[np.float64]) -> Flags:
    """Tell which places lie in a box; one that is nowhere does not."""
    return np.asarray(((places >= home[:2]) & (places <= home[2:])).all(axis=1), dtype=bool)


def _home(subject: Subject, middle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the box the rows should lie in: that of the outline, else that of most of them with room around."""
    if subject.against.outline is not None:
        box = shapely.bounds(subject.against.outline)
        return box + np.array([-1.0, -1.0, 1.0, 1.0]) * 0.05 * np.hypot(*(box[2:] - box[:2]))
    centre = np.median(middle, axis=0)
    room = np.maximum(_ROOM * np.median(np.abs(middle - centre), axis=0), 1_000.0)
    return np.concatenate([centre - room, centre + room])


def check_cover(subject: Subject) -> tuple[list[Issue], Mosaic | None]:
    """Return overlaps by pair of rows, gaps, and rows that reach out of the outline, with the account of the cover."""
    if subject.zone is None or bool(shapely.is_missing(subject.plane).all()):
        return [], None
    mosaic = compare_coverage(subject.plane, subject.against.outline)
    issues = _overlaps(subject, mosaic.overlaps)
    for gap in mosaic.gaps:
        facts = {"area": m2(gap.area_m2), "place": place_of(gap.shape), "rows": gap.neighbours}
        variant, severity = ("enclosed", "warning") if gap.enclosed else ("", "")
        if subject.rules.runs("GAP"):
            issues.append(subject.issue("GAP", facts=facts, at=gap.shape, variant=variant, severity=severity))
    for beyond in mosaic.outside:
        facts = {"area": m2(beyond.area_m2)}
        issues += subject.issues(
            "OUTSIDE_DISTRICT", [beyond.row], variant="row", facts=facts, at=lambda _, shape=beyond.shape: shape
        )
    return issues, mosaic


def check_overlaps(subject: Subject) -> list[Issue]:
    """Return overlaps by pair of rows, of shapes that lie scattered."""
    return _overlaps(subject, overlaps_of(subject.plane)) if subject.zone is not None else []


def _overlaps(subject: Subject, overlaps: Iterable[Overlap]) -> list[Issue]:
    issues: list[Issue] = []
    for overlap in overlaps:
        first, second = overlap.rows
        facts = {**subject.other(first), "area": m2(overlap.area_m2), "rows": overlap.rows}
        issues += subject.issues("OVERLAP", [second], facts=facts, at=lambda _, shape=overlap.shape: shape)
    return issues


def check_strays(subject: Subject) -> list[Issue]:
    """Return rows that lie in another unit than their code says, and rows that reach across its boundary."""
    shapes = subject.against.shapes
    if subject.zone is None or not shapes or not subject.has("unit_code"):
        return []
    length = max(len(code) for code in shapes)
    codes = [code for code in shapes if len(code) == length]
    place = {code: number for number, code in enumerate(codes)}
    unit = subject.column("unit_code").astype(str).str[:length].map(place)
    named = pd.to_numeric(unit, errors="coerce").fillna(-1).astype(int).to_numpy()
    polygons = np.array([shapes[code] for code in codes], dtype=object)
    here = np.where(shapely.is_missing(subject.plane), -1, named)
    issues: list[Issue] = []
    for stray in find_strays(subject.plane, here, polygons):
        own, at = codes[here[stray.row]], stray.shape
        if not stray.whole:
            facts = {"area": m2(stray.area_m2), "units": (own,)}
            issues += subject.issues("UNIT_CROSSED", [stray.row], facts=facts, at=lambda _, at=at: at)
        elif stray.found_in is None:
            issues += subject.issues("UNIT_WRONG", [stray.row], facts={"units": (own,)}, variant="nowhere")
        else:
            found = codes[stray.found_in]
            name = subject.against.by_code[found].name if found in subject.against.by_code else ""
            facts = {"found": f"{name} {found}".strip(), "units": (own, found)}
            issues += subject.issues("UNIT_WRONG", [stray.row], facts=facts)
    return issues
