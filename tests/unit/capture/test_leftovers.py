"""What a start of capture finds."""

from pathlib import Path

from appliance.capture.resumption import Leftovers
from appliance.config import Settings
from appliance.recordings import RecordingWriter, journal_file
from tests.fakes.clock import FakeClock


def left_open(recordings: Path, recording_id: str) -> Path:
    """A recording of 100 samples that nobody closed."""
    folder = recordings / "2025-05-01" / recording_id
    writer = RecordingWriter.create(
        folder, recording_id=recording_id, title="", segment_samples=1000, clock=FakeClock()
    )
    writer.append(bytes(200))
    writer.sync()
    writer.abandon()
    return folder


def test_a_journal_that_cannot_be_read_keeps_nobody_from_recording(tmp_path: Path) -> None:
    """It is left for a person; the recording before it goes on."""
    settings = Settings.model_validate({"storage": {"data_dir": tmp_path}})
    older, newer = (
        left_open(settings.paths.recordings, f"20250501-{hour}0000-ab12") for hour in (10, 12)
    )
    (newer / journal_file.NAME).unlink()
    (newer / journal_file.NAME).mkdir()
    leftovers = Leftovers(settings, clock=FakeClock(), publish=lambda _: None)

    take = leftovers.resume()

    assert take is not None
    assert older.name == take.id
    take.writer.abandon()
