"""Geothermal wells and rights: codes, pairs, places, and the cases the report speaks of."""

from decimal import Decimal

import pandas as pd
import shapely

from check_sample.facts import FACTS
from check_sample.folder import Folder
from check_sample.geodesy import TO_DEGREES
from check_sample.outcome import Outcome

KINDS = {"production": "开采", "reinjection": "回灌", "observation": "观测"}
RIGHTS = {"mining_rights": "采矿权", "exploration_rights": "探矿权"}


def counts(folder: Folder) -> dict[str, int]:
    """Return the numbers of wells and rights by kind."""
    wells = {name: int((folder.wells["井别"] == word).sum()) for name, word in KINDS.items()}
    return wells | {name: int((folder.rights["类型"] == word).sum()) for name, word in RIGHTS.items()}


def produced(folder: Folder, column: str) -> dict[str, int]:
    """Return a yearly volume by reservoir in m³."""
    volume = folder.wells[column].fillna(0).map(lambda value: int(Decimal(str(value)) * 10_000))
    return volume.groupby(folder.wells["热储层"]).sum().to_dict()


def exceeded(folder: Folder) -> list[str]:
    """Return the wells whose tail water is above the limit."""
    return sorted(folder.wells["井号"][folder.wells["尾水温度_℃"] > FACTS["report"]["tail_water_c"]])


def register(folder: Folder, out: Outcome) -> None:
    """Expect unique ids, pairs of one reservoir and both kinds, a right for each producing well."""
    wells, rights = folder.wells, folder.rights
    out.same("well ids twice", wells["井号"][wells["井号"].duplicated()].tolist(), [])
    out.same("rights twice", rights["许可证号"][rights["许可证号"].duplicated()].tolist(), [])
    out.same("kinds of wells", sorted(set(wells["井别"]) - set(KINDS.values())), [])
    mining = set(rights["许可证号"][rights["类型"] == RIGHTS["mining_rights"]])
    producing = wells[wells["井别"] == KINDS["production"]]
    out.same("producing wells without a mining right", sorted(set(producing["许可证号"]) - mining), [])
    for pair, group in wells[wells["井别"] == KINDS["reinjection"]].groupby("对井组"):
        partner = producing[producing["对井组"] == pair]
        out.expect(len(partner) > 0, f"{pair} has no producing well")
        out.expect(set(group["热储层"]) <= set(partner["热储层"]), f"{pair}: reinjection into another reservoir")
    ends = pd.to_datetime(rights["有效期止"])
    out.note(f"{int((ends < '2022-12-31').sum())} rights ended before the end of 2022")


def cases(folder: Folder, out: Outcome) -> None:
    """Expect some tail water above the limit and some over-extraction."""
    wells = folder.wells
    warm = exceeded(folder)
    over = wells["井号"][wells["年开采量_万m3"] > wells["许可开采量_万m3"]].tolist()
    out.expect(warm, "no tail water above the limit")
    out.expect(over, "no well takes more than it may")
    limit = FACTS["report"]["tail_water_c"]
    out.note(f"tail water above {limit} °C: {warm}; exactly there: {int((wells['尾水温度_℃'] == limit).sum())}")
    out.note(f"over-extraction: {over}")
    away = wells["年回灌量_万m3"].sum() / wells["年开采量_万m3"].sum()
    out.note(f"reinjected {100 * away:.1f} % by volume")


def places(folder: Folder, out: Outcome) -> None:
    """Expect every well in the town that it names, and say how far partners are apart."""
    wells = folder.wells
    east, north = TO_DEGREES.transform(wells["经度"], wells["纬度"], direction="INVERSE")
    spots = pd.Series(shapely.points(east, north), index=wells["井号"])
    towns = dict(zip(folder.towns["XZQMC"], folder.towns.geometry, strict=True))
    out.same("towns that do not exist", sorted(set(wells["所在镇街"]) - set(towns)), [])
    shapes = wells["所在镇街"].map(towns).to_numpy()
    inside = shapely.contains(shapes, spots.to_numpy())
    out.same("wells outside their town", wells["井号"][~inside].tolist(), [])
    apart = []
    for pair, group in wells.dropna(subset="对井组").groupby("对井组"):
        ends = spots[group["井号"]].tolist()
        apart += [(shapely.distance(ends[0], end), pair) for end in ends[1:]]
    if apart:
        out.note(f"partners are {min(apart)[0]:.0f} to {max(apart)[0]:.0f} m apart")


def heat(folder: Folder, out: Outcome) -> None:
    """Recompute the heat that the wells gave, their temperature grades and their towns."""
    stated, producing = folder.truth["wells"], folder.wells[folder.wells["井别"] == KINDS["production"]]
    joules, reference = Decimal(FACTS["beside"]["water_heat_j_m3_k"]), Decimal(FACTS["beside"]["wells_reference_c"])
    measured = producing.dropna(subset=["年开采量_万m3", "井口水温_℃", "尾水温度_℃"])
    found: dict[str, dict[str, Decimal]] = {}
    for _, row in measured.iterrows():
        volume, head, tail = (Decimal(str(row[c])) for c in ("年开采量_万m3", "井口水温_℃", "尾水温度_℃"))
        mine = found.setdefault(row["热储层"], dict.fromkeys(("wells", "used_j", "produced_j"), Decimal(0)))
        mine["wells"] += 1
        mine["used_j"] += volume * 10_000 * joules * (head - tail)
        mine["produced_j"] += volume * 10_000 * joules * (head - reference)
    told = {n: {k: Decimal(str(v)) for k, v in t.items()} for n, t in stated["heat_by_reservoir"].items()}
    out.same("heat by reservoir", told, found)
    for key in ("used_j", "produced_j"):
        out.same(f"heat_{key}", Decimal(stated[f"heat_{key}"]), sum(mine[key] for mine in found.values()))
    grades = {
        well: next((grade for grade, least in FACTS["beside"]["grades"].items() if head >= least), "none")
        for well, head in zip(producing["井号"], producing["井口水温_℃"], strict=True)
    }
    out.same("temperature grades", stated["temperature_grade"], grades)
    out.differences("wells by grade", stated["by_temperature_grade"], pd.Series(grades).value_counts().to_dict())
    out.differences("wells by town", stated["wells_in_town"], folder.wells["所在镇街"].value_counts().to_dict())


CHECKS = {"wells.register": register, "wells.cases": cases, "wells.places": places, "wells.heat": heat}
