"""The water ledger of a district: what is stated, with the users of a ledger file, held against itself."""

from natres.analyses.water import water_ledger
from natres.core.issues import Notice
from natres.core.results import WaterFinding, WaterLedger
from natres.core.units import exact_text
from natres.core.water import WaterStatement
from natres.district import District
from natres.errors import BadData
from natres.workflows.inputs import Options
from natres.workflows.notices import WATER_DOUBTS

__all__ = ["water_of"]


def water_of(
    district: District, options: Options, statement: WaterStatement | None = None
) -> tuple[WaterLedger | None, tuple[Notice, ...]]:
    """Return the water ledger of a district, and what of it was accepted although it contradicts itself.

    Parameters
    ----------
    statement : the ledger with users from a file; by default what the district file states

    Raises
    ------
    BadData : ``WATER_SUM``, ``WATER_USE_TOTAL``, ``WATER_INSPECTED`` unless accepted
    """
    statement = statement or district.water
    if statement is None:
        return None, ()
    water, notices = water_ledger(statement), list[Notice]()
    for finding in water.findings:
        if finding.code in WATER_DOUBTS:
            facts = _facts(finding)
            if finding.code not in options.accept:
                raise BadData(finding.code, file=district.path.name, **facts)
            notices.append(Notice(finding.code, {**facts, "file": district.path.name}))
    return water, tuple(notices)


def _facts(finding: WaterFinding) -> dict[str, str]:
    return {"about": finding.about, "left": exact_text(finding.left), "right": exact_text(finding.right)}
