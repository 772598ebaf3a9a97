"""Refusing a layer whose land classes are of another classification: one message that names it."""

from collections.abc import Mapping
from typing import Any

from natres.core.classification import UNCLASSIFIED, Scheme
from natres.core.provenance import Layer
from natres.core.scheme_shapes import Recognised, recognise_codes, recognise_names
from natres.errors import BadData

__all__ = ["refuse_other_scheme"]


def refuse_other_scheme(layer: Layer[Any], scheme: Scheme, field: str, *, numeric: bool) -> None:
    """Refuse parcels coded by another classification; one's own scheme is never second-guessed.

    Parameters
    ----------
    layer : natres parcel columns, codes as they were read
    field : the field of the land class, for the message
    numeric : whether codes were stored as numbers

    Raises
    ------
    BadData : ``SCHEME_OTHER`` with the other scheme's key as variant, ``unclear`` where two fit
    """
    if not scheme.others:
        return
    codes = layer.frame["land_class"]
    counts = {str(code): int(n) for code, n in codes[codes != UNCLASSIFIED].value_counts().items()}
    found = recognise_codes(counts, set(scheme.by_code), scheme.others, numeric=numeric)
    found = found or _by_names(layer.frame, scheme, sum(counts.values()), numeric=numeric)
    if found is not None:
        record = layer.provenance
        variant = found.keys[0] if len(found.keys) == 1 else "unclear"
        facts = {"title": _titles(found), "expected": scheme.title, "codes": found.evidence}
        place = {"file": record.file_name, "layer": record.layer or None, "field": field}
        raise BadData(f"SCHEME_OTHER.{variant}", **place, **facts, count=found.count, rows=found.rows)


def _by_names(frame: Any, scheme: Scheme, rows: int, *, numeric: bool) -> Recognised | None:
    if "class_name" not in frame:
        return None
    telling = {code for other in scheme.others for code in other.names}
    codes = frame["land_class"]
    if numeric:
        codes = codes.where(codes.isin(list(telling)), "0" + codes)
    chosen = codes.isin(list(telling)) & (frame["class_name"] != "")
    pairs = frame.loc[chosen, ["class_name"]].assign(code=codes[chosen]).value_counts(["code", "class_name"])
    counts = {(str(code), str(name)): int(n) for (code, name), n in pairs.items()}
    names = {code: scheme.by_code[code].name["zh"] for code in telling if code in scheme.by_code}
    return recognise_names(counts, names, scheme.others, rows=rows)


def _titles(found: Recognised) -> Mapping[str, str]:
    return {language: " / ".join(title[language] for title in found.titles) for language in found.titles[0]}
