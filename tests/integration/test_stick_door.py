"""Who has a stick mounted for writing, and until when: against a helper that remembers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NoReturn

import pytest

from appliance.station.stick_door import StickDoor
from appliance.station.stick_errors import StickError
from tests.fakes.stick_helper import FakeHelper, fake_helper


@pytest.fixture
async def helper(tmp_path: Path) -> AsyncIterator[FakeHelper]:
    """A helper that listens, with one stick."""
    async with fake_helper(tmp_path) as helper:
        yield helper


@pytest.fixture
def door(helper: FakeHelper) -> StickDoor:
    """The door to it."""
    return helper.door


async def test_the_last_export_has_the_stick_read_only_again(
    helper: FakeHelper, door: StickDoor
) -> None:
    """The first one's end would pull the mount away from under the second."""
    async with AsyncExitStack() as second_block:
        async with door.writable(helper.stick / "a") as first:
            second = await second_block.enter_async_context(door.writable(helper.stick))
        assert ["writable 1A2B"] * 2 == helper.asked
        assert first.is_held
    assert ["writable 1A2B", "writable 1A2B", "read-only 1A2B"] == helper.asked
    assert not second.is_held
    async with door.writable(helper.stick) as third:
        pass
    assert ["writable 1A2B", "read-only 1A2B"] == helper.asked[3:]
    assert not third.is_held


async def test_a_stick_that_stays_writable_is_told(helper: FakeHelper, door: StickDoor) -> None:
    """Something else uses it, so it cannot be pulled out yet."""
    async with door.writable(helper.stick) as stick:
        helper.answer = "refused in-use"
    assert stick.is_held


async def test_a_stick_that_was_pulled_out_is_nobodys_worry(
    helper: FakeHelper, door: StickDoor
) -> None:
    """The helper has forgotten it; there is nothing to wait for."""
    async with door.writable(helper.stick) as stick:
        helper.answer = "refused not-mounted"
        helper.stick.rmdir()
    assert not stick.is_held


async def test_a_stick_that_cannot_be_written_counts_no_writer(
    helper: FakeHelper, door: StickDoor
) -> None:
    """The next export has it read-only again as if nothing had been."""
    helper.answer = "refused write-protected"
    with pytest.raises(StickError, match="write-protected"):
        async with door.writable(helper.stick):
            pass
    helper.answer = "ok"
    async with door.writable(helper.stick) as stick:
        pass
    assert "read-only 1A2B" == helper.asked[-1]
    assert not stick.is_held


async def test_an_export_that_is_cancelled_still_lets_go(
    helper: FakeHelper, door: StickDoor
) -> None:
    """Whoever leaves in the middle leaves no stick open."""
    entered = asyncio.Event()

    async def export() -> None:
        async with door.writable(helper.stick):
            entered.set()
            await asyncio.Event().wait()

    async with asyncio.timeout(20):
        exporting = asyncio.create_task(export())
        await entered.wait()
        exporting.cancel()
        await asyncio.gather(exporting, return_exceptions=True)
    assert ["writable 1A2B", "read-only 1A2B"] == helper.asked


async def test_a_folder_asks_nothing(helper: FakeHelper, door: StickDoor, tmp_path: Path) -> None:
    """Nothing holds it."""
    async with door.writable(tmp_path) as stick:
        pass
    assert ([], False) == (helper.asked, stick.is_held)


@pytest.mark.parametrize(("is_stand_in", "is_held"), [(False, True), (True, False)])
async def test_a_stick_that_somebody_else_mounted_is_not_called_free(
    helper: FakeHelper, tmp_path: Path, *, is_stand_in: bool, is_held: bool
) -> None:
    """A desktop still has it mounted, whatever way leads there; a folder of ours nobody holds."""
    (place := tmp_path / "media").mkdir()
    (way := tmp_path / "way").symlink_to(place)
    (plugged,) = helper.hardware(is_plugged=True).volumes
    other = plugged.model_copy(update={"mount_point": str(place), "is_stand_in": is_stand_in})
    door = StickDoor(present=lambda: (plugged, other), sticks=helper.stick.parent)
    for target in (place, way / "Tingxia"):
        async with door.writable(target) as stick:
            assert not stick.is_held
        assert ([], is_held) == (helper.asked, stick.is_held)


async def test_a_stick_of_which_nobody_can_tell_is_not_called_free(tmp_path: Path) -> None:
    """Everything was read back from it by then: that is not taken back."""

    def present() -> NoReturn:
        raise FileNotFoundError("/dev/disk/by-label")

    async with StickDoor(present=present).writable(tmp_path) as stick:
        pass
    assert stick.is_held
