"""The print sheets of a run: each map definition on paper, one for the district or one per town."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from natres.core.classification import Scheme
from natres.core.crs import ComputingZone, lon_lat_shapes_to_zone, middle_of, zone_for
from natres.core.map_definition import MapDefinition, SheetWish
from natres.labels import words
from natres.presenters.maps import MapSet, compose_map, finer_classes
from natres.presenters.sheets import Inset, Sheet, SheetMaterial, compose_sheet
from natres.presenters.web import QuotaPanel
from natres.workflows.district_maps.definitions import drawn_of
from natres.workflows.district_maps.material import dated, map_set_for
from natres.workflows.report_parts import ReportParts

__all__ = ["PaperMap", "SheetMaker", "draw_sheets", "each_sheet", "hatches_of", "sheet_zone"]


@dataclass(frozen=True, eq=False)
class PaperMap:
    """A sheet with the definition it shows."""

    definition: MapDefinition
    sheet: Sheet


def draw_sheets(parts: ReportParts, names: Sequence[str] = (), wish: SheetWish | None = None) -> dict[str, PaperMap]:
    """Return a sheet for each map of a run that can be drawn; without names those the district file lists."""
    return {one.definition.key: one for one in each_sheet(parts, names, wish)}


def each_sheet(parts: ReportParts, names: Sequence[str] = (), wish: SheetWish | None = None) -> Iterator[PaperMap]:
    """Yield the sheets of a run as they are composed."""
    definitions = drawn_of(parts, names)
    maker = SheetMaker.of(parts, definitions)
    for definition in definitions:
        material = maker.material(definition)
        if material is not None:
            yield PaperMap(definition, compose_sheet(material, wish or definition.sheet))


@dataclass(frozen=True, eq=False)
class SheetMaker:
    """What the sheets of a run share: their material in one plane."""

    parts: ReportParts
    maps: MapSet
    zone: ComputingZone

    @classmethod
    def of(cls, parts: ReportParts, definitions: Sequence[MapDefinition]) -> "SheetMaker":
        """Return the maker of a run's sheets, all in the zone its parcels are measured in."""
        zone = sheet_zone(parts.land.layer.frame.geometry.to_numpy(), parts.land.layer.crs)
        return cls(parts, map_set_for(parts, definitions, "").in_plane(zone), zone)

    def material(self, definition: MapDefinition) -> SheetMaterial | None:
        """Return a definition as the material of a sheet; None where the run lacks what it shows."""
        page = compose_map(definition, dated(self.maps, definition.layer, self.parts))
        if page is None:
            return None
        language, entry = self.parts.language, self.parts.district.content.district
        w, face = words(language), page.faces[language]
        content, scheme = self.parts.district.content.maps, self.parts.land.scheme
        return SheetMaterial(
            page=page,
            zone=self.zone,
            subject=definition.layer,
            language=language,
            title=w["sheet.title"].format(name=entry.name, title=definition.title[language]),
            whose=(w["sheet.title"].format(name=entry.name, title="").rstrip(),),
            subtitle=face.subtitle.removeprefix(f"{entry.name} · "),
            facts=_verdict(definition, self.maps, face.quotas),
            finer=finer_classes(self.maps) if definition.by == "subclass" else {},
            hatches=hatches_of(scheme) if definition.by == "subclass" else {},
            issuer=content.issuer,
            issued=content.issued,
            review=content.review_number,
            inset=self._inset(),
        )

    def _inset(self) -> Inset | None:
        """Return where the district lies among those around it; None where the district file names no such layer."""
        around = self.parts.surroundings
        if around is None:
            return None
        shapes = lon_lat_shapes_to_zone(around.shapes, self.zone)
        return Inset(shapes, around.names, around.own, words(self.parts.language)["sheet.inset"])

    def towns(self) -> list[tuple[str, str, Any]]:
        """Return code, name and shape (metres) of every town, for an atlas."""
        layer = next((one for one in self.maps.boundaries if one.key == "towns"), None)
        if layer is None:
            return []
        shapes = lon_lat_shapes_to_zone(layer.geometry, self.zone)
        return [(code, str(name), shape) for code, name, shape in zip(layer.codes, layer.labels, shapes, strict=True)]


def sheet_zone(shapes: NDArray[Any], crs: Any) -> ComputingZone:
    """Return the plane of a sheet: the 3-degree zone its areas are measured in, else the one their middle lies in."""
    return zone_for(crs, middle_of(shapes, crs).x)


def hatches_of(scheme: Scheme) -> dict[str, str]:
    """Return the hatches of classes that have one, by code."""
    return {code: known.hatch for code, known in scheme.by_code.items() if known.hatch}


def _verdict(definition: MapDefinition, maps: MapSet, panels: Sequence[QuotaPanel]) -> list[tuple[str, str, bool]]:
    """Return the figures of the quota a map is about: what there is, what may be, what is over."""
    if definition.by != "measure":
        return []
    found: list[tuple[str, str, bool]] = []
    for check, panel in zip(maps.quotas, panels, strict=False):
        if check.quota.measure == definition.measure:
            bad = panel.status == "alert"
            found.append((panel.label, panel.status_text, bad))
            found += [(label, text, False) for label, text, _ in panel.facts]
    return found
