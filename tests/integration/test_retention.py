"""Rules of retention on a real library: when they remove, what they leave, what they tell."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.recording import RecordingState
from appliance.domain.retention import Rules
from tests.fakes.speech import ID
from tests.integration.shelf_world import DAY_S, World, deeds, fates, shelf_world
from tests.integration.test_library import OTHER


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A library with two recordings of 1 May 2025, noon."""
    async with shelf_world(tmp_path) as world:
        yield world


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
    reason = "legal hold" if is_held else "it is just being made into text or exported"
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
    told = await shelf.retention(apply=True)

    assert 1 == len(moved)
    assert moved == [line.prospect.id for line in told.lines if not line.problem]


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
