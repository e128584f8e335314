"""Splits a recognised stretch into pieces short enough to read as one subtitle. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from appliance.domain.audio import to_samples
from appliance.domain.transcript import Word

_SENTENCE_ENDS: Final = ("。", "？", "！", "?", "!", ". ", "…")
_CLAUSE_ENDS: Final = ("，", "、", "；", "：", ",", ";", ":")
_CLEAR_PAUSE_S: Final = 0.8
_SHORTEST_S: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Words that belong together, and where their speech lies."""

    start_sample: int
    end_sample: int
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """All words."""
        return "".join(word.text for word in self.words).strip()


def split_sentences(
    words: Sequence[Word], *, speech: Sequence[tuple[int, int]], longest_s: float
) -> list[Sentence]:
    """Split at sentence ends and clear pauses, and at clauses where it is still too long.

    ``speech`` are the stretches in which there was speech at all, in order: times are clipped
    to them, because recognisers let words begin in the pause before them.
    """
    pieces: list[list[Word]] = []
    for sentence in _split_at(list(words), _ends_sentence):
        pieces.extend(_shorten(sentence, longest_s))
    sentences: list[Sentence] = []
    earliest = speech[0][0]
    for piece in pieces:
        start = max(_forward(piece[0].start_sample, speech), earliest)
        end = max(_backward(piece[-1].end_sample, speech), start + to_samples(_SHORTEST_S))
        end = min(end, max(speech[-1][1], start))
        sentences.append(Sentence(start_sample=start, end_sample=end, words=tuple(piece)))
        earliest = end
    return sentences


def _ends_sentence(word: Word, following: Word) -> bool:
    pause = following.start_sample - word.end_sample
    return word.text.endswith(_SENTENCE_ENDS) or (
        pause >= to_samples(_CLEAR_PAUSE_S) and not _is_mark(following)
    )


def _split_at(words: list[Word], is_end: Callable[[Word, Word], bool]) -> list[list[Word]]:
    if not words:
        return []
    pieces = [[words[0]]]
    for word, following in pairwise(words):
        if is_end(word, following):
            pieces.append([])
        pieces[-1].append(following)
    return pieces


def _shorten(words: list[Word], longest_s: float) -> list[list[Word]]:
    """Halve at the clause end, else the word gap, nearest the middle until it is short."""
    start, end = words[0].start_sample, words[-1].end_sample
    if end - start <= to_samples(longest_s) or len(words) < 2:
        return [words]
    places = [at for at in range(1, len(words)) if words[at - 1].text.endswith(_CLAUSE_ENDS)]
    if not places:
        places = [at for at in range(1, len(words)) if not _is_mark(words[at])]
    if not places:
        return [words]
    middle = (start + end) / 2
    cut = min(places, key=lambda at: abs(words[at].start_sample - middle))
    return [*_shorten(words[:cut], longest_s), *_shorten(words[cut:], longest_s)]


def _is_mark(word: Word) -> bool:
    return word.text.strip().endswith(_SENTENCE_ENDS + _CLAUSE_ENDS) and len(word.text.strip()) == 1


def _forward(sample: int, speech: Sequence[tuple[int, int]]) -> int:
    """Return the first position at or after ``sample`` that lies in speech."""
    for start, end in speech:
        if sample < end:
            return max(sample, start)
    return speech[-1][1]


def _backward(sample: int, speech: Sequence[tuple[int, int]]) -> int:
    """Return the last position at or before ``sample`` that lies in speech."""
    for start, end in reversed(speech):
        if sample > start:
            return min(sample, end)
    return speech[0][0]
