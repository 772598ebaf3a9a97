"""The figures of a page as its data block holds them: whose number it is, how it is printed, how it is reached.

The languages of a page say the same with other words; a formula that is not the same in all of them is refused.
"""

from collections.abc import Sequence
from typing import Any

from natres.core.basis import Difference, Given, How, Quotient, Rows, Worked
from natres.presenters.web.figures import Figure
from natres.presenters.web.pack.texts import text_json

__all__ = ["figures_json"]

Json = dict[str, Any]


def figures_json(figures: Sequence[Figure], *, public: bool = False) -> list[Json]:
    """Return the figures as JSON; raises ValueError where the languages of one reach its number by different ways.

    In a ``public`` page a number keeps its rule alone: its rows are told by ids and codes of villages, its inputs are
    single wells.

    >>> from fractions import Fraction
    >>> from natres.core.basis import Basis
    >>> basis = Basis("公布数", Given(Fraction(5), "5", "district.toml"), "count")
    >>> figures_json([Figure({"zh": "井"}, {"zh": "5"}, {"zh": basis})])[0]["how"]
    {'given': {'value': '5', 'text': '5', 'source': 'district.toml'}}
    """
    found = [_figure(figure) for figure in figures]
    return [figure | {"how": {"kept": True}} for figure in found] if public else found


def _figure(figure: Figure) -> Json:
    languages = list(figure.basis)
    bases = list(figure.basis.values())
    return {
        "title": text_json(figure.title, languages),
        "text": text_json(figure.text, languages),
        "unit": bases[0].unit,
        "rule": text_json({language: basis.rule for language, basis in figure.basis.items()}, languages),
        "how": _how([basis.how for basis in bases], languages),
    }


def _how(hows: Sequence[How], languages: Sequence[str]) -> Json:
    """Return how a number is reached, from what each language says of it."""
    first = hows[0]
    if any(type(how) is not type(first) for how in hows):
        raise ValueError(f"the languages of a page reach a number by different ways: {hows}")
    match first:
        case Rows():
            _agree(hows)
            where = [{column: list(codes) for column, codes in one.items()} for one in first.where]
            return {"rows": {"layer": first.layer, "where": where, "value": first.value}}
        case Given():
            given = [how for how in hows if isinstance(how, Given)]
            _agree([how.value for how in given])
            return {
                "given": {
                    "value": str(first.value),
                    "text": _said([how.text for how in given], languages),
                    "source": _said([how.source for how in given], languages),
                }
            }
        case Quotient():
            over = [how for how in hows if isinstance(how, Quotient)]
            _agree([how.factor for how in over])
            pair = [_how([how.above for how in over], languages), _how([how.below for how in over], languages)]
            return {"over": pair, "factor": first.factor}
        case Difference():
            minus = [how for how in hows if isinstance(how, Difference)]
            return {"minus": [_how([h.whole for h in minus], languages), _how([h.less for h in minus], languages)]}
        case Worked():
            worked = [how for how in hows if isinstance(how, Worked)]
            _agree([(how.value, len(how.inputs)) for how in worked])
            inputs = [
                [_said([how.inputs[n][part] for how in worked], languages) for part in range(2)]
                for n in range(len(first.inputs))
            ]
            return {"worked": {"value": str(first.value), "inputs": inputs}}


def _said(texts: Sequence[str], languages: Sequence[str]) -> str | list[str]:
    return text_json(dict(zip(languages, texts, strict=True)), languages)


def _agree(parts: Sequence[object]) -> None:
    if any(part != parts[0] for part in parts):
        raise ValueError(f"the languages of a page reach a number by different ways: {parts}")
