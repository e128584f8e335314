"""WAV files of the one format inside the box: a 44-byte header, then samples up to the end.

The length of the file is the truth; the header only repeats it for players. While a file grows
its header announces a whole segment, which players cut at the end of the file.
"""

import struct
from typing import Final

from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES

HEADER_BYTES: Final = 44

_LAYOUT = struct.Struct("<4sI4s4sIHHIIHH4sI")
_DATA_LIMIT_BYTES = 0xFFFFFFFF - (HEADER_BYTES - 8)
_PCM = 1
_CHANNELS = 1


def header(sample_count: int) -> bytes:
    """Return the header of a file with so many samples; longer than 4 GiB announces 4 GiB."""
    data_bytes = min(sample_count * SAMPLE_WIDTH_BYTES, _DATA_LIMIT_BYTES)
    return _LAYOUT.pack(
        b"RIFF",
        data_bytes + HEADER_BYTES - 8,
        b"WAVE",
        b"fmt ",
        16,
        _PCM,
        _CHANNELS,
        SAMPLE_RATE_HZ,
        SAMPLE_RATE_HZ * SAMPLE_WIDTH_BYTES * _CHANNELS,
        SAMPLE_WIDTH_BYTES * _CHANNELS,
        SAMPLE_WIDTH_BYTES * 8,
        b"data",
        data_bytes,
    )


def sample_count(file_bytes: int) -> int:
    """Return how many whole samples a file of that length holds; 0 for a torn header."""
    return max(0, file_bytes - HEADER_BYTES) // SAMPLE_WIDTH_BYTES


def offset(sample: int) -> int:
    """Return the place of a sample in the file, in bytes."""
    return HEADER_BYTES + sample * SAMPLE_WIDTH_BYTES
