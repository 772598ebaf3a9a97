"""The figures of land and the sums between them: what any rounding of a run has to respect.

Keys are (table, unit code, part …, column). Tables: ``land`` (units × class tree and groups), ``owned`` and
``typed`` (by kind and type of ownership), ``settled`` (by settlement code), ``sloped`` and ``planted`` (cropland).
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from natres.core.classification import UNCLASSIFIED, Scheme
from natres.core.results import LandMatrices, LandMatrix

__all__ = ["RESIDUAL", "TOTAL", "WHOLE", "Key", "LandFigures", "group_column"]

Key = tuple[Hashable, ...]

#: The column of a unit's whole area: no code of a scheme of one's own looks like it.
TOTAL = "·total"
#: What shares are taken of, and what of it no parcel covers: columns of the headline numbers.
WHOLE, RESIDUAL = "·whole", "·residual"


def group_column(group: str) -> str:
    """Return the column of a group."""
    return f"group:{group}"


@dataclass(eq=False)
class LandFigures:
    """Exact areas by key, and the sums between them; a zero is left out, it prints as zero in every sum."""

    value: dict[Key, int] = field(default_factory=dict[Key, int])
    sums: dict[str, list[tuple[Key, list[Key]]]] = field(default_factory=dict[str, list[tuple[Key, list[Key]]]])

    @classmethod
    def of(cls, matrices: LandMatrices, scheme: Scheme) -> Self:
        """Enter everything the matrices of a run hold."""
        figures = cls()
        figures.land(matrices.whole, scheme)
        if matrices.owned is not None:
            figures.divided("owned", matrices.owned, scheme)
        if matrices.typed is not None:
            figures.typed(matrices.typed, scheme)
        if matrices.settled is not None:
            figures.settled(matrices.settled, scheme)
        for name in ("sloped", "planted"):
            matrix: LandMatrix | None = getattr(matrices, name)
            if matrix is not None:
                figures.fields(name, matrix)
        return figures

    def land(self, matrix: LandMatrix, scheme: Scheme) -> None:
        """Enter units × class tree, and groups: the system every other table agrees with."""
        below = _class_tree(matrix.classes, scheme)
        groups = _by(matrix.classes, lambda code: group_column(scheme.group_of(code) or "unclassified"))
        for row, code in enumerate(matrix.codes):
            leaves = dict(zip(matrix.classes, matrix.area_dm2[row, 0].tolist(), strict=True))
            area = _rolled_up(leaves, below)
            area |= {g: sum(leaves[c] for c in members) for g, members in groups.items()}
            self._put({("land", code, column): a for column, a in area.items()})
            at = _at("land", code)
            for parent, children in below.items():
                self._sum("land", at(parent), [at(child) for child in children])
            self._sum("groups", at(TOTAL), [at(g) for g in groups])
            for group, members in groups.items():
                self._sum("groups", at(group), [at(_own(c, below)) for c in members])
        columns = [*below, *(c for children in below.values() for c in children), *groups]
        self._unit_sums("land", matrix, [(column,) for column in dict.fromkeys(columns)])

    def divided(self, table: str, matrix: LandMatrix, scheme: Scheme) -> None:
        """Enter units × owners × main classes and groups; owners add to what a unit's land prints as."""
        mains = _by(matrix.classes, lambda code: scheme.at_level(code, 1))
        groups = _by(matrix.classes, lambda code: group_column(scheme.group_of(code) or "unclassified"))
        columns = {TOTAL: list(matrix.classes), **mains, **groups}
        place = {code: i for i, code in enumerate(matrix.classes)}
        index = {column: [place[c] for c in members] for column, members in columns.items()}
        for row, code in enumerate(matrix.codes):
            for k, part in enumerate(matrix.parts):
                line = matrix.area_dm2[row, k]
                self._put({(table, code, part, column): int(line[at].sum()) for column, at in index.items()})
                at = _at(table, code, part)
                self._sum(table, at(TOTAL), [at(main) for main in mains])
                self._sum("groups", at(TOTAL), [at(group) for group in groups])
            for column in columns:
                self._sum("owners", ("land", code, column), [(table, code, part, column) for part in matrix.parts])
        self._unit_sums(table, matrix, [(part, column) for part in matrix.parts for column in columns])

    def typed(self, matrix: LandMatrix, scheme: Scheme) -> None:
        """Enter ownership types of the district × main classes; types add to what their kind prints as."""
        mains = _by(matrix.classes, lambda code: scheme.at_level(code, 1))
        place = {code: i for i, code in enumerate(matrix.classes)}
        kinds = _by(matrix.parts, scheme.ownership_of)
        for k, part in enumerate(matrix.parts):
            line = matrix.area_dm2[0, k]
            at = _at("typed", "", part)
            self._put({at(TOTAL): int(line.sum())})
            self._put({at(main): int(line[[place[c] for c in members]].sum()) for main, members in mains.items()})
            self._sum("typed", at(TOTAL), [at(main) for main in mains])
        for kind, types in kinds.items():
            for column in (TOTAL, *mains):
                self._sum("types", ("owned", "", kind, column), [("typed", "", part, column) for part in types])

    def settled(self, matrix: LandMatrix, scheme: Scheme) -> None:
        """Enter units × settlement scopes × main classes; detached industry (201A) is part of its scope (201)."""
        mains = _by(matrix.classes, lambda code: scheme.at_level(code, 1))
        place = {code: i for i, code in enumerate(matrix.classes)}
        columns = {TOTAL: list(range(len(matrix.classes))), **{m: [place[c] for c in cs] for m, cs in mains.items()}}
        scopes = _by(matrix.parts, lambda part: part[:3])
        for row, code in enumerate(matrix.codes):
            lines = {part: matrix.area_dm2[row, k] for k, part in enumerate(matrix.parts)}
            # A scope's own land stands beside its detached industry, so that the two add to the scope.
            full = {(scope, part): lines[part] for scope, parts in scopes.items() for part in parts}
            for (scope, part), line in full.items():
                self._put({("settled", code, scope, part, c): int(line[at].sum()) for c, at in columns.items()})
                self._sum(
                    "settled", ("settled", code, scope, part, TOTAL), [("settled", code, scope, part, m) for m in mains]
                )
            for c, at in columns.items():
                for scope, parts in scopes.items():
                    self._put({("settled", code, scope, c): sum(int(lines[part][at].sum()) for part in parts)})
                    self._sum(
                        "settled", ("settled", code, scope, c), [("settled", code, scope, part, c) for part in parts]
                    )
                self._put({("settled", code, c): sum(int(line[at].sum()) for line in lines.values())})
                # A class that lies in settlements as a whole is one number, and prints as one.
                if self.value.get(("settled", code, c)) == self.value.get(("land", code, c)):
                    self._sum("scope", ("land", code, c), [("settled", code, c)])
                self._sum("settled", ("settled", code, c), [("settled", code, scope, c) for scope in scopes])
            # So is a group that settlements are made of and nothing else.
            groups = {scheme.group_of(matrix.classes[i]) for line in lines.values() for i in np.flatnonzero(line)}
            group = group_column(groups.pop() or "unclassified") if len(groups) == 1 else ""
            if group and self.value.get(("settled", code, TOTAL)) == self.value.get(("land", code, group)):
                self._sum("scope", ("land", code, group), [("settled", code, TOTAL)])
        keys = [(c,) for c in columns] + [(scope, c) for scope in scopes for c in columns]
        keys += [(scope, part, c) for scope, parts in scopes.items() for part in parts for c in columns]
        self._unit_sums("settled", matrix, keys)

    def fields(self, table: str, matrix: LandMatrix) -> None:
        """Enter units × parts of the cropland; a grade adds up its terraces and slopes, the grades the cropland."""
        grades = _by(matrix.parts, lambda part: part.partition("/")[0])
        for row, code in enumerate(matrix.codes):
            area = dict(zip(matrix.parts, matrix.area_dm2[row].sum(axis=1).tolist(), strict=True))
            self._put({(table, code, TOTAL): sum(area.values())})
            for grade, members in grades.items():
                self._put({(table, code, grade): sum(area[part] for part in members)})
                self._put({(table, code, grade, part): area[part] for part in members})
                self._sum(table, (table, code, grade), [(table, code, grade, part) for part in members])
            self._sum(table, (table, code, TOTAL), [(table, code, grade) for grade in grades])
            self._sum("cropland", ("land", code, "01"), [(table, code, TOTAL)])
        keys: list[Key] = [(TOTAL,), *((grade,) for grade in grades)]
        keys += [(grade, part) for grade, members in grades.items() for part in members]
        self._unit_sums(table, matrix, keys)

    def _put(self, areas: Mapping[Key, int]) -> None:
        self.value.update((key, area) for key, area in areas.items() if area)

    def _sum(self, family: str, total: Key, parts: Sequence[Key]) -> None:
        """Note a sum of what is not zero; one without land is none."""
        present = [part for part in parts if part in self.value]
        if total in self.value and present:
            self.sums.setdefault(family, []).append((total, present))

    def _unit_sums(self, table: str, matrix: LandMatrix, columns: Sequence[Key]) -> None:
        """Note that every column of a unit is the sum of the units below, with what lies in none of them."""
        codes = matrix.codes
        for row, above in enumerate(codes):
            below = [codes[i] for i, parent in enumerate(matrix.parents) if parent == row]
            for column in columns if below else ():
                total: Key = (table, above, *column)
                parts: list[Key] = [(table, code, *column) for code in below]
                rest = self.value.get(total, 0) - sum(self.value.get(part, 0) for part in parts)
                if rest:
                    aside: Key = (table, ("aside", above), *column)
                    self.value[aside] = rest
                    parts.append(aside)
                self._sum(table, total, parts)


