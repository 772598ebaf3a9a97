"""The answer in sentences: may it be built, which lines it crosses, what could not be judged."""

from natres.core.units import area_text
from natres.presenters.site.page import SitePage
from natres.presenters.site.quotas import assumption

__all__ = ["site_sentences", "towns_exceeded", "unjudged", "verdict"]

_ASKED = ("basic_farmland", "ecological_red_line", "urban_boundary")


def verdict(page: SitePage) -> str:
    """Return whether a line is crossed, in one sentence."""
    w, found = page.words, page.found
    area = {unit: area_text(found.survey_dm2, unit, decimals) for unit, decimals in (("ha", 4), ("mu", 2))}
    if not found.crossed:
        return w["site.verdict_good"].format(name=page.name, **area)
    lines = [page.zone(one.key) for one in found.crossed if one.kind in ("inside", "outside")]
    said = [w["site.verdict_lines"].format(count=len(lines), names=w["wording.list"].join(lines))] if lines else []
    quotas = len(found.crossed) - len(lines)
    said += [w["site.verdict_quotas"].format(count=quotas)] if quotas else []
    return w["site.verdict_bad"].format(name=page.name, what=w["site.verdict_and"].join(said), **area)


def unjudged(page: SitePage) -> tuple[str, ...]:
    """Return what the district gives no ground to judge: bare ground, zone layers it has not, quotas not computable."""
    w, found = page.words, page.found
    given = {zone.layer for zone in found.zones}
    lines = [w["site.no_layer"].format(label=page.zone(key)) for key in _ASKED if key not in given]
    if found.uncovered.planar_m2 > 0:
        lines.insert(0, w["site.no_parcel"].format(area=f"{found.uncovered.survey_m2:.2f}"))
    for effect in found.quotas:
        if effect.status_after == "not_computable":
            why = w[f"why.{effect.check.why_not}"] if effect.check.why_not else w["site.no_zone_layer"]
            lines.append(w["site.no_quota"].format(label=effect.check.quota.label, why=why))
    if not found.quotas:
        lines.append(w["site.no_quotas"])
    return tuple(lines)


def site_sentences(page: SitePage) -> tuple[str, ...]:
    """Return the verdict, the crossed lines, what stays unjudged, and what the quotas suppose."""
    crossed = [page.crossing(crossing) for crossing in page.found.crossed]
    return (verdict(page), *crossed, *towns_exceeded(page), *unjudged(page), assumption(page))


def towns_exceeded(page: SitePage) -> tuple[str, ...]:
    """Return the towns that come to pass their own limit of a quota, or go on past it; this is told and is no line."""
    w = page.words
    lines: list[str] = []
    for effect in page.found.quotas:
        kind, label = effect.check.quota.kind, effect.check.quota.label
        for town in effect.towns:
            if town.status_after == "exceeded" and town.worsens(kind):
                taken = abs(town.change_dm2)
                area = w["site.area_mu"].format(m2=f"{taken / 100:.2f}", mu=area_text(taken, "mu", 2))
                key = f"site.town_{'further' if town.status == 'exceeded' else 'passed'}_{kind}"
                lines.append(w[key].format(label=label, town=town.name, area=area))
    return tuple(lines)
