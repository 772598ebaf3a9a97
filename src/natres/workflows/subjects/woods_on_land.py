"""Forest plots laid on the land survey, for ``forest --parcels``: the layers chosen, opened, laid and told."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from natres.analyses.forest import (
    ForestPlots,
    WoodsLaid,
    find_encroachment,
    forest_land_of,
    kinds_of_woods,
    lay_later,
    lay_woods,
    piece_layer,
    reconcile_woods,
    survey_codes_of,
)
from natres.core.issues import Notice
from natres.core.provenance import Provenance
from natres.core.results import FORESTRY, Encroachment, Reconciliation
from natres.core.units import area_text, to_dm2
from natres.district import District
from natres.errors import BadUsage
from natres.presenters.forest import WoodsPrints, encroachment_tables, reconciliation_tables
from natres.presenters.json_reconciliation import encroachment_json, reconciliation_json
from natres.presenters.table import Table
from natres.workflows.inputs import Forest, Land, Options, open_land
from natres.workflows.inputs.common import year_of
from natres.workflows.notices import told_once

__all__ = ["OnLand", "woods_on_land"]

#: What is given for parcels where the district's own are meant.
Parcels = str | Path | bool


@dataclass(frozen=True, eq=False)
class OnLand:
    """What laying plots on parcels adds to an answer."""

    tables: tuple[Table, ...]
    data: dict[str, Any]
    notices: tuple[Notice, ...]
    records: tuple[Provenance, ...]
    pieces: Callable[[], Any]  # a layer, made when someone asks for it


def woods_on_land(
    opened: Forest, district: District | None, parcels: Parcels, options: Options, language: str
) -> OnLand:  # fmt: skip
    """Lay forest plots on parcels and tell what both call forest, and what was built on between two years.

    Parameters
    ----------
    opened : the plots
    parcels : a layer of parcels; True for the district's own, of the year of the plots where it has them

    Raises
    ------
    BadUsage : ``FOREST_PARCELS_WANTED`` for plots of no district without a layer of parcels
    BadDistrictFile : ``FOREST_LAND_UNKNOWN`` for a scheme that does not say what forest land is
    """
    own = replace(options, area="auto", layer=None, crs=None, encoding=None, closing="none")
    woods = _Woods(opened, ForestPlots.of(opened.layer.frame, opened.scheme), district, options)
    role, land = _land(woods, parcels, own)
    forest_land_of(land.scheme)  # refused before anything is laid
    laid = woods.laid_on(land)
    found = woods.reconciled(laid, land)
    years = (year_of(opened.layer), year_of(land.layer))
    built, others = _encroachment(woods, (role, land, laid), own)
    prints = WoodsPrints(
        found, opened.scheme, land.scheme, language, years, land.layer.provenance.file_name, options.rounding
    )  # fmt: skip
    tables = reconciliation_tables(prints) + (encroachment_tables(prints, built) if built else ())
    data = reconciliation_json(prints) | encroachment_json(prints, built)
    said = (*land.notices, *(notice for other in others for notice in other.notices))
    return OnLand(
        tables, data, (*told_once(said), *_notices(found, prints, laid, built, role)),
        tuple(one.layer.provenance for one in (land, *others)),
        lambda: piece_layer(laid, woods.plots, land.layer.frame, land.scheme),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Woods:
    """Plots of forest land, and how they are laid."""

    opened: Forest
    plots: ForestPlots
    district: District | None
    options: Options

    @property
    def clean(self) -> bool:
        """Whether parcels were held to lie beside one another: an overlap stops a run unless it is accepted."""
        return "OVERLAP" not in self.options.accept

    def laid_on(self, land: Land) -> WoodsLaid:
        """Lay the plots on parcels of one year."""
        return lay_woods(
            self.plots.frame["geometry"].to_numpy(), self.opened.layer.crs,
            land.layer.frame["geometry"].to_numpy(), land.layer.crs,
            kinds_of_woods(land.layer.frame, land.scheme),
            zone=self.district.zone if self.district else None,
            clean=self.clean,
        )  # fmt: skip

    def reconciled(self, laid: WoodsLaid, land: Land) -> Reconciliation:
        """Add the pieces up."""
        towns = {unit.code: unit.name for unit in land.units if unit.level == "town"}
        return reconcile_woods(
            laid, self.plots, land.layer.frame, land.scheme, towns=towns
        )  # fmt: skip

    def built_on(self, laid: WoodsLaid, before: Land, after: Land) -> Encroachment:
        """Find what of the plots is construction land later."""
        frame = after.layer.frame
        built = frame["land_class"].isin(survey_codes_of(after.scheme)).to_numpy(dtype=bool)
        later = lay_later(laid, frame["geometry"].to_numpy(), after.layer.crs, built, clean=self.clean)
        return find_encroachment(
            laid, later, self.plots, before.layer.frame, frame, after.scheme,
            years=(before.layer.provenance.year, after.layer.provenance.year),
        )  # fmt: skip


def _land(woods: _Woods, parcels: Parcels, options: Options) -> tuple[str, Land]:
    """Open the parcels plots are laid on, and say which layer of the district they are; "" for a file of their own."""
    district = woods.district
    if not isinstance(parcels, bool):
        scheme = options.scheme or (district.scheme_path if district else None)
        return "", open_land(parcels, replace(options, scheme=scheme))
    if district is None:
        raise BadUsage("FOREST_PARCELS_WANTED", file=woods.opened.layer.provenance.file_name)
    role = _role(district, woods.opened.layer.provenance.year)
    return role, open_land(district, options, role=role)


def _role(district: District, year: int | None) -> str:
    """Return the parcels of the year of the plots; where neither layer is of it, those of the district's year."""
    if district.has("parcels_before") and year is not None:
        before = district.layer("parcels_before").year
        now = district.layer("parcels").year if district.has("parcels") else None
        if before == year and now != year:
            return "parcels_before"
    return "parcels"


