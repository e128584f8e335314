"""A writer that is let go of after it was closed."""

import os
from pathlib import Path

from appliance.recordings.writer import RecordingWriter
from tests.fakes.clock import FakeClock


def test_who_is_abandoned_after_being_closed_closes_no_file_of_others(tmp_path: Path) -> None:
    """The numbers of its files may be others' by then; those would write into third ones."""
    writer = RecordingWriter.create(
        tmp_path / "20250501-120000-ab12",
        recording_id="20250501-120000-ab12",
        segment_samples=16_000,
        clock=FakeClock(),
    )
    writer.append(bytes(40_000))
    writer.close("asked")
    others = [os.open(tmp_path, os.O_RDONLY) for _ in range(8)]

    writer.abandon()

    for other in others:
        assert os.fstat(other)
        os.close(other)
