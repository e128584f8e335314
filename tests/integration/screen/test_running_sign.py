"""A recording that runs is told on every page."""

import pytest
from nicegui.testing.user import User

from appliance.wire.capture import CaptureState
from tests.fakes.station import FakeStation
from tests.integration.screen.person import ID, sees, sees_no

PAGES = ("/files", "/history", f"/transcript/{ID}", "/stick", "/settings", "/doctor", "/welcome")


@pytest.mark.parametrize("page", PAGES)
async def test_every_page_tells_that_a_recording_runs(
    user: User, station: FakeStation, page: str
) -> None:
    """With its time, until it is over; the way to its page is a plain one again then."""
    station.add_recording(ID)
    station.hear(state=CaptureState.RECORDING, recording_id=ID, recorded_samples=16_000 * 59)
    await user.open(page)
    await sees(user, "0:00:59")
    assert {"running", "on-air"} <= way(user, "Recording")
    station.hear(recorded_samples=16_000 * 60)
    await sees(user, "0:01:00")
    station.hear(state=CaptureState.IDLE, recording_id=None)
    await sees_no(user, "0:01:00")
    assert {"tab"} == way(user, "Record")


async def test_a_paused_recording_is_not_red(user: User, station: FakeStation) -> None:
    """It is told as paused; red means recording."""
    station.hear(state=CaptureState.PAUSED, recording_id=ID, recorded_samples=16_000 * 59)
    await user.open("/files")
    await sees(user, "Paused")
    await sees(user, "0:00:59")
    assert {"tab", "running"} == way(user, "Paused")


async def test_what_the_recorder_has_not_told_lately_is_no_recording(
    user: User, station: FakeStation
) -> None:
    """The last time that is known stays, and not in red; a page that knows none shows none."""
    station.hear(state=CaptureState.RECORDING, recording_id=ID, recorded_samples=16_000 * 59)
    await user.open("/files")
    await sees(user, "Recording")
    station.is_late = True
    station.changed()
    await sees(user, "One moment")
    await sees(user, "0:00:59")
    assert {"tab", "running", "late"} == way(user, "One moment")
    station.is_late = False
    station.changed()
    await sees(user, "Recording")
    station.capture = None
    station.changed()
    await sees(user, "One moment")
    await sees(user, "0:00:59")
    await user.open("/history")
    await sees(user, "One moment")
    await user.should_not_see("0:00:59")


async def test_a_late_recorder_that_does_not_record_is_told_where_it_matters(
    user: User, station: FakeStation
) -> None:
    """The way to the Record page stays what it is."""
    station.is_late = True
    await user.open("/files")
    await sees(user, "Add")
    assert {"tab"} == way(user, "Record")


def way(user: User, words: str) -> set[str]:
    """Return the classes of the way to the Record page, which has these words."""
    (found,) = (
        parent
        for element in user.find(content=words).elements
        if (parent := element.parent_slot and element.parent_slot.parent)
        and parent.props.get("href") == "/"
    )
    return set(found.classes)
