"""Audio whose every sample tells its place."""

from array import array


def ramp(first: int, count: int) -> bytes:
    """Return samples that count up from ``first + 1`` and start again at 1 after 32,767."""
    return array("h", ((first + place) % 32767 + 1 for place in range(count))).tobytes()
