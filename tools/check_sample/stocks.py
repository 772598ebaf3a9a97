"""Water, heat in the rock and the accounts, from the district file, the ledgers and last year's results."""

import json
import re
from decimal import Decimal
from typing import Any

from check_sample.facts import FACTS, GROUPS
from check_sample.figures import of_the_report
from check_sample.folder import Folder
from check_sample.outcome import Outcome
from check_sample.sheets import read
from check_sample.sums import pieces, printed, sums

BESIDE: dict[str, Any] = FACTS["beside"]
ROCK_NAME, ROCK_HEAT = "name", ("in_place_j", "recoverable_j")
UNITS = {"亿m³": Decimal(10**8), "万m³": Decimal(10**4), "1e4m3": Decimal(10**4), "1e18J": Decimal(10**18)}


def cubic_metres(text: str) -> Decimal:
    """Return a volume that is printed with its unit, in m³."""
    found = re.fullmatch(r"([0-9.]+)(亿m³|万m³)", text)
    if found is None:
        raise ValueError(f"{text!r} is not a volume")
    return Decimal(found[1]) * UNITS[found[2]]


def water(folder: Folder, out: Outcome) -> None:
    """Expect sources that sum to the total, users below each source, inspections as the users' ledger has them."""
    entry, stated, users = folder.settings["water"], folder.truth["water"], read(folder, "water_users")
    sources = {source["name"]: cubic_metres(source["amount"]) for source in entry["sources"]}
    total = cubic_metres(entry["total"])
    out.same("sum of the sources", sum(sources.values()), total)
    out.same("provisional", (entry["provisional"], entry["year"]), (True, 2022))
    out.same("kinds", sorted({s["kind"] for s in entry["sources"]} - set(BESIDE["source_kinds"])), [])
    out.same("total_m3", Decimal(stated["total_m3"]), total)
    out.same("sources", {n: Decimal(s["amount_m3"]) for n, s in stated["sources"].items()}, sources)
    for key, column in (("plan_m3", "plan_1e4m3"), ("use_m3", "use_1e4m3")):
        found = users.amounts(column) * 10**4
        out.same(key, Decimal(stated[key]), found)
        out.expect(found <= total, f"{key}: {found} is above the total")
        for name, word in BESIDE["sources"].items():
            part = users.amounts(column, source=word) * 10**4
            out.expect(part <= sources[name], f"{key} of {name}: {part} of {sources[name]}")
    over = [row["user"] for row in users.rows if row["use_1e4m3"] > row["plan_1e4m3"]]
    out.same("users over their plan", stated["over_plan"], over)
    cut = {row["name"]: cubic_metres(row["volume"]) for row in entry["groundwater_cut"]}
    out.same("cut", {n: Decimal(v) for n, v in stated["groundwater_cut"].items()}, cut)
    out.same("sum of the cut", Decimal(stated["groundwater_cut_m3"]), sum(cut.values()))
    out.note(f"{users.count()} users take {users.amounts('use_1e4m3')} of {total / 10**4} 万m³; over plan: {over}")


def inspections(folder: Folder, out: Outcome) -> None:
    """Expect the inspections of the district file and the truth to be those of the users' ledger."""
    users = read(folder, "water_users")
    entries, stated = folder.settings["water"]["inspections"], folder.truth["water"]["inspections"]
    out.same("quarters", [(e["quarter"], s["quarter"]) for e, s in zip(entries, stated, strict=True)],
             [(q, q) for q in range(1, 5)])  # fmt: skip
    for entry, truth in zip(entries, stated, strict=True):
        quarter = entry["quarter"]
        missing = [row["user"] for row in users.rows if row[f"inspected_q{quarter}"] is None]
        found = (users.count(), users.count() - len(missing))
        out.same(f"quarter {quarter}", (entry["takers"], entry["inspected"]), found)
        out.same(f"quarter {quarter}, truth", (truth["takers"], truth["inspected"]), found)
        out.same(f"quarter {quarter}, missing", truth["missing"], missing)


def heat(folder: Folder, out: Outcome) -> None:
    """Recompute heat in place and recoverable heat of each reservoir and in all."""
    stated, total = folder.truth["heat"], dict.fromkeys(ROCK_HEAT, Decimal(0))
    reference = Decimal(str(folder.settings["wells"]["reference_c"]))
    out.same("reference temperature", reference, Decimal(BESIDE["wells_reference_c"]))
    for rock in folder.settings["wells"]["reservoirs"]:
        place = _in_place({k: Decimal(v) for k, v in rock.items() if k != ROCK_NAME}, reference)
        found = dict(zip(ROCK_HEAT, (place, place * Decimal(rock["recovery"])), strict=True))
        out.same(rock["name"], {k: Decimal(v) for k, v in stated["reservoirs"][rock["name"]].items()}, found)
        total = {key: total[key] + found[key] for key in total}
    out.same("in all", {key: Decimal(stated[key]) for key in total}, total)
    figures = folder.settings["published"]["geothermal"]
    for key, name in zip(ROCK_HEAT, ("resource_heat", "recoverable_heat"), strict=True):
        value = Decimal(figures[name]["value"])
        out.same(f"{name} as printed", printed(total[key] / 10**18, 4), value / 10**18)
    share = total["recoverable_j"] / total["in_place_j"]
    out.note(f"{total['in_place_j']:.6e} J in place, {100 * share:.2f} % recoverable")


