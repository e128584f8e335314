"""Small forms of what repeats: numbers of varying size, columns of bits, text like other text."""

import re
import zlib
from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import Final

_RAW_DEFLATE: Final = -15
"""No header and no sum: every page of the database has one of its own."""

_ALL_ZERO: Final = 0
_ALL_EQUAL: Final = 1
_RICE: Final = 2
"""Forms of a column; from this one on it is the number of low bits, below zero their width."""


class Writer:
    """Appends numbers to a byte string."""

    def __init__(self) -> None:
        self.content = bytearray()

    def number(self, value: int) -> None:
        """Append a whole number, small ones in one byte; negative ones too."""
        rest = -2 * value - 1 if value < 0 else 2 * value
        while rest > 0x7F:
            self.content.append(rest & 0x7F | 0x80)
            rest >>= 7
        self.content.append(rest)

    def column(self, values: Sequence[int]) -> None:
        """Append numbers, counted from the smallest: in equally many bits, or few for small ones.

        The latter is Rice's code: the low bits as they are, the rest as so many ones and a zero.
        """
        if not any(values):
            self.number(_ALL_ZERO)
            return
        least = min(values)
        over = [value - least for value in values]
        width = max(over).bit_length()
        if not width:
            self.number(_ALL_EQUAL)
            self.number(least)
            return
        low = max(0, (sum(over) // len(over)).bit_length() - 1)
        if sum(value >> low for value in over) + len(over) * (low + 1) < len(over) * width:
            self.number(low + _RICE)
            self.number(least)
            if low:
                bits = "".join(
                    [f"{'1' * (value >> low)}0{value & (1 << low) - 1:0{low}b}" for value in over]
                )
            else:
                bits = "".join(["1" * value + "0" for value in over])
        else:
            self.number(-width)
            self.number(least)
            bits = "".join([f"{value:0{width}b}" for value in over])
        size = (len(bits) + 7) // 8
        self.content += int(bits.ljust(8 * size, "0"), 2).to_bytes(size, "big")


class Reader:
    """Reads what a Writer wrote."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.place = 0
        self._bits = ""
        """All of the content, once a column needs them."""

    def number(self) -> int:
        """Return the next number. Raises ValueError where the content is cut off."""
        rest = shift = 0
        while self.place < len(self.content):
            byte = self.content[self.place]
            self.place += 1
            rest |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return -(rest + 1 >> 1) if rest & 1 else rest >> 1
        raise _cut_off()

    def column(self, count: int) -> list[int]:
        """Return so many numbers. Raises ValueError where the content is cut off.

        A text of hours has hundreds of thousands, and somebody waits for it: no step of it is
        taken number by number where the standard library takes all at once.
        """
        form = self.number()
        if form == _ALL_ZERO:
            return [0] * count
        least = self.number()
        if form == _ALL_EQUAL:
            return [least] * count
        if not self._bits:
            size = 8 * len(self.content)
            self._bits = f"{int.from_bytes(self.content, 'big'):0{size}b}"
        bits, first = self._bits, 8 * self.place
        if form < 0:
            width = -form
            end = self._go_to(first + count * width)
            places = range(first, end, width)
            parts = bits[first:end] if width == 1 else [bits[at : at + width] for at in places]
            found = [int(part, 2) for part in parts]
        elif form == _RICE:
            ones = bits[first:].split("0", count)[:count]
            found = list(map(len, ones))
            self._go_to(first + sum(found) + count)
        else:
            low = form - _RICE
            self._go_to(first + max(count, 1) * (1 + low))  # so far it goes at least
            pairs = [match.groups() for match in islice(_rice(low).finditer(bits, first), count)]
            self._go_to(first + sum(len(high) for high, _ in pairs) + count * (1 + low))
            found = [len(high) << low | int(rest, 2) for high, rest in pairs]
        return [least + value for value in found]

    def _go_to(self, bit: int) -> int:
        """Go on behind a column that ends there. Raises ValueError where the content is cut off."""
        if bit > len(self._bits):
            raise _cut_off()
        self.place = (bit + 7) // 8
        return bit

    def rest(self) -> bytes:
        """Return all that follows."""
        return self.content[self.place :]


@cache
def _rice(low: int) -> re.Pattern[str]:
    # Nothing in it must be there, so that a content of ones alone is not searched ever again.
    return re.compile(f"(1*)0?([01]{{0,{low}}})")


def _cut_off() -> ValueError:
    return ValueError("the content is cut off")


def squeeze(text: str, like: str = "") -> bytes:
    """Compress a text that repeats much of another."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, _RAW_DEFLATE, zdict=like.encode())
    return compressor.compress(text.encode()) + compressor.flush()


def unsqueeze(content: bytes, like: str = "") -> str:
    """Return the text that ``squeeze`` was given. Raises zlib.error."""
    return zlib.decompressobj(_RAW_DEFLATE, zdict=like.encode()).decompress(content).decode()


def shorten(text: str) -> bytes:
    """Encode all of Unicode, Chinese in two bytes instead of three; no halves of surrogates."""
    return text.encode("gb18030")


def lengthen(content: bytes) -> str:
    """Return the text that ``shorten`` was given. Raises UnicodeError."""
    return content.decode("gb18030")
