"""The Range header of RFC 9110: one range of bytes."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,19})\s*-\s*(\d{0,19})\s*", re.ASCII)


class UnsatisfiableRangeError(ValueError):
    """The range lies beyond the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByteRange:
    """Bytes ``first`` up to, not including, ``end``."""

    first: int
    end: int


def parse_range(header: str | None, size_bytes: int) -> ByteRange | None:
    """Return the range asked for, clipped to the size.

    None if there is no header, or one to be ignored: malformed, of another unit, or of several
    ranges. Raises UnsatisfiableRangeError.
    """
    match = _ONE_RANGE.fullmatch(header or "")
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size_bytes)
        if length == 0:
            raise UnsatisfiableRangeError(header)
        return ByteRange(first=size_bytes - length, end=size_bytes)
    if last and int(last) < int(first):
        return None
    if int(first) >= size_bytes:
        raise UnsatisfiableRangeError(header)
    end = min(int(last) + 1, size_bytes) if last else size_bytes
    return ByteRange(first=int(first), end=end)
