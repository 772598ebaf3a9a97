"""What a forestry class (DI_LEI), a tenure code (LD_QS) and the other fields of a plot mean for the yearly report."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from natres.core.classification import Group, Ownership, Words

__all__ = ["BLANK", "ODD", "OUTSIDE", "Attribute", "AttributeValue", "CodeFamily", "ForestScheme", "mixture_of"]

#: Key of land that the forest map carries but that is not forest land (非林地, 02xx).
OUTSIDE = "outside"
#: Keys of land whose attribute is empty, or none of the values there are.
BLANK, ODD = "blank", "odd"


@dataclass(frozen=True)
class AttributeValue:
    """A value of an attribute: the spellings that mean it, or the numbers from ``low`` to below ``high``."""

    key: str
    label: Words
    codes: tuple[str, ...] = ()
    low: Fraction | None = None
    high: Fraction | None = None


@dataclass(frozen=True)
class Attribute:
    """Something forest land is divided by.

    Parameters
    ----------
    key, column, label : short name, natres column, words
    of : ``forest`` (all forest land) or a class of the report, such as ``forested``
    values : in the order of a table; empty where whatever stands in the field is a value
    prefix : whether the spellings are beginnings
    """

    key: str
    column: str
    label: Words
    of: str
    values: tuple[AttributeValue, ...] = ()
    prefix: bool = False

    def key_of(self, value: object) -> str:
        """Return the key of a field's value: ``blank`` where it is empty, ``odd`` where no value fits.

        >>> age = Attribute("age", "age_group", {}, "forested", (AttributeValue("1", {}, ("1", "幼龄林")),))
        >>> age.key_of("幼龄林"), age.key_of(""), age.key_of("9")
        ('1', 'blank', 'odd')
        """
        text = "" if value is None or value != value else str(value).strip()  # noqa: PLR0124  NaN
        if not text:
            return BLANK
        if not self.values:
            return text
        if self.values[0].low is not None:
            return self._band(text)
        if self.prefix:
            found = [v for v in self.values if text.startswith(v.codes)]
        else:
            found = [v for v in self.values if text in v.codes]
        return found[0].key if found else ODD

    def _band(self, text: str) -> str:
        try:
            number = Fraction(Decimal(text))
        except (ArithmeticError, ValueError):
            return ODD
        bands = [v.key for v in self.values if v.low is not None and v.high is not None and v.low <= number < v.high]
        return bands[0] if bands else ODD

    def label_of(self, key: str, language: str) -> str | None:
        """Return the words of a value, the value itself where the field is free, None for blank and odd ones."""
        known = next((v.label[language] for v in self.values if v.key == key), None)
        return known or (None if self.values or key in (BLANK, ODD) else key)


@dataclass(frozen=True)
class CodeFamily:
    """A family of forestry codes, known by the shape of its codes."""

    key: str
    label: Words
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class ForestScheme:
    """Forestry codes, the report's five classes, the kinds of tenure, and what else plots are divided by.

    ``same_as`` holds, for a code of another family, the code of the forest land map.
    """

    key: str
    report_class: Mapping[str, str]
    names: Mapping[str, Words]
    classes: tuple[Group, ...]
    tenures: tuple[Ownership, ...]
    same_as: Mapping[str, str] | None = None
    tenure_codes: Mapping[str, Words] | None = None
    families: tuple[CodeFamily, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    unmanaged: tuple[str, ...] = ()  # how GLLX begins where woods stand on land that is not forest land

    def normal_code(self, code: str) -> str:
        """Return a forestry code as the forest land map writes it: 111, 1110 and 030100 are 0111.

        >>> ForestScheme("f", {"0111": "forested"}, {}, (), ()).normal_code("111")
        '0111'
        """
        same = self.same_as or {}
        if code in same:
            return same[code]
        padded = "0" + code
        return padded if code not in self.report_class and len(code) == 3 and padded in self.report_class else code

    def family_of(self, code: str) -> CodeFamily | None:
        """Return the family a code belongs to by its shape."""
        return next((family for family in self.families if family.pattern.fullmatch(code)), None)

    def class_of(self, code: str) -> str | None:
        """Return the report's class of a forestry code, ``outside`` for land that is no forest, None if unknown."""
        return self.report_class.get(code) or self.report_class.get(self.normal_code(code))

    def tenure_of(self, code: str) -> str:
        """Return state, collective or other by the first digit; what is blank or unknown is other, never dropped."""
        for tenure in self.tenures:
            if code[:1] in tenure.first_digits:
                return tenure.key
        return self.tenures[-1].key

    def folded(self, fold: Mapping[str, str]) -> "ForestScheme":
        """Return the scheme with other report classes for some codes, in whatever family they are written.

        >>> scheme = ForestScheme("f", {"0120": "other", "1200": "other"}, {}, (), (), {"1200": "0120"})
        >>> scheme.folded({"0120": "forested"}).class_of("1200")
        'forested'
        """
        normal = {self.normal_code(code): group for code, group in fold.items()}
        classes = {code: normal.get(self.normal_code(code), group) for code, group in self.report_class.items()}
        return replace(self, report_class={**classes, **normal})


_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([^\d\s+\-]+)")
#: Tenths of the stock from which one species makes a stand pure (65 %, GB/T 26424).
_PURE_TENTHS = Fraction(13, 2)


def mixture_of(composition: str) -> str:
    """Return ``pure`` or ``mixed`` by a stand's composition in tenths of its stock, "" where it cannot be read.

    A stand is pure where one species holds 65 % or more; a trace (``+栎``, ``-桦``) holds none.

    >>> [mixture_of(text) for text in ("10杨", "7杨3槐", "6杨4槐", "6杨4槐+柳", "杨树", "9杨9槐", "")]
    ['pure', 'pure', 'mixed', 'mixed', '', '', '']
    """
    parts: Sequence[tuple[str, str]] = _PART.findall(composition)
    if not parts:
        return ""
    tenths: dict[str, Fraction] = {}
    for count, species in parts:
        tenths[species] = tenths.get(species, Fraction(0)) + Fraction(count)
    if sum(tenths.values()) != 10:
        return ""
    return "pure" if max(tenths.values()) >= _PURE_TENTHS else "mixed"
