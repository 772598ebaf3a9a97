"""Rules over rows: what would make a table wrong is found before a number is computed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.checks.catalogue import CATALOGUE
from natres.core.classification import UNCLASSIFIED, Scheme
from natres.core.issues import Issue, Repair
from natres.core.provenance import Layer
from natres.core.results import Unit
from natres.core.scheme_shapes import others_of

__all__ = ["check_forest_plots", "check_parcels", "repair_codes"]

Flags = NDArray[np.bool_]

#: No parcel is larger than the largest county.
_LARGEST_M2 = 1e12


@dataclass(frozen=True)
class _Place:
    """Which rows of which file are looked at, and how they are named."""

    layer: Layer[Any]
    id_column: str
    field_names: Mapping[str, str]

    def issues(self, code: str, wrong: Flags, column: str, facts: Mapping[str, Any] | None = None) -> list[Issue]:
        frame, record, rule = self.layer.frame, self.layer.provenance, CATALOGUE[code]
        values = frame[column] if column != "geometry" and column in frame else None
        ids = frame.get(self.id_column)
        return [
            Issue(
                code=code,
                severity=rule.severity,
                file=record.file_name,
                layer=record.layer,
                field="" if column == "geometry" else self.field_names.get(column, column),
                row=int(row),
                id="" if ids is None else str(ids.iloc[row]),
                value="" if values is None else str(values.iloc[row]),
                facts=facts or {},
            )
            for row in np.flatnonzero(wrong)
        ]


def check_parcels(
    layer: Layer[Any], scheme: Scheme, field_names: Mapping[str, str], units: Sequence[Unit] = ()
) -> list[Issue]:
    """Return what is wrong with land-use parcels, all rows of all rules.

    Parameters
    ----------
    layer : natres parcel columns
    scheme : the classification the codes must stand in
    field_names : natres column → field name of the survey, for the messages
    units : survey units; where given, every parcel must lie in one of them by its unit code
    """
    frame = layer.frame
    place = _Place(layer, "parcel_id", field_names)
    issues = _check_shapes(place)
    codes = frame["land_class"]
    issues += place.issues("CODE_MISSING", (codes == UNCLASSIFIED).to_numpy(), "land_class")
    known = codes.isin([c.code for c in scheme.classes]) | (codes == UNCLASSIFIED)
    unknown = place.issues("CODE_UNKNOWN", (~known).to_numpy(), "land_class", {"scheme": scheme.key})
    issues += [_with_other_scheme(issue, scheme) for issue in unknown]
    for column, allowed in _coded_columns(scheme):
        if column in frame:
            wrong = ~(frame[column].isin(allowed) | (frame[column] == ""))
            issues += place.issues("CODE_UNKNOWN", wrong.to_numpy(), column, {"scheme": scheme.key})
    issues += _check_ids(place, "parcel_id")
    if "declared_area_m2" in frame:
        issues += place.issues("AREA_INVALID", _no_area(frame["declared_area_m2"]), "declared_area_m2")
    issues += _check_deductions(place, frame)
    if "deduction_ratio" in frame:
        ratio = frame["deduction_ratio"].fillna(0.0)
        issues += place.issues("RATIO_INVALID", ((ratio < 0) | (ratio >= 1)).to_numpy(), "deduction_ratio")
    if units and "unit_code" in frame:
        longest = 12 if any(u.level == "village" for u in units) else 9
        inside = frame["unit_code"].str[:longest].isin([u.code for u in units])
        issues += place.issues("UNIT_UNKNOWN_CODE", (~inside).to_numpy(), "unit_code")
    return issues


def _with_other_scheme(issue: Issue, scheme: Scheme) -> Issue:
    """Say of an unknown code which other classifications have it: a hint, the finding is the same."""
    titles = [other.title for other in others_of(issue.value, scheme.others)]
    if not titles:
        return issue
    other = {language: " / ".join(title[language] for title in titles) for language in titles[0]}
    return replace(issue, facts={**issue.facts, "other": other}, variant="other")


def _check_deductions(place: _Place, frame: Any) -> list[Issue]:
    """Find deducted areas that are negative or more than the parcel, and deductions booked to no class."""
    none = pd.Series(0.0, index=frame.index)
    cut = frame.get("deducted_area_m2", none).fillna(0.0)
    ratio = frame.get("deduction_ratio", none).fillna(0.0)
    issues: list[Issue] = []
    whole = frame.get("declared_area_m2", none + _LARGEST_M2).fillna(_LARGEST_M2)
    if "deducted_area_m2" in frame:
        issues += place.issues("DEDUCTION_INVALID", ((cut < 0) | (cut > whole)).to_numpy(), "deducted_area_m2")
    unsaid = frame.get("deducted_area_m2", none + float("nan")).isna()  # what the class leaves is deducted then
    net = frame.get("class_area_m2", none + float("nan"))
    wrong = (net < 0) | (net > whole) | (unsaid & (net == 0))
    issues += place.issues("DEDUCTION_INVALID", wrong.to_numpy(), "class_area_m2")
    cut = cut.where(~unsaid | net.isna() | wrong, whole - net)
    unbooked = ((cut > 0) | (ratio > 0)) & (frame.get("deduction_class", pd.Series("", index=frame.index)) == "")
    return issues + place.issues("DEDUCTION_UNBOOKED", unbooked.to_numpy(), "deduction_class")


def check_forest_plots(layer: Layer[Any], known: Iterable[str], field_names: Mapping[str, str]) -> list[Issue]:
    """Return what is wrong with forest plots; ``known`` are the forestry codes natres can place."""
    frame = layer.frame
    place = _Place(layer, "plot_id", field_names)
    issues = _check_shapes(place)
    codes = frame["forest_class"]
    issues += place.issues("CODE_MISSING", (codes == "").to_numpy(), "forest_class")
    wrong = ~(codes.isin(list(known)) | (codes == ""))
    issues += place.issues("CODE_UNKNOWN", wrong.to_numpy(), "forest_class", {"scheme": "forestry"})
    if "declared_area_m2" in frame:
        issues += place.issues("AREA_INVALID", _no_area(frame["declared_area_m2"]), "declared_area_m2")
    return issues


def repair_codes(codes: pd.Series, scheme: Scheme) -> tuple[pd.Series, list[Repair]]:
    """Give back the leading zero that a spreadsheet took: ``101`` is ``0101`` where only that is in the scheme.

    Only for codes that were stored as numbers: a text ``203`` lost nothing, it is a code of the second survey.

    >>> from natres.readers import read_scheme
    >>> fixed, repairs = repair_codes(pd.Series(["101", "0102", "9999"]), read_scheme())
    >>> fixed.tolist(), repairs[0].count
    (['0101', '0102', '9999'], 1)
    """
    known = set(scheme.by_code)
    padded = "0" + codes
    lost = ~codes.isin(known) & padded.isin(known) & codes.str.len().isin([1, 3])
    if not lost.any():
        return codes, []
    example = str(codes[lost].iloc[0])
    return codes.where(~lost, padded), [Repair("CODE_ZERO_PADDED", int(lost.sum()), example, "0" + example, "DLBM")]


def _coded_columns(scheme: Scheme) -> list[tuple[str, list[str]]]:
    columns: list[tuple[str, list[str]]] = []
    if scheme.settlement_codes:
        columns.append(("settlement_code", list(scheme.settlement_codes)))
        columns.append(("deduction_class", [c.code for c in scheme.classes]))
    return columns


def _no_area(areas: pd.Series) -> Flags:
    """Return which declared areas cannot be meant: zero, negative or past all parcels; a missing one is none."""
    return ((areas <= 0) | (areas > _LARGEST_M2)).to_numpy()


def _check_ids(place: _Place, column: str) -> list[Issue]:
    frame = place.layer.frame
    if column not in frame:
        return []
    return place.issues("ID_DUPLICATE", (frame[column].duplicated() & (frame[column] != "")).to_numpy(), column)


def _check_shapes(place: _Place) -> list[Issue]:
    shapes = place.layer.frame.geometry.to_numpy()
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    areal = np.isin(shapely.get_type_id(shapes), (3, 6))
    finite = np.isfinite(shapely.bounds(shapes)).all(axis=1) & _all_finite(shapes)
    usable = ~missing & areal & finite
    valid = np.ones(len(shapes), dtype=bool)
    valid[usable] = shapely.is_valid(shapes[usable])
    flat = usable & valid & (shapely.area(shapes) == 0)
    issues = place.issues("GEOM_NULL", missing, "geometry")
    issues += place.issues("GEOM_TYPE", ~missing & ~areal, "geometry")
    issues += place.issues("GEOM_NONFINITE", ~missing & areal & ~finite, "geometry")
    for issue in place.issues("GEOM_INVALID", ~valid, "geometry"):
        issues.append(replace(issue, facts={"why": _reason(shapes[issue.row])}))
    return issues + place.issues("GEOM_ZERO_AREA", flat, "geometry")


#: What GEOS says of an invalid shape, in Chinese.
_REASONS = {
    "Self-intersection": "自相交", "Ring Self-intersection": "环自相交", "Hole lies outside shell": "内环在外环之外",
    "Holes are nested": "内环套内环", "Nested shells": "外环套外环", "Interior is disconnected": "内部不连通",
    "Duplicate Rings": "环重复", "Too few points in geometry component": "点数不足",
    "Ring is not closed": "环没有闭合", "Topology Validation Error": "拓扑错误",
}  # fmt: skip


def _reason(shape: Any) -> dict[str, str]:
    """Return why a shape is invalid and where, by language."""
    said, _, place = str(shapely.is_valid_reason(shape)).partition("[")
    said, where = said.strip(), ", ".join(place.rstrip("]").split()[:2])
    chinese = _REASONS.get(said, said)
    if not where:
        return {"zh": chinese, "en": said}
    return {"zh": f"{chinese}，在（{where}）附近", "en": f"{said} at ({where})"}


def _all_finite(shapes: NDArray[Any]) -> Flags:
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    good = np.ones(len(shapes), dtype=bool)
    good[owner[~np.isfinite(points).all(axis=1)]] = False
    return good
