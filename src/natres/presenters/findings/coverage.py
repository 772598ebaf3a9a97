"""How parcels cover their district, as printed: the figures add up to the last digit that is shown."""

from fractions import Fraction

import numpy as np

from natres.core.results.check import Coverage
from natres.core.rounding import Sum, controlled_rounding
from natres.core.units import decimal_text, round_half_up

__all__ = ["COVERAGE_FIGURES", "printed_coverage"]

#: Their names, in the order of the equation: parcels = outline − gaps + overlaps + outside + residual.
COVERAGE_FIGURES = ("parcels_m2", "outline_m2", "gap_m2", "overlap_m2", "outside_m2", "residual_m2")
#: The equation is closed in square millimetres, and printed in 0.01 m².
_MM2, _PRINTED = 1_000_000, 10_000
_NONE = "—"


def printed_coverage(coverage: Coverage) -> dict[str, str]:
    """Return every figure of a coverage in m² with two decimals; a dash where it is not known.

    >>> printed_coverage(Coverage(99.996, 0.003, 0.004, 99.996, 0.001))
    {'parcels_m2': '100.00', 'outline_m2': '100.00', 'gap_m2': '0.00', 'overlap_m2': '0.00', 'outside_m2': '0.00', \
'residual_m2': '0.00'}
    >>> printed_coverage(Coverage(100.0, 1.0, 2.0))["outline_m2"]
    '—'
    """
    known = [name for name in COVERAGE_FIGURES if getattr(coverage, name) is not None]
    exact = {name: round_half_up(Fraction(getattr(coverage, name)) * _MM2) for name in known}
    if "outline_m2" not in exact or "outside_m2" not in exact:
        alone = {name: round_half_up(Fraction(n, _PRINTED)) for name, n in exact.items() if name != "residual_m2"}
        return {name: decimal_text(alone[name], 2) if name in alone else _NONE for name in COVERAGE_FIGURES}
    parcels, outline, gap, overlap, outside, _ = (exact[name] for name in COVERAGE_FIGURES)
    figures = [parcels + gap, parcels, gap, outline, overlap, outside, parcels + gap - outline - overlap - outside]
    closed = controlled_rounding(np.array(figures, dtype=np.int64), [Sum(0, [1, 2]), Sum(0, [3, 4, 5, 6])], _PRINTED)
    units = [round_half_up(Fraction(n, _PRINTED)) for n in figures] if closed is None else closed.tolist()
    order = (units[1], units[3], units[2], units[4], units[5], units[6])
    return {name: decimal_text(int(n), 2) for name, n in zip(COVERAGE_FIGURES, order, strict=True)}
