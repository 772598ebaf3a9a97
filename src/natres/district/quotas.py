"""Quotas: as the district file writes them, or as the command line gives one."""

from decimal import Decimal
from fractions import Fraction
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from natres.core.results import Quota
from natres.core.units import PrintedFigure, parse_area, to_dm2
from natres.district.table import Table, printed
from natres.errors import BadUsage

__all__ = ["QuotaEntry", "quota_from", "quota_of"]


class QuotaEntry(Table):
    """``[[quotas]]``: a limit as a paper printed it, in km² (``limit_km2``) or with its unit (``limit``)."""

    key: str
    label: str
    measure: str
    kind: Literal["ceiling", "floor"]
    limit_km2: str | None = None
    limit: str | None = None
    warn_ratio: Decimal = Field(default=Decimal("0.95"), gt=0, le=1)
    unit_limits_km2: dict[str, str] = Field(default_factory=dict)
    unit_limits: dict[str, str] = Field(default_factory=dict)
    document: str = ""
    issued_by: str = ""
    valid_from: str = ""
    valid_to: str = ""
    commitments_km2: str | None = None

    @field_validator("limit_km2", "commitments_km2")
    @classmethod
    def _is_a_number(cls, text: str | None) -> str | None:
        if text is not None and printed(text).value <= 0:
            raise ValueError("a limit is a positive number")
        return text

    @field_validator("limit")
    @classmethod
    def _is_an_area(cls, text: str | None) -> str | None:
        if text is not None and area(text)[0].value <= 0:
            raise ValueError("a limit is a positive number")
        return text

    @field_validator("unit_limits_km2", "unit_limits")
    @classmethod
    def _are_numbers(cls, limits: dict[str, str]) -> dict[str, str]:
        for text in limits.values():
            if area(text)[0].value <= 0:
                raise ValueError("a limit is a positive number")
        return limits

    @model_validator(mode="after")
    def _has_one_limit(self) -> Self:
        if (self.limit_km2 is None) == (self.limit is None):
            raise ValueError("one of limit_km2 and limit")
        return self


#: No limit is past 100 million km²: a thousandfold slip of the unit.
_LARGEST_LIMIT_DM2 = 10**16


def quota_of(measure: str, limit: str, *, kind: str = "ceiling", label: str = "") -> Quota:
    """Return a quota given on the command line; the limit keeps the digits and the unit it was written with.

    Raises
    ------
    BadUsage : ``NUMBER`` for a limit that is not a positive number

    >>> quota = quota_of("cropland", "17.43万亩", kind="floor")
    >>> quota.limit_dm2 / 1e8, quota.limit_text, quota.limit_unit
    (116.2, '17.43', '1e4mu')
    """
    figure, unit = parse_area(limit)
    if not 0 < to_dm2(figure.value, unit) < _LARGEST_LIMIT_DM2:
        raise BadUsage("NUMBER", value=limit)
    entry = QuotaEntry(key=measure, label=label or measure, measure=measure, kind="ceiling", limit=limit)
    return quota_from(entry.model_copy(update={"kind": kind}))


def quota_from(entry: QuotaEntry) -> Quota:
    """Return the quota an entry of the district file stands for."""
    printed, unit = parse_area(entry.limit or str(entry.limit_km2))
    limits = {**entry.unit_limits_km2, **entry.unit_limits}
    return Quota(
        key=entry.key,
        label=entry.label,
        measure=entry.measure,
        kind=entry.kind,
        limit_dm2=to_dm2(printed.value, unit),
        limit_text=printed.text.strip(),
        limit_decimals=max(printed.decimals, 0),
        warn_ratio=Fraction(entry.warn_ratio),
        unit_limits_dm2=tuple(
            (code, to_dm2(figure.value, of)) for code, (figure, of) in ((c, parse_area(v)) for c, v in limits.items())
        ),
        document=entry.document,
        limit_unit=unit,
    )


def area(text: str) -> tuple[PrintedFigure, str]:
    try:
        return parse_area(text)
    except BadUsage as error:
        raise ValueError('not an area as printed, such as "18.75万亩"') from error
