"""What somebody is reminded of while a recording runs, above pages of each kind."""

from appliance.station.face_reminders import Reminder, ReminderKind
from appliance.wire.capture import CaptureState
from tests.browser.person import Person
from tests.browser.view import View, taps
from tests.fakes.station import FakeStation

ID = "20250512-093000-a1b2"


def _remind(station: FakeStation, reminder: Reminder, state: CaptureState) -> None:
    station.reminders.shown = reminder
    station.hear(state=state, recording_id=ID, recorded_samples=16_000 * 36_000)


def forgotten(station: FakeStation) -> None:
    """Have one that runs and in which nobody has spoken for long."""
    reminder = Reminder(kind=ReminderKind.FORGOTTEN, quiet_s=7200)
    _remind(station, reminder, CaptureState.RECORDING)


def _paused(station: FakeStation) -> None:
    _remind(station, Reminder(kind=ReminderKind.PAUSED), CaptureState.PAUSED)


async def _stop(person: Person) -> None:
    await person.seen(".reminder .tap").first.tap()
    await person.page.wait_for_selector(".reminder .asking")


REMINDERS = (
    View(name="paused", path="/", shows=".reminder .tap", given=_paused),
    View(name="paused elsewhere", path="/settings", shows=".reminder .tap", given=_paused),
    View(name="forgotten", path="/", shows=".reminder .tap", given=forgotten),
    View(name="ending", path="/history", shows=".entry", given=forgotten, steps=_stop),
    View(
        name="forgotten elsewhere",
        path=f"/transcript/{ID}",
        shows=".reminder .tap",
        given=forgotten,
    ),
    View(
        name="forgotten above a sheet",
        path=f"/transcript/{ID}",
        shows=".reminder .tap",
        given=forgotten,
        steps=taps("Details"),
    ),
)
