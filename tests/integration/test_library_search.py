"""Search, labels and backups of the library on real files."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.domain.search_filter import SearchFilter
from appliance.domain.source import Source
from appliance.domain.speaker_state import SpeakerState
from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.library import Library, LibraryError, LibraryRow, Origin, database
from appliance.library.backup import back_up
from appliance.library.text_keeper import KEEP_EVERY_S
from appliance.paths import Paths
from tests.fakes.speech import ID, data_folder, on_disk, segment, sentences
from tests.integration.test_library import OTHER, filled

LIVE, SECOND_PASS, EDITED, REMAKING = TranscriptKind
SOURCE = Source(name="会议 1.mp3", sha256="ab" * 32, size_bytes=12_345)


async def told(library: Library) -> list[object]:
    """All that the library can tell, in the trash too, and what a search finds.

    But not how often it was changed: rows that were made anew may count that anew.
    """
    found = [
        [each.row.recording.id for each in (await library.search(word)).found]
        for word in ("会议", "pump", "周会", "甲", "王芳", "名")
    ]
    rows: list[LibraryRow] = []
    for trashed in (False, True):
        page = await library.page(limit=100, trashed=trashed)
        rows += [replace(row, revision=0) for row in page]
    texts = [
        [await library.transcript(row.recording.id, kind) for kind in TranscriptKind]
        for row in rows
    ]
    return [rows, texts, found, await library.tags()]


async def found(library: Library, query: str, only: SearchFilter | None = None) -> list[str]:
    """The ids of what is found."""
    page = await library.search(query, only or SearchFilter())
    return [each.row.recording.id for each in page.found]


async def labelled(paths: Paths) -> None:
    """Two recordings, one with everything that a person can say about it."""
    await filled(paths)
    await label(paths)


async def label(paths: Paths) -> None:
    """Say everything about the one, and put the other into the trash."""
    async with Library.open(paths) as library:
        await library.set_title(ID, " 水泵  检查 ")
        await library.set_tags(ID, ["QA", "qa", "夜班"])
        await library.set_speaker_names(ID, {2: "王芳", 1: " "})
        await library.set_hold(ID, hold=True)
        await library.set_source(ID, SOURCE)
        await library.set_trashed(OTHER, "2026-11-21T10:00:00+00:00")


async def test_what_people_say_about_a_recording_is_kept_and_found(paths: Paths) -> None:
    """In the rows, in the file beside the audio, and in the search."""
    await labelled(paths)
    content = json.loads((paths.recording(ID) / "transcript.json").read_bytes())
    async with Library.open(paths) as library:
        row = await library.get(ID)

        assert ("水泵 检查", ("QA", "夜班"), {2: "王芳"}, True, SOURCE, None) == (
            row.title,
            row.tags,
            row.speaker_names,
            row.hold,
            row.source,
            row.trashed,
        )
        assert ("水泵 检查", ["QA", "夜班"], {"2": "王芳"}) == (
            content["title"],
            content["tags"],
            content["speaker_names"],
        )
        assert [[ID]] * 3 == [await found(library, word) for word in ("水泵", "夜班", "王芳")]
        assert [ID, None] == [
            await library.find_by_source_hash(sha256) for sha256 in (SOURCE.sha256, "cd" * 32)
        ]
        assert [("QA", 1), ("夜班", 1)] == await library.tags()
        assert [OTHER] == await found(library, "", SearchFilter(trashed=True))
        assert [ID] == [each.recording.id for each in await library.page(limit=9)]


async def test_languages_of_all_recordings_are_known(paths: Paths) -> None:
    """Each once, whatever else is spoken in a recording; those in the trash can be looked for."""
    said = [replace(segment(5.0, "Bonjour.", length_s=1.0), language="fr"), segment(9.0, "你好。")]
    async with Library.open(paths) as library:
        assert () == await library.languages()
        for recording_id in (ID, OTHER):
            made = await asyncio.to_thread(on_disk, paths, recording_id)
            await library.put_recording(made, total_samples=16_000, origin=Origin.FILE)
            await library.add_segments(recording_id, LIVE, said, decided_samples=160_000)
            await library.complete(recording_id, LIVE)
            said = said[1:]
        await library.set_trashed(ID, "2026-11-21T10:00:00+00:00")
        assert ("fr", "zh") == await library.languages()
        assert [ID] == await found(library, "", SearchFilter(language="fr", trashed=True))


async def test_a_recording_in_the_trash_is_nobodys_work(paths: Paths) -> None:
    """Its text is not made until somebody takes it out again."""
    async with Library.open(paths) as library:
        made = await asyncio.to_thread(on_disk, paths, ID)
        await library.put_recording(made, total_samples=16_000, origin=Origin.FILE)
        await library.set_trashed(ID, "2026-11-21T10:00:00+00:00")
        trashed = await library.unfinished()
        await library.set_trashed(ID, None)

        assert ([], [ID]) == (
            trashed,
            [row.recording.id for row in await library.unfinished()],
        )
        with pytest.raises(ValueError, match="soon"):
            await library.set_trashed(ID, "soon")


async def test_the_search_follows_a_growing_text_with_its_file(paths: Paths) -> None:
    """At the latest after half a minute; a complete text is found at once."""
    now = 0.0
    async with Library.open(paths, monotonic=lambda: now) as library:
        made = await asyncio.to_thread(on_disk, paths, ID)
        await library.put_recording(made, total_samples=16_000, origin=Origin.MICROPHONE)
        by_title = await found(library, "周会")
        said = sentences(3)
        await library.add_segments(ID, LIVE, said[:1], decided_samples=said[0].end_sample)
        before = await found(library, "会议")
        now = KEEP_EVERY_S + 1
        await library.add_segments(ID, LIVE, said[1:2], decided_samples=said[1].end_sample)
        after = await found(library, "会议")
        await library.add_segments(ID, LIVE, said[2:], decided_samples=said[2].end_sample)
        await library.complete(ID, LIVE)

        assert ([ID], [], [ID]) == (by_title, before, after)
        assert [ID] == await found(library, "leaking")


async def test_labels_lost_with_the_wal_come_back_from_the_folders(paths: Paths) -> None:
    """The file's revision is the higher one."""
    await filled(paths)
    old = paths.library.read_bytes()
    await label(paths)
    async with Library.open(paths) as library:
        before = await told(library)
    paths.library.write_bytes(old)

    async with Library.open(paths) as library:
        assert before == await told(library)


