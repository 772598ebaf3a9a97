"""The published figures of a district file beside the computed ones: which key is which number of the run."""

import difflib
from collections.abc import Mapping, Sequence
from fractions import Fraction

from natres.analyses import PublishedFigure, check_figures
from natres.core.results import ClassShares, FigureCheck, ForestTable, QuotaCheck, WellTable
from natres.core.units import PrintedFigure, unit_fraction
from natres.district import District
from natres.errors import BadDistrictFile, BadUsage
from natres.labels import words
from natres.presenters.land_figures import group_column
from natres.presenters.land_tables import LandPage, group_label
from natres.presenters.printing import Tree, area_column
from natres.workflows.inputs import Land
from natres.workflows.published_beside import beside_labels

__all__ = ["check_published", "published_figures", "published_labels"]

#: Tables whose keys natres computes; a key it does not know there is a misspelling.
_COMPUTED = ("land", "quota", "forest", "wells")
#: Tables of which natres computes some figures; the others are only stated.
_BESIDE = ("geothermal", "water", "protection", "supply", "plans", "forest_work")


def check_published(
    district: District,
    page: LandPage,
    checks: Sequence[QuotaCheck],
    forest: ForestTable | None,
    wells: WellTable | None,
    beside: Mapping[str, Fraction] | None = None,
) -> tuple[FigureCheck, ...]:
    """Return the verdict for every published figure of the district file.

    Parameters
    ----------
    beside : what is computed of heat, water and ledgers, see :func:`natres.workflows.published_beside.beside_figures`

    Raises
    ------
    BadDistrictFile : ``DISTRICT_KEY`` for a misspelt figure of a table that natres computes
    """
    shares = page.shares
    areas = _areas(shares, checks, forest)
    counts = {f"wells.{key}": Fraction(count) for key, count in wells.counts if count is not None} if wells else {}
    share_of = _shares(shares, forest)
    computed: dict[str, Fraction] = {**share_of, **(beside or {})}
    for table, entry in district.content.published.items():
        for name, value in entry.figures.items():
            key = f"{table}.{name}"
            _refuse_misspelt(district, table, key, [*areas, *counts], forest, wells)
            if key in areas:
                computed[key] = Fraction(areas[key]) / _unit(district, key, value.unit)
            elif key in counts:
                computed[key] = counts[key]
    return check_figures(published_figures(district), computed, _printed(page, forest))


def published_figures(district: District) -> list[PublishedFigure]:
    """Return the published figures of a district file in its order, a share right behind its figure."""
    published: list[PublishedFigure] = []
    for table, entry in district.content.published.items():
        for name, value in entry.figures.items():
            key = f"{table}.{name}"
            published.append(PublishedFigure(key, PrintedFigure.parse(value.value), value.unit, entry.calibrated))
            if value.share is not None:
                share = PrintedFigure.parse(value.share)
                published.append(PublishedFigure(f"{key}.share", share, "percent", entry.calibrated))
    return published


def _refuse_misspelt(
    district: District,
    table: str,
    key: str,
    known: Sequence[str],
    forest: ForestTable | None,
    wells: WellTable | None,
) -> None:
    given = {"land": True, "quota": True, "forest": forest is not None, "wells": wells is not None}
    if table not in (*_COMPUTED, *_BESIDE) and (near := difflib.get_close_matches(table, _COMPUTED, n=1, cutoff=0.6)):
        facts = {"key": f"published.{table}", "nearest": f" → {near[0]}?", "allowed": ", ".join(_COMPUTED)}
        raise BadDistrictFile("DISTRICT_KEY", file=district.path.name, **facts)
    known = [*known, *(f"quota.{quota.key}" for quota in district.quotas)]
    if key in known or table not in _COMPUTED or not given[table]:
        return
    allowed = [k.partition(".")[2] for k in known if k.startswith(table + ".")]
    near = difflib.get_close_matches(key.partition(".")[2], allowed, n=1, cutoff=0.5)
    nearest = f" → {near[0]}?" if near else ""
    place = f"published.{key}"
    raise BadDistrictFile(
        "DISTRICT_KEY", file=district.path.name, key=place, nearest=nearest, allowed=", ".join(allowed)
    )


