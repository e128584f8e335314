"""The queue of files beside trash, legal hold, audit and keys."""

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.config import Storage
from appliance.domain.batch import JobState
from appliance.domain.editing import EditKind, EditRequest
from appliance.domain.text_state import TextState
from appliance.library import Library
from appliance.library.editing import EditError
from appliance.paths import Paths, prepare
from appliance.recordings.errors import RecordingsError
from appliance.recordings.keys import KeyFolder
from appliance.recordings.reader import RecordingAudio
from appliance.station import file_import, file_worker
from appliance.station.box import BoxStation
from appliance.station.errors import LockedError, StationError
from appliance.station.face_files import HandOver
from appliance.station.file_import import import_file
from appliance.station.file_removal import FileRemoval
from appliance.station.import_folder import put_in_place
from appliance.station.import_room import ImportRoom
from appliance.station.inbox import Inbox
from tests.fakes.box import fake_box, until, until_text
from tests.fakes.inference_server import spoken
from tests.integration.test_file_queue import states, text_of, until_over, waiting_for_text
from tests.integration.test_growing_import import Interruption
from tests.integration.test_station_control import wav_file


async def deeds(station: BoxStation) -> list[tuple[str, str]]:
    """The audit, oldest first."""
    told = await station.shelf.audit()
    return [(each.deed, each.subject) for each in reversed(told.entries)]


async def test_files_in_the_trash_do_not_hold_up_the_queue(tmp_path: Path) -> None:
    """Their text is not made before they are restored, and the files behind them go on."""
    paths = [wav_file(tmp_path / f"{n}.wav", spoken(n)) for n in (1, 2, 3)]
    async with fake_box(tmp_path) as box, box.station() as station:
        await box.inference.kill()
        await station.files.add(paths)
        waiting = [JobState.RECOGNISING, JobState.RECOGNISING, JobState.WAITING]
        await until(station, lambda: waiting == states(station))
        first, second = (file.job.recording_id or "" for file in station.files.view().files[:2])
        await station.shelf.delete([first, second])
        await box.inference.start()
        found = await until_over(station)
        await station.shelf.restore([second])
        await until_text(station, second, TextState.COMPLETE)
        async with asyncio.timeout(20):
            await until(station, lambda: JobState.DONE is states(station)[1])
    # The text of the first was begun before it was deleted, and may be finished.
    assert [JobState.FAILED, JobState.DONE] == [file.job.state for file in found[1:]]
    assert found[1].job.failure is not None
    assert "in the trash" in found[1].job.failure.reason


async def test_of_a_recording_removed_for_good_no_copy_stays_in_the_queue(tmp_path: Path) -> None:
    """The file that was handed over is the same audio; the job says what became of it."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with fake_box(tmp_path) as box, box.station() as station:
        await box.inference.kill()
        await station.files.add([file], hand_over=HandOver.MOVE)
        await until(station, lambda: [JobState.RECOGNISING] == states(station))
        recording_id = station.files.view().files[0].job.recording_id or ""
        await station._library.set_text_state(recording_id, TextState.FAILED, "it is too loud")
        station.files.worker.wake()
        await until_over(station)
        kept = list(box.paths.inbox.glob("*/source"))
        await station._library.purge(recording_id)
        station.files.worker.wake()
        async with asyncio.timeout(20):
            await until(station, lambda: station.files.view().files[0].job.recording_id is None)
            while list(box.paths.inbox.glob("*/source")):
                await asyncio.sleep(0)
        (found,) = station.files.view().files
    assert 1 == len(kept)
    assert JobState.FAILED is found.job.state
    assert found.job.failure is not None
    assert recording_id in found.job.failure.reason


async def test_a_file_whose_recording_is_on_hold_is_not_given_up(tmp_path: Path) -> None:
    """Legal hold keeps it from every deletion, that by way of the queue too."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with fake_box(tmp_path) as box, box.station() as station:
        job = await waiting_for_text(box, station, file)
        recording_id = job.recording_id or ""
        await station.shelf.hold(recording_id, True)
        with pytest.raises(StationError, match="legal hold"):
            await station.files.cancel([job.id])
        after = states(station)
        there = box.paths.recording(recording_id).is_dir()
    assert [JobState.RECOGNISING] == after
    assert there


