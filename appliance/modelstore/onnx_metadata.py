"""Reads the few words an ONNX file says about itself, without loading it.

Only the outermost fields of the protocol buffer (onnx.proto3, message ModelProto) are walked: each
is skipped by its length, so a gigabyte of weights costs a few reads.
"""

from pathlib import Path
from typing import BinaryIO, Final

_METADATA_FIELD: Final = 14  # repeated StringStringEntryProto metadata_props
_KEY_FIELD, _VALUE_FIELD = 1, 2
_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5

_MOST_FIELDS: Final = 4096
_LONGEST_ENTRY_BYTES: Final = 16 * 1024 * 1024
"""The vocabulary of a punctuation model is one entry of 4 MB."""

_LONGEST_VALUE: Final = 200


def read_onnx_metadata(file: Path) -> dict[str, str]:
    """Return key and value, long values cut; raises ValueError if it is no ONNX file."""
    size_bytes = file.stat().st_size
    found: dict[str, str] = {}
    with file.open("rb") as stream:
        for _ in range(_MOST_FIELDS):
            if stream.tell() == size_bytes:
                if found or size_bytes:
                    return found
                break
            number, kind = divmod(_varint(stream), 8)
            if kind == _BYTES:
                length = _varint(stream)
                if number == 0 or stream.tell() + length > size_bytes:
                    break
                if number == _METADATA_FIELD and length <= _LONGEST_ENTRY_BYTES:
                    key, value = _entry(stream.read(length))
                    found[key] = value
                else:
                    stream.seek(length, 1)
            elif kind == _VARINT and number:
                _varint(stream)
            elif kind in {_EIGHT_BYTES, _FOUR_BYTES} and number:
                stream.seek(8 if kind == _EIGHT_BYTES else 4, 1)
            else:
                break
    raise ValueError("it is no ONNX file, or only a part of one")


def _varint(stream: BinaryIO) -> int:
    value = 0
    for position in range(10):
        byte = stream.read(1)
        if not byte:
            raise ValueError("it ends in the middle")
        value |= (byte[0] & 0x7F) << (7 * position)
        if byte[0] < 0x80:
            return value
    raise ValueError("it is no ONNX file")


def _entry(content: bytes) -> tuple[str, str]:
    """Read a key and a value; both are strings."""
    fields = {_KEY_FIELD: b"", _VALUE_FIELD: b""}
    rest = memoryview(content)
    while rest:
        tag, rest = _number(rest)
        length, rest = _number(rest)
        if tag % 8 != _BYTES or length > len(rest):
            raise ValueError("its metadata is damaged")
        fields[tag // 8] = bytes(rest[:length])
        rest = rest[length:]
    return (
        fields[_KEY_FIELD].decode(errors="replace")[:_LONGEST_VALUE],
        fields[_VALUE_FIELD][: _LONGEST_VALUE * 4].decode(errors="replace")[:_LONGEST_VALUE],
    )


def _number(rest: memoryview) -> tuple[int, memoryview]:
    value = 0
    for position in range(min(10, len(rest))):
        value |= (rest[position] & 0x7F) << (7 * position)
        if rest[position] < 0x80:
            return value, rest[position + 1 :]
    raise ValueError("its metadata is damaged")
