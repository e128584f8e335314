"""Finding a voice in what the microphone hears."""

import math
import random
import struct

import soundfile

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.samples.built_in import sample_file
from appliance.station.doctor_ear import VoiceFinder


def after(pcm: bytes) -> bool | None:
    """Return what is found in audio."""
    finder = VoiceFinder()
    for first in range(0, len(pcm), 1600):
        finder.feed(pcm[first : first + 1600])
    return finder.speech


def spoken(seconds: float) -> bytes:
    """Return the beginning of the built-in meeting."""
    with soundfile.SoundFile(sample_file("meeting_zh")) as file:
        return bytes(file.buffer_read(int(seconds * SAMPLE_RATE_HZ), dtype="int16"))


def samples(*values: float) -> bytes:
    """Return PCM."""
    return b"".join(struct.pack("<h", round(value)) for value in values)


def test_a_voice_is_found() -> None:
    """In the built-in meeting, and for some seconds after the last word."""
    assert True is after(spoken(4))
    assert True is after(spoken(4) + bytes(2 * 2 * SAMPLE_RATE_HZ))
    assert False is after(spoken(4) + bytes(5 * 2 * SAMPLE_RATE_HZ))


def test_a_room_without_voices_has_none() -> None:
    """Silence, a faint hum, quiet noise."""
    count = 4 * SAMPLE_RATE_HZ
    chance = random.Random(1)
    hum = samples(*(8 * math.sin(2 * math.pi * 50 * n / SAMPLE_RATE_HZ) for n in range(count)))
    noise = samples(*(chance.gauss(0, 6) for _ in range(count)))
    assert [False, False, False] == [after(bytes(2 * count)), after(hum), after(noise)]


def test_it_takes_a_second_to_tell() -> None:
    """Nothing is said before."""
    assert None is after(spoken(0.5))
