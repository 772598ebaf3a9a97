"""The water ledger: do the sources make the total, who took more than the plan, which quarters were not visited."""

from fractions import Fraction

from natres.core.results import WaterFinding, WaterLedger
from natres.core.water import WaterStatement, WaterUserRow

__all__ = ["water_ledger"]


def water_ledger(statement: WaterStatement) -> WaterLedger:
    """Hold a water ledger against itself.

    Notes
    -----
    What contradicts itself (sources against the total, more visited than there are, users that took more than there
    is) and what users and inspectors did (over the plan, not visited) are findings of different codes.

    >>> from natres.core.water import StatedVolume, WaterSourceRow
    >>> volume = StatedVolume.parse
    >>> stated = (("地表水", "0.30亿m³"), ("再生水", "0.35亿m³"))
    >>> rows = tuple(WaterSourceRow(name, "other", volume(text)) for name, text in stated)
    >>> water_ledger(WaterStatement(2022, False, volume("0.6457亿m³"), rows)).total_status
    'within_rounding'
    """
    sources = sum((row.amount.m3 for row in statement.sources), Fraction(0))
    status = _total_status(statement, sources)
    users = tuple(_user_status(user) for user in statement.users)
    plan = sum((u.plan.m3 for u in statement.users if u.plan is not None), Fraction(0))
    use = sum((u.use.m3 for u in statement.users if u.use is not None), Fraction(0))
    visited = {row.quarter: row for row in statement.quarters}
    quarters = tuple(
        "not stated" if q not in visited else "missed" if visited[q].inspected < visited[q].takers else "complete"
        for q in (1, 2, 3, 4)
    )
    return WaterLedger(
        statement=statement,
        sources_m3=sources,
        total_status=status,
        plan_m3=plan,
        use_m3=use,
        user_status=users,
        quarter_status=quarters,
        cut_m3=sum((row.volume.m3 for row in statement.cuts), Fraction(0)),
        findings=tuple(_findings(statement, sources, status, use)),
    )


def _total_status(statement: WaterStatement, sources: Fraction) -> str:
    if statement.total is None or not statement.sources:
        return "not stated"
    difference = abs(sources - statement.total.m3)
    slack = statement.total.half_m3 + sum((row.amount.half_m3 for row in statement.sources), Fraction(0))
    return "agrees" if not difference else "within_rounding" if difference <= slack else "disagrees"


def _user_status(user: WaterUserRow) -> str:
    if user.plan is None or user.use is None:
        return "not evaluated"
    return "over" if user.use.m3 > user.plan.m3 else "within"


def _findings(statement: WaterStatement, sources: Fraction, status: str, use: Fraction) -> list[WaterFinding]:
    found: list[WaterFinding] = []
    if status == "disagrees" and statement.total is not None:
        found.append(WaterFinding("WATER_SUM", "", sources, statement.total.m3))
    total = statement.total.m3 if statement.total is not None else sources
    if total and use > total:
        found.append(WaterFinding("WATER_USE_TOTAL", "", use, total))
    for row in statement.quarters:
        if row.inspected > row.takers:
            found.append(
                WaterFinding("WATER_INSPECTED", str(row.quarter), Fraction(row.inspected), Fraction(row.takers))
            )
        elif row.inspected < row.takers:
            found.append(WaterFinding("WATER_MISSED", str(row.quarter), Fraction(row.inspected), Fraction(row.takers)))
    for user in statement.users:
        if _user_status(user) == "over" and user.use is not None and user.plan is not None:
            found.append(WaterFinding("WATER_OVER_PLAN", user.name, user.use.m3, user.plan.m3))
    return found
