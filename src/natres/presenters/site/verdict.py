"""The answer in sentences: may it be built, which lines it crosses, what could not be judged."""

from natres.core.units import area_text
from natres.presenters.site.page import SitePage
from natres.presenters.site.quotas import assumption

__all__ = ["site_sentences", "unjudged", "verdict"]

_ASKED = ("basic_farmland", "ecological_red_line", "urban_boundary")


def verdict(page: SitePage) -> str:
    """Return whether a line is crossed, in one sentence."""
    w, found = page.words, page.found
    area = {unit: area_text(found.survey_dm2, unit, decimals) for unit, decimals in (("ha", 4), ("mu", 2))}
    key = "site.verdict_bad" if found.crossed else "site.verdict_good"
    return w[key].format(name=page.name, count=len(found.crossed), **area)


def unjudged(page: SitePage) -> tuple[str, ...]:
    """Return what the district gives no ground to judge: bare ground, zone layers it has not, quotas not computable."""
    w, found = page.words, page.found
    given = {zone.layer for zone in found.zones}
    lines = [w["site.no_layer"].format(label=page.zone(key)) for key in _ASKED if key not in given]
    if found.uncovered.planar_m2 > 0:
        lines.insert(0, w["site.no_parcel"].format(area=f"{found.uncovered.planar_m2:.2f}"))
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
    return (verdict(page), *crossed, *already_exceeded(page), *unjudged(page), assumption(page))


def already_exceeded(page: SitePage) -> tuple[str, ...]:
    """Return the quotas that are exceeded without the site already, and the towns that come to pass their limit."""
    w = page.words
    lines: list[str] = []
    for effect in page.found.quotas:
        quota = effect.check.quota
        if effect.check.status == "exceeded" and effect.status_after == "exceeded" and effect.change_dm2:
            area = area_text(abs(effect.change_dm2), "ha", 4)
            lines.append(w[f"site.already_{quota.kind}"].format(label=quota.label, area=area))
        towns = [t.name for t in effect.towns if t.status_after == "exceeded" and t.status != "exceeded"]
        lines += [w["site.town_exceeded"].format(label=quota.label, town=name) for name in towns]
    return tuple(lines)
