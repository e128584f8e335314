"""Work that ends with its page."""

import asyncio
import logging

import pytest
from nicegui.testing.user import User

from tests.integration.screen.person import until
from ui.page_work import PageWork


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
