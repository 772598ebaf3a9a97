"""The tables of quotas: the verdict, the same limit under every definition, towns ranked, classes that count."""

from collections.abc import Hashable, Mapping
from fractions import Fraction
from functools import partial

from natres.core.results import Quota, QuotaCheck, QuotaUnit
from natres.core.units import DISPLAY, PrintedFigure, area_text, exact_text, share_text, to_dm2, unit_fraction
from natres.labels import words
from natres.presenters.bases import Said, because, difference, given, share, unit_sign
from natres.presenters.land_tables import LandPage
from natres.presenters.land_words import class_label, measure_label
from natres.presenters.printing import Tree, area_columns, share_column, star_note
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = [
    "other_measures_table",
    "quota_class_table",
    "quota_table",
    "quota_unit_table",
    "stated_sentence",
    "verdict",
]


def status_label(status: str, kind: str, language: str) -> str:
    """Return the verdict in words; a floor that is exceeded is one not reached."""
    w = words(language)
    if kind == "floor" and status in ("exceeded", "near"):
        return w["quota.exceeded_floor" if status == "exceeded" else "quota.near_floor"]
    return w[f"quota.{status}"]


def verdict(check: QuotaCheck, page: LandPage) -> str:
    """Return the verdict as one sentence; the margin keeps the digits of the printed limit.

    An actual area of 215.4998 km² against a limit of "211.3" is over by 4.2, not by 4.20.
    """
    w, quota = words(page.language), check.quota
    if check.margin_dm2 is None:
        name, why = measure_label(quota.measure, page.scheme, page.language), w[f"why.{check.why_not}"]
        return w["quota.verdict_none"].format(label=quota.label, measure=name, why=why)
    over = check.margin_dm2 < 0
    key = {
        ("ceiling", True): "over",
        ("ceiling", False): "left",
        ("floor", True): "short",
        ("floor", False): "above",
    }
    percent = share_text(abs(check.margin_dm2), quota.limit_dm2, 1)
    text = w[f"quota.verdict_{key[quota.kind, over]}"].format(
        label=quota.label,
        actual=page.headline.measure(check.measured, quota.limit_unit).plain,
        limit=quota.limit_text,
        unit=w[f"unit.{quota.limit_unit}"],
        margin=margin_text(check, abs(check.margin_dm2), quota.limit_unit),
        percent=percent,
        status=status_label(check.status, quota.kind, page.language),
    )
    return text


def margin_text(check: QuotaCheck, margin_dm2: int, unit: str = "km2") -> str:
    """Return a margin with the digits of the printed limit, with more where those would print a difference as zero."""
    decimals = max(check.quota.limit_decimals, 1) if unit == check.quota.limit_unit else DISPLAY[unit]
    text = area_text(margin_dm2, unit, decimals)
    while margin_dm2 and not text.strip("-0.") and decimals < 8:
        # First the digits the area itself prints with, so that area − limit = margin as printed.
        decimals = max(decimals + 1, DISPLAY[unit])
        text = area_text(margin_dm2, unit, decimals)
    return text


def stated_sentence(check: QuotaCheck, stated: str, language: str) -> str:
    """Return what a stated figure such as 约215.5 says about the limit: its difference with its interval."""
    figure = PrintedFigure.parse(stated)
    limit = Fraction(check.quota.limit_dm2, 10**8)
    decimals = max(figure.decimals, 0)

    def text(value: Fraction, digits: int) -> str:
        return area_text(to_dm2(value, "km2"), "km2", digits)

    return words(language)["quota.stated"].format(
        text=stated,
        decimals=decimals,
        margin=text(figure.value - limit, decimals),
        low=text(figure.low - limit, decimals + 1),
        high=text(figure.high - limit, decimals + 1),
    )


