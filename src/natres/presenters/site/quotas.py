"""What building the site would do to the quotas: before, change, after, what would be left."""

from natres.core.results.site import QuotaEffect, TownEffect
from natres.core.units import area_text
from natres.presenters.quota_tables import status_label
from natres.presenters.site.page import SitePage
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["assumption", "quota_table", "signed_ha"]

#: Quotas are told in hectares to a square metre here: a site is small against a limit.
_DECIMALS = 4


def assumption(page: SitePage) -> str:
    """Return in words what is supposed of the land that is built on."""
    return page.words["site.assumption"]


def signed_ha(area_dm2: int, decimals: int = _DECIMALS) -> Cell:
    """Return a change in hectares with its sign."""
    text = area_text(area_dm2, "ha", decimals)
    return Cell(f"+{text}" if area_dm2 > 0 else text, area_dm2 / 1e6)


def quota_table(page: SitePage) -> Table:
    """Return every quota before and after; towns with a limit of their own stand below it."""
    w = page.words
    rows: list[Row] = []
    for effect in page.found.quotas:
        rows.append(_row(page, effect))
        rows += [_town(page, effect, town) for town in effect.towns]
    ha = w["unit.ha"]
    columns = (
        Column(w["quota.quota"]), Column(w["quota.limit"], ha, _DECIMALS), Column(w["quota.actual"], ha, _DECIMALS),
        Column(w["site.change"], ha, _DECIMALS), Column(w["site.after"], ha, _DECIMALS),
        Column(w["site.margin_after"], ha, _DECIMALS), Column(w["site.status_before"]), Column(w["site.status_after"]),
    )  # fmt: skip
    notes = (assumption(page), w["site.quota_note"].format(kind=w[f"area.{page.found.area_kind}"]))
    return Table("site_quotas", w["site.title_quotas"], columns, tuple(rows), notes, about=page.about)


def _ha(area_dm2: int | None) -> Cell:
    return Cell("—") if area_dm2 is None else Cell(area_text(area_dm2, "ha", _DECIMALS), area_dm2 / 1e6)


def _row(page: SitePage, effect: QuotaEffect) -> Row:
    check, quota = effect.check, effect.check.quota
    change = Cell("—") if effect.change_dm2 is None else signed_ha(effect.change_dm2)
    line = [
        f"{quota.label}（{page.words[f'quota.{quota.kind}']}）" if page.language == "zh"
        else f"{quota.label} ({page.words[f'quota.{quota.kind}']})",
        _ha(quota.limit_dm2), _ha(check.actual_dm2), change, _ha(effect.after_dm2), _ha(effect.margin_after_dm2),
        status_label(check.status, quota.kind, page.language),
        status_label(effect.status_after, quota.kind, page.language),
    ]  # fmt: skip
    return Row(cells(line), "alert" if effect.status_after == "exceeded" else "")


def _town(page: SitePage, effect: QuotaEffect, town: TownEffect) -> Row:
    kind, after = effect.check.quota.kind, town.actual_dm2 + town.change_dm2
    margin = after - town.limit_dm2 if kind == "floor" else town.limit_dm2 - after
    line = [
        page.words["site.of_town"].format(town=town.name), _ha(town.limit_dm2), _ha(town.actual_dm2),
        signed_ha(town.change_dm2), _ha(after), _ha(margin), status_label(town.status, kind, page.language),
        status_label(town.status_after, kind, page.language),
    ]  # fmt: skip
    return Row(cells(line), "alert" if town.status_after == "exceeded" else "", 1)
