"""Finds the places of a text that sound like one of many terms, without trying them all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from appliance.text.sounds import joined, keys, marks, spoken_part, trace

SHORTEST: Final = 2
"""One syllable sounds like a hundred words."""

EDITABLE: Final = 4
"""Sounds from which on one may be missing or too many."""

_OF_THREE: Final = 3
"""Sounds; an error in the middle spoils both halves, so such terms are also found by the rest."""


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity, which is fast
class Known:
    """A term of the index."""

    term: str
    sounds: str
    """Its characters that are spoken, Latin ones in capitals."""

    trace: str
    """One character for each sound, the same for sounds that are confusable."""


Place = tuple[int, int]
"""The first sound of a run that may be a term, and the one after the last."""


class TermIndex:
    """Terms by the sound of their first and of their last half.

    One error leaves one half intact, so that every term with one error is found by the other.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._heads: dict[str, list[Known]] = {}
        self._tails: dict[str, list[Known]] = {}
        self._edges: dict[str, list[Known]] = {}
        head_lengths, tail_lengths = set(), set()
        for term in terms:
            sounds = spoken_part(term)
            length = len(sounds)
            if length < SHORTEST:
                continue
            ways = [marks(sound) for sound in sounds]
            known = Known(term, sounds, "".join([way[0] for way in ways]))
            half, rest = max(length // 2, SHORTEST), length // 2
            head_lengths.add(half)
            for key in joined(ways[:half]):
                self._heads.setdefault(key, []).append(known)
            if length > SHORTEST:
                tail_lengths.add(length - rest)
                for key in joined(ways[rest:]):
                    self._tails.setdefault(key, []).append(known)
            if length == _OF_THREE:
                for key in joined([ways[0], ways[-1]]):
                    self._edges.setdefault(key, []).append(known)
        self._head_lengths = sorted(head_lengths)
        self._tail_lengths = sorted(tail_lengths)

    def places(self, spoken: str) -> dict[Place, set[Known]]:
        """Return where terms may stand; the distance is for the caller to judge."""
        found: dict[Place, set[Known]] = {}
        for known, place in self._anchored(spoken):
            found.setdefault(place, set()).add(known)
        return found

    def _anchored(self, spoken: str) -> Iterator[tuple[Known, Place]]:
        heard = trace(spoken)
        for start in range(len(spoken)):
            for half in self._head_lengths:
                if start + half > len(spoken):
                    break
                for key in keys(spoken[start : start + half]):
                    for known in self._heads.get(key, ()):
                        yield from _from_head(known, heard, start)
            end = start + _OF_THREE
            if self._edges and end <= len(spoken):
                for key in keys(spoken[start] + spoken[end - 1]):
                    for known in self._edges.get(key, ()):
                        yield known, (start, end)
            for half in self._tail_lengths:
                if start + half > len(spoken):
                    break
                for key in keys(spoken[start : start + half]):
                    for known in self._tails.get(key, ()):
                        yield from _from_tail(known, heard, start + half)


def _from_head(known: Known, heard: str, start: int) -> Iterator[tuple[Known, Place]]:
    """Yield the ends where no more than one sound differs, or one is missing or too many."""
    wanted = known.trace
    length = len(wanted)
    end = start + length
    if end <= len(heard) and _alike(wanted, heard[start:end]):
        yield known, (start, end)
    if length >= EDITABLE:
        for other in (end - 1, end + 1):
            if other <= len(heard) and heard[other - 1] == wanted[-1]:
                yield known, (start, other)


def _from_tail(known: Known, heard: str, end: int) -> Iterator[tuple[Known, Place]]:
    wanted = known.trace
    length = len(wanted)
    start = end - length
    if start >= 0 and _alike(wanted, heard[start:end]):
        yield known, (start, end)
    if length >= EDITABLE:
        for other in (start - 1, start + 1):
            if other >= 0 and heard[other] == wanted[0]:
                yield known, (other, end)


def _alike(wanted: str, heard: str) -> bool:
    """Tell whether one sound differs at most; of a long term two, should one be read otherwise."""
    if wanted == heard:
        return True
    differing = 0
    for one, other in zip(wanted, heard, strict=True):
        differing += one != other
    return differing <= (1 if len(wanted) <= EDITABLE else 2)
