"""What a forestry class (DI_LEI) and a tenure code (LD_QS) mean for the yearly report."""

from collections.abc import Mapping
from dataclasses import dataclass

from natres.core.classification import Group, Ownership

__all__ = ["OUTSIDE", "ForestScheme"]

#: Key of land that the forest map carries but that is not forest land (非林地, 02xx).
OUTSIDE = "outside"


@dataclass(frozen=True)
class ForestScheme:
    """Forestry codes, the report's five classes and the kinds of tenure."""

    key: str
    report_class: Mapping[str, str]
    names: Mapping[str, Mapping[str, str]]
    classes: tuple[Group, ...]
    tenures: tuple[Ownership, ...]

    def normal_code(self, code: str) -> str:
        """Return a forestry code in its four-digit form: 111 is 0111.

        >>> ForestScheme("f", {"0111": "forested"}, {}, (), ()).normal_code("111")
        '0111'
        """
        padded = "0" + code
        return padded if code not in self.report_class and len(code) == 3 and padded in self.report_class else code

    def class_of(self, code: str) -> str | None:
        """Return the report's class of a forestry code, ``outside`` for land that is no forest, None if unknown."""
        return self.report_class.get(self.normal_code(code))

    def tenure_of(self, code: str) -> str:
        """Return state, collective or other by the first digit; what is blank or unknown is other, never dropped."""
        for tenure in self.tenures:
            if code[:1] in tenure.first_digits:
                return tenure.key
        return self.tenures[-1].key
