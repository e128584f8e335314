"""A page of speech that is left, or whose recording is there no more."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest
from nicegui.testing.user import User

from appliance.config import Settings
from tests.fakes.screen import fill
from tests.fakes.station import FakeStation
from tests.integration.screen.person import ID, sees, tap, until


class Endless:
    """What takes for ever; counts how often it was begun, and given up."""

    def __init__(self) -> None:
        self.begun = self.ended = 0

    async def _wait(self) -> None:
        self.begun += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.ended += 1

    async def transcribe(self, _recording_id: str, _start_sample: int, _end_sample: int) -> str:
        """Recognise nothing."""
        await self._wait()
        return ""

    async def listen(self, _recording_id: str) -> AsyncGenerator[float, None]:
        """Hear nothing."""
        yield 0.0
        await self._wait()


async def test_a_page_that_is_left_listens_no_more(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The detector is free for others."""
    fill(station, settings.paths)
    listening = Endless()
    monkeypatch.setattr(station.speech, "listen", listening.listen)
    await user.open(f"/speech/{ID}")
    await until(lambda: listening.begun == 1)
    assert user.client is not None
    user.client.delete()
    await until(lambda: listening.ended == 1)


@pytest.mark.parametrize("button", ["Recognise", "Recognise 12 lines without text"])
async def test_a_page_that_is_left_recognises_no_more(
    user: User,
    station: FakeStation,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    button: str,
) -> None:
    """Neither one line nor all: nobody would read it, and the recogniser is free for others."""
    fill(station, settings.paths)
    station.views[ID] = replace(station.views[ID], transcript=None)
    recognising = Endless()
    monkeypatch.setattr(station.speech, "transcribe", recognising.transcribe)
    await user.open(f"/speech/{ID}")
    await sees(user, "Recognise 12 lines without text")
    tap(user, button)
    await until(lambda: recognising.begun == 1)
    assert user.client is not None
    user.client.delete()
    await until(lambda: recognising.ended == 1)
