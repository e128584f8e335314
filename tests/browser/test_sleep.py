"""A page that slept: its timers stood still, and nothing that came was read."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from nicegui import core
from playwright.async_api import Browser, BrowserContext, expect

from appliance.wire.capture import CaptureState
from tests.browser.person import Person
from tests.fakes.station import FakeStation
from ui import heartbeat

ID = "20250512-093000-a1b2"

TICKS_UNTIL_KNOWN = """async (words) => {
  const marks = ["stale", "restarting"].map((id) => document.getElementById(id));
  const isMarked = () => marks.some((mark) => !mark.hidden);
  const isCurrent = () => document.querySelector(".main").textContent.includes(words);
  for (let ticks = 0; ; ticks += 1) {
    if (isMarked() || isCurrent()) return ticks;
    await new Promise((done) => setTimeout(done, 100));
  }
}"""
"""How often 100 ms went by on the page until it was current or said that it is not.

They are the page's own: where the machine stands still, so do both.
"""
LESS_THAN_A_SECOND = 9
OLD_S = 1.0


async def ticks_until_known(person: Person, words: str) -> int:
    """Return how often it ticked until a page had these words or a mark."""
    ticks: int = await person.page.evaluate(TICKS_UNTIL_KNOWN, words)
    return ticks


@asynccontextmanager
async def asleep(chromium: Browser) -> AsyncIterator[None]:
    """Let no page move until what it shows is old; what comes for it meanwhile waits."""
    session = await chromium.new_browser_cdp_session()
    told = await session.send("SystemInfo.getProcessInfo")
    pids = [process["id"] for process in told["processInfo"] if process["type"] == "renderer"]
    try:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        yield
        await asyncio.sleep(OLD_S)
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def tell(station: FakeStation, words: str) -> None:
    """Let both pages have something new to show."""
    station.add_recording(ID, texts=(words,))
    station.hear(state=CaptureState.RECORDING, recording_id=ID)
    station.say(words)


async def test_a_page_that_wakes_is_current_or_says_that_it_is_not(
    chromium: Browser,
    touchscreen: BrowserContext,
    station: FakeStation,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Within a second: when the station hangs by now, after news, when the station let it go."""
    people = [await Person.at(touchscreen, f"{address}{path}") for path in ("/", "/history")]
    answers = asyncio.Event()

    async def late(_sid: str) -> bool:
        await answers.wait()
        return True

    def known(words: str) -> list[asyncio.Task[int]]:
        return [asyncio.create_task(ticks_until_known(person, words)) for person in people]

    async def are_current(words: str) -> None:
        for person in people:
            await expect(person.seen(".main")).to_contain_text(words)
            for mark in ("#stale", "#restarting"):
                await expect(person.seen(mark)).to_be_hidden()

    monkeypatch.setattr(heartbeat, "_answer", late)
    heartbeat.answer()
    async with asleep(chromium):
        tell(station, "早先说的。")
        told = known("nobody said so")
    ticks = await asyncio.gather(*told)
    answers.set()
    await are_current("早先说的。")

    async with asleep(chromium):
        tell(station, "睡着时说的。")
        told = known("睡着时说的。")
    ticks += await asyncio.gather(*told)
    await are_current("睡着时说的。")

    async with asleep(chromium):
        await core.sio.eio.disconnect()
        tell(station, "断开后说的。")
        told = known("断开后说的。")
    ticks += await asyncio.gather(*told)
    await are_current("断开后说的。")

    assert max(ticks) <= LESS_THAN_A_SECOND, ticks
