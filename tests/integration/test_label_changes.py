"""Labels of several recordings on a real shelf, taken back together."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.library import UnknownRecordingError
from appliance.station.errors import LockedError
from tests.fakes.lock import FakeLock
from tests.fakes.recordings_shelf import FakeRecordingsShelf
from tests.fakes.speech import ID
from tests.integration.shelf_world import World, deeds, shelf_world
from tests.integration.test_library import OTHER
from ui.label_changes import LabelChanges


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A library with two recordings of 1 May 2025, noon."""
    async with shelf_world(tmp_path) as world:
        yield world


async def test_tags_are_those_that_there_were(world: World) -> None:
    """However they were spelled; what somebody added since stays, and what changed nothing too."""
    shelf = world.shelf()
    await shelf.tag(ID, add=["验收", "Draft"])
    changes = LabelChanges(shelf)

    await changes.tag(ID, ["DRAFT", "泵站"], ["验收"])
    await changes.tag(OTHER, [], ["验收"])
    await shelf.tag(ID, add=["急"])
    assert 1 == changes.count
    await changes.undo(None)

    assert {"Draft", "急", "验收"} == set((await shelf.labels(ID)).tags)
    assert 0 == changes.count
    assert [ID] * 4 == [subject for deed, subject, _facts in await deeds(shelf) if deed == "tag"]


async def test_a_hold_of_somebody_else_stays(world: World) -> None:
    """Only what was held together is let go together."""
    shelf = world.shelf()
    await shelf.hold(OTHER, True)
    changes = LabelChanges(shelf)

    for recording_id in (ID, OTHER):
        await changes.hold(recording_id)
    await changes.undo(None)

    assert (False, True) == ((await shelf.labels(ID)).hold, (await shelf.labels(OTHER)).hold)


async def test_one_that_is_gone_keeps_no_other_from_being_taken_back(world: World) -> None:
    """What could not be taken back is told."""
    shelf = world.shelf()
    changes = LabelChanges(shelf)
    for recording_id in (ID, OTHER):
        await changes.tag(recording_id, ["泵站"], [])
    await world.library.remove(OTHER)

    with pytest.raises(UnknownRecordingError):
        await changes.undo(None)

    assert () == (await shelf.labels(ID)).tags


async def test_one_that_is_gone_hides_no_lock() -> None:
    """Whoever undoes it is asked for the PIN first, and told of the other one after that."""
    lock = FakeLock()
    lock.pin, lock.told = "135790", replace(lock.told, is_kiosk=True)
    shelf = FakeRecordingsShelf(lock)
    changes = LabelChanges(shelf)
    await changes.hold(ID)
    await changes.tag(OTHER, ["泵站"], [])
    shelf.refusal = UnknownRecordingError(OTHER)

    with pytest.raises(LockedError):
        await changes.undo(None)

    shelf.refusal = UnknownRecordingError(OTHER)
    with pytest.raises(UnknownRecordingError):
        await changes.undo(await lock.unlock(lock.pin))
    assert set() == shelf.held
