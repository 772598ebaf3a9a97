"""Ledgers: headings, values and dates, places on fitting land, sums against truth, settings and printed figures."""

from decimal import Decimal
from typing import Any

import numpy as np
import shapely

from check_sample.facts import FACTS, by_class
from check_sample.figures import of_the_report
from check_sample.folder import Folder
from check_sample.geodesy import TO_DEGREES
from check_sample.outcome import Outcome
from check_sample.sheets import MARK, Sheet, read

KINDS: dict[str, Any] = FACTS["ledgers"]
YEAR = 2022


def layout(folder: Folder, out: Outcome) -> None:
    """Expect the headings, allowed values, dates of the year, and a mark in every row; sums below a workbook."""
    for kind, facts in KINDS.items():
        sheet = read(folder, kind)
        out.same(f"{kind}: headings", sheet.headings, list(facts["columns"].values()))
        out.expect(sheet.rows, f"{kind}: no rows")
        for column, allowed in facts["choices"].items():
            found = {row[column] for row in sheet.rows}
            out.same(f"{kind}: values of {column}", sorted(found - set(allowed)) if allowed else [], [])
            out.expect(all(found), f"{kind}: {column} empty")
        days = [row[key] for row in sheet.rows for key in row if key.endswith("_on") and row[key]]
        out.same(f"{kind}: dates outside {YEAR}", [str(day) for day in days if day.year != YEAR], [])
        unmarked = sum(MARK not in str(row["remarks"]) for row in sheet.rows)
        out.same(f"{kind}: rows that do not say that they are invented", unmarked, 0)
        first = [row[next(iter(facts["columns"]))] for row in sheet.rows]
        out.same(f"{kind}: names twice", len(first) - len(set(first)), 0)
        if sheet.sums is not None:
            out.differences(f"{kind}: line of sums", sheet.sums, {c: sheet.amounts(c) for c in facts["digits"]})
            out.expect(MARK in sheet.title and MARK in sheet.signature, f"{kind}: title or signature not marked")


