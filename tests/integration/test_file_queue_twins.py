"""Copies of one file in the queue: what they share outlives each of them that is given up."""

import asyncio
from pathlib import Path

import pytest

from appliance.domain.batch import JobState, cancelled
from appliance.domain.batch_progress import Pace
from appliance.domain.text_state import TextState
from appliance.station.box import BoxStation
from appliance.station.errors import StationError
from appliance.station.face_files import HandOver
from appliance.station.file_progress import FileProgress
from appliance.station.inbox import Inbox
from appliance.station.job_list import JobList
from appliance.station.underway import Underway
from appliance.wire import RemoteError
from tests.fakes.box import FakeBox, fake_box, until
from tests.fakes.inference_server import spoken
from tests.integration.test_file_queue import hold_import, states, text_of, until_over
from tests.integration.test_station_control import wav_file
from tests.unit.domain.test_batch_sharing import copy

GIVEN_UP, IN_WORK = JobState.CANCELLED, JobState.RECOGNISING


def recording_ids(station: BoxStation) -> list[str | None]:
    """What each file became."""
    return [file.job.recording_id for file in station.files.view().files]


async def fail_texts(station: BoxStation) -> None:
    """Have all texts in work fail, and the queue follow."""
    files = [file.job for file in station.files.view().files if file.job.state is IN_WORK]
    for job in files:
        assert job.recording_id is not None
        await station._library.set_text_state(job.recording_id, TextState.FAILED, "it crashed")
    station.files.worker.wake()
    ids = {job.id for job in files}
    await until(
        station,
        lambda: (
            not any(
                file.job.state is IN_WORK
                for file in station.files.view().files
                if file.job.id in ids
            )
        ),
    )


async def in_work(box: FakeBox, station: BoxStation, file: Path) -> tuple[str, str]:
    """A file whose text is waited for; its id and that of its recording."""
    await box.inference.kill()
    (job_id,) = (await station.files.add([file], hand_over=HandOver.COPY)).job_ids
    await until(station, lambda: [IN_WORK] == states(station))
    (recording_id,) = recording_ids(station)
    assert recording_id is not None
    return job_id, recording_id


async def taken_over(box: FakeBox, station: BoxStation, file: Path) -> tuple[str, str, str]:
    """A file whose text failed, and a copy of it that makes that text; their ids and its."""
    first, recording_id = await in_work(box, station, file)
    await fail_texts(station)
    (second,) = (await station.files.add([file], hand_over=HandOver.COPY)).job_ids
    await until(station, lambda: [JobState.FAILED, IN_WORK] == states(station))
    assert [recording_id] * 2 == recording_ids(station)
    return first, second, recording_id


async def test_what_another_file_took_over_outlives_its_file_given_up(tmp_path: Path) -> None:
    """Whoever gives the older one up waits for nothing, and the text is made for the other."""
    file = wav_file(tmp_path / "a.wav", spoken(1, 2))
    async with fake_box(tmp_path) as box, box.station() as station:
        first, _, recording_id = await taken_over(box, station, file)
        await station.files.retry([first])
        both = states(station)
        async with asyncio.timeout(20):
            await station.files.cancel([first])
        after = [states(station), recording_ids(station)]
        await box.inference.start()
        found = await until_over(station)
        text = await text_of(station, found[1])
        sources = list(box.paths.inbox.glob("*/source"))
    assert [IN_WORK, IN_WORK] == both
    assert [[GIVEN_UP, IN_WORK], [None, recording_id]] == after
    assert JobState.DONE is found[1].job.state
    assert "1\n2" == text
    assert [first] == [source.parent.name for source in sources]


