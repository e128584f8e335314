"""Makes the table of words: ``python -m appliance.pinyin.build FILE``, in a process of its own.

It takes 200 MB for some seconds, which a process that stays would never give back.
"""

import math
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from appliance.pinyin.segmentation import LONGEST_WORD
from appliance.pinyin.syllable import SYLLABLES, initial_class
from appliance.pinyin.table import HEAD, Row, edition, line

OTHER_SCRIPT_COST: Final = 3.0
"""Characters beyond GB 2312: traditional ones and rare names."""

SECOND_READING_COST: Final = 4.0
"""A reading of a character that no phrase is known for, over its usual one."""

LEAST_SEEN: Final = 3
"""Rarer words of jieba's dictionary are mostly no words."""


def build(path: Path) -> None:
    """Write the table to ``path``, whole or not at all. Raises OSError."""
    for left in path.parent.glob(f".{path.name}-*"):  # of one that was killed
        left.unlink(missing_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as new:
        draft = Path(new.name)
        try:
            rows = list(_rows(_frequencies(), _Readings()))
            rows.sort(key=lambda row: (row.key, row.cost, row.word))
            new.write(HEAD + edition().encode() + b"\n")
            new.writelines(map(line, rows))
            new.flush()
            os.fsync(new.fileno())
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


class _Readings:
    """How words and characters are read, without tone."""

    def __init__(self) -> None:
        from pypinyin.phrases_dict import phrases_dict
        from pypinyin.pinyin_dict import pinyin_dict

        from appliance.text.syllables import readings, without_tone

        self._characters: Mapping[int, str] = pinyin_dict
        self._usual = readings
        self._without_tone = without_tone
        self._phrases = {
            phrase: tuple(without_tone(ways[0]) for ways in syllables)
            for phrase, syllables in phrases_dict.items()
            if len(phrase) == len(syllables)
        }
        self._varying = {
            character
            for phrase, syllables in self._phrases.items()
            for character, syllable in zip(phrase, syllables, strict=True)
            if self.usual(character) != syllable
        }

    @cache  # noqa: B019 - lives as long as this process
    def usual(self, character: str) -> str:
        """Return how a character is mostly read; empty if that is not known."""
        return next(iter(self.of_character(character)), "")

    @cache  # noqa: B019 - lives as long as this process
    def of_character(self, character: str) -> tuple[str, ...]:
        """Return all readings, the commonest first."""
        others = self._characters.get(ord(character), "").split(",")
        every = dict.fromkeys([*self._usual(character), *map(self._without_tone, others)])
        return tuple(one for one in every if one in SYLLABLES)

    def of_word(self, word: str) -> tuple[str, ...] | None:
        """Return its syllables; None if one of them is not known."""
        found: list[str] = []
        while len(found) < len(word):
            rest = word[len(found) :]
            if self._varying.isdisjoint(rest):
                found += map(self.usual, rest)
                break
            found += next(
                (
                    self._phrases[rest[:end]]
                    for end in range(len(rest), 1, -1)
                    if rest[:end] in self._phrases
                ),
                (self.usual(rest[0]),),
            )
        return tuple(found) if SYLLABLES.issuperset(found) else None


def _frequencies() -> dict[str, int]:
    """Return jieba's words; its file is read without its module, which writes caches."""
    spec = find_spec("jieba")
    assert spec is not None
    assert spec.origin is not None
    with (Path(spec.origin).parent / "dict.txt").open(encoding="utf-8") as lines:
        parts = (one.split() for one in lines)
        return {
            part[0]: int(part[1])
            for part in parts
            if len(part[0]) <= LONGEST_WORD and int(part[1]) >= LEAST_SEEN
        }


def _rows(frequencies: Mapping[str, int], readings: _Readings) -> Iterator[Row]:
    total = math.log(sum(frequencies.values()))
    seen: Counter[tuple[str, str]] = Counter()
    for word, frequency in frequencies.items():
        if len(word) == 1:
            continue
        syllables = readings.of_word(word)
        if syllables is not None:
            for pair in zip(word, syllables, strict=True):
                seen[pair] += frequency
            yield _row(word, syllables, total - math.log(frequency))
    for character, frequency in frequencies.items():
        if len(character) > 1:
            continue
        known = readings.of_character(character)
        most = max((seen[character, one] for one in known), default=0)
        for rank, syllable in enumerate(known):
            if seen[character, syllable]:
                share = math.log(most / seen[character, syllable])
            else:
                share = SECOND_READING_COST * min(rank, 2)
            share = min(share, 2 * SECOND_READING_COST)
            yield _row(character, (syllable,), total - math.log(frequency) + share)


def _row(word: str, syllables: tuple[str, ...], cost: float) -> Row:
    try:
        word.encode("gb2312")
    except UnicodeEncodeError:
        cost += OTHER_SCRIPT_COST
    return Row(
        key="".join(map(initial_class, syllables)), syllables=syllables, word=word, cost=cost
    )


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(10)  # a recording comes first
    build(Path(sys.argv[1]))
