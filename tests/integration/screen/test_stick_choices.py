"""Sheets that ask for a stick, while something else is written to it."""

import pytest
from nicegui.testing.user import User

from tests.fakes.station import STICK, FakeStation
from tests.integration.screen.person import ID, plug, sees, tap
from ui.widgets.choice_button import ChoiceButton


def first_choice(user: User) -> ChoiceButton:
    """Find the first of the large buttons."""
    assert user.client is not None
    return next(one for one in user.client.elements.values() if isinstance(one, ChoiceButton))


@pytest.mark.parametrize(
    ("path", "way", "room"),
    [
        ("/settings?group=storage", "Back up", "13.1 GB of 31.0 GB free"),
        (f"/transcript/{ID}", "Export", "13.1 GB of 31.0 GB free"),
        ("/files", "Add files", "Stick, 31.0 GB"),
    ],
)
async def test_a_stick_stays_under_the_finger_while_its_room_changes(
    user: User, station: FakeStation, path: str, way: str, room: str
) -> None:
    """A button that is built anew would lose the tap that is just made; one pulled out goes."""
    station.add_recording(ID, texts=("好。",))
    await user.open(path)
    await plug(station, STICK.model_copy(update={"label": ""}))
    tap(user, way)
    await sees(user, "/media/KINGSTON")
    stick = first_choice(user)
    await plug(station, STICK.model_copy(update={"label": "", "free_bytes": 13_100_000_000}))
    await sees(user, room)
    assert stick is first_choice(user)
    await plug(station)
    await sees(user, "Plug a USB stick in. It appears here by itself.")


@pytest.mark.parametrize(
    ("path", "way"), [("/settings?group=storage", "Back up"), (f"/transcript/{ID}", "Export")]
)
async def test_a_stick_that_cannot_be_used_says_so_as_it_is_plugged_in(
    user: User, station: FakeStation, path: str, way: str
) -> None:
    """Nobody waits before a sheet for a stick that is in the box already."""
    station.add_recording(ID, texts=("好。",))
    await user.open(path)
    tap(user, way)
    await sees(user, "Plug a USB stick in. It appears here by itself.")
    station.sticks.unopened = ("Intenso (8.0 GB)",)
    await plug(station)
    await sees(user, "Plugged in, but not open: Intenso (8.0 GB).")
    await plug(station, STICK.model_copy(update={"writable": False}))
    await sees(user, "Stick KINGSTON cannot be written: unlock its switch or take another.")
