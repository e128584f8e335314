"""The bench of encrypted audio."""

from appliance.diagnostics.benches.encryption import measure
from appliance.diagnostics.targets import ENCRYPTION


def test_writing_reading_and_size_are_compared() -> None:
    """Every figure that has a target is measured, and the size is what the format says."""
    part = measure(minutes=0.1)

    assert set(ENCRYPTION) <= set(part.figures)
    assert all(value > 0 for value in part.figures.values())
    assert 1.004 < part.figures["size_ratio"] < 1.006