@pytest.mark.parametrize("is_retried", [False, True])
async def test_a_recording_that_is_refused_is_refused_for_all_its_files(
    tmp_path: Path, is_retried: bool
) -> None:
    """Whether the older one failed long ago or makes its text too: nobody waits for ever."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    refusal = RemoteError("The model does not know nl.", hint="Choose another model.")
    async with fake_box(tmp_path) as box, box.station() as station:
        first, _, recording_id = await taken_over(box, station, file)
        if is_retried:
            await station.files.retry([first])
        station.files.worker.refused(recording_id, refusal)
        async with asyncio.timeout(20):
            await until(station, lambda: [JobState.FAILED] * 2 == states(station))
        failure = station.files.view().files[1].job.failure
    assert failure is not None
    assert "does not know nl" in failure.reason


async def test_a_recording_of_two_files_counts_once_among_those_that_wait(tmp_path: Path) -> None:
    """The next file is taken in meanwhile."""
    file, other = (wav_file(tmp_path / f"{n}.wav", spoken(n)) for n in (1, 2))
    async with fake_box(tmp_path) as box, box.station() as station:
        first, _, _ = await taken_over(box, station, file)
        await station.files.retry([first])
        await station.files.add([other])
        async with asyncio.timeout(20):
            await until(station, lambda: [IN_WORK] * 3 == states(station))


async def test_copies_that_are_given_up_with_their_file_do_not_wait_again(tmp_path: Path) -> None:
    """A batch that is given up comes to nothing, whatever of it pointed to what."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with fake_box(tmp_path) as box, box.station() as station:
        await box.inference.kill()
        added = await station.files.add([file, file])
        await until(station, lambda: [IN_WORK, JobState.DONE] == states(station))
        async with asyncio.timeout(20):
            count = await station.files.cancel(batch_id=added.batch_id)
        after = states(station)
        left = await station.recordings()
    assert 2 == count
    assert [GIVEN_UP] * 2 == after
    assert [] == left


async def test_what_all_its_files_give_up_goes(tmp_path: Path) -> None:
    """Also when the copy that took it over is the last one."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with fake_box(tmp_path) as box, box.station() as station:
        first, second, recording_id = await taken_over(box, station, file)
        await station.files.retry([first])
        async with asyncio.timeout(20):
            await station.files.cancel([first])
            await station.files.cancel([second])
        left = await station.recordings()
    assert [] == left
    assert not box.paths.recording(recording_id).exists()


async def test_a_file_that_took_over_what_is_on_hold_is_given_up(tmp_path: Path) -> None:
    """Nothing is removed with it, so the hold refuses nothing."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with fake_box(tmp_path) as box, box.station() as station:
        _, second, recording_id = await taken_over(box, station, file)
        await station.shelf.hold(recording_id, True)
        async with asyncio.timeout(20):
            count = await station.files.cancel([second])
        left = [summary.id for summary in await station.recordings()]
    assert 1 == count
    assert [recording_id] == left


async def moved_on_meanwhile(station: BoxStation, file: Path) -> str:
    """An import that ends just after somebody was allowed to give it up."""
    held = hold_import(station)
    (job_id,) = (await station.files.add([file])).job_ids
    await until(station, lambda: [JobState.IMPORTING] == states(station))
    allow = station.files._guard.give_up

    async def slow(*values: object) -> None:
        await allow(*values)  # type: ignore[arg-type]
        held.set()
        await until(station, lambda: [IN_WORK] == states(station))

    station.files._guard.give_up = slow  # type: ignore[method-assign, assignment]
    return job_id


