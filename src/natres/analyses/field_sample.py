"""Drawing parcels for a field inspection, stratified by town and main class; judging the lot by what was found."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence

import pandas as pd

from natres.core.acceptance import SamplingPlan
from natres.core.classification import UNCLASSIFIED, Scheme
from natres.core.results.acceptance import FieldAnswer, FieldDraw, FieldSample, FieldVerdict, Stratum
from natres.core.rounding import largest_remainder

__all__ = ["allocate", "field_sample", "field_verdict", "share_interval"]


def allocate(counts: Sequence[int], total: int) -> list[int]:
    """Share ``total`` inspections out over strata in proportion to ``counts``, by largest remainder.

    Every stratum gets at least one where ``total`` reaches; none gets more than it has.

    Parameters
    ----------
    counts : items of every stratum, each > 0
    total : 0 ≤ total ≤ Σ counts

    >>> allocate([6000, 3000, 990, 10], 20)
    [11, 6, 2, 1]
    >>> allocate([5, 3, 2], 2)  # fewer than there are strata
    [1, 1, 0]
    """
    if len(counts) > total:
        return largest_remainder(counts, total)
    alone: set[int] = set()  # strata whose proportional part is less than one
    while True:
        rest = [i for i in range(len(counts)) if i not in alone]
        left, whole = total - len(alone), sum(counts[i] for i in rest)
        small = {i for i in rest if counts[i] * left < whole}
        if not small:
            shared = dict(zip(rest, largest_remainder([counts[i] for i in rest], left), strict=True))
            return [shared.get(i, 1) for i in range(len(counts))]
        alone |= small


def field_sample(parcels: pd.DataFrame, scheme: Scheme, plan: SamplingPlan, *, seed: int = 1) -> FieldSample:
    """Draw the parcels that ``plan`` asks for, each stratum in proportion to its number of parcels.

    A parcel's lot is SHA-256 of seed and id: the smallest of a stratum are drawn. So the same parcels are drawn on
    every machine and in whatever order the rows stand; rows without an id, or with one id, keep the order they have.

    Parameters
    ----------
    parcels : columns ``land_class`` (text), optionally ``parcel_id`` and ``unit_code`` (text); ``plan.lot`` rows
    scheme : what main class a code is of; a code it does not have is in the stratum without a class
    seed : any whole number

    >>> frame = pd.DataFrame({"land_class": ["0101", "0102", "0702", "9999"], "parcel_id": ["b", "a", "d", "c"]})
    >>> from natres.readers import read_scheme
    >>> plan = SamplingPlan(4, "II", "6.5", "A", 3, 0, 1)
    >>> sample = field_sample(frame, read_scheme(), plan)
    >>> [(s.main_class, s.lot, s.sample) for s in sample.strata]
    [('01', 2, 1), ('07', 1, 1), ('', 1, 1)]
    """
    members = _strata(parcels, scheme)
    keys = sorted(members, key=lambda key: (key[0], scheme.position.get(key[1], len(scheme.classes))))
    takes = allocate([len(members[key]) for key in keys], min(plan.sample_size, len(parcels)))
    lots = _lots(_texts(parcels, "parcel_id"), seed)
    ids = _texts(parcels, "parcel_id")
    rows: list[int] = []
    stratum_of: list[int] = []
    for place, (key, take) in enumerate(zip(keys, takes, strict=True)):
        drawn = sorted(members[key], key=lambda row: (lots[row], row))[:take]
        rows += sorted(drawn, key=lambda row: (ids[row], row))
        stratum_of += [place] * take
    strata = tuple(Stratum(*key, len(members[key]), take) for key, take in zip(keys, takes, strict=True))
    return FieldSample(plan, seed, strata, tuple(rows), tuple(stratum_of))


def _texts(parcels: pd.DataFrame, column: str) -> list[str]:
    return [str(value) for value in parcels[column]] if column in parcels else [""] * len(parcels)


def _strata(parcels: pd.DataFrame, scheme: Scheme) -> Mapping[tuple[str, str], list[int]]:
    """Return the rows of every (town, main class)."""
    members: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    codes, units = _texts(parcels, "land_class"), _texts(parcels, "unit_code")
    main = {code: scheme.at_level(code, 1) if code in scheme.by_code else UNCLASSIFIED for code in set(codes)}
    for row, (code, unit) in enumerate(zip(codes, units, strict=True)):
        members[unit[:9], main[code]].append(row)
    return members


def _lots(ids: Sequence[str], seed: int) -> list[str]:
    """Return what every row has drawn; of rows with one id the second and later ones count on."""
    seen: defaultdict[str, int] = defaultdict(int)
    lots: list[str] = []
    for name in ids:
        said = f"{seed}\x1f{name}\x1f{seen[name]}"
        seen[name] += 1
        lots.append(hashlib.sha256(said.encode()).hexdigest())
    return lots


def field_verdict(draw: FieldDraw, answers: Sequence[FieldAnswer]) -> FieldVerdict:
    """Judge a lot by the answers of its form, one for every parcel of the draw.

    Faults enough to reject decide at once; to accept, every verdict has to be there.
    """
    parcels = {parcel.number: parcel for parcel in draw.parcels}
    answers = sorted(answers, key=lambda answer: answer.number)
    missing = tuple(answer.number for answer in answers if answer.conforming is None)
    wrong = tuple((parcels[a.number], a) for a in answers if a.conforming is False)
    judged = len(answers) - len(missing)
    status = "reject" if len(wrong) >= draw.plan.reject else "incomplete" if missing else "accept"
    if missing or not judged:
        return FieldVerdict(draw.plan, status, judged, missing, wrong)
    share = len(wrong) / judged
    low, high = (share, share) if draw.plan.whole else share_interval(len(wrong), judged)
    return FieldVerdict(draw.plan, status, judged, missing, wrong, share, low, high)


def share_interval(count: int, size: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the Clopper–Pearson interval (0–1) of the share that ``count`` of ``size`` is an estimate of.

    >>> [round(bound, 4) for bound in share_interval(0, 50)], [round(bound, 4) for bound in share_interval(5, 50)]
    ([0.0, 0.0711], [0.0333, 0.2181])
    """
    from scipy.stats import beta

    tail = (1 - confidence) / 2
    low = 0.0 if count == 0 else float(beta.ppf(tail, count, size - count + 1))
    high = 1.0 if count == size else float(beta.ppf(1 - tail, count + 1, size - count))
    return low, high
