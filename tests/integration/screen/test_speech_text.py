"""The text of a recording where somebody looks for its speech."""

from dataclasses import replace

from nicegui.testing.user import User

from appliance.config import Settings
from appliance.station.face import TextState
from tests.fakes.screen import fill
from tests.fakes.speech import segment, transcript
from tests.fakes.station import FakeStation
from tests.integration.screen.person import ID, sees, sees_no
from tests.integration.screen.speech_lines import said


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
