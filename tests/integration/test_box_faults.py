"""The whole box with processes killed while it records.

The suite runs one of each fault on the beginning of the meeting, played at three times
its speed; `TINGXIA_FAULTS=full` runs all of them on all of it (docs/how-to/run-fault-tests.md).
"""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
import soundfile

from appliance.diagnostics.audio_file import read_pcm
from appliance.diagnostics.demo import sample
from appliance.diagnostics.error_rate import character_error_rate
from appliance.diagnostics.running_box import ONLY_TEXT, RunningBox, running_box
from appliance.diagnostics.session_run import SessionClient
from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.process import ProcessState, Role
from appliance.domain.recording import RecordingState
from appliance.domain.transcript import TranscriptKind
from appliance.library import Library
from appliance.recordings.reader import RecordingAudio
from appliance.wire import WireError, connect, request
from appliance.wire.capture import CaptureState, CaptureStatus, GetCaptureStatus
from appliance.wire.inference import SessionKind
from appliance.wire.station import (
    BeginRecording,
    CaptionsChanged,
    FinishRecording,
    RecordingNamed,
    RecordingText,
    SubscribeCaptions,
)
from appliance.wire.station_client import stored_text, text_progress

FULL = os.environ.get("TINGXIA_FAULTS") == "full"
INFERENCE_KILLS = 20 if FULL else 1
INFERENCE_STOPS = 5 if FULL else 1
STATION_KILLS = 20 if FULL else 1
BETWEEN_FAULTS_S = (8, 16) if FULL else (4, 8)
SPEED = 3.0
PREROLL_S = 3.0
FASTER = {
    "TINGXIA_CAPTURE_SPEED": str(SPEED),
    # More faults than any box should bear; here none of them may lead to recording only.
    "TINGXIA_SUPERVISION_CRASH_BUDGET": "1000",
    **ONLY_TEXT,
}
MEETING = sample("meeting_zh")
SPOKEN_S, SPOKEN = MEETING.duration_s, MEETING.reference
if not FULL:  # four sentences and half a pause
    SPOKEN_S, SPOKEN = 23.0, SPOKEN.partition("故障原因")[0]
PCM = read_pcm(MEETING.audio)[: round(SPOKEN_S * SAMPLE_RATE_HZ)]

FIRST_WORDS = "各位同事下午好"


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[RunningBox]:
    """A box that hears the meeting, three times as fast as it was spoken."""
    heard = tmp_path / "meeting.wav"
    soundfile.write(heard, PCM, SAMPLE_RATE_HZ)
    async with running_box(tmp_path / "data", mic=f"file:{heard}", environment=FASTER) as running:
        await running.until_running(*Role)
        yield running


@pytest.mark.timeout(2400 if FULL else 300)
async def test_killed_and_hung_inference_costs_no_audio_and_no_text(box: RunningBox) -> None:
    """Inference is killed and stopped while it works; audio and text are as if nothing was."""
    chance = random.Random(7)
    faults = [signal.SIGKILL] * INFERENCE_KILLS + [signal.SIGSTOP] * INFERENCE_STOPS
    disturbed: list[RecordingText] = []
    while faults:
        station = box.paths.station_socket
        begun = await request(station, BeginRecording(), RecordingNamed)
        while faults and await recorded_s(box) < SPOKEN_S * 0.8:
            await until_recorded(box, await recorded_s(box) + chance.uniform(*BETWEEN_FAULTS_S))
            victim = await box.process_status(Role.INFERENCE)
            if victim.pid is not None and victim.state is ProcessState.RUNNING:
                os.kill(victim.pid, faults.pop())
        disturbed.append(await finish_meeting(box, begun.recording_id))
    for text in disturbed:
        assert_audio_is_exact(box, text)
        assert character_error_rate(await undisturbed(box, text), joined(text)) <= 0.02
    await box.stop()
    async with Library.open(box.paths) as library:
        for text in disturbed:
            await assert_live_text_is_whole(library, text.recording.id)


@pytest.mark.timeout(1200 if FULL else 180)
async def test_killed_station_leaves_the_recording_running_and_comes_back(box: RunningBox) -> None:
    """The recording goes on while the station is killed; captions come back and are complete."""
    station = box.paths.station_socket
    begun = await request(station, BeginRecording(), RecordingNamed)
    for _ in range(STATION_KILLS):
        before = await box.process_status(Role.STATION)
        assert before.pid is not None
        os.kill(before.pid, signal.SIGKILL)
        await box.until(
            lambda status, old=before.pid: any(  # type: ignore[misc]  # bound per round
                process.role == Role.STATION
                and process.pid != old
                and process.state is ProcessState.RUNNING
                for process in status.processes
            ),
            what="a new station",
        )
        status = await capture_status(box)
        assert (CaptureState.RECORDING, begun.recording_id) == (status.state, status.recording_id)
        captions = await captions_of(box, begun.recording_id)
        assert FIRST_WORDS in captions.finals[0].text, "what was understood before comes back"
    text = await finish_meeting(box, begun.recording_id)
    assert_audio_is_exact(box, text)
    assert character_error_rate(SPOKEN, joined(text)) <= 0.12


