"""Forest plots coloured by tenure or class."""

from collections.abc import Mapping

from natres.core.forestry import ForestScheme
from natres.core.map_definition import MapDefinition
from natres.labels import words
from natres.presenters.maps.legend import area_line, from_table, ha_text, indexed
from natres.presenters.maps.material import ForestMaterial, MapSet
from natres.presenters.table import Table
from natres.presenters.web import AreaLayer, Category, Column

__all__ = ["forest_layer"]


def forest_layer(definition: MapDefinition, maps: MapSet, forest: ForestMaterial) -> AreaLayer:
    """Return the plots as a map shows them; land that is no forest land is drawn without a category."""
    language, scheme = maps.frame.language, forest.scheme
    w, plots = words(language), forest.frame
    tenure, kind = plots["tenure_code"].map(scheme.tenure_of), forest.classes
    inside = kind != "outside"
    keys, choices = (tenure, scheme.tenures) if definition.by == "tenure" else (kind, scheme.classes)
    area = forest.ledger.parcels["gross_dm2"].groupby(keys.where(inside, "outside").to_numpy()).sum()
    shown = [c for c in choices if area.get(c.key, 0)]
    printed = _forest_prints(maps.frame.tables, definition.by, scheme, language)
    categories = tuple(
        Category(c.key, c.label[language], c.colour, ha_text(int(area[c.key]), language, printed.get(c.key)))
        for c in shown
    )
    class_names = {
        c: f"{c} {scheme.names.get(scheme.normal_code(c), {}).get(language, '')}"
        for c in plots["forest_class"].unique()
    }
    tenures = {t.key: t.label[language] for t in scheme.tenures}
    columns = [Column(w["map.plot_id"], plots["plot_id"].tolist())] if "plot_id" in plots else []
    columns += [
        Column(w["map.forest_class"], plots["forest_class"].map(class_names).tolist()),
        Column(
            w["map.tenure"],
            [f"{tenures[k]}（{c}）" for k, c in zip(tenure, plots["tenure_code"], strict=True)],
        ),
    ]
    if "unit_name" in plots:
        columns.append(Column(w["map.unit"], plots["unit_name"].tolist()))
    columns.append(Column(w["map.area"], [area_line(a, language) for a in forest.ledger.parcels["gross_dm2"].tolist()]))
    return AreaLayer(
        key="forest",
        title=w["map.forest"],
        geometry=maps.lon_lat("forest", forest),
        category=indexed(keys.where(inside), [c.key for c in shown]),
        categories=categories,
        columns=tuple(columns),
    )


def _forest_prints(tables: Mapping[str, Table], by: str, scheme: ForestScheme, language: str) -> dict[str, str]:
    """Return how the forest table prints each tenure (its first row) or class (its sums)."""
    if by == "forest_class":
        labels = from_table(tables, "forest", 0, 1 + len(scheme.tenures))
        return {c.key: labels[c.label[language]] for c in scheme.classes if c.label[language] in labels}
    head = [cell.plain for cell in tables["forest"].rows[0].cells[1:]] if "forest" in tables else []
    return dict(zip((t.key for t in scheme.tenures), head, strict=False))
