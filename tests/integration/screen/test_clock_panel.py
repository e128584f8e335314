"""Setting the clock, as somebody does it on the screen."""

from dataclasses import replace
from datetime import datetime

import pytest
from nicegui.testing.user import User

from appliance.station.errors import ClockError
from tests.fakes.station import FakeStation
from tests.integration.screen.person import dispatch, only, sees, sees_no, tap, until
from ui.widgets import clock_panel
from ui.widgets.pin_keys import PinKeys
from ui.widgets.stepper import Stepper
from ui.widgets.toast import Toast
from ui.widgets.touch import TouchButton

ABOUT = "/settings?group=about"


async def opened(user: User, path: str = ABOUT) -> None:
    """Open the sheet."""
    await user.open(path)
    await until(lambda: can_tap(user, "Set the clock"))
    tap(user, "Set the clock")


def can_tap(user: User, words: str) -> bool:
    """Whether the button with these words is on."""
    assert user.client is not None
    return any(
        isinstance(one, TouchButton)
        and one.words.text == words
        and "aria-disabled" not in one.props
        for one in user.client.elements.values()
    )


def stepper(user: User, label: str) -> Stepper:
    """Find the stepper of a part."""
    assert user.client is not None
    (found,) = (
        one
        for one in user.client.elements.values()
        if isinstance(one, Stepper) and one.props["label"] == label
    )
    return found


@pytest.mark.parametrize("path", [ABOUT, "/welcome?step=2"])
async def test_the_clock_is_set_by_touch(user: User, station: FakeStation, path: str) -> None:
    """In the settings and in the first steps: from the present time on, part by part."""
    await opened(user, path)
    await sees(user, "Time zone")
    assert "2025" == stepper(user, "Year").props["value"]
    dispatch(stepper(user, "Year"), "step", 1)
    dispatch(stepper(user, "Month"), "step", -1)
    for _ in range(3):
        dispatch(stepper(user, "Minute"), "step", 1)
    assert ["2026", "04", "12", "09", "33"] == [
        stepper(user, part).props["value"] for part in ("Year", "Month", "Day", "Hour", "Minute")
    ]
    tap(user, "Set")
    await until(lambda: station.clock.asked == [(datetime(2026, 4, 12, 9, 33), "")])
    await until(lambda: only(user, Toast).props["shown"]["what"] == "The clock is set.")


async def test_a_zone_alone_leaves_the_time_as_it_is(user: User, station: FakeStation) -> None:
    """What is shown is the present time there, until somebody touches it."""
    await opened(user)
    await sees(user, "Shanghai UTC+8")
    tap(user, "Shanghai UTC+8")
    assert "17" == stepper(user, "Hour").props["value"]
    tap(user, "Set")
    await until(lambda: station.clock.asked == [(None, "Asia/Shanghai")])


async def test_an_untouched_time_goes_on(user: User, station: FakeStation) -> None:
    """While the sheet is open; and nothing is set that nobody touched."""
    await opened(user)
    await sees(user, "Time zone")
    told = station.settings.told_clock
    station.settings.told_clock = replace(told, now=told.now.replace(minute=31))
    await until(lambda: stepper(user, "Minute").props["value"] == "31")
    tap(user, "Set")
    await until(lambda: can_tap(user, "Set the clock"))
    assert [] == station.clock.asked


async def test_a_refusal_stands_in_the_sheet(user: User, station: FakeStation) -> None:
    """With the next step; what was touched stays, and can be set again."""
    await opened(user)
    await sees(user, "Time zone")
    dispatch(stepper(user, "Hour"), "step", 1)
    station.clock.refusal = ClockError("The box is not allowed to set the clock.", hint="Ask.")
    tap(user, "Set")
    await sees(user, "The box is not allowed to set the clock.")
    station.clock.refusal = None
    tap(user, "Set")
    await until(lambda: station.clock.asked == [(datetime(2025, 5, 12, 10, 30), "")])


async def test_a_zone_that_was_set_alone_is_the_one_to_go_on_from(
    user: User, station: FakeStation
) -> None:
    """The time was refused after it: going back to the former zone is a change."""
    await opened(user)
    await sees(user, "Shanghai UTC+8")
    tap(user, "Shanghai UTC+8")
    dispatch(stepper(user, "Hour"), "step", 1)
    station.clock.refusal_of_time = ClockError("The time is refused.", hint="Ask.")
    tap(user, "Set")
    await sees(user, "The time is refused.")
    tap(user, "UTC")
    station.clock.refusal_of_time = None
    tap(user, "Set")
    await until(lambda: station.clock.asked == [(datetime(2025, 5, 12, 18, 30), "Etc/UTC")])


async def test_the_pin_comes_before_the_sheet(user: User, station: FakeStation) -> None:
    """Where one is set."""
    station.lock.pin = "135790"
    await opened(user)
    assert user.client is not None
    elements = user.client.elements
    await until(lambda: any(isinstance(one, PinKeys) for one in elements.values()))
    assert not any(isinstance(one, Stepper) for one in elements.values())
    dispatch(only(user, PinKeys), "enter", "135790")
    await sees(user, "Time zone")
    dispatch(stepper(user, "Day"), "step", 1)
    tap(user, "Set")
    await until(lambda: station.clock.asked == [(datetime(2025, 5, 13, 9, 30), "")])


async def test_a_clock_that_is_set_by_itself_has_a_zone_to_choose(
    user: User, station: FakeStation
) -> None:
    """And nothing else."""
    station.settings.told_clock = replace(station.settings.told_clock, is_trusted=True)
    await opened(user)
    await sees(user, "Time zone")
    assert user.client is not None
    assert not any(isinstance(one, Stepper) for one in user.client.elements.values())


async def test_a_system_that_could_not_be_asked_is_asked_again(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is slow right after a start; the button comes by itself."""
    monkeypatch.setattr(clock_panel, "ASK_AGAIN_S", 0.05)
    station.clock.inability = ClockError("The system gives no answer.", hint="Wait.")
    await user.open(ABOUT)
    await sees(user, "The system gives no answer. Wait.")
    station.clock.inability = None
    await until(lambda: can_tap(user, "Set the clock"))
    await sees_no(user, "The system gives no answer. Wait.")


async def test_what_stands_in_the_way_is_told_and_goes(user: User, station: FakeStation) -> None:
    """A running recording switches the button off; it comes back by itself."""
    station.clock.present = ClockError("A recording is running.", hint="Stop it first.")
    await user.open(ABOUT)
    await sees(user, "A recording is running. Stop it first.")
    with pytest.raises(AssertionError, match="is switched off"):
        tap(user, "Set the clock")
    station.clock.present = None
    station.changed()
    await sees_no(user, "A recording is running. Stop it first.")
    await until(lambda: can_tap(user, "Set the clock"))
