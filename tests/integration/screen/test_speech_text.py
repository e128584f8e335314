"""The text of a recording where somebody looks for its speech."""

import asyncio
from dataclasses import replace

import pytest
from nicegui.testing.user import User

from appliance.config import Settings
from appliance.station.errors import StationError
from appliance.station.face import RecordingView, TextState
from tests.fakes.screen import fill
from tests.fakes.speech import segment, transcript
from tests.fakes.station import FakeStation
from tests.integration.screen.person import ID, sees, sees_no, tap, until
from tests.integration.screen.speech_lines import OTHER_TEXT, said, write
from ui import reading


async def test_the_text_of_the_recording_stands_in_its_lines(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """At once, by the times of its words; nothing is recognised for it."""
    fill(station, settings.paths)
    spoken = transcript(segment(0.5, "先看进度。"), segment(5.2, "再看问题。"))
    view = station.views[ID]
    station.views[ID] = replace(view, transcript=spoken)
    await user.open(f"/speech/{ID}")
    await sees(user, "再看问题。")
    assert ["先看进度。", "再看问题。", ""] == said(user)[:3]
    await sees(user, "The text has no words here.")
    assert [] == station.speech.transcribed


async def test_a_text_that_comes_later_comes_into_the_lines(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """It says that it comes; nobody loads the page again."""
    fill(station, settings.paths)
    done = station.views[ID]
    waiting = replace(done.summary, text_state=TextState.WAITING)
    station.views[ID] = replace(done, summary=waiting, transcript=None)
    await user.open(f"/speech/{ID}")
    await sees(user, "The text comes here by itself.")
    await sees_no(user, "without text")
    station.views[ID] = done
    station.changed()
    await sees(user, "我们开始今天的例会")
    # Its recogniser told no times of words.
    await sees(user, "It may hold words of the line before or after.")


async def test_a_correction_that_is_made_elsewhere_comes_into_its_line(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """Though the recording's line in the history is as it was."""
    fill(station, settings.paths)
    write(station)
    await user.open(f"/speech/{ID}")
    await sees(user, "先看进度。")
    station.views[ID] = replace(station.views[ID], transcript=OTHER_TEXT)
    station.shelf.noted += 1
    station.changed()
    await sees(user, "先看预算。")


async def test_a_text_that_cannot_be_read_is_asked_for_again(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that is busy tells nobody when it no longer is."""
    monkeypatch.setattr(reading, "AGAIN_S", 0.01)
    fill(station, settings.paths)
    write(station)
    read, asked = station.recording, list[str]()

    async def busy_at_first(recording_id: str) -> RecordingView:
        asked.append(recording_id)
        if len(asked) < 10:
            raise StationError("The library is busy.", hint="Try again in a moment.")
        return await read(recording_id)

    monkeypatch.setattr(station, "recording", busy_at_first)
    await user.open(f"/speech/{ID}")
    await sees(user, "先看进度。")
    assert [ID] * 10 == asked


async def test_a_text_that_is_not_read_for_long_is_told(
    user: User,
    station: FakeStation,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Why, and that it is tried again, until it is read; the diary has it once."""
    monkeypatch.setattr(reading, "AGAIN_S", 0.01)
    fill(station, settings.paths)
    write(station)
    read, asked = station.recording, list[str]()

    async def busy(recording_id: str) -> RecordingView:
        asked.append(recording_id)
        raise StationError("The library is busy.", hint="Try again in a moment.")

    monkeypatch.setattr(station, "recording", busy)
    await user.open(f"/speech/{ID}")
    await until(lambda: len(asked) == reading.TRIES)
    await sees(user, "The library is busy.")
    await sees_no(user, "Try again in a moment.")
    await sees(user, "The latest text cannot be read. It is tried again by itself.")
    assert 1 == sum("reading-failed" == vars(line).get("event") for line in caplog.records)
    monkeypatch.setattr(station, "recording", read)
    await sees(user, "先看进度。")
    await sees_no(user, "The latest text cannot be read. It is tried again by itself.")


async def test_a_text_that_was_asked_for_before_listening_anew_is_read_again(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is listened to anew may have more text than an answer that was under way."""
    fill(station, settings.paths)
    write(station)
    view = station.views[ID]
    running = replace(view.summary, running=True, duration_s=60.0)
    station.views[ID] = replace(view, summary=running)
    await user.open(f"/speech/{ID}")
    await sees(user, "先看进度。")
    running = replace(running, duration_s=90.0)
    station.views[ID] = replace(view, summary=running)
    station.changed()
    await sees(user, "Listen to what is new")
    read, go_on, asked = station.recording, asyncio.Event(), list[str]()

    async def slowly(recording_id: str) -> RecordingView:
        found = await read(recording_id)
        asked.append(recording_id)
        await go_on.wait()
        return found

    monkeypatch.setattr(station, "recording", slowly)
    running = replace(running, text_state=TextState.REFINING)
    station.views[ID] = replace(view, summary=running)
    station.changed()
    await until(lambda: len(asked) == 1)
    station.views[ID] = replace(view, summary=running, transcript=OTHER_TEXT)
    tap(user, "Listen to what is new")
    go_on.set()
    station.changed()
    await sees(user, "先看预算。")
