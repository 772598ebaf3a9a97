"""What all tables of a district file share: unknown keys are refused, numbers stand as printed."""

from pydantic import BaseModel, ConfigDict

from natres.core.units import PrintedFigure
from natres.errors import BadUsage

__all__ = ["Table", "printed"]


class Table(BaseModel):
    """A table of the district file: a key it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def printed(text: str) -> PrintedFigure:
    """Return a number as printed, or raise the ValueError that the model tells."""
    try:
        return PrintedFigure.parse(text)
    except BadUsage as error:
        raise ValueError('not a number as printed, such as "211.3"') from error
