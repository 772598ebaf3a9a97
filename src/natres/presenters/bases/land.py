"""Why a number of land is what it is: the parcels of its classes, owners, settlements and units."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from natres.core.basis import Basis, Rows, Where
from natres.core.classification import UNCLASSIFIED, Measure, Scheme
from natres.core.results import ClassShares
from natres.core.units import exact_text, unit_fraction
from natres.labels import words
from natres.presenters.bases.sentences import (
    Said,
    basis_of,
    because,
    clauses_said,
    codes_said,
    difference,
    given,
    joined,
    rule,
    share,
)
from natres.presenters.land_figures import RESIDUAL, TOTAL, WHOLE, Key, group_column
from natres.presenters.land_words import class_label, group_label, measure_label
from natres.presenters.table import Cell

__all__ = ["LandBases", "measure_where"]

#: Tables whose parts no layer of a page carries: slope grades and planting.
_NOT_ON_PAGES = ("sloped", "planted")


@dataclass(frozen=True, eq=False)
class LandBases:
    """The bases of a run's land, in one language; keys are those of :mod:`natres.presenters.land_figures`.

    A unit is its code, ``("aside", code)`` for what lies in it but in no unit below, or ``("outside", code …)`` for
    what lies in none of those.
    """

    shares: ClassShares
    scheme: Scheme
    language: str
    rounding: str = "closed"

    def area(self, cell: Cell, key: Key, unit: str) -> Cell:
        """Return a printed area with its basis."""
        if key[0] in _NOT_ON_PAGES:
            return cell
        # Thousands of numbers come this way in a report that shows none of their bases: one object each, no more.
        return Cell(cell.text, cell.number, partial(_basis_of_area, self, key, unit, cell.moved))

    def share(self, cell: Cell, key: Key) -> Cell:
        """Return a printed share of the whole with its basis."""
        return self._because(cell, lambda: share(self.land(key), self.whole(), self.language), "percent")

    def measure_area(self, cell: Cell, key: str, unit: str, place: Hashable = "") -> Cell:
        """Return the printed area of a measure with its basis."""
        return cell if self.in_zone(key) else self._because(cell, partial(self.measure, key, place), unit)

    def measure_share(self, cell: Cell, key: str) -> Cell:
        """Return the printed share of a measure in the whole with its basis."""
        if self.in_zone(key):
            return cell
        return self._because(cell, lambda: share(self.measure(key), self.whole(), self.language), "percent")

    def part_of_measure(self, cell: Cell, key: str, place: Hashable) -> Cell:
        """Return the printed share of a unit in a measure with its basis."""
        if self.in_zone(key):
            return cell
        part, whole = partial(self.measure, key, place), partial(self.measure, key)
        return self._because(cell, lambda: share(part(), whole(), self.language), "percent")

    def class_in_measure(self, cell: Cell, key: str, codes: tuple[str, str], unit: str) -> Cell:
        """Return the printed area, or share (``percent``), of a class and settlement code that count in a measure."""
        if self.in_zone(key):
            return cell
        part = partial(self._pair, *codes)
        if unit != "percent":
            return self._because(cell, part, unit)
        return self._because(cell, lambda: share(part(), self.measure(key), self.language), unit)

    def in_zone(self, key: str) -> bool:
        """Return whether a measure is of land inside zones: no condition on rows says which, so it has no basis."""
        measure = self.scheme.measure(key)
        return measure is not None and bool(measure.needs_zone)

    def _because(self, cell: Cell, said: Callable[[], Said], unit: str) -> Cell:
        return because(cell, said, unit, self.language, self.moved)

    @property
    def moved(self) -> str:
        """Key of the sentence about a digit that closing moved."""
        return "moved_survey" if self.rounding == "survey" else "moved"

    def whole(self) -> Said:
        """Return what shares are taken of: the control area, without one all parcels."""
        area, name = self.shares.control_dm2, words(self.language)["land.control"]
        if area is None:
            return self.land(("land", "", TOTAL))
        text = f"{exact_text(area / unit_fraction('km2'))} km²"
        return given(name, Fraction(area), text, self.shares.control_source, self.language)

    def land(self, key: Key) -> Said:
        """Return the land under a key: its name, its rule, its parcels."""
        if key[-1] == WHOLE:
            return self.whole()
        if key[-1] == RESIDUAL:
            return difference(self.whole(), self.land(("land", "", TOTAL)), self.language)
        table, unit, *parts, column = key
        where: dict[str, tuple[str, ...]] = {}
        names, clauses = list[str](), list[str]()
        self._add_place(unit, where, names, clauses)
        if table != "land":
            code = "settlement_code" if table == "settled" else "ownership_type"
            found = self._part(str(table), [str(part) for part in parts])
            where[code] = found[1]
            names.append(found[0])
            clauses.append(rule(code, self.language, codes=codes_said(found[1], self.language)))
        codes = self._classes(str(column))
        if codes is not None:
            where["land_class"] = codes
            clauses.append(rule("land_class", self.language, codes=codes_said(codes, self.language)))
        if codes is not None or len(names) == 0:
            names.append(self._column_name(str(column)))
        return self._parcels(joined(names, self.language), clauses, where)

    def measure(self, key: str, place: Hashable = "") -> Said:
        """Return the land of a measure, of the district or of a unit."""
        measure = self.scheme.measure(key)
        assert measure is not None  # its area was computed
        where: dict[str, tuple[str, ...]] = {}
        names, clauses = list[str](), list[str]()
        self._add_place(place, where, names, clauses)
        name = joined([*names, measure_label(key, self.scheme, self.language)], self.language)
        facts = {"name": name, "rule": measure.rule[self.language], "where": "".join(clauses)}
        text = rule("measure_in" if clauses else "measure", self.language, **facts)
        alternatives = measure_where(measure, self.scheme, self.shares.codes)
        return Said(name, text, Rows("parcels", tuple({**one, **where} for one in alternatives)))

    def _pair(self, code: str, settlement: str) -> Said:
        """Return the land of one class as booked under one settlement code."""
        where = {"land_class": (code,), "settlement_code": (settlement,)}
        clauses = [
            rule(column, self.language, codes=codes_said(codes, self.language)) for column, codes in where.items()
        ]
        scope = self.scheme.settlement_codes.get(settlement, {}).get(self.language, settlement)
        return self._parcels(
            joined([class_label(code, self.scheme, self.language), scope], self.language), clauses, where
        )

    def _parcels(self, name: str, clauses: Sequence[str], where: Where) -> Said:
        which = clauses_said(clauses, self.language)
        facts = {"name": name, "which": which, "ridges": self._ridges(where.get("land_class"))}
        text = rule("parcels" if clauses else "parcels_all", self.language, **facts)
        return Said(name, text, Rows("parcels", (where,) if where else ()))

    def _ridges(self, classes: tuple[str, ...] | None) -> str:
        """Say whether deducted ridges are counted, where the classes are ones they come from or go to."""
        ridges, cut = self.shares.codes["deduction_class"], self.shares.codes["deducted_class"]
        if not ridges:
            return ""
        counted = ridges if classes is None else tuple(code for code in ridges if code in classes)
        if counted:
            return rule("ridges_in", self.language, codes=codes_said(counted, self.language))
        without = classes is not None and set(classes) & set(cut)
        return rule("ridges_out", self.language, codes=codes_said(ridges, self.language)) if without else ""

    def _add_place(self, unit: Hashable, where: dict[str, tuple[str, ...]], names: list[str], said: list[str]) -> None:
        """Add the parcels of a unit to a condition, its name and its clause."""
        if unit == "":
            return
        codes = self.shares.codes["unit_code"]
        if isinstance(unit, str):
            where["unit_code"] = tuple(code for code in codes if code.startswith(unit))
            names.append(self._unit_name(unit))
            said.append(rule("place", self.language, unit=f"{self._unit_name(unit)}"))
            return
        assert isinstance(unit, tuple)
        kind, *listed = (str(part) for part in unit)
        above = listed[0] if kind == "aside" else ""
        below = self._below(above) if kind == "aside" else listed
        there = (code for code in codes if code.startswith(above))
        where["unit_code"] = tuple(code for code in there if not code.startswith(tuple(below)))
        clause = "outside_villages" if above else "outside_units"
        names.append(words(self.language)["land.outside_villages" if above else "land.outside_units"])
        said.append(rule(clause, self.language, unit=self._unit_name(above)))

    def _below(self, unit: str) -> list[str]:
        matrix = self.shares.matrices.whole
        row = matrix.codes.index(unit)
        return [matrix.codes[i] for i, parent in enumerate(matrix.parents) if parent == row]

    def _unit_name(self, code: str) -> str:
        return next((u.unit.name or code for u in self.shares.units if u.unit.code == code), code)

    def _part(self, table: str, parts: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        """Return name and codes of owners, an ownership type, settlements, a scope or a part of one."""
        scheme, language = self.scheme, self.language
        if table == "owned":
            label = next((kind.label[language] for kind in scheme.ownership if kind.key == parts[0]), parts[0])
            there = self.shares.codes["ownership_type"]
            return label, tuple(code for code in there if scheme.ownership_of(code) == parts[0])
        if table == "typed":
            return scheme.ownership_types.get(parts[0], {}).get(language, parts[0]), (parts[0],)
        inside = tuple(code for code in self.shares.codes["settlement_code"] if code)
        if not parts:
            return words(language)["survey.settlement_total"], inside
        label = scheme.settlement_codes.get(parts[-1], {}).get(language, parts[-1])
        return label, (parts[1],) if len(parts) > 1 else tuple(code for code in inside if code[:3] == parts[0])

    def _classes(self, column: str) -> tuple[str, ...] | None:
        """Return the codes booked under a column, without land those that would be; None for all land."""
        scheme, booked = self.scheme, self.shares.codes["land_class"]
        if column == TOTAL:
            return None
        if column == UNCLASSIFIED:
            return tuple(code for code in booked if code not in scheme.by_code) or (UNCLASSIFIED,)
        if column.startswith(group_column("")):
            groups = {
                code: group_column(scheme.group_of(code) or "unclassified") for code in (*scheme.by_code, *booked)
            }
            return _present([code for code, group in groups.items() if group == column], booked, scheme)
        if column not in scheme.by_code:  # land of a class itself, beside that of its subclasses
            return (column.removesuffix("·"),)
        return _present(scheme.under([column]), booked, scheme)

    def _column_name(self, column: str) -> str:
        w = words(self.language)
        if column == TOTAL:
            return w["land.measured"]
        if column.startswith(group_column("")):
            return group_label(column.removeprefix(group_column("")), self.scheme, self.language)
        code = column if column in self.scheme.by_code else column.removesuffix("·")
        name = class_label(code, self.scheme, self.language)
        if code == column:
            return f"{name} {code}".strip()
        return w["land.class_self" if self.scheme.by_code[code].level == 1 else "land.class_rest"].format(name=name)


def _basis_of_area(bases: LandBases, key: Key, unit: str, moved: bool) -> Basis:
    return basis_of(bases.land(key), unit, bases.language, bases.moved if moved else "")


def measure_where(measure: Measure, scheme: Scheme, codes: Mapping[str, Sequence[str]]) -> tuple[Where, ...]:
    """Return which bookings a measure counts, as alternatives; empty where it counts all.

    Parameters
    ----------
    codes : ``land_class`` and ``settlement_code`` of the bookings; the answer names these codes only, as no other
        code can count

    Notes
    -----
    The same bookings as :meth:`natres.core.classification.Scheme.selects`.
    """
    booked = codes["land_class"]
    where: dict[str, tuple[str, ...]] = {}
    wanted: set[str] | None = {c.code for c in scheme.classes if c.group in measure.groups} if measure.groups else None
    if measure.classes:
        wanted = set(scheme.under(measure.classes)) & (scheme.by_code.keys() if wanted is None else wanted)
    if wanted is not None:
        where["land_class"] = _present(wanted, booked, scheme)
    if measure.settlement:
        any_code = "*" in measure.settlement
        inside = (code for code in codes["settlement_code"] if (code if any_code else code in measure.settlement))
        where["settlement_code"] = tuple(inside)
    if not measure.or_classes or not where:
        return (where,) if where else ()
    return where, {"land_class": _present(scheme.under(measure.or_classes), booked, scheme)}


def _present(wanted: Iterable[str], booked: Sequence[str], scheme: Scheme) -> tuple[str, ...]:
    """Return the codes that are booked, in official order; where none is, all of them, so that a rule can name them."""
    last = len(scheme.position)
    codes = sorted(wanted, key=lambda code: (scheme.position.get(code, last), code))
    return tuple(code for code in codes if code in booked) or tuple(codes)