def arithmetic(folder: Folder, out: Outcome) -> None:
    """Expect rows that agree with themselves."""
    for row in read(folder, "farmland_balance").rows:
        out.expect(0 < row["cropland_ha"] <= row["balance_ha"], f"{row['project']}: less quota than cropland")
    for row in read(folder, "illegal_land").rows:
        out.expect(0 <= row["cropland_mu"] <= row["area_mu"], f"{row['case_id']}: more cropland than land")
        closed = row["closed_on"] is not None
        out.expect(closed == (row["state"] == "已整改"), f"{row['case_id']}: closed or not")
        out.expect(not closed or row["closed_on"] >= row["opened_on"], f"{row['case_id']}: closed before it was opened")
    for row in read(folder, "land_supply").rows:
        out.expect(0 < row["net_income_1e8cny"] <= row["price_1e8cny"], f"{row['parcel']}: income above price")
    for row in read(folder, "approved_unsupplied").rows:
        left = row["approved_ha"] - row["supplied_ha"]
        out.expect(left == row["unsupplied_ha"] >= 0, f"{row['batch']}: approved less supplied is {left}")
        out.expect(0 < row["cleared_ha"] <= row["supplied_ha"], f"{row['batch']}: more cleared than supplied")
    for row in read(folder, "water_users").rows:
        for quarter in range(1, 5):
            day = row[f"inspected_q{quarter}"]
            fits = day is None or (day.year, (day.month + 2) // 3) == (YEAR, quarter)
            out.expect(fits, f"{row['user']}: inspected on {day} for quarter {quarter}")


def places(folder: Folder, out: Outcome) -> None:
    """Expect coordinates in the town that the row names, on land that fits the ledger."""
    parcels = folder.parcels(2022)
    group, main = by_class(parcels.text("DLBM"), "group"), by_class(parcels.text("DLBM"), "main")
    code = parcels.text("DLBM")
    tree = shapely.STRtree(parcels.shapes)
    towns = dict(zip(folder.towns["XZQMC"], folder.towns.geometry, strict=True))
    for kind, facts in KINDS.items():
        rows = read(folder, kind).rows
        if "unit_name" in facts["columns"]:
            out.same(f"{kind}: towns unknown", sorted({row["unit_name"] for row in rows} - set(towns)), [])
        if not facts["land"]:
            continue
        lon, lat = (np.array([row[key] for row in rows]) for key in ("longitude", "latitude"))
        spots = shapely.points(*TO_DEGREES.transform(lon, lat, direction="INVERSE"))
        at, below = tree.query(spots, predicate="within")
        out.same(f"{kind}: places on no parcel or several", at.tolist(), list(range(len(rows))))
        if len(at) != len(rows):
            continue
        fits = group.isin(facts["land"]) | main.isin(facts["land"])
        wrong = [code[b] for b in below if not fits[b]]
        # a tiny district may lack the class that is asked for: then it is some construction land
        wrong = [c for c in wrong if kind != "afforestation" or (main == "03").any()]
        out.same(f"{kind}: places on other land", wrong, [])
        if "unit_name" in facts["columns"]:
            homes = [towns.get(row["unit_name"], shapely.Point()) for row in rows]
            inside = shapely.contains(homes, spots).tolist()
            out.expect(all(inside), f"{kind}: {inside.count(False)} places outside their town")


def sums(folder: Folder, out: Outcome) -> None:
    """Recompute the truth's counts and sums, in all and by each value."""
    for kind, facts in KINDS.items():
        sheet, stated = read(folder, kind), folder.truth["ledgers"][kind]
        _compare(out, kind, sheet, stated, {})
        by = [c for c in facts["columns"] if c in facts["choices"] or c == "unit_name"]
        out.same(f"{kind}: columns of few values", sorted(stated["by"]), sorted(by))
        for column in by:
            values = sorted({row[column] for row in sheet.rows})
            out.same(f"{kind}: values of {column}", sorted(stated["by"][column]), values)
            for value in values:
                _compare(out, f"{kind} {value}", sheet, stated["by"][column][value], {column: value})


def _compare(out: Outcome, what: str, sheet: Sheet, stated: dict[str, Any], where: dict[str, str]) -> None:
    out.same(f"{what}: rows", stated["count"], sheet.count(**where))
    found = {column: sheet.amounts(column, **where) for column in KINDS[sheet.kind]["digits"]}
    out.same(f"{what}: sums", {key: Decimal(value) for key, value in stated["sums"].items()}, found)


def published(folder: Folder, out: Outcome) -> None:
    """Expect the published figures to be the ledgers' sums exactly, and to be marked as fitted."""
    stated = folder.settings["published"]
    for subject, figures in printed_sums(folder).items():
        out.same(f"{subject}: marked as fitted", stated[subject]["calibrated"], True)
        for key, found in figures.items():
            out.same(f"{subject} {key}", Decimal(stated[subject][key]["value"]), found)


def printed_sums(folder: Folder) -> dict[str, dict[str, Decimal]]:
    """Return what the report prints, from the ledgers."""
    sheets = {kind: read(folder, kind) for kind in KINDS}
    used = {"commercial_residential": "商住", "industrial": "工业", "infrastructure": "基础设施"}
    made = {"detailed": "控制性详细规划", "village": "村庄规划"}
    return {
        "protection": {
            "balance_projects": Decimal(sheets["farmland_balance"].count()),
            "balance_area": sheets["farmland_balance"].amounts("balance_ha"),
            "illegal_cases": Decimal(sheets["illegal_land"].count()),
            "illegal_area": sheets["illegal_land"].amounts("area_mu"),
        },
        "supply": {
            "auctioned_parcels": Decimal(sheets["land_supply"].count()),
            "auctioned_area": sheets["land_supply"].amounts("area_ha"),
            "auction_price": sheets["land_supply"].amounts("price_1e8cny"),
            "auction_net_income": sheets["land_supply"].amounts("net_income_1e8cny"),
            **{f"acquired_{k}": sheets["land_acquisition"].amounts("area_ha", use=use) for k, use in used.items()},
            "approved_not_supplied_cleared": sheets["approved_unsupplied"].amounts("cleared_ha"),
        },
        "plans": {key: Decimal(sheets["plans"].count(plan_kind=kind)) for key, kind in made.items()},
        "forest_work": {"new_afforestation": sheets["afforestation"].amounts("area_mu")},
    }


def report(folder: Folder, out: Outcome) -> None:
    """Expect the report's counts and sums exactly, and no case left open."""
    of_the_report(folder)
    for subject, figures in printed_sums(folder).items():
        wanted = FACTS["report"]["beside"][subject]
        out.same(subject, figures, {key: Decimal(value) for key, value in wanted.items()})
    cases = read(folder, "illegal_land")
    out.same("cases put right", cases.count(state="已整改"), cases.count())
    sales = read(folder, "land_supply")
    out.same("parcels sold by listing", sales.count(way="挂牌"), sales.count())


def settings(folder: Folder, out: Outcome) -> None:
    """Expect every ledger in the district file, under its kind and year."""
    stated = folder.settings["ledgers"]
    out.same("kinds", sorted(stated), sorted(KINDS))
    for kind, facts in KINDS.items():
        out.same(f"{kind}: path", stated[kind]["path"], facts["path"])
        out.same(f"{kind}: year", stated[kind]["year"], YEAR)


CHECKS = {
    "ledgers.layout": layout,
    "ledgers.arithmetic": arithmetic,
    "ledgers.places": places,
    "ledgers.sums": sums,
    "ledgers.published": published,
    "ledgers.report": report,
    "ledgers.settings": settings,
}
