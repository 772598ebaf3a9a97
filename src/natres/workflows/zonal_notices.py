"""What is said of class areas per zone: how far the raster reaches, empty cells, resampling, a residual."""

from collections.abc import Sequence

from natres.core.issues import Notice
from natres.core.results import ValueArea, ZonalTable, ZoneAreas
from natres.readers.rasters import ClassRaster

__all__ = ["zonal_notices"]

#: Values that class rasters without a nodata value are filled with.
_FILLINGS = (0, 127, 128, 255, 32767, -32768, 65535, -9999)


def zonal_notices(table: ZonalTable, first: ClassRaster, second: ClassRaster | None) -> tuple[Notice, ...]:
    """Return what has to be known of the figures of a raster, or of two."""
    said = [*first.provenance.notices, *(second.provenance.notices if second else ())]
    file = first.file_name
    for code, zones in (
        ("ZONES_OUTSIDE", [zone for zone in table.zones if zone.outside]),
        ("ZONES_PARTLY", [zone for zone in table.zones if zone.partly]),
    ):
        if zones:
            said.append(Notice(code, {"file": file, "count": len(zones), "value": _names(zones)}))
    said += _filled(first, [value for zone in table.zones for value in zone.values])
    if second is not None:
        said += _filled(second, [value for zone in table.zones for value in zone.after])
        if table.raster.resampled:
            said.append(Notice("RASTER_RESAMPLED", {"file": second.file_name, "other": file}))
    off = [zone for zone in table.zones if not zone.closes]
    if off:
        worst = max(abs(zone.residual_m2) for zone in off)
        facts = {"file": file, "count": len(off), "value": f"{worst:.2f}", "zones": _names(off)}
        said.append(Notice("ZONES_RESIDUAL", facts))
    return tuple(said)


def _names(zones: Sequence[ZoneAreas]) -> str:
    shown = ", ".join(zone.label or zone.id for zone in zones[:5])
    return f"{shown} …" if len(zones) > 5 else shown


def _filled(raster: ClassRaster, values: Sequence[ValueArea]) -> list[Notice]:
    """Tell of values that usually stand for empty cells, where the raster names none."""
    cells: dict[int, float] = {}
    for value in values:
        if value.value in _FILLINGS:
            cells[value.value] = cells.get(value.value, 0.0) + value.cells
    if raster.named_empty or not cells:
        return []
    facts = {"file": raster.file_name, "value": ", ".join(map(str, sorted(cells))), "count": round(sum(cells.values()))}
    return [Notice("NODATA_MISSING", facts)]
