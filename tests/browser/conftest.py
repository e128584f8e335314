"""Real Chromium on the screen over a fake station.

One Chromium serves all tests of a process, each in a profile of its own; it lives in an event loop,
so they share that too.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio
from fastapi import FastAPI
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from appliance.config import Settings
from appliance.diagnostics.chromium import FLAGS, executable
from appliance.station.capture_link import LATE_S
from tests.browser.screens import SIZES
from tests.fakes.box import FakeBox, fake_box
from tests.fakes.box_screen import BoxScreen, box_screen, teach
from tests.fakes.capture_server import FakeCapture
from tests.fakes.light_screen import light_screen
from tests.fakes.screen import free_port, fresh_screen, serving, settings_in
from tests.fakes.station import FakeStation
from tests.fakes.stick_helper import FakeHelper, fake_helper
from ui import second_tap
from ui.widgets import touch

PATIENCE_MS = 30_000
"""With a machine that has other things to do: what is right ends a wait, never the time."""

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of this folder in the loop of the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def _nothing_goes_on() -> AsyncIterator[None]:
    """End what a test left at work, as the end of a loop of its own would."""
    before = asyncio.all_tasks()
    yield
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


@pytest.fixture(autouse=True)
def every_tap_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every tap on a button count, a test taps sooner again; the screen is a light one."""
    monkeypatch.setattr(second_tap, "SAME_TOUCH_S", 0.0)
    monkeypatch.setattr(touch, "SAME_TOUCH_S", 0.0)
    monkeypatch.setattr(touch, "BOUNCE_S", 0.0)
    light_screen(monkeypatch)


@pytest.fixture
def station() -> FakeStation:
    """Return a station without recordings."""
    return FakeStation()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings on folders of this test and a free port."""
    return settings_in(tmp_path, free_port())


@pytest.fixture
def app(station: FakeStation, settings: Settings) -> Iterator[FastAPI]:
    """Return the guarded application with the screen."""
    with fresh_screen(station, settings) as app:
        yield app


@pytest_asyncio.fixture(loop_scope="session")
async def address(app: FastAPI, settings: Settings) -> AsyncIterator[str]:
    """Serve the screen; yields its address."""
    async with serving(app, settings.station.port) as address:
        yield address


@pytest_asyncio.fixture(loop_scope="session")
async def box(tmp_path: Path) -> AsyncIterator[FakeBox]:
    """Return a box whose station is not running yet."""
    async with fake_box(tmp_path) as box:
        teach(box.inference)
        telling = asyncio.create_task(_tell_often(box.capture))
        yield box
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling


async def _tell_often(capture: FakeCapture) -> None:
    """Tell its status so often that it is not late; one that is silent for long counts as away."""
    while True:
        await capture.tell()
        await asyncio.sleep(LATE_S / 2)


@pytest_asyncio.fixture(loop_scope="session")
async def screen(box: FakeBox) -> AsyncIterator[BoxScreen]:
    """Serve the screen over a real station of that box."""
    async with box_screen(box) as screen:
        yield screen


@pytest.fixture
def size() -> tuple[int, int]:
    """Return width and height of the touchscreen."""
    return SIZES[0]


@pytest_asyncio.fixture(loop_scope="session")
async def helper(tmp_path: Path) -> AsyncIterator[FakeHelper]:
    """Return what mounts sticks; one of them is there to be plugged in."""
    async with fake_helper(tmp_path / "machine") as helper:
        yield helper


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Start Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def touchscreen(chromium: Browser, size: tuple[int, int]) -> AsyncIterator[BrowserContext]:
    """Return a browser with a fresh profile on a touchscreen of that size."""
    context = await chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, has_touch=True, locale="zh-CN"
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context
    await context.close()
