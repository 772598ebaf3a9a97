"""Texts of a page as its data block holds them: one string, or one per language."""

from collections.abc import Sequence

from natres.presenters.web.layers import Text

__all__ = ["TextJson", "text_json"]

TextJson = str | list[str]


def text_json(text: Text, languages: Sequence[str]) -> TextJson:
    """Return a text as JSON: a string where all languages say the same.

    >>> text_json("西青区", ("zh", "en")), text_json({"zh": "林地", "en": "Forest"}, ("zh", "en"))
    ('西青区', ['林地', 'Forest'])
    """
    if isinstance(text, str):
        return text
    said = [str(text[language]) for language in languages]
    return said[0] if len(set(said)) == 1 else said
