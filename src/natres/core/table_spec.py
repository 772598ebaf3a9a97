"""What a register or ledger may hold: its columns with units, allowed words and ranges, and how they hang together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

__all__ = ["Choice", "ColumnSpec", "Relation", "TableSpec", "TableUnit", "TableWords", "table_unit"]

#: Kinds whose cells are numbers.
_NUMBERS = frozenset({"number", "area", "volume", "money", "count", "longitude", "latitude", "x", "y"})


@dataclass(frozen=True)
class TableUnit:
    """A unit a heading or a cell may name.

    Parameters
    ----------
    key : ``ha``, ``1e4m3`` …
    family : units of one family are converted into each other
    factor : how many base units of its family one of it holds, exactly
    sign : as it is printed, by language
    words : how it is written, in lower case, without blanks, in compatibility form (``m3`` for ``m³``)
    """

    key: str
    family: str
    factor: Fraction
    sign: Mapping[str, str]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """A word a column of choices may hold: its meaning, how it is shown by language, other spellings."""

    key: str
    label: Mapping[str, str]
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnSpec:
    """A column of a table kind.

    Parameters
    ----------
    key : natres column
    kind : text, number, area, volume, money, date, choice, count, longitude, latitude, x or y
    label : heading by language, without unit
    names : spellings of the heading, the standard one first
    unit : the unit its numbers are kept in; None without
    required : whether the column must be there
    blank : whether its cells may be empty although it is required
    choices : of a column of choices
    positive : zero and less is impossible
    least, most : what is impossible below and above
    odd_below, odd_above : what is worth a warning
    suspect_above : from where on the number probably stands in a smaller unit
    summed : whether a total row adds it up
    future : whether a date may lie ahead
    month : whether a date may be a month: it stands for its first day
    help : what to write, by language
    """

    key: str
    kind: str
    label: Mapping[str, str]
    names: tuple[str, ...]
    unit: TableUnit | None = None
    required: bool = False
    blank: bool = False
    choices: tuple[Choice, ...] = ()
    positive: bool = False
    least: Fraction | None = None
    most: Fraction | None = None
    odd_below: Fraction | None = None
    odd_above: Fraction | None = None
    suspect_above: Fraction | None = None
    summed: bool = False
    future: bool = False
    month: bool = False
    help: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers."""
        return self.kind in _NUMBERS

    def heading(self, language: str) -> str:
        """Return the heading with its unit as the template prints it.

        >>> m = TableUnit("m", "length", Fraction(1), {"zh": "m", "en": "m"}, ("m",))
        >>> column = ColumnSpec("depth_m", "number", {"zh": "井深", "en": "Depth"}, ("井深",), m)
        >>> column.heading("zh"), column.heading("en")
        ('井深（m）', 'Depth (m)')
        """
        if self.unit is None or self.unit.family == "angle":
            return self.label[language]
        sign = self.unit.sign[language]
        return f"{self.label[language]}（{sign}）" if language == "zh" else f"{self.label[language]} ({sign})"


@dataclass(frozen=True)
class Relation:
    """What must hold between columns of a row where all of them are filled in.

    ``rule`` is ``at_most`` (left ≤ right × factor), ``below`` (left < right), ``not_before`` (dates: left ≥ right)
    or ``difference`` (left = right − less); ``code`` and ``severity`` name the finding.
    """

    rule: str
    left: str
    right: str
    less: str = ""
    factor: Fraction = Fraction(1)
    code: str = "LEDGER_RELATION"
    severity: str = "error"


@dataclass(frozen=True, eq=False)
class TableSpec:
    """A kind of table: its title, columns and relations.

    ``identity`` are the columns that tell rows apart (empty where rows may repeat); ``coordinates`` is
    ``expected`` where every row has to lie somewhere, ``optional`` where it may, ``none`` where there are none.
    """

    kind: str
    title: Mapping[str, str]
    columns: tuple[ColumnSpec, ...]
    relations: tuple[Relation, ...] = ()
    identity: tuple[str, ...] = ()
    coordinates: str = "none"

    def column(self, key: str) -> ColumnSpec:
        """Return a column by its natres name."""
        return next(column for column in self.columns if column.key == key)

    def has(self, key: str) -> bool:
        """Return whether this kind of table has such a column."""
        return any(column.key == key for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that must be there."""
        return tuple(column.key for column in self.columns if column.required)


@dataclass(frozen=True)
class TableWords:
    """Words that every kind of table shares, in lower case and without blanks.

    ``totals`` and ``subtotals`` begin a row of sums, ``signatures`` a row of names and notes, ``marks`` alone in a
    cell mean that nothing was measured, ``serials`` head a column of running numbers, ``unit_signs`` are letters
    that make a bracket in a heading a unit rather than a note; ``units`` are all units by key.
    """

    totals: tuple[str, ...]
    subtotals: tuple[str, ...]
    signatures: tuple[str, ...]
    marks: frozenset[str]
    serials: frozenset[str]
    unit_signs: str
    per_year: tuple[str, ...]
    units: Mapping[str, TableUnit]


def table_unit(text: str, words: TableWords, family: str = "") -> TableUnit | None:
    """Return the unit a text names, None where it names none.

    Parameters
    ----------
    text : in compatibility form, lower case, without blanks
    words : the units there are; ``per_year`` endings (``/a``) are taken off a volume
    family : units of this family are looked at first: ``度`` is a temperature or an angle

    >>> unit = TableUnit("1e4m3", "volume", Fraction(10000), {"zh": "万m³", "en": "10⁴ m³"}, ("万m3", "万立方米"))
    >>> words = TableWords((), (), (), frozenset(), frozenset(), "", ("/a", "/年"), {"1e4m3": unit})
    >>> [table_unit(t, words) is unit for t in ("万m3", "万m3/a", "万立方米/年", "亩")]
    [True, True, True, False]
    """
    for unit in sorted(words.units.values(), key=lambda unit: unit.family != family):
        if text in unit.words:
            return unit
        if unit.family == "volume" and any(text == word + ending for word in unit.words for ending in words.per_year):
            return unit
    return None
