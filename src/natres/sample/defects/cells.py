"""Errors in the fields of a parcel: numbers, codes, areas, and fields that contradict each other."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from natres.sample.cover.codes import cropland, land_classes
from natres.sample.defects.kinds import Change, Ground, Kind, said

__all__ = ["CELL_KINDS"]

Mask = NDArray[np.bool_]
Value = Callable[[Ground, int, np.random.Generator], Any]

# codes of the second survey for classes that still have the same name, and its codes for whole settlements
_OBSOLETE = {
    "0101": "011", "0102": "012", "0103": "013", "0201": "021", "1003": "102", "1006": "104", "1101": "111",
    "1104": "114", "1107": "117", "1202": "122",
}  # fmt: skip
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_MUST_SETTLE = ("05", "06", "07", "08")


def _everywhere(ground: Ground) -> Mask:
    return np.ones(len(ground.table), dtype=bool)


def _of_class(*codes: str) -> Callable[[Ground], Mask]:
    return lambda ground: np.isin(ground.column("DLBM").astype(str), codes)


def _crop(ground: Ground) -> Mask:
    codes = ground.column("DLBM").astype(str)
    crops = [c for c in land_classes() if cropland(c)]
    return np.isin(codes, crops)


def _not_crop(ground: Ground) -> Mask:
    return ~_crop(ground)


def _ridged(ground: Ground) -> Mask:
    return ground.column("KCXS") > 0


def _level(ground: Ground) -> Mask:
    return _crop(ground) & ~_ridged(ground)


def _plain(ground: Ground) -> Mask:
    return ~_ridged(ground)


def _settled(ground: Ground) -> Mask:
    codes = ground.column("DLBM").astype(str)
    must = np.isin([c[:2] for c in codes], _MUST_SETTLE) | np.isin(codes, ["09", "1004", "1005", "1201"])
    return must & (ground.column("CZCSXM") != "")


def _in_settlement(ground: Ground) -> Mask:
    return np.isin(ground.column("CZCSXM").astype(str), ["201", "202", "203"])


def _cell(key: str, field: str, where: Callable[[Ground], Mask], after: Value, *needs: str) -> Kind:
    """Return a kind that writes ``after`` into one field."""

    def make(ground: Ground, row: int, near: NDArray[np.intp], rng: np.random.Generator) -> Change | None:
        before, value = ground.column(field)[row], after(ground, row, rng)
        return None if value == before else Change(field, said(before), said(value), {field: value})

    return Kind(key, (field, *needs), where, make)


def _is(value: Any) -> Value:
    return lambda ground, row, rng: value


def _one_of(*values: str) -> Value:
    return lambda ground, row, rng: values[int(rng.integers(len(values)))]


def _text(field: str, change: Callable[[str], str]) -> Value:
    return lambda ground, row, rng: change(ground.column(field)[row])


def _area(key: str, change: Callable[[float], float]) -> Kind:
    """Return a kind that writes a wrong TBMJ; TBDLMJ follows it, so that only the shape contradicts."""

    def make(ground: Ground, row: int, near: NDArray[np.intp], rng: np.random.Generator) -> Change:
        before = float(ground.column("TBMJ")[row])
        after = round(change(before), 2)
        return Change("TBMJ", said(before), said(after), {"TBMJ": after, "TBDLMJ": after})

    return Kind(key, ("TBMJ", "TBDLMJ", "KCXS"), _plain, make)


def _other_name(ground: Ground, row: int, rng: np.random.Generator) -> str:
    names = sorted({c.name for c in land_classes().values() if c.group} - {ground.column("DLMC")[row]})
    return names[int(rng.integers(len(names)))]


def _wrong_deduction(ground: Ground, row: int, near: NDArray[np.intp], rng: np.random.Generator) -> Change:
    before, gross = float(ground.column("KCMJ")[row]), float(ground.column("TBMJ")[row])
    after = round(before * 1.1 + 1, 2)
    return Change("KCMJ", said(before), said(after), {"KCMJ": after, "TBDLMJ": round(gross - after, 2)})


def _strange_village(ground: Ground, row: int, rng: np.random.Generator) -> str:
    town, known = ground.column("ZLDWDM")[row][:9], set(ground.villages)
    return next(code for k in range(999, 0, -1) if (code := f"{town}{k:03d}0000000") not in known)


def _other_village(ground: Ground, row: int, rng: np.random.Generator) -> str:
    """Return a village elsewhere in which the parcel's number is free."""
    own, number = ground.column("ZLDWDM")[row], ground.column("TBBH")[row]
    for k in rng.permutation(len(ground.villages)):
        place = ground.villages[k]
        if place[:9] != own[:9] and (place, number) not in ground.numbers:
            return place
    return own


