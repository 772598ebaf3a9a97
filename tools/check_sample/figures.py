"""The report's printed figures, where the sample was made for them; the district file's, always."""

from decimal import Decimal
from typing import Any

from check_sample.facts import FACTS, GROUPS
from check_sample.folder import Folder, Missing
from check_sample.outcome import Outcome
from check_sample.sums import forest_class, forest_sums, forest_tenure, measures, pieces, printed, sums
from check_sample.wells import counts

REPORT = FACTS["report"]


def of_the_report(folder: Folder) -> None:
    """Stop the check where the sample has figures of its own."""
    if folder.truth["targets"] != "report":
        raise Missing("figures from the seed")


def land(folder: Folder, out: Outcome) -> None:
    """Expect the three groups and urban–rural construction land inside their intervals."""
    of_the_report(folder)
    frame = pieces(folder.parcels(2022))
    found = sums(frame, "group")
    for name, km2 in REPORT["groups_km2"].items():
        out.near(f"{name}, km²", found.get(name, 0) / 1e8, km2, REPORT["groups_slack_km2"])
    planned = measures(frame)["urban_rural_construction"] / 1e8
    out.near("urban–rural construction land, km²", planned, REPORT["urban_rural_km2"], REPORT["urban_rural_slack_km2"])
    out.note(", ".join([f"{n} {found.get(n, 0) / 1e8:.6f}" for n in GROUPS] + [f"urban–rural {planned:.6f} km²"]))


def forest(folder: Folder, out: Outcome) -> None:
    """Expect the five classes, the total and the two owners inside their intervals."""
    of_the_report(folder)
    plots = folder.plots
    by_class = forest_sums(plots, forest_class(plots["DI_LEI"]))
    by_owner = forest_sums(plots, forest_tenure(plots["LD_QS"]))
    for wanted, found in ((REPORT["forest_ha"], by_class), (REPORT["forest_tenure_ha"], by_owner)):
        for name, ha in wanted.items():
            out.near(f"{name}, ha", found.get(name, 0) / 1e4, ha, REPORT["forest_slack_ha"])
    out.near("total, ha", sum(by_class.values()) / 1e4, REPORT["forest_total_ha"], REPORT["forest_slack_ha"])
    out.note(", ".join(f"{n} {v / 1e4:.4f}" for n, v in {**by_class, **by_owner}.items()) + " ha")


def geothermal(folder: Folder, out: Outcome) -> None:
    """Expect the report's numbers of wells and rights."""
    of_the_report(folder)
    found = counts(folder)
    out.differences("wells and rights", {name: found[name] for name in REPORT["wells"]}, REPORT["wells"])


def limits(folder: Folder, out: Outcome) -> None:
    """Expect the limit handed down, and towns' limits that add up to it."""
    quota = next(q for q in folder.settings["quotas"] if q["key"] == "urban_rural_construction")
    if folder.truth["targets"] == "report":
        out.same("limit_km2", quota["limit_km2"], REPORT["limit_km2"])
    shares = quota.get("unit_limits_km2") or folder.settings.get("unit_limits_km2")
    if not shares:
        out.fail("no unit_limits_km2 in xiqing.toml: the towns have no limits")
        return
    shares = {str(code): Decimal(str(km2)) for code, km2 in shares.items()}
    out.same("ΣLimits of the towns", sum(shares.values()), Decimal(quota["limit_km2"]))
    out.same("towns with a limit", sorted(shares), sorted(folder.towns["XZQDM"]))


def published(folder: Folder, out: Outcome) -> None:
    """Expect what the district file calls published to be what the tables give, as printed."""
    frame, stated = pieces(folder.parcels(2022)), folder.settings["published"]
    groups = sums(frame, "group")
    total = sum(groups.values())
    for name, cents in {**groups, "total": total}.items():
        _printed(out, name, Decimal(cents) / 10**8, stated["land"][name])
        share = printed(Decimal(100 * cents) / total, 2)
        out.expect(share == Decimal(stated["land"][name]["share"]), f"share of {name}: {share} %")
    planned = Decimal(measures(frame)["urban_rural_construction"]) / 10**8
    _printed(out, "urban_rural_construction", planned, stated["quota"]["urban_rural_construction"])
    plots = folder.plots
    by_class = forest_sums(plots, forest_class(plots["DI_LEI"]))
    by_owner = forest_sums(plots, forest_tenure(plots["LD_QS"]))
    total = sum(by_class.values())
    for name, units in {**by_class, **by_owner, "total": total}.items():
        _printed(out, f"forest {name}", Decimal(units) / 10**4, stated["forest"][name])
    for name, units in by_owner.items():
        share = printed(Decimal(100 * units) / total, 2)
        out.expect(share == Decimal(stated["forest"][name]["share"]), f"share of {name} forest: {share} %")
    found = counts(folder)
    out.differences("wells", {n: found[n] for n in stated["wells"] if n in found}, _values(stated["wells"]))


def _printed(out: Outcome, what: str, found: Decimal, stated: dict[str, Any]) -> None:
    value = Decimal(stated["value"].lstrip("约"))
    places = -int(value.as_tuple().exponent)
    out.expect(printed(found, places) == value, f"{what}: {found} does not print as {stated['value']}")


def _values(stated: dict[str, Any]) -> dict[str, int]:
    return {name: int(figure["value"]) for name, figure in stated.items() if isinstance(figure, dict)}


CHECKS = {
    "figures.land": land,
    "figures.forest": forest,
    "figures.wells": geothermal,
    "figures.limits": limits,
    "figures.published": published,
}
