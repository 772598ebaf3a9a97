"""A layer on its way to a repaired copy: what the rules find is repaired in a fixed order, every change recorded."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from natres.checks import CATALOGUE, RuleSet, Subject, check_places, check_shapes, check_vertices, is_sliver
from natres.checks import repair_codes as repaired_codes
from natres.core.classification import Scheme
from natres.core.issues import Issue
from natres.core.mending import (
    Mend,
    Neighbours,
    Totals,
    add_declared,
    can_add,
    drop_repeated,
    exchange_axes,
    make_valid,
    merge_slivers,
    narrow_codes,
    pad_codes,
    plain_areas,
    turn_holes,
)
from natres.core.provenance import Layer
from natres.core.results import Unit
from natres.district import LayerEntry
from natres.errors import BadData, BadUsage
from natres.readers.layers.looking import read_plain_layer
from natres.readers.layers.parcels import take_layer
from natres.readers.layers.systems import crs_name, with_system
from natres.workflows.checking.layers import codes_as_numbers
from natres.workflows.checking.targets import LAYER_KINDS, Target, file_targets
from natres.workflows.inputs.common import Options, plain_reading, reading_of
from natres.workflows.other_schemes import refuse_other_scheme

__all__ = ["MENDED", "MendedCopy", "read_copy"]

#: Findings that have one repair only; everything else is left for people.
MENDED = (
    "AXIS_SWAPPED", "GEOM_INVALID", "GEOM_RING_DIRECTION", "GEOM_REPEATED", "CODE_ZERO_PADDED", "CODE_WIDE", "SLIVER",
)  # fmt: skip

#: Codes of each kind of layer that are written plainly, and declared areas that go with a sliver.
_CODES = {
    "parcels": (
        "parcel_id", "land_class", "ownership_type", "unit_code", "deduction_class", "settlement_code",
        "cropland_type", "slope_grade", "planting", "feature_code", "owner_code", "refinement", "enclave_mark",
    ),
    "forest": ("forest_class", "tenure_code", "unit_code"),
    "units": ("unit_code",),
}  # fmt: skip
_ID = {"parcels": "parcel_id", "forest": "plot_id", "units": "unit_code"}
_DECLARED = ("declared_area_m2", "declared_area_ha", "deducted_area_m2", "class_area_m2")
#: Zones lie where they were drawn and need not touch: only what covers its ground has a neighbour to merge into.
_MERGED = {"parcels": "land_class", "forest": "forest_class"}
#: One repair may make another necessary, such as a sliver of what was taken apart; rounds end when nothing is left.
_ROUNDS = 6
#: The survey's resolution in metres, and in degrees.
_GRAIN_M, _GRAIN_DEGREES = 1e-4, 1e-9


@dataclass(eq=False)
class MendedCopy:
    """A layer with all its own fields, and what was done to it.

    Parameters
    ----------
    source : the layer as it was read; row numbers of ``mends`` are its
    target : its kind, and how it is read
    frame, rows : the rows as they are by now, and which row of the source each of them is
    output : the file it will be, which what is left to do is told of: rows are counted in that
    mends : what was done
    before : what the layer had when all its axes were in order
    ground : the layer before its repairs, whose zone all areas are measured in
    """

    source: Layer[gpd.GeoDataFrame]
    target: Target
    rules: RuleSet
    scheme: Scheme
    options: Options
    frame: gpd.GeoDataFrame
    rows: np.ndarray
    output: str = ""
    mends: list[Mend] = field(default_factory=list[Mend])
    before: Totals = field(default_factory=lambda: Totals(0, 0.0))
    ground: Subject | None = None

    @property
    def kind(self) -> str:
        """What the rules call this kind of layer."""
        return "units" if self.target.kind == "towns" else self.target.kind

    # --- the repairs --------------------------------------------------------------------------------------------

    def mend(self) -> None:
        """Repair what can be: axes, crossing rings, ring directions, repeated vertices, codes, slivers."""
        if self.wants("AXIS_SWAPPED"):
            rows = _rows_of(check_places(self._subject()), "AXIS_SWAPPED")
            shapes, mends = exchange_axes(self._shapes(), rows)
            self._set_shapes(shapes)
            self._record(mends)
        self.ground = self._subject()
        areas = plain_areas(self.plane(self._shapes()))  # exchanged coordinates have the area they are to have
        self.mends = [replace(m, area_m2=(float(areas[m.row]),) * 2) for m in self.mends if m.row is not None]
        self.before = self.totals()
        self._mend_codes()
        for _ in range(_ROUNDS):
            done = len(self.mends)
            self._mend_shapes()
            self._mend_slivers()
            if len(self.mends) == done:
                break

    def wants(self, code: str) -> bool:
        """Tell whether a rule is repaired: it is not off, and the user did not accept what it finds."""
        wanted = code not in self.options.accept and (code not in CATALOGUE or self.rules.runs(code))
        return wanted and code in MENDED

    def _mend_shapes(self) -> None:
        plane = self.plane
        for code, check, repair in (
            ("GEOM_INVALID", check_shapes, make_valid),
            ("GEOM_RING_DIRECTION", check_vertices, turn_holes),
            ("GEOM_REPEATED", check_vertices, drop_repeated),
        ):
            if self.wants(code):
                rows = _rows_of(check(self._subject()), code)
                shapes, mends = repair(self._shapes(), rows, plane=plane)
                self._set_shapes(shapes)
                self._record(mends)

    def _mend_codes(self) -> None:
        if self.kind not in _CODES:
            return
        taken = self.taken()
        if self.kind == "parcels" and self.wants("CODE_ZERO_PADDED"):
            self._pad(taken)
        for column in _CODES[self.kind]:
            name = taken.places.fields.get(column, "")
            if self.wants("CODE_WIDE") and name and not pd.api.types.is_numeric_dtype(self.frame[name]):
                self._set(name, *narrow_codes(self.frame[name], self._known(column), name))

    def _pad(self, taken: Layer[Any]) -> None:
        """Give back the zeros of land classes that are stored as numbers, unless they are another scheme's."""
        name = taken.places.fields.get("land_class", "")
        if not name or not codes_as_numbers(taken):
            return
        try:
            refuse_other_scheme(taken, self.scheme, name, numeric=True)
        except BadData:  # the check says it
            return
        codes, _ = repaired_codes(taken.frame["land_class"], self.scheme)
        self._set(name, *pad_codes(self.frame[name], codes, name))

    def _known(self, column: str) -> Collection[str]:
        if column in ("land_class", "deduction_class"):
            return self.scheme.by_code
        if column == "settlement_code":
            return self.scheme.settlement_codes
        return next((rule.allowed for rule in self.scheme.field_rules if rule.column == column), ())

    def _mend_slivers(self) -> None:
        if self.kind not in _MERGED or not self.wants("SLIVER"):
            return
        slivers = _rows_of(check_shapes(self._subject()), "SLIVER")
        if not slivers:
            return
        taken = self.taken()
        declared = self.declared(taken)
        shapes, mends = merge_slivers(self._shapes(), slivers, self._neighbours(taken, declared), plane=self.plane)
        merges = [(m.row, m.other) for m in mends if m.after is None and m.row is not None and m.other is not None]
        self._set_shapes(shapes)
        self._record(mends)
        for name in declared.values():
            self._set(name, *add_declared(self.frame[name], merges, name))
        gone = np.isin(np.arange(len(self.rows)), [row for row, _ in merges])
        self.frame = self.frame[~gone].reset_index(drop=True)
        self.rows = self.rows[~gone]

    def _neighbours(self, taken: Layer[Any], declared: Mapping[str, str]) -> Neighbours:
        columns = {name: self.frame[field].tolist() for name, field in declared.items()}

        def may(row: int, into: int) -> bool:
            return all(
                can_add(cells[row], cells[into], empty_is_zero=name == "deducted_area_m2")
                for name, cells in columns.items()
            )

        def values(column: str) -> np.ndarray | None:
            return taken.frame[column].to_numpy(dtype=object) if column in taken.frame else None

        return Neighbours(
            land_class=values(_MERGED[self.kind]), unit_code=values("unit_code"), may=may, is_sliver=is_sliver,
            grain=_GRAIN_DEGREES if self.source.crs is not None and self.source.crs.is_geographic else _GRAIN_M,
        )  # fmt: skip

    # --- what it is by now --------------------------------------------------------------------------------------

    def layer(self) -> Layer[gpd.GeoDataFrame]:
        """Return the layer as it is by now, with its own field names."""
        record = replace(self.source.provenance, path=self.output, rows=len(self.frame), repairs=(), notices=())
        return replace(self.source, frame=self.frame, provenance=record, places=replace(self.source.places, fids=None))

    def taken(self) -> Layer[gpd.GeoDataFrame]:
        """Return the layer as it is by now in natres columns."""
        return self.taken_with_units()[0]

    def taken_with_units(self) -> tuple[Layer[gpd.GeoDataFrame], tuple[Unit, ...]]:
        """Return the layer as it is by now in natres columns, and the units where it is one of units."""
        fields = reading_of(self.target.entry, self.kind if self.kind in _CODES else "plain").get("fields")
        return take_layer(self.layer(), self.kind, fields=fields, tolerant="all")

    def id_of(self, row: int | None) -> str:
        """Return what names a row of the source, as it was read; empty where nothing does."""
        name = self._id_field
        value = None if row is None or not name else self.source.frame[name].iloc[row]
        return "" if value is None or pd.isna(value) else str(value)

    @cached_property
    def _id_field(self) -> str:
        return self.taken().places.fields.get(_ID.get(self.kind, ""), "")

    def declared(self, taken: Layer[Any]) -> dict[str, str]:
        """Return natres column → field of the declared areas that the layer has."""
        if self.kind not in _MERGED:
            return {}
        return {name: taken.places.fields[name] for name in _DECLARED if name in taken.places.fields}

    def totals(self) -> Totals:
        """Return what the layer has by now."""
        columns = {name: self.frame[name] for name in self.declared(self.taken()).values()}
        return Totals.of(self._shapes(), self.plane, columns)

    def plane(self, shapes: np.ndarray) -> np.ndarray:
        """Return shapes in metres of the zone the layer is looked at in; None for those that are no finite area."""
        flat = np.full(len(shapes), None, dtype=object)
        ground = self.ground
        if ground is not None and ground.zone is not None:
            subject = replace(ground, layer=replace(ground.layer, frame=_only(shapes, self.source.crs)))
            good = subject.areal & subject.finite & ~subject.missing
            flat[good] = ground.brought(np.asarray(shapes)[good])
        return flat

    def _shapes(self) -> np.ndarray:
        return np.asarray(self.frame.geometry.to_numpy(), dtype=object)

    def _subject(self) -> Subject:
        """Return the shapes as they are by now, for rules that look at nothing else."""
        layer = replace(self.layer(), frame=_only(self._shapes(), self.source.crs))
        subject = Subject(layer, self.kind, rules=self.rules)
        if self.ground is not None:  # one zone for all, whatever the repairs move
            subject = replace(subject, against=replace(subject.against, zone=self.ground.zone))
        return subject

    # --- what was done ------------------------------------------------------------------------------------------

    def _set_shapes(self, shapes: np.ndarray) -> None:
        self.frame = self.frame.set_geometry(gpd.GeoSeries(shapes, index=self.frame.index, crs=self.source.crs))

    def _set(self, name: str, column: pd.Series, mends: tuple[Mend, ...]) -> None:
        if mends:
            self.frame = self.frame.assign(**{name: column})
            self._record(mends)

    def _record(self, mends: Collection[Mend]) -> None:
        """Keep changes under the numbers their rows have in the source."""
        for mend in mends:
            row, other = (None if n is None else int(self.rows[n]) for n in (mend.row, mend.other))
            self.mends.append(replace(mend, row=row, other=other))