async def test_a_file_that_is_behind_or_gone_is_written_at_the_start(paths: Paths) -> None:
    """The box was killed between row and file, or somebody removed or damaged the file."""
    await labelled(paths)
    files = [paths.recording(each) / "transcript.json" for each in (ID, OTHER)]
    whole = [file.read_bytes() for file in files]
    changes: tuple[Callable[[Path], object], ...] = (
        lambda file: file.unlink(),
        lambda file: file.write_text("{torn"),
        lambda file: file.write_text(
            json.dumps(json.loads(file.read_bytes()) | {"revision": 1, "title": "old"})
        ),
    )
    for change in changes:
        for file in files:
            change(file)
        async with Library.open(paths) as library:
            assert "水泵 检查" == (await library.get(ID)).title
        assert whole == [file.read_bytes() for file in files]


async def test_a_file_of_an_older_box_is_no_reason_to_lose_labels(paths: Paths) -> None:
    """It knows of none."""
    await filled(paths)
    file = paths.recording(ID) / "transcript.json"
    content = json.loads(file.read_bytes())
    for name in ("revision", "title", "tags", "speaker_names", "hold", "trashed", "source"):
        del content[name]
    file.write_text(json.dumps(content))
    paths.library.unlink()

    async with Library.open(paths) as library:
        row = await library.get(ID)
        await library.set_tags(ID, ["QA"])
        restored = await library.rebuild()
        again = await library.get(ID)

    assert (None, (), False) == (row.title, row.tags, row.hold)
    assert (("QA",), ()) == (again.tags, restored.problems)


DEEDS: tuple[Callable[[Library, str, str, int], Awaitable[object]], ...] = (
    lambda library, of, word, _: library.set_title(of, word),
    lambda library, of, word, number: library.set_tags(of, [word, f"{word}{number}"]),
    lambda library, of, word, number: library.set_speaker_names(of, {number: word}),
    lambda library, of, _, number: library.set_hold(of, hold=number % 2 == 0),
    lambda library, of, _, number: library.set_trashed(
        of, f"2026-11-21T10:00:{number:02d}+00:00" if number % 2 else None
    ),
    lambda library, of, word, number: library.set_source(
        of, Source(name=word, sha256=f"{number:064x}", size_bytes=number)
    ),
    lambda library, of, _, number: library.add_segments(
        of, SECOND_PASS, sentences(number), decided_samples=80_000 * number
    ),
    lambda library, of, word, number: library.add_segments(
        of, EDITED, [segment(number, word)], decided_samples=80_000 * number
    ),
    lambda library, of, _, number: library.set_speakers(
        of,
        SECOND_PASS,
        [replace(each, speaker=n % 3) for n, each in enumerate(sentences(number))],
    ),
    lambda library, of, _, __: library.complete(of, SECOND_PASS),
    lambda library, of, _, __: library.discard(of, EDITED),
    lambda library, of, _, __: library.begin_again(of),
    lambda library, of, _, __: library.finish_again(of),
    lambda library, of, word, __: library.set_text_state(of, TextState.COMPLETE, word),
    lambda library, of, word, __: library.set_speaker_state(of, SpeakerState.FAILED, word),
)

