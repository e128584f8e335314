"""Encoding audio for exports when nothing else is to be done, with a real library and disk."""

import asyncio
import errno
import os
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import MethodType

import pytest

from appliance.domain.recording import Recording
from appliance.export import prepared
from appliance.library import Library, LibraryRow
from appliance.library.row import Origin
from appliance.paths import Paths
from appliance.recordings import RecordingAudio, peaks
from appliance.station import prepared_room
from appliance.station.prepare_job import PrepareJob
from appliance.station.prepared_room import PreparedRoom
from tests.fakes.box import fake_box, until
from tests.fakes.inference_server import spoken
from tests.fakes.speech import on_disk

OLDER, NEWER = "20250501-120000-ab12", "20250502-080000-cd34"
GB = 10**9


class FakeRoom(PreparedRoom):
    """A disk of 100 GB."""

    def __init__(self, paths: Paths, *, free_gb: float, keep_free_gb: float = 0) -> None:
        super().__init__(paths.recordings, keep_free_bytes=round(keep_free_gb * GB))
        self.free_gb = free_gb

    def _usage(self) -> tuple[int, int]:
        return 100 * GB, round(self.free_gb * GB)


@pytest.fixture
async def library(paths: Paths) -> AsyncIterator[Library]:
    """A library of two recordings."""
    async with Library.open(paths) as opened:
        for each in (OLDER, NEWER):
            await put(opened, on_disk(paths, each))
        yield opened


async def put(library: Library, recording: Recording) -> None:
    """As the station does when a recording is closed."""
    await library.put_recording(
        recording, total_samples=recording.total_samples or 0, origin=Origin.MICROPHONE
    )


def nobody(_: str) -> bool:
    """No recording is put aside."""
    return False


def id_of(row: LibraryRow | None) -> str | None:
    """Of the recording, if there is one."""
    return None if row is None else row.recording.id


def is_prepared(paths: Paths, recording_id: str) -> bool:
    """Its audio lies there encoded."""
    return prepared.find(paths.recording(recording_id)) is not None


async def test_the_newest_goes_first_until_all_is_done(paths: Paths, library: Library) -> None:
    """What is put aside is passed over; what has gone is made again."""
    job = PrepareJob(library=library, paths=paths, room=FakeRoom(paths, free_gb=50))

    assert OLDER == id_of(await job.next(lambda each: each == NEWER))
    for expected in (NEWER, OLDER):
        row = await job.next(nobody)
        assert expected == id_of(row)
        assert row is not None
        await job.run(row)

    assert await job.next(nobody) is None
    assert is_prepared(paths, NEWER)
    assert is_prepared(paths, OLDER)
    assert (paths.recording(OLDER) / peaks.NAME).exists()
    prepared.discard(paths.recording(NEWER))
    assert NEWER == id_of(await job.next(nobody))


async def test_what_fails_is_not_tried_for_ever(paths: Paths, library: Library) -> None:
    """Others have their turn; an export of it encodes on the way, or tells what is wrong."""
    job = PrepareJob(library=library, paths=paths, room=FakeRoom(paths, free_gb=50))
    row = await job.next(nobody)
    assert row is not None
    folder = paths.recording(NEWER)
    folder.rename(folder.with_name("away"))

    await job.run(row)

    assert OLDER == id_of(await job.next(nobody))


