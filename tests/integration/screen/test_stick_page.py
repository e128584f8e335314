"""Sticks as somebody uses them."""

import pytest
from nicegui import ui
from nicegui.testing.user import User

from appliance.errors import ApplianceError
from appliance.station.face_sticks import (
    Ejected,
)
from tests.fakes.queued import full_stick, stick_script
from tests.fakes.station import STICK, FakeStation
from tests.integration.screen.person import (
    only,
    plug,
    sees,
    sees_no,
    tap,
    until,
)
from ui.pages import stick
from ui.widgets import stick_arrival, stick_watch
from ui.widgets.toast import Toast


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages be drawn at once."""
    monkeypatch.setattr(stick, "REFRESH_S", 0.01)
    monkeypatch.setattr(stick_arrival, "LOOK_S", 0.01)
    monkeypatch.setattr(stick_watch, "LOOK_S", 0.01)


def said(user: User) -> str:
    """Return what the toast says."""
    return str(only(user, Toast).props["shown"]["what"])


def is_sheet_open(user: User) -> bool:
    """Tell whether a sheet is on the screen."""
    return any(dialog.value for dialog in user.find(ui.dialog).elements)


async def tells(user: User, text: str) -> None:
    """Wait until the toast says this."""
    await until(lambda: said(user) == text)


async def test_no_stick_says_what_to_do(user: User, station: FakeStation) -> None:
    """It appears by itself, and goes by itself."""
    await user.open("/stick")
    await sees(user, "No stick")
    await sees(user, "Plug a USB stick in.")
    await plug(station, STICK)
    await sees(user, "14.2 GB of 31.0 GB free")
    await sees_no(user, "Plug a USB stick in.")
    await plug(station)
    await sees_no(user, "31.0 GB")
    await sees(user, "Plug a USB stick in.")


async def test_a_stick_that_is_not_open_says_what_to_do(user: User, station: FakeStation) -> None:
    """By what is written on it, also below one that is open; nobody is told that there is none."""
    station.sticks.unopened = ("Intenso Rainbow (8.0 GB)",)
    await user.open("/stick")
    await sees(user, "Stick not open")
    await sees(user, "Plugged in, but not open: Intenso Rainbow (8.0 GB).")
    await sees(user, "To use it, pull it out and plug it in again.")
    await sees_no(user, "No stick")
    await plug(station, STICK)
    await sees(user, "14.2 GB of 31.0 GB free")
    await sees(user, "Plugged in, but not open: Intenso Rainbow (8.0 GB).")
    station.sticks.unopened = ()
    await plug(station, STICK)
    await sees_no(user, "Intenso")
    await plug(station)
    await sees(user, "Plug a USB stick in.")


async def test_a_folder_that_was_let_go_says_how_it_is_plugged_in_again(
    user: User, station: FakeStation
) -> None:
    """It stands in for a stick, and nobody can pull it out."""
    again = "To plug stick/ in again, give the folder another name and then its old one."
    station.sticks.unopened = ("stick/",)
    await user.open("/stick")
    await sees(user, "Plugged in, but not open: stick/.")
    await sees(user, again)
    await sees_no(user, "To use it, pull it out")
    station.sticks.unopened = ("stick/", "Intenso")
    await plug(station)
    await sees(user, again)
    await sees(user, "To use it, pull it out and plug it in again.")


async def test_what_is_on_it_is_explained(user: User, station: FakeStation) -> None:
    """What can be brought in, what cannot and why, what was left out."""
    station.plugged = (STICK,)
    station.sticks.found = full_stick()
    await user.open("/stick")
    await sees(user, "40 sound files")
    await sees(user, "1 list of words")
    await sees(user, "It is not signed. Ask the administrator for a signed bundle.")
    await sees(user, "3 sound files of exports of this box are left out.")
    tap(user, "2 cannot be taken")
    await sees(user, "It only points to another file. Copy that file onto the stick.")
    await sees(user, "录音/空.wav")


async def test_what_cannot_be_taken_goes_with_its_stick(user: User, station: FakeStation) -> None:
    """Another stick leaves it; while nobody knows what is plugged in, it stays."""
    other = STICK.model_copy(update={"identity": "stick-2", "label": "ANOTHER"})
    station.plugged = (STICK,)
    station.sticks.found = full_stick()
    await user.open("/stick")
    await sees(user, "2 cannot be taken")
    tap(user, "2 cannot be taken")
    assert is_sheet_open(user)
    await plug(station, STICK, other)
    await sees(user, "ANOTHER")
    hardware, station.sticks.hardware = station.sticks.hardware, lambda: None  # type: ignore[method-assign, assignment, return-value] # the supervisor is away
    await plug(station)
    await sees_no(user, "ANOTHER")
    assert is_sheet_open(user)
    station.sticks.hardware = hardware  # type: ignore[method-assign] # it is there again
    await plug(station, other)
    await until(lambda: not is_sheet_open(user))


async def test_an_empty_stick_and_one_that_cannot_be_read(user: User, station: FakeStation) -> None:
    """Both say so; the second can be looked at again."""
    station.plugged = (STICK,)
    station.sticks.refusal = ApplianceError("The stick is unreadable.", hint="Take another.")
    await user.open("/stick")
    await sees(user, "The stick is unreadable.")
    tap(user, "Try again")
    await sees(user, "Nothing to bring in")


async def test_a_read_only_stick_takes_nothing_away(user: User, station: FakeStation) -> None:
    """It says what to move, and still gives."""
    station.plugged = (STICK.model_copy(update={"writable": False}),)
    station.sticks.found = full_stick()
    await user.open("/stick")
    await sees(user, "This stick is read only.")
    await sees(user, "Move the lock at its side")
    await sees_no(user, "What is new")
    await sees(user, "40 sound files")


async def test_audio_is_brought_in(user: User, station: FakeStation) -> None:
    """As on the page of files, without asking which stick."""
    station.plugged = (STICK,)
    station.sticks.found = full_stick()
    station.sticks.steps = stick_script()
    await user.open("/stick")
    await sees(user, "40 sound files")
    tap(user, "40 sound files")
    await sees(user, "Add 40 files")
    tap(user, "Add 40 files")
    await sees(user, "1 file added")
    await sees(user, "1 was not taken:")


async def test_without_the_mount_helper_it_says_what_is_left_to_do(
    user: User, station: FakeStation
) -> None:
    """Everything is written, but the computer still holds the stick."""
    station.plugged = (STICK,)
    station.sticks.ejected = Ejected(is_unmounted=False)
    await user.open("/stick")
    tap(user, "Remove the stick")
    await sees(user, "This computer still holds the stick.")
    await sees(user, "umount /media/KINGSTON")
    await sees_no(user, "Safe to remove")


async def test_a_stick_in_use_says_so_until_it_may_be_pulled(
    user: User, station: FakeStation
) -> None:
    """On its card and at the foot of every page, whoever began it and from whichever page."""
    station.plugged = (STICK,)
    station.sticks.used = frozenset({STICK.identity})
    await user.open("/stick")
    await sees(user, "In use. Leave it in.")
    await sees(user, "Stick KINGSTON: in use, leave it in")
    station.sticks.used = frozenset()
    station.changed()
    await sees_no(user, "In use. Leave it in.")
    await sees(user, "Stick KINGSTON: 14.2 GB free")


async def test_a_stick_in_use_is_not_let_go(user: User, station: FakeStation) -> None:
    """It says to leave it in, and can be tried again."""
    station.plugged = (STICK,)
    await user.open("/stick")
    await sees(user, "Nothing to bring in")
    station.sticks.refusal = ApplianceError("It is being read.", hint="Wait, then try again.")
    tap(user, "Remove the stick")
    await sees(user, "Leave the stick in")
    await sees(user, "Wait, then try again.")
    tap(user, "Try again")
    await sees(user, "Pull stick KINGSTON out now.")


async def test_nobody_has_to_wait_for_a_stick_that_takes_its_time(
    user: User, station: FakeStation
) -> None:
    """The sheet can be closed; a toast tells when the stick may be pulled, or why not yet."""
    station.plugged = (STICK,)
    await user.open("/stick")
    for refusal, expected in (
        (None, "Pull stick KINGSTON out now."),
        (ApplianceError("It is being read.", hint="Wait."), "It is being read."),
    ):
        station.sticks.eject_gate.clear()
        tap(user, "Remove the stick")
        await sees(user, "Writing what is left. Leave the stick in.")
        tap(user, "Close")
        station.sticks.refusal = refusal
        station.sticks.eject_gate.set()
        await tells(user, expected)


async def test_a_stick_that_comes_and_goes_leaves_no_sheet(
    user: User, station: FakeStation
) -> None:
    """However often it is plugged in."""
    await user.open("/stick")
    assert user.client is not None
    elements = user.client.elements.values()

    def sheets() -> int:
        return sum(isinstance(element, ui.dialog) for element in elements)

    before = sheets()
    await plug(station, STICK)
    await sees(user, "From the box onto the stick")
    await plug(station)
    await sees_no(user, "From the box onto the stick")
    assert before == sheets()
