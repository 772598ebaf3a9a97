"""Classes with a suffix, which a legend lists below the subclass they are counted with."""

from natres.presenters.land_tables import class_label
from natres.presenters.maps.legend import Notes, printed_column, sums_by
from natres.presenters.maps.material import MapSet
from natres.presenters.web import text_in

__all__ = ["finer_classes"]


def finer_classes(maps: MapSet) -> dict[str, list[tuple[str, str]]]:
    """Return subclass → its finer classes: words, and area with its unit as the table of classes prints it."""
    if maps.land is None:
        return {}
    scheme, ledger = maps.land.scheme, maps.land.ledger
    sums = sums_by(ledger, ledger.sums["land_class"])
    notes, found = Notes(maps, "ha", printed_column(maps, "land_classes", 3)), dict[str, list[tuple[str, str]]]()
    for code in sorted((code for code in sums if code in scheme.by_code), key=scheme.position.__getitem__):
        above = scheme.at_level(code, 2)
        if scheme.by_code[code].level > 2 and above:
            label = f"{code} {class_label(code, scheme, maps.language)}"
            note = notes.category(code, label, "", sums[code]).note
            found.setdefault(above, []).append((label, text_in(note, maps.language)))
    return found