def _unit(district: District, key: str, unit: str) -> Fraction:
    try:
        return unit_fraction(unit)
    except BadUsage:
        facts = {"key": f"published.{key}.unit", "value": unit, "why": "m2, ha, km2, mu, 1e4mu"}
        raise BadDistrictFile("DISTRICT_VALUE.choice", file=district.path.name, **facts) from None


def _areas(shares: ClassShares, checks: Sequence[QuotaCheck], forest: ForestTable | None) -> dict[str, int]:
    areas = {"land.total": shares.measured_dm2} | {f"land.{g.key}": g.area_dm2 for g in shares.groups}
    areas |= {f"quota.{c.quota.key}": c.actual_dm2 for c in checks if c.actual_dm2 is not None}
    if forest:
        areas["forest.total"] = forest.total_dm2
        areas |= {f"forest.{key}": area for key, area in (*forest.by_class, *forest.by_tenure[:2])}
        # "other" is a class (其他林地); the tenure of that name never stands for it.
        areas["forest.other"] = dict(forest.by_class)["other"]
    return areas


def _shares(shares: ClassShares, forest: ForestTable | None) -> dict[str, Fraction]:
    whole = Fraction(max(shares.whole_dm2, 1))
    found = {f"land.{g.key}.share": g.area_dm2 * 100 / whole for g in shares.groups}
    found["land.total.share"] = shares.measured_dm2 * 100 / whole
    if forest and forest.total_dm2:
        parts = (*forest.by_tenure[:2], *forest.by_class)
        found |= {f"forest.{key}.share": Fraction(area * 100, forest.total_dm2) for key, area in parts}
        found["forest.total.share"] = Fraction(100)
    return found


def _printed(page: LandPage, forest: ForestTable | None) -> dict[str, Fraction]:
    """Return what the closed tables print, to two decimals: a figure may differ from its exact value by closing."""
    headline, found = page.headline, dict[str, Fraction]()
    for group in page.shares.groups:
        column = group_column(group.key)
        found[f"land.{group.key}"] = Fraction(headline.area_of(column).plain)
        if headline.share:
            found[f"land.{group.key}.share"] = Fraction(headline.share_of(column).plain)
    if forest and forest.total_dm2:
        for parts in (forest.by_class, forest.by_tenure):
            tree = Tree.of_parts(forest.total_dm2, [area for _, area in parts])
            for (key, _), cell in zip(parts, area_column(tree, "ha", 2, "closed")[1:], strict=True):
                found.setdefault(f"forest.{key}", Fraction(cell.plain))
    return found


def published_labels(land: Land, language: str) -> dict[str, str]:
    """Return the words for every figure key natres computes."""
    w = words(language)
    share = f"（{w['land.share']}）" if language == "zh" else f" ({w['land.share'].lower()})"
    labels = {"land.total": w["land.total"]}
    labels |= {f"land.{g.key}": group_label(g.key, land.scheme, language) for g in land.scheme.groups}
    labels |= {f"quota.{m.key}": m.label[language] for m in land.scheme.measures}
    labels["forest.total"] = w["forest.total"]
    labels |= {
        f"forest.{key}": w[f"forest_class.{key}"] for key in ("forested", "shrub", "nursery", "unstocked", "other")
    }
    labels |= {f"forest.{key}": w[f"forest_tenure.{key}"] for key in ("state", "collective")}
    names = ("production", "reinjection", "observation", "mining_rights", "exploration_rights")
    labels |= {f"wells.{key}": w[f"wells.{key}"] for key in names}
    labels |= beside_labels(language)
    return labels | {f"{key}.share": f"{label}{share}" for key, label in labels.items()}