def _at(*head: Hashable) -> Callable[[Hashable], Key]:
    return lambda column: (*head, column)


def _by(keys: Sequence[str], of: Callable[[str], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in keys:
        found.setdefault(of(key), []).append(key)
    return found


def _class_tree(codes: Sequence[str], scheme: Scheme) -> dict[str, list[str]]:
    """Return parent column → child columns; a class with land of its own beside its subclasses gets a child for it.

    A main class that has subclasses at all gets one too: its land stands in none of their columns.
    """
    below: dict[str, list[str]] = {TOTAL: []}
    for code in codes:
        chain = [code]
        while (known := scheme.by_code.get(chain[-1])) and known.parent:
            chain.append(known.parent)
        for child, parent in zip(chain, [*chain[1:], TOTAL], strict=True):
            if child not in below.setdefault(parent, []):
                below[parent].append(child)
    for code in codes:
        refined = code in below or (
            code in scheme.by_code and scheme.by_code[code].level == 1 and scheme.has_below(code)
        )
        if refined and code != UNCLASSIFIED:
            below.setdefault(code, [])
            below[code].append(_own(code, below))
    return below


def _own(code: str, below: Mapping[str, Sequence[str]]) -> str:
    """Return the column of a class's own land: itself, or its hidden child where it has subclasses."""
    return f"{code}·" if code in below and code != UNCLASSIFIED else code


def _rolled_up(leaves: Mapping[str, int], below: Mapping[str, Sequence[str]]) -> dict[str, int]:
    area = {_own(code, below): value for code, value in leaves.items()}

    def total(column: str) -> int:
        if column in below:
            area[column] = sum(total(child) for child in below[column])
        return area.get(column, 0)

    total(TOTAL)
    return area
