"""Finds phrases in a text, in whatever case, in a time that their number does not change."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

SHORTEST: Final = 3
"""Characters; a shorter phrase is not found."""


class Phrases:
    """Phrases to be replaced; the longest one goes first wherever several begin."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = {_folded(phrase): phrase for phrase in sorted(phrases)}
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for phrase in self._phrases:
            lengths[phrase[:SHORTEST]].add(len(phrase))
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}

    def replaced(self, text: str, stand_in: Callable[[str], str]) -> str:
        """Return the text with ``stand_in`` of each phrase in its place."""
        folded, parts, copied, place = _folded(text), [], 0, 0
        while self._phrases and place <= len(folded) - SHORTEST:
            phrase = self._at(folded, place)
            if not phrase:
                place += 1
                continue
            parts += [text[copied:place], stand_in(self._phrases[phrase])]
            place = copied = place + len(phrase)
        return "".join((*parts, text[copied:]))

    def _at(self, folded: str, place: int) -> str:
        for length in self._lengths.get(folded[place : place + SHORTEST], ()):
            if (phrase := folded[place : place + length]) in self._phrases:
                return phrase
        return ""


def _folded(text: str) -> str:
    """Return it in lower case with every character in its place."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(each if len(each.lower()) > 1 else each.lower() for each in text)
