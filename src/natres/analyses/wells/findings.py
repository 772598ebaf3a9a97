"""What can be found about wells: a code each, how serious it is, and whether the register or the wells are at fault."""

from collections.abc import Mapping
from fractions import Fraction

from natres.core.results.wells import Fact, WellFinding

__all__ = ["WELL_FINDINGS", "finding", "volume"]

_REGISTER, _WELLS = "register", "wells"
#: Code → severity, and what it is about.
WELL_FINDINGS: Mapping[str, tuple[str, str]] = {
    "WELL_ROLE": ("error", _REGISTER),
    "WELL_STATE": ("warning", _REGISTER),
    "WELL_NO_RESERVOIR": ("warning", _REGISTER),
    "WELL_RESERVOIR_UNKNOWN": ("warning", _REGISTER),
    "WELL_NO_VOLUME": ("warning", _REGISTER),
    "WELL_NO_RETURN": ("warning", _REGISTER),
    "WELL_AT_REST_VOLUME": ("warning", _REGISTER),
    "RIGHT_KIND": ("error", _REGISTER),
    "RIGHT_DATES": ("error", _REGISTER),
    "RIGHT_NO_DATE": ("warning", _REGISTER),
    "RIGHT_NO_WELL": ("info", _REGISTER),
    "RIGHT_EXPIRED": ("warning", _WELLS),
    "RIGHT_NOT_YET": ("warning", _WELLS),
    "WELL_NO_RIGHT": ("error", _WELLS),
    "WELL_RIGHT_UNKNOWN": ("error", _REGISTER),
    "WELL_RIGHT_INVALID": ("error", _WELLS),
    "WELL_EXPLORATION": ("error", _WELLS),
    "WELL_OVER_PERMIT": ("error", _WELLS),
    "RIGHT_OVER_PERMIT": ("error", _WELLS),
    "WELL_ROLE_PRODUCES": ("error", _REGISTER),
    "WELL_ROLE_REINJECTS": ("warning", _REGISTER),
    "REINJECTION_BELOW": ("error", _WELLS),
    "REINJECTED_MORE": ("warning", _REGISTER),
    "TAIL_MISSING": ("warning", _REGISTER),
    "TAIL_EXCEEDED": ("error", _WELLS),
    "TAIL_ABOVE_WELLHEAD": ("error", _REGISTER),
    "TAIL_BELOW_REFERENCE": ("info", _WELLS),
    "DOUBLET_NO_REINJECTION": ("warning", _WELLS),
    "DOUBLET_NO_PRODUCTION": ("warning", _WELLS),
    "DOUBLET_RESERVOIR": ("error", _WELLS),
    "DOUBLET_DISTANCE": ("warning", _WELLS),
    "WELL_TOWN": ("warning", _REGISTER),
    "WELL_NO_TOWN": ("warning", _REGISTER),
    "WELL_OUTSIDE": ("error", _REGISTER),
    "WELL_SAME_PLACE": ("warning", _REGISTER),
}


def finding(code: str, well: str = "", right: str = "", /, **facts: Fact) -> WellFinding:
    """Return a finding with the severity of its code.

    >>> finding("WELL_ROLE", "K1", value="?").severity
    'error'
    """
    severity, about = WELL_FINDINGS[code]
    return WellFinding(code, severity, about, well, right, tuple(facts.items()))


def volume(m3: Fraction) -> Fraction:
    """Return m³ as 10⁴ m³, the unit of the register."""
    return m3 / 10_000
