"""Removing recordings for good: whole or gone, wherever a crash comes."""

import asyncio
import shutil
from pathlib import Path

import pytest

from appliance.library import Library, LibraryError, UnknownRecordingError
from appliance.library.audit import AuditLog
from appliance.paths import Paths
from tests.fakes.speech import ID, data_folder
from tests.integration.test_library import OTHER, filled


@pytest.fixture
async def paths(tmp_path: Path) -> Paths:
    """A library with two recordings."""
    paths = data_folder(tmp_path)
    await filled(paths)
    return paths


async def ids(library: Library) -> list[str]:
    """All recordings."""
    return [row.recording.id for row in await library.page(limit=10)]


async def test_a_purged_recording_leaves_nothing(paths: Paths) -> None:
    """No row, no folder, no text that could be found."""
    async with Library.open(paths) as library:
        await library.purge(ID)

        assert [OTHER] == await ids(library)
        assert not (await library.search("pump")).found
        assert not paths.recording(ID).exists()
        assert not any(paths.removing.iterdir())
        await library.rebuild()
        assert [OTHER] == await ids(library)
        with pytest.raises(UnknownRecordingError):
            await library.purge(ID)


async def test_a_recording_on_hold_is_never_removed(paths: Paths) -> None:
    """Whoever asks, in whatever order."""
    async with Library.open(paths) as library:
        await library.set_hold(ID, hold=True)
        await library.set_trashed(ID, "2025-05-01T12:00:00+00:00")

        with pytest.raises(LibraryError, match="hold"):
            await library.purge(ID)

        assert paths.recording(ID).is_dir()


@pytest.mark.parametrize("row_is_gone", [False, True])
async def test_a_removal_that_was_interrupted_is_finished(paths: Paths, row_is_gone: bool) -> None:
    """After the folder was moved aside it is never a recording again, and the log tells."""
    if row_is_gone:
        async with Library.open(paths) as library:
            await library.remove(ID)
    paths.removing.mkdir()
    paths.recording(ID).rename(paths.removing / ID)

    async with Library.open(paths) as library:
        assert [OTHER] == await ids(library)

    assert not any(paths.removing.iterdir())
    (line,) = await asyncio.to_thread(AuditLog(paths.data).newest, 10)
    assert ("purge", ID, {"resumed": True}) == (line.deed, line.subject, line.facts)


class PoweredOffError(Exception):
    """The box lost its power at this moment."""


async def test_a_removal_that_was_not_noted_is_noted_at_the_next_start(paths: Paths) -> None:
    """A crash between the two costs no line; after the line it makes no second one."""
    audit = AuditLog(paths.data)

    def before() -> None:
        raise PoweredOffError

    def after() -> None:
        audit.note("purge", subject=OTHER)
        raise PoweredOffError

    async with Library.open(paths) as library:
        with pytest.raises(PoweredOffError):
            await library.purge(ID, note=before)
        with pytest.raises(PoweredOffError):
            await library.purge(OTHER, note=after)
        assert [] == await ids(library)
        assert not any(paths.removing.glob("*/*"))

    async with Library.open(paths):
        assert not any(paths.removing.iterdir())
    lines = await asyncio.to_thread(audit.newest, 10)
    assert [(ID, {"resumed": True}), (OTHER, {})] == [(line.subject, line.facts) for line in lines]


async def test_what_stands_in_the_way_of_a_removal_is_told(paths: Paths) -> None:
    """As an error of the library, up to the last step."""

    def get_in_the_way() -> None:
        (paths.removing / ID / "new").mkdir()

    async with Library.open(paths) as library:
        with pytest.raises(LibraryError, match="cannot be removed: Directory not empty"):
            await library.purge(ID, note=get_in_the_way)


async def test_a_recording_without_a_folder_is_noted_as_well(paths: Paths) -> None:
    """Somebody removed it behind the library's back; the row is the last of it."""
    shutil.rmtree(paths.recording(ID))

    def power_off() -> None:
        raise PoweredOffError

    async with Library.open(paths) as library:
        with pytest.raises(PoweredOffError):
            await library.purge(ID, note=power_off)
    async with Library.open(paths):
        pass
    (line,) = await asyncio.to_thread(AuditLog(paths.data).newest, 10)
    assert ("purge", ID) == (line.deed, line.subject)


async def test_damaged_databases_do_not_outlive_a_recording(paths: Paths) -> None:
    """They may hold the text of what was removed, and nothing that is needed."""
    paths.library.write_bytes(b"no database " * 1000)
    async with Library.open(paths) as library:
        assert any(paths.quarantine.iterdir())
        await library.set_trashed(ID, "2025-05-01T12:00:00+00:00")
        assert any(paths.quarantine.iterdir())
        await library.purge(ID)
        assert not paths.quarantine.exists()
        assert [OTHER] == await ids(library)
