"""Any PCM becomes 16 kHz mono of 16 bit."""

import numpy as np
import pytest

from appliance.inference.errors import InferenceError
from appliance.inference.pcm_converter import PcmConverter

SECONDS = 2


def wave(rate: int, width: int, channels: int) -> bytes:
    """Return a 440 Hz tone at half of full scale in every channel."""
    time = np.arange(rate * SECONDS) / rate
    mono = 0.5 * np.sin(2 * np.pi * 440 * time)
    frames = np.repeat(mono[:, None], channels, axis=1)
    if width == 1:
        return bytes((frames * 127 + 128).astype(np.uint8).tobytes())
    levels = (frames * (2 ** (8 * width - 1) - 1)).astype("<i4")
    return bytes(levels.reshape(-1, 1).view(np.uint8)[:, :width].tobytes())


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_tone_keeps_its_length_level_and_pitch(rate: int, width: int, channels: int) -> None:
    """Whatever the format, and however the stream is cut."""
    converter = PcmConverter(rate=rate, width=width, channels=channels)
    source = wave(rate, width, channels)
    pieces = [converter.convert(source[at : at + 4097]) for at in range(0, len(source), 4097)]
    result = np.frombuffer(b"".join([*pieces, converter.convert(b"", last=True)]), dtype="<i2")

    assert pytest.approx(16_000 * SECONDS, abs=20) == len(result)
    middle = result[4000:-4000].astype(float)
    assert pytest.approx(0.5 / np.sqrt(2), rel=0.03) == np.sqrt(np.mean(middle**2)) / 32768
    peak = np.argmax(np.abs(np.fft.rfft(middle))) * 16_000 / len(middle)
    assert pytest.approx(440, abs=1) == peak


@pytest.mark.parametrize(
    ("rate", "width", "channels"), [(0, 2, 1), (10**9, 2, 1), (16_000, 0, 1), (16_000, 2, 0)]
)
def test_a_format_that_makes_no_sense_is_refused(rate: int, width: int, channels: int) -> None:
    """Before any memory is taken for it."""
    with pytest.raises(InferenceError, match="cannot be taken"):
        PcmConverter(rate=rate, width=width, channels=channels)
