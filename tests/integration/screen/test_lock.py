"""The lock as somebody meets it."""

from dataclasses import replace

from nicegui.testing.user import User

from appliance.station.errors import LockedError
from tests.fakes.queued import mixed_queue
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
    time_is_over,
    until,
)
from ui.widgets.file_list import FileList
from ui.widgets.history_list import HistoryList
from ui.widgets.pin_keys import PinKeys
from ui.widgets.text_field import TextField
from ui.widgets.touch import TouchButton

PIN = "135790"
PORT = 8124


async def test_nothing_speaks_of_a_lock_before_there_is_a_pin(user: User) -> None:
    """A box without a PIN has no lock button."""
    await user.open("/")
    await user.should_not_see("Locked")
    await user.should_not_see("Unlocked")


async def test_unlocking_holds_on_every_page_of_a_browser_until_it_is_locked(
    user: User, station: FakeStation
) -> None:
    """The permit is the station's; the browser has nothing but an id that no script can read."""
    station.lock.pin = PIN
    await user.open("/")
    tap(user, "Locked")
    await enter(user, PIN)
    await sees(user, "Unlocked")
    await user.open("/history")
    await sees(user, "Unlocked")
    assert "permit" not in str(user.http_client.cookies.jar)
    held = next(
        cookie
        for cookie in user.http_client.cookies.jar
        if cookie.name == f"tingxia-browser-{PORT}"
    )
    assert held.has_nonstandard_attr("HttpOnly")
    assert "Strict" == held.get_nonstandard_attr("SameSite")
    tap(user, "Unlocked")
    await until(lambda: not station.lock.permits)
    await sees_no(user, "Unlocked")


async def test_another_browser_stays_locked(user: User, station: FakeStation) -> None:
    """Its id is another one."""
    station.lock.pin = PIN
    await user.open("/")
    tap(user, "Locked")
    await enter(user, PIN)
    await sees(user, "Unlocked")
    user.http_client.cookies.clear()
    await user.open("/")
    await user.should_not_see("Unlocked")


async def test_a_wrong_pin_is_told_and_a_delay_counted_down(
    user: User, station: FakeStation
) -> None:
    """The pad says what was wrong and for how long it takes nothing."""
    station.lock.pin = PIN
    await user.open("/")
    tap(user, "Locked")
    await enter(user, "000000")
    await until(lambda: only(user, PinKeys).props["told"] == "The PIN is wrong.")
    station.lock.told = replace(station.lock.told, delay_left_s=60.0)
    await enter(user, "000000")
    await until(lambda: only(user, PinKeys).props["wait"] == 60.0)
    assert not only(user, PinKeys).props["busy"]


async def test_a_permit_that_died_locks_the_page(user: User, station: FakeStation) -> None:
    """Without another visit."""
    station.lock.pin = PIN
    await user.open("/")
    tap(user, "Locked")
    await enter(user, PIN)
    await sees(user, "Unlocked")
    station.lock.expire()
    await sees_no(user, "Unlocked")


async def test_kiosk_mode_hides_settings_and_deletion_until_it_is_unlocked(
    user: User, station: FakeStation
) -> None:
    """The tab, the page behind its address, and the buttons that delete."""
    station.lock.pin = PIN
    station.lock.told = replace(station.lock.told, is_kiosk=True)
    station.add_recording(ID)
    await user.open("/settings")
    await user.should_not_see("Spoken language")
    await user.should_not_see("Settings")
    await sees(user, "This page is locked.")
    tap(user, "Unlock")
    await enter(user, PIN)
    await sees(user, "Spoken language")
    await sees(user, "Settings")
    station.lock.expire()
    await sees(user, "This page is locked.")
    await user.open("/history")
    tap(user, "Select")
    await user.should_not_see("Delete")


async def test_a_deed_that_is_locked_asks_for_the_pin_and_goes_on(
    user: User, station: FakeStation
) -> None:
    """Kiosk mode came on after the page was there; the deletion is done after the PIN."""
    station.add_recording(ID)
    station.lock.pin = PIN
    await user.open("/history")
    tap(user, "Select")
    dispatch(only(user, HistoryList), "choose", ID)
    await sees(user, "1 chosen")
    station.lock.told = replace(station.lock.told, is_kiosk=True)
    tap(user, "Delete")
    await enter(user, PIN)
    await until(lambda: ("delete", ID) in station.shelf.asked)


async def test_a_deed_is_not_done_when_nobody_gives_the_pin(
    user: User, station: FakeStation
) -> None:
    """The page says so."""
    station.add_recording(ID)
    station.lock.pin = PIN
    await user.open("/history")
    tap(user, "Select")
    dispatch(only(user, HistoryList), "choose", ID)
    await sees(user, "1 chosen")
    station.lock.told = replace(station.lock.told, is_kiosk=True)
    tap(user, "Delete")
    await sees(user, "Cancel")
    tap(user, "Cancel")
    await until(lambda: "This is locked." in str(_toast(user)))
    assert ("delete", ID) not in station.shelf.asked


