"""A file that becomes a recording: interrupted anywhere, it is gone on with from the disk."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
import soundfile

from appliance.config import Storage
from appliance.domain.disk_budget import DiskBudget
from appliance.domain.source import Source
from appliance.domain.text_state import TextState
from appliance.domain.wishes import Wishes
from appliance.library import Library
from appliance.paths import Paths, prepare
from appliance.recordings.reader import RecordingAudio
from appliance.recordings.recovery import all_recordings
from appliance.station import growing_import
from appliance.station.decoding import decode
from appliance.station.growing_import import ChangedSourceError, GrowingImport, Imported
from appliance.station.import_room import ImportRoom, NoRoomError
from appliance.wire.inference import FinalHypothesis
from tests.fakes.audio_files import encoded, written

ID = "20261121-091500-ab12"
SECOND = 16_000


class Interruption(Exception):  # noqa: N818 - no error
    """Stands for the death of the process."""


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[Paths, Library]]:
    """A data folder and its library."""
    paths = Paths(data=folder / "data", run=folder / "run")
    prepare(paths)
    async with Library.open(paths) as library:
        yield paths, library


DISK = Storage().budget


def growing(
    file: Path, paths: Paths, library: Library, *, disk: DiskBudget = DISK
) -> GrowingImport:
    """An import of a file that is not known yet."""
    one = GrowingImport(
        file,
        staging=paths.inbox / "0000abcd" / ID,
        title="A talk",
        paths=paths,
        library=library,
        room=ImportRoom(paths.data, disk),
        tell_speakers=False,
    )
    one.origin = Source(name=file.name, sha256="ab" * 32, size_bytes=file.stat().st_size)
    one.is_wanted.set()
    return one


def final(second: int) -> FinalHypothesis:
    """A word that lasts a second."""
    return FinalHypothesis(
        utterance=second,
        start_sample=second * SECOND,
        end_sample=(second + 1) * SECOND,
        text=str(second),
        raw_text=str(second),
        language="zh",
        engine="fake",
        model="fake",
        model_sha256="0" * 64,
        decode_s=0.0,
    )


async def expected_pcm(file: Path) -> bytes:
    """What the decoder makes of a file."""
    return b"".join([block async for block in decode(file)])


def stored_pcm(paths: Paths) -> bytes:
    """The audio of the recording."""
    audio = RecordingAudio(paths.recording(ID))
    return audio.read(0, audio.available_samples())


async def interrupted(one: GrowingImport, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    """Run an import up to where this method is called for the last time, and die there."""
    with monkeypatch.context() as patch:

        def die(*_: object) -> None:
            raise Interruption

        patch.setattr(one, at, die)
        with pytest.raises(Interruption):
            await one.run()


@pytest.mark.parametrize(
    "name", ["a.wav", "a.flac", "a.mp3", "a.ogg", "a.opus", "a.m4a", "a.aac", "a.wma", "a.webm"]
)
async def test_decoding_is_the_same_every_time_so_what_is_there_is_skipped(
    tmp_path: Path, name: str
) -> None:
    """Cut anywhere, the recording is bit for bit that of an import that went through."""
    lossless = {"a.wav", "a.flac"}
    make = written if name in lossless else encoded
    file = make(tmp_path / name, 9.3)
    whole = await expected_pcm(file)
    async with opened(tmp_path) as (paths, library):
        first = growing(file, paths, library)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(20):
                await cut_after(first, 5 * SECOND)
        imported = await growing(file, paths, library).run()
    assert whole == stored_pcm(paths)
    assert len(whole) // 2 == imported.total_samples


async def cut_after(one: GrowingImport, samples: int) -> None:
    """Let an import grow so far, then end it as a kill would: without any goodbye."""

    def grown(count: int) -> None:
        if count >= samples:
            raise TimeoutError

    one.source.grown = grown  # type: ignore[method-assign, assignment]
    await one.run()


async def test_an_import_that_dies_between_any_two_steps_is_whole_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the text that was made, none of it twice, and never met as half a recording."""
    file = written(tmp_path / "a.wav", 6.0)
    for step in ("_gathered", "_move", "_enter"):
        folder = tmp_path / step
        async with opened(folder) as (paths, library):
            one = growing(file, paths, library)
            one.is_wanted.clear()
            running = asyncio.create_task(interrupted(one, monkeypatch, step))
            while one.source.available_samples < 6 * SECOND:
                await asyncio.sleep(0.01)
            await one.draft.commit([final(0), final(1)], 2 * SECOND)
            assert step == "_enter" or [] == all_recordings(paths.recordings)
            one.is_wanted.set()
            await running
        async with opened(folder) as (paths, library):
            again = growing(file, paths, library)
            imported = await again.run()
            row = await library.get(ID)
            text = await library.transcript(ID)
            decided = await again.draft.decided_samples()
        assert Imported(total_samples=6 * SECOND, problem="") == imported
        assert TextState.WAITING is row.text_state
        assert text is not None
        assert ["0", "1"] == [segment.text for segment in text.segments]
        assert 2 * SECOND == decided
        assert row.source is not None
        assert ("a.wav", "ab" * 32) == (row.source.name, row.source.sha256)
        assert [] == list((paths.inbox / "0000abcd").iterdir())


