"""The shelf on a real library: labels, edits and the trash, all of it noted."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.editing import EditKind, EditRequest
from appliance.domain.marker import Marker, MarkerKind
from appliance.domain.recording import RecordingState
from appliance.domain.retention import Reason
from appliance.errors import UsageError
from appliance.library import Origin, UnknownRecordingError
from appliance.library.editing import EditError
from appliance.recordings import RecordingAudio
from appliance.recordings.marker_notes import write_note
from appliance.station.errors import StationError
from tests.fakes.speech import ID, SENTENCES, on_disk
from tests.integration.shelf_world import World, deeds, shelf_world
from tests.integration.test_library import OTHER


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A library with two recordings of 1 May 2025, noon."""
    async with shelf_world(tmp_path) as world:
        yield world


async def test_labels_are_kept_and_noted_without_their_words(world: World) -> None:
    """What a person wrote belongs to the recording, and goes with it; the log only tells that."""
    shelf = world.shelf()

    await shelf.rename(ID, " 泵站验收 ")
    await shelf.tag(ID, add=["验收", "draft"])
    await shelf.tag(ID, remove=["DRAFT "], add=["泵站"])
    await shelf.tag(ID, add=["泵站"])
    await shelf.name_speaker(ID, 2, "王工")
    told = await shelf.hold(ID, True)

    assert ("泵站验收", "周会") == (told.title, told.recorded_title)
    assert (("验收", "泵站"), {2: "王工"}, True) == (told.tags, told.speaker_names, told.hold)
    assert told == await shelf.labels(ID)
    assert "周会" == (await shelf.rename(ID, "")).title
    assert [
        ("rename", ID, {}),
        ("tag", ID, {}),
        ("tag", ID, {}),
        ("tag", ID, {}),
        ("name-speaker", ID, {"speaker": 2}),
        ("hold", ID, {}),
        ("rename", ID, {}),
    ] == await deeds(shelf)


async def test_a_marker_gets_a_note(world: World) -> None:
    """In the row and beside the audio; the log tells that, and where, but not the words."""
    marker = Marker(at_sample=8_000, kind=MarkerKind.DEFECT, note="泵")
    recording_id = "20250501-130000-ef56"
    made = await asyncio.to_thread(on_disk, world.paths, recording_id, markers=[marker])
    await world.library.put_recording(made, total_samples=16_000, origin=Origin.MICROPHONE)
    shelf, before = world.shelf(), await world.library.get(recording_id)

    await shelf.note_marker(recording_id, marker, " 冷却泵\n有噪音 ")
    noted = replace(marker, note="冷却泵 有噪音")
    await shelf.note_marker(recording_id, noted, "冷却泵 有噪音")

    folder = world.paths.recording(recording_id)
    row = await world.library.get(recording_id)
    assert before.revision + 1 == row.revision, "an open page reads it again by that"
    assert (noted,) == row.recording.markers == RecordingAudio(folder).recording().markers
    assert [("note-marker", recording_id, {"at_s": 0})] == await deeds(shelf)
    later = write_note(folder, noted, "by another release")
    with pytest.raises(StationError, match="another one by now"):
        await shelf.note_marker(recording_id, noted, "too late")
    assert later == (await world.library.get(recording_id)).recording
    with pytest.raises(UsageError, match="longer than 500"):
        await shelf.note_marker(recording_id, noted, "长" * 501)
    running = replace(made, state=RecordingState.RECORDING)
    await world.library.put_recording(running, total_samples=16_000, origin=Origin.MICROPHONE)
    with pytest.raises(StationError, match="being recorded"):
        await shelf.note_marker(recording_id, noted, "too soon")


async def test_what_is_too_long_is_refused_and_not_cut(world: World) -> None:
    """Half a name would be nobody's; blanks that are tidied away do not count."""
    shelf = world.shelf()

    await shelf.rename(ID, f"{'题' * 150}{' ' * 100}{'题' * 49}")
    for deed in (
        shelf.rename(ID, "题" * 201),
        shelf.tag(ID, add=["short", "签" * 61]),
        shelf.name_speaker(ID, 2, "名" * 61),
    ):
        with pytest.raises(UsageError, match=r"…” is longer than (200|60) characters"):
            await deed

    told = await shelf.labels(ID)
    assert (200, (), {}) == (len(told.title or ""), told.tags, told.speaker_names)


