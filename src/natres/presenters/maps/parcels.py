"""Parcels on a map: what is known of each, coloured as a definition says."""

from natres.core.classification import Scheme
from natres.core.map_definition import MapDefinition
from natres.presenters.maps.colourings import by_group, parcel_colourings
from natres.presenters.maps.legend import mixed
from natres.presenters.maps.material import LandMaterial, MapSet
from natres.presenters.web import AreaColumn, AreaLayer, Category, CodeColumn, Colouring, Column, Text, TextColumn

__all__ = ["class_names", "parcel_layer", "quiet_land"]


def parcel_layer(definition: MapDefinition, maps: MapSet, land: LandMaterial) -> AreaLayer:
    """Return the parcels as a definition colours them."""
    return AreaLayer(
        key="parcels",
        title=maps.say("map.parcels"),
        geometry=maps.placed("parcels", land),
        colourings=parcel_colourings(definition, maps, land),
        columns=_columns(maps, land),
        bookings=(("land_class", "class_dm2"), ("deduction_class", "deducted_dm2")),
    )


def quiet_land(maps: MapSet, land: LandMaterial, *, grey: float = 0.0) -> AreaLayer:
    """Return the parcels as a pale ground by group, for maps whose subject is something else.

    ``grey`` is how much of their colour is taken out, for a subject whose own colours are those of land.
    """
    own = by_group(maps, land)
    # Without areas: a number that stands here could not be explained by the rows of this map.
    pale = tuple(
        Category(c.key, c.label, mixed(mixed(c.colour, "#ffffff", 0.65), "#eceeec", grey)) for c in own.categories
    )
    quiet = Colouring("group", own.title, pale, own.index)
    return AreaLayer("ground", maps.say("map.group"), maps.placed("parcels", land), (quiet,))


def class_names(maps: MapSet, scheme: Scheme) -> dict[str, Text]:
    """Return what the codes of classes mean; a blank one is of no class."""
    names: dict[str, Text] = {
        c.code: {lang: f"{c.code} {c.name[lang]}" for lang in maps.languages} for c in scheme.classes
    }
    return names | {"": maps.say("land.unclassified")}


def _columns(maps: MapSet, land: LandMaterial) -> tuple[Column, ...]:
    """Return what is known of a parcel; the codes stand as in the ledger, beside them what they mean."""
    scheme, parcels, languages = land.scheme, land.ledger.parcels, maps.languages
    names = class_names(maps, scheme)
    ridges = names | {"": "—"}
    kinds = {k.key: k.label for k in scheme.ownership}
    owners: dict[str, Text] = {
        code: {lang: f"{kinds[scheme.ownership_of(code)][lang]}（{code}）" if code else "—" for lang in languages}
        for code in (parcels["ownership_type"].unique() if kinds else ())  # a scheme of one's own may tell no owners
    }
    scopes: dict[str, Text] = {
        code: {lang: f"{code} {label[lang]}" for lang in languages} for code, label in scheme.settlement_codes.items()
    }
    scopes[""] = "—"
    has_units = "unit_name" in land.frame
    columns: list[Column] = []
    if not maps.public:
        columns.append(TextColumn("parcel_id", maps.say("map.parcel_id"), parcels["parcel_id"].tolist(), search=True))
    columns.append(CodeColumn("land_class", maps.say("map.land_class"), parcels["land_class"].tolist(), names))
    if not maps.public:
        owner = parcels["ownership_type"].tolist()
        columns.append(
            CodeColumn("ownership_type", maps.say("map.ownership"), owner, owners, show=land.ledger.has_ownership)
        )
        unit_words = _unit_names(land) if has_units else {}
        columns.append(
            CodeColumn("unit_code", maps.say("map.unit"), parcels["unit_code"].tolist(), unit_words, search=has_units,
                       show=has_units)
        )  # fmt: skip
    columns.append(
        CodeColumn("settlement_code", maps.say("map.settlement"), parcels["settlement_code"].tolist(), scopes,
                   show=land.ledger.has_settlement)
    )  # fmt: skip
    if not maps.public:
        columns += _areas(maps, land)
        ridge = parcels["deduction_class"].tolist()
        columns.append(CodeColumn("deduction_class", maps.say("map.deduction_class"), ridge, ridges, show=False))
    return tuple(columns)


def _areas(maps: MapSet, land: LandMaterial) -> tuple[AreaColumn, ...]:
    """Return the ledger's areas of a parcel; the net one is told apart where field ridges are deducted anywhere."""
    parcels = land.ledger.parcels
    whole, net, ridges = (parcels[key].to_numpy(dtype="int64") for key in ("gross_dm2", "class_dm2", "deducted_dm2"))
    divided = bool(ridges.any())
    return (
        AreaColumn("gross_dm2", maps.say("map.area"), whole, of=("class_dm2", "deducted_dm2")),
        AreaColumn("class_dm2", maps.say("map.class_area"), net, show=divided),
        AreaColumn("deducted_dm2", maps.say("map.deducted_area"), ridges, show=divided),
    )


def _unit_names(land: LandMaterial) -> dict[str, Text]:
    """Return the name of each unit as the parcels give it; the commonest where they differ."""
    named = land.frame["unit_name"].astype(str)
    codes = land.ledger.parcels["unit_code"].to_numpy()
    found: dict[str, Text] = {}
    for code, names in named.groupby(codes):
        found[str(code)] = str(names.value_counts().index[0])
    return found
