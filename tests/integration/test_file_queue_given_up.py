"""Files of the queue that are paused or given up."""

import asyncio
import shutil
from pathlib import Path
from threading import Event

import pytest

from appliance.domain.batch import FileJob, JobState
from appliance.domain.text_state import TextState
from appliance.library.audit import NAME
from appliance.recordings.keys import KeyFolder
from appliance.station.face_files import HandOver
from appliance.station.file_worker import FileWorker
from appliance.station.inbox import Inbox
from tests.fakes.box import fake_box, until
from tests.fakes.inference_server import spoken
from tests.integration.test_file_queue import (
    hold_import,
    seen,
    states,
    text_of,
    until_over,
    waiting_for_text,
)
from tests.integration.test_station_control import wav_file


async def test_a_cancelled_file_leaves_nothing(tmp_path: Path) -> None:
    """Neither while it waits nor while its text is made, and nobody else is disturbed."""
    paths = [wav_file(tmp_path / f"{n}.wav", spoken(n)) for n in (1, 2)]
    async with fake_box(tmp_path) as box, box.station() as station:
        await box.inference.kill()
        added = await station.files.add(paths)
        await until(station, lambda: [JobState.RECOGNISING] * 2 == states(station))
        recordings = [file.job.recording_id or "" for file in station.files.view().files]
        count = await station.files.cancel([added.job_ids[0]])
        await box.inference.start()
        found = await until_over(station)
        left = [summary.id for summary in await station.recordings()]
        text = await text_of(station, found[1])
    assert 1 == count
    assert [JobState.CANCELLED, JobState.DONE] == [file.job.state for file in found]
    assert recordings[1:] == left
    assert not box.paths.recording(recordings[0]).exists()
    assert "2" == text


async def test_a_recording_that_was_there_before_outlives_its_file_given_up(
    tmp_path: Path,
) -> None:
    """The file only took it over to make its text, and somebody may have named it since."""
    file = wav_file(tmp_path / "a.wav", spoken(3))
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.files.add([file])
        first = (await until_over(station))[0].job.recording_id or ""
        await station._library.set_text_state(first, TextState.FAILED, "it crashed")
        await station.files.clear()
        with station._underway.claim(first):  # its text is not made yet
            again = await station.files.add([file])
            await until(station, lambda: [JobState.RECOGNISING] == states(station))
            asked = asyncio.create_task(station.files.cancel(again.job_ids))
            await until(station, lambda: [JobState.CANCELLED] == states(station))
        await asked
        left = [summary.id for summary in await station.recordings()]
    assert [first] == left
    assert box.paths.recording(first).exists()


async def test_a_file_is_given_up_to_the_end_when_whoever_asked_leaves(tmp_path: Path) -> None:
    """Its recording does not stay in the history of a file that counts as given up."""
    file = wav_file(tmp_path / "1.wav", spoken(1))
    async with fake_box(tmp_path) as box, box.station() as station:
        job = await waiting_for_text(box, station, file)
        with station._underway.claim(job.recording_id or ""):
            asked = asyncio.create_task(station.files.cancel([job.id]))
            await until(station, lambda: [JobState.CANCELLED] == states(station))
            asked.cancel()
            await asyncio.wait({asked}, timeout=0.01)
        with pytest.raises(asyncio.CancelledError):
            await asked
        left = await station.recordings()
    assert [] == left


async def test_a_file_is_given_up_though_the_log_cannot_be_written(tmp_path: Path) -> None:
    """Nobody is kept from making room."""
    file = wav_file(tmp_path / "1.wav", spoken(1))
    async with fake_box(tmp_path) as box, box.station() as station:
        job = await waiting_for_text(box, station, file)
        (box.paths.data / NAME).unlink()
        (box.paths.data / NAME).mkdir()
        await station.files.cancel([job.id])
        left = await station.recordings()
    assert [] == left
    assert not box.paths.recording(job.recording_id or "").exists()


async def test_a_batch_is_given_up_as_a_whole(tmp_path: Path) -> None:
    """Files that were added at another time stay."""
    paths = [wav_file(tmp_path / f"{n}.wav", spoken(n)) for n in (1, 2, 3)]
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.files.pause()
        first = await station.files.add(paths[:2])
        await station.files.add(paths[2:])
        count = await station.files.cancel(batch_id=first.batch_id)
        after = states(station)
    assert 2 == count
    assert [JobState.CANCELLED, JobState.CANCELLED, JobState.WAITING] == after


async def test_an_import_that_is_paused_goes_on_where_it_was(tmp_path: Path) -> None:
    """Neither decoder nor recogniser go on meanwhile, and nothing is done twice."""
    words = [n % 90 + 1 for n in range(120)]
    file = wav_file(tmp_path / "long.wav", spoken(*words))
    async with fake_box(tmp_path) as box, box.station() as station:
        held = hold_import(station)
        await station.files.add([file])
        await until(station, lambda: seen(station, lambda one: one.extent.done_s >= 30))
        await station.files.pause()
        growing = station.files.worker._growing
        assert growing is not None
        async with asyncio.timeout(10):
            await station._underway.free(growing.recording_id)
        held.set()
        paused = station.files.view()
        await station.files.resume()
        found = await until_over(station)
        text = await text_of(station, found[0])
    assert paused.paused
    assert JobState.IMPORTING is paused.files[0].job.state
    assert "\n".join(map(str, words)) == text
    starts = [session.first_sample for session in box.inference.sessions]
    assert starts == sorted(set(starts))


