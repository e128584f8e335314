"""The library on real files: durability, text files, rebuilding."""

import asyncio
import json
import logging
import sys
from dataclasses import replace
from pathlib import Path

import apsw
import pytest
from blockbuster import blockbuster_ctx

from appliance.domain.speaker_state import SpeakerState
from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.library import Library, LibraryError, Origin, UnknownRecordingError
from appliance.library.text_keeper import KEEP_EVERY_S
from appliance.paths import Paths
from tests.fakes.speech import ID, on_disk, recording, segment, sentences

LIVE, SECOND_PASS, EDITED, REMAKING = TranscriptKind
OTHER = "20250502-080000-cd34"

WRITER = """
import asyncio, sys
from pathlib import Path
from appliance.domain.transcript import TranscriptKind
from appliance.library import Library, Origin
from appliance.paths import Paths
from tests.fakes.speech import ID, recording, sentences

async def main():
    async with Library.open(Paths(data=Path(sys.argv[1]), run=Path(sys.argv[2]))) as library:
        await library.put_recording(recording(), total_samples=1, origin=Origin.MICROPHONE)
        for n, each in enumerate(sentences(100_000)):
            await library.add_segments(
                ID, TranscriptKind.LIVE, [each], decided_samples=each.end_sample
            )
            print(n, flush=True)

asyncio.run(main())
"""


async def filled(paths: Paths) -> None:
    """Put two recordings with all kinds of texts and states into the library, and on disk."""
    async with Library.open(paths) as library:
        for recording_id, origin in ((ID, Origin.MICROPHONE), (OTHER, Origin.FILE)):
            made = await asyncio.to_thread(on_disk, paths, recording_id)
            await library.put_recording(made, total_samples=16_000, origin=origin)
        for kind in (LIVE, SECOND_PASS, EDITED):
            await library.add_segments(ID, kind, sentences(30), decided_samples=2_400_000)
            await library.complete(ID, kind)
        told_apart = [replace(each, speaker=n % 3 + 1) for n, each in enumerate(sentences(30))]
        await library.set_speakers(ID, EDITED, told_apart)
        await library.set_text_state(ID, TextState.COMPLETE)
        await library.set_speaker_state(OTHER, SpeakerState.FAILED, "It is too long.")
        await library.add_segments(OTHER, LIVE, sentences(2), decided_samples=160_000)
        await library.set_text_state(OTHER, TextState.FAILED, "the model failed twice")


async def everything(library: Library) -> list[object]:
    """All that the library can tell."""
    rows = await library.page(limit=100_000)
    return [
        (row, [await library.transcript(row.recording.id, kind) for kind in TranscriptKind])
        for row in rows
    ]


async def test_everything_is_there_after_closing_and_opening(paths: Paths) -> None:
    """Rows, texts and states."""
    await filled(paths)
    async with Library.open(paths) as library:
        rows = await library.page(limit=10)
        best = await library.transcript(ID)

        assert [OTHER, ID] == [row.recording.id for row in rows]
        assert [Origin.FILE, Origin.MICROPHONE] == [row.origin for row in rows]
        assert "the model failed twice" == rows[0].problem
        assert best is not None
        assert (EDITED, 30) == (best.kind, len(best.segments))
        assert "" == library.notice
        with pytest.raises(UnknownRecordingError):
            await library.get("20250501-120000-ffff")


async def test_the_database_is_opened_for_durability(paths: Paths) -> None:
    """WAL, full synchronisation, foreign keys, no memory map, checksums on every page."""
    async with Library.open(paths) as library:
        connection = library._store.connection
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "mmap_size")
        found = [
            await library._call(connection.pragma, name)
            for name in (*pragmas, "checksum_verification")
        ]
        tables = await library._call(
            lambda: list(connection.execute("SELECT name FROM pragma_table_list WHERE strict = 0"))
        )

    assert ["wal", 2, 1, 0, "1"] == found
    assert all(name.startswith(("sqlite_", "search")) for (name,) in tables)


async def test_the_event_loop_never_waits_for_the_disk(paths: Paths) -> None:
    """Every call runs on the library's own thread."""
    with blockbuster_ctx():
        await filled(paths)
        async with Library.open(paths) as library:
            await everything(library)
            await library.rebuild()


async def test_calls_from_many_tasks_are_made_one_after_the_other(paths: Paths) -> None:
    """None is lost and none fails because another is under way."""
    async with Library.open(paths) as library, asyncio.TaskGroup() as tasks:
        await library.put_recording(recording(), total_samples=1, origin=Origin.MICROPHONE)
        for kind in TranscriptKind:
            for each in sentences(40):
                tasks.create_task(library.add_segments(ID, kind, [each], decided_samples=0))
    async with Library.open(paths) as library:
        for kind in TranscriptKind:
            transcript = await library.transcript(ID, kind)
            assert transcript is not None
            assert tuple(sentences(40)) == transcript.segments


async def test_what_was_acknowledged_survives_a_kill(paths: Paths) -> None:
    """The writer is killed in the middle of its work; every row it told of is there."""
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITER, paths.data, paths.run, stdout=asyncio.subprocess.PIPE
    )
    assert writer.stdout is not None
    async with asyncio.timeout(30):
        while int(await writer.stdout.readline()) < 20:
            pass
    writer.kill()
    last = (await writer.stdout.read()).split()
    await writer.wait()
    acknowledged = int(last[-1]) if last else 20

    async with Library.open(paths) as library:
        transcript = await library.transcript(ID, LIVE)

    assert transcript is not None
    count = len(transcript.segments)
    assert count >= acknowledged + 1
    assert tuple(sentences(count)) == transcript.segments


