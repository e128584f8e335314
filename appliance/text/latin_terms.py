"""Long Latin terms that the recogniser misspelled by one letter."""

import re
from collections.abc import Iterable
from typing import Final

from appliance.text.candidate import MISSPELLED_GAIN, Candidate

SHORTEST: Final = 6
"""Letters; shorter words are one letter apart from too many others."""

ENDING: Final = 2
"""Letters in which a difference is grammar: controls, controlled."""

_WORD: Final = re.compile(r"[A-Za-z]+")


class LatinTerms:
    """Terms by all their spellings with one letter left out, so that a look-up finds them."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._by_rest: dict[str, list[tuple[str, int]]] = {}
        for term in terms:
            if len(term) >= SHORTEST and _WORD.fullmatch(term):
                for rest, at in _rests(term.lower()):
                    self._by_rest.setdefault(rest, []).append((term, at))

    def candidates(self, text: str) -> list[Candidate]:
        """Return every word that is one letter off, not counting the first and the ending."""
        if not self._by_rest:
            return []
        return [
            Candidate(MISSPELLED_GAIN, match.start(), match.end(), term)
            for match in _WORD.finditer(text)
            for term in self._terms_near(match.group().lower())
        ]

    def _terms_near(self, word: str) -> Iterable[str]:
        found: dict[str, None] = {}
        for rest, at in _rests(word):
            for term, left_out in self._by_rest.get(rest, ()):
                first, last = min(at, left_out), max(at, left_out)
                if first > 0 and last < min(len(term), len(word)) - ENDING and len(term) > last:
                    found.setdefault(term)
        return [term for term in found if term.lower() != word]


def _rests(word: str) -> list[tuple[str, int]]:
    """Return the word itself, and without each of its letters, with the place of the letter."""
    return [(word, 1)] + [(word[:at] + word[at + 1 :], at) for at in range(len(word))]
