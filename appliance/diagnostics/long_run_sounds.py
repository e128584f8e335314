"""Sounds in which nobody speaks: silence, machines, tones like music; the same every time.

Made block by block, so that an hour of one needs no memory. Levels and pitches change from
block to block as they do in a workshop over a day.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from appliance.domain.audio import SAMPLE_RATE_HZ

BLOCK_S: Final = 20
BLOCK_SAMPLES: Final = BLOCK_S * SAMPLE_RATE_HZ

_FADE_SAMPLES: Final = SAMPLE_RATE_HZ // 10
_FULL_SCALE: Final = 32767

Wave = NDArray[np.float64]
"""One block, -1 to 1."""

Maker = Callable[[np.random.Generator], Wave]


class Sound(StrEnum):
    """What fills an hour."""

    SILENCE = "silence"
    MACHINE = "machine"
    MUSIC = "music"


def block(sound: Sound, number: int) -> bytes:
    """Return a block of 16-bit PCM; blocks of one sound go through its kinds in turn."""
    makers = MAKERS[sound]
    dice = np.random.default_rng((list(Sound).index(sound), number))
    wave = makers[number % len(makers)](dice)
    fade = np.minimum(1.0, np.arange(1, BLOCK_SAMPLES + 1) / _FADE_SAMPLES)
    level = np.clip(wave * fade * fade[::-1], -1.0, 1.0)
    return (level * _FULL_SCALE).astype("<i2").tobytes()


def _time() -> Wave:
    return np.arange(BLOCK_SAMPLES) / SAMPLE_RATE_HZ


def _white(dice: np.random.Generator) -> Wave:
    return dice.standard_normal(BLOCK_SAMPLES)


def _coloured(dice: np.random.Generator, slope: float) -> Wave:
    """Noise whose amplitude falls with frequency to the power of ``slope``; RMS 1."""
    spectrum = np.fft.rfft(_white(dice))
    spectrum[1:] /= np.arange(1, len(spectrum)) ** slope
    spectrum[:20] = 0.0
    wave = np.fft.irfft(spectrum, BLOCK_SAMPLES)
    return np.asarray(wave / np.sqrt(np.mean(wave**2)))


def _digital_silence(_dice: np.random.Generator) -> Wave:
    return np.zeros(BLOCK_SAMPLES)


def _hiss(dice: np.random.Generator) -> Wave:
    """Of a microphone amplifier."""
    return _white(dice) * 10 ** dice.uniform(-4.2, -3.0)


def _room(dice: np.random.Generator) -> Wave:
    """Return an empty room with its ventilation."""
    return _coloured(dice, 0.8) * 10 ** dice.uniform(-3.5, -2.4)


def _hum(dice: np.random.Generator) -> Wave:
    """Mains with its harmonics, as transformers and motors give it."""
    time, mains_hz = _time(), dice.uniform(49.8, 50.2)
    wave = np.zeros(BLOCK_SAMPLES)
    for harmonic in range(1, 31):
        loudness = dice.uniform(0.2, 1.0) / harmonic
        wave += loudness * np.sin(
            2 * np.pi * mains_hz * harmonic * time + dice.uniform(0, 2 * np.pi)
        )
    return wave * dice.uniform(0.02, 0.25) + 0.004 * _coloured(dice, 0.5)


def _broadband(dice: np.random.Generator) -> Wave:
    """Air, water, belts."""
    return _coloured(dice, dice.uniform(0.0, 1.0)) * dice.uniform(0.02, 0.2)


def _impacts(dice: np.random.Generator) -> Wave:
    """Return a press or hammers: short ringing blows over some noise."""
    wave = 0.01 * _coloured(dice, 0.6)
    ring_time = np.arange(SAMPLE_RATE_HZ // 2) / SAMPLE_RATE_HZ
    at, period_s = 0.3, dice.uniform(0.25, 1.5)
    while at < BLOCK_S - 1:
        ring = sum(
            np.sin(2 * np.pi * dice.uniform(200, 4000) * ring_time)
            * np.exp(-ring_time * dice.uniform(15, 60))
            for _ in range(5)
        )
        first = round(at * SAMPLE_RATE_HZ)
        wave[first : first + len(ring_time)] += dice.uniform(0.05, 0.15) * ring
        at += period_s * dice.uniform(0.9, 1.1)
    return wave


def _fan(dice: np.random.Generator) -> Wave:
    """Blades chop broadband noise and add their own tone."""
    time, blades_hz = _time(), dice.uniform(20, 120)
    chopped = _coloured(dice, 0.4) * (
        1 + dice.uniform(0.2, 0.8) * np.sin(2 * np.pi * blades_hz * time)
    )
    tones = sum(np.sin(2 * np.pi * blades_hz * n * time) / n for n in range(1, 6))
    slow = 1 + 0.3 * np.sin(2 * np.pi * dice.uniform(0.1, 0.8) * time)
    return np.asarray(dice.uniform(0.03, 0.12) * slow * (chopped + 0.7 * tones))


def _compressor(dice: np.random.Generator) -> Wave:
    """Start, run up, chug, stop with a hiss; several times a block."""
    time, cycle_s = _time(), dice.uniform(4.0, 9.0)
    phase = (time % cycle_s) / cycle_s
    runs = np.clip(phase / 0.1, 0, 1) * (phase < 0.6)
    speed_hz = dice.uniform(12, 30) * (0.3 + 0.7 * np.clip(phase / 0.15, 0, 1))
    turn = 2 * np.pi * np.cumsum(speed_hz) / SAMPLE_RATE_HZ
    chug = sum(np.sin(turn * n) / n**0.5 for n in range(1, 25)) * (1 + 0.6 * np.sin(turn / 2))
    hiss = _white(dice) * np.exp(-np.clip(phase - 0.6, 0, 1) * 25) * (phase >= 0.6)
    return np.asarray(dice.uniform(0.02, 0.08) * (runs * chug + 2 * hiss))


def _saw(dice: np.random.Generator) -> Wave:
    """Return a grinder whose whine sags and recovers as it meets the metal."""
    time = _time()
    pitch_hz = dice.uniform(180, 600) * (1 + 0.15 * np.sin(2 * np.pi * dice.uniform(0.2, 1) * time))
    turn = 2 * np.pi * np.cumsum(pitch_hz) / SAMPLE_RATE_HZ
    whine = sum(np.sin(turn * n) / n for n in range(1, 12))
    return np.asarray(dice.uniform(0.04, 0.15) * (whine + 0.4 * _white(dice)))


def _alarm(dice: np.random.Generator) -> Wave:
    """Return a beeper or a siren at a machine that wants attention."""
    time = _time()
    low_hz, high_hz = dice.uniform(400, 900), dice.uniform(900, 3000)
    sweep = 0.5 + 0.5 * np.sin(2 * np.pi * dice.uniform(0.3, 3.0) * time)
    if dice.random() < 0.5:
        sweep = np.round(sweep)
    turn = 2 * np.pi * np.cumsum(low_hz + (high_hz - low_hz) * sweep) / SAMPLE_RATE_HZ
    beats = (time * dice.uniform(0.8, 4.0)) % 1 < dice.uniform(0.3, 1.0)
    return np.asarray(
        dice.uniform(0.05, 0.25) * beats * (np.sin(turn) + 0.3 * np.sin(3 * turn))
        + 0.01 * _coloured(dice, 0.6)
    )


def _note(pitch_hz: float, length_samples: int, *, vibrato: float, brightness: float) -> Wave:
    time = np.arange(length_samples) / SAMPLE_RATE_HZ
    turn = 2 * np.pi * pitch_hz * time + vibrato * np.sin(2 * np.pi * 5.5 * time)
    wave = sum(
        np.sin(turn * n) / n**brightness for n in range(1, 9) if pitch_hz * n < SAMPLE_RATE_HZ / 2
    )
    shape = np.minimum(1.0, time / 0.03) * np.exp(-time * 1.2)
    shape *= np.minimum(1.0, (length_samples - np.arange(length_samples)) / 480)
    return np.asarray(wave * shape)


def _pitch_hz(step: float) -> float:
    return float(110 * 2 ** (step / 12))


def _tune(dice: np.random.Generator, *, note_s: float, notes_at_once: int, vibrato: float) -> Wave:
    wave = np.zeros(BLOCK_SAMPLES)
    scale = (0, 2, 4, 5, 7, 9, 11)
    length = round(note_s * SAMPLE_RATE_HZ)
    brightness = dice.uniform(0.8, 2.0)
    for number in range(BLOCK_SAMPLES // length):
        root = dice.integers(0, 14)
        for voice in range(notes_at_once):
            degree = int(root + 2 * voice)
            step = 12 * (degree // 7) + scale[degree % 7]
            wave[number * length : (number + 1) * length] += _note(
                _pitch_hz(step), length, vibrato=vibrato, brightness=brightness
            )
    return np.asarray(wave * dice.uniform(0.08, 0.2) / notes_at_once**0.5)


def _chords(dice: np.random.Generator) -> Wave:
    return _tune(dice, note_s=dice.uniform(1.0, 2.5), notes_at_once=3, vibrato=0.0)


def _arpeggios(dice: np.random.Generator) -> Wave:
    return _tune(dice, note_s=dice.uniform(0.12, 0.3), notes_at_once=1, vibrato=0.0)


def _sung(dice: np.random.Generator) -> Wave:
    """Slow single notes with vibrato, the nearest to a voice."""
    return _tune(dice, note_s=dice.uniform(0.6, 1.5), notes_at_once=1, vibrato=dice.uniform(1, 4))


def _organ(dice: np.random.Generator) -> Wave:
    """Long notes that glide into each other through two resonances, almost a vowel."""
    time = _time()
    steps = dice.integers(0, 20, BLOCK_S + 1)
    glide = np.interp(time, np.arange(BLOCK_S + 1), steps)
    turn = 2 * np.pi * np.cumsum(110 * 2 ** (glide / 12)) / SAMPLE_RATE_HZ
    resonances = dice.uniform(300, 900), dice.uniform(1000, 2500)
    wave = np.zeros(BLOCK_SAMPLES)
    for harmonic in range(1, 25):
        pitch_hz = 200 * harmonic
        gain = sum(1 / (1 + ((pitch_hz - middle) / 150) ** 2) for middle in resonances)
        wave += (0.05 + gain) * np.sin(turn * harmonic) / harmonic**0.5
    return np.asarray(wave * dice.uniform(0.02, 0.08))


MAKERS: Final[dict[Sound, tuple[Maker, ...]]] = {
    Sound.SILENCE: (_digital_silence, _hiss, _room),
    Sound.MACHINE: (_hum, _broadband, _impacts, _fan, _compressor, _saw, _alarm),
    Sound.MUSIC: (_chords, _arpeggios, _sung, _organ),
}
