"""The ground of a site by parcel: pieces, what the ledger books of them, and survey areas that close to the site."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.core.classification import Scheme
from natres.core.ledger import AreaLedger
from natres.core.overlay import NOWHERE, Laid, Pieces, lay_over
from natres.core.results.site import UNCOVERED, SiteEntry, SiteLine, TouchedParcel
from natres.core.rounding import share_to_pieces
from natres.core.units import to_dm2

__all__ = ["SitePieces", "lines_by"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Whole = NDArray[np.int64]
Texts = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class SitePieces:
    """A site cut by the parcels under it.

    Parameters
    ----------
    laid : the parts of the site on the parcels near it
    pieces : ground on parcels first, then ground on none; ``second`` are rows of the ledger
    parcels : the ledger's rows (:attr:`natres.core.ledger.AreaLedger.parcels`)
    parcel_m2, parcel_survey_m2 : of the parcel of each piece, shape (n,); 0 without one
    """

    laid: Laid
    pieces: Pieces
    parcels: pd.DataFrame
    parcel_m2: Floats
    parcel_survey_m2: Floats

    @classmethod
    def of(
        cls, site: tuple[Texts, Any], parcels: tuple[Texts, Any], rows: Rows, ledger: AreaLedger, **how: Any
    ) -> Self:
        """Lay a site on parcels.

        Parameters
        ----------
        site, parcels : shapes with their coordinate system; valid polygons
        rows : the row of the ledger each of the parcels has
        how : ``zone`` and ``clean`` of :func:`natres.core.overlay.lay_over`
        """
        laid = lay_over(*site, *parcels, **how)
        near = np.concatenate([laid.common.second, laid.first_alone.second])
        there = near != NOWHERE
        whole = Pieces.joined([laid.common, laid.first_alone])
        area, survey = np.zeros(len(near)), np.zeros(len(near))
        area[there], survey[there] = laid.second_m2[near[there]], laid.second_survey_m2[near[there]]
        of_ledger = np.full(len(near), NOWHERE, dtype=np.intp)
        of_ledger[there] = rows[near[there]]
        pieces = Pieces(whole.first, of_ledger, whole.planar_m2, whole.survey_m2, whole.width_m, whole.shape)
        return cls(laid, pieces, ledger.parcels, area, survey)

    @property
    def covered(self) -> NDArray[np.bool_]:
        """Which pieces lie on a parcel."""
        return self.pieces.second != NOWHERE

    def column(self, name: str) -> Texts:
        """Return a column of the ledger for every piece; :data:`UNCOVERED` where there is no parcel."""
        found = np.full(len(self.pieces), UNCOVERED, dtype=object)
        found[self.covered] = self.parcels[name].to_numpy(dtype=object)[self.pieces.second[self.covered]]
        return found

    def booked(self) -> pd.DataFrame:
        """Return what the ledger books of the pieces.

        Columns ``piece``, ``land_class`` (field ridges under theirs), ``settlement_code``, ``unit_code``, ``area_dm2``.
        """
        piece, gross, cut = self._shared
        parts = [(piece, "land_class", gross - cut), (piece[cut != 0], "deduction_class", cut[cut != 0])]
        tables = [
            pd.DataFrame({
                "piece": places, "land_class": self.column(name)[places], "area_dm2": area,
                "settlement_code": self.column("settlement_code")[places],
                "unit_code": self.column("unit_code")[places],
            })
            for places, name, area in parts
        ]  # fmt: skip
        return pd.concat(tables, ignore_index=True)

    def net_dm2(self) -> Whole:
        """Return what the ledger books of every piece without field ridges; 0 where there is no parcel."""
        piece, gross, cut = self._shared
        found = np.zeros(len(self.pieces), dtype=np.int64)
        found[piece] = gross - cut
        return found

    @cached_property
    def _shared(self) -> tuple[Rows, Whole, Whole]:
        """The pieces on parcels, and gross and deducted area of each: those of a parcel, by largest remainder.

        The rest of the parcel outside takes its part.
        """
        piece = np.flatnonzero(self.covered)
        piece = piece[np.argsort(self.pieces.second[piece], kind="stable")]
        row, start = np.unique(self.pieces.second[piece], return_index=True)
        inside = np.add.reduceat(self.pieces.survey_m2[piece], start) if len(piece) else np.zeros(0)
        rest = np.maximum(self.parcel_survey_m2[piece[start]] - inside, 0.0)
        rows = np.concatenate([self.pieces.second[piece], row])
        weight = np.concatenate([self.pieces.survey_m2[piece], rest])
        order = np.argsort(rows, kind="stable")  # the pieces of a parcel, then its rest
        gross = np.zeros(len(rows), dtype=np.int64)
        gross[order] = share_to_pieces(rows[order], weight[order], self.parcels["gross_dm2"].to_numpy())
        cut = np.zeros(len(rows), dtype=np.int64)
        cut[order] = share_to_pieces(rows[order], gross[order] / 1e6, self.parcels["deducted_dm2"].to_numpy())
        return piece, gross[: len(piece)], cut[: len(piece)]

    def entries(self, scheme: Scheme, survey_dm2: int) -> tuple[tuple[SiteEntry, ...], int]:
        """Return survey areas in 0.01 m² by class, owner and unit, and that of uncovered ground; they add up.

        Field ridges are taken out of each piece in the proportion its parcel has in the ledger.
        """
        gross = self.parcels["gross_dm2"].to_numpy(dtype=float)
        deducted = self.parcels["deducted_dm2"].to_numpy(dtype=float)
        sums: dict[tuple[str, str, str], float] = {}
        codes, ridges, owners, units = (
            self.column(name) for name in ("land_class", "deduction_class", "ownership_type", "unit_code")
        )
        for n, row in enumerate(self.pieces.second.tolist()):
            share = deducted[row] / gross[row] if row != NOWHERE and gross[row] else 0.0
            owner = scheme.ownership_of(str(owners[n])) if row != NOWHERE else UNCOVERED
            area = float(self.pieces.survey_m2[n])
            for code, part in ((codes[n], area * (1.0 - share)), (ridges[n], area * share)):
                if part:
                    key = (str(code), owner, str(units[n]))
                    sums[key] = sums.get(key, 0.0) + part
        order = sorted(sums, key=lambda k: (scheme.position.get(k[0], len(scheme.position)), k[1], k[2]))
        weights = np.array([sums[key] for key in order])
        areas = share_to_pieces(np.zeros(len(order), dtype=np.intp), weights, np.array([survey_dm2])).tolist()
        shared = dict(zip(order, areas, strict=True))
        uncovered = sum(area for key, area in shared.items() if key[0] == UNCOVERED)
        return tuple(SiteEntry(*key, area) for key, area in shared.items() if key[0] != UNCOVERED), uncovered

    def touched(self, scheme: Scheme) -> tuple[TouchedParcel, ...]:
        """Return the parcels under the site, the largest piece first; one under several parts stands once."""
        pieces, covered = self.pieces, np.flatnonzero(self.covered)
        found: list[TouchedParcel] = []
        for row in np.unique(pieces.second[covered]).tolist():
            own = np.flatnonzero(pieces.second == row)
            record = self.parcels.iloc[row]
            found.append(TouchedParcel(
                row, str(record["parcel_id"]), str(record["land_class"]),
                scheme.ownership_of(str(record["ownership_type"])), str(record["unit_code"]),
                float(pieces.planar_m2[own].sum()), float(pieces.survey_m2[own].sum()), float(self.parcel_m2[own[0]]),
                float(pieces.width_m[own].max()),
            ))  # fmt: skip
        return tuple(sorted(found, key=lambda parcel: (-parcel.planar_m2, parcel.parcel_id, parcel.row)))

    @property
    def survey_dm2(self) -> int:
        """Survey area of the site, rounded once."""
        return to_dm2(float(self.laid.first_survey_m2.sum()))


def lines_by(keys: Texts, planar_m2: Floats, survey_m2: Floats) -> tuple[SiteLine, ...]:
    """Return areas added up by key, the largest first.

    >>> lines_by(np.array(["a", "b", "a"], dtype=object), np.array([1.0, 5.0, 2.0]), np.array([1.0, 5.0, 2.0]))[1]
    SiteLine(key='a', planar_m2=3.0, survey_m2=3.0)
    """
    sums: dict[str, list[float]] = {}
    for key, planar, survey in zip(keys.tolist(), planar_m2.tolist(), survey_m2.tolist(), strict=True):
        line = sums.setdefault(str(key), [0.0, 0.0])
        line[0] += planar
        line[1] += survey
    return tuple(SiteLine(key, *areas) for key, areas in sorted(sums.items(), key=lambda item: (-item[1][0], item[0])))
