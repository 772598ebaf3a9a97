"""A field inspection as tables, sentences and JSON: what was drawn, and what was found."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from natres.core.acceptance import SamplingPlan
from natres.core.classification import Scheme
from natres.core.results.acceptance import FieldDraw, FieldSample, FieldVerdict
from natres.labels import words
from natres.presenters.land_words import class_label
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["draw_json", "plan_table", "strata_table", "verdict_json", "verdict_sentences", "verdict_tables"]

#: Which chance the doubtful quality of a plan is stated for.
_DOUBTFUL = 0.1


def _count(number: int) -> Cell:
    return Cell(f"{number:,}", number)


def _percent(share: float, decimals: int = 2) -> str:
    return f"{share * 100:.{decimals}f}"


def plan_table(draw: FieldDraw, language: str) -> Table:
    """Return the plan with what it does: the chance to accept a lot of quality AQL, the quality hardly accepted."""
    w, plan = words(language), draw.plan
    keys = ("lot", "level", "aql", "letter", "sample_size", "accept", "reject", "seed")
    rows = [Row(cells([w[f"acceptance.{key}"], draw.facts[key]])) for key in keys]
    if not plan.whole:
        chance, quality = _performance(plan)
        rows.append(Row(cells([w["acceptance.accepts_at_aql"], f"{_percent(chance, 1)} %"])))
        rows.append(Row(cells([w["acceptance.quality_at_10"], f"{_percent(quality)} %"])))
    columns = (Column(w["acceptance.item"]), Column(w["acceptance.value"]))
    return Table("acceptance_plan", w["acceptance.sheet_plan"], columns, tuple(rows))


def _performance(plan: SamplingPlan) -> tuple[float, float]:
    return plan.accepts_at(float(plan.aql) / 100), plan.quality_accepted_at(_DOUBTFUL)


def strata_table(sample: FieldSample, scheme: Scheme, towns: Mapping[str, str], language: str) -> Table:
    """Return how many parcels every stratum has, and how many of them were drawn."""
    w = words(language)
    rows = [
        Row(cells([
            _town(stratum.town, towns, language), _class(stratum.main_class, scheme, language),
            _count(stratum.lot), _count(stratum.sample),
        ]))
        for stratum in sample.strata
    ]  # fmt: skip
    total = (_count(sum(s.lot for s in sample.strata)), _count(sum(s.sample for s in sample.strata)))
    rows.append(Row(cells([w["land.sum"], "", *total]), mark="total"))
    labels = ("town_name", "main_class", "stratum_lot", "stratum_sample")
    columns = tuple(Column(w[f"acceptance.{label}"]) for label in labels)
    return Table("acceptance_strata", w["acceptance.strata_title"], columns, tuple(rows))


def _town(code: str, towns: Mapping[str, str], language: str) -> str:
    return towns.get(code) or code or words(language)["acceptance.without_town"]


def _class(code: str, scheme: Scheme, language: str) -> str:
    return f"{code} {class_label(code, scheme, language)}".strip() if code in scheme.position else code


def draw_json(draw: FieldDraw, sample: FieldSample) -> dict[str, Any]:
    """Return a draw with the keys of ``plan.json``: it can be read back, and held against its check value."""
    chance, quality = _performance(draw.plan)
    plan: dict[str, Any] = {**asdict(draw.plan), "seed": draw.seed, "file": draw.file}
    plan |= {"sha256": draw.sha256, "invented": draw.invented}
    return {
        "plan": plan,
        "accepts_at_aql": chance,
        "quality_accepted_at_10_percent": quality,
        "strata": [asdict(stratum) for stratum in sample.strata],
        "parcels": [asdict(parcel) for parcel in draw.parcels],
        "digest": draw.digest,
    }


def verdict_tables(draw: FieldDraw, verdict: FieldVerdict, scheme: Scheme, language: str) -> tuple[Table, ...]:
    """Return the parcels drawn and found nonconforming by town and class, and each nonconforming one."""
    w = words(language)
    names = {parcel.town: parcel.town_name for parcel in draw.parcels}
    drawn, wrong = _by_stratum(draw, verdict)
    rows = [
        Row(
            cells([_town(town, names, language), _class(main, scheme, language), _count(n), _count(wrong[town, main])]),
            mark="alert" if wrong[town, main] else "",
        )
        for (town, main), n in drawn.items()
    ]
    total = (_count(drawn.total()), _count(wrong.total()))
    rows.append(Row(cells([w["land.sum"], "", *total]), mark="total"))
    labels = ("town_name", "main_class", "stratum_sample", "stratum_wrong")
    columns = tuple(Column(w[f"acceptance.{label}"]) for label in labels)
    table = Table("acceptance_result", w["acceptance.result_title"], columns, tuple(rows))
    return (table, _wrong_table(verdict, names, language)) if verdict.nonconforming else (table,)


def _by_stratum(draw: FieldDraw, verdict: FieldVerdict) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    drawn = Counter((parcel.town, parcel.main_class) for parcel in draw.parcels)
    return drawn, Counter((parcel.town, parcel.main_class) for parcel, _ in verdict.nonconforming)


def _wrong_table(verdict: FieldVerdict, towns: Mapping[str, str], language: str) -> Table:
    w = words(language)
    rows = [
        Row(cells([
            str(parcel.number), parcel.parcel_id, _town(parcel.town, towns, language), parcel.land_class,
            answer.field_class, answer.faults, answer.note, str(answer.line),
        ]))
        for parcel, answer in verdict.nonconforming
    ]  # fmt: skip
    labels = ("number", "parcel_id", "town_name", "land_class", "field_class", "faults", "note", "line")
    columns = tuple(Column(w[f"acceptance.{label}"]) for label in labels)
    return Table("acceptance_nonconforming", w["acceptance.wrong_title"], columns, tuple(rows))


def verdict_sentences(verdict: FieldVerdict, language: str) -> tuple[str, ...]:
    """Return the verdict in words, what is missing, and what the sample says of the lot."""
    w, plan = words(language), verdict.plan
    facts = {"judged": verdict.judged, "wrong": len(verdict.nonconforming), "missing": len(verdict.missing)}
    said = [w[f"acceptance.status_{verdict.status}"].format(**facts, accept=plan.accept, reject=plan.reject)]
    if verdict.missing and verdict.status == "reject":
        said.append(w["acceptance.blank"].format(**facts))
    if verdict.share is not None and verdict.low is not None and verdict.high is not None:
        shares = {"share": _percent(verdict.share), "low": _percent(verdict.low), "high": _percent(verdict.high)}
        said.append(w["acceptance.estimate_whole" if plan.whole else "acceptance.estimate"].format(**shares))
    return tuple(said)


def verdict_json(draw: FieldDraw, verdict: FieldVerdict) -> dict[str, Any]:
    """Return the verdict with its keys: shares are 0–1, ``estimate`` is None while verdicts are missing."""
    names = {parcel.town: parcel.town_name for parcel in draw.parcels}
    drawn, wrong = _by_stratum(draw, verdict)
    estimate = {"share": verdict.share, "low": verdict.low, "high": verdict.high, "confidence": 0.95}
    return {
        "status": verdict.status,
        "plan": {**asdict(draw.plan), "seed": draw.seed, "file": draw.file, "sha256": draw.sha256},
        "judged": verdict.judged,
        "nonconforming": len(verdict.nonconforming),
        "missing": list(verdict.missing),
        "estimate": None if verdict.share is None else estimate,
        "by_stratum": [
            {"town": town, "town_name": names[town], "main_class": main, "drawn": n, "nonconforming": wrong[town, main]}
            for (town, main), n in drawn.items()
        ],
        "parcels": [
            {**asdict(parcel), "field_class": answer.field_class, "faults": answer.faults, "note": answer.note,
             "line": answer.line}
            for parcel, answer in verdict.nonconforming
        ],
    }  # fmt: skip
