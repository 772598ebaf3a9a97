"""What the script is made of: where the inputs lie, what their codes mean, what natres found."""

from collections.abc import Mapping
from dataclasses import dataclass

from natres.core.classification import Scheme
from natres.core.forestry import ForestScheme
from natres.core.origins import Origin
from natres.core.results import Quota, Unit
from natres.presenters.sql.sheet import AuditFigure

__all__ = ["AuditFile", "AuditMaterial", "ForestPart", "LandPart", "WellPart"]


@dataclass(frozen=True)
class AuditFile:
    """An input file: its path as the district file writes it, its rows (0 where it has none), its checksum.

    ``checked`` says whether the script reads the file again for its checksum; very large ones it does not.
    """

    path: str
    rows: int
    sha256: str
    checked: bool = True


@dataclass(frozen=True)
class LandPart:
    """The land-use parcels: their origin, how they are measured, what their codes mean.

    Parameters
    ----------
    origin : where their columns stand
    crs, lon_lat : coordinate system of the shapes, and longitude and latitude on its datum
    zone : the plane of the computing zone, where the run measured planar areas
    area_kind : declared, survey, geodesic or planar
    scheme : the classification
    why_not : key of a measure that cannot be computed → why, in words
    quotas : those whose measure can be computed
    units : the towns (without towns, the villages)
    whole_dm2 : control area; None where shares are of the measured area
    control_in_file : whether the control area can be read from the district file by a plain search
    repaired : whether lost zeros of land class codes were given back
    closing : the rule parcels are closed by, empty where they are not
    controls : unit code (empty for the district) and control area in 0.01 m² that they are closed to
    """

    origin: Origin
    crs: str
    lon_lat: str
    zone: str
    area_kind: str
    scheme: Scheme
    why_not: Mapping[str, str]
    quotas: tuple[Quota, ...]
    units: tuple[Unit, ...]
    whole_dm2: int | None
    control_in_file: bool
    repaired: bool
    closing: str = ""
    controls: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class ForestPart:
    """The forest plots; see :class:`LandPart`."""

    origin: Origin
    crs: str
    lon_lat: str
    zone: str
    area_kind: str
    scheme: ForestScheme


@dataclass(frozen=True)
class WellPart:
    """The register of wells and, where there is one, that of rights; which words mean which role and kind.

    ``names`` maps the spellings of reservoirs, in lower case and without blanks and brackets, to their usual names.
    ``spellings`` are the words beyond ASCII that the registers hold, for files DuckDB cannot decode.
    """

    wells: Origin
    rights: Origin | None
    roles: Mapping[str, str]
    kinds: Mapping[str, str]
    names: Mapping[str, str]
    reservoirs: bool
    spellings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class AuditMaterial:
    """Everything the script says; ``folder`` is where relative paths start, ``district`` the district file's name.

    ``wells_left_out`` is the register DuckDB cannot read by itself: a workbook, or cells natres had to repair.
    """

    language: str
    title: str
    version: str
    folder: str
    district: str
    files: tuple[AuditFile, ...]
    land: LandPart
    forest: ForestPart | None
    wells: WellPart | None
    figures: tuple[AuditFigure, ...]
    marks: tuple[str, ...] = ()
    wells_left_out: str = ""