def _in_place(rock: dict[str, Decimal], reference: Decimal) -> Decimal:
    stone = rock["rock_density_kg_m3"] * rock["rock_heat_j_kg_k"] * (1 - rock["porosity"])
    wet = rock["water_density_kg_m3"] * rock["water_heat_j_kg_k"] * rock["porosity"]
    volume = rock["area_km2"] * rock["thickness_m"] * 10**6
    return volume * (stone + wet) * (rock["temperature_c"] - reference)


def report(folder: Folder, out: Outcome) -> None:
    """Expect the report's water and heat: users, plans exceeded and inspections missed as the README says."""
    of_the_report(folder)
    for subject in ("water", "geothermal"):
        wanted, stated = FACTS["report"]["beside"][subject], folder.settings["published"][subject]
        out.same(subject, {key: stated[key]["value"] for key in wanted}, wanted)
    truth = folder.truth["water"]
    out.same("users and over plan", (truth["users"], len(truth["over_plan"])), (36, 3))
    missed = [len(quarter["missing"]) for quarter in truth["inspections"]]
    out.same("missed by quarter", sorted(missed), [0, 0, 0, 2])
    out.same("total, 亿m³", Decimal(truth["total_m3"]) / 10**8, Decimal("0.6457"))
    out.same("deep groundwater, 万m³", Decimal(truth["groundwater_cut_m3"]) / 10**4, Decimal("4.38"))
    found = folder.truth["heat"]
    for key, wanted in (("in_place_j", "47.2355e18"), ("recoverable_j", "1.9381e18")):
        away = abs(Decimal(found[key]) - Decimal(wanted))
        out.expect(away < Decimal("0.00005e18"), f"{key}: {found[key]} does not print as {wanted}")


def published(folder: Folder, out: Outcome) -> None:
    """Expect the published water to be the district file's, exactly."""
    stated, entry = folder.settings["published"]["water"], folder.settings["water"]
    out.same("total", Decimal(stated["total"]["value"]) * 10**8, cubic_metres(entry["total"]))
    cut = sum(cubic_metres(row["volume"]) for row in entry["groundwater_cut"])
    out.same("cut", Decimal(stated["deep_groundwater_cut"]["value"]) * 10**4, cut)


def land_accounts(folder: Folder, out: Outcome) -> None:
    """Recompute land by group and owner in both years; last year's closings are the openings."""
    stated, tables = folder.truth["accounts"]["land"], {}
    for year in (2021, 2022):
        frame = pieces(folder.parcels(year))
        owners = {"1": "state", "2": "state", "3": "collective", "4": "collective"}
        frame["owner"] = frame["right"].str[:1].map(owners).fillna("other")
        tables[year] = sums(frame, "group", "owner")
    found = {
        (group, owner): {
            "opening_m2": tables[2021].get((group, owner), 0),
            "closing_m2": tables[2022].get((group, owner), 0),
        }
        for group in GROUPS
        for owner in stated[group]
    }
    out.same("cells left out", sorted({*tables[2021], *tables[2022]} - set(found)), [])
    for (group, owner), cents in found.items():
        cell = {key: round(Decimal(value) * 100) for key, value in stated[group][owner].items()}
        out.same(f"{group} {owner}", cell, cents | {"net_m2": cents["closing_m2"] - cents["opening_m2"]})
    previous = results(folder)["land"]
    out.same("unit and years", (previous["unit"], previous["closing_year"]), ("m2", 2021))
    rows = {(row["key"], row["owner"]): round(Decimal(str(row["closing_m2"])) * 100) for row in previous["rows"]}
    out.differences("closings of 2021", rows, {cell: cents["opening_m2"] for cell, cents in found.items()})


def results(folder: Folder) -> dict[str, Any]:
    """Return the accounts of last year's results."""
    text = folder.file(folder.settings["accounts"]["previous"]).read_text(encoding="utf-8")
    return json.loads(text)["accounts"]


def stocks(folder: Folder, out: Outcome) -> None:
    """Expect water and heat accounts that close exactly, and open with last year's closing."""
    for name, unit in (("water", "m3"), ("recoverable_heat", "j")):
        entry, stated = folder.settings["accounts"][name], folder.truth["accounts"][name]
        scale = UNITS[entry["unit"]]
        parts = {key: {k: Decimal(v) * scale for k, v in entry[key].items()} for key in ("additions", "reductions")}
        opening, closing = Decimal(entry["opening"]) * scale, Decimal(entry["closing"]) * scale
        left = opening + sum(parts["additions"].values()) - sum(parts["reductions"].values())
        out.same(f"{name}: closing", closing, left)
        out.expect(
            all(v > 0 for table in parts.values() for v in table.values()), f"{name}: a part is not above nought"
        )
        out.same(f"{name}: last year's closing", Decimal(str(results(folder)[name]["closing"])), opening)
        ends = (Decimal(stated[f"opening_{unit}"]), Decimal(stated[f"closing_{unit}"]))
        out.same(f"{name}: truth", ends, (opening, closing))
        for key, table in parts.items():
            out.same(f"{name}: {key}", {k: Decimal(v) for k, v in stated[key].items()}, table)
    used = read(folder, "water_users").amounts("use_1e4m3")
    out.same("abstraction", Decimal(folder.settings["accounts"]["water"]["reductions"]["abstraction"]), used)


CHECKS = {
    "stocks.water": water,
    "stocks.inspections": inspections,
    "stocks.heat": heat,
    "stocks.report": report,
    "stocks.published": published,
    "stocks.land": land_accounts,
    "stocks.accounts": stocks,
}
