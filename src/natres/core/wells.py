"""What the words of a well register mean, and what a district holds its wells against."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from natres.errors import BadUsage

__all__ = ["ReservoirModel", "TemperatureGrade", "WellScheme", "WellSettings", "bare_word", "exact_or_none"]

Words = Mapping[str, str]
_BRACKETS = "()（）"


@dataclass(frozen=True)
class TemperatureGrade:
    """A grade of GB/T 11615: from ``from_c`` °C on, up to the next grade."""

    key: str
    from_c: Fraction
    label: Words


@dataclass(frozen=True)
class WellScheme:
    """The words of registers: how a role, a kind of right, a state and a reservoir may be written.

    ``roles``, ``right_kinds``, ``states`` and ``reservoirs`` map a word in lower case to its key; the key of a
    reservoir is its usual name, and its words hold neither blanks nor brackets.
    ``traces`` holds what the words of a role or right contain, for a second count.
    ``at_rest`` are the states in which a well owes neither volumes nor a right. ``grades`` run from cold to hot.
    """

    roles: Words
    right_kinds: Words
    states: Words
    reservoirs: Words
    at_rest: frozenset[str] = frozenset()
    grades: tuple[TemperatureGrade, ...] = ()
    traces: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def role_of(self, word: str) -> str:
        """Return production, reinjection or observation, "" for a word that is none.

        >>> WellScheme({"production": "production"}, {}, {}, {}).role_of(" Production ")
        'production'
        """
        return self.roles.get(word.strip().lower(), "")

    def kind_of(self, word: str) -> str:
        """Return mining_rights or exploration_rights, "" for a word that is neither."""
        return self.right_kinds.get(word.strip().lower(), "")

    def state_of(self, word: str) -> str:
        """Return in_use, stopped, sealed or scrapped, "" for a word that is none."""
        return self.states.get(word.strip().lower(), "")

    def reservoir_of(self, word: str) -> str:
        """Return the usual name of a reservoir; one that is not known keeps its word without blanks and brackets.

        Blanks and brackets make no difference, and two words for one reservoir may stand side by side.

        >>> scheme = WellScheme({}, {}, {}, {"jxw": "Wumishan", "wumishan": "Wumishan"})
        >>> scheme.reservoir_of("J xw "), scheme.reservoir_of("Wumishan（Jxw）"), scheme.reservoir_of(" Other")
        ('Wumishan', 'Wumishan', 'Other')
        """
        return self._known_reservoir(word) or bare_word(word)

    def knows_reservoir(self, word: str) -> bool:
        """Return whether a word is one for a reservoir, or two of them for the same."""
        return bool(self._known_reservoir(word))

    def _known_reservoir(self, word: str) -> str:
        key = bare_word(word).lower()
        if key in self.reservoirs:
            return self.reservoirs[key]
        halves = ((self.reservoirs.get(key[:i], ""), self.reservoirs.get(key[i:], "")) for i in range(1, len(key)))
        return next((one for one, other in halves if one and one == other), "")

    def with_reservoirs(self, names: Iterable[str]) -> "WellScheme":
        """Return the scheme with further reservoirs; of two spellings of one the first is its name.

        >>> WellScheme({}, {}, {}, {}).with_reservoirs(["Es 3", "Es3"]).reservoirs
        {'es3': 'Es 3'}
        """
        found = self
        for name in names:
            if bare_word(name) and not found.knows_reservoir(name):
                found = replace(found, reservoirs={**found.reservoirs, bare_word(name).lower(): name.strip()})
        return found

    def grade_of(self, temperature_c: Fraction) -> str:
        """Return the key of the grade a temperature lies in; exactly at a bound it is the higher one."""
        return next((grade.key for grade in reversed(self.grades) if temperature_c >= grade.from_c), "")


def bare_word(word: str) -> str:
    """Return a word without blanks of any width and without round brackets of either width.

    >>> bare_word("Wumi shan （Jxw）")
    'WumishanJxw'
    """
    return "".join(char for char in word if not char.isspace() and char not in _BRACKETS)


@dataclass(frozen=True)
class ReservoirModel:
    """What the heat stored in a reservoir is computed from.

    Densities in kg/m³, specific heats in J/(kg·K), ``porosity`` and ``recovery`` 0 to 1; without a factor of
    recovery nothing recoverable is given.
    """

    name: str
    area_m2: Fraction
    thickness_m: Fraction
    porosity: Fraction
    rock_density: Fraction
    rock_heat: Fraction
    water_density: Fraction
    water_heat: Fraction
    temperature_c: Fraction
    recovery: Fraction | None = None


@dataclass(frozen=True)
class WellSettings:
    """The limits and constants of a district.

    Parameters
    ----------
    tail_water_limit_c : tail water strictly above it is exceeded
    reference_c : t0, usually the yearly mean temperature of the air; without it no heat is evaluated
    heating_days : days of operation a year, for ΣW
    boiler_efficiency : K, over 0 and up to 1, for ΣW and the coal saved
    doublet_distance_m : usual distance of the wells of a doublet, both ends included
    required_rate : reservoir, however it is spelt → required reinjection rate, 0 to 1
    reservoirs : for the heat in place
    on : the day rights are held against; without it none is judged
    source : the file that says so, empty for the usual limits

    >>> WellSettings().tail_water_limit_c
    Fraction(30, 1)
    """

    tail_water_limit_c: Fraction = Fraction(30)
    reference_c: Fraction | None = None
    heating_days: Fraction | None = None
    boiler_efficiency: Fraction | None = None
    doublet_distance_m: tuple[Fraction, Fraction] = (Fraction(200), Fraction(1500))
    required_rate: Mapping[str, Fraction] = field(default_factory=dict[str, Fraction])
    reservoirs: tuple[ReservoirModel, ...] = ()
    on: date | None = None
    source: str = ""

    def known_by(self, scheme: WellScheme) -> WellScheme:
        """Return the scheme with the reservoirs the district names itself."""
        return scheme.with_reservoirs([*self.required_rate, *(model.name for model in self.reservoirs)])

    def rates_by_reservoir(self, scheme: WellScheme) -> dict[str, Fraction]:
        """Return the usual name of every reservoir → its required rate.

        Raises
        ------
        BadUsage : ``RESERVOIR_RATE`` where two spellings of one reservoir ask for two rates

        >>> scheme = WellScheme({}, {}, {}, {"jxw": "Wumishan"})
        >>> WellSettings(required_rate={"Jxw": Fraction(9, 10)}).rates_by_reservoir(scheme)
        {'Wumishan': Fraction(9, 10)}
        """
        found: dict[str, Fraction] = {}
        scheme = self.known_by(scheme)
        for word, rate in self.required_rate.items():
            name = scheme.reservoir_of(word)
            if found.setdefault(name, rate) != rate:
                raise BadUsage("RESERVOIR_RATE", value=word, name=name, rate=float(rate), other=float(found[name]))
        return found


def exact_or_none(value: object) -> Fraction | None:
    """Return a number of a frame exactly as it is printed; None for what is missing or no number.

    >>> exact_or_none(0.1) == Fraction(1, 10), exact_or_none(float("nan")), exact_or_none("")
    (True, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return Fraction(str(value))
