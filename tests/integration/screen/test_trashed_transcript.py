"""A transcript whose recording lies in the trash, or is there no more."""

from dataclasses import replace
from typing import NoReturn

import pytest
from nicegui.testing.user import User

from appliance.domain.retention import Fate, Prospect, Reason
from appliance.station.errors import StationError
from appliance.wire.shelf import RetentionLine
from tests.fakes.station import FakeStation
from tests.integration.screen.person import ID, only, sees, sees_no, tap, until
from ui.widgets.toast import Toast

SAYS = "This recording is in the trash."


def lie(station: FakeStation, trashed: str | None) -> None:
    """Put the recording into the trash, or take it out."""
    view = station.add_recording(ID, texts=("好。",))
    station.views[ID] = replace(view, summary=replace(view.summary, trashed=trashed))
    prospect = Prospect(
        id=ID, fate=Fate.REMOVED, reason=Reason.TRASH_OVER, in_s=5 * 86_400.0, trashed=True
    )
    started = view.summary.started.isoformat()
    line = RetentionLine(prospect=prospect, title="", started=started, duration_s=60.0)
    station.shelf.lines = (line,) if trashed else ()
    station.changed()


async def test_a_recording_in_the_trash_says_how_long_it_stays(
    user: User, station: FakeStation
) -> None:
    """It can be brought back, and is not deleted once more."""
    lie(station, "2025-05-12T09:00:00Z")
    await user.open(f"/transcript/{ID}")
    await sees(user, SAYS)
    await sees(user, "Removed for good in 5 days: its time in the trash is over")
    await sees_no(user, "Details")
    tap(user, "Bring back")
    await until(lambda: ("restore", ID) in station.shelf.asked)
    await until(lambda: only(user, Toast).props["shown"]["what"] == "Brought back.")
    lie(station, None)
    await sees_no(user, SAYS)
    await sees(user, "Details")


async def test_a_recording_that_goes_to_the_trash_says_so(user: User, station: FakeStation) -> None:
    """Whoever put it there, while its page is open; the text can still be read."""
    lie(station, None)
    await user.open(f"/transcript/{ID}")
    await sees(user, "Details")
    await sees_no(user, SAYS)
    lie(station, "2025-05-12T09:00:00Z")
    await sees(user, SAYS)
    await sees(user, "Text complete")


async def test_the_trash_is_told_where_nobody_knows_for_how_long(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that is busy is no reason to show the recording as if it were kept."""

    async def busy(**_options: bool) -> NoReturn:
        raise StationError("The library is busy.", hint="Try again in a moment.")

    monkeypatch.setattr(station.shelf, "retention", busy)
    lie(station, "2025-05-12T09:00:00Z")
    await user.open(f"/transcript/{ID}")
    await sees(user, SAYS)
    station.shelf.refusal = StationError("The disk is full.", hint="Make room.")
    tap(user, "Bring back")
    await until(lambda: only(user, Toast).props["shown"]["what"] == "The disk is full.")
    await sees(user, SAYS)


async def test_a_recording_that_is_removed_for_good_is_shown_no_more(
    user: User, station: FakeStation
) -> None:
    """Its page leads back to the others."""
    lie(station, "2025-05-12T09:00:00Z")
    await user.open(f"/transcript/{ID}")
    await sees(user, SAYS)
    del station.views[ID]
    station.changed()
    await sees(user, "This recording was removed for good.")
    await sees(user, "To the history")
    await sees_no(user, "Text complete")
    station.changed()
    await sees(user, "This recording was removed for good.")
