"""The station among the real capture, inference and supervisor, some of which are killed."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.diagnostics.running_box import RunningBox, running_box
from appliance.domain.process import ProcessState, Role
from appliance.domain.transcript import TranscriptKind
from appliance.library import Library
from appliance.wire import connect, request
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

RECORDED_S = 24.0
FIRST_WORDS = "各位同事下午好"


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[RunningBox]:
    """A box that hears the built-in meeting at twice its speed, with its model loaded."""
    twice = {"TINGXIA_CAPTURE_SPEED": "2"}
    async with running_box(tmp_path / "data", mic="sample", environment=twice) as running:
        await running.until_model_ready()
        yield running


async def captions(box: RunningBox) -> AsyncIterator[CaptionsChanged]:
    """Yield the captions as they change."""
    async with connect(box.paths.station_socket) as line:
        await line.send(SubscribeCaptions())
        async for message in line:
            assert isinstance(message, CaptionsChanged)
            yield message


async def until_recorded(box: RunningBox, seconds: float) -> CaptionsChanged:
    """Wait until so much is recorded, as a screen sees it."""
    async for shown in captions(box):
        if shown.recorded_s >= seconds:
            return shown
    raise AssertionError("the station left")


async def kill(box: RunningBox, role: Role) -> None:
    """Kill a process as soon as it runs, and wait until its successor runs."""
    before = next(
        process for process in (await box.until_running(role)).processes if process.role == role
    )
    assert before.pid is not None
    os.kill(before.pid, signal.SIGKILL)
    await box.until(
        lambda status: any(
            process.role == role
            and process.pid != before.pid
            and process.state is ProcessState.RUNNING
            for process in status.processes
        ),
        what=f"a new {role}",
    )


@pytest.mark.timeout(150)
async def test_live_text_is_whole_although_inference_was_killed_twice(box: RunningBox) -> None:
    """Every stretch of speech is in the live text once, however often inference died."""
    socket = box.paths.station_socket
    begun = await request(socket, BeginRecording(title="Killed twice"), RecordingNamed)
    for at_s in (6.0, 14.0):
        await until_recorded(box, at_s)
        await kill(box, Role.INFERENCE)
    await until_recorded(box, RECORDED_S)
    await request(socket, FinishRecording(), RecordingNamed)
    states = [told.recording.text_state async for told in text_progress(socket, begun.recording_id)]
    assert states[-1] == "complete"
    await box.stop()
    async with Library.open(box.paths) as library:
        row = await library.get(begun.recording_id)
        live = await library.transcript(begun.recording_id, TranscriptKind.LIVE)
        second = await library.transcript(begun.recording_id, TranscriptKind.SECOND_PASS)
    assert live is not None
    assert second is not None
    assert live.decided_samples == second.decided_samples == row.total_samples
    for text in (live, second):
        assert text.complete
        assert text.text.count(FIRST_WORDS) == 1
        ends = [0, *(segment.end_sample for segment in text.segments)]
        starts = [*(segment.start_sample for segment in text.segments), row.total_samples]
        assert all(end <= start for end, start in zip(ends, starts, strict=True))
    assert abs(len(live.text) - len(second.text)) <= 0.15 * len(second.text)
    assert row.problem == ""


@pytest.mark.timeout(120)
async def test_recording_goes_on_while_the_station_is_killed_and_captions_return(
    box: RunningBox,
) -> None:
    """A killed station costs neither audio nor what was already understood."""
    socket = box.paths.station_socket
    begun = await request(socket, BeginRecording(), RecordingNamed)
    async for shown in captions(box):
        if shown.finals:
            break
    await kill(box, Role.STATION)
    recorded = 0.0
    async with asyncio.timeout(30):
        async for shown in captions(box):
            if shown.recording_id == begun.recording_id and len(shown.finals) >= 2:
                recorded = shown.recorded_s
                break
    assert FIRST_WORDS in shown.finals[0].text
    assert shown.running
    await request(socket, FinishRecording(), RecordingNamed)
    history = await request(socket, ListRecordings(), RecordingList)
    assert [line.id for line in history.recordings] == [begun.recording_id]
    assert history.recordings[0].gap_count == 0
    assert history.recordings[0].duration_s >= recorded
