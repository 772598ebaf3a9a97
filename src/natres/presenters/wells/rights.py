"""Doublets, rights with their wells, and what was produced against the permits, as tables."""

from natres.core.results import Doublet, PermitCheck, RightPermit, WellTable
from natres.labels import words
from natres.presenters.table import Cell, Column, Row, Table, cells
from natres.presenters.wells.cells import day, exact, listed, metres

__all__ = ["doublet_table", "permit_table", "right_permit_table", "right_table", "well_right_table"]


def doublet_table(wells: WellTable, language: str) -> Table:
    """Return the groups of wells with their reservoir, the distance of their heads, and what is wrong."""
    w = words(language)
    rows = tuple(_doublet_row(doublet, language) for doublet in wells.doublets)
    columns = (
        Column(w["doublets.group"]),
        Column(w["wells.production"]),
        Column(w["wells.reinjection"]),
        Column(w["wells.reservoir"]),
        Column(w["doublets.distance"], w["wells.metre"], 0),
        Column(w["wells.status"]),
    )
    low, high = wells.settings.doublet_distance_m
    notes = [w["doublets.note"].format(low=exact(low).text, high=exact(high).text)]
    if wells.singles:
        notes.append(w["doublets.singles"].format(count=len(wells.singles), wells=listed(wells.singles, language)))
    return Table("well_doublets", w["doublets.title"], columns, rows, tuple(notes))


def _doublet_row(doublet: Doublet, language: str) -> Row:
    w = words(language)
    wrong = [] if doublet.partner == "complete" else [w[f"doublets.{doublet.partner}"]]
    if doublet.reservoir == "different":
        wrong.append(w["doublets.different"])
    elif doublet.reservoir == "not evaluated" and doublet.partner == "complete":
        wrong.append(w["doublets.no_reservoir"])
    wrong += [w[f"doublets.{status}"] for status in ("unusual", "no_place") if status in _gap_states(doublet)]
    line = [
        doublet.pair_id,
        listed(doublet.production, language),
        listed(doublet.reinjection, language),
        listed(doublet.reservoirs, language),
        _distances(doublet, language),
        listed(wrong, language) if wrong else w["doublets.complete"],
    ]
    alert = doublet.partner != "complete" or doublet.reservoir == "different" or "unusual" in _gap_states(doublet)
    return Row(cells(line), "alert" if alert else "")


def _gap_states(doublet: Doublet) -> set[str]:
    return {"no_place" if gap.status == "not evaluated" else gap.status for gap in doublet.gaps}


def _distances(doublet: Doublet, language: str) -> Cell:
    """Return the distance of a doublet, or of each two of its wells where there are more."""
    if len(doublet.gaps) == 1:
        return metres(doublet.gaps[0].distance_m)
    return Cell(listed((f"{g.production}–{g.reinjection} {metres(g.distance_m).text}" for g in doublet.gaps), language))


def right_table(wells: WellTable, language: str) -> Table:
    """Return every right with its term, what it is on the day, and the wells that name it."""
    w = words(language)
    rows = tuple(
        Row(
            cells([
                right.right_id,
                w[f"wells.{right.kind}"] if right.kind else "—",
                right.holder or "—",
                day(right.valid_from),
                day(right.valid_to),
                w[f"well_rights.{right.status.replace(' ', '_')}"],
                listed(right.wells, language),
            ]),
            "alert" if right.status in ("expired", "not_yet_valid") else "",
        )
        for right in wells.rights or ()
    )  # fmt: skip
    names = ("right", "kind", "holder", "valid_from", "valid_to", "status", "wells")
    columns = tuple(Column(w[f"well_rights.{name}"]) for name in names)
    return Table("well_rights", w["well_rights.title"], columns, rows, _right_notes(wells, language))


def _right_notes(wells: WellTable, language: str) -> tuple[str, ...]:
    w, on = words(language), wells.settings.on
    notes = [w["well_rights.on"].format(day=on.isoformat()) if on else w["well_rights.no_day"]]
    if wells.well_rights is not None:
        orphans = [r.well_id for r in wells.well_rights if r.orphan]
        unjudged = sum(r.status == "not evaluated" for r in wells.well_rights)
        facts = {"count": len(orphans), "wells": listed(orphans, language), "unjudged": unjudged}
        notes.append(w["well_rights.orphans"].format(**facts))
    return tuple(notes)


def well_right_table(wells: WellTable, language: str) -> Table:
    """Return the production wells that no valid right to mine stands behind, and why."""
    w = words(language)
    rows = tuple(
        Row(cells([r.well_id, listed(r.right_ids, language), w[f"well_rights.{r.status.replace(' ', '_')}"]]), "alert")
        for r in wells.well_rights or ()
        if r.status not in ("valid", "at_rest")
    )
    columns = (Column(w["wells.well"]), Column(w["well_rights.right"]), Column(w["well_rights.status"]))
    return Table("wells_without_right", w["well_rights.orphan_title"], columns, rows)


def permit_table(wells: WellTable, language: str) -> Table:
    """Return what every production well took against its permit, in 10⁴ m³ as the register has it."""
    w = words(language)
    rows = tuple(_permit_row(permit.well_id, permit, language) for permit in wells.permits)
    columns = (Column(w["wells.well"]), *_permit_columns(language))
    return Table("well_permits", w["well_rights.permit_title"], columns, rows, (w["well_rights.permit_note"],))


def right_permit_table(wells: WellTable, language: str) -> Table:
    """Return the sums of the rights that several production wells share."""
    w = words(language)
    rows = tuple(_permit_row(permit.right_id, permit, language) for permit in wells.right_permits)
    columns = (Column(w["well_rights.right"]), *_permit_columns(language))
    return Table("right_permits", w["well_rights.shared_title"], columns, rows, (w["well_rights.shared_note"],))


def _permit_columns(language: str) -> tuple[Column, ...]:
    w, unit = words(language), words(language)["wells.volume_unit"]
    names = ("permit", "produced", "excess")
    return (*(Column(w[f"well_rights.{name}"], unit) for name in names), Column(w["wells.status"]))


def _permit_row(name: str, permit: PermitCheck | RightPermit, language: str) -> Row:
    w, taken, allowed = words(language), permit.produced_m3, permit.permit_m3
    over = taken - allowed if permit.status == "exceeded" and taken is not None and allowed is not None else None
    values = [None if value is None else value / 10_000 for value in (allowed, taken, over)]
    verdict = w[f"well_rights.permit_{permit.status.replace(' ', '_')}"]
    return Row(cells([name, *map(exact, values), verdict]), "alert" if permit.status == "exceeded" else "")