async def test_a_full_disk_is_no_reason_to_give_up(
    paths: Paths, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is tried for a while; then the same recording is."""
    job = PrepareJob(library=library, paths=paths, room=FakeRoom(paths, free_gb=50))
    row = await job.next(nobody)
    assert row is not None

    def full(_: Path, **_kwargs: object) -> bool:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(prepared, "prepare", full)
    await job.run(row)

    assert await job.next(nobody) is None
    job._no_room_until = 0.0
    assert NEWER == id_of(await job.next(nobody))


def test_what_a_kill_left_half_drawn_is_swept_up(paths: Paths) -> None:
    """Not what is being drawn at this moment."""
    on_disk(paths, NEWER)
    left, drawn = (paths.recording(NEWER) / f".peaks.bin.{name}.part" for name in ("0a", "0b"))
    left.touch()
    os.utime(left, (1e9, 1e9))
    room = FakeRoom(paths, free_gb=50)
    drawn.touch()
    os.utime(drawn, (4e9, 4e9))

    room.sweep()

    assert [drawn] == list(paths.recording(NEWER).glob(".peaks*"))


async def test_without_ample_room_nothing_is_prepared(paths: Paths, library: Library) -> None:
    """Not before there is room for it beside twice of what is kept free."""
    room = FakeRoom(paths, free_gb=9)
    job = PrepareJob(library=library, paths=paths, room=room)

    assert await job.next(nobody) is None

    room.free_gb = 11
    assert NEWER == id_of(await job.next(nobody))


@pytest.mark.parametrize(("free_gb", "keep_free_gb", "stays"), [(6, 0, True), (4, 0, False),
                         (15, 8, False), (17, 8, True)])  # fmt: skip
def test_what_is_prepared_goes_first(
    paths: Paths, free_gb: float, keep_free_gb: float, stays: bool
) -> None:
    """Below a twentieth of the disk, or twice of what a rule keeps free; the audio stays."""
    on_disk(paths, NEWER)
    prepared.prepare(paths.recording(NEWER))

    FakeRoom(paths, free_gb=free_gb, keep_free_gb=keep_free_gb).keep()

    assert stays == is_prepared(paths, NEWER)
    assert 16_000 == RecordingAudio(paths.recording(NEWER)).available_samples()


async def test_left_off_it_waits_for_its_thread_and_begins_anew(
    paths: Paths, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cancellation leaves nothing behind that still works or lies half made."""
    job = PrepareJob(library=library, paths=paths, room=FakeRoom(paths, free_gb=50))
    row = await job.next(nobody)
    assert row is not None
    begun, over = threading.Event(), threading.Event()
    priorities: list[int] = []

    def slow(_: Path, *, must_rest: MethodType) -> bool:
        priorities.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        begun.set()
        left = must_rest.__self__
        assert isinstance(left, threading.Event)
        left.wait(5)
        over.set()
        return False

    monkeypatch.setattr(prepared, "prepare", slow)
    work = asyncio.create_task(job.run(row))
    await asyncio.to_thread(begun.wait, 5)

    work.cancel()
    await asyncio.gather(work, return_exceptions=True)

    assert over.is_set()
    assert [19] == priorities
    assert NEWER == id_of(await job.next(nobody))


async def test_after_the_text_the_audio_is_prepared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the station itself; nobody asks for it."""
    monkeypatch.setattr(prepared_room, "_KEPT_SHARE", 0)
    async with fake_box(tmp_path) as box, box.station() as station:
        await until(station, lambda: station.snapshot().capture is not None)
        recording_id = await station.start_recording()
        await box.capture.hear(spoken(1))
        await station.stop_recording()
        await until(station, lambda: is_prepared(box.paths, recording_id))


async def test_beside_a_recording_nothing_is_prepared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits until the microphone is free, and stops if a recording begins meanwhile."""
    monkeypatch.setattr(prepared_room, "_KEPT_SHARE", 0)
    stopped: list[bool] = []
    prepare = prepared.prepare

    def watched(folder: Path, *, must_rest: Callable[[], bool]) -> bool:
        capture = station.snapshot().capture
        if capture is not None and capture.recording_id is not None:
            told_by = time.monotonic() + 10
            # The encoder is told by nothing else: it asks between two blocks, as this does.
            while not must_rest() and time.monotonic() < told_by:
                time.sleep(0.01)
            stopped.append(must_rest())
        return prepare(folder, must_rest=must_rest)

    monkeypatch.setattr(prepared, "prepare", watched)
    async with fake_box(tmp_path) as box, box.station() as station:
        await until(station, lambda: station.snapshot().capture is not None)
        first = await station.start_recording()
        await box.capture.hear(spoken(1))
        await station.stop_recording()
        second = await station.start_recording()
        await box.capture.hear(spoken(2))
        await station.stop_recording()
        for each in (first, second):
            await until(station, lambda each=each: is_prepared(box.paths, each))  # type: ignore[misc]
    assert all(stopped)
