"""How a number is reached, as JSON that a page works out again: exact fractions as text, codes as lists."""

from typing import Any

from natres.core.basis import Difference, Given, How, Quotient, Rows, Worked

__all__ = ["how_json"]


def how_json(how: How) -> dict[str, Any]:
    """Return how a number is reached; a dictionary with one key that says which kind it is.

    >>> how_json(Rows("parcels", ({"land_class": ("0101",)},)))
    {'rows': {'layer': 'parcels', 'where': [{'land_class': ['0101']}], 'value': 'area'}}
    >>> from fractions import Fraction
    >>> half = Given(Fraction(1, 2), "0.5", "a.toml")
    >>> how_json(Quotient(half, half, 100))["over"][0], how_json(Difference(half, half)).keys()
    ({'given': {'value': '1/2', 'text': '0.5', 'source': 'a.toml'}}, dict_keys(['minus']))
    >>> how_json(Worked(Fraction(3), (("q", "3 L/s"),)))
    {'worked': {'value': '3', 'inputs': [['q', '3 L/s']]}}
    """
    match how:
        case Rows():
            where = [{column: list(codes) for column, codes in one.items()} for one in how.where]
            return {"rows": {"layer": how.layer, "where": where, "value": how.value}}
        case Given():
            return {"given": {"value": str(how.value), "text": how.text, "source": how.source}}
        case Quotient():
            return {"over": [how_json(how.above), how_json(how.below)], "factor": how.factor}
        case Difference():
            return {"minus": [how_json(how.whole), how_json(how.less)]}
        case Worked():
            return {"worked": {"value": str(how.value), "inputs": [list(pair) for pair in how.inputs]}}
