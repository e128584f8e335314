"""A backup of the library, put back after its disk was lost."""

import asyncio
import errno
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import apsw
import pytest

from appliance.domain.editing import EditKind, EditRequest
from appliance.domain.recording import Recording
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Transcript, TranscriptKind
from appliance.library import Library, LibraryError, LibraryRow, Origin, text_file
from appliance.library.audit import NAME, AuditLog
from appliance.library.backup import back_up
from appliance.paths import Paths, prepare
from appliance.recordings.errors import RecordingsError
from appliance.recordings.reader import RecordingAudio
from appliance.recordings.recovery import conclude, is_left_open
from tests.fakes.speech import ID, SENTENCES, recording
from tests.integration.test_library import LIVE, OTHER, filled
from tests.integration.test_library_cli import tingxia


@pytest.fixture
async def backup(paths: Paths, tmp_path: Path) -> Path:
    """The backup of two recordings with labels and an edit, whose folders are there."""
    await filled(paths)
    file = tmp_path / "library.db"
    async with Library.open(paths) as library:
        await library.set_title(ID, "水泵")
        await library.set_tags(ID, ["周会", "车间"])
        await library.set_hold(OTHER, hold=True)
        gone = EditRequest(kind=EditKind.REMOVE, start_sample=0, was=SENTENCES[0])
        await library.edit(ID, gone, at="2025-05-01T12:00:00+00:00")
        await asyncio.to_thread(back_up, paths.library, file)
    return file


def lose(paths: Paths) -> None:
    """Lose the disk; another one is in its place."""
    shutil.rmtree(paths.data)
    prepare(paths)


async def told(library: Library) -> list[tuple[LibraryRow, list[Transcript | None]]]:
    """All that it can tell but the names of audio files."""
    return [
        (
            replace(row, recording=replace(row.recording, segments=())),
            [await library.transcript(row.recording.id, kind) for kind in TranscriptKind],
        )
        for row in await library.page(limit=10)
    ]


async def test_what_is_put_back_lasts(paths: Paths, backup: Path) -> None:
    """Texts, tags, titles and edits are there, after a rebuild too, and can be edited."""
    async with Library.open(paths) as library:
        before = await told(library)
    lose(paths)

    async with Library.open(paths) as library:
        assert (ID, OTHER) == (await library.put_back(backup)).recordings
        assert before == await told(library)
        assert [ID] == [each.row.recording.id for each in (await library.search("水泵")).found]
        await library.rebuild()
        assert before == await told(library)
        edited = await library.undo(ID)
        assert 30 == len(edited.segments)
    paths.library.unlink()
    async with Library.open(paths) as library:
        assert "水泵" == (await library.get(ID)).title
    assert [] == list(paths.inbox.iterdir())


async def test_a_folder_that_was_put_back_is_whole_and_without_audio(
    paths: Paths, backup: Path
) -> None:
    """No repair shortens it or opens it, and whoever wants to hear it is told."""
    lose(paths)
    async with Library.open(paths) as library:
        await library.put_back(backup)
    folder = paths.recording(ID)
    assert not is_left_open(folder)
    assert 16_000 == conclude(folder, reason="interrupted").total_samples
    with pytest.raises(RecordingsError, match="not on this box"):
        RecordingAudio(folder).require_audio()


async def test_what_is_here_stays_as_it_is(paths: Paths, backup: Path) -> None:
    """Only what is missing comes back, however old the backup; another try finds nothing to do."""
    async with Library.open(paths) as library:
        await library.set_title(ID, "newer")
        await asyncio.to_thread(shutil.rmtree, paths.recording(OTHER))
        found = await library.put_back(backup)
        again = await library.put_back(backup)

        assert ((OTHER,), 1, 0) == (found.recordings, found.here, found.removed)
        assert ((), 2, 0) == (again.recordings, again.here, again.removed)
        assert "newer" == (await library.get(ID)).title
    assert RecordingAudio(paths.recording(ID)).available_samples()


async def test_what_was_removed_for_good_stays_removed(paths: Paths, backup: Path) -> None:
    """The audit log knows it."""
    async with Library.open(paths) as library:
        audit = AuditLog(paths.data)
        await library.purge(ID, note=lambda: audit.note("purge", subject=ID))
        found = await library.put_back(backup)
        rows = await library.page(limit=10)

    assert ((), 1, 1) == (found.recordings, found.here, found.removed)
    assert [OTHER] == [row.recording.id for row in rows]


async def test_a_recording_that_ran_is_over_when_it_is_put_back(
    paths: Paths, tmp_path: Path
) -> None:
    """At the length it had at the backup; capture does not go on with it."""
    running: Recording = replace(recording(), total_samples=None, stop_reason="")
    file = tmp_path / "library.db"
    async with Library.open(paths) as library:
        await library.put_recording(running, total_samples=16_000, origin=Origin.MICROPHONE)
        await library.add_segments(ID, LIVE, [], decided_samples=16_000)
        await asyncio.to_thread(back_up, paths.library, file)
    lose(paths)
    async with Library.open(paths) as library:
        await library.put_back(file)
        row = await library.get(ID)
    assert (16_000, TextState.WAITING) == (row.recording.total_samples, row.text_state)
    assert not is_left_open(paths.recording(ID))


