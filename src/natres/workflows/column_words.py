"""What columns are called where only an explanation shows them: by the forms of registers, by attributes of plots."""

from collections.abc import Iterable

from natres.core.forestry import ForestScheme
from natres.core.table_spec import TableSpec
from natres.labels import LANGUAGES, words
from natres.presenters.maps import Named
from natres.presenters.web import Text

__all__ = ["named_columns"]

_OWN = {"unit_code": "map.unit_code", "unit_name": "map.unit", "composition": "map.composition", "year": "map.year"}


def named_columns(
    forest: ForestScheme | None = None, wells: TableSpec | None = None, ledgers: Iterable[TableSpec] = ()
) -> Named:
    """Return layer → column → its words and unit, in all languages."""
    own: dict[str, tuple[Text, Text]] = {
        column: ({lang: words(lang)[key] for lang in LANGUAGES}, "") for column, key in _OWN.items()
    }
    plots: dict[str, tuple[Text, Text]] = {a.column: (a.label, "") for a in forest.attributes} if forest else {}
    register = _of_spec(wells) if wells else {}
    books: dict[str, tuple[Text, Text]] = {}
    for spec in ledgers:
        books |= {column: said for column, said in _of_spec(spec).items() if column not in books}
    return {
        "parcels": own,
        "forest": own | plots,
        "wells": own | register,
        "ledgers": own | books,
    }


def _of_spec(spec: TableSpec) -> dict[str, tuple[Text, Text]]:
    return {column.key: (column.label, column.unit.sign if column.unit else "") for column in spec.columns}
