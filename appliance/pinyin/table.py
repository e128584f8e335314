"""All words with their sounds and how common they are, in one sorted file that is mapped.

A line is ``key syllable … word cost``; the key is one letter for each initial, confusable ones
being one. Words of one key stand together, the commonest first, so that whatever was typed is
found by a search for the key and one regular expression. Mapped pages are the system's to take
back; nothing of the table is copied into this process.
"""

import math
import mmap
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Final, Self

from appliance.errors import ApplianceError
from appliance.pinyin.syllable import costs, initial_class

FORMAT: Final = 1
HEAD: Final = b"! "
"""Sorts before every key."""

COST_UNIT: Final = 0.01


class TableError(ApplianceError):
    """There is no table of words to type from."""

    code = "pinyin-table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A word of the table."""

    key: str
    syllables: tuple[str, ...]
    word: str
    cost: float
    """Negative logarithm of how likely it is."""


Typed = tuple[str, bool]
"""Letters of one syllable, and whether it may go on."""


def edition() -> str:
    """Tell what a table is made from; one of another edition is made anew."""
    return f"{FORMAT} jieba {version('jieba')} pypinyin {version('pypinyin')}"


def line(row: Row) -> bytes:
    """Return the line of a row."""
    cost = round(row.cost / COST_UNIT)
    return f"{row.key} {' '.join(row.syllables)} {row.word} {cost}\n".encode()


class Table:
    """A table that was made; read only."""

    def __init__(self, lines: mmap.mmap) -> None:
        self._lines = lines
        self._block = lru_cache(maxsize=4096)(self._find_block)

    @classmethod
    def open(cls, path: Path) -> Self | None:
        """Map the table of this edition; None if there is none yet. Raises OSError."""
        try:
            with path.open("rb") as file:
                if file.readline() != HEAD + edition().encode() + b"\n":
                    return None
                return cls(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except FileNotFoundError:
            return None

    def close(self) -> None:
        """Give the file back."""
        self._lines.close()

    def words(self, typed: Sequence[Typed]) -> Iterator[tuple[float, float, str]]:
        """Yield words that may be meant, the commonest first.

        Each comes with what the typing adds to its cost, and with its cost in all.
        """
        key = "".join(initial_class(letters) for letters, _ in typed)
        start, end = self._block(key)
        if start == end:
            return
        meant = [costs(letters, may_go_on=may_go_on) for letters, may_go_on in typed]
        for found in _pattern(key, tuple(typed)).finditer(self._lines, start, end):
            *syllables, word, number = found.groups()
            added = sum(
                ways.get(one.decode(), math.inf) for ways, one in zip(meant, syllables, strict=True)
            )
            if added < math.inf:
                yield added, added + int(number) * COST_UNIT, word.decode()

    def _find_block(self, key: str) -> tuple[int, int]:
        return self._first(f"{key} ".encode()), self._first(f"{key}!".encode())

    def _first(self, wanted: bytes) -> int:
        """Return where the line break is before the first line that is not before ``wanted``."""
        low, high = 0, len(self._lines)
        while low < high:
            middle = (low + high) // 2
            begin = self._lines.rfind(b"\n", 0, middle) + 1
            if self._lines[begin : begin + len(wanted)] < wanted:
                after = self._lines.find(b"\n", middle)
                low = len(self._lines) if after < 0 else after + 1
            else:
                high = begin
        return max(low - 1, 0)


@lru_cache(maxsize=256)
def _pattern(key: str, typed: tuple[Typed, ...]) -> re.Pattern[bytes]:
    syllables = (costs(letters, may_go_on=may_go_on) for letters, may_go_on in typed)
    # Compiling many alternatives takes longer than passing over what is none of them.
    ways = ("|".join(one) if len(one) <= 6 else "[a-z]+" for one in syllables)
    return re.compile(rf"\n{key}{''.join(f' ({way})' for way in ways)} ([^ ]+) (\d+)".encode())