async def test_a_hold_that_is_set_while_a_file_is_given_up_counts(tmp_path: Path) -> None:
    """The file is not given up, and says why."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with fake_box(tmp_path) as box, box.station() as station:
        await box.inference.kill()
        job_id = await moved_on_meanwhile(station, file)
        slow = station.files._guard.give_up

        async def held(*values: object) -> None:
            await slow(*values)  # type: ignore[arg-type]
            await station.shelf.hold(recording_ids(station)[0] or "", True)

        station.files._guard.give_up = held  # type: ignore[method-assign, assignment]
        with pytest.raises(StationError, match="legal hold"):
            await station.files.cancel([job_id])
        after = states(station)
    assert [IN_WORK] == after


async def test_nobody_takes_over_what_is_on_its_way_out(tmp_path: Path) -> None:
    """A copy that comes while its twin is given up becomes a recording of its own."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with fake_box(tmp_path) as box, box.station() as station:
        first, recording_id = await in_work(box, station, file)
        with station._underway.claim(recording_id):  # its removal has to wait
            asked = asyncio.create_task(station.files.cancel([first]))
            await until(station, lambda: [GIVEN_UP] == states(station))
            await station.files.add([file])
            await until(station, lambda: [GIVEN_UP, IN_WORK] == states(station))
        await asked
        await box.inference.start()
        found = await until_over(station)
        text = await text_of(station, found[1])
        left = [summary.id for summary in await station.recordings()]
    assert "1" == text
    assert [found[1].job.recording_id] == left
    assert [recording_id] != left


async def test_a_copy_that_was_known_a_moment_ago_is_taken_in_after_all(tmp_path: Path) -> None:
    """Its twin is given up between the look and the deed."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with fake_box(tmp_path) as box, box.station() as station:
        first, recording_id = await in_work(box, station, file)
        found_before = station.files.worker._found
        asked: list[asyncio.Task[int]] = []

        async def found_late(*values: object) -> None:
            if not asked:
                asked.append(asyncio.create_task(station.files.cancel([first])))
                await until(station, lambda: GIVEN_UP is states(station)[0])
            await found_before(*values)  # type: ignore[arg-type]

        station.files.worker._found = found_late  # type: ignore[method-assign, assignment]
        with station._underway.claim(recording_id):
            await station.files.add([file])
            await until(station, lambda: [GIVEN_UP, IN_WORK] == states(station))
        await asked[0]
        await box.inference.start()
        found = await until_over(station)
        text = await text_of(station, found[1])
    assert "1" == text
    assert found[1].job.recording_id not in {None, recording_id}


async def test_a_copy_waits_again_also_when_a_crash_came_in_between(tmp_path: Path) -> None:
    """The start after it gives up what was to be given up, and takes the copy in."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            await box.inference.kill()
            first, _ = (await station.files.add([file, file], hand_over=HandOver.COPY)).job_ids
            await until(station, lambda: [IN_WORK, JobState.DONE] == states(station))
        inbox = Inbox(box.paths.inbox)
        (job,) = (job for job in inbox.load() if job.id == first)
        inbox.save(cancelled(job))
        await box.inference.start()
        async with box.station() as station:
            await until(station, lambda: recording_ids(station)[:1] == [None])
            found = await until_over(station)
            text = await text_of(station, found[1])
    assert "1" == text


class Decided:
    """A text that is being made, as far as a test says."""

    decided_samples = 0
    last_text = ""


class Counted(Pace):
    """Counts what is measured."""

    audio_s = 0.0

    def decided(self, audio_s: float, *, now: float) -> None:
        """Take note of it."""
        self.audio_s += audio_s


async def test_the_work_on_one_recording_counts_once(tmp_path: Path) -> None:
    """Two files that are it do not make the box twice as fast."""
    jobs = JobList(Inbox(tmp_path), on_change=lambda: None)
    await jobs.put([copy(one, state=IN_WORK, recording_id="r") for one in (1, 2)])
    underway = Underway(on_release=lambda: None)
    progress, text = FileProgress(jobs, underway), Decided()
    progress.pace = pace = Counted()
    with underway.claim("r") as claim:
        claim.transcription = text  # type: ignore[assignment] # as much of one as is looked at
        progress.look()
        text.decided_samples = 16_000
        progress.look()
        done_s = [progress.done_s(job) for job in jobs.all()]
    assert 1.0 == pace.audio_s
    assert [1.0, 1.0] == done_s
