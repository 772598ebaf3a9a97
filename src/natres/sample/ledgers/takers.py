"""The ledger of water users: what each was allowed and took of a source, and when it was inspected."""

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal

import numpy as np

from natres.sample.ledgers.parts import days, drawn, split
from natres.sample.ledgers.table import Ledger, Row

__all__ = ["water_users"]

# source as the ledger names it → how many of 36 users draw on it
_SOURCES = {"地表水": 12, "地下水": 5, "再生水": 7, "外调水": 6, "自来水": 6}
_QUARTERS = ((1, 90), (91, 181), (182, 273), (274, 365))
_CENT = Decimal("0.01")
#: How much of a source its users take at most; with the largest plan (1.25 of it) they stay below the source.
_TAKEN = (0.45, 0.75)


def water_users(rng: np.random.Generator, amounts: Mapping[str, Decimal], fixed: bool) -> Ledger:
    """Return users by source; ``amounts`` is what each source gave, in 万m³, and none is taken up whole.

    The report's district has 36 users, three of them above their plan, and two were not visited in the third
    quarter, so that a check of the ledger has something to find.
    """
    counts = _SOURCES if fixed else {source: int(rng.integers(2, 14)) for source in _SOURCES}
    users = [
        (source, used)
        for source, count in counts.items()
        for used in split(
            rng, drawn(rng, _TAKEN[0] * float(amounts[source]), _TAKEN[1] * float(amounts[source]), 2), count
        )
    ]
    some = rng.permutation(len(users))
    over = set(some[: 3 if fixed else int(rng.integers(0, 6))].tolist())
    quarter, missed = (2, 2) if fixed else (int(rng.integers(4)), int(rng.integers(0, 4)))
    unseen = set(some[len(some) - missed :].tolist())
    seen = [rng.permutation(np.array(days(rng, len(users), *span))).tolist() for span in _QUARTERS]
    rows: list[Row] = []
    for k, (source, used) in enumerate(users):
        planned = used * Decimal(
            str(round(float(rng.uniform(0.86, 0.97) if k in over else rng.uniform(1.02, 1.24)), 3))
        )
        rows.append({
            "user": f"示例取水户{k + 1:02d}", "permit": f"示例取水{k + 1:04d}号", "source": source,
            "plan_1e4m3": planned.quantize(_CENT, ROUND_CEILING), "use_1e4m3": used,
            **{f"inspected_q{q + 1}": None if q == quarter and k in unseen else seen[q][k] for q in range(4)},
        })  # fmt: skip
    return Ledger("water_users", tuple(rows))
