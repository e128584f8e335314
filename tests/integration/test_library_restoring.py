"""A library that is made anew, or catches up, from the folders of the recordings."""

import asyncio
import json
import shutil

import pytest

from appliance.domain.text_state import TextState
from appliance.library import Library, LibraryRow, Origin
from appliance.paths import Paths
from tests.fakes.speech import ID, on_disk, sentences
from tests.integration.test_library import LIVE, OTHER, everything, filled
from tests.integration.test_library_search import labelled


async def test_a_rebuild_makes_the_same_library_from_the_folders(paths: Paths) -> None:
    """Rows, versions of the text, states and problems."""
    await filled(paths)
    async with Library.open(paths) as library:
        before = await everything(library)
        restored = await library.rebuild()
        after = await everything(library)

    assert (2, 4, ()) == (restored.recordings, restored.transcripts, restored.problems)
    assert before == after


async def test_a_library_that_is_gone_is_made_anew(paths: Paths) -> None:
    """Deleting library.db loses nothing."""
    await filled(paths)
    async with Library.open(paths) as library:
        before = await everything(library)
    paths.library.unlink()

    async with Library.open(paths) as library:
        assert before == await everything(library)


async def test_writes_lost_with_the_wal_come_back_from_the_folders(paths: Paths) -> None:
    """A database that is whole but old catches up at the start."""
    async with Library.open(paths):
        shutil.copy(paths.library, paths.data / "old.db")
    await filled(paths)
    async with Library.open(paths) as library:
        before = await everything(library)
    (paths.data / "old.db").replace(paths.library)

    async with Library.open(paths) as library:
        assert before == await everything(library)


async def test_an_unfinished_text_catches_up_with_its_file(paths: Paths) -> None:
    """The row waits, the file says complete: the row is the older one."""
    on_disk(paths)
    async with Library.open(paths) as library:
        await library.add_segments(ID, LIVE, sentences(1), decided_samples=80_000)
    shutil.copy(paths.library, paths.data / "old.db")
    async with Library.open(paths) as library:
        await library.add_segments(ID, LIVE, sentences(3), decided_samples=240_000)
        await library.complete(ID, LIVE)
        await library.set_text_state(ID, TextState.COMPLETE)
        before = await everything(library)
    (paths.data / "old.db").replace(paths.library)

    async with Library.open(paths) as library:
        assert before == await everything(library)


async def test_a_running_recording_is_restored_with_the_audio_it_has(paths: Paths) -> None:
    """Its length comes from its files; its text is waited for."""
    on_disk(paths)
    journal = paths.recording(ID) / "journal.jsonl"
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join(lines[:-1]))

    async with Library.open(paths) as library:
        row = await library.get(ID)

    assert (16_000, TextState.WAITING) == (row.total_samples, row.text_state)


async def test_an_imported_file_without_text_is_restored_as_a_file(paths: Paths) -> None:
    """No microphone was heard, so it came from a file."""
    on_disk(paths)
    journal = paths.recording(ID) / "journal.jsonl"
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join(line for line in lines if '"device"' not in line))

    async with Library.open(paths) as library:
        assert Origin.FILE is (await library.get(ID)).origin


async def test_what_cannot_be_restored_is_named_and_left_alone(paths: Paths) -> None:
    """A folder without a journal, one of another recording, a damaged text, strange folders.

    Of the damaged text nothing is lost: the rows know it.
    """
    await labelled(paths)
    day = paths.recording(ID).parent
    (day / "20250501-120000-0000").mkdir()
    shutil.copytree(paths.recording(ID), day / "20250501-120000-1111")
    (day / "holiday pictures").mkdir()
    (day / "note.txt").write_text("mine")

    async with Library.open(paths) as library:
        await library.set_trashed(OTHER, None)
        before = await everything(library)
        (paths.recording(ID) / "transcript.json").write_text("{torn")
        restored = await library.rebuild()
        rows: list[LibraryRow] = await library.page(limit=10)

        assert before == await everything(library)

    assert [OTHER, ID] == [row.recording.id for row in rows]
    assert ("水泵 检查", ("QA", "夜班"), True) == (rows[1].title, rows[1].tags, rows[1].hold)
    texts = [problem for problem in restored.problems if "transcript.json" in problem]
    left_out = [problem for problem in restored.problems if problem not in texts]
    assert (1, 2) == (len(texts), len(left_out))
    for part, problem in zip(("0000", "1111"), left_out, strict=True):
        assert f"20250501-120000-{part}" in problem
        assert problem.endswith(". It is left out.")
    assert (day / "20250501-120000-1111" / "journal.jsonl").exists()


