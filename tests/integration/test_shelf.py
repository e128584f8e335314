"""The shelf on a real library: labels, edits, trash, retention, all of it noted."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.editing import EditKind, EditRequest
from appliance.domain.marker import Marker, MarkerKind
from appliance.domain.recording import RecordingState
from appliance.domain.retention import Reason, Rules, explained
from appliance.errors import UsageError
from appliance.library import Library, Origin, UnknownRecordingError
from appliance.library.editing import EditError
from appliance.paths import Paths
from appliance.recordings import RecordingAudio
from appliance.recordings.marker_notes import write_note
from appliance.station.errors import StationError
from appliance.station.shelf import LibraryShelf
from tests.fakes.clock import FakeClock
from tests.fakes.speech import ID, SENTENCES, data_folder, on_disk
from tests.integration.test_library import OTHER, filled

DAY_S = 86_400.0


@dataclass
class World:
    """What a test can turn."""

    paths: Paths
    library: Library
    clock: FakeClock = field(default_factory=FakeClock)
    running: set[str] = field(default_factory=set)
    in_work: set[str] = field(default_factory=set)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def shelf(self, rules: Rules = Rules()) -> LibraryShelf:  # noqa: B008 - frozen
        """A shelf under these rules."""
        return LibraryShelf(
            self.library,
            self.paths,
            rules=rules,
            is_running=self.running.__contains__,
            is_in_work=self.in_work.__contains__,
            on_change=self.changed.set,
            clock=self.clock,
        )


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A library with two recordings of 1 May 2025, noon."""
    paths = data_folder(tmp_path)
    await filled(paths)
    async with Library.open(paths) as library:
        yield World(paths=paths, library=library)


async def deeds(shelf: LibraryShelf) -> list[tuple[object, ...]]:
    """The audit log, oldest first."""
    told = await shelf.audit()
    return [(each.deed, each.subject, each.facts) for each in reversed(told.entries)]


async def fates(shelf: LibraryShelf, *, apply: bool = False) -> dict[str, str]:
    """What happens to each recording."""
    told = await shelf.retention(apply=apply)
    return {line.prospect.id: explained(line.prospect, told.rules) for line in told.lines}


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
    shelf = world.shelf()

    await shelf.note_marker(recording_id, marker, " 冷却泵\n有噪音 ")
    noted = replace(marker, note="冷却泵 有噪音")
    await shelf.note_marker(recording_id, noted, "冷却泵 有噪音")

    folder = world.paths.recording(recording_id)
    row = await world.library.get(recording_id)
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
    assert before == await world.library.get(ID)
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


async def test_old_recordings_go_to_the_trash_and_then_for_good(world: World) -> None:
    """Each step is explained before it comes, and noted with its reason."""
    shelf = world.shelf(Rules(max_age_days=90, trash_days=7))
    await shelf.hold(OTHER, True)
    world.clock.pass_time(89 * DAY_S)
    assert {
        ID: "deleted in 1 day: older than 90 days",
        OTHER: "kept: legal hold",
    } == await fates(shelf, apply=True)
    assert await world.library.page(limit=10, trashed=True) == []

    world.clock.pass_time(2 * DAY_S)
    assert "deleted now: older than 90 days" == (await fates(shelf))[ID]
    await fates(shelf, apply=True)
    assert "removed in 7 days: in the trash for 7 days" == (await fates(shelf, apply=True))[ID]
    world.clock.pass_time(7 * DAY_S)
    assert "removed now: in the trash for 7 days" == (await fates(shelf, apply=True))[ID]

    assert {OTHER: "kept: legal hold"} == await fates(shelf)
    assert not world.paths.recording(ID).exists()
    assert [
        ("delete", ID, {"by": "rule", "why": "deleted now: older than 90 days"}),
        ("purge", ID, {"by": "rule", "why": "removed now: in the trash for 7 days"}),
    ] == (await deeds(shelf))[1:]


async def test_a_clock_that_jumps_deletes_nothing(world: World) -> None:
    """Ten years ahead, but not trusted; once it is right, the days of the trash begin."""
    shelf = world.shelf(Rules(max_age_days=90))
    world.clock.is_trusted = False
    world.clock.pass_time(3650 * DAY_S)
    await shelf.delete([OTHER])

    told = await fates(shelf, apply=True)

    assert "kept: the clock is not trusted now" == told[ID]
    assert "kept until the trash is emptied" == told[OTHER].split(":", maxsplit=1)[0]
    world.clock.elapsed_s = 10.0
    world.clock.is_trusted = True
    assert "removed in 7 days: in the trash for 7 days" == (await fates(shelf, apply=True))[OTHER]


async def test_only_what_receipts_prove_is_deleted_if_the_rules_say_so(world: World) -> None:
    """A damaged receipt proves nothing, and that of a text says nothing about its audio."""
    shelf = world.shelf(Rules(max_age_days=1, only_exported=True))
    world.clock.pass_time(9 * DAY_S)
    receipt = {"version": 1, "recordings": [ID, OTHER], "audio": [ID]}
    (world.paths.receipts / "1.json").write_text(json.dumps(receipt))
    (world.paths.receipts / "2.json").write_text("{")

    told = await fates(shelf)

    assert {
        ID: "deleted now: older than 1 day",
        OTHER: "kept: its audio is not exported yet",
    } == told


