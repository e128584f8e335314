"""Reads built-in and test recordings, which are in the box's own format already."""

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.samples.built_in import sample_file


def read_pcm(file: Path) -> NDArray[np.int16]:
    """Read a short mono file of 16 kHz whole."""
    audio, rate = soundfile.read(file, dtype="int16")
    assert rate == SAMPLE_RATE_HZ, f"{file} has {rate} Hz"
    samples: NDArray[np.int16] = audio
    return samples


def built_in(name: str) -> NDArray[np.int16]:
    """Read a built-in recording, ``meeting_zh`` or ``factory_zh``."""
    return read_pcm(sample_file(name))
