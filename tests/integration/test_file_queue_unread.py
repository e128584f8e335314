"""Files of the queue of which nothing sure is known: they have failed, and nothing is lost."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.audio import to_samples
from appliance.domain.batch import JobState
from appliance.recordings import KeyFolder, RecordingWriter, SystemClock
from appliance.station.errors import LostFileError
from appliance.station.face_files import HandOver
from appliance.station.inbox import Inbox
from tests.fakes.box import FakeBox, fake_box, until
from tests.fakes.inference_server import spoken
from tests.integration.test_file_queue import states, text_of, until_over, waiting_for_text
from tests.integration.test_station_control import wav_file

HALF = "20261121-091500-ab12"


async def queued(box: FakeBox, file: Path, hand_over: HandOver = HandOver.MOVE) -> Path:
    """Have a file wait in the queue of a station that is stopped then; returns its job's file."""
    async with box.station() as station:
        await station.files.pause()
        (job_id,) = (await station.files.add([file], hand_over=hand_over)).job_ids
    Inbox(box.paths.inbox).set_paused(False)
    return box.paths.inbox / job_id / "job.json"


def of_a_newer_release(job_file: Path, **other: Any) -> bytes:
    """Write it as a newer release would; returns what is written."""
    content = {**json.loads(job_file.read_bytes()), "version": 2, "pages": [1], **other}
    job_file.write_text(json.dumps(content))
    return job_file.read_bytes()


def half_grown(folder: Path, keys: KeyFolder, recording_id: str = HALF) -> None:
    """Put an encrypted recording there, as an import that was cut off leaves it."""
    writer = RecordingWriter.create(
        folder,
        recording_id=recording_id,
        title="",
        segment_samples=to_samples(60),
        clock=SystemClock(),
        keys=keys,
    )
    writer.append(spoken(9))
    writer.abandon()


async def test_a_damaged_job_is_tried_again_with_the_file_that_lies_there(tmp_path: Path) -> None:
    """It may be the only copy; the half of a recording is not left beside the new one."""
    async with fake_box(tmp_path) as box:
        keys = KeyFolder(box.paths.keys)
        job_file = await queued(box, wav_file(tmp_path / "a.wav", spoken(3, 4)))
        job_file.write_bytes(b'{"id": "')
        half_grown(job_file.parent / HALF, keys)
        async with box.station() as station:
            (before,) = await until_over(station)
            untouched = job_file.read_bytes()
            count = await station.files.retry()
            left = [path.name for path in job_file.parent.iterdir()]
            (after,) = await until_over(station)
            text = await text_of(station, after)
    assert (JobState.FAILED, job_file.parent.name) == (before.job.state, before.job.name)
    assert before.job.failure is not None
    assert f"What the box noted of {before.job.name} is damaged." == before.job.failure.reason
    assert "Try it again: the file is taken in anew." == before.job.failure.hint
    assert b'{"id": "' == untouched
    assert 1 == count
    assert HALF not in left
    assert keys.read(HALF) is None
    assert (JobState.DONE, "3\n4") == (after.job.state, text)


@pytest.mark.parametrize("hand_over", [HandOver.MOVE, HandOver.IN_PLACE])
async def test_a_job_of_a_newer_release_is_left_to_it_until_somebody_tries_it_again(
    tmp_path: Path, hand_over: HandOver
) -> None:
    """A box that is put back to that release goes on with its own; else the file is taken in."""
    async with fake_box(tmp_path) as box:
        file = wav_file(tmp_path / "会议.wav", spoken(5))
        job_file = await queued(box, file, hand_over)
        written = of_a_newer_release(job_file, state="dreaming", language="en")
        for _start in range(2):
            async with box.station() as station:
                (before,) = await until_over(station)
                await station.files.worker.endings.settle()
                assert 0 == await station.files.retry()
            assert written == job_file.read_bytes()
        if hand_over is HandOver.IN_PLACE:
            file.rename(tmp_path / "away")
            async with box.station() as station:
                await until_over(station)
                with pytest.raises(LostFileError):
                    await station.files.retry([before.job.id])
            assert written == job_file.read_bytes()
            (tmp_path / "away").rename(file)
        async with box.station() as station:
            await until_over(station)
            await station.files.retry([before.job.id])
            (after,) = await until_over(station)
            text = await text_of(station, after)
    assert (JobState.FAILED, "会议.wav") == (before.job.state, before.job.name)
    assert before.job.failure is not None
    assert "a newer release noted of 会议.wav" in before.job.failure.reason
    assert "Update the box" in before.job.failure.hint
    assert (JobState.DONE, "会议.wav", "en") == (
        after.job.state,
        after.job.name,
        after.job.language,
    )
    assert "5" == text


