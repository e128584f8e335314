"""Files that mean harm, through a station and through a whole box: nothing but they suffers.

The suite takes a share; ``TINGXIA_FAULTS=full`` takes all (docs/how-to/run-fault-tests.md).
"""

import os
from pathlib import Path

import pytest

from appliance.diagnostics.batch_files import write_speech
from appliance.diagnostics.running_box import ONLY_TEXT, RunningBox, running_box
from appliance.domain.batch import JobState
from appliance.domain.process import Role
from appliance.domain.text_state import TextState
from appliance.station.unreadable_audio import UnreadableAudioError
from appliance.wire import request
from appliance.wire.files import AddFiles, FileLine, FilesAdded
from appliance.wire.files_client import followed_queue
from appliance.wire.station import ListRecordings, RecordingList
from tests.fakes.audio_files import wav
from tests.fakes.box import fake_box, until, until_text
from tests.fakes.inference_server import spoken
from tests.fault.hostile_audio import FORGED
from tests.integration.test_file_queue import is_over
from tests.integration.test_hostile_audio import FORGED_FILES, FULL, share

ROLES = (Role.STATION, Role.INFERENCE, Role.CAPTURE)


async def test_the_station_goes_on_after_every_hostile_file(tmp_path: Path) -> None:
    """Refused files leave nothing behind, and a good one gets its text."""
    pipe, empty, good = (tmp_path / name for name in ("pipe.wav", "empty.wav", "good.wav"))
    os.mkfifo(pipe)
    empty.touch()
    good.write_bytes(wav(spoken(1, 2)))
    hostile = [pipe, empty, *(FORGED / name for name in (
        "mp4-index-1400m.m4a", "playlist.wav", "wav-channels-0.wav", "flac-4g-comments.flac",
    ))]  # fmt: skip
    async with fake_box(tmp_path) as box, box.station() as station:
        await until(station, lambda: station.snapshot().inference is not None)
        for file in hostile:
            with pytest.raises(UnreadableAudioError):
                await station.transcribe(file)
        recording_id = await station.transcribe(good)
        view = await until_text(station, recording_id, TextState.COMPLETE)
        listed = await station.recordings()

    assert view.transcript is not None
    assert "1\n2" == view.transcript.text
    assert [recording_id] == [summary.id for summary in listed]
    assert [recording_id] == [folder.name for folder in box.paths.recordings.glob("*/*")]
    assert [] == list(box.paths.inbox.iterdir())
    assert 1 == len(box.inference.sessions)


@pytest.mark.timeout(3600)
async def test_the_queue_makes_one_session_for_each_file_that_has_sound(tmp_path: Path) -> None:
    """What is refused is explained and costs inference nothing; a good file after all gets text."""
    good = tmp_path / "good.wav"
    good.write_bytes(wav(spoken(1, 2)))
    forged = share(FORGED_FILES, 8)
    async with fake_box(tmp_path) as box, box.station(tell_speakers=False) as station:
        await until(station, lambda: station.snapshot().inference is not None)
        await station.files.add([*forged, good])
        await until(station, lambda: is_over(station))
        found = [file.job for file in station.files.view().files]
        listed = await station.recordings()
        view = await station.recording(found[-1].recording_id or "")

    assert [*(file.name for file in forged), "good.wav"] == [job.name for job in found]
    refused = [job.failure for job in found if job.state is JobState.FAILED]
    assert all(failure and failure.reason and failure.hint for failure in refused)
    taken = {job.recording_id for job in found if job.state is JobState.DONE}
    assert taken == {summary.id for summary in listed}
    assert taken == {folder.name for folder in box.paths.recordings.glob("*/*")}
    assert (len(taken), 0) == (len(box.inference.sessions), box.inference.deaths)
    assert view.transcript is not None
    assert "1\n2" == view.transcript.text


async def processes(box: RunningBox) -> dict[Role, tuple[int | None, int]]:
    """Return the process of each part and how often it was started again."""
    told = [await box.process_status(role) for role in ROLES]
    return {role: (status.pid, status.restarts) for role, status in zip(ROLES, told, strict=True)}


async def all_over(box: RunningBox, count: int) -> list[FileLine]:
    """Wait until nothing is left to do in the queue."""
    async for known in followed_queue(box.paths.station_socket):
        files = list(known.files.values())
        if len(files) == count and {file.state for file in files} <= {
            JobState.DONE,
            JobState.FAILED,
        }:
            return files
    raise AssertionError("the station left")


@pytest.mark.timeout(3600)
async def test_no_process_of_the_box_ends_for_a_forged_file(tmp_path: Path) -> None:
    """Station and inference are the same ones afterwards, no session is left, nothing waits."""
    good = tmp_path / "good.flac"
    write_speech(good, 20)
    files = [*(FORGED_FILES if FULL else FORGED_FILES[::30]), good]
    async with running_box(tmp_path / "data", mic="sample", environment=dict(ONLY_TEXT)) as box:
        ready = await box.until_model_ready()
        await box.until_running(*ROLES)
        before = await processes(box)
        paths = tuple(map(str, files))
        await request(box.paths.station_socket, AddFiles(paths=paths), FilesAdded)
        lines = await all_over(box, len(files))
        after = await processes(box)
        status = await box.inference_status()
        kept = await request(box.paths.station_socket, ListRecordings(), RecordingList)

    assert before == after
    assert (0, 0) == (status.sessions, status.queue_length)
    assert ready.model_sha256 == status.model_sha256
    assert all(line.reason and line.hint for line in lines if line.state is JobState.FAILED)
    assert {"complete"} == {summary.text_state for summary in kept.recordings}
    (heard,) = [line for line in lines if line.name == good.name]
    assert JobState.DONE is heard.state
    assert heard.recording_id in {summary.id for summary in kept.recordings}