def composition(check: QuotaCheck, page: LandPage) -> str:
    """Return what the actual area is made of by settlement code (201 city, 202 town, 203 village); "" without codes."""
    scheme, language = page.scheme, page.language
    parts: dict[str, int] = {}
    for c in check.by_class:
        parts[c.settlement_code[:3]] = parts.get(c.settlement_code[:3], 0) + c.area_dm2
    if check.actual_dm2 is None or check.quota.kind == "floor" or "" in parts or not parts:
        return ""
    codes = sorted(parts)
    tree, total = (
        Tree.of_parts(check.actual_dm2, [parts[code] for code in codes]),
        page.headline.measure(check.measured),
    )
    rows = area_columns(tree, "km2", 2, page.printed.rounding, same={(0, 0): total})
    printed = [row[0].plain for row in rows]
    names = [scheme.settlement_codes.get(code, {}).get(language, code) for code in codes]
    joined = "＋" if language == "zh" else " + "
    text = joined.join(f"{name} {area}" for name, area in zip(names, printed[1:], strict=True))
    label = measure_label(check.quota.measure, scheme, language)
    return words(language)["quota.composition"].format(label=label, actual=printed[0], parts=text)


def quota_table(checks: tuple[QuotaCheck, ...], page: LandPage) -> Table:
    """Return one row per quota."""
    w, scheme, language = words(page.language), page.scheme, page.language
    rows: list[Row] = []
    for check in checks:
        quota = check.quota
        actual = Cell(w["quota.not_computable"])
        margin = ratio = Cell("—")
        if check.actual_dm2 is not None and check.margin_dm2 is not None:
            actual = page.headline.measure(check.measured)
            margin = _margin(Cell(margin_text(check, check.margin_dm2), check.margin_dm2 / 1e8), check, page)
            ratio = Cell(share_text(check.actual_dm2, quota.limit_dm2), check.actual_dm2 / quota.limit_dm2 * 100)
            if not page.bases.in_zone(quota.measure):
                ratio = because(ratio, partial(_ratio, check, page), "percent", language)
        line = [
            quota.label,
            f"{measure_label(quota.measure, scheme, language)} · {w[f'quota.{quota.kind}']}",
            _limit_cell(quota, language),
            actual,
            margin,
            ratio,
            status_label(check.status, quota.kind, language),
            quota.document,
        ]
        rows.append(Row(cells(line), "alert" if check.status == "exceeded" else ""))
    columns = (
        Column(w["quota.quota"]),
        Column(w["quota.measure"]),
        Column(w["quota.limit"], w["unit.km2"]),
        Column(w["quota.actual"], w["unit.km2"], 2),
        Column(w["quota.margin"], w["unit.km2"]),
        Column(w["quota.ratio"], "%", 2),
        Column(w["quota.status"]),
        Column(w["quota.document"]),
    )
    notes: list[str] = []
    for check in checks:
        notes += [verdict(check, page), composition(check, page)]
    notes = [note for note in notes if note]
    return Table("quotas", w["quota.title"], columns, tuple(rows), tuple(notes), about=page.about)


def _limit_cell(quota: Quota, language: str) -> Cell:
    """Return the limit as printed; one in another unit than the table's keeps it, with its km² beside."""
    if quota.limit_unit == "km2":
        return because(Cell(quota.limit_text, quota.limit_dm2 / 1e8), partial(_limit, quota, language), "km2", language)
    unit = words(language)[f"unit.{quota.limit_unit}"]
    return Cell(f"{quota.limit_text} {unit} = {area_text(quota.limit_dm2)}")


def _limit(quota: Quota, language: str) -> Said:
    text = f"{quota.limit_text} {unit_sign(quota.limit_unit)}"
    return given(words(language)["basis.limit"], Fraction(quota.limit_dm2), text, quota.source, language)


def _unit_limit(unit: QuotaUnit, quota: Quota, language: str) -> Said:
    name = words(language)["basis.unit_limit"].format(unit=unit.unit.name)
    limit = Fraction(unit.limit_dm2 or 0)
    text = f"{exact_text(limit / unit_fraction('km2'))} km²"
    return given(name, limit, text, quota.source, language)


