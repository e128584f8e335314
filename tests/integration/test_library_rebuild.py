"""A rebuild while the rows know what a file does not: nothing is lost."""

import asyncio
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.domain.marker import Marker, MarkerKind
from appliance.domain.text_state import TextState
from appliance.library import Library, LibraryError, Origin, text_file
from appliance.library.database import connect
from appliance.library.text_file import TextFile
from appliance.paths import Paths
from tests.fakes.speech import ID, data_folder, on_disk, sentences
from tests.integration.test_library import LIVE, OTHER
from tests.integration.test_library_behind import lock_text_file
from tests.integration.test_library_editing import AT, replaced
from tests.integration.test_library_search import label, told

MARKER = Marker(at_sample=8_000, kind=MarkerKind.DECISION, note="批准")
CORRECTED = "请大家看第三页。"
ASIDE = "transcript-unreadable.json"


@pytest.fixture
async def paths(tmp_path: Path) -> Paths:
    """Two recordings, one with a marker, edits, one undone, and all that a person can say."""
    paths = data_folder(tmp_path)
    async with Library.open(paths) as library:
        for each in (ID, OTHER):
            made = await asyncio.to_thread(on_disk, paths, each, markers=[MARKER])
            await library.put_recording(made, total_samples=16_000, origin=Origin.MICROPHONE)
            await library.add_segments(each, LIVE, sentences(6), decided_samples=480_000)
            await library.complete(each, LIVE)
            await library.set_text_state(each, TextState.COMPLETE)
        for number, text in ((1, CORRECTED), (2, "水泵漏水。")):
            await library.edit(ID, replaced(number, text), at=AT)
        await library.undo(ID)
    await label(paths)
    return paths


def file_of(paths: Paths, recording_id: str = ID) -> Path:
    """What the library writes beside the audio."""
    return paths.recording(recording_id) / text_file.NAME


def flipped(paths: Paths) -> None:
    """The disk turned a byte: the file is as long as it was, and has the time it had."""
    file = file_of(paths)
    times = file.stat()
    content = bytearray(file.read_bytes())
    content[0] ^= 1
    file.write_bytes(content)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


def torn(paths: Paths) -> None:
    """It ends in the middle."""
    file = file_of(paths)
    file.write_bytes(file.read_bytes()[:-9])


def of_another(paths: Paths) -> None:
    """It is a copy of that of the other recording."""
    shutil.copy(file_of(paths, OTHER), file_of(paths))


def of_a_newer_release(paths: Paths) -> None:
    """It says so."""
    change(paths, version=2)


def a_folder(paths: Paths) -> None:
    """Something else has its name."""
    file_of(paths).unlink()
    file_of(paths).mkdir()


def gone(paths: Paths) -> None:
    """Nothing has its name."""
    file_of(paths).unlink()


def older(paths: Paths) -> None:
    """Somebody brought it back from a backup."""
    change(paths, revision=1, title="old", hold=False, edits=[], undone=0)


def change(paths: Paths, **fields: object) -> None:
    """Write the file with other fields."""
    content = json.loads(file_of(paths).read_bytes())
    file_of(paths).write_text(json.dumps(content | fields))


async def require_known(library: Library) -> None:
    """Text, edits, title, tags, marker and hold are there."""
    row = await library.get(ID)
    edited = await library.edited(ID)
    assert edited is not None
    assert ("水泵 检查", ("QA", "夜班"), True) == (row.title, row.tags, row.hold)
    assert (MARKER,) == row.recording.markers
    assert (CORRECTED, 2, 1) == (edited.segments[1].text, len(edited.edits), edited.undone)


async def require_nothing_lost(library: Library, before: list[object]) -> tuple[str, ...]:
    """Rebuild; returns the problems that were told."""
    restored = await library.rebuild()
    await require_known(library)
    assert before == await told(library)
    assert (2, 3) == (restored.recordings, restored.transcripts)
    return restored.problems


@pytest.mark.parametrize("damage", [flipped, torn, of_another, of_a_newer_release, a_folder])
async def test_a_rebuild_loses_nothing_of_a_file_that_cannot_be_read(
    paths: Paths, damage: Callable[[Paths], None]
) -> None:
    """It is kept, and written anew from the rows before these are cleared; so it is told."""
    async with Library.open(paths) as library:
        before = await told(library)
        await asyncio.to_thread(damage, paths)
        (problem,) = await require_nothing_lost(library, before)
        assert () == await require_nothing_lost(library, before)
    paths.library.unlink()
    async with Library.open(paths) as library:
        assert before == await told(library)

    assert problem.endswith(f"It is kept as {ASIDE}. It is written anew from the library.")
    assert (file_of(paths).parent / ASIDE).exists()