def _only(shapes: np.ndarray, crs: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries(shapes, crs=crs))


def _rows_of(issues: Collection[Issue], code: str) -> list[int]:
    return [issue.row for issue in issues if issue.code == code and issue.row is not None]


def read_copy(source: Path, output: Path, options: Options, kind: str, how: tuple[RuleSet, Scheme]) -> MendedCopy:
    """Read one layer with all its own fields; where x and y of all of it are exchanged, they are put right.

    Parameters
    ----------
    output : where the copy will stand
    kind : what the layer is; by default its fields tell
    how : the rules of the run and the classification

    Raises
    ------
    BadUsage : ``FIX_KIND`` for what is no layer
    NatresError : what reading refuses
    """
    if source.suffix.lower() == ".toml":
        raise BadUsage("FIX_KIND", value=source.name)
    targets, _ = file_targets([source], options, kind)
    if targets and targets[0].kind not in LAYER_KINDS:
        raise BadUsage("FIX_KIND", value=source.name)
    mends: list[Mend] = []
    try:
        layer = read_plain_layer(source, **plain_reading(options))
    except BadData as error:
        if error.code != "AXIS_SWAPPED" or "AXIS_SWAPPED" in options.accept:
            raise
        layer, mends = _turned(source, options)
    fitting = [one for one in targets if one.entry.layer in (None, "", layer.provenance.layer)]
    target = (fitting or targets or [Target("plain", LayerEntry(path=str(source)))])[0]
    rows = np.arange(len(layer.frame))
    return MendedCopy(layer, target, *how, options, layer.frame, rows, str(output), mends)


def _turned(source: Path, options: Options) -> tuple[Layer[gpd.GeoDataFrame], list[Mend]]:
    """Read a layer all of whose coordinates are exchanged, and exchange them."""
    layer = read_plain_layer(source, **{**plain_reading(options), "tolerant": "all"})
    there = np.flatnonzero(~shapely.is_missing(layer.frame.geometry.to_numpy()))
    shapes, mends = exchange_axes(np.asarray(layer.frame.geometry.to_numpy(), dtype=object), there.tolist())
    frame = layer.frame.set_geometry(gpd.GeoSeries(shapes, index=layer.frame.index, crs=layer.frame.crs))
    place = {"file": layer.provenance.file_name, "layer": layer.provenance.layer}
    placed = with_system(
        frame, options.crs, **place, datum_shift=options.datum_shift, accept_ballpark=options.accept_ballpark
    )
    record = replace(layer.provenance, crs=crs_name(placed.system), transform=placed.transform)
    layer = replace(layer, frame=placed.frame, crs=placed.system, provenance=record, issues=())
    return layer, list(mends)