async def test_where_no_file_is_left_it_is_to_be_added_again(tmp_path: Path) -> None:
    """Nothing is written over what a newer release may know; the others are tried again."""
    async with fake_box(tmp_path) as box:
        job_file = await queued(box, wav_file(tmp_path / "a.wav", spoken(6)))
        written = of_a_newer_release(job_file)
        (job_file.parent / "source").unlink()
        (tmp_path / "b.wav").touch()
        async with box.station() as station:
            (other,) = (await station.files.add([tmp_path / "b.wav"])).job_ids
            await until(station, lambda: [JobState.FAILED] * 2 == states(station))
            wav_file(tmp_path / "b.wav", spoken(7))
            lost = next(file.job for file in station.files.view().files if file.job.id != other)
            with pytest.raises(LostFileError) as refused:
                await station.files.retry([lost.id, other])
            found = {file.job.id: file.job.state for file in await until_over(station)}
            untouched = job_file.read_bytes()
            cleared = await station.files.clear([lost.id])
    assert lost.failure is not None
    assert "add it again" in lost.failure.hint
    assert "The file of a.wav is not there any more." == str(refused.value)
    assert "add it again" in refused.value.hint
    assert {lost.id: JobState.FAILED, other: JobState.DONE} == found
    assert written == untouched
    assert 1 == cleared
    assert not job_file.parent.exists()


async def test_what_lies_with_a_damaged_job_goes_with_it(tmp_path: Path) -> None:
    """The file, the half of a recording and its key."""
    async with fake_box(tmp_path) as box:
        keys = KeyFolder(box.paths.keys)
        job_file = await queued(box, wav_file(tmp_path / "a.wav", spoken(3)))
        job_file.write_bytes(b"")
        half_grown(job_file.parent / HALF, keys)
        async with box.station() as station:
            (file,) = await until_over(station)
            had_key = keys.read(HALF) is not None
            await station.files.clear([file.job.id])
            after = station.files.view().files
    assert had_key
    assert () == after
    assert not job_file.parent.exists()
    assert keys.read(HALF) is None


async def test_what_is_not_to_be_deleted_comes_back_from_a_removal(tmp_path: Path) -> None:
    """Somebody said so after the removal was cut off; the file is found to be that recording."""
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            job = await waiting_for_text(box, station, wav_file(tmp_path / "a.wav", spoken(8)))
            kept = job.recording_id or ""
            await station.shelf.hold(kept, hold=True)
        folder = box.paths.inbox / job.id
        shutil.move(box.paths.recording(kept), folder / "removed")
        (folder / "job.json").write_bytes(b"")
        await box.inference.start()
        async with box.station() as station:
            (before,) = await until_over(station)
            await station.files.clear([before.job.id])
        assert box.paths.recording(kept).exists()
        assert not folder.exists()


async def test_a_removal_that_a_damaged_job_forgot_is_finished(tmp_path: Path) -> None:
    """Its file becomes a recording of its own, instead of one whose folder is away."""
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            job = await waiting_for_text(box, station, wav_file(tmp_path / "a.wav", spoken(8)))
        gone = job.recording_id or ""
        folder = box.paths.inbox / job.id
        shutil.move(box.paths.recording(gone), folder / "removed")
        of_a_newer_release(folder / "job.json")
        await box.inference.start()
        async with box.station() as station:
            (before,) = await until_over(station)
            await station.files.retry([before.job.id])
            (after,) = await until_over(station)
            text = await text_of(station, after)
            there = [summary.id for summary in await station.recordings()]
    assert (JobState.FAILED, JobState.DONE) == (before.job.state, after.job.state)
    assert not after.job.already_there
    assert gone != after.job.recording_id
    assert [after.job.recording_id] == there
    assert "8" == text
    assert ["job.json"] == [path.name for path in folder.iterdir()]
