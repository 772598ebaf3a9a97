"""What the maps of zones are drawn from: parcels parted by the zones over them, the lines, the rows of the tables."""

from dataclasses import dataclass, replace

from natres.analyses.overlay import BETWEEN, zone_pieces
from natres.core.basis_value import Book
from natres.core.provenance import Provenance
from natres.labels import LANGUAGES, words
from natres.presenters.maps import Frame, LineMaterial, ZonedMaterial, with_zone_bases
from natres.presenters.overlay import OverlayPage
from natres.presenters.web import Text, text_in
from natres.workflows.report_parts import ReportParts, source_said

__all__ = ["ZoneMaps", "zone_maps", "zone_sources"]


@dataclass(frozen=True, eq=False)
class ZoneMaps:
    """The material of maps of zones, the rows its numbers add up, and where it was read from."""

    material: ZonedMaterial
    lines: LineMaterial
    page: OverlayPage
    records: tuple[Provenance, ...]

    @property
    def book(self) -> Book:
        """The pieces as rows to be added up."""
        rows = self.material.frame.drop(columns="geometry")
        return Book(rows, (("land_class", "class_dm2"), ("deduction_class", "deducted_dm2")))

    def explained(self, frame: Frame, language: str) -> Frame:
        """Return what stands around a map with the bases of its tables of zones."""
        groups = self.page.groups
        tables = {k: with_zone_bases(t, self.material, groups, language) for k, t in frame.tables.items()}
        return replace(frame, tables=tables)


def zone_maps(parts: ReportParts) -> ZoneMaps | None:
    """Part the parcels of a run by its zones; nothing where the district has none."""
    page, land = parts.overlay.page, parts.land
    if page is None:
        return None
    zones = parts.overlay.zones
    shapes, crs = land.layer.frame["geometry"].to_numpy(), land.layer.crs
    frame = zone_pieces(shapes, crs, land.ledger, zones.layers, zone=parts.district.zone, laid=parts.overlay.laid)
    said = {language: replace(page, language=language) for language in dict.fromkeys([parts.language, *LANGUAGES])}

    def layer_words(key: str) -> Text:
        return {language: own.layer_label(key) for language, own in said.items()}

    together = {BETWEEN.join(one.layers): one.layers for one in page.overlay.combinations}
    material = ZonedMaterial(
        frame.assign(town=frame["unit_code"].str[:9]),
        frame.crs,
        page.scheme,
        layers={layer.key: layer_words(layer.key) for layer in zones.layers},
        combinations=together,
        together={
            key: {language: own.together_label(layers) for language, own in said.items()}
            for key, layers in together.items()
        },
        unit=page.unit,
        towns=page.towns,
    )
    return ZoneMaps(material, LineMaterial(zones.layers, material.layers), page, (land.layer.provenance, *zones.inputs))


def zone_sources(
    zoned: ZonedMaterial, records: tuple[Provenance, ...], language: str, *, public: bool
) -> tuple[str, ...]:
    """Return the footer lines of a map of zones: the parcels, then each layer of zones."""
    roles = [words(language)["map.parcels"], *(text_in(text, language) for text in zoned.layers.values())]
    return tuple(
        source_said(role, record, language, public=public) for role, record in zip(roles, records, strict=True)
    )
