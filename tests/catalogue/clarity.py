"""When a finding is clear: it has its code, file and cure, and where a row is to blame also where and what that is."""

from collections.abc import Mapping
from typing import Any

from natres.checks import CATALOGUE

__all__ = ["lacking"]

#: What is wrong with a cell when it has no value.
_EMPTY = (
    "VALUE_MISSING", "CODE_MISSING", "ID_MISSING", "COORD_MISSING", "DEDUCTION_UNBOOKED", "FORMULA_NO_VALUE",
    "SETTLEMENT_MISSING", "ATTRIBUTE_MISSING",
)  # fmt: skip
#: The cell that names a row is the one that is wrong.
_NAMELESS = ("ID_MISSING", "ID_PRECISION")
#: Findings about a row of a table as a whole.
_WHOLE_ROW = ("CSV_RAGGED",)


def lacking(issue: Mapping[str, Any]) -> list[str]:
    """Return what a finding of the JSON does not say though it should."""
    code = issue["code"]
    wanted = ["code", "severity", "file", "message", "cure"]
    if issue["row"] is not None:
        of_table = issue["line"] is not None
        wanted += ["id"] if code not in _NAMELESS else []
        wanted += [] if of_table else ["layer"]
        if CATALOGUE[code].column != "geometry" and code not in _WHOLE_ROW:
            wanted += ["field"]
            wanted += ["value"] if code not in _EMPTY else []
    found = [name for name in wanted if not issue[name]]
    found += ["a fact"] if "—" in issue["message"] + issue["cure"] else []
    if issue["row"] is not None and issue["line"] is None and issue["fid"] is None:
        found.append("fid")
    return found