async def test_a_hold_that_is_lifted_and_a_file_that_is_given_up_ask_for_the_pin(
    user: User, station: FakeStation
) -> None:
    """In kiosk mode, and go on after it."""
    station.add_recording(ID)
    station.lock.pin = PIN
    station.lock.told = replace(station.lock.told, is_kiosk=True)
    await user.open(f"/transcript/{ID}")
    tap(user, "Details")
    await sees(user, "Never delete")
    tap(user, "Never delete")
    await until(lambda: ("hold", ID, True) in station.shelf.asked)
    tap(user, "Never delete")
    await enter(user, PIN)
    await until(lambda: ("hold", ID, False) in station.shelf.asked)
    station.lock.expire()
    station.files.files = mixed_queue()
    station.files.refusal = LockedError()
    await user.open("/files")
    dispatch(only(user, FileList), "deed", {"id": f"{4:08x}", "deed": "cancel"})
    await enter(user, PIN)
    await until(lambda: ["cancel 00000004"] == station.files.asked)


async def test_a_file_is_taken_off_with_the_pin_and_a_finished_one_without(
    user: User, station: FakeStation
) -> None:
    """In kiosk mode; what was allowed when it was asked is done, though the box is locked by then.

    The recording of a finished one stays in the history.
    """
    station.lock.pin = PIN
    station.lock.told = replace(station.lock.told, is_kiosk=True)
    station.files.files = mixed_queue()
    await user.open("/files")
    dispatch(only(user, FileList), "deed", {"id": f"{3:08x}", "deed": "remove"})
    await sees(user, "Cancel")
    tap(user, "Cancel")
    dispatch(only(user, FileList), "deed", {"id": f"{3:08x}", "deed": "remove"})
    await enter(user, PIN)
    await until(lambda: "无声.wav is taken off" in str(_toast(user)))
    station.lock.expire()
    time_is_over(user)
    await until(lambda: ["clear 00000003"] == station.files.asked)
    assert station.lock.approved[-1:] == station.files.permits
    dispatch(only(user, FileList), "deed", {"id": f"{2:08x}", "deed": "remove"})
    await until(lambda: "早会 副本.wav is taken off" in str(_toast(user)))
    time_is_over(user)
    await until(lambda: "clear 00000002" == station.files.asked[-1])
    tap(user, "Take finished off")
    await until(lambda: "finished file" in str(_toast(user)))
    time_is_over(user)
    await until(lambda: "clear 00000001 00000002" == station.files.asked[-1])
    assert [None, None] == station.files.permits[1:]


async def test_what_was_done_before_it_was_locked_is_undone_with_the_pin(
    user: User, station: FakeStation
) -> None:
    """Kiosk mode came on within the ten seconds."""
    station.lock.pin = PIN
    station.settings.chosen["text.script"] = "traditional"
    await user.open("/settings")
    await sees(user, "Chosen here. Default: Simplified")
    (back,) = (
        button
        for button in user.find(TouchButton).elements
        if button.visible and button.words.text == "Back to default"
    )
    dispatch(back, "click", [])
    await until(lambda: "text.script" not in station.settings.chosen)
    station.lock.told = replace(station.lock.told, is_kiosk=True)
    tap_undo(user)
    await enter(user, PIN)
    await until(lambda: "traditional" == station.settings.chosen.get("text.script"))
    await sees(user, "120 hot words · 4 corrections")
    before = station.settings.written
    (field,) = (item for item in user.find(TextField).elements if item.props["lines"] > 1)
    dispatch(field, "change", "夹具\n")
    tap(user, "Keep")
    await until(lambda: "夹具\n" == station.settings.written)
    station.lock.expire()
    tap_undo(user)
    await enter(user, PIN)
    await until(lambda: before == station.settings.written)


async def test_a_pin_is_set_changed_and_removed(user: User, station: FakeStation) -> None:
    """It is asked for twice; two different ones begin anew; what is too short is refused."""
    await user.open("/settings?group=privacy")
    tap(user, "Set a PIN")
    for pin in (PIN, "246802"):
        await enter(user, pin)
    await until(lambda: "two different" in only(user, PinKeys).props["told"])
    for pin in ("123", "123"):
        await enter(user, pin)
    await until(lambda: "6 to 32 digits" in only(user, PinKeys).props["told"])
    for pin in (PIN, PIN):
        await enter(user, pin)
    await until(lambda: station.lock.pin == PIN)
    await sees(user, "A PIN is set")
    await sees(user, "Unlocked")
    tap(user, "Change the PIN")
    for pin in ("246802", "246802"):
        await enter(user, pin)
    await until(lambda: station.lock.pin == "246802")
    await sees(user, "Unlocked")
    tap(user, "Remove the PIN")
    tap(user, "Tap again to remove")
    await until(lambda: station.lock.pin == "")
    await sees(user, "No PIN: nothing is locked")
    await sees_no(user, "Unlocked")


async def test_a_pin_that_is_set_or_removed_elsewhere_shows(
    user: User, station: FakeStation
) -> None:
    """By the command line, or on another screen."""
    await user.open("/settings?group=privacy")
    await sees(user, "No PIN: nothing is locked")
    station.lock.pin = PIN
    await sees(user, "A PIN is set")
    station.lock.pin = ""
    await sees(user, "No PIN: nothing is locked")


def _toast(user: User) -> object:
    from ui.widgets.toast import Toast

    return only(user, Toast).props["shown"]
