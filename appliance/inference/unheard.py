"""Finds speech of which a text says nothing.

Whisper at times ends a text at a full stop although somebody speaks on after a pause. Alone the
rest is understood.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from appliance.domain.audio import to_samples
from appliance.domain.degeneracy import bare
from appliance.domain.endpointing import UtteranceEnded
from appliance.domain.transcript import Word
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


def longest_pause(ended: UtteranceEnded) -> int:
    """Return the stretch of speech before which the pause is longest; there are at least two."""
    pauses = [after[0] - before[1] for before, after in pairwise(ended.speech)]
    return 1 + pauses.index(max(pauses))
