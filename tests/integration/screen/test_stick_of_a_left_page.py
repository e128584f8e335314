"""Which page tells of a stick when one of them is left: each insertion is told, and once."""

import asyncio

import pytest
from nicegui.testing.user import User

from appliance.domain.stick_contents import StickContents
from tests.fakes.station import STICK, FakeStation
from tests.integration.screen.arrivals import TOLD, at_rest, said, settled, ways
from tests.integration.screen.person import go_away, plug, tap_close, until

pytestmark = pytest.mark.usefixtures("sticks_at_once")


async def test_a_page_that_is_left_meanwhile_leaves_it_to_the_next(
    user: User, station: FakeStation
) -> None:
    """Somebody plugs the stick in and goes on at once."""
    at_rest(user)
    left = await user.open("/history")
    looked = asyncio.Event()

    async def contents(_volume: str) -> StickContents:
        left.delete()
        looked.set()
        return StickContents()

    station.sticks.contents = contents  # type: ignore[method-assign, assignment] # a hand
    await plug(station, STICK)
    await looked.wait()
    await asyncio.sleep(0)
    await user.open("/files")
    await until(lambda: said(user) == TOLD)


async def test_a_page_that_is_being_left_leaves_it_to_one_that_is_open(
    user: User, station: FakeStation
) -> None:
    """Its browser has gone on, and could still come back: nobody waits for that."""
    at_rest(user)
    left = await user.open("/history")
    is_found = asyncio.Event()

    async def contents(_volume: str) -> StickContents:
        go_away(left)
        await is_found.wait()
        return StickContents()

    station.sticks.contents = contents  # type: ignore[method-assign, assignment] # a hand
    await plug(station, STICK)
    await until(lambda: not left.has_socket_connection)
    await user.open("/files")
    is_found.set()
    await until(lambda: ["/stick"] == ways(user))
    assert not left.is_deleted


async def test_a_message_that_was_there_as_its_page_went_is_told_by_the_next(
    user: User, station: FakeStation
) -> None:
    """Its reader may have left before; one that was read, or could have been, is told once."""
    at_rest(user, is_at_rest=False)
    await user.open("/files")
    await plug(station, STICK)
    await until(lambda: TOLD == said(user))
    left = user.client
    assert left is not None
    await user.open("/history")
    await until(lambda: bool(station.listeners))
    assert "" == said(user)
    left.delete()
    await until(lambda: TOLD == said(user))
    tap_close(user)
    await until(lambda: "" == said(user))
    left = user.client
    assert left is not None
    await user.open("/files")
    await until(lambda: len(station.listeners) > 1)
    left.delete()
    station.changed()
    await settled()
    assert "" == said(user)


async def test_no_sheet_follows_a_message(user: User, station: FakeStation) -> None:
    """Seconds after its page was left, when that is over; plugged in again, it has its sheet."""
    at_rest(user, is_at_rest=False)
    await user.open("/files")
    await plug(station, STICK)
    await until(lambda: TOLD == said(user))
    left = user.client
    assert left is not None
    at_rest(user)
    await user.open("/history")
    await until(lambda: len(station.listeners) > 1)
    left.delete()
    await until(lambda: TOLD == said(user))
    await settled()
    assert [] == ways(user)
    await plug(station)
    await settled()
    await plug(station, STICK)
    await until(lambda: ["/stick"] == ways(user))


async def test_a_stick_that_was_pulled_out_meanwhile_has_its_sheet(
    user: User, station: FakeStation
) -> None:
    """It is in again just as the page of its message is known to be over."""
    at_rest(user, is_at_rest=False)
    await user.open("/files")
    await plug(station, STICK)
    await until(lambda: TOLD == said(user))
    left = user.client
    assert left is not None
    at_rest(user)
    await user.open("/history")
    await until(lambda: len(station.listeners) > 1)
    await plug(station)
    await settled()
    station.plugged = (STICK,)
    left.delete()
    await plug(station, STICK)
    await until(lambda: ["/stick"] == ways(user))
