"""What a stick that is plugged in brings up: a sheet where nobody is disturbed, else a message."""

import asyncio
from contextlib import suppress

import pytest
from nicegui import ui
from nicegui.testing.user import User

from appliance.domain.stick_contents import StickContents
from appliance.errors import ApplianceError
from appliance.station.face import RecordingSummary
from appliance.station.face_lock import LockState
from appliance.wire.capture import CaptureState
from tests.fakes.queued import full_stick
from tests.fakes.station import STICK, FakeStation
from tests.integration.screen.arrivals import OFFERED, TOLD, at_rest, said, settled, ways
from tests.integration.screen.person import (
    ID,
    only,
    plug,
    sees,
    sees_no,
    tap,
    tap_close,
    until,
)
from ui.widgets import stick_arrival
from ui.widgets.toast import Toast

pytestmark = pytest.mark.usefixtures("sticks_at_once")


async def test_an_insertion_opens_a_sheet_with_what_makes_sense(
    user: User, station: FakeStation
) -> None:
    """Which stick, its room, what can be taken away and brought in; no message besides."""
    at_rest(user)
    station.add_recording(ID)
    station.sticks.found = full_stick()
    await user.open("/history")
    await plug(station, STICK)
    await sees(user, OFFERED)
    await sees(user, "14.2 GB of 31.0 GB free")
    await sees(user, "Export what is new")
    await sees(user, "40 sound files")
    await sees(user, "1 list of words · 1 signed bundle")
    assert [
        "/stick?stick=stick-1&deed=export",
        "/stick?stick=stick-1&deed=add",
        "/stick",
    ] == ways(user)
    assert "" == said(user)
    tap(user, "Not now")
    await until(lambda: [] == ways(user))
    await user.open("/")
    await plug(station, STICK)
    await sees(user, "Stick KINGSTON: 14.2 GB free")
    await settled()
    assert ("", []) == (said(user), ways(user))


async def test_a_sheet_follows_its_stick_and_goes_with_it(user: User, station: FakeStation) -> None:
    """It comes again with it."""
    at_rest(user)
    await user.open("/files")
    await plug(station, STICK)
    await sees(user, "14.2 GB of 31.0 GB free")
    await plug(station, STICK.model_copy(update={"free_bytes": 9_000_000_000}))
    await sees(user, "9.0 GB of 31.0 GB free")
    await plug(station)
    await until(lambda: [] == ways(user))
    await plug(station, STICK)
    await until(lambda: ["/stick"] == ways(user))


async def test_a_stick_that_is_pulled_at_once_leaves_no_sheet(
    user: User, station: FakeStation
) -> None:
    """It was being looked at."""
    at_rest(user)
    await user.open("/files")

    async def contents(_volume: str) -> StickContents:
        station.plugged = ()
        return StickContents()

    station.sticks.contents = contents  # type: ignore[method-assign, assignment] # a hand
    await plug(station, STICK)
    await sees(user, OFFERED)  # it was filled, and is not on the screen
    assert [] == ways(user)


async def test_of_two_sticks_one_has_the_sheet(user: User, station: FakeStation) -> None:
    """The other one a message, over it."""
    at_rest(user)
    await user.open("/files")
    other = STICK.model_copy(update={"identity": "stick-2", "label": "ANOTHER"})
    await plug(station, STICK, other)
    await until(lambda: bool(said(user)))
    await until(lambda: ["/stick"] == ways(user))
    has_sheet = ("KINGSTON", "ANOTHER") if "ANOTHER" in said(user) else ("ANOTHER", "KINGSTON")
    await sees(user, f"Stick plugged in: {has_sheet[0]}")
    assert f"Stick {has_sheet[1]} is plugged in." == said(user)


async def test_only_what_makes_sense_is_offered(user: User, station: FakeStation) -> None:
    """No export of nothing, none to a stick that cannot be written, nothing that is not there."""
    at_rest(user)
    await user.open("/files")
    await plug(station, STICK)
    await sees(user, OFFERED)
    assert ["/stick"] == ways(user)
    await plug(station)
    await until(lambda: [] == ways(user))
    station.add_recording(ID)
    await plug(station, STICK.model_copy(update={"writable": False}))
    await sees(user, "This stick is read only.")
    await sees_no(user, "Export what is new")


@pytest.mark.parametrize("found", [ApplianceError("Unreadable.", hint="Take another."), None])
async def test_a_stick_that_cannot_be_looked_at_is_offered_all_the_same(
    user: User,
    station: FakeStation,
    monkeypatch: pytest.MonkeyPatch,
    found: ApplianceError | None,
) -> None:
    """Or one that takes its time: the page of sticks says why."""
    at_rest(user)
    hung = asyncio.Event()
    if found is not None:
        station.sticks.found = found
    else:

        async def never(_volume: str) -> StickContents:
            """As a stick that hangs, which lets nobody go who gives up."""
            with suppress(asyncio.CancelledError):
                await hung.wait()
            await hung.wait()
            return StickContents()

        monkeypatch.setattr(station.sticks, "contents", never)
        monkeypatch.setattr(stick_arrival, "FOUND_S", 0.01)
    await user.open("/files")
    await plug(station, STICK)
    await sees(user, OFFERED)
    assert ["/stick"] == ways(user)
    hung.set()


