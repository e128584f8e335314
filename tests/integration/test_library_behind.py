"""Rows and folders that differ: what is acknowledged survives whatever is asked for next."""

import asyncio
import os
from pathlib import Path

import pytest

from appliance.domain.source import Source
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Transcript, TranscriptKind
from appliance.library import (
    Library,
    LibraryError,
    Origin,
    UnknownRecordingError,
    restoring,
    text_file,
)
from appliance.library import library as library_module
from appliance.library.database import connect
from appliance.library.restoring import wanting
from appliance.library.store import Store
from appliance.library.text_file import TextFile
from appliance.paths import Paths
from tests.fakes.speech import ID, data_folder, on_disk, sentences
from tests.integration.test_library import OTHER, filled

NEW = "20250503-100000-ef56"
SOURCE = Source(name="泵站.mp3", sha256="ab" * 32, size_bytes=12)


@pytest.fixture
async def paths(tmp_path: Path) -> Paths:
    """A library with two recordings."""
    paths = data_folder(tmp_path)
    await filled(paths)
    return paths


def lock_text_file(paths: Paths, recording_id: str) -> Path:
    """Let the file of a recording not be written until what is returned is removed."""
    in_the_way = paths.recording(recording_id) / f".{text_file.NAME}.new"
    in_the_way.mkdir()
    return in_the_way


async def test_a_rebuild_loses_no_label_that_is_in_no_folder_yet(paths: Paths) -> None:
    """It is refused while the folder cannot be written, and keeps the label afterwards."""
    async with Library.open(paths) as library:
        in_the_way = lock_text_file(paths, ID)
        await library.set_hold(ID, hold=True)
        with pytest.raises(LibraryError, match="cannot be written"):
            await library.rebuild()
        assert (await library.get(ID)).hold
        in_the_way.rmdir()

        await library.rebuild()

        assert (await library.get(ID)).hold


async def test_a_rebuild_is_not_kept_from_by_a_folder_that_is_gone(paths: Paths) -> None:
    """Its row is what a rebuild is to remove."""
    async with Library.open(paths) as library:
        paths.recording(OTHER).rename(paths.data / "elsewhere")
        await library.set_title(OTHER, "gone")

        await library.rebuild()

        assert [ID] == [row.recording.id for row in await library.page(limit=10)]


async def test_a_folder_brought_back_from_a_backup_is_looked_at_once(paths: Paths) -> None:
    """Its file is the same with another time; every start would read all of them again."""
    os.utime(paths.recording(ID) / text_file.NAME, ns=(1, 1))
    async with Library.open(paths):
        pass
    connection = await asyncio.to_thread(connect, paths.library)
    try:
        assert [] == wanting(Store(connection), paths)
    finally:
        connection.close()


async def test_catching_up_goes_on_after_a_failure(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full for a moment leaves no recording out until the next start."""
    await asyncio.to_thread(on_disk, paths, NEW)
    monkeypatch.setattr(library_module, "CATCH_UP_AGAIN_S", 0.01)
    monkeypatch.setattr("appliance.library.opening.PATIENCE_S", -1.0)
    real = restoring.catch_up
    failures = iter([False, True])

    def failing(*values: object) -> object:
        if next(failures, False):
            raise LibraryError("The disk is full.", hint="Make room.")
        return real(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(restoring, "catch_up", failing)
    monkeypatch.setattr("appliance.library.opening.FOLDERS_A_STEP", 1)
    paths.library.unlink()
    async with Library.open(paths) as library:
        async with asyncio.timeout(20):
            while len(await library.page(limit=10)) < 3:
                await asyncio.sleep(0)


async def test_a_purge_of_the_trash_spares_what_was_restored_a_moment_ago(paths: Paths) -> None:
    """Whoever decided that it goes saw it in the trash; that is over."""
    async with Library.open(paths) as library:
        await library.set_trashed(ID, "2025-05-01T12:00:00+00:00")
        await library.set_trashed(ID, None)

        with pytest.raises(LibraryError, match="restored"):
            await library.purge(ID, only_trashed=True)

        assert paths.recording(ID).is_dir()


async def test_a_file_is_known_by_the_recording_that_is_not_in_the_trash(paths: Paths) -> None:
    """Though a newer one of the same file is."""
    async with Library.open(paths) as library:
        for recording_id in (ID, OTHER):
            await library.set_source(recording_id, SOURCE)
        await library.set_trashed(OTHER, "2025-05-01T12:00:00+00:00")
        assert ID == await library.find_by_source_hash(SOURCE.sha256)
        await library.set_trashed(ID, "2025-05-01T12:00:00+00:00")
        assert OTHER == await library.find_by_source_hash(SOURCE.sha256)


async def test_a_folder_that_was_put_in_its_place_is_taken_over_as_it_is(paths: Paths) -> None:
    """Rows of its text, its source and its state come at once, and its file stays whole."""
    spoken = Transcript(
        kind=TranscriptKind.SECOND_PASS,
        segments=tuple(sentences(3)),
        decided_samples=240_000,
        complete=False,
    )
    content = TextFile(
        recording_id=NEW,
        origin=Origin.FILE,
        text_state=TextState.WAITING,
        problem="a hole",
        source=SOURCE,
        transcripts=(spoken,),
    )
    async with Library.open(paths) as library:
        await asyncio.to_thread(on_disk, paths, NEW)
        await asyncio.to_thread(text_file.write, paths.recording(NEW), content)

        row = await library.take_over(NEW)

        assert (Origin.FILE, "a hole", SOURCE) == (row.origin, row.problem, row.source)
        assert spoken == await library.transcript(NEW)
        assert content == await asyncio.to_thread(text_file.read, paths.recording(NEW))
        assert row == await library.take_over(NEW)
        with pytest.raises(UnknownRecordingError):
            await library.take_over("20250504-100000-ef56")
