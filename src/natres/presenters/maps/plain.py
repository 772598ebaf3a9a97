"""A layer nobody described: every value of a field a colour."""

from collections.abc import Mapping

import pandas as pd

from natres.core.crs import geometry_to_lon_lat, geometry_to_zone
from natres.core.provenance import Provenance
from natres.labels import words
from natres.presenters.maps.legend import counted, indexed
from natres.presenters.maps.material import Frame, PlainMaterial
from natres.presenters.web import AreaLayer, Category, Colouring, Face, MapPage, Source, TextColumn

__all__ = ["compose_plain"]

#: More values than this are not told apart by colour: the rarer ones share the last.
_MOST_VALUES = 24
#: Values a basis lists.
_MOST_CODES = 2000
#: Fields a page shows of a layer nobody described.
_MOST_FIELDS = 40

_PLAIN_COLOURS = (
    "#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#999933", "#882255", "#44aa99", "#dd8452",
    "#8172b3", "#937860", "#1b9e77", "#d95f02", "#7570b3", "#e7298a", "#66a61e", "#e6ab02", "#a6761d", "#1f78b4",
    "#fb9a99", "#6a3d9a", "#b15928", "#5f7a8a",
)  # fmt: skip


def compose_plain(
    material: PlainMaterial, frames: Mapping[str, Frame], record: Provenance, *, title: str, language: str
) -> MapPage:
    """Return the page of a layer nobody described: every value of the field a colour, every field in the tooltip."""
    actual = {name.casefold(): name for name in material.frame.columns}[material.by.casefold()]
    values = material.frame[actual].astype(object).where(material.frame[actual].notna(), "—").astype(str)
    count = values.value_counts()
    order = sorted(count.index[: _MOST_VALUES - 1]) if len(count) > _MOST_VALUES else sorted(count.index)
    rest = int(count.sum() - count[order].sum())
    colours = [_PLAIN_COLOURS[i % len(_PLAIN_COLOURS)] for i in range(len(order))]
    categories = [
        Category(v, v, colour, str(int(count[v])), counted(frames, "layer", {actual: (v,)}, v))
        for v, colour in zip(order, colours, strict=True)
    ]
    keys = values
    if rest:
        other = {lang: words(lang)["land.other"] if "…" in order else "…" for lang in frames}
        rarer = tuple(str(v) for v in count.index if v not in set(order))
        basis = counted(frames, "layer", {actual: rarer}, other) if len(rarer) <= _MOST_CODES else {}
        categories.append(Category("…", other, "#bbbbbb", str(rest), basis))
        keys = values.where(values.isin(order), "…")
    columns = tuple(
        TextColumn(
            str(name),
            str(name),
            _texts(material.frame[name]),
            search=True,
        )
        for name in [c for c in material.frame.columns if c != "geometry"][:_MOST_FIELDS]
    )
    shapes = material.frame["geometry"].to_numpy()
    zone = material.zone
    shapes = geometry_to_zone(shapes, material.crs, zone) if zone else geometry_to_lon_lat(shapes, material.crs)
    colouring = Colouring(actual, actual, tuple(categories), indexed(keys, [c.key for c in categories]))
    layer = AreaLayer("layer", actual, shapes, (colouring,), columns, sources=(0,))
    faces = {
        lang: Face(title, frame.subtitle, marks=frame.marks, sources=frame.sources, notes=frame.notes)
        for lang, frame in frames.items()
    }
    return MapPage(language, faces, (layer,), (Source(actual, record),))


def _texts(values: pd.Series) -> list[str]:
    """Return the values of a field as texts, empty where there is none; whole numbers stay whole beside gaps."""
    exact = values.convert_dtypes()
    return exact.astype(object).where(exact.notna(), "").astype(str).tolist()
