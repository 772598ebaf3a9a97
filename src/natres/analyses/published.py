"""Published figures against the computed ones: what a document printed, and whether the data bear it out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from natres.core.results import FigureCheck
from natres.core.units import PrintedFigure

__all__ = ["PublishedFigure", "check_figures"]


@dataclass(frozen=True)
class PublishedFigure:
    """A figure as printed, its unit, and whether the input was made to fit it."""

    key: str
    printed: PrintedFigure
    unit: str
    calibrated: bool = False


def check_figures(
    published: Sequence[PublishedFigure],
    computed: Mapping[str, Fraction],
    printed: Mapping[str, Fraction] | None = None,
) -> tuple[FigureCheck, ...]:
    """Return the verdict for each published figure.

    Parameters
    ----------
    published : the figures
    computed : key → exact value in the figure's own unit
    printed : key → the value natres prints after closing its table, where that can differ

    Notes
    -----
    ``agrees``: the exact value lies in the interval the figure stands for. ``within_rounding``: it does not,
    but the closed value natres prints is that figure, calibrated or not. ``by_construction``: it fits, and the
    input was made to fit it, so it proves nothing. ``stated``: nothing computes it.
    """
    return tuple(_check(figure, computed.get(figure.key), (printed or {}).get(figure.key)) for figure in published)


def _check(figure: PublishedFigure, exact: Fraction | None, closed: Fraction | None) -> FigureCheck:
    if exact is None:
        status = "stated"
    elif figure.printed.holds(exact):
        status = "by_construction" if figure.calibrated else "agrees"
    elif closed is not None and closed == figure.printed.value:
        status = "within_rounding"
    else:
        status = "disagrees"
    return FigureCheck(figure.key, figure.printed.text, figure.unit, exact, figure.printed.decimals, status)
