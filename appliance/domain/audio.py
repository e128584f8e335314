"""The one audio format inside the box: 16 kHz, mono, signed 16-bit little-endian."""

from typing import Final

SAMPLE_RATE_HZ: Final = 16_000
SAMPLE_WIDTH_BYTES: Final = 2


def to_seconds(samples: int) -> float:
    """Convert a position or length in samples to seconds."""
    return samples / SAMPLE_RATE_HZ


def to_samples(seconds: float) -> int:
    """Convert seconds to the nearest sample."""
    return round(seconds * SAMPLE_RATE_HZ)
