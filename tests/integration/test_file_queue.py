"""The queue of files on real files, with a recogniser that understands a word a second."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.domain.batch import FileJob, JobState
from appliance.domain.text_state import TextState
from appliance.domain.wishes import Wishes
from appliance.station import transcription
from appliance.station.box import BoxStation
from appliance.station.face_files import FileView, HandOver
from appliance.station.job_list import UnknownJobError
from appliance.wire import RemoteError
from appliance.wire.inference import SessionKind
from tests.fakes.box import FakeBox, fake_box, until, until_text
from tests.fakes.inference_server import spoken
from tests.integration.test_station_control import wav_file

WISHES = Wishes(language="en", hot_words=("听匣", "S7-1200"), packs=("workshop",))


def wishes_told(box: FakeBox) -> list[Wishes]:
    """How inference was asked to hear, session by session."""
    return [
        Wishes(language=start.language, hot_words=start.hot_words, packs=start.packs)
        for start in box.inference.sessions
    ]


def states(station: BoxStation) -> list[JobState]:
    """States of all files in their order."""
    return [file.job.state for file in station.files.view().files]


async def until_over(station: BoxStation) -> list[FileView]:
    """Wait until nothing is left to do."""
    async with asyncio.timeout(30):
        await until(station, lambda: is_over(station))
    return list(station.files.view().files)


def is_over(station: BoxStation) -> bool:
    """Whether there are files and none has anything left to do."""
    found = station.files.view().files
    return bool(found) and all(file.job.is_over for file in found)


async def text_of(station: BoxStation, file: FileView) -> str:
    """Text of what a file became."""
    assert file.job.recording_id is not None
    view = await until_text(station, file.job.recording_id, TextState.COMPLETE)
    assert view.transcript is not None
    return view.transcript.text


async def test_files_become_recordings_with_text_and_stay_listed(tmp_path: Path) -> None:
    """Each has its own text, its name as the title, and leaves nothing in the inbox but a line."""
    async with fake_box(tmp_path) as box, box.station() as station:
        paths = [wav_file(tmp_path / f"{n}.wav", spoken(n, 0, n + 10)) for n in (1, 2, 3)]
        added = await station.files.add(paths, wishes=WISHES)
        found = await until_over(station)
        texts = [await text_of(station, file) for file in found]
        titles = [(await station.summary(file.job.recording_id or "")).title for file in found]
        cleared = await station.files.clear()
    assert [JobState.DONE] * 3 == [file.job.state for file in found]
    assert ["1\n11", "2\n12", "3\n13"] == texts
    assert ["1", "2", "3"] == titles
    assert [file.job.id for file in found] == list(added.job_ids)
    assert {WISHES} == set(wishes_told(box))
    assert 3 == cleared
    assert [] == [path.name for path in box.paths.inbox.iterdir() if path.is_dir()]


async def test_a_bad_file_is_explained_and_stops_no_other(tmp_path: Path) -> None:
    """It leaves no recording; the others are done."""
    bad = tmp_path / "bad.mp3"
    bad.write_bytes(b"%PDF-1.7")
    (tmp_path / "empty.wav").write_bytes(b"")
    good = wav_file(tmp_path / "good.wav", spoken(5))
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.files.add([bad, tmp_path / "empty.wav", good])
        found = await until_over(station)
        text = await text_of(station, found[2])
        count = len(await station.recordings())
    assert [JobState.FAILED, JobState.FAILED, JobState.DONE] == [f.job.state for f in found]
    reasons = [file.job.failure for file in found[:2]]
    assert reasons[0] is not None
    assert "a PDF document" in reasons[0].reason
    assert "Choose a WAV" in reasons[0].hint
    assert reasons[1] is not None
    assert "is empty" in reasons[1].reason
    assert "5" == text
    assert 1 == count


async def test_a_file_that_failed_is_tried_again_when_it_was_mended(tmp_path: Path) -> None:
    """The same place in the list, another outcome."""
    file = tmp_path / "a.wav"
    file.write_bytes(b"")
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.files.add([file])
        await until_over(station)
        wav_file(file, spoken(7))
        count = await station.files.retry()
        found = await until_over(station)
        text = await text_of(station, found[0])
    assert 1 == count
    assert "7" == text
    assert found[0].job.failure is None


async def test_of_all_that_failed_what_is_no_audio_is_not_tried_again(tmp_path: Path) -> None:
    """It would fail again; who names it is taken at their word."""
    file = tmp_path / "a.wav"
    file.write_bytes(b"%PDF-1.7 and nothing that could be heard")
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.files.add([file], hand_over=HandOver.COPY)
        (failed,) = await until_over(station)
        of_all = await station.files.retry()
        named = await station.files.retry([failed.job.id])
        (again,) = await until_over(station)
    assert failed.job.failure is not None
    assert "a PDF document" in failed.job.failure.reason
    assert (0, 1) == (of_all, named)
    assert JobState.FAILED is again.job.state


async def test_the_same_file_is_known_by_its_content(tmp_path: Path) -> None:
    """Under another name it points to the recording; with ``again`` it becomes another one."""
    first = wav_file(tmp_path / "first.wav", spoken(1, 2))
    second = Path(shutil.copy(first, tmp_path / "second.wav"))
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.files.add([first, second])
        await station.files.add([second], again=True)
        found = await until_over(station)
        count = len(await station.recordings())
    assert [False, True, False] == [file.job.already_there for file in found]
    assert found[0].job.recording_id == found[1].job.recording_id
    assert found[0].job.recording_id != found[2].job.recording_id
    assert 2 == count


async def test_a_paused_queue_stays_paused_over_a_restart_and_then_goes_on(
    tmp_path: Path,
) -> None:
    """Nothing is begun while it is paused."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            await until(station, lambda: station.snapshot().inference is not None)
            await station.files.pause()
            await station.files.add([file])
        async with box.station() as station:
            await until(station, lambda: bool(station.files.view().files))
            paused = station.files.view().paused
            before = states(station)
            await station.files.resume()
            found = await until_over(station)
    assert paused
    assert [JobState.WAITING] == before
    assert JobState.DONE is found[0].job.state