DEED = st.tuples(
    st.sampled_from(DEEDS),
    st.sampled_from((ID, OTHER)),
    st.text(st.sampled_from("会议甲 pump名\ud800"), max_size=8),
    st.integers(0, 9),
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(deeds=st.lists(DEED, max_size=12))
def test_whatever_is_done_a_rebuild_makes_the_same_library(
    tmp_path_factory: pytest.TempPathFactory, deeds: list[tuple[object, str, str, int]]
) -> None:
    """From the folders alone, in place and from nothing."""
    paths = data_folder(tmp_path_factory.mktemp("library"))

    async def do_and_rebuild() -> None:
        async with Library.open(paths) as library:
            for each in (ID, OTHER):
                made = await asyncio.to_thread(on_disk, paths, each)
                await library.put_recording(made, total_samples=16_000, origin=Origin.FILE)
                await library.set_text_state(each, TextState.WAITING)
            for deed, *arguments in deeds:
                await deed(library, *arguments)  # type: ignore[operator]
        async with Library.open(paths) as library:
            before = await told(library)
            await library.rebuild()
            assert before == await told(library)
        paths.library.unlink()
        async with Library.open(paths) as library:
            assert before == await told(library)

    asyncio.run(do_and_rebuild())


async def test_a_name_whose_voice_is_gone_is_found_no_more(paths: Paths) -> None:
    """It is told as to be said again, and no search leads to it."""
    await filled(paths)
    async with Library.open(paths) as library:
        await library.set_speaker_names(OTHER, {1: "王芳"})
        assert [OTHER] == await found(library, "王芳")
        await library.set_speakers(OTHER, LIVE, sentences(2))
        assert [] == await found(library, "王芳")
        assert "王芳" in (await library.get(OTHER)).speaker_problem


async def test_damage_met_while_running_is_mended_by_opening_again(paths: Paths) -> None:
    """The library says so, and is rebuilt at the next start even if the page reads well then."""
    await labelled(paths)
    async with Library.open(paths) as library:
        before = await told(library)
        whole = paths.library.read_bytes()
        with paths.library.open("r+b") as file:
            for place in range(8192 + 100, len(whole), 8192):
                file.seek(place)
                file.write(b"rust")
        await library._call(library._store.connection.release_memory)
        with pytest.raises(LibraryError, match="damaged"):
            await told(library)
        assert library.damaged.is_set()
        await asyncio.to_thread(paths.library.write_bytes, whole)

    async with Library.open(paths) as library:
        assert "rebuilt" in library.notice
        assert before == await told(library)
    async with Library.open(paths) as library:
        assert "" == library.notice


async def test_a_backup_is_whole_and_can_be_restored(paths: Paths, tmp_path: Path) -> None:
    """It is taken while the library is in use; what is newer comes from the folders."""
    file = tmp_path / "backup.db"
    file.write_bytes(b"SQLite format 3\0 an older one, cut off")
    await filled(paths)
    async with Library.open(paths) as library:
        size = await asyncio.to_thread(back_up, paths.library, file)
    database.check(file)
    await label(paths)
    async with Library.open(paths) as library:
        before = await told(library)
    file.replace(paths.library)

    async with Library.open(paths) as library:
        assert before == await told(library)
        assert "" == library.notice
    assert size > 8192
    assert [] == list(tmp_path.glob(".*"))


async def test_a_backup_of_a_large_library_is_whole(paths: Paths, tmp_path: Path) -> None:
    """One that does not fit into SQLite's cache, so that pages are written before the first."""
    await filled(paths)
    connection = database.connect(paths.library)
    connection.execute("CREATE TABLE large (content BLOB)")
    connection.execute("INSERT INTO large VALUES (randomblob(6_000_000))")
    connection.close()
    told: list[tuple[int, int]] = []
    database.copy(paths.library, file := tmp_path / "50%?#.db", told=lambda *of: told.append(of))
    database.check(file)

    size = file.stat().st_size
    assert size > 6_000_000
    assert [1024**2, 2 * 1024**2] == [done for done, _ in told][:2]
    assert sorted(told) == told
    assert (size, size) == told[-1]


async def test_a_backup_that_cannot_be_written_leaves_the_older_one(
    paths: Paths, tmp_path: Path
) -> None:
    """And says where it could not be."""
    await filled(paths)
    (folder := tmp_path / "folder").mkdir()
    os.mkfifo(pipe := tmp_path / "pipe")
    for place in (tmp_path / "nowhere" / "backup.db", folder, pipe):
        with pytest.raises(LibraryError, match="is no place for a file"):
            back_up(paths.library, place)
    assert pipe.is_fifo()
    for own in (paths.library, paths.recordings / "backup.db"):
        before = own.read_bytes() if own.exists() else None
        with pytest.raises(LibraryError, match="in the data folder itself"):
            back_up(paths.library, own)
        assert before == (own.read_bytes() if own.exists() else None)
    (thesis := tmp_path / "thesis.docx").write_bytes(b"PK three years of work")
    with pytest.raises(LibraryError, match="something else than a backup"):
        back_up(paths.library, thesis)
    assert b"PK three years of work" == thesis.read_bytes()

    (empty := tmp_path / "tmp.Ab3").touch()
    assert back_up(paths.library, empty) == back_up(paths.library, empty) > 0
    assert [] == list(folder.iterdir())
    assert [] == list(tmp_path.glob(".*"))
