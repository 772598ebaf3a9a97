"""Blocks of the pack: named number streams behind a small JSON head, squeezed by zlib, written in base64.

The alphabet of base64 holds no sign of markup or of a template, so no value can leave its block.
"""

import base64
import json
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Block", "json_block", "varints", "zigzag"]

Ints = NDArray[np.int64]
#: How hard zlib works: 9 takes six times as long as 7 for a hundredth less.
_EFFORT = 7


def zigzag(values: Ints) -> Ints:
    """Return signed numbers as unsigned ones, small ones staying small.

    >>> zigzag(np.array([0, -1, 1, -2])).tolist()
    [0, 1, 2, 3]
    """
    return (values << 1) ^ (values >> 63)


def varints(values: Ints) -> bytes:
    """Return numbers ≥ 0 in base 128, low digit first, the top bit saying that another byte follows.

    >>> varints(np.array([1, 127, 128, 300])).hex()
    '017f8001ac02'
    >>> varints(np.array([], dtype=np.int64))
    b''
    """
    number = values.astype(np.uint64)
    length = np.ones(number.size, dtype=np.int64)
    for digits in range(1, 9):
        length += number >= np.uint64(1 << (7 * digits))
    start = np.cumsum(length) - length
    out = np.zeros(int(length.sum()), dtype=np.uint8)
    for digit in range(int(length.max(initial=0))):
        wanted = length > digit
        low = (number[wanted] >> np.uint64(7 * digit)) & np.uint64(0x7F)
        follows = np.where(length[wanted] > digit + 1, 0x80, 0).astype(np.uint64)
        out[start[wanted] + digit] = (low | follows).astype(np.uint8)
    return out.tobytes()


class Block:
    """Named streams, each answered in the head by the place where it stands: offset and length in bytes."""

    def __init__(self, **head: Any) -> None:
        self._head: dict[str, Any] = head
        self._places: dict[str, list[int]] = {}
        self._body = bytearray()

    def add(self, name: str, data: bytes) -> None:
        """Add a stream of bytes."""
        self._places[name] = [len(self._body), len(data)]
        self._body += data

    def numbers(self, name: str, values: Ints) -> None:
        """Add numbers from 0 to below 2**53."""
        self.add(name, varints(values))

    def steps(self, name: str, values: Ints) -> None:
        """Add a sequence by its steps: neighbours are near each other, so the numbers stay small."""
        self.numbers(name, zigzag(np.diff(values, prepend=np.int64(0))))

    def planes(self, name: str, values: Ints) -> None:
        """Add signed numbers as two streams: low bytes, which look random, apart from the rest, which is mostly 0."""
        unsigned = zigzag(values)
        self.add(f"{name}.low", (unsigned & 0xFF).astype(np.uint8).tobytes())
        self.numbers(f"{name}.high", unsigned >> 8)

    def texts(self, name: str, values: Sequence[str]) -> None:
        """Add texts, whatever is in them."""
        self.add(name, json.dumps(list(values), ensure_ascii=True, separators=(",", ":")).encode("ascii"))

    def text(self) -> str:
        """Return the block as text."""
        return _packed({**self._head, "streams": self._places}, bytes(self._body))


def json_block(data: Any) -> str:
    """Return a block that is a head and nothing else.

    >>> json_block({"a": "{{ 7*7 }}"}).isascii()
    True
    """
    return _packed(data, b"")


def _packed(head: Any, body: bytes) -> str:
    text = json.dumps(head, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode("ascii")
    block = len(text).to_bytes(4, "little") + text + body
    return base64.b64encode(zlib.compress(block, _EFFORT)).decode("ascii")