async def test_order_is_a_persons(tmp_path: Path) -> None:
    """What is moved to the front is done first; what does not wait cannot be moved."""
    paths = [wav_file(tmp_path / f"{n}.wav", spoken(n)) for n in (1, 2, 3)]
    async with fake_box(tmp_path) as box, box.station() as station:
        await until(station, lambda: station.snapshot().inference is not None)
        await station.files.pause()
        added = await station.files.add(paths)
        await station.files.move(added.job_ids[2], 0)
        positions = {file.job.name: file.position for file in station.files.view().files}
        await station.files.resume()
        found = await until_over(station)
        ids = sorted((file.job.recording_id or "")[:15] for file in found)
        with pytest.raises(UnknownJobError):
            await station.files.move("nobody", 0)
    assert {"3.wav": 0, "1.wav": 1, "2.wav": 2} == positions
    assert ["3.wav", "1.wav", "2.wav"] == [file.job.name for file in found]
    assert len(ids) == 3


async def test_a_file_that_is_handed_over_is_needed_no_longer(tmp_path: Path) -> None:
    """A copy is the queue's own until its text is there; a moved file is gone from its place."""
    copied = wav_file(tmp_path / "copied.wav", spoken(1))
    moved = wav_file(tmp_path / "upload-1", spoken(2))
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.files.pause()
        await station.files.add([copied], hand_over=HandOver.COPY)
        await station.files.add([moved], hand_over=HandOver.MOVE, names=["../会议.wav"])
        copied.unlink()
        await station.files.resume()
        found = await until_over(station)
        texts = [await text_of(station, file) for file in found]
    assert ["1", "2"] == texts
    assert ["copied.wav", "../会议.wav"] == [file.job.name for file in found]
    assert not moved.exists()
    assert [] == list(box.paths.inbox.glob("*/source"))


async def test_a_file_that_is_handed_over_is_told_by_its_name(tmp_path: Path) -> None:
    """Nobody knows the name that it has inside the box."""
    broken = tmp_path / "upload-1"
    broken.write_bytes(b"GIF89a")
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.files.add([broken], hand_over=HandOver.MOVE, names=["采访.mp3"])
        (file,) = await until_over(station)
    assert file.job.failure is not None
    assert file.job.failure.reason.startswith("采访.mp3 is no audio file")
    assert "source" not in file.job.failure.reason


async def test_text_begins_while_the_file_is_still_decoded(tmp_path: Path) -> None:
    """It goes on in the same session when the recording is whole: no word is heard twice."""
    words = [n % 90 + 1 for n in range(400)]
    file = wav_file(tmp_path / "long.wav", spoken(*words))
    async with fake_box(tmp_path) as box, box.station() as station:
        held = hold_import(station)
        await station.files.add([file])
        await until(station, lambda: seen(station, lambda one: one.extent.done_s >= 30))
        early = station.files.view().files[0]
        held.set()
        found = await until_over(station)
        text = await text_of(station, found[0])
    assert JobState.IMPORTING is early.job.state
    assert 400 == round(early.extent.total_s)
    assert early.excerpt
    assert "\n".join(map(str, words)) == text
    assert 1 == len(box.inference.sessions)


