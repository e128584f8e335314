"""A page of speech that is left, or whose recording is there no more."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import NoReturn

import pytest
from nicegui.testing.user import User

from appliance.config import Settings
from appliance.library.errors import UnknownRecordingError
from tests.fakes.screen import fill
from tests.fakes.station import FakeStation
from tests.integration.screen.person import ID, sees, sees_no, tap, until
from tests.integration.screen.speech_lines import rows, write


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


async def test_a_recording_that_is_removed_for_good_is_shown_no_more(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says so, leads back to the others and has nothing of it recognised any more."""
    fill(station, settings.paths)
    write(station)
    recognising = Endless()
    monkeypatch.setattr(station.speech, "transcribe", recognising.transcribe)
    await user.open(f"/speech/{ID}")
    await sees(user, "Recognise 10 lines without text")
    tap(user, "Recognise 10 lines without text")
    await until(lambda: recognising.begun == 1)
    del station.views[ID]
    station.changed()
    await sees(user, "This recording was removed for good.")
    await sees(user, "To the history")
    await until(lambda: recognising.ended == 1)
    assert [] == rows(user)
    asked = list[str]()

    async def summary(recording_id: str) -> NoReturn:
        asked.append(recording_id)
        raise UnknownRecordingError(recording_id)

    monkeypatch.setattr(station, "summary", summary)
    station.hear(recordable_s=7 * 3600)
    await sees(user, "Room for 7 h")
    assert [] == asked


async def test_a_recording_that_is_removed_while_it_is_listened_to_says_so(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever notices first: listening to it again is not offered."""
    fill(station, settings.paths)
    go_on = asyncio.Event()

    async def listen(recording_id: str) -> AsyncGenerator[float, None]:
        yield 0.5
        await go_on.wait()
        raise UnknownRecordingError(recording_id)

    monkeypatch.setattr(station.speech, "listen", listen)
    await user.open(f"/speech/{ID}")
    await sees(user, "Listening for speech")
    del station.views[ID]
    go_on.set()
    await sees(user, "This recording was removed for good.")
    await sees_no(user, "There is no recording")


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
