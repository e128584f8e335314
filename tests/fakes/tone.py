"""Sound that stands for speech, and silence."""

import numpy as np

from appliance.domain.audio import SAMPLE_RATE_HZ


def tone(seconds: float) -> bytes:
    """Return a loud hum."""
    time = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return bytes((8000 * np.sin(2 * np.pi * 220 * time)).astype("<i2").tobytes())


def silence(seconds: float) -> bytes:
    """Return nothing but zeros."""
    return bytes(2 * round(seconds * SAMPLE_RATE_HZ))
