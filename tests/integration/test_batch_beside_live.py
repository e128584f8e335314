"""A file beside a live recording, with the real capture, recogniser and decoder."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.diagnostics.batch_files import write_speech
from appliance.diagnostics.running_box import ONLY_TEXT, RunningBox, running_box
from appliance.domain.batch import JobState
from appliance.domain.process import Role
from appliance.wire import connect, request
from appliance.wire.files import (
    AddFiles,
    ChangeQueue,
    FileLine,
    FilesAdded,
    QueueChanged,
)
from appliance.wire.files_client import followed_queue, queue
from appliance.wire.station import (
    BeginRecording,
    CaptionsChanged,
    FinishRecording,
    ListRecordings,
    RecordingList,
    RecordingNamed,
    SubscribeCaptions,
)
from appliance.wire.station_client import text_progress


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[RunningBox]:
    """A box that hears the built-in meeting in real time, with its model loaded."""
    async with running_box(tmp_path / "data", mic="sample", environment=dict(ONLY_TEXT)) as running:
        await running.until_model_ready()
        await running.until_running(Role.STATION, Role.CAPTURE)
        yield running


async def until_done_s(box: RunningBox, seconds: float) -> FileLine:
    """Wait until so much of the only file is text."""
    async for known in followed_queue(box.paths.station_socket):
        (line,) = known.files.values()
        assert line.state not in {JobState.FAILED, JobState.DONE}
        if line.done_s >= seconds:
            return line
    raise AssertionError("the station left")


async def first_final(box: RunningBox) -> str:
    """Wait for the first caption that stays."""
    async with connect(box.paths.station_socket) as line:
        await line.send(SubscribeCaptions())
        async for shown in line:
            assert isinstance(shown, CaptionsChanged)
            if shown.finals:
                return shown.finals[0].text
    raise AssertionError("the station left")


@pytest.mark.timeout(240)
async def test_a_file_gives_way_to_a_recording_and_goes_on_after_it(
    tmp_path: Path, box: RunningBox
) -> None:
    """Captions come in the midst of the file, whose text grows on during and after it."""
    socket = box.paths.station_socket
    file = tmp_path / "long.flac"
    write_speech(file, 1200)
    await request(socket, AddFiles(paths=(str(file),)), FilesAdded)
    before = await until_done_s(box, 1.0)

    begun = await request(socket, BeginRecording(), RecordingNamed)
    words = await first_final(box)
    during = next(iter((await queue(socket)).files.values()))
    await request(socket, FinishRecording(), RecordingNamed)
    states = [told.recording.text_state async for told in text_progress(socket, begun.recording_id)]
    after_live = next(iter((await queue(socket)).files.values()))
    after = await until_done_s(box, after_live.done_s + 1.0)
    cancel = ChangeQueue(deed="cancel", job_ids=(after.id,))
    await request(socket, cancel, QueueChanged)
    left = await request(socket, ListRecordings(), RecordingList)

    assert words
    assert during.state in {JobState.IMPORTING, JobState.RECOGNISING}
    assert "complete" == states[-1]
    assert before.done_s <= during.done_s <= after_live.done_s < after.done_s
    assert [begun.recording_id] == [line.id for line in left.recordings]
    assert [] == [path.name for path in (box.paths.inbox / after.id).iterdir() if path.is_dir()]
