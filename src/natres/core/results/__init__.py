"""What analyses hand over: frozen records of numbers with their units, never words or colours.

Areas are whole square decimetres (0.01 m²) in fields that end in ``_dm2``; shares are computed where they
are printed, from these. One file per subject; every name can be imported from here.
"""

from natres.core.results.accounts import Account, AccountRow
from natres.core.results.figures import FigureCheck, SecondFigure
from natres.core.results.forest import ForestBreakdown, ForestCell, ForestStock, ForestTable, ForestUnit
from natres.core.results.heat import HeatInPlace, HeatSum, WellHeat
from natres.core.results.land import (
    ClassArea,
    ClassShares,
    CoverShare,
    GroupArea,
    LandCoverLook,
    LandMatrices,
    LandMatrix,
    MeasureArea,
    OwnershipArea,
    ParcelAreas,
    ParcelAudit,
    Unit,
    UnitShares,
)
from natres.core.results.ledgers import LedgerGroup, LedgerPlace, LedgerTable
from natres.core.results.quota import Quota, QuotaCheck, QuotaClass, QuotaUnit
from natres.core.results.reconciliation import (
    FORESTRY,
    NO_GROUND,
    SURVEY,
    Encroached,
    Encroachment,
    Ground,
    GroundRow,
    Reconciliation,
    TenureGround,
    TownGround,
)
from natres.core.results.water import WaterFinding, WaterLedger
from natres.core.results.wells import (
    Doublet,
    DoubletGap,
    PermitCheck,
    Reinjection,
    RightCheck,
    RightPermit,
    TailWater,
    WellFinding,
    WellPlace,
    WellRight,
    WellTable,
)
from natres.core.results.zonal import RasterFacts, ValueArea, ValueChange, ZonalTable, ZoneAreas

__all__ = [
    "FORESTRY",
    "NO_GROUND",
    "SURVEY",
    "Account",
    "AccountRow",
    "ClassArea",
    "ClassShares",
    "CoverShare",
    "Doublet",
    "DoubletGap",
    "Encroached",
    "Encroachment",
    "FigureCheck",
    "ForestBreakdown",
    "ForestCell",
    "ForestStock",
    "ForestTable",
    "ForestUnit",
    "Ground",
    "GroundRow",
    "GroupArea",
    "HeatInPlace",
    "HeatSum",
    "LandCoverLook",
    "LandMatrices",
    "LandMatrix",
    "LedgerGroup",
    "LedgerPlace",
    "LedgerTable",
    "MeasureArea",
    "OwnershipArea",
    "ParcelAreas",
    "ParcelAudit",
    "PermitCheck",
    "Quota",
    "QuotaCheck",
    "QuotaClass",
    "QuotaUnit",
    "RasterFacts",
    "Reconciliation",
    "Reinjection",
    "RightCheck",
    "RightPermit",
    "SecondFigure",
    "TailWater",
    "TenureGround",
    "TownGround",
    "Unit",
    "UnitShares",
    "ValueArea",
    "ValueChange",
    "WaterFinding",
    "WaterLedger",
    "WellFinding",
    "WellHeat",
    "WellPlace",
    "WellRight",
    "WellTable",
    "ZonalTable",
    "ZoneAreas",
]
