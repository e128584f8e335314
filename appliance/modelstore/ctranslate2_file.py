"""Walks a model file of CTranslate2 without loading it, to see whether it is one and whole.

The format (version 6, model/model.cc of CTranslate2): a header, the variables one after the other,
each with the length of its content, then their further names.
"""

import struct
from pathlib import Path
from typing import BinaryIO, Final

_VERSIONS: Final = range(1, 65)
_MOST_VARIABLES: Final = 100_000
_HIGHEST_RANK: Final = 8


def check_ctranslate2(file: Path) -> None:
    """Raise ValueError if the file is cut off or something else."""
    size_bytes = file.stat().st_size
    with file.open("rb") as stream:
        if _number(stream, "<I") not in _VERSIONS:
            raise ValueError("unknown version")
        _text(stream)
        _number(stream, "<I")  # of the model's own layout
        variables = _number(stream, "<I")
        if variables > _MOST_VARIABLES:
            raise ValueError("too many variables")
        for _ in range(variables):
            _text(stream)
            rank = _number(stream, "<B")
            if rank > _HIGHEST_RANK:
                raise ValueError("a variable of too many dimensions")
            stream.seek(4 * rank + 1, 1)  # dimensions, kind of number
            length = _number(stream, "<I")
            if stream.tell() + length > size_bytes:
                raise ValueError("cut off")
            stream.seek(length, 1)
        for _ in range(_number(stream, "<I")):
            _text(stream)
            _text(stream)


def _number(stream: BinaryIO, layout: str) -> int:
    content = stream.read(struct.calcsize(layout))
    if len(content) < struct.calcsize(layout):
        raise ValueError("cut off")
    number: int = struct.unpack(layout, content)[0]
    return number


def _text(stream: BinaryIO) -> None:
    length = _number(stream, "<H")
    if len(stream.read(length)) < length:
        raise ValueError("cut off")
