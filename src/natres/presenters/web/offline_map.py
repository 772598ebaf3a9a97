"""folium's part of a map page: constants with placeholders, which are filled after folium has rendered them."""

import folium
from folium.template import Template

__all__ = ["OfflineMap"]


class OfflineMap(folium.Map):
    """A folium map that asks nobody for anything: no linked scripts, no linked styles, no tiles.

    Its element is always called ``map_natres``, so that the same page is the same file.

    >>> OfflineMap().get_name()
    'map_natres'
    """

    default_js = []  # noqa: RUF012  folium reads both from the class
    default_css = []  # noqa: RUF012

    _template = Template("""
        {% macro header(this, kwargs) %}
        <meta http-equiv="Content-Security-Policy" content="<!--natres:policy-->">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <title><!--natres:title--></title>
        <style>/*natres:leafletcss*/</style>
        <style>/*natres:css*/</style>
        <script>/*natres:leafletjs*/</script>
        {% endmacro %}

        {% macro html(this, kwargs) %}
        <!--natres:header-->
        <main>
        <div class="stage">
        <div class="folium-map" id="{{ this.get_name() }}"></div>
        <!--natres:stage-->
        </div>
        <aside id="panel"><!--natres:panel--></aside>
        </main>
        <!--natres:footer-->
        <!--natres:data-->
        {% endmacro %}

        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
            center: {{ this.location|tojson }},
            crs: L.CRS.{{ this.crs }},
            ...{{ this.options|tojavascript }}
        });
        /*natres:app*/
        {% endmacro %}
        """)

    def __init__(self) -> None:
        super().__init__(
            location=(39.0, 117.0),
            tiles=None,
            zoom_start=10,
            zoom_control=False,
            attribution_control=False,
            fade_animation=False,  # a tooltip leaves with the pointer
            zoom_snap=0.25,
            zoom_delta=0.5,
            wheel_px_per_zoom_level=90,
            max_zoom=20,
        )

    @classmethod
    def _generate_id(cls) -> str:
        return "natres"

    def get_name(self) -> str:
        """Return the fixed name of the element and of the script variable."""
        return "map_natres"
