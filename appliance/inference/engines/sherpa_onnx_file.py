"""What an ONNX file says about itself, read without loading it and without a library for it.

sherpa-onnx ends the whole process (``exit``) when a model lacks what it expects, so every file
is looked at before it is handed over. The format is Protocol Buffers; see ``onnx.proto3`` of the
ONNX project for the field numbers.
"""

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from appliance.modelstore.errors import ModelError

Shape = tuple[int | None, ...]
"""None where the length is only known when it runs."""

_LARGEST_METADATA_BYTES: Final = 32 * 1024 * 1024
"""The punctuation model keeps its 270,000 words there: 3 MB."""

_LONGEST_VARINT_BYTES: Final = 10

# Wire types of Protocol Buffers.
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5

# Field numbers: ModelProto, GraphProto, ValueInfoProto and what is inside its type, TensorProto.
_MODEL_GRAPH, _MODEL_METADATA = 7, 14
_ENTRY_KEY, _ENTRY_VALUE = 1, 2
_GRAPH_INITIALIZER, _GRAPH_INPUT, _GRAPH_OUTPUT = 5, 11, 12
_VALUE_NAME, _VALUE_TYPE = 1, 2
_TYPE_TENSOR, _TENSOR_SHAPE, _SHAPE_DIMENSION, _DIMENSION_VALUE = 1, 2, 1, 1
_TENSOR_EXTERNAL_DATA = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class OnnxFile:
    """The outside of a model."""

    metadata: dict[str, str]
    inputs: dict[str, Shape]
    outputs: dict[str, Shape]
    external_files: tuple[str, ...]
    """Where weights lie that are not in this file."""


def read_onnx(path: Path) -> OnnxFile:
    """Read a model's outside in milliseconds; raises ModelError if it is none, or cut short."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _Reader(data).model()
    except FileNotFoundError as error:
        raise ModelError(
            "The file {file} of the model is missing.",
            hint="Bring the model in again: as a signed bundle on the Stick page, or with "
            "`tingxia models import` or `tingxia models fetch`.",
            file=path.name,
        ) from error
    except (OSError, ValueError) as error:  # a mapping of an empty file is a ValueError
        raise ModelError(
            "The file {file} is not a whole ONNX model: {reason}.",
            hint="Bring the model in again: as a signed bundle on the Stick page, or with "
            "`tingxia models import` or `tingxia models fetch`.",
            file=path.name,
            reason=str(error) or type(error).__name__,
        ) from error


class _Field(NamedTuple):
    number: int
    wire: int
    start: int
    """Of its content."""

    end: int
    value: int
    """Of a varint, else 0."""


class _Reader:
    """Walks through the fields; the weights themselves are stepped over."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data

    def model(self) -> OnnxFile:
        metadata: dict[str, str] = {}
        inputs: dict[str, Shape] = {}
        outputs: dict[str, Shape] = {}
        external: set[str] = set()
        graphs = 0
        for field in self._fields(0, len(self._data)):
            if field.number == _MODEL_METADATA and field.wire == _BYTES:
                key, value = self._entry(field)
                metadata[key] = value
            elif field.number == _MODEL_GRAPH and field.wire == _BYTES:
                graphs += 1
                for part in self._fields(field.start, field.end):
                    if part.number == _GRAPH_INPUT:
                        inputs.update([self._value_info(part)])
                    elif part.number == _GRAPH_OUTPUT:
                        outputs.update([self._value_info(part)])
                    elif part.number == _GRAPH_INITIALIZER:
                        external.update(self._external_files(part))
        if graphs != 1 or not outputs:
            raise ValueError("it has no graph")
        return OnnxFile(
            metadata=metadata,
            inputs=inputs,
            outputs=outputs,
            external_files=tuple(sorted(external)),
        )

    def _fields(self, start: int, end: int) -> Iterator[_Field]:
        position = start
        while position < end:
            tag, position = self._varint(position, end)
            number, wire = tag >> 3, tag & 7
            value = 0
            content = position
            if wire == _VARINT:
                value, position = self._varint(position, end)
            elif wire == _FIXED64:
                position += 8
            elif wire == _FIXED32:
                position += 4
            elif wire == _BYTES:
                length, content = self._varint(position, end)
                position = content + length
            else:
                raise ValueError("it is in another format")
            if number == 0 or position > end:
                raise ValueError("it is cut short or in another format")
            yield _Field(number, wire, content, position, value)

    def _varint(self, position: int, end: int) -> tuple[int, int]:
        value = 0
        for index in range(_LONGEST_VARINT_BYTES):
            if position >= end:
                raise ValueError("it is cut short")
            byte = self._data[position]
            position += 1
            value |= (byte & 0x7F) << (7 * index)
            if byte < 0x80:
                return value, position
        raise ValueError("it is in another format")

    def _text(self, field: _Field) -> str:
        if field.end - field.start > _LARGEST_METADATA_BYTES:
            raise ValueError("a text in it is absurdly long")
        return self._data[field.start : field.end].decode("utf-8")

    def _inside(self, field: _Field, *numbers: int) -> Iterator[_Field]:
        """Follow a path of field numbers downwards."""
        if not numbers:
            yield field
            return
        for part in self._fields(field.start, field.end):
            if part.number == numbers[0]:
                yield from self._inside(part, *numbers[1:])

    def _entry(self, field: _Field) -> tuple[str, str]:
        parts = {part.number: part for part in self._fields(field.start, field.end)}
        texts = [self._text(parts[n]) if n in parts else "" for n in (_ENTRY_KEY, _ENTRY_VALUE)]
        return texts[0], texts[1]

    def _value_info(self, field: _Field) -> tuple[str, Shape]:
        name = "".join(self._text(part) for part in self._inside(field, _VALUE_NAME))
        dimensions = self._inside(field, _VALUE_TYPE, _TYPE_TENSOR, _TENSOR_SHAPE, _SHAPE_DIMENSION)
        return name, tuple(self._length(dimension) for dimension in dimensions)

    def _length(self, dimension: _Field) -> int | None:
        fixed = [part.value for part in self._inside(dimension, _DIMENSION_VALUE)]
        return fixed[0] if fixed else None

    def _external_files(self, tensor: _Field) -> Iterator[str]:
        for part in self._inside(tensor, _TENSOR_EXTERNAL_DATA):
            key, value = self._entry(part)
            if key == "location":
                yield value
