"""Writes small ONNX files, field by field: the library for it comes with the extra funasr only.

The numbers of the fields are those of ``onnx.proto3``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FLOAT, INT32, INT64 = 1, 6, 7

_IR_VERSION, _OPERATORS_VERSION = 8, 13


def number(field_number: int, value: int) -> bytes:
    """A whole number."""
    return _varint(field_number << 3) + _varint(value)


def content(field_number: int, data: bytes) -> bytes:
    """Bytes, or a message."""
    return _varint(field_number << 3 | 2) + _varint(len(data)) + data


def text(field_number: int, value: str) -> bytes:
    """A text."""
    return content(field_number, value.encode())


def _varint(value: int) -> bytes:
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*encoded, value])


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """An input or output."""

    name: str
    kind: int
    shape: Sequence[int | str]
    """A name stands for a length that is not fixed."""

    def encoded(self) -> bytes:
        """As ValueInfoProto."""
        lengths = b"".join(
            content(1, number(1, length) if isinstance(length, int) else text(2, length))
            for length in self.shape
        )
        return text(1, self.name) + content(
            2, content(1, number(1, self.kind) + content(2, lengths))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One operation; attributes are whole numbers."""

    operator: str
    inputs: Sequence[str]
    outputs: Sequence[str]
    attributes: Mapping[str, int] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """As NodeProto."""
        parts = [text(1, name) for name in self.inputs]
        parts += [text(2, name) for name in self.outputs]
        parts += [text(4, self.operator)]
        parts += [
            content(5, text(1, name) + number(3, value) + number(20, 2))
            for name, value in self.attributes.items()
        ]
        return b"".join(parts)


def tensor(name: str, values: NDArray[np.float32] | NDArray[np.int64]) -> bytes:
    """As TensorProto."""
    kind = FLOAT if values.dtype == np.float32 else INT64
    shape = b"".join(number(1, length) for length in values.shape)
    return shape + number(2, kind) + text(8, name) + content(9, values.tobytes())


def onnx_model(
    *,
    inputs: Sequence[Value],
    outputs: Sequence[Value],
    nodes: Sequence[Node],
    weights: Mapping[str, NDArray[np.float32] | NDArray[np.int64]],
    metadata: Mapping[str, object],
) -> bytes:
    """The bytes of a whole file."""
    graph = b"".join(content(1, node.encoded()) for node in nodes)
    graph += text(2, "graph")
    graph += b"".join(content(5, tensor(name, values)) for name, values in weights.items())
    graph += b"".join(content(11, value.encoded()) for value in inputs)
    graph += b"".join(content(12, value.encoded()) for value in outputs)
    entries = (text(1, key) + text(2, str(value)) for key, value in metadata.items())
    return (
        number(1, _IR_VERSION)
        + content(8, number(2, _OPERATORS_VERSION))
        + content(7, graph)
        + b"".join(content(14, entry) for entry in entries)
    )
