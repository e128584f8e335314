"""Where there is speech, as somebody looks for it."""

import asyncio

import pytest
from nicegui.testing.user import User

from appliance.config import Settings
from appliance.domain.endpointing import EndpointRules
from appliance.errors import ApplianceError
from appliance.station.face_lock import Permit
from appliance.station.face_settings import Setting, Value
from tests.fakes.screen import fill
from tests.fakes.station import FakeStation
from tests.integration.screen.person import ID, dispatch, only, sees, sees_no, tap, tap_undo, until
from ui.pages import speech
from ui.widgets.pin_keys import PinKeys
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.region_row import RegionRow
from ui.widgets.slider import Slider
from ui.widgets.toast import Toast
from ui.widgets.waveform import Waveform


def rows(user: User) -> list[RegionRow]:
    """Return the lines that are shown."""
    assert user.client is not None
    return [item for item in user.client.elements.values() if isinstance(item, RegionRow)]


def slider(user: User, label: str) -> Slider:
    """Return the slider of a rule."""
    return next(one for one in user.find(Slider).elements if one.props["label"] == label)


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
    assert user.client is not None
    elements = user.client.elements
    await until(lambda: any(isinstance(one, PinKeys) for one in elements.values()))
    dispatch(only(user, PinKeys), "enter", "2580")
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
    tap(user, "Text")
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
    tap(user, "Text")
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


async def test_lines_that_were_asked_for_stay(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other rules do not take them behind the button for more."""
    monkeypatch.setattr(speech, "PAGE_ROWS", 5)
    fill(station, settings.paths)
    await user.open(f"/speech/{ID}")
    await until(lambda: len(rows(user)) == 5)
    tap(user, "Show more")
    await until(lambda: len(rows(user)) == 10)
    former = rows(user)
    dispatch(slider(user, "Shortest speech"), "change", 0.5)
    await until(lambda: bool(rows(user)) and rows(user)[0] is not former[0])
    assert 10 == len(rows(user))
    tap(user, "Show more")
    await until(lambda: len(rows(user)) == 12)


async def test_an_unknown_recording_is_said_to_be_unknown(user: User) -> None:
    """A bookmark of something that was deleted."""
    await user.open("/speech/20250101-000000-0000")
    await sees(user, "There is no recording 20250101-000000-0000.")
