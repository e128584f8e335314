"""Small forms of what repeats: numbers of varying size, columns of bits, text like other text."""

import zlib
from collections.abc import Sequence
from typing import Final

_RAW_DEFLATE: Final = -15
"""No header and no sum: every page of the database has one of its own."""


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
        least = min(values, default=0)
        over = [value - least for value in values]
        width = max(over, default=0).bit_length()
        self.number(least)
        if not width:
            self.number(0)
            return
        low = max(0, (sum(over) // len(over)).bit_length() - 1)
        if sum(value >> low for value in over) + len(over) * (low + 1) < len(over) * width:
            self.number(low + 1)
            if low:
                bits = "".join(
                    [f"{'1' * (value >> low)}0{value & (1 << low) - 1:0{low}b}" for value in over]
                )
            else:
                bits = "".join(["1" * value + "0" for value in over])
        else:
            self.number(-width)
            bits = "".join([f"{value:0{width}b}" for value in over])
        size = (len(bits) + 7) // 8
        self.content += int(bits.ljust(8 * size, "0"), 2).to_bytes(size, "big")


class Reader:
    """Reads what a Writer wrote."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.place = 0

    def number(self) -> int:
        """Return the next number."""
        rest = shift = 0
        while True:
            byte = self.content[self.place]
            self.place += 1
            rest |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return -(rest + 1 >> 1) if rest & 1 else rest >> 1

    def column(self, count: int) -> list[int]:
        """Return so many numbers."""
        least, form = self.number(), self.number()
        if not form or not count:
            return [least] * count
        rest = self.content[self.place :]
        bits = f"{int.from_bytes(rest, 'big'):0{8 * len(rest)}b}"
        values = []
        at = 0
        if form < 0:
            width = -form
            places = range(0, count * width, width)
            values = [least + int(bits[start : start + width], 2) for start in places]
            at = count * width
        else:
            low = form - 1
            for _ in range(count):
                stop = bits.index("0", at)
                value, at = stop - at, stop + 1
                if low:
                    value, at = value << low | int(bits[at : at + low], 2), at + low
                values.append(least + value)
        self.place += (at + 7) // 8
        return values

    def rest(self) -> bytes:
        """Return all that follows."""
        return self.content[self.place :]


def squeeze(text: str, like: str = "") -> bytes:
    """Compress a text that repeats much of another."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, _RAW_DEFLATE, zdict=like.encode())
    return compressor.compress(text.encode()) + compressor.flush()


def unsqueeze(content: bytes, like: str = "") -> str:
    """Return the text that ``squeeze`` was given. Raises zlib.error."""
    return zlib.decompressobj(_RAW_DEFLATE, zdict=like.encode()).decompress(content).decode()