async def test_in_kiosk_mode_giving_up_a_file_takes_the_pin(tmp_path: Path) -> None:
    """As any deletion, a recording by now or not; whoever did it may undo it without."""
    files = [wav_file(tmp_path / f"{n}.wav", spoken(n)) for n in (1, 2)]
    async with fake_box(tmp_path) as box, box.station() as station:
        await box.inference.kill()
        made = await station.files.add(files[:1])
        await until(station, lambda: [JobState.RECOGNISING] == states(station))
        await station.files.pause()
        waits = await station.files.add(files[1:])
        permit = await station.lock.set_pin("271828")
        await station.settings.change("station.kiosk", True, permit)
        for ids in (made.job_ids, waits.job_ids):
            with pytest.raises(LockedError):
                await station.files.cancel(ids)
        untouched = states(station)
        given_up = await station.files.cancel([*waits.job_ids, *made.job_ids], permit=permit)
        back = await station.files.retry(waits.job_ids)
    assert [JobState.RECOGNISING, JobState.WAITING] == untouched
    assert (2, 1) == (given_up, back)


async def test_in_kiosk_mode_only_what_became_a_recording_is_taken_off_without_the_pin(
    tmp_path: Path,
) -> None:
    """An upload that failed or was given up may lie nowhere else."""
    files = [wav_file(tmp_path / f"{n}.wav", spoken(n)) for n in (1, 2)]
    async with fake_box(tmp_path) as box, box.station() as station:
        made = await station.files.add(files[:1])
        await until_over(station)
        await station.files.pause()
        left = await station.files.add(files[1:], hand_over=HandOver.MOVE)
        await station.files.cancel(left.job_ids)
        permit = await station.lock.set_pin("271828")
        await station.settings.change("station.kiosk", True, permit)
        for ids in (left.job_ids, ()):
            with pytest.raises(LockedError):
                await station.files.clear(ids)
        untouched = states(station)
        finished = await station.files.clear(made.job_ids)
        guarded = await station.files.clear(left.job_ids, permit=permit)
    assert [JobState.DONE, JobState.CANCELLED] == untouched
    assert (1, 1) == (finished, guarded)


async def test_in_kiosk_mode_a_hold_is_set_by_anybody_and_lifted_with_the_pin(
    tmp_path: Path,
) -> None:
    """Else a passer-by could have a rule delete it."""
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await station.start_recording()
        await station.stop_recording()
        permit = await station.lock.set_pin("271828")
        await station.settings.change("station.kiosk", True, permit)
        await station.shelf.hold(recording_id, True)
        with pytest.raises(LockedError):
            await station.shelf.hold(recording_id, False)
        assert (await station.shelf.labels(recording_id)).hold
        assert not (await station.shelf.hold(recording_id, False, permit)).hold


async def test_in_kiosk_mode_a_line_is_removed_with_the_pin_alone(tmp_path: Path) -> None:
    """It is gone as a recording is; what else is wrong with a line is put right by anybody."""
    remove = EditRequest(kind=EditKind.REMOVE, start_sample=0, was="开会。")
    better = EditRequest(kind=EditKind.TEXT, start_sample=0, was="开会。", text="散会。")
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await station.start_recording()
        await station.stop_recording()
        permit = await station.lock.set_pin("271828")
        await station.settings.change("station.kiosk", True, permit)
        with pytest.raises(LockedError):
            await station.shelf.edit(recording_id, remove)
        for edit, held in ((better, None), (remove, permit)):
            with pytest.raises(EditError):  # nothing was said
                await station.shelf.edit(recording_id, edit, held)


async def test_in_kiosk_mode_a_line_is_removed_again_with_the_pin_alone(tmp_path: Path) -> None:
    """Whoever undid the removal had the line back; a correction is made again by anybody."""
    file = wav_file(tmp_path / "a.wav", spoken(1, 2))
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await station.transcribe(file)
        view = await until_text(station, recording_id, TextState.COMPLETE)
        assert view.transcript is not None
        first = view.transcript.segments[0]
        there = EditRequest(kind=EditKind.TEXT, start_sample=0, was=first.text, text="一")
        gone = EditRequest(kind=EditKind.REMOVE, start_sample=0, was="一")
        shelf = station.shelf
        for edit in (
            replace(there, start_sample=first.start_sample),
            replace(gone, start_sample=first.start_sample),
        ):
            await shelf.edit(recording_id, edit)
        for _ in range(2):
            await shelf.undo(recording_id)
        permit = await station.lock.set_pin("271828")
        await station.settings.change("station.kiosk", True, permit)
        await shelf.redo(recording_id)
        with pytest.raises(LockedError):
            await shelf.redo(recording_id)
        before = await shelf.history(recording_id)
        after = await shelf.redo(recording_id, permit)
    assert (True, False) == (before.can_redo, after.can_redo)


