"""The news of a stick that was plugged in."""

import asyncio

import pytest
from nicegui.testing.user import User

from tests.fakes.station import STICK, FakeStation
from tests.integration.screen.person import only, plug, sees, tap_close, until
from ui.widgets import stick_toast
from ui.widgets.toast import Toast


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it look for sticks at once."""
    monkeypatch.setattr(stick_toast, "LOOK_S", 0.01)


def said(user: User) -> str:
    """Return what the toast says."""
    return str(only(user, Toast).props["shown"]["what"])


async def test_an_insertion_is_told_once_on_whichever_page(
    user: User, station: FakeStation
) -> None:
    """With the way to the page; not again on the next page, again when it comes again."""
    await user.open("/history")
    await plug(station, STICK)
    await until(lambda: said(user) == "Stick KINGSTON is plugged in.")
    assert {"href": "/stick", "words": "Open"} == only(user, Toast).props["shown"]["way"]
    assert user.client is not None
    user.client.delete()  # the browser goes on to another page
    await user.open("/")
    await plug(station, STICK)
    await sees(user, "Stick KINGSTON: 14.2 GB free")  # the page has looked at the sticks
    assert "" == said(user)
    await plug(station)
    await sees(user, "No stick")
    await plug(station, STICK)
    await until(lambda: said(user) == "Stick KINGSTON is plugged in.")


async def test_what_was_in_before_and_the_page_of_sticks_tell_nothing(
    user: User, station: FakeStation
) -> None:
    """The one is no insertion, the other shows it anyway."""
    station.plugged = (STICK,)
    await user.open("/")
    await plug(station, STICK)
    await asyncio.sleep(0.05)
    assert "" == said(user)
    await user.open("/stick")
    other = STICK.model_copy(update={"identity": "stick-2", "label": "ANOTHER"})
    await plug(station, STICK, other)
    await sees(user, "ANOTHER")
    assert "" == said(user)


async def test_what_can_be_undone_is_not_pushed_aside(user: User, station: FakeStation) -> None:
    """The stick is told of afterwards."""

    async def undo() -> None:
        return None

    await user.open("/")
    toast = only(user, Toast)
    with toast:
        toast.done("Deleted.", undo)
    await plug(station, STICK)
    await asyncio.sleep(0.05)
    assert "Deleted." == said(user)
    tap_close(user)
    station.changed()
    await until(lambda: said(user) == "Stick KINGSTON is plugged in.")
