"""What PROJ does when coordinates change their system on one datum: a text for the log."""

from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError
from pyproj.transformer import TransformerGroup

from natres.core.crs import geographic
from natres.core.twins import base_of, unbound
from natres.errors import BadData

__all__ = ["transform_record"]

_TAKEN_AS_ONE = "CGCS2000 and WGS 84 taken as one; accuracy: some decimetres; definition: noop"


def transform_record(source: CRS, target: CRS) -> str:
    """Return name, stated accuracy and definition of the operations between two systems.

    CGCS2000 and WGS 84 count as one datum, as everywhere in natres; that step is named where it is taken.

    Raises
    ------
    BadData : ``CRS_DATUM`` where a datum is neither, or the way between the two would shift one

    >>> print(transform_record(CRS.from_epsg(4527), CRS.from_epsg(4528)).split("; definition")[0])
    Inverse of 3-degree Gauss-Kruger zone 39 + 3-degree Gauss-Kruger zone 40; accuracy: 0 m
    """
    start, end = unbound(source), unbound(target)
    one, other = geographic(start), geographic(end)
    if one.equals(other, ignore_axis_order=True):
        return _operation(start, end) or "no operation; accuracy: 0 m; definition: noop"
    parts = (_operation(start, base_of(start)), _TAKEN_AS_ONE, _operation(base_of(end), end))
    return " | ".join(part for part in parts if part)


def _operation(source: CRS, target: CRS) -> str:
    if source.equals(target, ignore_axis_order=True):
        return ""
    try:
        found = Transformer.from_crs(source, target, always_xy=True, allow_ballpark=False)
        if found.definition.startswith("unavailable"):  # several candidates: PROJ decides with the first place
            found = TransformerGroup(source, target, always_xy=True, allow_ballpark=False).transformers[0]
    except (ProjError, IndexError):
        raise BadData("CRS_DATUM", value=source.name) from None
    name = found.description.replace("axis order change (2D) + ", "").removesuffix(" + axis order change (2D)")
    accuracy = "unknown" if found.accuracy < 0 else f"{found.accuracy:g} m"
    return f"{name}; accuracy: {accuracy}; definition: {found.definition}"
