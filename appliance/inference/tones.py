"""Tells steady tones, which voice detectors half take for singing, from speech.

A voice never holds still: its pitch moves, so that spectra a few hundredths of a second apart
differ. Those of instruments, beepers and motors do not, or keep the lines of their spectrum
even where the pitch wavers. Limits from 3,600 s of made-up music and 500 words and utterances,
clean, far away and noisy: no word comes nearer than 0.02 to either.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES, to_samples
from appliance.domain.endpointing import UtteranceEnded

DOUBTFUL_BELOW: Final = 0.85
"""Certainty of the voice detector from which on nothing else is asked: tones reach 0.79."""

_HELD_LIMIT: Final = 0.94
_HELD_SHARE: Final = 0.6
_LINES_LIMIT: Final = 0.90
_LINES_SHARE: Final = 0.8
"""So large a share of the loud parts is as alike as the limit says."""

_HOP_SAMPLES: Final = 512
_LOUD_POWER: Final = 10**-2.5
_LOWEST_HZ: Final = 200
_HIGHEST_HZ: Final = 4000
_FAINTEST: Final = 1e-6


def is_only_tones(pcm: bytes, ended: UtteranceEnded) -> bool:
    """Tell whether all stretches of an utterance are tones; its certainty is asked first."""
    if ended.certainty >= DOUBTFUL_BELOW:
        return False
    stretches = ended.speech or ((ended.start_sample, ended.end_sample),)
    return all(
        is_tone(
            pcm[
                (start - ended.start_sample) * SAMPLE_WIDTH_BYTES : (end - ended.start_sample)
                * SAMPLE_WIDTH_BYTES
            ]
        )
        for start, end in stretches
    )


def is_tone(pcm: bytes) -> bool:
    """Tell whether 16-bit PCM holds steady tones and no speech."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(32768)
    held = _alikeness(samples, to_samples(0.064))
    if _reached(held, _HELD_SHARE) >= _HELD_LIMIT:
        return True
    lines = _alikeness(samples, to_samples(0.128), flattened=True)
    return _reached(lines, _LINES_SHARE) >= _LINES_LIMIT


def _reached(values: NDArray[np.float32], share: float) -> float:
    return float(np.percentile(values, 100 * (1 - share))) if len(values) else 0.0


def _alikeness(
    samples: NDArray[np.float32], window: int, *, flattened: bool = False
) -> NDArray[np.float32]:
    """Return how like each loud spectrum is to the one before, 0 to 1.

    ``flattened`` compares lines of all strengths alike, so that faint ones count as well.
    """
    if len(samples) < window + _HOP_SAMPLES:
        return np.empty(0, dtype=np.float32)
    pieces = np.lib.stride_tricks.sliding_window_view(samples, window)[::_HOP_SAMPLES]
    per_hz = window / SAMPLE_RATE_HZ
    spectra = np.abs(np.fft.rfft(pieces * np.hanning(window).astype(np.float32)))
    spectra = spectra[:, round(_LOWEST_HZ * per_hz) : round(_HIGHEST_HZ * per_hz)]
    power = np.square(spectra).sum(axis=1)
    is_loud = power > max(float(power.max()) * _LOUD_POWER, _FAINTEST)
    if flattened:
        spectra = np.log(spectra + _FAINTEST)
        spectra -= spectra.mean(axis=1, keepdims=True)
    spectra /= np.linalg.norm(spectra, axis=1, keepdims=True) + _FAINTEST
    alike = np.einsum("ij,ij->i", spectra[1:], spectra[:-1])
    return np.asarray(alike[is_loud[1:] & is_loud[:-1]], dtype=np.float32)
