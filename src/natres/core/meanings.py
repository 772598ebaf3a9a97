"""Which codes of a column mean the same: what a basis names instead of the meaning."""

from collections.abc import Callable, Iterable

__all__ = ["codes_by_meaning"]


def codes_by_meaning(codes: Iterable[object], meaning: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    """Return for each meaning the codes that have it, as they stand in a column, each once and in order.

    What is no text (a missing value) is blank.

    >>> codes_by_meaning(["10", "30", "20", "10", None], lambda code: code[:1])
    {'': ('',), '1': ('10',), '2': ('20',), '3': ('30',)}
    """
    found: dict[str, list[str]] = {}
    for code in sorted({code if isinstance(code, str) else "" for code in codes}):
        found.setdefault(meaning(code), []).append(code)
    return {key: tuple(same) for key, same in found.items()}