async def test_a_library_that_is_busy_keeps_no_stick_from_being_offered(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is on the stick is there; that nothing could be taken away is not said."""
    at_rest(user)
    station.sticks.found = full_stick()
    await user.open("/files")
    free = asyncio.Event()

    async def busy(**_wanted: object) -> list[RecordingSummary]:
        await free.wait()
        return []

    monkeypatch.setattr(station, "recordings", busy)
    monkeypatch.setattr(stick_arrival, "FOUND_S", 0.1)
    await plug(station, STICK)
    await sees(user, "40 sound files")
    await sees(user, "Export what is new")
    free.set()


async def test_who_is_in_the_midst_of_something_is_told_by_a_message(
    user: User, station: FakeStation
) -> None:
    """With the way to the page; what was read is not told again before it comes again."""
    await user.open("/history")  # its browser says nothing
    await plug(station, STICK)
    await until(lambda: said(user) == TOLD)
    assert {"href": "/stick", "words": "Open"} == only(user, Toast).props["shown"]["way"]
    assert user.client is not None
    tap_close(user)
    await until(lambda: said(user) == "")
    user.client.delete()  # the browser goes on to another page
    at_rest(user, is_at_rest=False)
    await user.open("/")
    await plug(station, STICK)
    await sees(user, "Stick KINGSTON: 14.2 GB free")  # the page has looked at the sticks
    assert "" == said(user)
    await plug(station)
    await sees(user, "No stick")
    await plug(station, STICK)
    await until(lambda: said(user) == TOLD)
    assert [] == ways(user)


@pytest.mark.parametrize("state", [CaptureState.RECORDING, CaptureState.PAUSED, None])
async def test_stop_is_never_covered(
    user: User, station: FakeStation, state: CaptureState | None
) -> None:
    """By a message alone while something is recorded, or nobody knows whether it is."""
    at_rest(user)
    if state is None:
        station.capture = None
    else:
        station.hear(state=state, recording_id=ID)
    await user.open("/")
    await plug(station, STICK)
    await until(lambda: said(user) == TOLD)
    assert [] == ways(user)
    assert [] == station.sticks.asked  # what is on it can wait


async def test_a_recording_that_begins_takes_the_sheet_away(
    user: User, station: FakeStation
) -> None:
    """Recordings begin by themselves, too; then a message has the way."""
    at_rest(user)
    await user.open("/")
    await plug(station, STICK)
    await sees(user, OFFERED)
    station.hear(state=CaptureState.RECORDING, recording_id=ID)
    await until(lambda: said(user) == TOLD)
    assert [] == ways(user)


async def test_a_recorder_that_is_late_or_starts_again_leaves_the_sheet(
    user: User, station: FakeStation
) -> None:
    """It would go from under a finger, and the tap would land on the page."""
    at_rest(user)
    await user.open("/")
    await plug(station, STICK)
    await sees(user, OFFERED)
    capture = station.capture
    for is_late, there in ((True, capture), (False, None)):
        station.is_late, station.capture = is_late, there
        await plug(station, STICK.model_copy(update={"free_bytes": 9_000_000_000 + is_late}))
        await settled()
        assert ["/stick"] == ways(user)
    assert "" == said(user)


@pytest.mark.parametrize("path", ["/welcome", "/settings"])
async def test_the_first_steps_and_a_locked_page_are_not_covered(
    user: User, station: FakeStation, path: str
) -> None:
    """A message does."""
    at_rest(user)
    station.lock.pin, station.lock.told = "135790", LockState(is_kiosk=True)
    await user.open(path)
    await plug(station, STICK)
    await until(lambda: said(user) == TOLD)
    assert [] == ways(user)


async def test_the_page_begins_with_what_was_chosen(user: User, station: FakeStation) -> None:
    """The sheets that it has anyway; without the stick nothing."""
    station.plugged = (STICK,)
    station.sticks.found = full_stick()
    await user.open("/stick?stick=stick-1&deed=export")
    await sees(user, "Export 2 recordings")
    await user.open("/stick?stick=stick-1&deed=add")
    await sees(user, "Add 40 files")
    await sees(user, "Make text of files from KINGSTON")
    for path in ("/stick", "/stick?stick=stick-2&deed=add", "/stick?stick=stick-1&deed=other"):
        await user.open(path)
        await sees(user, "From the box onto the stick")
        assert not any(dialog.value for dialog in user.find(ui.dialog).elements)


async def test_what_was_in_before_and_the_page_of_sticks_tell_nothing(
    user: User, station: FakeStation
) -> None:
    """The one is no insertion, the other shows it anyway."""
    at_rest(user)
    station.plugged = (STICK,)
    await user.open("/")
    await plug(station, STICK.model_copy(update={"free_bytes": 9_000_000_000}))
    await sees(user, "Stick KINGSTON: 9.0 GB free")
    await settled()
    assert ("", []) == (said(user), ways(user))
    assert user.client is not None
    user.client.delete()  # an open page of another kind would tell
    await user.open("/stick")
    other = STICK.model_copy(update={"identity": "stick-2", "label": "ANOTHER"})
    await plug(station, STICK, other)
    await sees(user, "ANOTHER")
    await settled()
    assert ("", []) == (said(user), ways(user))


async def test_what_can_be_undone_is_not_pushed_aside(user: User, station: FakeStation) -> None:
    """The stick is told of afterwards."""

    async def undo() -> None:
        return None

    await user.open("/")
    toast = only(user, Toast)
    with toast:
        toast.done("Deleted.", undo)
    await plug(station, STICK)
    await sees(user, "Stick KINGSTON: 14.2 GB free")  # the page has looked at the sticks
    assert "Deleted." == said(user)
    tap_close(user)
    station.changed()
    await until(lambda: said(user) == TOLD)
