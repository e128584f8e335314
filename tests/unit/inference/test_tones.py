"""Telling tones from speech."""

import numpy as np
import pytest
from numpy.typing import NDArray

from appliance.diagnostics.audio_file import built_in
from appliance.domain.audio import SAMPLE_RATE_HZ, to_samples
from appliance.domain.endpointing import UtteranceEnded
from appliance.inference.tones import is_only_tones, is_tone

SECONDS = 2


def pcm(wave: NDArray[np.float64]) -> bytes:
    """Scale to a good level."""
    return bytes((wave / np.abs(wave).max() * 8000).astype("<i2").tobytes())


def note(pitch_hz: float, *, vibrato: float = 0.0) -> NDArray[np.float64]:
    """Return a tone with harmonics that dies away slowly."""
    time = np.arange(SECONDS * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    turn = 2 * np.pi * pitch_hz * time + vibrato * np.sin(2 * np.pi * 5.5 * time)
    return np.asarray(sum(np.sin(n * turn) / n for n in range(1, 8)) * np.exp(-time / 2))


def noise() -> NDArray[np.float64]:
    """Return white noise."""
    return np.random.default_rng(1).standard_normal(SECONDS * SAMPLE_RATE_HZ)


def speech() -> list[bytes]:
    """Return two seconds each of the meeting."""
    audio = built_in("meeting_zh")
    size = SECONDS * SAMPLE_RATE_HZ
    return [audio[at : at + size].tobytes() for at in range(size, 10 * size, size)]


@pytest.mark.parametrize(
    "wave",
    [
        note(220),
        note(440) + note(554) + note(659),
        note(330, vibrato=1.5),
        note(220) + 0.1 * noise(),
    ],
)
def test_notes_and_chords_are_tones(wave: NDArray[np.float64]) -> None:
    """Held, with vibrato, and with some noise."""
    assert is_tone(pcm(wave))


def test_speech_is_none() -> None:
    """Clear, or with noise."""
    for piece in speech():
        noisy = np.frombuffer(piece, dtype="<i2") / 8000 + 0.1 * noise()

        assert not is_tone(piece)
        assert not is_tone(pcm(noisy))


@pytest.mark.parametrize("samples", [0, 1, 1000, 32_000])
def test_silence_of_any_length_is_none(samples: int) -> None:
    """Nothing is no tone either."""
    assert not is_tone(bytes(2 * samples))


def test_what_the_detector_is_sure_of_is_speech() -> None:
    """Somebody may well sing to the music."""
    hummed = pcm(note(220))
    doubtful = UtteranceEnded(start_sample=0, end_sample=len(hummed) // 2, certainty=0.6)
    sure = UtteranceEnded(start_sample=0, end_sample=len(hummed) // 2, certainty=0.9)

    assert is_only_tones(hummed, doubtful)
    assert not is_only_tones(hummed, sure)


def test_speech_after_music_counts() -> None:
    """One stretch that is no tone makes the whole segment speech."""
    hummed, spoken = pcm(note(220)), speech()[0]
    length = len(hummed) // 2
    segment = UtteranceEnded(
        start_sample=8000,
        end_sample=8000 + 2 * length + to_samples(1),
        certainty=0.6,
        speech=(
            (8000, 8000 + length),
            (8000 + length + to_samples(1), 8000 + 2 * length + to_samples(1)),
        ),
    )

    assert not is_only_tones(hummed + bytes(32_000) + spoken, segment)
    assert is_only_tones(hummed + bytes(32_000) + hummed, segment)
