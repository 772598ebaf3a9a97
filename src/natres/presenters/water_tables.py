"""The water ledger as tables: sources and total, use against plan by user, visits by quarter, groundwater cut."""

from fractions import Fraction
from math import lcm

from natres.core.results import WaterFinding, WaterLedger
from natres.core.volumes import M3_PER, volume_text
from natres.core.water import StatedVolume
from natres.labels import words
from natres.presenters.printing import Tree, share_column, star_note
from natres.presenters.table import Cell, Column, Row, Table, cells
from natres.presenters.wording import figure

__all__ = ["water_json", "water_sentences", "water_tables"]

#: Volumes of users and cuts print in 10⁴ m³, those of the district as well, so that one column adds up.
_UNIT, _DECIMALS = "1e4m3", 2


def water_tables(water: WaterLedger, language: str, rounding: str = "closed") -> tuple[Table, ...]:
    """Return the tables of the parts the ledger has; the shares of sources add up unless ``rounding`` is plain."""
    stated, tables = water.statement, list[Table]()
    if stated.sources or stated.total is not None:
        tables.append(_source_table(water, language, rounding))
    if stated.users:
        tables.append(_user_table(water, language))
    if stated.quarters:
        tables.append(_quarter_table(water, language))
    if stated.cuts:
        tables.append(_cut_table(water, language))
    return tuple(tables)


def _source_table(water: WaterLedger, language: str, rounding: str) -> Table:
    w, stated = words(language), water.statement
    share, *shares = _shares(water, rounding)
    rows = [
        Row(cells([row.name, w[f"water.{row.kind}"], _volume(row.amount.m3), part]), "", 1)
        for row, part in zip(stated.sources, shares, strict=True)
    ]
    if stated.sources:
        alert = "alert" if water.total_status == "disagrees" else "total"
        rows.insert(0, Row(cells([w["water.sum"], "", _volume(water.sources_m3), share]), alert))
    if stated.total is not None:
        whole = Cell("100.00", 100.0)
        rows.insert(0, Row(cells([w["water.total"], "", _volume(stated.total.m3), whole]), "total"))
    notes = [w["water.as_of"].format(year=stated.year)]
    notes += [w["water.provisional"]] if stated.provisional else []
    if stated.total is not None:
        difference = volume_text(water.sources_m3 - stated.total.m3)
        verdict = w[f"water.{water.total_status.replace(' ', '_')}"]
        total = figure(stated.total.text, w[f"unit.{stated.total.unit}"])
        notes.append(w["water.total_note"].format(total=total, verdict=verdict, difference=difference))
    notes += star_note(rows, language)
    columns = (
        Column(w["water.source"]),
        Column(w["water.kind"]),
        Column(w["water.amount"], w["unit.1e4m3"], _DECIMALS),
        Column(w["land.share"], "%", 2),
    )
    return Table("water", w["water.title"].format(year=stated.year), columns, tuple(rows), tuple(notes))


def _user_table(water: WaterLedger, language: str) -> Table:
    w, users = words(language), water.statement.users
    rows = [Row(cells([w["land.sum"], "", _volume(water.plan_m3), _volume(water.use_m3), "", ""]), "total")]
    for user, status in zip(users, water.user_status, strict=True):
        left = None if user.plan is None or user.use is None else user.plan.m3 - user.use.m3
        line = [user.name, w[f"water.{user.kind}"], _stated(user.plan), _stated(user.use)]
        line += [Cell("—") if left is None else _volume(left), w[f"water.{status.replace(' ', '_')}"]]
        rows.append(Row(cells(line), "alert" if status == "over" else "", 1))
    columns = (
        Column(w["water.user"]),
        Column(w["water.kind"]),
        Column(w["water.plan"], w["unit.1e4m3"], _DECIMALS),
        Column(w["water.use"], w["unit.1e4m3"], _DECIMALS),
        Column(w["water.left"], w["unit.1e4m3"], _DECIMALS),
        Column(w["water.status"]),
    )
    over = sum(status == "over" for status in water.user_status)
    missing = sum(status == "not evaluated" for status in water.user_status)
    note = w["water.user_note"].format(count=len(users), over=over, missing=missing)
    return Table("water_users", w["water.users"], columns, tuple(rows), (note,))


