"""The results of a run as layers for QGIS: every parcel with its ledger area, and what makes up each quota."""

from natres.analyses import counted_by_parcel
from natres.analyses.overlay import net_inside
from natres.core.results import QuotaCheck
from natres.presenters.result_layers import Counted, ResultLayer, layer_names, parcel_layer, quota_layer
from natres.workflows.report_parts import ReportParts
from natres.writers import PackedLayer, geopackage_packed

__all__ = ["results_bytes"]


def results_bytes(parts: ReportParts) -> bytes:
    """Return ``results.gpkg``: the parcels, then a layer per quota that can be computed."""
    land, language = parts.land, parts.language
    shapes, crs = land.layer.frame["geometry"].to_numpy(), land.layer.crs
    counted = [(check, _counted(check, parts)) for check in parts.checks if check.actual_dm2 is not None]
    layers = {"parcels": parcel_layer(shapes, crs, land.ledger, land.scheme, counted, language)}
    names = layer_names([check for check, _ in counted])
    for name, (check, areas) in zip(names, counted, strict=True):
        if areas.any():
            layers[name] = quota_layer(shapes, crs, land.ledger, land.scheme, check, areas, language)
    return geopackage_packed({name: _packed(layer) for name, layer in layers.items()})


def _counted(check: QuotaCheck, parts: ReportParts) -> Counted:
    """Return what a quota counts of every parcel: of one inside zones the part that lies there."""
    land = parts.land
    measure = land.scheme.measure(check.quota.measure)
    assert measure is not None  # its area was computed
    if not measure.needs_zone:
        return counted_by_parcel(land.ledger, land.scheme, measure)
    layer = next(layer for layer, _ in land.zones if layer.key == measure.needs_zone)
    shapes = land.layer.frame["geometry"].to_numpy()
    return net_inside(shapes, land.layer.crs, land.ledger, layer, zone=parts.district.zone)


def _packed(layer: ResultLayer) -> PackedLayer:
    return PackedLayer(layer.frame, layer.title, layer.description, layer.styles)
