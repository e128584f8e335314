"""Recognises audio in pieces, for an engine that has not the memory for the whole."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from appliance.domain.audio import SAMPLE_RATE_HZ, to_samples
from appliance.inference.engine import (
    Engine,
    EngineHypothesis,
    EngineRequest,
    EngineWord,
    Samples,
)

MIDDLE_SHARE: Final = 0.6
"""The longer part of a cut is no longer than this share of the whole."""

_QUIET_SAMPLES: Final = to_samples(0.2)
_STEP_SAMPLES: Final = SAMPLE_RATE_HZ // 50


def recognise(
    engine: Engine, samples: Samples, request: EngineRequest, *, longest_samples: int
) -> EngineHypothesis:
    """Recognise in pieces of at most this length, cut where it is quietest near the middle."""
    if len(samples) <= longest_samples:
        return engine.transcribe(samples, request)
    cut = quiet_middle(samples)
    parts = (
        recognise(engine, part, request, longest_samples=longest_samples)
        for part in (samples[:cut], samples[cut:])
    )
    return joined(*parts, at_sample=cut, sample_count=len(samples))


def quiet_middle(samples: Samples) -> int:
    """Return the middle of the quietest 200 ms near the middle of the audio."""
    first = round(len(samples) * (1 - MIDDLE_SHARE))
    last = round(len(samples) * MIDDLE_SHARE)
    begins = range(first, last - _QUIET_SAMPLES + 1, _STEP_SAMPLES)
    if not begins:
        return len(samples) // 2
    powers = [float(np.mean(np.square(samples[at : at + _QUIET_SAMPLES]))) for at in begins]
    return begins[int(np.argmin(powers))] + _QUIET_SAMPLES // 2


def joined(
    first: EngineHypothesis, second: EngineHypothesis, *, at_sample: int, sample_count: int
) -> EngineHypothesis:
    """Make one hypothesis of two; the second one's audio began at this sample."""
    share = at_sample / sample_count
    # Scripts with spaces want one here.
    spaced = first.text[-1:].isascii() and second.text[:1].isascii()
    gap = " " if first.text and second.text and spaced else ""
    return EngineHypothesis(
        text=f"{first.text}{gap}{second.text}",
        language=first.language if first.text or not second.text else second.language,
        words=(*first.words, *_moved(second.words, at_sample, gap)),
        confidence=_mean(first.confidence, second.confidence, share),
        no_speech_probability=_least(first.no_speech_probability, second.no_speech_probability),
    )


def _moved(words: Sequence[EngineWord], samples: int, gap: str) -> Iterator[EngineWord]:
    for word in words:
        yield replace(
            word,
            text=gap + word.text.removeprefix(gap),
            start_sample=word.start_sample + samples,
            end_sample=word.end_sample + samples,
        )
        gap = ""


def _mean(first: float | None, second: float | None, share: float) -> float | None:
    if first is None or second is None:
        return second if first is None else first
    return first * share + second * (1 - share)


def _least(first: float | None, second: float | None) -> float | None:
    """Speech in either part is speech."""
    told = [one for one in (first, second) if one is not None]
    return min(told, default=None)
