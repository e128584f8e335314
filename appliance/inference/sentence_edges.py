"""Puts the edges between sentences into the pauses to which they belong.

Recognisers count a pause now to the word before it, now to the word after: the same sentence
ended half a second apart from one decode to the next. Where the pause is, is heard.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from appliance.domain.audio import SAMPLE_RATE_HZ, to_samples
from appliance.domain.sentences import Sentence

_FRAME_SAMPLES: Final = SAMPLE_RATE_HZ // 100
_REACH_SAMPLES: Final = to_samples(0.7)
_SHORTEST_SAMPLES: Final = to_samples(0.15)
"""A pause; stops within words are shorter."""

_MARGIN_SAMPLES: Final = to_samples(0.1)
"""Left to the sentences of the pause, at its ends."""

_QUIET_SHARE: Final = 0.35
"""Quiet is below this share of the way, in dB, from faint (5 % is fainter) to loud (10 % is)."""

_LEAST_RANGE_DB: Final = 12.0
"""With less between them, pauses are not to be told from speech."""


def in_pauses(sentences: Sequence[Sentence], pcm: bytes, first_sample: int) -> list[Sentence]:
    """Move edges to the longest pause within reach. ``first_sample`` is where ``pcm`` begins."""
    pauses = _pauses(pcm) + first_sample
    moved = list(sentences)
    for at, (before, after) in enumerate(pairwise(sentences)):
        pauses_here = np.clip(pauses, moved[at].start_sample, after.end_sample)
        reach = before.end_sample - _REACH_SAMPLES, after.start_sample + _REACH_SAMPLES
        lengths = np.diff(np.clip(pauses_here, *reach)).ravel()
        if not len(lengths) or lengths.max() < _SHORTEST_SAMPLES:
            continue
        start, end = (int(edge) for edge in pauses_here[lengths.argmax()])
        margin = min(_MARGIN_SAMPLES, (end - start) // 2)
        moved[at] = replace(moved[at], end_sample=start + margin)
        moved[at + 1] = replace(after, start_sample=end - margin)
    return moved


def _pauses(pcm: bytes) -> NDArray[np.int64]:
    """Return beginning and end of each quiet stretch, in samples, shape (pauses, 2)."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(32768)
    frames = samples[: len(samples) // _FRAME_SAMPLES * _FRAME_SAMPLES].reshape(-1, _FRAME_SAMPLES)
    if not len(frames):
        return np.empty((0, 2), dtype=np.int64)
    power = np.convolve(np.square(frames).mean(axis=1), np.full(3, 1 / 3), "same")
    levels = 10 * np.log10(power + 1e-10)
    faint, loud = np.percentile(levels, [5, 90])
    if loud - faint < _LEAST_RANGE_DB:
        return np.empty((0, 2), dtype=np.int64)
    is_quiet = levels < faint + _QUIET_SHARE * (loud - faint)
    edges = np.flatnonzero(np.diff(is_quiet, prepend=False, append=False))
    return np.asarray(edges.reshape(-1, 2) * _FRAME_SAMPLES, dtype=np.int64)
