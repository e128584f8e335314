"""Files that are given up while something fails, and what comes after it."""

import asyncio
import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.domain.batch import FileJob, JobState
from appliance.station.face_files import HandOver
from appliance.station.file_removal import FileRemoval
from appliance.station.inbox import Inbox
from tests.fakes.box import fake_box, until
from tests.fakes.inference_server import spoken
from tests.integration.test_file_queue import hold_import, states, text_of, until_over
from tests.integration.test_file_queue_twins import recording_ids, taken_over
from tests.integration.test_station_control import wav_file


def fail_next_removal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the disk be full once."""
    finish = FileRemoval.finish
    failures = iter([True])

    async def failing(removal: FileRemoval, job: FileJob) -> None:
        if next(failures, False):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        await finish(removal, job)

    monkeypatch.setattr(FileRemoval, "finish", failing)


def fail_removals(monkeypatch: pytest.MonkeyPatch, job_id: str) -> Callable[[], None]:
    """Have the disk be full whenever what one file left is removed, until that is mended."""
    finish = FileRemoval.finish

    async def failing(removal: FileRemoval, job: FileJob) -> None:
        if job.id == job_id:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        await finish(removal, job)

    monkeypatch.setattr(FileRemoval, "finish", failing)
    return lambda: monkeypatch.setattr(FileRemoval, "finish", finish)


async def test_a_copy_that_waits_again_is_not_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it points to goes only then, after a giving up that failed half-way."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with fake_box(tmp_path) as box, box.station() as station:
        await box.inference.kill()
        first, _ = (await station.files.add([file, file], hand_over=HandOver.COPY)).job_ids
        await until(station, lambda: [JobState.RECOGNISING, JobState.DONE] == states(station))
        fail_next_removal(monkeypatch)
        with pytest.raises(OSError, match="No space"):
            await station.files.cancel([first])
        cleared = await station.files.clear()
        await box.inference.start()
        (found,) = await until_over(station)
        text = await text_of(station, found)
    assert 1 == cleared
    assert "1" == text


async def test_a_removal_that_fails_leaves_no_import_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a file that counts as given up nothing more is taken in."""
    paths = [wav_file(tmp_path / f"{n}.wav", spoken(n)) for n in (1, 2)]
    async with fake_box(tmp_path) as box, box.station() as station:
        await box.inference.kill()
        (first,) = (await station.files.add(paths[:1])).job_ids
        await until(station, lambda: [JobState.RECOGNISING] == states(station))
        hold_import(station)
        (second,) = (await station.files.add(paths[1:])).job_ids
        await until(station, lambda: JobState.IMPORTING in states(station))
        fail_next_removal(monkeypatch)
        with pytest.raises(OSError, match="No space"):
            await station.files.cancel([first, second])
        importing = station.files.worker._growing_job
        cleared = await station.files.clear()
        left = await station.recordings()
    assert importing is None
    assert 2 == cleared
    assert [] == left
    assert [] == [path.name for path in box.paths.inbox.iterdir() if path.is_dir()]


async def test_a_removal_that_fails_is_gone_on_with_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to ask for it, and the next file takes the place of the one given up."""
    paths = [wav_file(tmp_path / f"{n}.wav", spoken(n)) for n in (1, 2, 3)]
    in_work = JobState.RECOGNISING
    async with fake_box(tmp_path) as box, box.station() as station:
        await box.inference.kill()
        first, *_ = (await station.files.add(paths)).job_ids
        await until(station, lambda: [in_work, in_work, JobState.WAITING] == states(station))
        fail_next_removal(monkeypatch)
        with pytest.raises(OSError, match="No space"):
            await station.files.cancel([first])
        await until(station, lambda: [JobState.CANCELLED, in_work, in_work] == states(station))
        await until(station, lambda: None is recording_ids(station)[0])
        left = [summary.id for summary in await station.recordings()]
        expected = recording_ids(station)[1:]
    assert set(expected) == set(left)


@pytest.mark.parametrize("deed", ["clear", "retry"])
async def test_a_recording_goes_only_when_its_text_rests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    """Also when it is removed later than it was given up, because that failed half-way."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with fake_box(tmp_path) as box, box.station() as station:
        first, second, recording_id = await taken_over(box, station, file)
        await station.files.retry([first])
        mend = fail_removals(monkeypatch, first)
        with pytest.raises(OSError, match="No space"):
            await station.files.cancel([first])
        await station.files.cancel([second])
        free = station._underway.free
        waits = asyncio.Event()

        async def freed(recording_id: str) -> None:
            waits.set()
            await free(recording_id)

        monkeypatch.setattr(station._underway, "free", freed)
        with station._underway.claim(recording_id):
            mend()
            asked = asyncio.create_task(getattr(station.files, deed)([first]))
            waiting = asyncio.create_task(waits.wait())
            await asyncio.wait({asked, waiting}, return_when=asyncio.FIRST_COMPLETED)
            was_early = asked.done()
        waiting.cancel()
        await asked
        left = [summary.id for summary in await station.recordings()]
    assert not was_early
    assert recording_id not in left


async def test_files_that_are_given_up_before_the_disk_is_full_are_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queue never thinks otherwise than its disk, and nobody works on them."""
    paths = [wav_file(tmp_path / f"{n}.wav", spoken(n)) for n in (1, 2)]
    save = Inbox.save

    def failing(inbox: Inbox, *jobs: FileJob) -> None:
        for job in jobs:
            if job.name == "2.wav" and job.state is JobState.CANCELLED:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            save(inbox, job)

    monkeypatch.setattr(Inbox, "save", failing)
    async with fake_box(tmp_path) as box, box.station() as station:
        hold_import(station)
        added = await station.files.add(paths)
        await until(station, lambda: [JobState.IMPORTING, JobState.WAITING] == states(station))
        await station.files.pause()
        with pytest.raises(OSError, match="No space"):
            await station.files.cancel(added.job_ids)
        importing = station.files.worker._growing_job
        after = states(station)
        on_disk = {job.name: job.state for job in Inbox(box.paths.inbox).load()}
    assert [JobState.CANCELLED, JobState.WAITING] == after
    assert {"1.wav": JobState.CANCELLED, "2.wav": JobState.WAITING} == on_disk
    assert importing is None


async def test_a_file_that_is_named_twice_is_one(tmp_path: Path) -> None:
    """It is tried again once and cleared once, as it is given up once."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.files.pause()
        (job_id,) = (await station.files.add([file])).job_ids
        given_up = await station.files.cancel([job_id] * 2)
        retried = await station.files.retry([job_id] * 2)
        await station.files.cancel([job_id])
        cleared = await station.files.clear([job_id] * 2)
    assert [1, 1, 1] == [given_up, retried, cleared]
