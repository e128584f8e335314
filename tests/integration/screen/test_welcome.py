"""The first steps of a new box."""

from nicegui.testing.user import User

from appliance.station.face_settings import Option
from appliance.wire.capture import CaptureState, MicrophoneState
from tests.fakes.station import FakeStation
from tests.integration.screen.person import ID, dispatch, only, sees, sees_no, tap, until
from ui.widgets.pin_keys import PinKeys


async def test_the_first_visit_of_a_new_box_comes_here_by_itself(
    user: User, station: FakeStation
) -> None:
    """Later ones find a notice on the Record page, until the steps are done."""
    station.settings.is_new = True
    answer = await user.http_client.get("/")
    assert (307, "/welcome") == (answer.status_code, answer.headers["location"])
    await user.open("/")
    await sees(user, "This box is new.")
    station.settings.is_new = False
    await user.open("/")
    await user.should_not_see("This box is new.")


async def test_a_box_with_recordings_is_not_asked(user: User, station: FakeStation) -> None:
    """It works already, whoever set it up."""
    station.settings.is_new = True
    station.add_recording(ID)
    await user.open("/")
    await sees(user, "Ready")
    await user.should_not_see("This box is new.")


async def test_a_running_recording_is_not_left(user: User, station: FakeStation) -> None:
    """The Record page stays; the steps can wait."""
    station.settings.is_new = True
    station.hear(state=CaptureState.RECORDING, recording_id=ID)
    await user.open("/")
    await sees(user, "Recording")
    await sees(user, "This box is new.")


async def test_all_steps_are_taken_there_and_back(user: User, station: FakeStation) -> None:
    """Language, a voice that is heard, the clock, a PIN, done."""
    station.settings.is_new = True
    await user.open("/welcome")
    tap(user, "English")
    await until(lambda: ("change", "station.locale", "en") in station.settings.asked)
    await sees(user, "Is the microphone heard?")
    station.hear(level_dbfs=-60.0)
    await sees(user, "Listening …")
    for look in range(1, 6):
        before = only_test(user)
        station.hear(level_dbfs=-20.0, frames_read=look)
        await until(lambda before=before: only_test(user) > before)  # type: ignore[misc] # bound
    await sees(user, "Heard you.")
    tap(user, "Go on")
    await sees(user, "Is this the right time?")
    await sees(user, "09:30")
    tap(user, "Back")
    await sees(user, "Is the microphone heard?")
    tap(user, "Go on")
    await sees(user, "Compare it with your watch. Is it wrong?")
    tap(user, "Go on")
    tap(user, "Set a PIN")
    for _time in range(2):
        await until(lambda: not only(user, PinKeys).props["busy"])
        dispatch(only(user, PinKeys), "enter", "135790")
    await sees(user, "The box is ready")
    assert "135790" == station.lock.pin
    tap(user, "To the Record page")
    await until(lambda: not station.settings.is_new)


async def test_a_pin_may_be_left_out(user: User, station: FakeStation) -> None:
    """Nothing is locked then."""
    await user.open("/welcome?step=3")
    tap(user, "Without a PIN")
    await sees(user, "To the Record page")
    assert "" == station.lock.pin


async def test_no_microphone_says_what_to_do(user: User, station: FakeStation) -> None:
    """And does not keep anybody here."""
    station.hear(
        microphone="",
        microphone_state=MicrophoneState.ABSENT,
        problem="No microphone is connected. Connect one; it is used at once.",
    )
    await user.open("/welcome?step=1")
    await sees(user, "No microphone is connected. Connect one; it is used at once.")
    tap(user, "Go on")
    await sees(user, "Is this the right time?")


async def test_a_sample_is_told_from_a_microphone(user: User, station: FakeStation) -> None:
    """At once, however loud it is; nobody is asked to speak to it, and the box is not ready."""
    station.hear(virtual=True, microphone="Built-in sample", level_dbfs=-20.0)
    await user.open("/welcome?step=1")
    await sees(user, "This is not a real microphone: Built-in sample.")
    await user.should_not_see("Say a few words where people will speak.")
    for look in range(1, 6):
        before = only_test(user)
        station.hear(frames_read=look)
        await until(lambda before=before: only_test(user) > before)  # type: ignore[misc] # bound
    tap(user, "Go on")
    await sees(user, "Is this the right time?")
    await sees(user, "No microphone")
    await user.open("/welcome?step=4")
    await sees(user, "The box has no microphone yet")
    await user.should_not_see("The box is ready")


async def test_a_microphone_that_heard_nobody_is_not_done(user: User, station: FakeStation) -> None:
    """The steps say so, lead back to it, and go on for all that."""
    station.settings.is_new = True
    await user.open("/welcome?step=1")
    tap(user, "Go on")
    await sees(user, "Is this the right time?")
    await sees(user, "Microphone: not heard")
    await user.open("/welcome?step=4")
    await sees(user, "The microphone was not heard")
    tap(user, "To the microphone")
    await sees(user, "Listening …")
    for look in range(1, 6):
        before = only_test(user)
        station.hear(level_dbfs=-20.0, frames_read=look)
        await until(lambda before=before: only_test(user) > before)  # type: ignore[misc] # bound
    await sees(user, "Heard you.")
    await user.open("/welcome?step=4")
    await sees(user, "The box is ready")
    await user.should_not_see("not heard")
    station.hear(microphone="Lapel")
    await sees(user, "The microphone was not heard")
    tap(user, "To the Record page")
    await until(lambda: not station.settings.is_new)


def only_test(user: User) -> int:
    """Return how often the test has heard a voice."""
    from ui.widgets.microphone_test import MicrophoneTest

    return only(user, MicrophoneTest).loud_looks


async def test_the_microphone_is_chosen_where_there_are_several(
    user: User, station: FakeStation
) -> None:
    """Nothing to choose of one; what is plugged in is offered; another one has to be heard anew."""
    station.settings.is_new = True
    await user.open("/welcome?step=1")
    for look in range(1, 6):
        before = only_test(user)
        station.hear(level_dbfs=-20.0, frames_read=look)
        await until(lambda before=before: only_test(user) > before)  # type: ignore[misc] # bound
    await sees(user, "Heard you.")
    await user.should_not_see("The microphone that is recorded.")
    second = Option(value="name:Lapel", title="Lapel", is_name=True)
    station.settings.microphones = (*station.settings.microphones, second)
    await sees(user, "The microphone that is recorded.")
    tap(user, "Lapel")
    await until(lambda: ("change", "capture.mic", "name:Lapel") in station.settings.asked)
    station.hear(microphone="Lapel", level_dbfs=-60.0)
    await sees(user, "Lapel")
    await sees(user, "Listening …")
    station.settings.microphones = (second,)
    await sees_no(user, "The microphone that is recorded.")
