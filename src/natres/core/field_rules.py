"""What a classification says of the fields beside its codes: lengths, dictionaries, and which values go together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Agreement", "FieldRule"]

Words = Mapping[str, str]


@dataclass(frozen=True)
class FieldRule:
    """What one column may hold.

    Parameters
    ----------
    column : natres column
    required : whether every row must have a value
    length : number of signs, 0 for any
    allowed : the dictionary, empty for any value
    unique_within : column within whose values this one is unique (a parcel's number within its village)
    """

    column: str
    required: bool = False
    length: int = 0
    allowed: tuple[str, ...] = ()
    unique_within: str = ""


@dataclass(frozen=True)
class Agreement:
    """What must hold between columns of a row.

    Where every column of ``when`` has one of its values, and none of ``unless``, ``column`` must be ``filled``, or
    ``empty``, or have one of ``allowed`` (an empty text among them is no value), or none of ``forbidden``. A value
    ending in ``*`` stands for all that begin so, one of a land class for all below it.
    """

    code: str
    column: str
    reason: Words
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    must: str = ""
    allowed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