@pytest.mark.parametrize("damage", [gone, older])
async def test_a_rebuild_loses_nothing_of_a_file_that_knows_less(
    paths: Paths, damage: Callable[[Paths], None]
) -> None:
    """Nothing of it need be kept, and nobody need know."""
    async with Library.open(paths) as library:
        before = await told(library)
        await asyncio.to_thread(damage, paths)
        assert () == await require_nothing_lost(library, before)

    assert not (file_of(paths).parent / ASIDE).exists()


async def test_a_rebuild_loses_nothing_of_a_file_that_rotted_before(paths: Paths) -> None:
    """The start does not read it: its time and size are those that the rows know."""
    async with Library.open(paths) as library:
        before = await told(library)
    await asyncio.to_thread(flipped, paths)

    async with Library.open(paths) as library:
        assert 1 == len(await require_nothing_lost(library, before))


async def test_a_rebuild_loses_nothing_of_rows_of_an_older_box(paths: Paths) -> None:
    """They count no changes, and nor does their file."""
    await asyncio.to_thread(change, paths, revision=0)
    connection = await asyncio.to_thread(connect, paths.library)
    try:
        connection.execute("UPDATE recordings SET revision = 0, kept = 0, file_stamp = NULL")
    finally:
        connection.close()
    await asyncio.to_thread(flipped, paths)

    async with Library.open(paths) as library:
        before = await told(library)
        assert 1 == len(await require_nothing_lost(library, before))


async def test_a_recording_that_is_left_out_keeps_what_its_rows_knew(paths: Paths) -> None:
    """Neither journal nor text can be read; once the journal is there again, all is."""
    folder = file_of(paths).parent
    elsewhere = paths.data / "elsewhere"
    elsewhere.mkdir()
    async with Library.open(paths) as library:
        before = await told(library)
        for name in ("journal.jsonl", "recording.json"):
            (folder / name).rename(elsewhere / name)
        await asyncio.to_thread(torn, paths)
        left_out, written = (await library.rebuild()).problems
        assert ID not in {row.recording.id for row in await library.page(limit=10)}
        for file in list(elsewhere.iterdir()):
            file.rename(folder / file.name)
        assert () == await require_nothing_lost(library, before)

    assert left_out.endswith(". It is left out.")
    assert written.endswith("It is written anew from the library.")


@pytest.mark.parametrize("damage", [flipped, gone, older])
async def test_a_rebuild_that_cannot_write_a_file_changes_no_row(
    paths: Paths, damage: Callable[[Paths], None]
) -> None:
    """It says why; another one, once there is room, loses nothing either."""
    async with Library.open(paths) as library:
        before = await told(library)
        await asyncio.to_thread(damage, paths)
        in_the_way = await asyncio.to_thread(lock_text_file, paths, ID)

        with pytest.raises(LibraryError, match=r"1 recordings .*: Is a directory") as caught:
            await library.rebuild()

        assert "the library is as it was" in caught.value.hint
        await require_known(library)
        assert before == await told(library)
        in_the_way.rmdir()
        assert () == await require_nothing_lost(library, before)


async def test_a_rebuild_that_cannot_read_what_it_wrote_changes_no_row(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk that dies."""
    real = text_file.read

    def failing(folder: Path) -> TextFile | None:
        if folder.name == ID:
            raise LibraryError("It is damaged.", hint="Change the disk.")
        return real(folder)

    async with Library.open(paths) as library:
        before = await told(library)
        with monkeypatch.context() as patched:
            patched.setattr(text_file, "read", failing)
            with pytest.raises(LibraryError, match="cannot be read again"):
                await library.rebuild()
        await require_known(library)
        assert before == await told(library)


async def test_a_text_of_which_the_rows_know_nothing_is_told_with_what_to_do(paths: Paths) -> None:
    """As of a folder that was brought from elsewhere: the text is recognised again."""
    new = "20250503-100000-ef56"
    async with Library.open(paths) as library:
        await asyncio.to_thread(on_disk, paths, new)
        await asyncio.to_thread(file_of(paths, new).write_text, "{torn")

        (problem,) = (await library.rebuild()).problems

        assert TextState.WAITING is (await library.get(new)).text_state
    assert f"It is kept as {ASIDE}. Look whether title, tags, edits and legal hold" in problem
    assert not file_of(paths, new).exists()
