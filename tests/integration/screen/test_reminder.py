"""The reminder of a recording that runs."""

import pytest
from nicegui.testing.user import User

from appliance.errors import ApplianceError
from appliance.station.face_reminders import Reminder, ReminderKind
from appliance.wire.capture import CaptureState
from tests.fakes.station import FakeStation
from tests.integration.screen.person import ID, dispatch, only, sees, sees_no, tap, until
from ui import second_tap
from ui.second_tap import SAME_TOUCH_S
from ui.widgets import reminder
from ui.widgets.sure_button import SureButton
from ui.widgets.toast import Toast

FORGOTTEN = Reminder(kind=ReminderKind.FORGOTTEN, quiet_s=633)
PAGES = ("/", "/files", "/history", "/stick", "/settings", "/doctor")


def remind(station: FakeStation, reminder: Reminder, state: CaptureState) -> None:
    """Have a recording that somebody is reminded of."""
    station.reminders.shown = reminder
    station.hear(state=state, recording_id=ID, recorded_samples=16_000 * 700)


def toast(user: User) -> str:
    """Return what the toast says."""
    return str(only(user, Toast).props["shown"]["what"])


@pytest.mark.parametrize("page", PAGES)
async def test_every_page_asks_about_a_forgotten_recording(
    user: User, station: FakeStation, page: str
) -> None:
    """Whoever comes by goes on with it by a tap."""
    await user.open(page)
    await until(lambda: bool(station.listeners))
    remind(station, FORGOTTEN, CaptureState.RECORDING)
    await sees(user, "Still recording? Nobody has spoken for 10 min.")
    tap(user, "Go on recording")
    await sees_no(user, "Still recording?")
    assert ([], 1) == (station.asked, station.reminders.dismissed)


async def test_a_forgotten_recording_is_stopped_by_a_second_touch(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on its own page, also while the time goes on; then it is said to be saved."""
    monkeypatch.setattr(reminder, "LOOK_S", 0.0)
    remind(station, FORGOTTEN, CaptureState.RECORDING)
    await user.open("/history")
    await until(lambda: bool(station.listeners))
    tap(user, "Stop")
    await sees(user, "Tap again to stop")
    assert station.asked == []
    looked = station.reminders.looked
    remind(station, Reminder(kind=FORGOTTEN.kind, quiet_s=693), CaptureState.RECORDING)
    await until(lambda: station.reminders.looked > looked)
    tap(user, "Tap again to stop")
    await until(lambda: "The recording is saved." == toast(user))
    assert ["stop"] == station.asked
    station.reminders.shown = None
    station.changed()
    await sees_no(user, "Still recording?")


async def test_a_palm_that_rubs_stops_nothing(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A button that asks takes no contact for an answer that comes right after another one."""
    now_s = 100.0
    monkeypatch.setattr(second_tap, "monotonic", lambda: now_s)
    monkeypatch.setattr(second_tap, "SAME_TOUCH_S", SAME_TOUCH_S)
    remind(station, FORGOTTEN, CaptureState.RECORDING)
    await user.open("/history")
    await sees(user, "Still recording?")
    for _ in range(8):
        dispatch(only(user, SureButton), "click", [])
        now_s += SAME_TOUCH_S / 2
    await sees(user, "Tap again to stop")
    assert [] == station.asked
    now_s += SAME_TOUCH_S
    tap(user, "Tap again to stop")
    await until(lambda: ["stop"] == station.asked)


async def test_the_record_page_says_only_once_that_it_is_saved(
    user: User, station: FakeStation
) -> None:
    """In its own place, with the way to the text."""
    remind(station, FORGOTTEN, CaptureState.RECORDING)
    await user.open("/")
    await sees(user, "Still recording?")
    await until(lambda: bool(station.listeners))
    dispatch(only(user, SureButton), "click", [])
    dispatch(only(user, SureButton), "click", [])
    await until(lambda: station.asked == ["stop"])
    await sees(user, "Saved:")
    assert "" == toast(user)


async def test_the_minutes_are_those_that_went_by(user: User, station: FakeStation) -> None:
    """Whatever time was chosen to ask after."""
    quiet = Reminder(kind=ReminderKind.FORGOTTEN, quiet_s=7 * 60 + 5)
    remind(station, quiet, CaptureState.RECORDING)
    await user.open("/files")
    await sees(user, "Nobody has spoken for 7 min.")


async def test_a_stop_that_fails_says_why(user: User, station: FakeStation) -> None:
    """And what to do."""
    remind(station, FORGOTTEN, CaptureState.RECORDING)
    station.refusal = ApplianceError("The recorder is away.", hint="Wait.")
    await user.open("/history")
    tap(user, "Stop")
    tap(user, "Tap again to stop")
    await until(lambda: "The recorder is away." == toast(user))
    assert ["stop"] == station.asked
    await sees(user, "Still recording?")


async def test_who_speaks_during_a_pause_goes_on_by_a_tap(user: User, station: FakeStation) -> None:
    """A palm may have paused it."""
    remind(station, Reminder(kind=ReminderKind.PAUSED), CaptureState.PAUSED)
    await user.open("/files")
    await sees(user, "Paused: what is said now is not recorded.")
    tap(user, "Go on recording")
    await until(lambda: station.asked == ["resume"])
