"""The folder of a site: the page as HTML and Word, tables, JSON, the record of the run."""

from pathlib import Path

import numpy as np

from natres.core.issues import Notice
from natres.core.overlay import in_plane
from natres.core.places import from_lon_lat
from natres.presenters.json_text import json_text
from natres.presenters.site.drawing import Drawing, MapMaterial, draw_site
from natres.presenters.site.one_page import one_page
from natres.presenters.site.page_html import site_html
from natres.presenters.site.png import png_map
from natres.presenters.site.word import site_docx
from natres.presenters.workbook import workbook_bytes
from natres.workflows.answer import Answer
from natres.workflows.site.map_page import site_map
from natres.workflows.site.run import SiteOf
from natres.writers import OutputFolder

__all__ = ["write_site"]


def write_site(found: SiteOf, answer: Answer, output: Path, *, force: bool) -> tuple[Path, list[Notice]]:
    """Write the files of a site as one folder; return where it stands and what has to be said.

    Raises
    ------
    CannotCreate, OutputBusy, StorageFailed : see :class:`natres.writers.OutputFolder`
    """
    drawing = _drawing(found)
    page = one_page(found.page, answer.marks)
    with OutputFolder(output, force=force) as folder:
        folder.write("site.html", site_html(page, drawing, answer.language))
        folder.write("map.html", site_map(found, answer.language))
        folder.write("site.docx", site_docx(page, png_map(drawing), language=answer.language, moment=answer.moment))
        folder.write("site.json", json_text(answer.data, answer.marks))
        workbook = workbook_bytes(answer.tables, moment=answer.moment, marks=answer.marks, language=answer.language)
        folder.write("site.xlsx", workbook)
        kept = ("natres", "command", "inputs", "warnings", "planar_m2", "survey_m2", "crossed")
        place, notices = folder.publish({name: answer.data[name] for name in kept})
    return place, list(notices)


def _drawing(found: SiteOf) -> Drawing:
    zone, near = found.neighbours.zone, found.land.near
    assert near is not None
    parcels = found.land.layer.frame.iloc[near]
    wells = found.found.wells or ()
    places = np.array([[well.longitude, well.latitude] for well in wells], dtype=float).reshape(-1, 2)
    plane = from_lon_lat(places, zone.named_crs)
    plots = found.neighbours.plots
    material = MapMaterial(
        in_plane(found.site.shapes, found.site.layer.crs, zone),
        in_plane(parcels.geometry.to_numpy(), found.land.layer.crs, zone),
        [str(code) for code in parcels["land_class"]],
        {name: layer.shapes for name, layer in found.neighbours.zones.items()},
        np.zeros(0, dtype=object) if plots is None else plots.shapes,
        [(well.well_id, float(x), float(y)) for well, (x, y) in zip(wells, plane, strict=True)], found.site.names,
    )  # fmt: skip
    return draw_site(found.page, material)