def _margin(cell: Cell, check: QuotaCheck, page: LandPage, measure: str = "") -> Cell:
    """Return a margin with its basis: limit less the area of a measure; the other way round for a floor."""
    language, floor = page.language, check.quota.kind == "floor" and not measure

    def said() -> Said:
        actual, limit = page.bases.measure(measure or check.quota.measure), _limit(check.quota, language)
        return difference(actual, limit, language) if floor else difference(limit, actual, language)

    if page.bases.in_zone(check.quota.measure):
        return cell
    return because(cell, said, "km2", language)


def _ratio(check: QuotaCheck, page: LandPage) -> Said:
    return share(page.bases.measure(check.quota.measure), _limit(check.quota, page.language), page.language)


def count_definitions(check: QuotaCheck) -> tuple[int, int]:
    """Return (definitions under which the limit is exceeded, definitions that can be computed)."""
    statuses = [check.status, *(status for _, _, status in check.under_other_measures)]
    return statuses.count("exceeded"), sum(status != "not_computable" for status in statuses)


def other_measures_table(check: QuotaCheck, page: LandPage) -> Table:
    """Return the verdict on the same limit under every definition, with its rule."""
    scheme, language, quota, limit = page.scheme, page.language, check.quota, check.quota.limit_dm2
    w, known = words(language), {m.key: m for m in page.shares.measures} | {check.quota.measure: check.measured}
    digits = max(quota.limit_decimals, 1) if quota.limit_unit == "km2" else DISPLAY["km2"]
    rows: list[Row] = []
    for key, area, status in [
        (check.quota.measure, check.actual_dm2, check.status),
        *check.under_other_measures,
    ]:
        measure = scheme.measure(key)
        text = Cell(w["quota.not_computable"]) if area is None else page.headline.measure(known[key])
        gap = Cell("—") if area is None else Cell(area_text(limit - area, "km2", digits), (limit - area) / 1e8)
        gap = _margin(gap, check, page, key)
        line = [
            measure_label(key, scheme, language),
            text,
            gap,
            status_label(status, check.quota.kind, language),
        ]
        # Only the quota's own measure is a verdict; the others explain and are not drawn as alarms.
        own = key == check.quota.measure
        mark = "alert" if own and status == "exceeded" else "total" if own else ""
        rows.append(Row(cells([*line, measure.rule[language] if measure else ""]), mark))
    exceeded, count = count_definitions(check)
    columns = (
        Column(w["quota.measure"]),
        Column(w["quota.actual"], w["unit.km2"], 2),
        Column(w["quota.margin"], w["unit.km2"], 2),
        Column(w["quota.status"]),
        Column(w["land.rule"]),
    )
    title = w["quota.others"].format(label=check.quota.label)
    notes = (w["quota.under"].format(count=count, exceeded=exceeded),) if check.actual_dm2 is not None else ()
    return Table(f"quota_{check.quota.key}_measures", title, columns, tuple(rows), notes, about=page.about)


