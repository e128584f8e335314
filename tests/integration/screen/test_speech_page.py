"""Where there is speech, as somebody looks for it."""

import asyncio
from dataclasses import replace

import pytest
from nicegui.testing.user import User

from appliance.config import Settings
from appliance.domain.endpointing import EndpointRules
from appliance.errors import ApplianceError
from appliance.station.face_lock import Permit
from appliance.station.face_settings import Setting, Value
from tests.fakes.screen import fill
from tests.fakes.speech import segment, transcript
from tests.fakes.station import FakeStation
from tests.integration.screen.person import (
    ID,
    dispatch,
    enter,
    only,
    sees,
    sees_no,
    tap,
    tap_undo,
    until,
)
from tests.integration.screen.speech_lines import rows, slider
from ui.widgets import region_list
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.region_list import RegionList
from ui.widgets.toast import Toast
from ui.widgets.touch import Words
from ui.widgets.waveform import Waveform


async def test_a_recording_is_listened_to_and_its_speech_is_shown(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """Progress first, then the same stretches in the list and on the outline."""
    fill(station, settings.paths)
    station.speech.go_on.clear()
    await user.open(f"/speech/{ID}")
    await sees(user, "Listening for speech")
    await until(lambda: only(user, ProgressBar) is not None)
    station.speech.go_on.set()
    await until(lambda: len(rows(user)) > 0)
    assert len(rows(user)) == len(only(user, Waveform).props["regions"]) == 12


async def test_other_rules_are_tried_at_once(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """A long enough pause makes one line of all, and the settings' rules come back by a tap."""
    fill(station, settings.paths)
    await user.open(f"/speech/{ID}")
    await until(lambda: len(rows(user)) == 12)
    dispatch(slider(user, "Pause that ends a line"), "change", 3)
    await until(lambda: 0 < len(rows(user)) < 12)
    assert 3 == station.speech.asked[-1].trailing_silence_s
    tap(user, "As in the settings")
    await until(lambda: len(rows(user)) == 12)
    assert EndpointRules() == station.speech.asked[-1]


async def test_rules_that_were_tried_are_kept_in_the_settings(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """Those that differ, behind the PIN; undone they are as they were, a default a default."""
    fill(station, settings.paths)
    station.settings.chosen["endpointing.min_speech_ms"] = 100
    station.lock.pin = "2580"
    before = dict(station.settings.chosen)
    await user.open(f"/speech/{ID}")
    await until(lambda: len(rows(user)) == 12)
    await sees_no(user, "Keep in the settings")
    dispatch(slider(user, "Pause that ends a line"), "change", 3)
    dispatch(slider(user, "Shortest speech"), "change", 0.5)
    tap(user, "Keep in the settings")
    await enter(user, "2580")
    await until(lambda: only(user, Toast).props["shown"].get("undo") is True)
    kept = {"endpointing.trailing_silence_ms": 3000, "endpointing.min_speech_ms": 500}
    assert before | kept == station.settings.chosen
    assert (3, 0.5) == (
        station.speech.rules().trailing_silence_s,
        station.speech.rules().min_speech_s,
    )
    await sees_no(user, "Keep in the settings")
    tap_undo(user)
    await sees(user, "Keep in the settings")
    assert before == station.settings.chosen


async def test_rules_that_were_kept_are_put_back_with_the_pin(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """A page that was locked since asks for it, and the undo goes on."""
    fill(station, settings.paths)
    station.lock.pin = "2580"
    before = dict(station.settings.chosen)
    await user.open(f"/speech/{ID}")
    await until(lambda: len(rows(user)) == 12)
    dispatch(slider(user, "Pause that ends a line"), "change", 3)
    tap(user, "Keep in the settings")
    await enter(user, "2580")
    await until(lambda: only(user, Toast).props["shown"].get("undo") is True)
    station.lock.expire()
    tap_undo(user)
    await enter(user, "2580")
    await until(lambda: before == station.settings.chosen)
    await sees(user, "Keep in the settings")


async def test_rules_are_kept_together_or_not_at_all(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that cannot be had leaves the others as they were, and says why."""
    fill(station, settings.paths)
    choose = station.settings.change

    async def refuse_the_pause(key: str, value: Value, permit: Permit | None = None) -> Setting:
        if key == "endpointing.trailing_silence_ms":
            raise ApplianceError("It is fixed.", hint="Remove it there.")
        return await choose(key, value, permit)

    monkeypatch.setattr(station.settings, "change", refuse_the_pause)
    before = dict(station.settings.chosen)
    await user.open(f"/speech/{ID}")
    await until(lambda: len(rows(user)) == 12)
    dispatch(slider(user, "Surely speech from"), "change", 70)
    dispatch(slider(user, "Pause that ends a line"), "change", 3)
    tap(user, "Keep in the settings")
    await until(lambda: "It is fixed." == only(user, Toast).props["shown"].get("what"))
    assert ("change", "endpointing.threshold", 0.7) in station.settings.asked
    assert before == station.settings.chosen
    await sees(user, "Keep in the settings")


async def test_rules_that_are_turned_while_it_listens_wait(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """Listening goes on, once; then the rules as they stand are tried."""
    fill(station, settings.paths)
    station.speech.go_on.clear()
    await user.open(f"/speech/{ID}")
    await sees(user, "Listening for speech")
    await until(lambda: only(user, ProgressBar) is not None)
    dispatch(slider(user, "Pause that ends a line"), "change", 3)
    station.speech.go_on.set()
    await until(lambda: 0 < len(rows(user)) < 12)
    assert [3] == [rule.trailing_silence_s for rule in station.speech.asked]


async def test_one_stretch_is_recognised(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """Its text stands in its line."""
    fill(station, settings.paths)
    await user.open(f"/speech/{ID}")
    await until(lambda: len(rows(user)) == 12)
    tap(user, "Recognise")
    await sees(user, station.speech.text)
    assert 1 == len(station.speech.transcribed)


async def test_a_line_that_other_rules_do_not_change_keeps_its_text(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that is being recognised meanwhile, and one that comes back."""
    fill(station, settings.paths)
    go_on = asyncio.Event()

    async def transcribe(_recording_id: str, start_sample: int, end_sample: int) -> str:
        await go_on.wait()
        return f"from {start_sample} to {end_sample}"

    monkeypatch.setattr(station.speech, "transcribe", transcribe)
    await user.open(f"/speech/{ID}")
    await until(lambda: len(rows(user)) == 12)
    former = rows(user)
    tap(user, "Recognise")
    await sees(user, "Being recognised")
    dispatch(slider(user, "Shortest speech"), "change", 0.5)
    await until(lambda: len(rows(user)) == 12 and rows(user)[0] is not former[0])
    await sees(user, "Being recognised")
    go_on.set()
    await sees(user, "from 0 to ")
    dispatch(slider(user, "Pause that ends a line"), "change", 3)
    await until(lambda: 0 < len(rows(user)) < 12)
    await user.should_not_see("from 0 to ")
    tap(user, "As in the settings")
    await until(lambda: len(rows(user)) == 12)
    await sees(user, "from 0 to ")


async def test_many_lines_are_shown_a_page_at_a_time(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Buttons turn to the next ones; other rules stay at the same place of the recording."""
    monkeypatch.setattr(region_list, "PAGE_ROWS", 5)
    fill(station, settings.paths)
    await user.open(f"/speech/{ID}")
    await until(lambda: len(rows(user)) == 5)
    await sees(user, "1 – 5 / 12")
    tap(user, "Later lines")
    await sees(user, "6 – 10 / 12")
    former = rows(user)
    dispatch(slider(user, "Shortest speech"), "change", 0.5)
    await until(lambda: bool(rows(user)) and rows(user)[0] is not former[0])
    await sees(user, "6 – 10 / 12")
    tap(user, "Later lines")
    await sees(user, "11 – 12 / 12")
    with pytest.raises(AssertionError, match="switched off"):
        tap(user, "Later lines")
    tap(user, "Earlier lines")
    await sees(user, "6 – 10 / 12")


async def test_a_place_that_is_sought_is_shown_in_the_list(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of its line, which stands out."""
    monkeypatch.setattr(region_list, "PAGE_ROWS", 5)
    fill(station, settings.paths)
    await user.open(f"/speech/{ID}")
    await until(lambda: len(rows(user)) == 5)
    dispatch(only(user, Waveform), "sought", 41.5)
    await sees(user, "6 – 10 / 12")
    assert ["0:00:39"] == [
        words.text.split()[1]
        for row in rows(user)
        if "here" in row.classes
        for words in row.descendants()
        if isinstance(words, Words) and "what" in words.classes
    ]


async def test_lines_without_text_are_recognised_one_after_the_other(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that are shown; it can be stopped, and what was had until then stays."""
    fill(station, settings.paths)
    spoken = transcript(segment(0.5, "先看进度。"))
    station.views[ID] = replace(station.views[ID], transcript=spoken)
    asked: list[int] = []

    async def transcribe(_recording_id: str, start_sample: int, _end_sample: int) -> str:
        asked.append(start_sample)
        if len(asked) > 2:
            await asyncio.Event().wait()
        return f"from {start_sample}"

    monkeypatch.setattr(station.speech, "transcribe", transcribe)
    await user.open(f"/speech/{ID}")
    await until(lambda: len(rows(user)) == 12)
    await sees(user, "Recognise 11 lines without text")
    tap(user, "Recognise 11 lines without text")
    await sees(user, "Recognising the lines without text")
    await until(lambda: len(asked) == 3)
    tap(user, "Stop")
    await sees(user, "Recognise 9 lines without text")
    await sees_no(user, "Being recognised")
    assert sorted(asked) == asked
    assert asked[0] > 0
    await sees(user, f"from {asked[1]}")


async def test_lines_are_not_recognised_on_and_on_where_one_fails(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told once."""
    fill(station, settings.paths)
    station.views[ID] = replace(station.views[ID], transcript=None)
    asked: list[int] = []

    async def transcribe(_recording_id: str, start_sample: int, _end_sample: int) -> str:
        asked.append(start_sample)
        raise ApplianceError("It is away.", hint="Wait.")

    monkeypatch.setattr(station.speech, "transcribe", transcribe)
    await user.open(f"/speech/{ID}")
    await until(lambda: len(rows(user)) == 12)
    await sees(user, "Recognise 12 lines without text")
    tap(user, "Recognise 12 lines without text")
    await until(lambda: "It is away." == only(user, Toast).props["shown"].get("what"))
    await sees(user, "Recognise 12 lines without text")
    assert 1 == len(asked)


async def test_what_was_recorded_meanwhile_is_listened_to_by_a_tap(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """A recording that runs is shown as far as it was listened to."""
    fill(station, settings.paths)
    view = station.views[ID]
    running = replace(view.summary, running=True, duration_s=60.0)
    station.views[ID] = replace(view, summary=running)
    await user.open(f"/speech/{ID}")
    await until(lambda: len(rows(user)) == 12)
    await sees(user, "Recording now")
    await sees_no(user, "Listen to what is new")
    station.views[ID] = replace(view, summary=replace(running, duration_s=90.0))
    station.changed()
    await sees(user, "Listen to what is new")
    station.speech.duration_s = 90.0
    tap(user, "Listen to what is new")
    await until(lambda: len(rows(user)) == 18)
    await sees_no(user, "Listen to what is new")


async def test_a_recording_without_speech_says_what_to_try(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """Nothing to recognise is offered."""
    fill(station, settings.paths)
    station.speech.duration_s = 0.1
    await user.open(f"/speech/{ID}")
    await sees(user, "No speech is found by these rules.")
    await sees(user, "Set “Surely speech from” lower")
    await sees_no(user, "Recognise")
    # It is longer than what can be read, which listening again would not mend.
    await sees_no(user, "Listen to what is new")


async def test_an_unknown_recording_is_said_to_be_unknown(user: User) -> None:
    """A bookmark of something that was deleted."""
    await user.open("/speech/20250101-000000-0000")
    await sees(user, "There is no recording 20250101-000000-0000.")


async def test_the_list_and_the_line_that_was_sought_are_named_to_a_screen_reader(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """The list takes the keys, so that it says what it is; the line is the current one of it."""
    fill(station, settings.paths)
    await user.open(f"/speech/{ID}")
    await until(lambda: len(rows(user)) == 12)
    assert ("region", "Lines of speech") == (
        only(user, RegionList).props.get("role"),
        only(user, RegionList).props.get("aria-label"),
    )
    for seconds, number in ((41.5, 8), (2.0, 0)):
        dispatch(only(user, Waveform), "sought", seconds)
        await until(lambda n=number: "here" in rows(user)[n].classes)  # type: ignore[misc]
        assert {number: "true"} == {
            n: row.props["aria-current"]
            for n, row in enumerate(rows(user))
            if "aria-current" in row.props
        }