async def test_a_growing_text_reaches_its_file_every_half_minute(paths: Paths) -> None:
    """So that little is recognised again if the library must be rebuilt."""
    now = 0.0
    on_disk(paths)
    file = paths.recording(ID) / "transcript.json"
    kept = []
    async with Library.open(paths, monotonic=lambda: now) as library:
        for n, each in enumerate(sentences(8)):
            now = n * KEEP_EVERY_S / 3
            await library.add_segments(ID, LIVE, [each], decided_samples=each.end_sample)
            kept.append(segments_in(file))
    kept.append(segments_in(file))

    assert [0, 0, 0, 4, 4, 4, 4, 8, 8] == kept


async def test_completing_a_text_writes_its_file_at_once(paths: Paths) -> None:
    """The file holds every version, with its kind and provenance."""
    await filled(paths)

    content = json.loads((paths.recording(ID) / "transcript.json").read_bytes())

    assert {"live", "second-pass", "edited"} == {each["kind"] for each in content["transcripts"]}
    assert "whisper" == content["transcripts"][0]["segments"][0]["engine"]


async def test_a_text_file_that_cannot_be_written_is_written_later(
    paths: Paths, caplog: pytest.LogCaptureFixture
) -> None:
    """The rows are safe meanwhile, and the log tells."""
    on_disk(paths)
    folder, elsewhere = paths.recording(ID), paths.data / "elsewhere"
    async with Library.open(paths) as library:
        folder.rename(elsewhere)
        await library.add_segments(ID, LIVE, sentences(2), decided_samples=160_000)
        with caplog.at_level(logging.WARNING):
            await library.complete(ID, LIVE)
        elsewhere.rename(folder)

    assert "text-file-failed" in [vars(record).get("event") for record in caplog.records]
    assert 2 == segments_in(folder / "transcript.json")


async def test_an_old_sqlite_is_refused(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    """It could corrupt the file; the message names both versions."""
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: "3.46.1")

    with pytest.raises(LibraryError, match=r"3\.46\.1.*3\.51\.3"):
        async with Library.open(paths):
            pass


async def test_a_newer_library_is_set_aside_and_made_anew(paths: Paths) -> None:
    """After an update was taken back the box starts all the same; the folders have everything."""
    await filled(paths)
    async with Library.open(paths) as library:
        before = await everything(library)
        connection = library._store.connection
        newer = "INSERT INTO migrations VALUES (999, 'of_tomorrow', '')"
        await library._call(lambda: connection.execute(newer).close())

    async with Library.open(paths) as library:
        assert before == await everything(library)
        assert "newer release" in library.notice
    (aside,) = paths.quarantine.iterdir()
    assert aside.name.endswith("-newer")
    assert (aside / "library.db").is_file()


async def test_a_library_that_cannot_be_opened_says_what_to_do(paths: Paths) -> None:
    """Here a folder stands in its place."""
    paths.library.mkdir()

    with pytest.raises(LibraryError, match=r"library\.db cannot be used") as refused:
        async with Library.open(paths):
            pass

    assert "restart the box" in refused.value.hint


async def test_a_full_disk_is_called_by_its_name(paths: Paths) -> None:
    """The write fails as a whole, what was there stays, and writing goes on when there is room."""
    async with Library.open(paths) as library:
        await library.put_recording(recording(), total_samples=1, origin=Origin.MICROPHONE)
        connection = library._store.connection
        pages = await library._call(connection.pragma, "page_count")
        await library._call(connection.pragma, "max_page_count", pages)
        long = [segment(0, "很长的一句话" * 5_000)]
        with pytest.raises(LibraryError, match="disk is full"):
            await library.add_segments(ID, LIVE, long, decided_samples=1)
        untouched = await library.transcript(ID, LIVE)
        await library._call(connection.pragma, "max_page_count", 10**6)
        await library.add_segments(ID, LIVE, long, decided_samples=1)
        written = await library.transcript(ID, LIVE)

    assert untouched is None
    assert written is not None
    assert tuple(long) == written.segments


def segments_in(file: Path) -> int:
    """How many utterances the file's first version holds; 0 without a file."""
    if not file.exists():
        return 0
    return len(json.loads(file.read_bytes())["transcripts"][0]["segments"])


@pytest.mark.parametrize("is_complete", [True, False])
async def test_only_a_whole_text_is_refined_while_it_is_made_again(
    paths: Paths, is_complete: bool
) -> None:
    """Half a text is one that is waited for: nobody may take it for all that was said."""
    async with Library.open(paths) as library:
        made = await asyncio.to_thread(on_disk, paths, ID)
        await library.put_recording(made, total_samples=16_000, origin=Origin.FILE)
        await library.add_segments(
            ID, TranscriptKind.SECOND_PASS, sentences(2), decided_samples=160_000
        )
        if is_complete:
            await library.complete(ID, TranscriptKind.SECOND_PASS)
        await library.set_text_state(ID, TextState.FAILED, "it crashed")
        await library.begin_again(ID)
        state = (await library.get(ID)).text_state
    assert (TextState.REFINING if is_complete else TextState.WAITING) is state