def _quarter_table(water: WaterLedger, language: str) -> Table:
    w, known = words(language), {row.quarter: row for row in water.statement.quarters}
    rows: list[Row] = []
    for quarter, status in enumerate(water.quarter_status, start=1):
        row = known.get(quarter)
        numbers = ["—", "—"] if row is None else [Cell(str(n), n) for n in (row.takers, row.inspected)]
        line = [w["water.quarter"].format(quarter=quarter), *numbers, w[f"water.{status.replace(' ', '_')}"]]
        rows.append(Row(cells(line), "alert" if status == "missed" else ""))
    columns = (
        Column(w["water.quarter_head"]),
        Column(w["water.takers"]),
        Column(w["water.inspected"]),
        Column(w["water.status"]),
    )
    return Table("water_inspections", w["water.inspections"], columns, tuple(rows))


def _cut_table(water: WaterLedger, language: str) -> Table:
    w = words(language)
    rows = [Row(cells([w["land.sum"], _volume(water.cut_m3)]), "total")]
    rows += [Row(cells([row.name, _volume(row.volume.m3)]), "", 1) for row in water.statement.cuts]
    columns = (Column(w["water.cut_of"]), Column(w["water.cut"], w["unit.1e4m3"], _DECIMALS))
    return Table("water_cut", w["water.cuts"], columns, tuple(rows))


def water_sentences(water: WaterLedger, language: str) -> tuple[str, ...]:
    """Return what users and inspectors did, and what the ledger contradicts itself in, in one sentence each."""
    return tuple(_sentence(finding, language) for finding in water.findings)


def _sentence(finding: WaterFinding, language: str) -> str:
    counts = finding.code in ("WATER_INSPECTED", "WATER_MISSED")
    left, right = (str(int(v)) if counts else volume_text(v) for v in (finding.left, finding.right))
    facts = {
        "about": finding.about,
        "left": left,
        "right": right,
        "difference": volume_text(finding.left - finding.right),
    }
    return words(language)[f"water.{finding.code}"].format(**facts)


def water_json(water: WaterLedger, language: str) -> dict[str, object]:
    """Return the ledger as JSON; volumes are m³."""
    stated = water.statement
    return {
        "year": stated.year,
        "provisional": stated.provisional,
        "total_m3": None if stated.total is None else float(stated.total.m3),
        "total_text": None if stated.total is None else stated.total.text,
        "total_status": water.total_status,
        "sources_m3": float(water.sources_m3),
        "sources": [{"name": r.name, "kind": r.kind, "amount_m3": float(r.amount.m3)} for r in stated.sources],
        "plan_m3": float(water.plan_m3),
        "use_m3": float(water.use_m3),
        "users": [
            {"name": u.name, "source": u.kind, "plan_m3": _number(u.plan), "use_m3": _number(u.use), "status": status}
            for u, status in zip(stated.users, water.user_status, strict=True)
        ],
        "inspections": [
            {
                "quarter": q.quarter,
                "takers": q.takers,
                "inspected": q.inspected,
                "status": water.quarter_status[q.quarter - 1],
            }
            for q in stated.quarters
        ],
        "groundwater_cut_m3": float(water.cut_m3),
        "groundwater_cut": [{"name": r.name, "volume_m3": float(r.volume.m3)} for r in stated.cuts],
        "findings": [{"code": f.code, "about": f.about, "message": _sentence(f, language)} for f in water.findings],
    }


def _number(volume: StatedVolume | None) -> float | None:
    return None if volume is None else float(volume.m3)


def _stated(volume: StatedVolume | None) -> Cell:
    return Cell("—") if volume is None else _volume(volume.m3)


def _volume(m3: Fraction) -> Cell:
    return Cell(volume_text(m3), float(m3 / M3_PER[_UNIT]))


def _shares(water: WaterLedger, rounding: str) -> list[Cell]:
    """Return the shares of the total in percent: of all sources together, then of each.

    Sources add up to what is printed for all of them, which is 100.00 only where they make up the whole total.
    """
    amounts = [water.sources_m3, *(row.amount.m3 for row in water.statement.sources)]
    whole = water.total_m3 or Fraction(0)
    scale = lcm(whole.denominator, *(amount.denominator for amount in amounts))
    sources, *parts = [int(amount * scale) for amount in amounts]
    return share_column(Tree.of_parts(sources, parts), int(whole * scale), rounding)