async def test_a_text_of_another_recording_does_not_keep_the_library_shut(paths: Paths) -> None:
    """A text file copied into the wrong folder is left alone."""
    await filled(paths)
    paths.library.unlink()
    await asyncio.to_thread(
        (paths.recording(ID) / "transcript.json").replace,
        paths.recording(OTHER) / "transcript.json",
    )
    shutil.rmtree(paths.recording(ID))
    async with Library.open(paths) as library:
        (row,) = await library.page(limit=10)
        text = await library.transcript(OTHER)
    assert OTHER == row.recording.id
    assert text is None


async def test_a_text_file_with_an_impossible_number_is_set_aside_alone(paths: Paths) -> None:
    """The library opens, the other recordings are there, and this text is made again."""
    await filled(paths)
    file = paths.recording(OTHER) / "transcript.json"
    content = json.loads(file.read_bytes())
    content["transcripts"][0]["segments"][0]["end_sample"] = 10**30
    file.write_text(json.dumps(content))
    paths.library.unlink()

    async with Library.open(paths) as library:
        damaged, whole = await library.page(limit=10)

    assert ((OTHER, TextState.WAITING), (ID, TextState.COMPLETE)) == (
        (damaged.recording.id, damaged.text_state),
        (whole.recording.id, whole.text_state),
    )


async def test_a_recording_with_an_impossible_length_is_left_out_alone(paths: Paths) -> None:
    """One damaged journal does not keep the library shut."""
    await filled(paths)
    folder = paths.recording(OTHER)
    journal = folder / "journal.jsonl"
    lines = journal.read_text().splitlines(keepends=True)
    last = json.loads(lines[-1])
    assert 16_000 == last["total_samples"]
    lines[-1] = json.dumps(last | {"total_samples": 10**30}) + "\n"
    journal.write_text("".join(lines))
    paths.library.unlink()

    async with Library.open(paths) as library:
        rows = await library.page(limit=10)

    assert ID in {row.recording.id for row in rows}


@pytest.mark.parametrize("what", ["newer", "torn"])
async def test_a_text_that_cannot_be_read_is_kept_and_not_written_over(
    paths: Paths, what: str
) -> None:
    """Of a newer release, or damaged: the library writes its own beside it, and tells the name."""
    await filled(paths)
    folder = paths.recording(ID)
    content = json.loads((folder / "transcript.json").read_bytes())
    unreadable = json.dumps(content | {"version": 2}) if what == "newer" else "{torn"
    for number in (1, 2):
        (folder / "transcript.json").write_text(unreadable + " " * number)
        paths.library.unlink()
        async with Library.open(paths) as library:
            await library.add_segments(ID, LIVE, sentences(1), decided_samples=80_000)
            await library.complete(ID, LIVE)

    assert "version" in json.loads((folder / "transcript.json").read_bytes())
    kept = [folder / "transcript-unreadable.json", folder / "transcript-unreadable-2.json"]
    assert [unreadable + " ", unreadable + "  "] == [file.read_text() for file in kept]


async def test_where_a_text_that_cannot_be_read_is_kept_is_told(paths: Paths) -> None:
    """By a rebuild, beside what is wrong with it; what the rows know stays and is in the file."""
    await labelled(paths)
    folder = paths.recording(ID)
    async with Library.open(paths) as library:
        before = await everything(library)
        (folder / "transcript.json").write_text("{torn")
        (problem,) = (await library.rebuild()).problems
        assert before == await everything(library)
    assert "transcript.json cannot be read: it is damaged." in problem
    kept = "It is kept as transcript-unreadable.json. It is written anew from the library."
    assert problem.endswith(kept)
    assert "{torn" == (folder / "transcript-unreadable.json").read_text()
    content = json.loads((folder / "transcript.json").read_bytes())
    assert ("水泵 检查", True) == (content["title"], content["hold"])


async def test_a_recording_whose_journal_cannot_be_read_is_restored(paths: Paths) -> None:
    """What it was is in its sidecar, its text in its file; what is wrong is told."""
    await filled(paths)
    async with Library.open(paths) as library:
        before = await everything(library)
    journal = paths.recording(ID) / "journal.jsonl"
    journal.unlink()
    journal.mkdir()
    paths.library.unlink()

    async with Library.open(paths) as library:
        assert before == await everything(library)
        (problem,) = (await library.rebuild()).problems
        assert before == await everything(library)
    assert "journal.jsonl cannot be read" in problem


async def test_a_running_recording_whose_journal_cannot_be_read_is_restored(paths: Paths) -> None:
    """As long as the sidecar knows that it was, its text is waited for."""
    on_disk(paths)
    folder = paths.recording(ID)
    sidecar = json.loads((folder / "recording.json").read_bytes())
    sidecar |= {"state": "recording", "total_samples": None}
    (folder / "recording.json").write_text(json.dumps(sidecar))
    (folder / "journal.jsonl").unlink()
    (folder / "journal.jsonl").mkdir()

    async with Library.open(paths) as library:
        row = await library.get(ID)

    assert (16_000, TextState.WAITING) == (row.total_samples, row.text_state)
