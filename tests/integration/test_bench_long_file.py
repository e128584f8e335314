"""The bench of a long file measures what it says."""

import pytest

from appliance.diagnostics.benches.batch import measure_long
from appliance.diagnostics.targets import LONG_FILE

pytestmark = pytest.mark.timeout(600)


async def test_a_share_of_a_long_file_is_watched() -> None:
    """Its first text, its decoder and each end that was told are seen; the rest is cancelled."""
    part = await measure_long(hours=0.05, suffix="wav", share=0.1)

    assert {"hours": "0.05", "format": "wav", "share": "0.1", "speech_share": "all"} == dict(
        part.conditions
    )
    assert set(LONG_FILE) <= set(part.figures)
    figures, details = part.figures, part.details
    assert 0 < figures["first_text_s"] <= details["end_s"]
    assert 0 < figures["decoded_after_s"] <= details["end_s"]
    assert 0 <= figures["progress_off_ratio"] < 1
    assert 0 <= figures["told_end_off_ratio"]
    assert 0 <= figures["stolen_cpu_share"] < 1
    assert 0 < figures["decoder_peak_mb"] <= LONG_FILE["decoder_peak_mb"]
    assert 10 <= details["length_s"]
    assert 0 < details["file_mb"] < 10
    assert all(at_s <= end_s for at_s, end_s in details["told_end_s"])
