"""Everything about a register of wells, composed."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from natres.analyses.wells.counts import count_all, count_further, unknown_words
from natres.analyses.wells.doublets import doublet_findings, pair_wells, single_wells
from natres.analyses.wells.heat import heat_findings, heat_in_place, sum_heat, sum_heat_by_reservoir, well_heat
from natres.analyses.wells.places import place_findings, place_wells
from natres.analyses.wells.register import Register, Right, open_register, rights_of, words_of
from natres.analyses.wells.reinjection import reinjection_by_reservoir, reinjection_findings, reinjection_total
from natres.analyses.wells.rights import (
    check_permits,
    check_rights,
    permit_findings,
    right_findings,
    share_permits,
    stand_on,
)
from natres.analyses.wells.tail_water import check_tail_water, tail_findings
from natres.core.places import PlaceLayers
from natres.core.results import WellFinding, WellTable
from natres.core.wells import WellScheme, WellSettings

__all__ = ["well_table"]


def well_table(
    wells: pd.DataFrame,
    rights: pd.DataFrame | None = None,
    *,
    scheme: WellScheme,
    settings: WellSettings | None = None,
    layers: PlaceLayers | None = None,
) -> WellTable:
    """Return everything a well register says under the settings of a district.

    Parameters
    ----------
    wells : natres well columns; volumes in 10⁴ m³ a year, temperatures in °C, flow in m³/h, missing values NaN
    rights : ``right_id``, ``right_kind``, days ``valid_from`` and ``valid_to``; without it nothing is said of
        rights: their counts are None, not 0
    scheme : what the words of the registers mean
    settings : limits and constants; by default the tail water limit of 30 °C and nothing else
    layers : towns, outline and zones for the place of every well

    Raises
    ------
    BadUsage : ``RESERVOIR_RATE``, ``RESERVOIR_TWICE``

    Notes
    -----
    The reinjection rate is a ratio of volumes; 20 reinjection wells on 22 production wells is not a rate.

    >>> words = WellScheme({"production": "production"}, {}, {}, {})
    >>> frame = pd.DataFrame({"well_id": ["K1"], "role": ["Production"], "tail_water_c": [30.0]})
    >>> [(t.well_id, t.status) for t in well_table(frame, scheme=words).tail_water]
    [('K1', 'within')]
    >>> well_table(frame.iloc[:0], scheme=words).counts[:2]
    (('production', 0), ('reinjection', 0))
    """
    settings, layers = settings or WellSettings(), layers or PlaceLayers()
    scheme = settings.known_by(scheme)
    register = open_register(wells, scheme)
    owned = None if rights is None else rights_of(rights, scheme)
    checks = None if owned is None else check_rights(owned, register, settings.on)
    judged = checks is not None and "right_id" in register.columns
    singles = single_wells(register)
    heats = well_heat(register, scheme, settings)
    table = WellTable(
        counts=count_all(register, owned),
        further=count_further(register, checks, singles),
        settings=settings,
        reinjection=reinjection_by_reservoir(register, settings.rates_by_reservoir(scheme)),
        reinjection_total=reinjection_total(register),
        tail_water=check_tail_water(register, settings.tail_water_limit_c),
        doublets=pair_wells(register, settings.doublet_distance_m),
        singles=singles,
        rights=checks,
        well_rights=stand_on(register, checks) if judged and checks is not None else None,
        permits=check_permits(register),
        right_permits=share_permits(register),
        heat=heats,
        heat_sums=sum_heat_by_reservoir(heats),
        heat_whole=sum_heat("", heats) if heats else None,
        heat_in_place=heat_in_place(scheme, settings),
        places=place_wells(register, layers),
        findings=(),
        words=words_of(wells, scheme),
    )
    return _with_findings(table, register, owned)


def _with_findings(table: WellTable, register: Register, rights: tuple[Right, ...] | None) -> WellTable:
    return replace(table, findings=tuple(_findings(table, register, rights)))


def _findings(table: WellTable, register: Register, rights: tuple[Right, ...] | None) -> Iterator[WellFinding]:
    settings = table.settings
    yield from unknown_words(register, rights)
    yield from permit_findings(register, table.permits, table.right_permits)
    yield from reinjection_findings(register, table.reinjection)
    yield from tail_findings(register, table.tail_water)
    yield from heat_findings(register, settings.reference_c)
    if table.rights is not None and table.well_rights is not None:
        yield from right_findings(register, table.rights, table.well_rights, settings.on)
    yield from doublet_findings(table.doublets, settings.doublet_distance_m)
    yield from place_findings(table.places)
