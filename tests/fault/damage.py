"""What may become of a database file: one function a kind of damage, by chance.

None of them knows what the database holds.
"""

import random
from collections.abc import Callable
from typing import Final

PAGE_BYTES: Final = 8192
"""Of the library. Half pages in the place of others are easy to notice: no checksum fits."""

HEADER_BYTES: Final = 100
"""The database header of SQLite's file format."""

Damage = Callable[[bytes, random.Random], bytes]


def flip_bytes(content: bytes, chance: random.Random) -> bytes:
    """Change a few bytes anywhere."""
    mutant = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        mutant[chance.randrange(len(mutant))] ^= chance.randint(1, 255)
    return bytes(mutant)


def flip_bit_of_header(content: bytes, chance: random.Random) -> bytes:
    """Change one bit of the file's first page."""
    mutant = bytearray(content)
    place = chance.randrange(min(len(mutant), HEADER_BYTES))
    mutant[place] ^= 1 << chance.randrange(8)
    return bytes(mutant)


def truncate(content: bytes, chance: random.Random) -> bytes:
    """Cut the end off, anywhere or after a whole page; nothing may be left."""
    place = chance.randrange(len(content))
    return content[: place if chance.random() < 0.5 else place // PAGE_BYTES * PAGE_BYTES]


def zero_sectors(content: bytes, chance: random.Random) -> bytes:
    """Overwrite a stretch with zeros, as a disk does that never wrote it."""
    return _overwritten(content, chance, bytes(chance.choice((512, PAGE_BYTES, 3 * PAGE_BYTES))))


def write_noise(content: bytes, chance: random.Random) -> bytes:
    """Overwrite a sector or a page with noise."""
    return _overwritten(content, chance, chance.randbytes(chance.choice((512, PAGE_BYTES))))


def swap_pages(content: bytes, chance: random.Random) -> bytes:
    """Exchange two pages, both of them whole."""
    first, second = _two_pages(content, chance)
    order = list(range(len(content) // PAGE_BYTES))
    order[first], order[second] = order[second], order[first]
    return b"".join(_page(content, number) for number in order)


def misdirect_page(content: bytes, chance: random.Random) -> bytes:
    """Write a page also where another belongs."""
    first, second = _two_pages(content, chance)
    place = second * PAGE_BYTES
    return content[:place] + _page(content, first) + content[place + PAGE_BYTES :]


def lose_page(content: bytes, chance: random.Random) -> bytes:
    """Leave a page out, so that all later ones move up."""
    place = chance.randrange(len(content) // PAGE_BYTES) * PAGE_BYTES
    return content[:place] + content[place + PAGE_BYTES :]


def shift(content: bytes, chance: random.Random) -> bytes:
    """Insert or lose a few bytes, so that all later ones move."""
    place, count = chance.randrange(len(content)), chance.randint(1, 16)
    if chance.random() < 0.5:
        return content[:place] + bytes(count) + content[place:]
    return content[:place] + content[place + count :]


def foreign_header(content: bytes, chance: random.Random) -> bytes:
    """Begin like another file."""
    beginning = chance.choice(
        (
            b"SQLite format 3\0\x10\0\1\1\0\x40\x20\x20" + bytes(76),
            b"\x37\x7f\x06\x82" + bytes(28),
            b"PK\x03\x04" + bytes(26),
            b"RIFF\x24\0\0\0WAVEfmt ",
            bytes(HEADER_BYTES),
            chance.randbytes(HEADER_BYTES),
        )
    )
    return beginning + content[len(beginning) :]


DAMAGES: Final[tuple[Damage, ...]] = (
    flip_bytes,
    flip_bit_of_header,
    truncate,
    zero_sectors,
    write_noise,
    swap_pages,
    misdirect_page,
    lose_page,
    shift,
    foreign_header,
)


def _overwritten(content: bytes, chance: random.Random, stretch: bytes) -> bytes:
    place = chance.randrange(len(content)) // 512 * 512
    return (content[:place] + stretch + content[place + len(stretch) :])[: len(content)]


def _two_pages(content: bytes, chance: random.Random) -> tuple[int, int]:
    first, second = chance.sample(range(len(content) // PAGE_BYTES), 2)
    return first, second


def _page(content: bytes, number: int) -> bytes:
    return content[number * PAGE_BYTES : (number + 1) * PAGE_BYTES]
