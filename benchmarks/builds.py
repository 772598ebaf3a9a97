"""One page built in a process of its own: ``python builds.py MAKER SOURCE TARGET`` prints seconds and peak memory.

The clock runs from reading the layer to the written file; what is imported is imported before. Peers are folium as
its documentation shows it, with Leaflet inside the file (folium links ten scripts and styles by default) and with
the first view and the zoom steps of natres, so that all are asked to do the same.
"""

import base64
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import folium
import geopandas as gpd
import pyogrio
from branca.element import Element, MacroElement
from folium.template import Template
from peers import peer_scripts

from natres import draw_map
from natres.presenters.web.shell import leaflet_css, leaflet_js
from natres.readers import read_scheme

__all__ = ["MAKERS"]

BENCH = Path(__file__).resolve().parent.parent / "build" / "bench"
#: What a reader sees of a parcel.
FIELDS = ["BSM", "DLBM", "DLMC", "QSXZ", "ZLDWMC", "TBMJ"]
#: First level that holds the whole district on one screen, and the last before tiles are only enlarged.
LEVELS = (8, 14)


def by_natres(source: Path, target: Path) -> None:
    """Draw the land-use page."""
    draw_map(source, "subclass").save(target, force=True)


def by_geojson(source: Path, target: Path) -> None:
    """Go the plain way: one GeoJSON layer with a style function and a tooltip."""
    frame = gpd.read_parquet(source, columns=[*FIELDS, "geometry"]).to_crs(4326)
    colours = class_colours()
    page = empty_map()
    folium.GeoJson(
        frame,
        style_function=lambda feature: {
            "fillColor": colours[feature["properties"]["DLBM"]],
            "fillOpacity": 1,
            "color": "#44525a",
            "weight": 0.4,
        },
        tooltip=folium.GeoJsonTooltip(fields=FIELDS),
    ).add_to(page)
    seen_at_first(page, frame)
    page.save(target)


def by_tiles(source: Path, target: Path) -> None:
    """Cut vector tiles with GDAL, and put the archive and its painter into folium's page."""
    frame = gpd.read_parquet(source, columns=[*FIELDS, "geometry"]).to_crs(4326)
    archive = target.with_suffix(".pmtiles")
    archive.unlink(missing_ok=True)
    # With GDAL's default limits most parcels would be left out of the upper levels.
    pyogrio.write_dataframe(
        frame, archive, driver="PMTiles", layer="parcels",
        MINZOOM=LEVELS[0], MAXZOOM=LEVELS[1], MAX_SIZE=4_000_000, MAX_FEATURES=400_000,
    )  # fmt: skip
    page = empty_map()
    for script in peer_scripts(BENCH).values():
        page.get_root().header.add_child(raw(f"<script>{script}</script>"))
    held = base64.b64encode(archive.read_bytes()).decode("ascii")
    page.get_root().html.add_child(raw(f'<script type="text/plain" id="archive">{held}</script>'))
    seen_at_first(page, frame)
    Tiles(class_colours()).add_to(page)
    page.save(target)
    archive.unlink()


class Tiles(MacroElement):
    """The archive as a source of bytes, and a layer that says when all tiles in view are painted."""

    _template = Template("""{% macro script(this, kwargs) %}
        const packed = atob(document.getElementById("archive").textContent);
        const bytes = Uint8Array.from(packed, (sign) => sign.charCodeAt(0));
        const source = {
            getKey: () => "parcels",
            getBytes: async (at, size) => ({ data: bytes.slice(at, at + size).buffer }),
        };
        const colours = {{ this.colours|tojson }};
        const symbolizer = new protomapsL.PolygonSymbolizer({
            fill: (zoom, feature) => colours[feature.props.DLBM], perFeature: true, stroke: "#44525a", width: 0.4,
        });
        window.tiles = protomapsL.leafletLayer({
            url: new pmtiles.PMTiles(source), paintRules: [{ dataLayer: "parcels", symbolizer }], labelRules: [],
            maxDataZoom: {{ this.deepest }}, attribution: "",
        });
        window.tiles.on("load", () => { document.body.dataset.state = "ready"; });
        window.tiles.addTo({{ this._parent.get_name() }});
    {% endmacro %}""")

    def __init__(self, colours: dict[str, str]) -> None:
        super().__init__()
        self.colours, self.deepest = colours, LEVELS[1]


def empty_map() -> folium.Map:
    """Return a folium map that finds Leaflet in its own file, with the zoom steps of natres and no base map."""
    page = folium.Map(tiles=None, zoom_snap=0.25, zoom_delta=0.5, wheel_px_per_zoom_level=90, max_zoom=20)
    page.default_js, page.default_css = [], []
    page.get_root().header.add_child(raw(f"<style>{leaflet_css()}</style><script>{leaflet_js()}</script>"))
    return page


def raw(text: str) -> Element:
    """Return text that folium shall write as it is."""
    return Element("{% raw %}" + text + "{% endraw %}")


def seen_at_first(page: folium.Map, frame: gpd.GeoDataFrame) -> None:
    """Open the page where natres opens: on all parcels, six pixels from the edges."""
    west, south, east, north = frame.total_bounds
    page.fit_bounds([[south, west], [north, east]], padding=(6, 6), max_zoom=17)


def class_colours() -> dict[str, str]:
    """Return the colour of every class of the survey, grey where it has none of its own."""
    return {known.code: known.colour or "#999999" for known in read_scheme().classes}


def peak_mb() -> float:
    """Return the largest resident memory of this process in MB.

    Not ``ru_maxrss``: Linux starts that at the size of the process that started this one.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


MAKERS: dict[str, Callable[[Path, Path], None]] = {"natres": by_natres, "geojson": by_geojson, "tiles": by_tiles}


def main() -> None:
    """Build one page and say what it took."""
    maker, source, target = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    start = time.perf_counter()
    MAKERS[maker](source, target)
    seconds = time.perf_counter() - start
    sys.stdout.write(json.dumps({"seconds": seconds, "peak_mb": peak_mb(), "bytes": target.stat().st_size}) + "\n")


if __name__ == "__main__":
    main()