async def test_no_import_begins_when_the_disk_is_short(tmp_path: Path) -> None:
    """The queue says why and goes on when there is room; nothing failed."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with fake_box(tmp_path) as box:
        async with box.station(reserve_bytes=2**60) as station:
            await station.files.add([file])
            await until(station, lambda: bool(station.files.view().held))
            view = station.files.view()
        async with box.station() as station:
            found = await until_over(station)
    assert [JobState.WAITING] == [each.job.state for each in view.files]
    assert "MB free on the disk" in view.held
    assert "delete" in view.held_hint
    assert JobState.DONE is found[0].job.state


async def test_a_recording_of_a_person_goes_before_files(tmp_path: Path) -> None:
    """Its captions come in the midst of the file, and both are complete in the end."""
    words = [n % 90 + 1 for n in range(300)]
    file = wav_file(tmp_path / "long.wav", spoken(*words))
    async with fake_box(tmp_path) as box, box.station() as station:
        await until(station, lambda: station.snapshot().capture is not None)
        held = hold_import(station)
        await station.files.add([file])
        await until(station, lambda: seen(station, lambda one: one.extent.done_s >= 30))
        recording_id = await station.start_recording()
        await box.capture.hear(spoken(91, 92))
        await until(station, lambda: len(station.snapshot().captions.finals) == 2)
        during = station.files.view().files[0].job.state
        await station.stop_recording()
        live = await until_text(station, recording_id, TextState.COMPLETE)
        held.set()
        found = await until_over(station)
        text = await text_of(station, found[0])
    assert live.transcript is not None
    assert "91\n92" == live.transcript.text
    assert JobState.IMPORTING is during
    assert "\n".join(map(str, words)) == text
    assert SessionKind.LIVE in {session.kind for session in box.inference.sessions}


def seen(station: BoxStation, test: Callable[[FileView], bool]) -> bool:
    """Whether the first file of the queue is like this."""
    found = station.files.view().files
    return bool(found) and test(found[0])


async def waiting_for_text(box: FakeBox, station: BoxStation, file: Path) -> FileJob:
    """Take a file in while there is no recogniser."""
    await box.inference.kill()
    await station.files.add([file])
    await until(station, lambda: [JobState.RECOGNISING] == states(station))
    return station.files.view().files[0].job


def hold_import(station: BoxStation) -> asyncio.Event:
    """Let imports come to their end only when the event is set; until then they just grow."""
    event = asyncio.Event()
    worker = station.files.worker
    identify = worker._identify

    async def held(*values: object) -> None:
        await event.wait()
        await identify(*values)  # type: ignore[arg-type]

    worker._identify = held  # type: ignore[method-assign, assignment]
    return event


async def test_a_file_that_was_cleared_is_known_by_the_library(tmp_path: Path) -> None:
    """The content of what was taken in is kept with its recording; the trash does not count."""
    file = wav_file(tmp_path / "a.wav", spoken(3))
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.files.add([file])
        first = (await until_over(station))[0].job.recording_id
        await station.files.clear()
        await station.files.add([file])
        again = (await until_over(station))[0].job
        await station.files.clear()
        await station._library.set_trashed(first or "", "2026-11-21T09:15:00+00:00")
        await station.files.add([file])
        anew = (await until_over(station))[0].job
    assert (True, first) == (again.already_there, again.recording_id)
    assert (False, True) == (anew.already_there, anew.recording_id != first)


async def test_a_known_file_without_text_is_recognised_again(tmp_path: Path) -> None:
    """Its recording is taken over, in the language that is wished now; then it is as any other."""
    file = wav_file(tmp_path / "a.wav", spoken(3))
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.files.add([file])
        first = (await until_over(station))[0].job.recording_id
        assert first is not None
        await station._library.set_text_state(first, TextState.FAILED, "it crashed")
        await station.files.clear()
        await station.files.add([file], wishes=Wishes(language="en"))
        again = (await until_over(station))[0].job
        state = (await station.summary(first)).text_state
        count = len(await station.recordings())
    assert (JobState.DONE, first, False) == (again.state, again.recording_id, again.already_there)
    assert (TextState.COMPLETE, 1) == (state, count)


async def test_a_text_is_made_again_as_it_was_asked_for(tmp_path: Path) -> None:
    """Language, hot words and packs of a file are known when nobody has it in a list any more."""
    file = wav_file(tmp_path / "a.wav", spoken(3))
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            await station.files.add([file], wishes=WISHES)
            recording_id = (await until_over(station))[0].job.recording_id or ""
            await station.files.clear()
        async with box.station() as station:
            await until(station, lambda: station.snapshot().inference is not None)
            await station.retranscribe(recording_id)
            await until_text(station, recording_id, TextState.COMPLETE)
    assert [WISHES] * 2 == wishes_told(box)


async def test_files_that_the_model_does_not_take_stop_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They fail with its reason, and are done when another model takes them."""
    monkeypatch.setattr(transcription, "FIRST_RETRY_S", 0.01)
    foreign = [wav_file(tmp_path / f"nl{n}.wav", spoken(n)) for n in (1, 2, 3)]
    other = wav_file(tmp_path / "zh.wav", spoken(4))
    async with fake_box(tmp_path) as box, box.station() as station:
        box.inference.refusal = lambda start: (
            RemoteError("The model does not know nl.", hint="Choose another model.")
            if start.language == "nl"
            else None
        )
        await station.files.add(foreign, wishes=Wishes(language="nl"))
        await station.files.add([other])
        found = await until_over(station)
        box.inference.refusal = lambda _: None
        await box.inference.tell(model_sha256="5" * 64)
        async with asyncio.timeout(20):
            await until(station, lambda: states(station) == [JobState.DONE] * 4)
    assert [JobState.FAILED] * 3 + [JobState.DONE] == [file.job.state for file in found]
    failure = found[0].job.failure
    assert failure is not None
    assert "does not know nl" in failure.reason
    assert "Choose another model." == failure.hint
