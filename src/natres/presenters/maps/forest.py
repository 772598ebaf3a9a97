"""Forest plots on a map: coloured by tenure or class, with their areas."""

from natres.core.map_definition import MapDefinition
from natres.presenters.maps.legend import Notes, Printed, indexed, printed_column, printed_row
from natres.presenters.maps.material import ForestMaterial, MapSet
from natres.presenters.web import AreaColumn, AreaLayer, CodeColumn, Colouring, Column, Text, TextColumn

__all__ = ["forest_layer"]


def forest_layer(definition: MapDefinition, maps: MapSet, forest: ForestMaterial) -> AreaLayer:
    """Return the plots as a map shows them; land that is no forest land is drawn without a category."""
    by = definition.by if definition.layer == "forest" else "tenure"
    ways = ("forest_class",) if maps.public else ("tenure", "forest_class")
    order = [key for key in dict.fromkeys([by, *definition.recolour, *ways[:1]]) if key in ways]
    return AreaLayer(
        key="forest",
        title=maps.say("map.forest"),
        geometry=maps.placed("forest", forest),
        colourings=tuple(_colouring(key, maps, forest) for key in order),
        columns=_columns(maps, forest),
        bookings=() if maps.public else (("forest_class", "gross_dm2"),),
    )


def _colouring(by: str, maps: MapSet, forest: ForestMaterial) -> Colouring:
    scheme, plots = forest.scheme, forest.frame
    if by == "tenure":
        keys, choices = plots["tenure_code"].map(scheme.tenure_of), scheme.tenures
        notes = Notes(maps, "ha", printed_row(maps, "forest", 0, 1, [t.key for t in scheme.tenures]))
    else:
        keys, choices = forest.classes, scheme.classes
        notes = Notes(maps, "ha", _class_cells(maps, forest))
    inside = forest.classes != "outside"
    area = forest.ledger.parcels["gross_dm2"].groupby(keys.where(inside, "outside").to_numpy()).sum()
    shown = [c for c in choices if area.get(c.key, 0)]
    categories = tuple(notes.category(c.key, c.label, c.colour, int(area[c.key])) for c in shown)
    title = maps.say("map.tenure" if by == "tenure" else "map.forest_class")
    return Colouring(by, title, categories, indexed(keys.where(inside), [c.key for c in shown]))


def _class_cells(maps: MapSet, forest: ForestMaterial) -> Printed:
    """Return how the forest table prints each class: its sums, behind the tenures."""
    classes, tenures = forest.scheme.classes, forest.scheme.tenures
    keys = {lang: {c.label[lang]: c.key for c in classes} for lang in maps.languages}
    return printed_column(maps, "forest", 1 + len(tenures), keys)


def _columns(maps: MapSet, forest: ForestMaterial) -> tuple[Column, ...]:
    scheme, plots, languages = forest.scheme, forest.frame, maps.languages
    names: dict[str, Text] = {
        code: {
            lang: f"{code} {scheme.names.get(scheme.normal_code(code), {}).get(lang, '')}".strip() for lang in languages
        }
        for code in plots["forest_class"].unique()
    }
    tenures = {t.key: t.label for t in scheme.tenures}
    owners: dict[str, Text] = {
        code: {lang: f"{tenures[scheme.tenure_of(code)][lang]}（{code}）" for lang in languages}
        for code in plots["tenure_code"].unique()
    }
    columns: list[Column] = []
    if "plot_id" in plots and not maps.public:
        columns.append(TextColumn("plot_id", maps.say("map.plot_id"), plots["plot_id"].tolist(), search=True))
    columns.append(CodeColumn("forest_class", maps.say("map.forest_class"), plots["forest_class"].tolist(), names))
    if not maps.public:
        columns.append(CodeColumn("tenure_code", maps.say("map.tenure"), plots["tenure_code"].tolist(), owners))
        if "unit_name" in plots:
            named = plots["unit_name"].astype(str).tolist()
            columns.append(CodeColumn("unit_name", maps.say("map.unit"), named, search=True))
        # A number of a plot counts within its compartment: these tell plots of one number apart.
        for key in ("village", "compartment"):
            if key in plots:
                columns.append(CodeColumn(key, maps.say(f"map.{key}"), plots[key].astype(str).tolist(), search=True))
        area = forest.ledger.parcels["gross_dm2"].to_numpy(dtype="int64")
        columns.append(AreaColumn("gross_dm2", maps.say("map.area"), area))
    return tuple(columns)
