"""The rate at which recordings fill the disk."""

from appliance.domain.disk_rate import LEAST_S, bytes_per_s


def test_long_recordings_count_for_more() -> None:
    """It is all bytes over all seconds."""
    assert 16_000 == bytes_per_s([(19_200_000, 600.0), (0, 600.0)])


def test_too_little_audio_tells_nothing() -> None:
    """A new box falls back on what the format needs."""
    assert bytes_per_s([(10_000_000, LEAST_S - 1)]) is None
    assert bytes_per_s([]) is None