def _encroachment(
    woods: _Woods, known: tuple[str, Land, WoodsLaid], options: Options
) -> tuple[Encroachment | None, tuple[Land, ...]]:
    """Find what was built on between the district's two years; None where it does not have both."""
    role, land, laid = known
    district = woods.district
    if not role or district is None or not (district.has("parcels_before") and district.has("parcels")):
        return None, ()
    if not forest_land_of(land.scheme).lost_to:
        return None, ()
    other = open_land(district, options, role="parcels" if role == "parcels_before" else "parcels_before")
    before, after = (land, other) if role == "parcels_before" else (other, land)
    ground = laid if before is land else woods.laid_on(before)
    return woods.built_on(ground, before, after), (other,)


def _notices(
    found: Reconciliation, prints: WoodsPrints, laid: WoodsLaid, built: Encroachment | None, role: str
) -> tuple[Notice, ...]:
    """Say which parcels were taken, and what a reader of the tables has to know."""
    plots, parcels = prints.years
    dated = "" if plots == parcels and plots else ".years" if plots and parcels else ".undated"
    facts = {"file": prints.file, "plots": plots or "—", "parcels": parcels or "—"}
    said = [Notice(f"FOREST_PARCELS{dated}", facts)]
    if found.plots and not found.of("on_both", "wetland_forest", "forestry_only").pieces:
        said.append(Notice("FOREST_NOWHERE", {"file": prints.file}))
    if found.doubled:
        area = area_text(to_dm2(found.doubled_on(*FORESTRY).survey_m2), "m2")
        said.append(Notice("FOREST_DOUBLED", {"count": len(laid.overlaid), "area": area}))
    if found.undeclared.pieces:
        area = area_text(to_dm2(found.undeclared.survey_m2), "ha")
        said.append(Notice("FOREST_UNDECLARED", {"count": found.undeclared.pieces, "area": area}))
    if laid.eased:
        said.append(Notice("FOREST_EASED", {"count": len(laid.eased)}))
    if built is None:
        said.append(Notice("FOREST_ONE_YEAR" if role or not prints.survey.forest_land else "FOREST_ONE_YEAR.file", {}))
    return tuple(said)
