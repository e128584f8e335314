"""Recordings whose text is here and whose audio is not."""

from pathlib import Path

import pytest

from appliance.domain.text_state import TextState
from appliance.export.formats.audio import largest_flac_bytes
from appliance.recordings.errors import RecordingsError
from appliance.station.box import BoxStation
from tests.fakes.box import FakeBox, fake_box, until_text
from tests.fakes.inference_server import spoken


async def soundless(box: FakeBox, station: BoxStation) -> str:
    """Record something, and lose its audio once its text is complete."""
    recording_id = await station.start_recording()
    await box.capture.hear(spoken(7))
    await station.stop_recording()
    await until_text(station, recording_id, TextState.COMPLETE)
    for file in box.paths.recording(recording_id).glob("*.wav"):
        file.unlink()
    return recording_id


async def test_a_text_that_cannot_be_made_again_stays_and_holds_nobody_up(tmp_path: Path) -> None:
    """The reason is told, and the text of the next recording is made."""
    async with fake_box(tmp_path) as box, box.station() as station:
        lost = await soundless(box, station)
        await station.retranscribe(lost)
        other = await station.start_recording()
        await box.capture.hear(spoken(8))
        await station.stop_recording()
        await until_text(station, other, TextState.COMPLETE)
        await until_text(station, lost, TextState.COMPLETE)
        view = await station.recording(lost)
    assert view.transcript is not None
    assert "7" == view.transcript.segments[0].text
    assert "is not on this box" in view.summary.problem


async def test_audio_that_is_lost_is_not_exported_as_silence(tmp_path: Path) -> None:
    """An export with it is refused before anything is written."""
    async with fake_box(tmp_path) as box, box.station() as station:
        lost = await soundless(box, station)
    with pytest.raises(RecordingsError, match="is not on this box"):
        largest_flac_bytes(box.paths.recording(lost))