async def test_what_the_queue_takes_in_and_gives_up_is_noted(tmp_path: Path) -> None:
    """As an import from a stick and a removal from the trash are."""
    files = [wav_file(tmp_path / f"{n}.wav", spoken(n)) for n in (1, 2)]
    async with fake_box(tmp_path) as box, box.station() as station:
        single = await station.transcribe(files[1])
        await until_text(station, single, TextState.COMPLETE)
        await box.inference.kill()
        added = await station.files.add(files[:1])
        await until(station, lambda: [JobState.RECOGNISING] == states(station))
        recording_id = station.files.view().files[0].job.recording_id or ""
        await station.files.cancel(added.job_ids)
        noted = await deeds(station)
    assert [
        ("import", single),
        ("add-files", added.batch_id),
        ("import", recording_id),
        ("purge", recording_id),
    ] == noted


async def test_a_file_that_came_alone_is_known_to_the_queue(tmp_path: Path) -> None:
    """Whichever way it came in, its content is recognised, also after a rebuild."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await station.transcribe(file)
        await until_text(station, recording_id, TextState.COMPLETE)
        await station._library.rebuild()
        await station.files.add([file])
        (found,) = await until_over(station)
    assert (True, recording_id) == (found.job.already_there, found.job.recording_id)


async def test_a_kill_between_recording_and_job_makes_no_twin_of_it(tmp_path: Path) -> None:
    """The recording that a file just became is its own, not one that was there before."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            await station.files.add([file])
            (before,) = await until_over(station)
        inbox = Inbox(box.paths.inbox)
        (job,) = inbox.load()
        inbox.save(replace(job, state=JobState.IMPORTING))
        async with box.station() as station:
            (after,) = await until_over(station)
    assert before.job == after.job
    assert not after.job.already_there


async def test_a_handed_over_twin_is_kept_as_long_as_it_may_be_needed(tmp_path: Path) -> None:
    """If the recording it points to is given up, it becomes one itself."""
    first = wav_file(tmp_path / "first.wav", spoken(1, 2))
    second = Path(shutil.copy(first, tmp_path / "second.wav"))
    async with fake_box(tmp_path) as box, box.station() as station:
        await box.inference.kill()
        added = await station.files.add([first, second], hand_over=HandOver.MOVE)
        await until(station, lambda: [JobState.RECOGNISING, JobState.DONE] == states(station))
        await station.files.cancel([added.job_ids[0]])
        await box.inference.start()
        found = await until_over(station)
        text = await text_of(station, found[1])
        sources = list(box.paths.inbox.glob(f"{added.job_ids[1]}/source"))
    assert "1\n2" == text
    assert [] == sources


async def test_a_kill_while_a_file_is_handed_over_leaves_it_somewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A moved file is the only copy: the next start takes it for no rubbish."""
    file = wav_file(tmp_path / "a.wav", spoken(4))
    real = Inbox.take

    def killed(*values: object, **named: object) -> None:
        real(*values, **named)  # type: ignore[arg-type]
        raise Interruption

    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            await station.files.pause()
            with monkeypatch.context() as patch:
                patch.setattr(Inbox, "take", killed)
                with pytest.raises(Interruption):
                    await station.files.add([file], hand_over=HandOver.MOVE)
        async with box.station() as station:
            await station.files.resume()
            (found,) = await until_over(station)
            text = await text_of(station, found)
    assert "4" == text


async def test_an_import_that_is_left_at_its_very_end_keeps_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once it is in its place it is a recording like any other: entered, and readable."""
    paths = Paths(data=tmp_path / "data", run=tmp_path / "run")
    prepare(paths)
    file = wav_file(tmp_path / "a.wav", spoken(1))
    loop = asyncio.get_running_loop()

    def left(staging: Path, folder: Path) -> None:
        loop.call_soon_threadsafe(importing.cancel)
        put_in_place(staging, folder)

    monkeypatch.setattr(file_import, "put_in_place", left)
    async with Library.open(paths) as library:
        importing = asyncio.create_task(
            import_file(
                file,
                title="",
                paths=paths,
                library=library,
                room=ImportRoom(paths.data, Storage().budget),
                keys=KeyFolder(paths.keys),
            )
        )
        with pytest.raises(asyncio.CancelledError):
            await importing
        (row,) = await library.page(limit=10)
    audio = RecordingAudio(paths.recording(row.recording.id))
    assert row.total_samples == audio.available_samples()
    assert any(audio.read(0, row.total_samples))


async def test_a_removal_that_fails_at_the_start_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The station neither ends over it nor leaves the files behind it waiting."""
    file = wav_file(tmp_path / "a.wav", spoken(6))
    monkeypatch.setattr(file_worker, "RETRY_S", 0.01)
    real = FileRemoval.release_all
    failures = iter([True])

    async def failing(removal: FileRemoval) -> None:
        if next(failures, False):
            raise RecordingsError("The key cannot be destroyed.", hint="Check the disk.")
        await real(removal)

    monkeypatch.setattr(FileRemoval, "release_all", failing)
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.files.add([file])
        (found,) = await until_over(station)
    assert JobState.DONE is found.job.state
