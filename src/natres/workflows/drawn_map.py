"""One map for a person who writes Python: drawn, saved, shown in a notebook."""

from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from natres.district import read_district
from natres.errors import BadUsage
from natres.presenters.web import draw_page
from natres.workflows.answer import language_of
from natres.workflows.district_maps import draw_maps, maps_left_out, needs_laying, nothing_drawn
from natres.workflows.inputs import Options
from natres.workflows.layer_maps import map_of_layer
from natres.workflows.report import compute_report
from natres.writers import write_file

__all__ = ["DrawnMap", "draw_map"]

#: Height of a map in a notebook, in pixels.
_HEIGHT = 640


@dataclass(frozen=True)
class DrawnMap:
    """A map page: ``html`` is the whole file, which asks no network for anything. A notebook shows it by itself."""

    title: str
    html: str

    def save(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the page, whole or not at all, and return where it stands.

        Raises
        ------
        CannotCreate, StorageFailed : see :func:`natres.writers.write_file`
        """
        write_file(Path(path), self.html, force=force)
        return Path(path)

    def _repr_html_(self) -> str:
        # The page's own policy holds inside; the notebook's document is out of its reach.
        return (
            f'<iframe title="{escape(self.title)}" sandbox="allow-scripts allow-downloads allow-modals" '
            f'style="width:100%;height:{_HEIGHT}px;border:1px solid #ccd" srcdoc="{escape(self.html)}"></iframe>'
        )

    def __repr__(self) -> str:
        return f"DrawnMap({self.title!r}, {len(self.html):,} bytes)"


def draw_map(
    source: str | Path, by: str = "", *, language: str | None = None, profile: str = "internal",
    options: Options | None = None,
) -> DrawnMap:  # fmt: skip
    """Draw one map of a layer or a district.

    Parameters
    ----------
    source : parcels, forest plots, any polygon layer, a register of wells, or a district file
    by : what a layer is coloured by: a term (group, main_class, subclass, ownership, settlement; tenure,
        forest_class; role) or a field; for a district file the name of a map definition
    language : the language the page opens in; by default the district file's, else the locale's
    profile : ``internal``, or ``public`` without ids, owners and exact places
    options : how to read and compute; see :class:`natres.workflows.Options`

    Raises
    ------
    BadUsage : ``OPTION_VALUE`` for another profile or a ``by`` the layer does not have, ``OPTION_MISSING``
    BadUsage : ``MAP_PRIVATE``, ``MAP_NOT_PUBLIC`` for one that tells owners in a public page
    BadUsage : ``MAP_EMPTY``, ``MAP_NOT_COMPUTABLE`` where the run has not what the map shows
    NotThere : ``MAP_UNKNOWN`` for a map definition that is not there

    >>> import tempfile, geopandas, shapely
    >>> box = shapely.box(117, 39, 117.1, 39.1)
    >>> plots = geopandas.GeoDataFrame({"用途": ["林", "田"]}, geometry=[box, box], crs=4490)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     plots.to_file(f"{folder}/地块.gpkg")
    ...     drawn = draw_map(f"{folder}/地块.gpkg", "用途")
    >>> drawn.title, drawn.html.count("<html")
    ('地块', 1)
    """
    options = replace(options or Options(), profile=_known(profile))
    options = replace(options, language=language or options.language)
    if str(source).lower().endswith(".toml"):
        return _of_district(source, by, options)
    if not by:
        raise BadUsage("OPTION_MISSING", option="by")
    return DrawnMap(Path(source).stem, draw_page(map_of_layer(source, by, options, language_of(options, None)).page))


def _known(profile: str) -> str:
    if profile not in ("internal", "public"):
        raise BadUsage("OPTION_VALUE", option="--profile", value=profile, allowed="internal, public")
    return profile


def _of_district(source: str | Path, name: str, options: Options) -> DrawnMap:
    district = read_district(source)
    names = (name,) if name else tuple(district.content.maps.draw[:1])
    parts = compute_report(district, options, laid=needs_laying(district, names))
    drawn = draw_maps(parts, names, home="")
    for entry, page in drawn.values():
        return DrawnMap(entry.title, page)
    raise nothing_drawn(maps_left_out(parts, drawn, names))
