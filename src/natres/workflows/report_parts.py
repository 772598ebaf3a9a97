"""Everything a report is made of, computed before anything is written; the lines that name its inputs."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from natres.core.issues import Notice
from natres.core.provenance import Layer, Provenance
from natres.core.results import (
    ClassShares,
    FigureCheck,
    ForestTable,
    LandCoverLook,
    QuotaCheck,
    SecondFigure,
    Unit,
    WellTable,
)
from natres.district import District, LayerEntry
from natres.labels import words
from natres.presenters.land_tables import LandPage
from natres.presenters.maps.public import is_public
from natres.presenters.table import Table
from natres.workflows.change import ChangeOf
from natres.workflows.inputs import Forest, Land, Options, Surroundings, Wells
from natres.workflows.overlay import OverlayOf
from natres.workflows.subjects.accounts import Accounts
from natres.workflows.subjects.ledgers import Ledgers

__all__ = ["ReportParts", "badges", "for_readers", "page_marks", "source_line", "source_lines", "source_said"]


@dataclass(frozen=True, eq=False)
class ReportParts:
    """Everything a report is made of, computed before anything is written."""

    district: District
    language: str
    options: Options
    land: Land
    woods: Forest | None
    register: Wells | None
    page: LandPage
    checks: tuple[QuotaCheck, ...]
    forest: ForestTable | None
    wells: WellTable | None
    look: LandCoverLook | None
    figures: tuple[FigureCheck, ...]
    second: tuple[SecondFigure, ...]
    books: Ledgers
    accounts: Accounts
    change: ChangeOf | None
    overlay: OverlayOf
    bounds: tuple[tuple[Layer[Any], tuple[Unit, ...]], ...]
    inputs: tuple[Provenance, ...]
    marks: tuple[str, ...]
    moment: datetime
    surroundings: Surroundings | None = None
    tables: tuple[Table, ...] = ()
    notices: tuple[Notice, ...] = ()
    data: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def shares(self) -> ClassShares:
        """The land of the run."""
        return self.page.shares

    def with_words(self, *, tables: tuple[Table, ...], notices: tuple[Notice, ...], data: dict[str, Any]) -> Self:
        """Return the parts with their tables, notices and JSON, which are made from the numbers above."""
        return replace(self, tables=tables, notices=notices, data=data)


def for_readers(parts: ReportParts) -> ReportParts:
    """Return a run as its pages and documents tell it: for everyone without single cases, owners and names of files."""
    if not parts.options.public:
        return parts
    tables = tuple(table for table in parts.tables if is_public(table.key))
    return replace(parts, tables=tables, notices=tuple(n for n in parts.notices if n.code == "INVENTED"))


def badges(parts: ReportParts) -> tuple[str, ...]:
    """Return the badges of every page of a run."""
    w = words(parts.language)
    marks = page_marks(parts.language, invented=parts.district.content.district.invented, public=parts.options.public)
    return (*marks, w["report.public"]) if parts.options.public else marks


def page_marks(language: str, *, invented: bool, public: bool) -> tuple[str, ...]:
    """Return the badges of a map page, which says itself that it is for everyone."""
    w = words(language)
    return (*((w["report.invented"],) if invented else ()), *(() if public else (w["report.internal"],)))


def source_lines(parts: ReportParts) -> tuple[str, ...]:
    """Return a line for every input of the run, in the order they were read."""
    roles = {"parcels": "map.parcels", "forest": "map.forest", "wells": "map.wells"}
    roles |= {"parcels_before": "map.parcels_before", "forest_before": "map.forest_before"}
    roles |= {"rights": "report.rights", "landcover": "land.second_look", "towns": "map.units"}
    roles["surroundings"] = "map.surroundings"
    roles["units"] = "map.villages" if parts.district.has("towns") else "map.units"
    roles |= {key: f"zones.{key}" for key in ("illegal_land", "approvals")}
    layers = parts.district.content.layers
    w = words(parts.language)
    entries = [(entry, w[roles[key]]) for key, entry in layers if isinstance(entry, LayerEntry)]
    entries += [(entry, w.get(f"zones.{key}", key)) for key, entry in layers.zones.items()]
    # One geodatabase holds many layers: an input is known by its layer, where the district file names one.
    said = {(entry.path, entry.layer or ""): role for entry, role in entries}
    roles_of = [(said.get((r.path, r.layer)) or said.get((r.path, "")), r) for r in parts.inputs]
    public = parts.options.public
    return tuple(source_said(role, record, parts.language, public=public) for role, record in roles_of if role)


def source_said(role: str, record: Provenance, language: str, *, public: bool) -> str:
    """Return the footer line of one input; in a public page without what an office calls its files."""
    if not public:
        return source_line(role, record, language)
    return words(language)["report.source_public"].format(role=role, as_of=_as_of(record, language))


def source_line(role: str, record: Provenance, language: str) -> str:
    """Return the footer line of one input: role, file, rows, coordinate system, date."""
    w = words(language)
    crs = w["report.source_crs"].format(crs=record.crs) if record.crs else ""
    as_of = _as_of(record, language)
    return w["report.source"].format(role=role, file=record.file_name, rows=record.rows, crs=crs, as_of=as_of)


def _as_of(record: Provenance, language: str) -> str:
    """Return of when an input is, where that is known."""
    return words(language)["report.source_as_of"].format(year=record.year) if record.year else ""
