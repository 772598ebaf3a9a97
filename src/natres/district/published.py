"""Figures as a document prints them."""

from typing import Any

from pydantic import Field, field_validator, model_validator

from natres.district.table import Table, printed

__all__ = ["PublishedTable", "PublishedValue"]


class PublishedValue(Table):
    """A figure as a document prints it, with its unit and, where printed, its share in percent."""

    value: str
    unit: str
    share: str | None = None

    @field_validator("value", "share")
    @classmethod
    def _is_a_figure(cls, text: str | None) -> str | None:
        if text is not None:
            printed(text)
        return text


class PublishedTable(Table):
    """``[published.NAME]``: figures of one table and one date."""

    year: int
    calibrated: bool = False
    figures: dict[str, PublishedValue] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _collect_figures(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        own = {key: data[key] for key in ("year", "calibrated") if key in data}
        return {**own, "figures": {key: value for key, value in data.items() if key not in own}}