@pytest.mark.timeout(180)
async def test_killed_supervisor_leaves_no_orphan_and_the_next_start_recovers(
    tmp_path: Path,
) -> None:
    """Nothing runs on after SIGKILL of the supervisor; the next box recovers audio and text."""
    data = tmp_path / "data"
    async with running_box(data, mic=f"file:{MEETING.audio}") as first:
        status = await first.until_running(*Role)
        begun = await request(first.paths.station_socket, BeginRecording(), RecordingNamed)
        await until_recorded(first, 10.0)
        family = psutil.Process(first.process.pid).children(recursive=True)
        assert {process.pid for process in status.processes if process.role != "supervisor"} <= {
            child.pid for child in family
        }
        first.process.kill()
        _, alive = await asyncio.to_thread(psutil.wait_procs, family, timeout=5)
        assert [] == alive
    async with running_box(data, mic="silence") as second:
        await second.until_running(*Role)
        if (await capture_status(second)).state is not CaptureState.IDLE:
            await request(second.paths.station_socket, FinishRecording(), RecordingNamed)
        text = await complete_text(second, begun.recording_id)
        recording = RecordingAudio(second.paths.recording(begun.recording_id)).recording()
        assert RecordingState.CLOSED is recording.state
        assert recording.recoveries >= 1
        assert len(joined(text)) > 10


async def undisturbed(box: RunningBox, text: RecordingText) -> str:
    """Return what inference makes of the very same audio while nobody kills it.

    Another recording would not do: a model of this size changes words when the same speech
    begins a tenth of a second later.
    """
    audio = RecordingAudio(box.paths.recording(text.recording.id))
    pcm = audio.read(0, audio.available_samples())
    client = SessionClient(box.paths.inference_socket, pcm, kind=SessionKind.BATCH)
    return (await client.work()).text


async def finish_meeting(box: RunningBox, recording_id: str) -> RecordingText:
    """Wait for the end of the meeting, stop, and return the complete text."""
    await until_recorded(box, SPOKEN_S + PREROLL_S + 2)
    await request(box.paths.station_socket, FinishRecording(), RecordingNamed, timeout_s=20)
    return await complete_text(box, recording_id)


async def complete_text(box: RunningBox, recording_id: str) -> RecordingText:
    """Wait until the text of a recording is complete."""
    async with asyncio.timeout(150):
        async for progress in text_progress(box.paths.station_socket, recording_id):
            assert progress.recording.text_state != "failed", progress.recording.problem
    return await stored_text(box.paths.station_socket, recording_id)


def assert_audio_is_exact(box: RunningBox, text: RecordingText) -> None:
    """Check that the recording has no gap and every frame that was spoken, in its order."""
    audio = RecordingAudio(box.paths.recording(text.recording.id))
    recording = audio.recording()
    assert () == recording.gaps
    assert recording.total_samples == audio.available_samples()
    assert recording.total_samples == sum(part.sample_count or 0 for part in recording.segments)
    assert PCM.tobytes() in audio.read(0, audio.available_samples())


async def assert_live_text_is_whole(library: Library, recording_id: str) -> None:
    """Check that the live text, too, holds every stretch of speech once."""
    row = await library.get(recording_id)
    live = await library.transcript(recording_id, TranscriptKind.LIVE)
    second = await library.transcript(recording_id, TranscriptKind.SECOND_PASS)
    assert live is not None
    assert second is not None
    assert live.decided_samples == second.decided_samples == row.total_samples
    for text in (live, second):
        assert text.complete
        assert 1 == text.text.count(FIRST_WORDS)
        ends = [0, *(segment.end_sample for segment in text.segments)]
        starts = [*(segment.start_sample for segment in text.segments), row.total_samples]
        assert all(end <= start for end, start in zip(ends, starts, strict=True))
    assert abs(len(live.text) - len(second.text)) <= 0.15 * len(second.text)
    assert "" == row.problem


async def capture_status(box: RunningBox) -> CaptureStatus:
    """Ask capture how it is."""
    return await request(box.paths.capture_socket, GetCaptureStatus(), CaptureStatus)


async def recorded_s(box: RunningBox) -> float:
    """Return how much of the running recording is written."""
    return (await capture_status(box)).recorded_samples / 16_000


async def until_recorded(box: RunningBox, seconds: float) -> None:
    """Wait until so much is recorded."""
    async with asyncio.timeout(3 * seconds + 10):
        while await recorded_s(box) < seconds:
            await asyncio.sleep(0.1)


async def captions_of(box: RunningBox, recording_id: str) -> CaptionsChanged:
    """Wait for captions with text of a recording."""
    async with asyncio.timeout(30):
        while True:
            try:
                async with connect(box.paths.station_socket) as line:
                    await line.send(SubscribeCaptions())
                    async for captions in line:
                        if (
                            isinstance(captions, CaptionsChanged)
                            and captions.recording_id == recording_id
                            and captions.finals
                        ):
                            return captions
            except WireError:
                await asyncio.sleep(0.1)


def joined(text: RecordingText) -> str:
    """Return all text of a recording in one line."""
    return "".join(segment.text for segment in text.segments)
