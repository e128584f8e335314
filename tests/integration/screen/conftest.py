"""Somebody who uses the screen: NiceGUI's simulated user on our guarded application."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from nicegui import Client
from nicegui.testing.user import User

from appliance.config import Settings
from tests.fakes.light_screen import light_screen
from tests.fakes.screen import fresh_screen, settings_in
from tests.fakes.station import FakeStation
from ui import pictures, second_tap
from ui.widgets import stick_arrival, stick_watch

PORT = 8124


@pytest.fixture
def station() -> FakeStation:
    """Return a station without recordings."""
    return FakeStation()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings on folders of this test."""
    return settings_in(tmp_path, PORT)


@pytest.fixture
def has_gallery() -> bool:
    """Tell whether the screen also shows every widget in every state."""
    return False


@pytest.fixture
async def user(
    station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch, has_gallery: bool
) -> AsyncIterator[User]:
    """Return somebody who uses the screen, in English so that the tests can be read."""
    monkeypatch.setenv("NICEGUI_USER_SIMULATION", "true")
    with fresh_screen(station, settings, locale="en", gallery=has_gallery) as app:
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url=f"http://127.0.0.1:{PORT}"
            ) as client,
        ):
            yield User(client)
            # One that is cancelled the moment it has something to send goes on: asyncio.wait_for
            # of Python 3.11 swallows that, and NiceGUI waits for it for two seconds.
            for page in Client.instances.values():
                page.outbox.stop()


@pytest.fixture
def sticks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it look for sticks at once, and wait for no browser that does not answer."""
    monkeypatch.setattr(stick_arrival, "LOOK_S", 0.01)
    monkeypatch.setattr(stick_arrival, "ANSWER_S", 0.3)
    monkeypatch.setattr(stick_watch, "LOOK_S", 0.01)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every contact for a touch of its own: a test taps faster than a glove bounces.

    Nobody is there to draw a picture of the page: that is not waited for.
    """
    monkeypatch.setattr(second_tap, "SAME_TOUCH_S", 0.0)
    monkeypatch.setattr(pictures, "ANSWER_S", 0.1)
    light_screen(monkeypatch)