async def test_for_free_space_recordings_are_removed_at_once(world: World) -> None:
    """What cannot be had is told."""
    shelf = world.shelf(Rules(keep_free_bytes=2**60))
    world.in_work.add(OTHER)

    told = await shelf.retention(apply=True)

    assert 0 < told.short_bytes < 2**60
    assert [OTHER] == [row.recording.id for row in await world.library.page(limit=10)]
    assert not world.paths.recording(ID).exists()


async def test_the_rules_are_applied_when_something_changes(world: World) -> None:
    """By the station itself, without anybody asking; a trash that is watched needs no clock."""
    shelf = world.shelf()
    world.clock.is_trusted = False
    await shelf.delete([ID])
    running = asyncio.create_task(shelf.keeping.run())
    try:
        async with asyncio.timeout(20):
            while not (await shelf.retention(only_trash=True)).lines[0].prospect.in_s:
                await asyncio.sleep(0)
            world.clock.pass_time(7 * DAY_S)
            shelf.keeping.look_again()
            while (await shelf.retention(only_trash=True)).lines:
                await asyncio.sleep(0)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert ("purge", ID) == (await deeds(shelf))[-1][:2]


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


async def test_room_is_told_by_the_real_rate(world: World) -> None:
    """Of the last recordings once there are enough, else by the format."""
    shelf = world.shelf()
    guessed = await shelf.room()
    assert (False, 32_000.0) == (guessed.measured, guessed.bytes_per_s)
    row = await world.library.get(ID)
    put = world.library.put_recording
    await put(row.recording, total_samples=600 * SAMPLE_RATE_HZ, origin=row.origin)

    measured = await shelf.room()

    assert measured.measured
    assert measured.bytes_per_s < 32_000
    assert measured.recordable_s > guessed.recordable_s


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


@pytest.mark.parametrize("is_held", [True, False])
async def test_what_is_held_or_worked_on_while_a_rule_removes_others_stays(
    world: World, monkeypatch: pytest.MonkeyPatch, is_held: bool
) -> None:
    """What was decided a while ago holds only as long as nothing forbids it."""
    shelf = world.shelf(Rules(keep_free_bytes=2**60))
    purge = world.library.purge

    async def slowly(recording_id: str, **options: Any) -> None:
        (other,) = {ID, OTHER} - {recording_id}
        if is_held:
            await shelf.hold(other, True)
        else:
            world.in_work.add(other)
        await purge(recording_id, **options)

    monkeypatch.setattr(world.library, "purge", slowly)
    told = await shelf.retention(apply=True)

    (stays,) = await world.library.page(limit=10)
    assert world.paths.recording(stays.recording.id).is_dir()
    reason = "legal hold" if is_held else "its text is being made"
    problems = {line.prospect.id: line.problem for line in told.lines}
    assert reason == problems.pop(stays.recording.id)
    assert [""] == [*problems.values()]


@pytest.mark.parametrize("change", ["hold", "rules", "trash"])
async def test_what_changes_while_old_recordings_go_to_the_trash_holds_for_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """A rule that is switched off, a hold, and what a person put there themselves."""
    world.clock.pass_time(30 * DAY_S)
    shelf = world.shelf(Rules(max_age_days=10))
    put = world.library.set_trashed
    moved: list[str] = []

    async def slowly(recording_id: str, trashed: str | None) -> None:
        moved.append(recording_id)
        await put(recording_id, trashed)
        (other,) = {ID, OTHER} - {recording_id}
        match change:
            case "hold":
                await shelf.hold(other, True)
            case "rules":
                shelf.keeping.rules = Rules()
            case "trash":
                await put(other, "2025-05-20T00:00:00+00:00")

    monkeypatch.setattr(world.library, "set_trashed", slowly)
    await shelf.retention(apply=True)

    assert 1 == len(moved)


async def test_a_recording_that_is_not_over_is_never_removed_for_space(world: World) -> None:
    """Though the recorder does not answer, as when the station has just started."""
    row = await world.library.get(ID)
    running = replace(row.recording, state=RecordingState.RECORDING, total_samples=None)
    await world.library.put_recording(running, total_samples=1, origin=row.origin)
    shelf = world.shelf(Rules(keep_free_bytes=2**60))

    told = await fates(shelf, apply=True)

    assert "kept: it is being recorded" == told[ID]
    assert world.paths.recording(ID).is_dir()
    assert not world.paths.recording(OTHER).exists()


async def test_a_removal_by_a_rule_is_noted_though_the_station_ends(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the rules have begun has its line."""
    shelf = world.shelf(Rules(keep_free_bytes=2**60))
    begun, go_on = asyncio.Event(), asyncio.Event()
    purge = world.library.purge

    async def slowly(recording_id: str, **options: Any) -> None:
        begun.set()
        await go_on.wait()
        await purge(recording_id, **options)

    monkeypatch.setattr(world.library, "purge", slowly)
    running = asyncio.create_task(shelf.keeping.run())
    async with asyncio.timeout(20):
        await begun.wait()
        running.cancel()
        go_on.set()
        await asyncio.gather(running, return_exceptions=True)

    (deed,) = await deeds(shelf)
    assert "purge" == deed[0]
    assert not world.paths.recording(str(deed[1])).exists()


async def test_who_looks_at_the_recordings_is_told_what_a_rule_deleted(world: World) -> None:
    """As of what a person deletes."""
    shelf = world.shelf(Rules(max_age_days=1))
    world.clock.pass_time(9 * DAY_S)
    running = asyncio.create_task(shelf.keeping.run())
    try:
        async with asyncio.timeout(20):
            await world.changed.wait()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert [] == await world.library.page(limit=10)
