"""Work that ends with its page."""

import asyncio
import logging
from dataclasses import replace

import pytest
from nicegui.testing.user import User

from appliance.config import Settings
from tests.fakes.gate import behind
from tests.fakes.screen import fill
from tests.fakes.station import STICK, FakeStation
from tests.integration.screen.person import ID, goes_on, plug, sees, tap, until
from ui.page_work import PageWork
from ui.pages import audit


class Work:
    """Waits until it may go on; notes how it ended."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.ended = ""

    async def run(self) -> None:
        """Wait for the gate."""
        self.ended = "begun"
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.ended = "cancelled"
            raise
        self.ended = "done"


async def test_it_ends_with_the_page(user: User) -> None:
    """Nobody wants it any more; on a page that is gone nothing begins."""
    await user.open("/")
    assert user.client is not None
    left, late = Work(), Work()
    with user.client:
        work = PageWork()
    work.begin(left.run(), name="left")
    await until(lambda: "begun" == left.ended)
    user.client.delete()
    await until(lambda: "cancelled" == left.ended)
    work.begin(late.run(), name="late")
    await asyncio.sleep(0)
    assert "" == late.ended


async def test_what_the_pin_pad_looks_at_ends_with_its_page(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A station that is busy is not asked on for somebody who has left."""
    station.lock.pin, looking = "135790", Work()
    await user.open("/")
    await sees(user, "Locked")
    monkeypatch.setattr(station.lock, "state", looking.run)
    tap(user, "Locked")
    await until(lambda: "begun" == looking.ended)
    assert user.client is not None
    user.client.delete()
    await until(lambda: "cancelled" == looking.ended)


async def test_what_is_read_of_the_audit_ends_with_its_page(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not what it began with, which the browser waits for, but what came since."""
    monkeypatch.setattr(audit, "REFRESH_S", 0.01)
    reading = Work()
    await user.open("/settings/audit")
    await sees(user, "What was done")
    monkeypatch.setattr(station.shelf, "audit", lambda **_asked: reading.run())
    station.shelf.noted += 1
    await until(lambda: bool(station.listeners))
    station.changed()
    await until(lambda: "begun" == reading.ended)
    assert user.client is not None
    user.client.delete()
    await until(lambda: "cancelled" == reading.ended)


async def test_it_ends_when_it_is_told_to(user: User) -> None:
    """As when a sheet is closed; after that it may begin anew."""
    await user.open("/")
    assert user.client is not None
    closed, again = Work(), Work()
    with user.client:
        work = PageWork()
    work.begin(closed.run(), name="closed")
    await until(lambda: "begun" == closed.ended)
    work.end()
    await until(lambda: "cancelled" == closed.ended)
    work.begin(again.run(), name="again")
    again.gate.set()
    await until(lambda: "done" == again.ended)


async def test_what_goes_wrong_is_logged(user: User, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody waits for it who could tell."""

    async def broken() -> None:
        msg = "broken"
        raise ValueError(msg)

    await user.open("/")
    assert user.client is not None
    with user.client:
        work = PageWork()
    with caplog.at_level(logging.ERROR):
        work.begin(broken(), name="broken")
        await until(lambda: "broken" in caplog.text)
    caplog.clear()


async def ends_with_its_page(user: User, name: str) -> None:
    """Have the page go; the work that goes on for it ends, though nobody answers it."""
    await until(lambda: goes_on(name))
    assert user.client is not None
    user.client.delete()
    await until(lambda: not goes_on(name))


async def test_nothing_is_read_for_a_page_that_is_gone(user: User, station: FakeStation) -> None:
    """Such as the text of many hours."""
    station.add_recording(ID)
    behind(asyncio.Event(), station, "recording")
    await user.open(f"/transcript/{ID}")
    await sees(user, "Reading the text")
    await ends_with_its_page(user, "fill a page")


async def test_no_trash_is_looked_through_for_a_page_that_is_gone(
    user: User, station: FakeStation
) -> None:
    """Nobody reads how long the recording stays there."""
    view = station.add_recording(ID)
    trashed = replace(view.summary, trashed="2025-05-12T10:00:00+00:00")
    station.views[ID] = replace(view, summary=trashed)
    behind(asyncio.Event(), station.shelf, "retention")
    await user.open(f"/transcript/{ID}")
    await ends_with_its_page(user, "ask how long")


async def test_no_hot_words_are_tried_for_a_page_that_is_gone(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """That takes minutes, which a text that is wanted can have."""
    station.lexicon.go_on.clear()
    fill(station, settings.paths)
    await user.open(f"/transcript/{ID}")
    tap(user, "Text")
    tap(user, "Try today's hot words")
    await ends_with_its_page(user, "replay hot words")


async def test_a_stick_is_looked_at_for_its_card(user: User, station: FakeStation) -> None:
    """One that hangs is not looked at for a page that is gone, nor once it was pulled out."""
    behind(asyncio.Event(), station.sticks, "contents")
    station.plugged = (STICK,)
    await user.open("/stick")
    await until(lambda: goes_on("look at a stick"))
    await plug(station)
    await until(lambda: not goes_on("look at a stick"))
    await plug(station, STICK)
    await ends_with_its_page(user, "look at a stick")
