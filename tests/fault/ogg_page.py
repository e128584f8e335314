"""Ogg pages whose checksum is right, so that a decoder looks at what was forged in them."""

from collections.abc import Iterator
from typing import Final

_MARK: Final = b"OggS"
_SUM_AT: Final = 22


def with_checksums(ogg: bytes) -> bytes:
    """Return the file with the checksum of every page made anew (RFC 3533, section 6)."""
    return b"".join(_summed(page) for page in _pages(ogg))


def _pages(ogg: bytes) -> Iterator[bytes]:
    begin = 0
    while begin < len(ogg):
        end = ogg.find(_MARK, begin + 1)
        end = len(ogg) if end < 0 else end
        yield ogg[begin:end]
        begin = end


def _summed(page: bytes) -> bytes:
    if len(page) < _SUM_AT + 4 or not page.startswith(_MARK):
        return page
    blank = page[:_SUM_AT] + bytes(4) + page[_SUM_AT + 4 :]
    return blank[:_SUM_AT] + _checksum(blank).to_bytes(4, "little") + blank[_SUM_AT + 4 :]


def _checksum(data: bytes) -> int:
    register = 0
    for byte in data:
        register ^= byte << 24
        for _ in range(8):
            register = (register << 1 ^ (0x04C11DB7 if register & 1 << 31 else 0)) & 0xFFFFFFFF
    return register