def _same_as_neighbour(key: str, field: str, *, within: str = "") -> Kind:
    """Return a kind that gives a parcel the number of a neighbour, in the same unit where ``within`` says so."""

    def make(ground: Ground, row: int, near: NDArray[np.intp], rng: np.random.Generator) -> Change | None:
        mine = near if not within else near[ground.column(within)[near] == ground.column(within)[row]]
        if not len(mine):
            return None
        other = int(mine[rng.integers(len(mine))])
        before, value = ground.column(field)[row], ground.column(field)[other]
        return Change(field, before, value, {field: value}, other=other)

    return Kind(key, (field, *((within,) if within else ())), _everywhere, make)


CELL_KINDS: tuple[Kind, ...] = (
    _same_as_neighbour("id_duplicate", "BSM"),
    _cell("id_length", "BSM", _everywhere, _text("BSM", lambda t: t[:-1])),
    _same_as_neighbour("parcel_number_duplicate", "TBBH", within="ZLDWDM"),
    _cell("parcel_number_empty", "TBBH", _everywhere, _is("")),
    _cell("feature_code_wrong", "YSDM", _everywhere, _is("2001010200")),
    _cell("class_empty", "DLBM", _everywhere, _is("")),
    _cell("class_unknown", "DLBM", _everywhere, _one_of("9999", "0104", "0605", "1111", "1301")),
    _cell("class_of_second_survey", "DLBM", _of_class(*_OBSOLETE), _text("DLBM", lambda t: _OBSOLETE[t])),
    _cell("class_is_settlement_code", "DLBM", _in_settlement, lambda g, r, _: g.column("CZCSXM")[r], "CZCSXM"),
    _cell("class_name_mismatch", "DLMC", _everywhere, _other_name),
    _cell("class_full_width", "DLBM", _everywhere, _text("DLBM", lambda t: t.translate(_FULL_WIDTH))),
    _cell("class_trailing_blank", "DLBM", _everywhere, _text("DLBM", lambda t: t + " ")),
    _cell("ownership_empty", "QSXZ", _everywhere, _is("")),
    _cell("ownership_unknown", "QSXZ", _everywhere, _one_of("00", "35", "50", "国有")),
    _cell("owner_code_length", "QSDWDM", _everywhere, _text("QSDWDM", lambda t: t[:12])),
    _cell("unit_empty", "ZLDWDM", _everywhere, _is("")),
    _cell("unit_unknown", "ZLDWDM", _everywhere, _strange_village),
    _cell("unit_wrong", "ZLDWDM", _everywhere, _other_village, "TBBH"),
    _cell("area_empty", "TBMJ", _everywhere, _is(float("nan"))),
    _cell("area_zero", "TBMJ", _everywhere, _is(0.0)),
    _cell("area_negative", "TBMJ", _everywhere, lambda g, r, _: -float(g.column("TBMJ")[r])),
    _area("area_off_by_one_m2", lambda area: area + 1),
    _area("area_in_hectares", lambda area: area / 10_000),
    _cell("net_area_wrong", "TBDLMJ", _everywhere, lambda g, r, _: round(float(g.column("TBDLMJ")[r]) + 10, 2)),
    Kind("deduction_wrong", ("KCMJ", "TBMJ", "TBDLMJ", "KCXS"), _ridged, _wrong_deduction),
    _cell("deduction_in_percent", "KCXS", _ridged, lambda g, r, _: float(g.column("KCXS")[r]) * 100),
    _cell("deduction_class_missing", "KCDLBM", _ridged, _is(""), "KCXS"),
    _cell("settlement_missing", "CZCSXM", _settled, _is("")),
    _cell("settlement_unknown", "CZCSXM", _in_settlement, _one_of("206", "203B", "20")),
    _cell("settlement_on_road_or_river", "CZCSXM", _of_class("1006", "1101"), _is("203")),
    _cell("settlement_industry_on_housing", "CZCSXM", _of_class("0701"), _is("201A")),
    _cell("slope_missing", "GDPDJB", _level, _is(""), "KCXS"),
    _cell("slope_without_cropland", "GDPDJB", _not_crop, _is("1")),
    _cell("planting_without_cropland", "ZZSXDM", _of_class("0601", "0701", "0702", "1101", "1003"), _is("LS")),
    _cell("planting_unknown", "ZZSXDM", _crop, _is("XX")),
    _cell("refinement_wrong_class", "TBXHDM", _of_class("0101", "0102", "0301", "0702"), _is("LQYD")),
    _cell("year_other", "SJNF", _everywhere, lambda g, r, _: int(g.column("SJNF")[r]) - 1),
    _cell("island_flag_unknown", "MSSM", _everywhere, _is("02")),
)
