"""Gives the words of a changed text their times, from the words that were there before. Pure.

Unchanged stretches keep their words exactly. What was changed shares the time of what it replaces;
what was added lies in the pause at its place, or shares the time of the word beside it.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

from appliance.domain.agreement import equal_places
from appliance.domain.transcript import Word

_WIDE: Final = (
    "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6"
    "\U00020000-\U0003fffd"
)
_OPENING: Final = r"(\[{<“‘（［｛〈《「『【〔"
_RUN: Final = re.compile(rf"[^\W{_WIDE}]")
"""One of the characters that stand together as a word: Latin letters, digits."""

_UNIT: Final = re.compile(
    rf"\s*[{_OPENING}]*(?:[^\W{_WIDE}]+(?:[.,:'’/\-][^\W{_WIDE}]+)*|\S)[^\w\s{_OPENING}]*"
)
"""A Latin word or number, or one character, with the space before it and the marks around it."""


def realign(
    words: Sequence[Word], text: str, *, start_sample: int, end_sample: int
) -> tuple[Word, ...]:
    """Return the words of ``text``, which was changed from the text of ``words``.

    Every character of the text apart from spaces belongs to one word. Words in order of time and
    between the two positions come out so. Without words there are none: nothing is known of times.
    """
    if not words:
        return ()
    alignment = _Alignment(words, text, start_sample, end_sample)
    return alignment.words()


def spread(text: str, *, start_sample: int, end_sample: int) -> tuple[Word, ...]:
    """Return the words of a text as if it was spoken evenly between two positions."""
    units = _UNIT.findall(text.strip())
    if not units:
        return ()
    reached = [0, *accumulate(_width(unit) for unit in units)]
    edges = [start_sample + (end_sample - start_sample) * share // reached[-1] for share in reached]
    return tuple(
        Word(text=unit, start_sample=edges[n], end_sample=edges[n + 1])
        for n, unit in enumerate(units)
    )


def cut(words: Sequence[Word], characters: int) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Part words after so many characters that are no spaces; a word across the cut is cut too."""
    before: list[Word] = []
    for place, word in enumerate(words):
        size = len(_letters(word.text))
        if size > characters:
            if not characters:
                return tuple(before), tuple(words[place:])
            first, second = _halves(word, characters)
            return (*before, first), (second, *words[place + 1 :])
        before.append(word)
        characters -= size
    return tuple(before), ()


def _halves(word: Word, characters: int) -> tuple[Word, Word]:
    at = _letters(word.text)[characters][1]
    texts = word.text[:at], word.text[at:]
    length = word.end_sample - word.start_sample
    widths = _width(texts[0]), _width(texts[1])
    middle = word.start_sample + length * widths[0] // sum(widths)
    return (
        Word(text=texts[0], start_sample=word.start_sample, end_sample=middle),
        Word(text=texts[1], start_sample=middle, end_sample=word.end_sample),
    )


class _Alignment:
    """Finds the words that are kept and fills what is between them."""

    def __init__(self, words: Sequence[Word], text: str, start: int, end: int) -> None:
        self._old = words
        self._text = text
        self._edges = (start, end)
        self._new = _letters(text)
        letters = [
            (char, owner) for owner, word in enumerate(words) for char, _ in _letters(word.text)
        ]
        self._owners = [owner for _, owner in letters]
        self._sources = _matched(
            "".join(char for char, _ in letters), "".join(c for c, _ in self._new)
        )
        self._kept = dict(self._unchanged())
        """Index of a word → place of its first letter in the new text."""

    def words(self) -> tuple[Word, ...]:
        """Return the words of the new text."""
        while (needed := self._without_room()) is not None:
            del self._kept[needed]
        made: list[Word] = []
        for before, after in self._neighbours():
            made.extend(self._filled(before, after))
            if after < len(self._old):
                made.append(self._old[after])
        return tuple(made)

    def _unchanged(self) -> list[tuple[int, int]]:
        places: dict[int, list[int]] = {}
        for place, source in enumerate(self._sources):
            if source is not None:
                places.setdefault(self._owners[source], []).append(place)
        return [
            (owner, found[0])
            for owner, found in places.items()
            if self._slice(found[0], found[-1]) == self._old[owner].text.strip()
            and self._may_part(found[0])
            and self._may_part(found[-1] + 1)
        ]

    def _slice(self, first: int, last: int) -> str:
        return self._text[self._new[first][1] : self._new[last][1] + 1]

    def _may_part(self, place: int) -> bool:
        """Tell whether a word may begin at a letter of the new text."""
        if place in {0, len(self._new)}:
            return True
        (left, at_left), (right, at_right) = self._new[place - 1], self._new[place]
        if at_right > at_left + 1 or not (_RUN.match(left) and _RUN.match(right)):
            return True
        sources = self._sources[place - 1], self._sources[place]
        if sources[0] is None or sources[1] is None:
            return False
        return sources[1] == sources[0] + 1 and self._owners[sources[0]] != self._owners[sources[1]]

    def _neighbours(self) -> list[tuple[int, int]]:
        """Return all pairs of kept words that follow each other, and the ends."""
        kept = [-1, *sorted(self._kept), len(self._old)]
        return list(pairwise(kept))

    def _letters_between(self, before: int, after: int) -> tuple[int, int]:
        first = 0
        if before >= 0:
            first = self._kept[before] + len(_letters(self._old[before].text))
        last = self._kept[after] if after < len(self._old) else len(self._new)
        return first, last

    def _without_room(self) -> int | None:
        """Return a kept word that must share its time with what was added beside it."""
        for before, after in self._neighbours():
            first, last = self._letters_between(before, after)
            if first == last or after > before + 1:
                continue
            start, end = self._pause(before, after)
            is_mark = not self._new[first][0].isalnum() and before >= 0
            if end > start and not is_mark:
                continue
            if before >= 0:
                return before
            if after < len(self._old):
                return after
        return None

    def _pause(self, before: int, after: int) -> tuple[int, int]:
        start = self._old[before].end_sample if before >= 0 else self._edges[0]
        end = self._old[after].start_sample if after < len(self._old) else self._edges[1]
        return start, end

    def _filled(self, before: int, after: int) -> tuple[Word, ...]:
        first, last = self._letters_between(before, after)
        if first == last:
            return ()
        replaced = self._old[before + 1 : after]
        start, end = self._pause(before, after)
        if replaced:
            start = min(word.start_sample for word in replaced)
            end = max(word.end_sample for word in replaced)
        begins = self._new[first - 1][1] + 1 if first else self._new[first][1]
        stretch = self._text[begins : self._new[last - 1][1] + 1]
        units = spread(stretch, start_sample=start, end_sample=max(start, end))
        space = stretch[: len(stretch) - len(stretch.lstrip())]
        if not space:
            return units
        head = units[0]
        return (
            Word(
                text=space + head.text, start_sample=head.start_sample, end_sample=head.end_sample
            ),
            *units[1:],
        )


def _letters(text: str) -> list[tuple[str, int]]:
    """Return the characters that are no spaces, with their places."""
    return [(char, place) for place, char in enumerate(text) if not char.isspace()]


def _matched(old: str, new: str) -> list[int | None]:
    """Return for each character of the new text which one of the old text it is."""
    sources: list[int | None] = [None] * len(new)
    for source, place in equal_places(old, new):
        sources[place] = source
    return sources


def _width(unit: str) -> int:
    """Return how much time a unit takes beside others: a Chinese character as two letters."""
    spoken = (char for char in unit if char.isalnum())
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in spoken) or 1
