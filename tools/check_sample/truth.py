"""Every figure of truth.json recomputed from the files beside it."""

from decimal import Decimal
from typing import Any

import pandas as pd

from check_sample.facts import FACTS, by_class
from check_sample.folder import Folder
from check_sample.outcome import Outcome
from check_sample.sums import (
    flat,
    forest_class,
    forest_sums,
    forest_tenure,
    measures,
    pieces,
    printed,
    sums,
)
from check_sample.wells import counts, exceeded, produced


def land(folder: Folder, out: Outcome) -> None:
    """Recompute groups, classes, owners and measures."""
    truth, frame = folder.truth, pieces(folder.parcels(2022))
    groups = sums(frame, "group")
    total = sum(groups.values())
    out.same("control area", int(Decimal(truth["control_area_m2"]) * 100), total)
    out.differences("groups", {n: round(Decimal(g["area_m2"]) * 100) for n, g in truth["groups"].items()}, groups)
    _closed_prints(truth["groups"], groups, out)
    out.differences("classes", flat(truth["classes"], depth=1), sums(frame, "code"))
    out.differences("main classes", flat(truth["main_classes"], depth=1), sums(frame, "main"))
    out.differences("ownership", flat(truth["ownership"], depth=2), sums(frame, "owner", "group"))
    out.differences("by QSXZ", flat(truth["by_ownership_code"], depth=2), sums(frame, "right", "main"))
    scoped = frame.assign(scope=frame["scope"].replace("", "none"))
    out.differences("by CZCSXM", flat(truth["by_settlement_code"], depth=2), sums(scoped, "scope", "main"))
    out.differences("measures", flat(truth["measures"], depth=1), measures(frame))


def _closed_prints(stated: dict[str, Any], groups: dict[str, int], out: Outcome) -> None:
    """Expect prints that add up to the printed total, none a whole last digit from its value."""
    total = sum(groups.values())
    for key, scale, whole in (
        ("area_km2", Decimal(1) / 10**8, printed(Decimal(total) / 10**8, 2)),
        ("share", Decimal(100) / total, Decimal("100.00")),
    ):
        out.same(f"sum of {key}", sum(Decimal(group[key]) for group in stated.values()), whole)
        for name, group in stated.items():
            away = abs(Decimal(group[key]) - groups[name] * scale)
            out.expect(away < Decimal("0.01"), f"{key} of {name}: {group[key]} is {away} from its value")


def units(folder: Folder, out: Outcome) -> None:
    """Recompute the figures of each town and village."""
    frame = pieces(folder.parcels(2022))
    stated = folder.truth["units"]
    codes = {*folder.towns["XZQDM"], *folder.villages["ZLDWDM"].str[:12]}
    out.same("units", sorted(stated), sorted(codes))
    for level, digits in (("town", 9), ("village", 12)):
        own = frame.assign(unit=frame["place"].str[:digits])
        planned = (own["group"] == "construction") & own["scope"].isin(FACTS["scope"]["urban_rural"])
        here = {code: unit for code, unit in stated.items() if unit["level"] == level}
        found = {
            "control_area_m2": sums(own, "unit"),
            "urban_rural_construction": sums(own.assign(cents=own["cents"].where(planned, 0)), "unit"),
        }
        for key, wanted in found.items():
            out.differences(f"{level}: {key}", {c: round(Decimal(u[key]) * 100) for c, u in here.items()}, wanted)
        for key, column in (("groups", "group"), ("main_classes", "main")):
            tables = flat({c: u[key] for c, u in here.items()}, depth=2)
            _same_but_zeros(out, f"{level}: {key}", tables, sums(own, "unit", column))


def cropland(folder: Folder, out: Outcome) -> None:
    """Recompute cropland by planting and by slope and kind, net of ridges."""
    parcels = folder.parcels(2022)
    frame = pd.DataFrame(
        {
            "cents": parcels.cents - parcels.deducted,
            "planting": parcels.text("ZZSXDM"),
            "slope": parcels.text("GDPDJB"),
            "kind": parcels.text("GDLX").replace("", "none"),
        }
    )[(by_class(parcels.text("DLBM"), "main") == "01").to_numpy()]
    stated = folder.truth["cropland"]
    out.differences("by planting", flat(stated["by_planting"], depth=1), sums(frame, "planting"))
    out.differences("by slope", flat(stated["by_slope"], depth=2), sums(frame, "slope", "kind"))


