"""Letters parted into syllables, whole ones and beginnings, in all ways that waste no letter."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_letters
from typing import Final

from appliance.pinyin.syllable import INITIALS, LONGEST, begins_one, known

APOSTROPHE: Final = "'"
LONGEST_WORD: Final = 8
"""Syllables; few words are longer, and those are found in two pieces."""

MOST_SPANS: Final = 100
"""Of one place; a row such as ``ananananan`` can be parted in thousands of ways."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What was typed for one syllable."""

    typed: str
    start: int
    end: int
    """After it and the apostrophes behind it."""

    may_go_on: bool
    """Whether a longer syllable may be meant: nothing was typed behind it."""

    @property
    def unfinished(self) -> int:
        """1 for the beginning of a syllable, 0 for a whole one."""
        return 0 if known(self.typed) else 1


class Segmentation:
    """All ways to part a text with as few unfinished syllables as can be."""

    def __init__(self, text: str) -> None:
        letters = _pinyin_part(text)
        self.start = _behind_apostrophes(letters, 0)
        """Of the first syllable."""

        every = list(_units(letters, self.start))
        before = {self.start: 0}
        for unit in every:
            _lower(before, unit.end, before.get(unit.start), unit)
        self.end = max(before)
        """Behind the last syllable; what follows is none."""

        behind = {self.end: 0}
        for unit in reversed(every):
            _lower(behind, unit.start, behind.get(unit.end), unit)
        self._units: dict[int, list[Unit]] = {}
        for unit in every:
            if unit.start in before and unit.end in behind:
                unfinished = before[unit.start] + unit.unfinished + behind[unit.end]
                if unfinished == before[self.end]:
                    self._units.setdefault(unit.start, []).append(unit)

    @property
    def starts(self) -> list[int]:
        """Where a syllable may begin, in order."""
        return sorted(self._units)

    def spans(self, start: int) -> Iterator[tuple[Unit, ...]]:
        """Yield the rows of syllables from ``start`` on that may be one word, short ones first."""
        rows: deque[tuple[Unit, ...]] = deque((unit,) for unit in self._units.get(start, ()))
        for _ in range(MOST_SPANS):
            if not rows:
                return
            row = rows.popleft()
            yield row
            if len(row) < LONGEST_WORD:
                rows.extend((*row, unit) for unit in self._units.get(row[-1].end, ()))


def _lower(fewest: dict[int, int], place: int, so_far: int | None, unit: Unit) -> None:
    if so_far is not None:
        found = so_far + unit.unfinished
        fewest[place] = min(fewest.get(place, found), found)


def _pinyin_part(text: str) -> str:
    for at, character in enumerate(text):
        if character not in ascii_letters and character != APOSTROPHE:
            return text[:at].lower()
    return text.lower()


def _behind_apostrophes(letters: str, at: int) -> int:
    while letters[at : at + 1] == APOSTROPHE:
        at += 1
    return at


def _units(letters: str, start: int) -> Iterator[Unit]:
    """Yield what may be a syllable, by its start."""
    for begin in range(start, len(letters)):
        for end in range(begin + 1, min(begin + LONGEST, len(letters)) + 1):
            typed = letters[begin:end]
            if not begins_one(typed):
                break
            is_last = end == len(letters)
            is_parted = is_last or letters[end] == APOSTROPHE
            if known(typed) or typed in INITIALS or is_parted:
                behind = _behind_apostrophes(letters, end)
                yield Unit(typed=typed, start=begin, end=behind, may_go_on=is_last)