def encrypted(file: Path) -> None:
    """As an export makes it."""
    file.write_bytes(b"age-encryption.org/v1\n" + bytes(9000))


def empty(file: Path) -> None:
    """As a copy that was cut off before its first byte."""
    file.touch()


def of_another_program(file: Path) -> None:
    """With a table that is called as one of ours."""
    connection = apsw.Connection(str(file))
    connection.execute("CREATE TABLE migrations (id INTEGER PRIMARY KEY, migration TEXT)")
    connection.execute("INSERT INTO migrations VALUES (1, 'create_users')")
    connection.close()


def of_nobody(file: Path) -> None:
    """Without any table of ours."""
    connection = apsw.Connection(str(file))
    connection.execute("CREATE TABLE places (url TEXT)")
    connection.close()


@pytest.mark.parametrize("make", [encrypted, empty, of_another_program, of_nobody])
async def test_what_is_no_backup_changes_nothing(
    paths: Paths, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    """It is refused, and the library of the box does not count as damaged."""
    await filled(paths)
    make(file := tmp_path / "other.db")
    async with Library.open(paths) as library:
        with pytest.raises(LibraryError, match="is no backup of a library"):
            await library.put_back(file)
        assert not library.damaged.is_set()
        assert 2 == len(await library.page(limit=10))


async def test_a_backup_of_a_newer_release_is_refused(paths: Paths, backup: Path) -> None:
    """It is told which release is missing."""
    connection = apsw.Connection(str(backup), vfs="cksmvfs")
    connection.execute("INSERT INTO migrations VALUES (999, 'of_tomorrow', '')")
    connection.close()
    async with Library.open(paths) as library:
        with pytest.raises(LibraryError, match=r"library\.db was written by a newer release than"):
            await library.put_back(backup)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
async def test_a_disk_that_fails_is_told_and_gone_on_with(
    paths: Paths, backup: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """As what it says; no half folder stays, and the next try puts the rest back."""
    lose(paths)
    write = text_file.write_parts
    written: list[Path] = []

    def full(folder: Path, *values: object, **named: object) -> None:
        if written:
            raise OSError(number, os.strerror(number))
        written.append(folder)
        write(folder, *values, **named)  # type: ignore[arg-type]

    async with Library.open(paths) as library:
        with monkeypatch.context() as patched:
            patched.setattr(text_file, "write_parts", full)
            with pytest.raises(LibraryError, match=os.strerror(number)):
                await library.put_back(backup)
        assert [ID] == [folder.name for folder in paths.recordings.glob("*/*")]
        assert (OTHER,) == (await library.put_back(backup)).recordings
        assert 2 == len(await library.page(limit=10))


async def test_what_was_put_back_is_taken_over_in_steps(
    paths: Paths, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a kill on the way costs no more than one."""
    monkeypatch.setattr("appliance.library.opening.FOLDERS_A_STEP", 1)
    lose(paths)
    async with Library.open(paths) as library:
        await library.put_back(backup)
        assert {ID, OTHER} == {row.recording.id for row in await library.page(limit=10)}
        assert [ID] == [each.row.recording.id for each in (await library.search("水泵")).found]


async def test_the_command_tells_what_came_back_and_notes_it(paths: Paths, backup: Path) -> None:
    """How many, and where from."""
    lose(paths)
    said = await tingxia(paths, "put-back", str(backup))
    again = await tingxia(paths, "put-back", str(backup), "--json")
    assert (0, "2 recordings put back, without sound.\n") == (said.status, said.out)
    assert {"recordings": [], "here": 2, "removed": 0} == json.loads(again.out)
    assert "" == again.err
    assert [
        "putting the recordings back: 50 % of 2 recordings",
        "putting the recordings back: 100 % of 2 recordings",
        "catching up: 100 % of 2 recordings",
        "entering them into the search: 100 % of 2 recordings",
    ] == said.err.splitlines()
    assert ("put-back", str(backup)) == (
        AuditLog(paths.data).newest(2)[1].deed,
        AuditLog(paths.data).newest(2)[1].subject,
    )


async def test_what_is_no_file_is_told_what_to_name(paths: Paths, tmp_path: Path) -> None:
    """Before the library is opened."""
    os.mkfifo(tmp_path / "pipe")
    for place in ("nothing", "pipe", "."):
        said = await tingxia(paths, "put-back", str(tmp_path / place))
        assert 2 == said.status
        assert said.err.endswith("→ Name what `tingxia library backup` wrote.")


async def test_an_audit_that_cannot_be_written_hides_nothing(paths: Paths, backup: Path) -> None:
    """What came back came back; that it is not noted is told beside it."""
    lose(paths)
    (paths.data / NAME).symlink_to(paths.data / "gone" / NAME)

    said = await tingxia(paths, "put-back", str(backup))

    assert (0, "2 recordings put back, without sound.\n") == (said.status, said.out)
    assert "put-back of" in said.err
    assert "Make room on the disk" in said.err
