"""Which classification a table stands on: a profile is stated under every table it changes, and in JSON."""

from collections.abc import Iterable
from dataclasses import replace

from natres.core.classification import Scheme
from natres.labels import words
from natres.presenters.table import Table

__all__ = ["scheme_json", "with_profile_note"]


def with_profile_note(tables: Iterable[Table], scheme: Scheme, language: str) -> tuple[Table, ...]:
    """Return the tables with a note that names the profile; without a profile they stay as they are.

    >>> from natres.readers import read_scheme
    >>> profiled = read_scheme("third-survey:0404-agricultural")
    >>> with_profile_note([Table("t", "T", (), ())], profiled, "en")[0].notes[0][:34]
    'Profile 0404-agricultural of the c'
    >>> with_profile_note([Table("t", "T", (), ())], read_scheme(), "en")[0].notes
    ()
    """
    if scheme.profile is None:
        return tuple(tables)
    profile = scheme.profile
    note = words(language)["land.profile"].format(
        key=profile.key,
        scheme=scheme.title[language],
        label=profile.label[language],
        reason=profile.reason[language],
    )
    return tuple(replace(table, notes=(*table.notes, note)) for table in tables)


def scheme_json(scheme: Scheme, language: str) -> dict[str, str | None]:
    """Return key, profile (None without one) and title of a scheme; the title says what the profile changes."""
    profile, title = scheme.profile, scheme.title[language]
    if profile is not None:
        title = words(language)["land.profile_title"].format(title=title, label=profile.label[language])
    return {"key": scheme.key, "profile": profile.key if profile else None, "title": title}
