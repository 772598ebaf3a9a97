"""Between rows: overlaps and gaps name the parcel that was moved or is lost, and explain what its area is off by."""

from collections.abc import Iterable
from dataclasses import replace

from natres.checks.causes.findings import BROKEN_SHAPES, LIKE, Findings

__all__ = ["link_gaps", "link_moved", "link_overlaps", "link_reaches"]


def link_overlaps(found: Findings) -> None:
    """Hang overlaps below a duplicate or a broken shape; else name the parcel whose shape grew."""
    for number, issue in enumerate(found.issues):
        if issue.code != "OVERLAP" or number in found.cause:
            continue
        rows = issue.facts["rows"]
        twin = next((found.root(row, ("ROW_DUPLICATE", "GEOM_DUPLICATE")) for row in rows[::-1]), None)
        broken = next((n for row in rows if (n := found.root(row, BROKEN_SHAPES)) is not None), None)
        deeper = twin if twin is not None else broken
        if deeper is not None:
            found.cause[number] = deeper
            continue
        grown = _changed(found, rows, -float(issue.facts["area"]))
        if grown is not None:
            _blame(found, number, grown)


def link_moved(found: Findings) -> None:
    """Where a parcel overlaps some neighbours and leaves gaps to others, name it once: its area tells."""
    touching: dict[int, list[int]] = {}
    for number, issue in enumerate(found.issues):
        if issue.code in ("OVERLAP", "GAP") and number not in found.cause:
            for row in issue.facts["rows"]:
                touching.setdefault(row, []).append(number)
    for row, numbers in touching.items():
        free = [n for n in numbers if n not in found.cause]
        mismatch = found.root(row, ("AREA_MISMATCH",))
        if len(free) < 2 or mismatch is None or "delta" not in found.issues[mismatch].facts:
            continue
        signed = [found.area(n) * (1 if found.issues[n].code == "GAP" else -1) for n in free]
        if abs(sum(signed) - found.issues[mismatch].facts["delta"]) > max(0.5, LIKE * sum(map(abs, signed))):
            continue
        root = max(free, key=found.area)
        _blame(found, root, mismatch)
        found.cause |= dict.fromkeys((n for n in free if n != root), root)


def link_gaps(found: Findings) -> None:
    """Hang a gap below the row that is lost there, or broken beside it; else name the parcel whose shape shrank."""
    lost = _lost(found)
    for number, issue in enumerate(found.issues):
        if issue.code != "GAP" or number in found.cause or issue.row is not None:
            continue
        area = float(issue.facts["area"])
        left = min(lost, key=lambda row: abs(lost[row][1] - area), default=None)
        if left is not None and abs(lost[left][1] - area) <= max(1.0, LIKE * area):
            found.cause[number] = lost.pop(left)[0]
            continue
        rows = issue.facts["rows"]
        broken = next((n for row in rows if (n := found.root(row, BROKEN_SHAPES)) is not None), None)
        if broken is not None:
            found.cause[number] = broken
            continue
        shrunk = _changed(found, rows, area)
        if shrunk is not None:
            _blame(found, number, shrunk)


def link_reaches(found: Findings) -> None:
    """Hang what reaches over a line below the overlap it is, and the area it adds below itfound."""
    overlaps: dict[int | None, list[int]] = {}
    for number, issue in enumerate(found.issues):
        if issue.code == "OVERLAP" and number not in found.cause:
            overlaps.setdefault(issue.row, []).append(number)
    for number, issue in enumerate(found.issues):
        if issue.code not in ("UNIT_CROSSED", "OUTSIDE_DISTRICT") or number in found.cause or issue.row is None:
            continue
        area = float(issue.facts.get("area", 0.0))
        over = next((n for n in overlaps.get(issue.row, ()) if _is_part(found, n, area)), None)
        if over is not None:
            found.cause[number] = over
        elif (mismatch := _changed(found, [issue.row], -area)) is not None:
            found.cause[mismatch] = number


def _is_part(found: Findings, overlap: int, area: float) -> bool:
    """Tell whether ground of so many m² can be that of an overlap."""
    return area <= float(found.issues[overlap].facts["area"]) * (1 + LIKE) + 0.02


def _lost(found: Findings) -> dict[int, tuple[int, float]]:
    """Return rows that are not where they should be: their root and their declared area."""
    if not found.subject.has("declared_area_m2"):
        return {}
    areas = found.subject.column("declared_area_m2")
    lost: dict[int, tuple[int, float]] = {}
    for row in found.by_row:
        number = found.root(row, (*BROKEN_SHAPES, "OUTSIDE_DISTRICT"))
        if number is not None and (
            found.subject.plane[row] is None or found.issues[number].code not in BROKEN_SHAPES[:5]
        ):
            lost[row] = number, float(areas.iloc[row])
    return lost


def _changed(found: Findings, rows: Iterable[int], delta: float) -> int | None:
    """Return the AREA_MISMATCH of the row that declares ``delta`` m² more than its shape has."""
    for row in rows:
        number = found.root(row, ("AREA_MISMATCH",))
        off = found.issues[number].facts.get("delta") if number is not None else None
        if off is not None and abs(off - delta) <= max(0.5, LIKE * abs(delta)):
            return number
    return None


def _blame(found: Findings, number: int, mismatch: int) -> None:
    """Give an overlap or gap the row whose shape changed, and hang the mismatch of its area below."""
    row = found.issues[mismatch].row
    issue = found.issues[number]
    assert row is not None
    facts = issue.facts
    if issue.code == "OVERLAP":
        other = next(each for each in facts["rows"] if each != row)
        facts = {**facts, **found.subject.other(other)}
    fid = found.subject.layer.places.fid(row)
    found.issues[number] = replace(issue, row=row, id=found.subject.id(row), fid=fid, facts=facts)
    found.cause[mismatch] = number
