"""Words with places and marks for engines that give only a part of that."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from appliance.domain.endpointing import UtteranceEnded
from appliance.domain.sentences import Sentence
from appliance.domain.transcript import Word
from appliance.inference.engine import EngineHypothesis

_MARKS: Final = re.compile("[,.?!;:，。？！；：、…]")
_UNIT: Final = re.compile(
    r"\s*(?:[a-zA-Z0-9]+(?:[.,:'’/\-][a-zA-Z0-9]+)*|\S)(?:[，。？！；：、…]|[,.?!;:](?![a-zA-Z0-9]))*"
)
"""A Latin word or number, or one character, with the space before it and the marks after it."""


def placed(hypothesis: EngineHypothesis, ended: UtteranceEnded) -> tuple[Word, ...]:
    """Return the engine's words in samples of the source."""
    first, last = ended.start_sample, ended.end_sample
    return tuple(
        Word(
            text=word.text,
            start_sample=min(first + word.start_sample, last),
            end_sample=min(first + word.end_sample, last),
            confidence=word.confidence,
        )
        for word in hypothesis.words
    )


def within(sentence: Sentence, words: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words of a sentence, none of them beyond its edges."""
    first, last = sentence.start_sample, sentence.end_sample
    return tuple(
        replace(
            word,
            start_sample=min(max(word.start_sample, first), last),
            end_sample=min(max(word.end_sample, first), last),
        )
        for word in words
    )


def guessed(text: str, ended: UtteranceEnded) -> tuple[Word, ...]:
    """Return the words of a text as if all were spoken equally fast.

    Good enough to part a long text into subtitles; never told as the places of words.
    """
    units = _UNIT.findall(text.strip())
    stretches = ended.speech or ((ended.start_sample, ended.end_sample),)
    spoken = sum(end - start for start, end in stretches)
    edges = [_at(spoken * number // max(1, len(units)), stretches) for number in range(len(units))]
    edges.append(stretches[-1][1])
    return tuple(
        Word(text=unit, start_sample=edges[number], end_sample=edges[number + 1])
        for number, unit in enumerate(units)
    )


def has_marks(text: str) -> bool:
    """Tell whether a text is punctuated at all."""
    return _MARKS.search(text) is not None


def with_marks(words: Sequence[Word], marks: Sequence[str]) -> tuple[Word, ...]:
    """Return the words, each with the mark that follows it."""
    return tuple(
        Word(
            text=word.text + mark,
            start_sample=word.start_sample,
            end_sample=word.end_sample,
            confidence=word.confidence,
        )
        for word, mark in zip(words, marks, strict=True)
    )


def _at(spoken: int, stretches: Sequence[tuple[int, int]]) -> int:
    """Return where so many samples of speech have gone by."""
    for start, end in stretches:
        if spoken < end - start:
            return start + spoken
        spoken -= end - start
    return stretches[-1][1]