async def test_edits_are_told_newest_first(world: World) -> None:
    """With what may be undone and redone; the log names the edit that a deed was about."""
    shelf = world.shelf()
    request = EditRequest(kind=EditKind.TEXT, start_sample=0, was=SENTENCES[0], text="散会。")

    await shelf.edit(ID, request)
    await shelf.edit(ID, replace(request, was="散会。", text="开会。"))
    told = await shelf.undo(ID)

    assert [(2, "散会。", "开会。", True), (1, SENTENCES[0], "散会。", False)] == [
        (line.number, line.before, line.after, line.undone) for line in told.edits
    ]
    assert (True, True) == (told.can_undo, told.can_redo)
    assert told == await shelf.history(ID)
    assert not (await shelf.redo(ID)).can_redo
    with pytest.raises(EditError):
        await shelf.edit(ID, request)
    assert [("edit", 1), ("edit", 2), ("undo", 2), ("redo", 2)] == [
        (deed, facts["number"])  # type: ignore[index]
        for deed, _, facts in await deeds(shelf)
    ]
    assert () == (await shelf.history(OTHER)).edits


async def test_a_deleted_recording_can_be_restored(world: World) -> None:
    """It is in no list meanwhile; nothing of it is lost."""
    shelf = world.shelf()
    before = await world.library.get(ID)

    await shelf.delete([ID, ID])

    assert [OTHER] == [row.recording.id for row in await world.library.page(limit=10)]
    (line,) = (await shelf.retention(only_trash=True)).lines
    assert (ID, "2025-05-01T12:00:00+00:00") == (line.prospect.id, line.trashed)
    assert (ID,) == await shelf.restore([ID])
    after = await world.library.get(ID)
    assert before == replace(after, revision=before.revision)
    assert [("delete", ID, {}), ("restore", ID, {})] == await deeds(shelf)


async def test_what_must_stay_is_refused_with_the_reason(world: World) -> None:
    """Then nothing is deleted at all, and nothing is noted."""
    shelf = world.shelf()
    world.running.add(ID)
    with pytest.raises(StationError, match="being recorded") as refused:
        await shelf.delete([OTHER, ID])
    assert refused.value.hint
    world.running.clear()
    await world.library.set_hold(ID, hold=True)
    with pytest.raises(StationError, match="legal hold"):
        await shelf.delete([OTHER, ID])
    with pytest.raises(UnknownRecordingError):
        await shelf.delete([OTHER, "20250501-120000-ffff"])

    assert 2 == len(await world.library.page(limit=10))
    assert [] == await deeds(shelf)


async def test_emptying_the_trash_removes_what_may_go(world: World) -> None:
    """What is in work waits, what is not in the trash stays; gone is gone."""
    shelf = world.shelf()
    await shelf.delete([ID])
    assert {OTHER: Reason.NOT_TRASHED} == (await shelf.empty_trash([OTHER])).kept
    world.in_work.add(ID)
    assert {ID: Reason.IN_WORK} == (await shelf.empty_trash()).kept
    world.in_work.clear()

    told = await shelf.empty_trash()

    assert ((ID,), {}) == (told.removed, told.kept)
    assert not world.paths.recording(ID).exists()
    assert ("purge", ID, {}) == (await deeds(shelf))[-1]
    assert () == (await shelf.empty_trash()).removed


async def test_a_deed_is_finished_and_noted_when_the_asker_leaves(world: World) -> None:
    """The line of the log is never lost with the connection."""
    shelf = world.shelf()
    asked = asyncio.create_task(shelf.rename(ID, "新"))
    await asyncio.sleep(0)
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)

    async with asyncio.timeout(20):
        while not await deeds(shelf):
            await asyncio.sleep(0)

    assert "新" == (await world.library.get(ID)).title


async def test_labels_that_are_given_at_once_are_all_kept(world: World) -> None:
    """Two screens add to what is there; neither takes the other's away again."""
    shelf = world.shelf()

    await asyncio.gather(
        shelf.tag(ID, add=["泵站"]),
        shelf.tag(ID, add=["验收"]),
        shelf.name_speaker(ID, 1, "王工"),
        shelf.name_speaker(ID, 2, "李工"),
    )

    told = await shelf.labels(ID)
    assert ({"泵站", "验收"}, {1: "王工", 2: "李工"}) == (set(told.tags), told.speaker_names)


async def test_what_is_restored_while_the_trash_is_emptied_stays(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Emptying takes its time; who was told that a recording is restored finds it."""
    shelf = world.shelf()
    await shelf.delete([ID, OTHER])
    purge = world.library.purge

    async def slowly(recording_id: str, **options: Any) -> None:
        await world.library.set_trashed(OTHER, None)
        await purge(recording_id, **options)

    monkeypatch.setattr(world.library, "purge", slowly)
    told = await shelf.empty_trash([ID, OTHER])

    assert ((ID,), {OTHER: Reason.NOT_TRASHED}) == (told.removed, told.kept)
    assert world.paths.recording(OTHER).is_dir()
