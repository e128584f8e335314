"""Deleting packs of hot words and models, as somebody does it in the settings."""

from dataclasses import replace

from nicegui.testing.user import User

from appliance.station.errors import SettingError
from tests.fakes.station import FakeStation
from tests.integration.screen.person import (
    dispatch,
    enter,
    only,
    sees,
    sees_no,
    tap,
    tap_close,
    tap_undo,
    time_is_over,
    until,
)
from ui.widgets.row import Row
from ui.widgets.sure_button import SureButton
from ui.widgets.toast import Toast

PIN = "135790"
SENSE_VOICE = "SenseVoice Small"


def buttons(user: User, what: str) -> list[SureButton]:
    """Return the buttons that delete in the row of something."""
    (row,) = (row for row in user.find(Row).elements if row.what.text == what)
    return [item for item in row.descendants() if isinstance(item, SureButton)]


def touch(user: User, what: str) -> None:
    """Touch the button in the row of something."""
    (button,) = buttons(user, what)
    dispatch(button, "click", [])


def is_undoable(user: User) -> bool:
    """Whether something can be undone."""
    return only(user, Toast).props["shown"].get("undo") is True


async def test_a_pack_is_deleted_by_a_second_touch_and_brought_back(
    user: User, station: FakeStation
) -> None:
    """Its row goes at once and comes back with the undo; the list of the screen has no button."""
    packs = station.settings.others
    await user.open("/settings")
    await sees(user, "workshop")
    touch(user, "workshop")
    await sees(user, "Tap again to delete")
    assert packs == station.settings.others
    touch(user, "workshop")
    await until(lambda: ("remove-pack", "workshop") in station.settings.asked)
    await sees_no(user, "120 hot words · 4 corrections")
    await until(lambda: is_undoable(user))
    station.settings.others = packs
    tap_undo(user)
    await sees(user, "120 hot words · 4 corrections")
    assert ("restore packs", "", ("workshop",)) == station.sticks.asked[-1]


async def test_a_pack_that_cannot_go_says_why(user: User, station: FakeStation) -> None:
    """With what to do next; it stays in sight."""
    await user.open("/settings")
    await sees(user, "workshop")
    station.settings.refusal = SettingError(
        "The list of words {pack} is chosen for files that wait for their text: {count}.",
        hint="Wait until they are done, or give them up on the Files page; then delete it.",
        pack="workshop",
        count=3,
    )
    touch(user, "workshop")
    touch(user, "workshop")
    await until(lambda: only(user, Toast).props["shown"].get("sign") == "warning")
    assert only(user, Toast).props["shown"]["what"].endswith("their text: 3.")
    await sees(user, "120 hot words · 4 corrections")


async def test_both_ask_for_the_pin_and_go_on(user: User, station: FakeStation) -> None:
    """Once; a living permit is enough for the next one."""
    station.lock.pin = PIN
    await user.open("/settings")
    await sees(user, "workshop")
    touch(user, "workshop")
    touch(user, "workshop")
    await enter(user, PIN)
    await until(lambda: ("remove-pack", "workshop") in station.settings.asked)
    touch(user, SENSE_VOICE)
    touch(user, SENSE_VOICE)
    await until(lambda: only(user, Toast).props["shown"]["what"].startswith(SENSE_VOICE))
    time_is_over(user)
    await until(lambda: ("remove-model", "sense-voice-small") in station.settings.asked)


async def test_a_model_goes_when_it_can_be_undone_no_longer(
    user: User, station: FakeStation
) -> None:
    """Until then its row says so and has no button; whoever looks again sees the same."""
    await user.open("/settings")
    await sees(user, "238 MB · Not used")
    touch(user, SENSE_VOICE)
    await sees(user, "Tap again: 238 MB become free")
    touch(user, SENSE_VOICE)
    await sees(user, "238 MB · Being deleted")
    tap(user, "Sound")
    await sees(user, "Kept from before the tap")
    tap(user, "Recognition")
    await sees(user, "238 MB · Being deleted")
    assert [] == buttons(user, SENSE_VOICE)
    tap_undo(user)
    await sees(user, "238 MB · Not used")
    touch(user, SENSE_VOICE)
    touch(user, SENSE_VOICE)
    await sees(user, "238 MB · Being deleted")
    tap_close(user)
    assert only(user, Toast).props["shown"]["folded"]
    assert is_undoable(user)
    await sees(user, "238 MB · Being deleted")
    assert [] == [asked for asked in station.settings.asked if asked[0] == "remove-model"]
    time_is_over(user)
    await sees_no(user, SENSE_VOICE)
    assert ("remove-model", "sense-voice-small") in station.settings.asked
    shown = only(user, Toast).props["shown"]["what"]
    assert "SenseVoice Small is deleted, 238 MB are free again." == shown


async def test_a_model_goes_though_the_permit_died_meanwhile(
    user: User, station: FakeStation
) -> None:
    """A warning may put it off for long, somebody may lock: it was allowed when it was asked."""
    station.lock.pin = PIN
    await user.open("/settings")
    await sees(user, SENSE_VOICE)
    touch(user, SENSE_VOICE)
    touch(user, SENSE_VOICE)
    await enter(user, PIN)
    await sees(user, "238 MB · Being deleted")
    station.lock.expire()
    time_is_over(user)
    await until(lambda: ("remove-model", "sense-voice-small") in station.settings.asked)


async def test_a_model_that_cannot_go_is_told_on_the_page_that_is_open_then(
    user: User, station: FakeStation
) -> None:
    """It is ten seconds later: whoever asked for it may have left."""
    await user.open("/settings")
    await sees(user, SENSE_VOICE)
    touch(user, SENSE_VOICE)
    touch(user, SENSE_VOICE)
    await sees(user, "238 MB · Being deleted")
    await user.open("/files")
    station.settings.refusal = SettingError(
        "This model is loaded at present.",
        hint="Choose another one in its place, then delete it.",
    )
    time_is_over(user)
    await until(lambda: only(user, Toast).props["shown"].get("sign") == "warning")
    assert "This model is loaded at present." == only(user, Toast).props["shown"]["what"]


async def test_a_model_that_stays_has_no_button_and_says_why(
    user: User, station: FakeStation
) -> None:
    """One in use by what it is used for; any other, and a damaged one, by its reason."""
    starter, spare, damaged = station.settings.installed
    in_use = replace(damaged, uses=("recognition",), stays=SettingError("It stays.", hint=""))
    reason = "This model is loaded at present."
    named = replace(spare, stays=SettingError(reason, hint=""))
    station.settings.installed = (starter, named, in_use)
    await user.open("/settings")
    await sees(user, "145 MB · Used for: Text")
    await sees(user, reason)
    await sees(user, "31 MB · It cannot be used: damaged, copied by half, or of a newer release")
    await sees(user, "It stays.")
    await user.should_not_see("This model is in use.")
    assert ([], []) == (buttons(user, "Whisper base"), buttons(user, SENSE_VOICE))
