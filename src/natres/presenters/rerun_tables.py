"""What a repeated run found as a table: what differs from the record, recorded beside now."""

from collections.abc import Sequence
from typing import Any

from natres.labels import words
from natres.presenters.table import Column, Row, Table, cells

__all__ = ["difference_table", "rerun_sentence"]


def difference_table(differences: Sequence[tuple[str, str, str | None, str | None]], language: str) -> Table:
    """Return the differences as a table.

    Parameters
    ----------
    differences : kind (input, output or figure), what, recorded and now, None on the side that has nothing
    """
    w = words(language)
    rows = tuple(
        Row(cells([w[f"verify.{kind}"], what, *_sides(recorded, now, w)])) for kind, what, recorded, now in differences
    )
    columns = tuple(Column(w[f"verify.{name}"]) for name in ("kind", "what", "recorded", "now"))
    return Table("verify", w["verify.title"], columns, rows)


def _sides(recorded: str | None, now: str | None, w: Any) -> list[str]:
    return [w["verify.absent"] if side is None else side for side in (recorded, now)]


def rerun_sentence(counts: tuple[int, int, int], differences: int, language: str) -> str:
    """Return the outcome in words: everything as recorded, or how much is not."""
    w = words(language)
    if differences:
        return w["verify.some_differ"].format(count=differences)
    return w["verify.all_agree"].format(inputs=counts[0], outputs=counts[1], figures=counts[2])