async def test_what_was_asked_for_a_file_is_noted_although_the_first_try_died(
    tmp_path: Path,
) -> None:
    """A journal that has no word of it yet gets it when the import goes on."""
    file = written(tmp_path / "a.wav", 3.0)
    wishes = Wishes(language="en", hot_words=("听匣",), packs=())
    async with opened(tmp_path) as (paths, library):
        with pytest.raises(TimeoutError):
            await cut_after(growing(file, paths, library), SECOND)
        one = growing(file, paths, library)
        one.wishes = wishes
        await one.run()
    assert wishes == RecordingAudio(paths.recording(ID)).wishes()


async def test_an_import_that_dies_before_its_journal_begins_keeps_its_title(
    tmp_path: Path,
) -> None:
    """Of a folder without a journal only the job knows what it is called."""
    file = written(tmp_path / "a.wav", 1.0)
    async with opened(tmp_path) as (paths, library):
        (paths.inbox / "0000abcd" / ID).mkdir(parents=True)
        await growing(file, paths, library).run()
        row = await library.get(ID)
    assert "A talk" == row.recording.title


class Awaited(asyncio.Event):
    """Tells that it is waited for, and how often it was."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()
        self.count = 0

    async def wait(self) -> Literal[True]:
        """See Event."""
        self.count += 1
        self.asked.set()
        return await super().wait()


async def listen(one: GrowingImport) -> None:
    """Begin on its text, as a session does."""
    while not one.source.available_samples:
        await one.source.news()
    await one.source.read(0, SECOND)


async def test_the_rest_of_the_audio_gives_way_to_the_first_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once somebody makes it, and until it is there; a file that nobody listens to goes on."""
    monkeypatch.setattr(growing_import, "HEAD_START_S", 3.0)
    monkeypatch.setattr(growing_import, "PAUSE_S", 3600.0)
    file = written(tmp_path / "a.wav", 600.0)
    async with opened(tmp_path) as (paths, library):
        one = growing(file, paths, library)
        one.draft.has_text = awaited = Awaited()
        running = asyncio.create_task(one.run())
        await listen(one)
        await awaited.asked.wait()
        waits_at = one.source.available_samples
        await one.draft.commit([], 2 * SECOND)
        assert not awaited.is_set()
        await one.draft.commit([final(2)], 3 * SECOND)
        await running
    assert 3 * SECOND <= waits_at < 600 * SECOND == one.source.available_samples
    async with opened(tmp_path / "unheard") as (paths, library):
        assert 600 == (await growing(file, paths, library).run()).duration_s