def quota(folder: Folder, out: Outcome) -> None:
    """Compare urban–rural construction land with its limit, at the precision of the limit."""
    stated = folder.truth["quota"]
    actual = Decimal(measures(pieces(folder.parcels(2022)))["urban_rural_construction"]) / 10**8
    limit = Decimal(stated["limit_km2"])
    setting = next(q for q in folder.settings["quotas"] if q["key"] == "urban_rural_construction")
    out.same("limit", stated["limit_km2"], setting["limit_km2"])
    out.same("actual", Decimal(stated["actual_km2"]), printed(actual, 1))
    out.same("excess", Decimal(stated["excess_km2"]), printed(actual, 1) - limit)
    out.same("exceeded", stated["exceeded"], actual > limit)


def forest(folder: Folder, out: Outcome) -> None:
    """Recompute forest plots by class, by owner and by both."""
    stated, plots = folder.truth["forest"], folder.plots
    kind, owner = forest_class(plots["DI_LEI"]), forest_tenure(plots["LD_QS"])
    by_class, by_owner = forest_sums(plots, kind), forest_sums(plots, owner)
    total = sum(by_class.values())
    out.same("total", round(Decimal(stated["total_ha"]) * 10_000), total)
    _same_but_zeros(out, "by class", _plots(stated["by_class"], 1), by_class)
    _same_but_zeros(out, "by tenure", _plots(stated["by_tenure"], 1), by_owner)
    _same_but_zeros(out, "class by tenure", _plots(stated["matrix"], 2), forest_sums(plots, kind, owner))
    for name, share in stated["tenure_share"].items():
        out.same(f"share of {name}", share, str(printed(Decimal(100 * by_owner.get(name, 0)) / total, 2)))
    for name, ha in stated["printed_ha"].items():
        found = {**by_class, **by_owner, "total": total}.get(name, 0)
        out.same(f"{name} printed", ha, str(printed(Decimal(found) / 10_000, 2)))


def stands(folder: Folder, out: Outcome) -> None:
    """Recompute canopy bands, stock (m³ a hectare by hectares) and the forest chiefs' areas."""
    stated, plots = folder.truth["forest"], folder.plots
    tall = plots[plots["YU_BI_DU"].notna()]
    bands = FACTS["beside"]["canopy"].items()
    band = pd.Series([next(name for name, least in bands if cover >= least) for cover in tall["YU_BI_DU"]])
    out.differences("by canopy", _plots(stated["by_canopy"], 1), forest_sums(tall, band))
    stock: dict[str, Decimal] = {}
    for _, row in plots[plots["HUO_LMGQXJ"].notna()].iterrows():
        volume = Decimal(str(row["HUO_LMGQXJ"])) * Decimal(str(row["MIAN_JI"]))
        stock[row["YOU_SHI_SZ"]] = stock.get(row["YOU_SHI_SZ"], Decimal(0)) + volume
    out.same("stock by species", {k: Decimal(v) for k, v in stated["stock_by_species_m3"].items()}, stock)
    out.same("stock", Decimal(stated["stock_m3"]), sum(stock.values()))
    found = forest_sums(plots, plots["LZ_ZRQ"].astype(str), forest_tenure(plots["LD_QS"]))
    _same_but_zeros(out, "by forest chief", _plots(stated["by_chief"], 2), found)


def wells(folder: Folder, out: Outcome) -> None:
    """Recompute counts, volumes by reservoir, and tail water above the limit."""
    stated = folder.truth["wells"]
    out.differences("counts", stated["counts"], counts(folder))
    for column, key in (("年开采量_万m3", "produced_m3"), ("年回灌量_万m3", "reinjected_m3")):
        wanted = {name: int(float(volumes[key])) for name, volumes in stated["reinjection"].items()}
        out.differences(key, wanted, {name: m3 for name, m3 in produced(folder, column).items() if name in wanted})
    out.same("tail water above the limit", sorted(stated["tail_water_exceeded"]), exceeded(folder))


def _plots(table: dict[str, Any], depth: int) -> dict[Any, int]:
    return flat(table, depth=depth, parts=10_000)


def _same_but_zeros(out: Outcome, what: str, stated: dict[Any, int], found: dict[Any, int]) -> None:
    out.differences(what, {k: v for k, v in stated.items() if v}, {k: v for k, v in found.items() if v})


CHECKS = {
    "truth.land": land,
    "truth.units": units,
    "truth.cropland": cropland,
    "truth.quota": quota,
    "truth.forest": forest,
    "truth.stands": stands,
    "truth.wells": wells,
}
