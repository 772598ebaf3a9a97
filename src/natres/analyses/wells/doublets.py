"""Wells that take and give back together: is the partner there, in the same reservoir, at the usual distance."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from natres.analyses.wells.findings import finding
from natres.analyses.wells.register import Register, Well
from natres.core.places import geodesic_m
from natres.core.results import Doublet, DoubletGap, WellFinding

__all__ = ["doublet_findings", "pair_wells", "single_wells"]


def pair_wells(register: Register, usual_m: tuple[Fraction, Fraction]) -> tuple[Doublet, ...]:
    """Return the groups in the order of their numbers; a group may hold several wells of each role."""
    groups: dict[str, list[Well]] = {}
    for well in register.wells:
        if well.pair_id:
            groups.setdefault(well.pair_id, []).append(well)
    return tuple(_doublet(name, groups[name], usual_m) for name in sorted(groups))


def single_wells(register: Register) -> tuple[str, ...] | None:
    """Return the wells for production and reinjection that carry no group; None where the register has no groups."""
    if "pair_id" not in register.columns:
        return None
    return tuple(w.well_id for w in register.wells if w.role in ("production", "reinjection") and not w.pair_id)


def _doublet(name: str, wells: Sequence[Well], usual_m: tuple[Fraction, Fraction]) -> Doublet:
    producing = [w for w in wells if w.role == "production"]
    returning = [w for w in wells if w.role == "reinjection"]
    partner = {
        (True, True): "complete",
        (True, False): "no_reinjection",
        (False, True): "no_production",
        (False, False): "neither",
    }[bool(producing), bool(returning)]
    reservoirs = [w.reservoir for w in (*producing, *returning)]
    if len(set(reservoirs) - {""}) > 1:
        agreement = "different"
    else:
        agreement = "same" if partner == "complete" and all(reservoirs) else "not evaluated"
    return Doublet(
        pair_id=name,
        production=tuple(w.well_id for w in producing),
        reinjection=tuple(w.well_id for w in returning),
        others=tuple(w.well_id for w in wells if w.role not in ("production", "reinjection")),
        partner=partner,
        reservoir=agreement,
        reservoirs=tuple(sorted(set(reservoirs) - {""})),
        gaps=tuple(_gap(one, other, usual_m) for one in producing for other in returning),
    )


def _gap(one: Well, other: Well, usual_m: tuple[Fraction, Fraction]) -> DoubletGap:
    if one.place is None or other.place is None:
        return DoubletGap(one.well_id, other.well_id, None, "not evaluated")
    distance = geodesic_m(one.place, other.place)
    status = "usual" if usual_m[0] <= distance <= usual_m[1] else "unusual"
    return DoubletGap(one.well_id, other.well_id, distance, status)


def doublet_findings(doublets: Sequence[Doublet], usual_m: tuple[Fraction, Fraction]) -> Iterator[WellFinding]:
    """Yield partners that are missing, doublets across reservoirs, and unusual distances."""
    for doublet in doublets:
        if doublet.partner in ("no_reinjection", "no_production"):
            missing = f"DOUBLET_{doublet.partner.upper()}"
            for well in doublet.production or doublet.reinjection:
                yield finding(missing, well, pair=doublet.pair_id)
        if doublet.reservoir == "different":
            names = " / ".join(doublet.reservoirs)
            yield finding("DOUBLET_RESERVOIR", _first_of(doublet), pair=doublet.pair_id, value=names)
        for gap in doublet.gaps:
            if gap.status == "unusual" and gap.distance_m is not None:
                facts = {"other": gap.reinjection, "pair": doublet.pair_id, "distance_m": Fraction(gap.distance_m)}
                yield finding("DOUBLET_DISTANCE", gap.production, **facts, low_m=usual_m[0], high_m=usual_m[1])


def _first_of(doublet: Doublet) -> str:
    return (*doublet.production, *doublet.reinjection)[0]