async def test_an_import_that_is_given_up_in_its_midst_leaves_nothing(tmp_path: Path) -> None:
    """Neither decoder, audio, text nor a line in the history; the next file is begun."""
    long = wav_file(tmp_path / "long.wav", spoken(*[n % 90 + 1 for n in range(120)]))
    other = wav_file(tmp_path / "other.wav", spoken(5))
    async with fake_box(tmp_path) as box, box.station() as station:
        held = hold_import(station)
        added = await station.files.add([long, other])
        await until(station, lambda: seen(station, lambda one: one.extent.done_s >= 10))
        await station.files.cancel([added.job_ids[0]])
        left = [path.name for path in (box.paths.inbox / added.job_ids[0]).iterdir()]
        held.set()
        found = await until_over(station)
        count = len(await station.recordings())
        text = await text_of(station, found[1])
    assert ["job.json"] == left
    assert [JobState.CANCELLED, JobState.DONE] == [file.job.state for file in found]
    assert 1 == count
    assert "5" == text


async def test_a_copy_waits_again_when_the_recording_of_its_twin_is_given_up(
    tmp_path: Path,
) -> None:
    """Else its words would be nowhere."""
    first = wav_file(tmp_path / "first.wav", spoken(1, 2))
    second = Path(shutil.copy(first, tmp_path / "second.wav"))
    async with fake_box(tmp_path) as box, box.station() as station:
        await box.inference.kill()
        added = await station.files.add([first, second])
        await until(station, lambda: [JobState.RECOGNISING, JobState.DONE] == states(station))
        await station.files.cancel([added.job_ids[0]])
        await box.inference.start()
        found = await until_over(station)
        text = await text_of(station, found[1])
    assert [JobState.CANCELLED, JobState.DONE] == [file.job.state for file in found]
    assert not found[1].job.already_there
    assert "1\n2" == text


async def test_a_text_that_is_tried_again_has_not_failed_meanwhile(tmp_path: Path) -> None:
    """The worker may look at that very moment."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with fake_box(tmp_path) as box, box.station() as station:
        await box.inference.kill()
        await station.files.add([file])
        await until(station, lambda: [JobState.RECOGNISING] == states(station))
        recording_id = station.files.view().files[0].job.recording_id or ""
        set_text_state = station._library.set_text_state
        await set_text_state(recording_id, TextState.FAILED, "it crashed")
        station.files.worker.wake()
        await until(station, lambda: [JobState.FAILED] == states(station))

        async def slow(recording_id: str, state: TextState, problem: str) -> None:
            await station.files.worker.endings.settle()
            await set_text_state(recording_id, state, problem)

        station._library.set_text_state = slow  # type: ignore[method-assign, assignment]
        await station.files.retry()
        after = states(station)
    assert [JobState.RECOGNISING] == after


async def test_who_leaves_while_files_are_copied_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy that nobody will ever ask for does not lie in the inbox until the next start."""
    began, go_on = Event(), Event()
    take = Inbox.take

    def slow(inbox: Inbox, job: FileJob, file: Path, *, copy: bool) -> None:
        take(inbox, job, file, copy=copy)
        if file.name == "2.wav":
            began.set()
            go_on.wait(10)

    monkeypatch.setattr(Inbox, "take", slow)
    paths = [wav_file(tmp_path / f"{number}.wav", spoken(number)) for number in (1, 2, 3)]
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.files.pause()
        adding = asyncio.create_task(station.files.add(paths, hand_over=HandOver.COPY))
        await asyncio.to_thread(began.wait, 10)
        adding.cancel()
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await adding
        left = [path.name for path in box.paths.inbox.iterdir() if path.is_dir()]
        assert () == station.files.view().files
    assert [] == left


async def test_a_file_that_is_given_up_as_its_turn_comes_is_not_taken_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a recording nor a key comes of it after its giving up was answered."""
    began, go_on = asyncio.Event(), asyncio.Event()
    as_it_is_now = FileWorker._as_it_is_now

    async def slow(worker: FileWorker, job: FileJob) -> FileJob:
        if job.name == "1.wav":
            began.set()
            await go_on.wait()
        return await as_it_is_now(worker, job)

    monkeypatch.setattr(FileWorker, "_as_it_is_now", slow)
    paths = [wav_file(tmp_path / f"{n}.wav", spoken(n)) for n in (1, 2)]
    async with fake_box(tmp_path) as box, box.station() as station:
        station.files.worker.keys = KeyFolder(box.paths.keys)
        added = await station.files.add(paths)
        await began.wait()
        asked = asyncio.create_task(station.files.cancel([added.job_ids[0]]))
        await until(station, lambda: JobState.CANCELLED in states(station))
        go_on.set()
        await asked
        found = await until_over(station)
        left = [summary.id for summary in await station.recordings()]
    assert [JobState.CANCELLED, JobState.DONE] == [file.job.state for file in found]
    assert [found[1].job.recording_id] == left
    assert left == [key.name for key in box.paths.keys.iterdir()]
    assert ["job.json"] == [path.name for path in (box.paths.inbox / added.job_ids[0]).iterdir()]
