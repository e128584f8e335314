"""Finds speech of which a text says nothing.

Whisper at times ends a text at a full stop although somebody speaks on after a pause. Alone the
rest is understood.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from appliance.domain.audio import to_samples
from appliance.domain.degeneracy import bare
from appliance.domain.endpointing import UtteranceEnded
from appliance.domain.transcript import Word
from appliance.inference.engine import EngineHypothesis, EngineWord
from appliance.inference.spoken_words import placed
from appliance.inference.tones import DOUBTFUL_BELOW

_SHORTEST_SAMPLES: Final = to_samples(1.0)
"""A cough and a single "mm" are shorter."""

_BLUR_SAMPLES: Final = to_samples(0.3)
"""So much too early a word may be placed."""


def unheard(ended: UtteranceEnded, words: Sequence[Word]) -> list[int]:
    """Return the stretches of an utterance that surely are speech and have no word, by number.

    Empty if nobody knows where the words are, or if there is but one stretch. ``words`` have places
    of the source.
    """
    begins = [word.start_sample for word in words if bare(word.text)]
    if not begins or len(ended.speech) < 2:
        return []
    return [
        number
        for number, ((start, end), certainty) in enumerate(
            zip(ended.speech, ended.certainties, strict=True)
        )
        if certainty >= DOUBTFUL_BELOW and end - start >= _SHORTEST_SAMPLES
        if not any(start - _BLUR_SAMPLES <= begin < end for begin in begins)
    ]


def is_said_beside(start_sample: int, words: Sequence[Word], alone: Sequence[Word]) -> bool:
    """Tell whether ``alone``, heard from there on, stands beside it: its places are wrong then.

    To the letter: "pump one holds" and "pump two holds" are two sentences, and one that stands
    there twice costs less than one that is lost. What was said twice in the same words is told
    once: nobody can tell that from words that are placed wrongly.
    """
    units = _units(alone)
    reach = 2 * len(units)
    before = _units([word for word in words if word.start_sample < start_sample])
    after = _units([word for word in words if word.start_sample >= start_sample])
    near = before[-reach:] + after[:reach]
    return any(near[at : at + len(units)] == units for at in range(len(near) + 1))


def around(
    hypothesis: EngineHypothesis, ended: UtteranceEnded, left_out: Sequence[int]
) -> Iterator[tuple[EngineHypothesis, UtteranceEnded]]:
    """Yield what was heard before, between and after these stretches, which are in order."""
    pieces: list[list[EngineWord]] = [[] for _ in range(len(left_out) + 1)]
    at = 0
    for word, place in zip(hypothesis.words, placed(hypothesis, ended), strict=True):
        if bare(word.text):  # a mark stays with the word before it
            starts = (ended.speech[number][0] - _BLUR_SAMPLES for number in left_out)
            at = max(at, sum(start <= place.start_sample for start in starts))
        pieces[at].append(word)
    for words, (before, after) in zip(
        pieces, pairwise((-1, *left_out, len(ended.speech))), strict=True
    ):
        text = "".join(word.text for word in words)
        if bare(text):
            stretches = slice(before + 1, after)
            yield (
                replace(hypothesis, text=text, words=tuple(words)),
                replace(
                    ended,
                    speech=ended.speech[stretches],
                    certainties=ended.certainties[stretches],
                ),
            )


def longest_pause(ended: UtteranceEnded) -> int:
    """Return the stretch of speech before which the pause is longest; there are at least two."""
    pauses = [after[0] - before[1] for before, after in pairwise(ended.speech)]
    return 1 + pauses.index(max(pauses))


def _units(words: Sequence[Word]) -> list[str]:
    """Return characters and Latin words, for engines part Chinese now so, now so; no marks."""
    texts = filter(None, (bare(word.text) for word in words))
    return [unit for text in texts for unit in ([text] if text.isascii() else text)]