async def test_the_first_text_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The recogniser may be busy with live speech; nor is it waited for where it is there."""
    monkeypatch.setattr(growing_import, "HEAD_START_S", 3.0)
    monkeypatch.setattr(growing_import, "PAUSE_S", 0.01)
    monkeypatch.setattr(growing_import, "LONGEST_GIVING_WAY_S", 0.02)
    file = written(tmp_path / "a.wav", 600.0)
    async with opened(tmp_path) as (paths, library):
        one = growing(file, paths, library)
        one.draft.has_text = awaited = Awaited()
        running = asyncio.create_task(one.run())
        await listen(one)
        await running
    assert 2 == awaited.count


async def test_a_torn_line_of_text_is_cut_off_and_what_is_before_it_kept(tmp_path: Path) -> None:
    """What a power cut leaves of the last line is recognised again."""
    async with opened(tmp_path) as (paths, library):
        file = written(tmp_path / "a.wav", 4.0)
        with pytest.raises(TimeoutError):
            await cut_after(growing(file, paths, library), SECOND)
        one = growing(file, paths, library)
        await one.draft.commit([final(0)], SECOND)
        lines = paths.inbox / "0000abcd" / ID / "text.jsonl"
        with lines.open("ab") as torn:
            torn.write(b'{"decided_samples": 99')
        again = growing(file, paths, library).draft
        decided, has_text = await again.decided_samples(), again.has_text.is_set()
        await one.draft.commit([final(1)], 2 * SECOND)
        after = await growing(file, paths, library).draft.decided_samples()
        count = len(lines.read_bytes().splitlines())
    assert (SECOND, True) == (decided, has_text)
    assert (2 * SECOND, 2) == (after, count)


async def test_another_file_under_the_same_name_is_not_joined_to_the_first(
    tmp_path: Path,
) -> None:
    """What is on the disk is compared with what is decoded; the next try begins anew."""
    async with opened(tmp_path) as (paths, library):
        file = written(tmp_path / "a.wav", 5.0)
        with pytest.raises(TimeoutError):
            await cut_after(growing(file, paths, library), 2 * SECOND)
        noise = np.random.default_rng(1).integers(-9000, 9000, 5 * SECOND, dtype=np.int16)
        soundfile.write(file, noise, SECOND)
        with pytest.raises(ChangedSourceError):
            await growing(file, paths, library).run()
        await growing(file, paths, library).run()
    assert noise.tobytes() == stored_pcm(paths)


async def test_an_import_ends_before_recordings_come_into_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Space is looked at while the file grows, not only before."""
    monkeypatch.setattr(growing_import, "LOOK_EVERY_BYTES", 64 * 1024)
    file = written(tmp_path / "a.wav", 20.0)
    async with opened(tmp_path) as (paths, library):
        one = growing(file, paths, library)
        free = shutil.disk_usage(paths.data).free
        looks = 0

        def check(_: int = 0) -> None:
            nonlocal looks
            looks += 1
            if looks == 4:
                raise NoRoomError(free)

        monkeypatch.setattr(one._room, "check", check)
        with pytest.raises(NoRoomError) as refused:
            await one.run()
    assert 4 == looks
    assert "MB free" in str(refused.value)
    assert [] == all_recordings(paths.recordings)


async def test_the_length_a_file_announces_is_known_before_it_is_decoded(tmp_path: Path) -> None:
    """From libsndfile's header and from ffmpeg's words."""
    async with opened(tmp_path) as (paths, library):
        for name, make in (("a.flac", written), ("b.m4a", encoded)):
            one = growing(make(tmp_path / name, 3.0), paths, library)
            told: list[float] = []
            one._on_change = lambda one=one, told=told: told.append(one.announced_s or 0.0)  # type: ignore[misc]
            with pytest.raises(TimeoutError):
                await cut_after(one, SECOND)
            shutil.rmtree(paths.inbox / "0000abcd")
            assert any(abs(length - 3.0) < 0.2 for length in told)


async def test_what_is_wrong_with_a_file_is_known_after_a_kill_before_the_move(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A closed recording is not decoded again, so its decoder's words must not be lost."""
    file = written(tmp_path / "a.flac", 6.0)
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])
    async with opened(tmp_path / "undisturbed") as (paths, library):
        problem = (await growing(file, paths, library).run()).problem
    assert problem
    async with opened(tmp_path / "killed") as (paths, library):
        await interrupted(growing(file, paths, library), monkeypatch, "_move")
        imported = await growing(file, paths, library).run()
        row = await library.get(ID)
    assert problem == imported.problem == row.problem