def quota_unit_table(check: QuotaCheck, page: LandPage) -> Table:
    """Return towns ranked by their part; limits and verdicts only where a town was handed a limit."""
    w, language = words(page.language), page.language
    limited = any(u.limit_dm2 is not None for u in check.by_unit)
    same = {(0, 0): page.headline.measure(check.measured)}
    towns = [page.headline.measure_in(check.measured, u.unit.code, u.actual_dm2) for u in check.by_unit]
    same |= {(i, 0): cell for i, cell in enumerate(towns, start=1) if cell is not None}
    parts = [u.actual_dm2 for u in check.by_unit]
    rest = (check.actual_dm2 or 0) - sum(parts)
    parts += [rest] if rest else []
    area, percent = _closed_parts(parts, check, "km2", same, page.printed.rounding)
    listed = tuple(u.unit.code for u in check.by_unit)
    places: list[Hashable] = ["", *listed, *([("outside", *listed)] if rest else [])]
    area = [page.bases.measure_area(a, check.quota.measure, "km2", p) for a, p in zip(area, places, strict=True)]
    percent = [page.bases.part_of_measure(c, check.quota.measure, p) for c, p in zip(percent, places, strict=True)]
    rows = [Row(cells(["", w["land.sum"], area[0], percent[0], *(["", ""] if limited else [])]), "total")]
    for rank, u in enumerate(check.by_unit, start=1):
        line: list[str | Cell] = [Cell(str(rank), rank), u.unit.name, area[rank], percent[rank]]
        if limited:
            limit = Cell("—") if u.limit_dm2 is None else Cell(area_text(u.limit_dm2), u.limit_dm2 / 1e8)
            line.append(because(limit, partial(_unit_limit, u, check.quota, language), "km2", language))
            line.append("—" if u.status is None else status_label(u.status, check.quota.kind, language))
        rows.append(Row(cells(line), "alert" if u.status == "exceeded" else ""))
    if rest:
        rows.append(Row(cells(["", w["land.outside_units"], area[-1], percent[-1], *(["", ""] if limited else [])])))
    columns = [
        Column(w["quota.rank"]),
        Column(w["land.unit_name"]),
        Column(w["quota.actual"], w["unit.km2"], 2),
        Column(w["land.share"], "%", 2),
    ]
    if limited:
        columns += [Column(w["quota.limit"], w["unit.km2"], 2), Column(w["quota.status"])]
    title = w["quota.by_unit"].format(label=check.quota.label)
    notes = (*(() if limited else (w["quota.no_unit_limit"],)), *star_note(rows, page.language))
    return Table(f"quota_{check.quota.key}_units", title, tuple(columns), tuple(rows), notes, about=page.about)


def _closed_parts(
    parts: list[int], check: QuotaCheck, unit: str, same: Mapping[tuple[int, int], Cell], rounding: str
) -> tuple[list[Cell], list[Cell]]:
    """Return printed areas and shares, the whole first."""
    whole = check.actual_dm2 or 0
    tree = Tree.of_parts(whole, parts)
    area = [row[0] for row in area_columns(tree, unit, DISPLAY[unit], rounding, same=same)]
    return area, share_column(tree, whole, rounding)


def quota_class_table(check: QuotaCheck, page: LandPage) -> Table:
    """Return the classes and settlement codes that make up the actual area, largest first."""
    w, scheme, language, unit = words(page.language), page.scheme, page.language, page.printed.unit
    same = {(0, 0): page.headline.measure(check.measured, unit)}
    whole = {c.code: c.area_dm2 for c in page.shares.classes}
    for i, c in enumerate(check.by_class, start=1):
        if c.area_dm2 == whole.get(c.code):  # all land of the class, and so the number of the table of classes
            same[i, 0] = page.printed.cell("land", "", c.code)
    area, percent = _closed_parts([c.area_dm2 for c in check.by_class], check, unit, same, page.printed.rounding)
    area[0] = page.bases.measure_area(area[0], check.quota.measure, unit)
    percent[0] = page.bases.part_of_measure(percent[0], check.quota.measure, "")
    for i, c in enumerate(check.by_class, start=1):
        codes = (c.code, c.settlement_code)
        area[i] = page.bases.class_in_measure(area[i], check.quota.measure, codes, unit)
        percent[i] = page.bases.class_in_measure(percent[i], check.quota.measure, codes, "percent")
    rows = [Row(cells(["", w["land.sum"], "", area[0], percent[0]]), "total")]
    for i, c in enumerate(check.by_class, start=1):
        scope = scheme.settlement_codes.get(c.settlement_code, {}).get(language, "")
        name = class_label(c.code, scheme, language)
        rows.append(Row(cells([c.code, name, f"{c.settlement_code} {scope}".strip() or "—", area[i], percent[i]])))
    columns = (
        Column(w["land.code"]),
        Column(w["land.name"]),
        Column(w["quota.settlement"]),
        page.area_heading(w["land.area"]),
        Column(w["land.share"], "%", 2),
    )
    title = w["quota.by_class"].format(label=check.quota.label)
    notes = star_note(rows, page.language)
    return Table(f"quota_{check.quota.key}_classes", title, columns, tuple(rows), notes, about=page.about)
