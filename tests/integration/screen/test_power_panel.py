"""Switching the machine, as somebody does it on the screen."""

import pytest
from nicegui.testing.user import User

from appliance.station.errors import PowerError
from appliance.station.face_power import PowerDeed
from tests.fakes.station import FakeStation
from tests.integration.screen.person import dispatch, only, sees, tap, until
from ui.widgets.pin_keys import PinKeys
from ui.widgets.toast import Toast
from ui.widgets.touch import TouchButton

ABOUT = "/settings?group=about"


async def ready(user: User, words: str) -> None:
    """Wait until the system has answered and the button can be tapped."""
    assert user.client is not None
    (button,) = (
        one
        for one in user.client.elements.values()
        if isinstance(one, TouchButton) and one.words.text == words
    )
    await until(lambda: "aria-disabled" not in button.props)


async def test_a_second_touch_switches_the_machine_off(user: User, station: FakeStation) -> None:
    """The first one only asks, in place."""
    await user.open(ABOUT)
    await ready(user, "Switch off")
    tap(user, "Switch off")
    await sees(user, "Tap again to switch off")
    assert [] == station.power.switched
    tap(user, "Tap again to switch off")
    await until(lambda: station.power.switched == [PowerDeed.OFF])


async def test_the_pin_is_asked_for(user: User, station: FakeStation) -> None:
    """Where one is set; the deed goes on after it."""
    station.lock.pin = "135790"
    await user.open(ABOUT)
    assert user.client is not None
    await ready(user, "Restart")
    tap(user, "Restart")
    await sees(user, "Tap again to restart")
    tap(user, "Tap again to restart")
    elements = user.client.elements
    await until(lambda: any(isinstance(one, PinKeys) for one in elements.values()))
    assert [] == station.power.switched
    dispatch(only(user, PinKeys), "enter", "135790")
    await until(lambda: station.power.switched == [PowerDeed.RESTART])


async def test_what_stands_in_the_way_is_told_and_goes(user: User, station: FakeStation) -> None:
    """A running recording switches the buttons off; they come back by themselves."""
    station.power.present = PowerError("A recording is running.", hint="Stop it first.")
    await user.open(ABOUT)
    await sees(user, "A recording is running. Stop it first.")
    with pytest.raises(AssertionError, match="is switched off"):
        tap(user, "Switch off")
    station.power.present = None
    station.changed()
    await user.should_not_see("A recording is running. Stop it first.", retries=40)
    await ready(user, "Switch off")
    tap(user, "Switch off")
    await sees(user, "Tap again to switch off")


async def test_a_machine_that_cannot_says_why(user: User, station: FakeStation) -> None:
    """By what its own system answered."""
    station.power.inability = PowerError(
        "This system has no service that could switch the machine.", hint="Do it by hand."
    )
    await user.open(ABOUT)
    await sees(user, "This system has no service that could switch the machine. Do it by hand.")


async def test_a_refusal_at_the_last_moment_is_told(user: User, station: FakeStation) -> None:
    """The page stays as it was."""
    await user.open(ABOUT)
    await ready(user, "Restart")
    tap(user, "Restart")
    await sees(user, "Tap again to restart")
    station.power.inability = PowerError("Another program keeps this machine on.", hint="Wait.")
    tap(user, "Tap again to restart")
    await until(lambda: "keeps this machine on" in str(only(user, Toast).props["shown"]))
    assert [] == station.power.switched
