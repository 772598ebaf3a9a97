"""The layers of ``results.gpkg``: parcels with their ledger areas, and the parcels that make up each quota's actual."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from natres.core.classification import Scheme
from natres.core.ledger import AreaLedger
from natres.core.outlines import of_one_type
from natres.core.results import QuotaCheck
from natres.core.units import area_text
from natres.labels import words
from natres.presenters.land_tables import class_label, group_label
from natres.presenters.qgis_style import categorised_style

__all__ = ["Counted", "ResultLayer", "layer_names", "parcel_layer", "quota_layer"]

_COUNTED, _APART, _NO_CLASS = "#c8372d", "#ebe8e1", "#cccccc"

Counted = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ResultLayer:
    """Rows with their title, description and QGIS styles by name, the default first."""

    frame: gpd.GeoDataFrame
    title: str
    description: str
    styles: Mapping[str, str]


def layer_names(checks: Sequence[QuotaCheck]) -> list[str]:
    """Return a name for the layer of each quota: letters of any script, digits and ``_``, no two alike.

    >>> from natres.presenters.result_layers import _named
    >>> _named(["urban", "耕地 保有量", "Urban"])
    ['quota_urban', 'quota_耕地_保有量', 'quota_Urban_2']
    """
    return _named([check.quota.key for check in checks])


def _named(keys: Sequence[str]) -> list[str]:
    found: list[str] = []
    for key in keys:
        plain = "quota_" + re.sub(r"\W+", "_", key)
        number = 1 + sum(name.casefold().startswith(plain.casefold()) for name in found)
        found.append(plain if number == 1 else f"{plain}_{number}")
    return found


def parcel_layer(
    shapes: NDArray[np.object_],
    crs: Any,
    ledger: AreaLedger,
    scheme: Scheme,
    counted: Sequence[tuple[QuotaCheck, Counted]],
    language: str,
) -> ResultLayer:
    """Return all parcels with class, group, measures and ledger area.

    Parameters
    ----------
    counted : the quotas that can be computed, each with what it counts of every parcel, in 0.01 m²
    """
    w, rows = words(language), ledger.parcels
    columns: dict[str, Any] = {
        "parcel_id": rows["parcel_id"],
        "land_class": rows["land_class"],
        "subclass": [scheme.at_level(code, 2) for code in rows["land_class"]],
        "main_class": [scheme.at_level(code, 1) for code in rows["land_class"]],
        "land_group": [scheme.group_of(code) or "unclassified" for code in rows["land_class"]],
        "ownership_type": rows["ownership_type"],
        "settlement_code": rows["settlement_code"],
        "unit_code": rows["unit_code"],
        "area_kind": ledger.area_kind,
        "gross_area_m2": rows["gross_dm2"] / 100.0,
        "closing_m2": (rows["gross_dm2"] - rows["measured_dm2"]) / 100.0,
        "deducted_area_m2": rows["deducted_dm2"] / 100.0,
        "class_area_m2": rows["class_dm2"] / 100.0,
    }
    aliases = {name: w[f"results.{name}"] for name in columns}
    for measure in scheme.measures:
        if measure.quota and not scheme.wanting(measure.key, has_settlement=ledger.has_settlement):
            columns[f"in_{measure.key}"] = scheme.selects(measure, rows).astype("int16")
    for check, areas in counted:
        columns[f"in_{check.quota.measure}"] = (areas > 0).astype("int16")
    for measure in scheme.measures:
        if f"in_{measure.key}" in columns:
            aliases[f"in_{measure.key}"] = w["results.in_measure"].format(measure=measure.label[language])
    styles = {
        w["results.by_class"]: _by_class(columns["subclass"], scheme, language, aliases),
        w["results.by_group"]: _by_group(scheme, language, aliases),
    }
    for check, _ in counted:
        said = w["results.in_quota"].format(label=check.quota.label)
        pair = [("1", w["map.counted"], _COUNTED), ("0", w["map.not_counted"], _APART)]
        styles[said] = categorised_style(f"in_{check.quota.measure}", pair, aliases=aliases)
    frame = gpd.GeoDataFrame(columns, geometry=of_one_type(shapes), crs=crs)
    return ResultLayer(frame, w["map.parcels"], w["results.about_parcels"], styles)


def quota_layer(
    shapes: NDArray[np.object_], crs: Any, ledger: AreaLedger, scheme: Scheme, check: QuotaCheck, counted: Counted,
    language: str,
) -> ResultLayer:  # fmt: skip
    """Return the parcels that make up the actual of a quota; ``counted_area_m2`` adds up to it.

    Parameters
    ----------
    counted : what the quota counts of every parcel, in 0.01 m²
    """
    w, measure = words(language), scheme.measure(check.quota.measure)
    assert measure is not None  # its area was computed
    actual = int(counted.sum())
    assert check.actual_dm2 == actual
    mine = np.flatnonzero(counted > 0)
    rows, areas = ledger.parcels.iloc[mine], counted[mine]
    columns: dict[str, Any] = {
        "parcel_id": rows["parcel_id"],
        "land_class": rows["land_class"],
        "land_name": [class_label(code, scheme, language) for code in rows["land_class"]],
        "settlement_code": rows["settlement_code"],
        "unit_code": rows["unit_code"],
        "class_area_m2": rows["class_dm2"] / 100.0,
        "counted_area_m2": areas / 100.0,
        "counted": np.where(areas < rows["class_dm2"], "part", "whole"),
    }
    aliases = {name: w[f"results.{name}"] for name in columns}
    present = [kind for kind in ("whole", "part") if (columns["counted"] == kind).any()]
    kinds = [(kind, w[f"results.counted_{kind}"], _COUNTED) for kind in present]
    about = w["results.about_quota"].format(
        label=check.quota.label, rows=len(mine), square_metres=f"{actual / 100:.2f}",
        actual=area_text(actual), measure=measure.label[language], rule=measure.rule[language],
    )  # fmt: skip
    style = categorised_style("counted", kinds, hatched=["part"], aliases=aliases)
    frame = gpd.GeoDataFrame(columns, geometry=of_one_type(shapes[mine]), crs=crs)
    title = w["results.quota"].format(label=check.quota.label)
    return ResultLayer(frame, title, about, {title: style})


def _by_class(subclasses: Sequence[str], scheme: Scheme, language: str, aliases: Mapping[str, str]) -> str:
    used = sorted(set(subclasses) & set(scheme.by_code), key=lambda code: scheme.position[code])
    rows = [
        (code, f"{code} {class_label(code, scheme, language)}", scheme.by_code[code].colour or _NO_CLASS)
        for code in used
    ]
    return categorised_style("subclass", rows, aliases=aliases)


def _by_group(scheme: Scheme, language: str, aliases: Mapping[str, str]) -> str:
    rows = [(group.key, group_label(group.key, scheme, language), group.colour) for group in scheme.groups]
    other = ("unclassified", group_label("unclassified", scheme, language), _NO_CLASS)
    return categorised_style("land_group", [*rows, other], aliases=aliases)
