"""Groups, classes and measures of land in words."""

from natres.core.classification import UNCLASSIFIED, Scheme
from natres.labels import words

__all__ = ["class_label", "group_label", "measure_label"]


def group_label(key: str, scheme: Scheme, language: str) -> str:
    """Return the label of a group; land in no group and a user's own keys included."""
    found = next((g.label[language] for g in scheme.groups if g.key == key), None)
    return found or (words(language)["land.ungrouped"] if key == "unclassified" else key)


def class_label(code: str, scheme: Scheme, language: str) -> str:
    """Return the name of a class."""
    if code == UNCLASSIFIED:
        return words(language)["land.unclassified"]
    return scheme.by_code[code].name[language]


def measure_label(key: str, scheme: Scheme, language: str) -> str:
    """Return the label of a measure."""
    measure = scheme.measure(key)
    return measure.label[language] if measure else key
