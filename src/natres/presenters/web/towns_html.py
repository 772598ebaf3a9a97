"""The town list of a map page: a name, a total, a stacked bar and the parts of each, readable without a script."""

from natres.presenters.web.figures import FigureBook
from natres.presenters.web.page import Face, Town, TownPart
from natres.presenters.web.safety import checked_colour, escape
from natres.presenters.web.words import words_of

__all__ = ["towns_html"]


def towns_html(face: Face, language: str, book: FigureBook) -> str:
    """Return the town list of a face, nothing where it has none.

    >>> towns_html(Face("图"), "zh", FigureBook())
    ''
    """
    if not face.towns:
        return ""
    words = words_of(language)
    title = f"<h2>{escape(face.towns_title or words['towns'])}</h2>"
    back = f'<button type="button" class="back" data-back hidden>{escape(words["back_district"])}</button>'
    towns = "".join(_town(town, language, book) for town in face.towns)
    return f'{title}{back}{_keys(face)}<ul class="towns">{towns}</ul>'


def _keys(face: Face) -> str:
    """Return the colours of the parts with their words, in the order of their first appearance."""
    seen = {part.label: part.colour for town in reversed(face.towns) for part in reversed(town.parts)}
    items = "".join(f"<li>{_swatch(colour)}{escape(label)}</li>" for label, colour in reversed(seen.items()))
    return f'<ul class="keys">{items}</ul>' if len(seen) > 1 else ""


def _swatch(colour: str) -> str:
    return f'<i style="background:{checked_colour(colour)}"></i>'


def _town(town: Town, language: str, book: FigureBook) -> str:
    name, words = escape(town.name), words_of(language)
    told = escape(words["town_zoom"].format(name=town.name))
    total = book.html(f"{town.name} · {words['area']}", town.total, town.basis)
    parts = "".join(_part(town, part, words["share"], book) for part in town.parts)
    table = f'<table class="parts"><tbody>{parts}</tbody></table>' if parts else ""
    return (
        f'<li data-town="{escape(town.code)}"><div class="town-head">'
        f'<button type="button" class="town" title="{told}">{name}</button>'
        f'<span class="number">{total}</span></div>{_bar(town)}{table}</li>'
    )


def _part(town: Town, part: TownPart, share: str, book: FigureBook) -> str:
    title = f"{town.name} · {part.label}"
    area = book.html(title, part.area, part.basis)
    of_town = book.html(f"{title} · {share}", part.share, part.share_basis)
    return (
        f'<tr><th scope="row">{_swatch(part.colour)}{escape(part.label)}</th>'
        f'<td class="number">{area}</td><td class="number">{of_town}</td></tr>'
    )


def _bar(town: Town) -> str:
    """Return the parts side by side, each as wide as its share of what is known of the town."""
    whole = sum(max(part.size, 0.0) for part in town.parts)
    if whole <= 0:
        return ""
    pieces = "".join(
        f'<i style="width:{100 * max(part.size, 0.0) / whole:.3f}%;background:{checked_colour(part.colour)}"></i>'
        for part in town.parts
    )
    return f'<div class="stack" aria-hidden="true">{pieces}</div>'
