"""What the history tells of a recording."""

from dataclasses import replace

from appliance.domain.gap import Gap, GapCause
from appliance.station.history import summarise
from tests.unit.station.test_support_titles import row


def test_a_pause_is_no_lost_audio() -> None:
    """Somebody wanted it; every other gap is counted."""
    paused = Gap(at_sample=0, duration_s=18.0, cause=GapCause.PAUSED)
    lost = Gap(at_sample=9, duration_s=1.0, cause=GapCause.MICROPHONE_LOST)
    kept = row(1)
    kept = replace(kept, recording=replace(kept.recording, gaps=(paused, lost)))
    assert 1 == summarise(kept, running_samples=None, decided_samples=None).gap_count
