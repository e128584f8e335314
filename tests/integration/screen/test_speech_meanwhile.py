"""What becomes of rules, text and audio that come while speech is being cut."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

import pytest
from nicegui.testing.user import User

from appliance.config import Settings
from appliance.domain.endpointing import EndpointRules
from appliance.station.face import TextState
from appliance.station.face_speech import HeardRegions, SpeechRegion
from tests.fakes.screen import fill
from tests.fakes.station import FakeStation
from tests.integration.screen.person import ID, dispatch, only, sees, tap, until
from tests.integration.screen.speech_lines import OTHER_TEXT, rows, said, slider, write
from ui.widgets.waveform import Waveform
from ui.written_text import Written, WrittenText


class HeldPlacing:
    """Text is placed in the lines only once ``go_on`` is set; ``begun`` counts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go_on = threading.Event()
        self.begun = 0
        place = WrittenText.within

        def within(text: WrittenText, regions: Sequence[SpeechRegion]) -> list[Written]:
            self.begun += 1
            assert self.go_on.wait(10)
            return place(text, regions)

        monkeypatch.setattr(WrittenText, "within", within)


async def opened_and_grown(user: User, station: FakeStation, settings: Settings) -> None:
    """Open a recording that runs, of a minute; then it is half a minute longer."""
    fill(station, settings.paths)
    view = station.views[ID]
    running = replace(view.summary, running=True, duration_s=60.0)
    station.views[ID] = replace(view, summary=running)
    await user.open(f"/speech/{ID}")
    await until(lambda: len(rows(user)) == 12)
    station.views[ID] = replace(view, summary=replace(running, duration_s=90.0))
    station.changed()
    await sees(user, "Listen to what is new")


async def test_rules_that_are_turned_while_the_text_is_placed_are_tried(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """List and picture are of the rules as they stand, however long the text takes."""
    fill(station, settings.paths)
    write(station)
    await user.open(f"/speech/{ID}")
    await sees(user, "再看问题。")
    held = HeldPlacing(monkeypatch)
    dispatch(slider(user, "Shortest speech"), "change", 0.5)
    await until(lambda: held.begun == 1)
    dispatch(slider(user, "Pause that ends a line"), "change", 3)
    held.go_on.set()
    await until(lambda: 0 < len(rows(user)) < 12)
    assert len(rows(user)) == len(only(user, Waveform).props["regions"])


async def test_a_text_that_comes_while_rules_are_tried_is_shown(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the former one, which was being placed in the lines."""
    fill(station, settings.paths)
    write(station)
    await user.open(f"/speech/{ID}")
    await sees(user, "先看进度。")
    held = HeldPlacing(monkeypatch)
    dispatch(slider(user, "Shortest speech"), "change", 0.5)
    await until(lambda: held.begun == 1)
    view = station.views[ID]
    refining = replace(view.summary, text_state=TextState.REFINING)
    station.views[ID] = replace(view, summary=refining, transcript=OTHER_TEXT)
    station.changed()
    await until(lambda: held.begun == 2)
    held.go_on.set()
    await until(lambda: ["先看预算。", "再看问题。"] == said(user)[:2])


async def test_what_was_listened_to_while_rules_are_tried_is_cut_too(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was cut meanwhile is of a shorter recording."""
    await opened_and_grown(user, station, settings)
    cut, listen, go_on = station.speech.regions, station.speech.listen, asyncio.Event()
    cuts, listened = list[HeardRegions](), asyncio.Event()

    async def regions(recording_id: str, rules: EndpointRules) -> HeardRegions:
        cuts.append(await cut(recording_id, rules))
        await go_on.wait()
        return cuts[-1]

    async def listen_to_its_end(recording_id: str) -> AsyncGenerator[float, None]:
        async for share in listen(recording_id):
            yield share
        listened.set()

    monkeypatch.setattr(station.speech, "regions", regions)
    monkeypatch.setattr(station.speech, "listen", listen_to_its_end)
    dispatch(slider(user, "Shortest speech"), "change", 0.5)
    await until(lambda: len(cuts) == 1)
    station.speech.duration_s = 90.0
    tap(user, "Listen to what is new")
    await until(listened.is_set)
    go_on.set()
    await until(lambda: len(rows(user)) == 18)


async def test_what_is_cut_while_it_listens_is_not_shown(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is of what was listened to before; what is new is cut when that is done."""
    await opened_and_grown(user, station, settings)
    cut, gates, placed = station.speech.regions, [asyncio.Event(), asyncio.Event()], list[int]()
    left, place = list(gates), WrittenText.within

    async def regions(recording_id: str, rules: EndpointRules) -> HeardRegions:
        heard = await cut(recording_id, rules)
        await left.pop(0).wait()
        return heard

    def within(text: WrittenText, stretches: Sequence[SpeechRegion]) -> list[Written]:
        placed.append(len(stretches))
        return place(text, stretches)

    monkeypatch.setattr(station.speech, "regions", regions)
    monkeypatch.setattr(WrittenText, "within", within)
    dispatch(slider(user, "Shortest speech"), "change", 0.5)
    await until(lambda: len(left) == 1)
    station.speech.go_on.clear()
    tap(user, "Listen to what is new")
    await sees(user, "Listening for speech")
    placed.clear()
    gates[0].set()
    await until(lambda: 12 in placed)
    await sees(user, "Listening for speech")
    station.speech.duration_s = 90.0
    station.speech.go_on.set()
    gates[1].set()
    await until(lambda: len(rows(user)) == 18)
