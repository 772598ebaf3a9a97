"""Every bad input of the catalogue under ``natres check``: handled, or passed over, told badly, or let do harm."""

import pytest

from natres.errors import NatresError

from . import archives, layers, rasters, registers
from .cases import CASES, by_check
from .clarity import lacking

KINDS = (layers, registers, archives, rasters)


#: Said of the sixteen parcels however they come: they lack fields a survey delivers.
USUAL = {"W FIELD_MISSING"}


def codes_of(words):
    return {word.split()[-1] for word in words if word != "ok"}


def verdict(case, seen):
    """In which of the ways an input came out, and why."""
    said = seen.said - USUAL
    if seen.harm:
        return "unsafe", "; ".join(seen.harm)
    if badly := _badly(seen):
        return "unclear", badly
    if "ok" in case.must:
        return _kept(case, seen, said)
    if codes_of(said) & codes_of(case.must):
        return "handled", ""
    return "silent", f"not one of {case.must}"


def _badly(seen):
    """What is told badly: anything but a finding escaped, or one lacks what it has to say."""
    if seen.error is not None:
        good = isinstance(seen.error, NatresError) and seen.error.sentence("zh") and "Cure" in seen.error.sentence("en")
        return "" if good else repr(seen.error)
    told = [(issue["code"], lacking(issue)) for issue in seen.data["issues"]]
    return ", ".join(f"{code} lacks {what}" for code, what in told if what)


def _kept(case, seen, said):
    """Whether a legal input is taken as it is: no error, all its rows, the area it has."""
    if errors := {word for word in said if word.startswith("E")} - set(case.must):
        return "refused", f"{sorted(errors)}"
    if seen.data is not None and not said & {word for word in case.must if word.startswith("E")}:
        if not seen.data["rows_in"] == seen.data["rows_kept"] > 0:
            return "changed", f"{seen.data['rows_kept']} of {seen.data['rows_in']} rows"
        if case.total_m2 is not None and seen.total_m2 != pytest.approx(case.total_m2, rel=2e-6):
            return "changed", f"{seen.total_m2} m²"
    return "handled", ""


def test_the_sixteen_parcels_are_clean_but_for_the_fields_they_lack(folder):
    with by_check():
        assert layers.ok_clean(folder).said == USUAL


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_check_handles_every_case(folder, case, record_property):
    with by_check():
        seen = case.make(folder)
    way, why = verdict(case, seen)
    record_property("check", way)
    record_property("legal", "ok" in case.must)
    assert way == "handled", f"{way}: {why}; {sorted(seen.said)}"
