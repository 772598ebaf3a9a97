"""Forest land by class and tenure: state and collective forest, with what has no tenure kept as its own line."""

import pandas as pd

from natres.core.forestry import OUTSIDE, ForestScheme
from natres.core.ledger import AreaLedger
from natres.core.results import ForestTable

__all__ = ["forest_table"]


def forest_table(ledger: AreaLedger, plots: pd.DataFrame, scheme: ForestScheme) -> ForestTable:
    """Return forest land by the report's classes and by tenure.

    Parameters
    ----------
    ledger : areas of the plots, row for row as in ``plots``
    plots : natres columns ``forest_class``, ``tenure_code`` and, where known, ``unit_name``
    scheme : what the forestry codes mean

    Notes
    -----
    Σ classes = Σ tenures = total, exactly. Land that the map carries but that is not forest (02xx) is not in it.
    """
    known = plots["forest_class"].map(scheme.class_of)
    table = pd.DataFrame(
        {
            "forest": known.fillna("other").to_numpy(),
            "tenure": plots["tenure_code"].map(scheme.tenure_of).to_numpy(),
            "unit": plots["unit_name"].to_numpy() if "unit_name" in plots else "",
            "area": ledger.parcels["gross_dm2"].to_numpy(),
        }
    )
    inside = table[table["forest"] != OUTSIDE]
    cells = inside.groupby(["forest", "tenure"])["area"].sum()
    towns = inside.groupby(["unit", "tenure"])["area"].sum()
    tenures = [t.key for t in scheme.tenures]
    matrix = tuple((c.key, t, int(cells.get((c.key, t), 0))) for c in scheme.classes for t in tenures)
    names = sorted({str(name) for name in inside["unit"]}) if "unit_name" in plots else []
    return ForestTable(
        area_kind=ledger.area_kind,
        plots=len(inside),
        by_class=tuple((c.key, sum(a for k, _, a in matrix if k == c.key)) for c in scheme.classes),
        by_tenure=tuple((t, sum(a for _, k, a in matrix if k == t)) for t in tenures),
        matrix=matrix,
        by_unit=tuple((name, t, int(towns.get((name, t), 0))) for name in names for t in tenures),
        outside_dm2=int(table.loc[table["forest"] == OUTSIDE, "area"].sum()),
        other_totals_dm2=tuple(sorted(ledger.other_totals_dm2.items())),
    )
