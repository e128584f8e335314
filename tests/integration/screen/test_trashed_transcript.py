"""A transcript whose recording lies in the trash, or is there no more."""

from dataclasses import replace
from typing import NoReturn

import pytest
from nicegui.testing.user import User

from appliance.domain.retention import Fate, Prospect, Reason
from appliance.library.errors import UnknownRecordingError
from appliance.station.errors import StationError
from appliance.wire.shelf import RetentionLine
from tests.fakes.station import STICK, FakeStation, export_script
from tests.integration.screen.person import ID, only, sees, sees_no, tap, until
from ui.widgets.text_lines import TextLines
from ui.widgets.toast import Toast
from ui.widgets.touch import Words

GONE = "This recording was removed for good."
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
    await sees(user, "Removed for good in 5 days: its time in the trash is over then")
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


async def removed(station: FakeStation) -> None:
    """Remove it for good while its page is open."""
    await until(lambda: bool(station.listeners))
    del station.views[ID]
    station.changed()


async def test_a_recording_that_is_removed_for_good_is_shown_no_more(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its page leads back to the others, says so once, and asks for it no more."""
    lie(station, "2025-05-12T09:00:00Z")
    await user.open(f"/transcript/{ID}")
    await sees(user, SAYS)
    await removed(station)
    await sees(user, GONE)
    await sees(user, "To the history")
    await sees_no(user, "Text complete")
    asked = list[str]()

    async def summary(recording_id: str) -> NoReturn:
        asked.append(recording_id)
        raise UnknownRecordingError(recording_id)

    monkeypatch.setattr(station, "summary", summary)
    station.hear(recordable_s=7 * 3600)
    await sees(user, "Room for 7 h")
    assert [] == asked
    assert 1 == len([words for words in user.find(Words).elements if words.text == GONE])
    assert user.client is not None
    assert not any(isinstance(one, TextLines) for one in user.client.elements.values())


async def test_an_export_outlives_the_recording_on_the_page(
    user: User, station: FakeStation
) -> None:
    """Whoever waits with a stick in the hand reads how it ended; other sheets are closed."""
    lie(station, "2025-05-12T09:00:00Z")
    station.plugged = (STICK,)
    station.export_steps = export_script("/media/KINGSTON/Tingxia")
    await user.open(f"/transcript/{ID}")
    tap(user, "Text")
    await sees(user, "Which text?")
    tap(user, "Export")
    tap(user, "KINGSTON")
    await sees(user, "Exporting. Leave the stick in.")
    await removed(station)
    await sees(user, GONE)
    await sees_no(user, "Which text?")
    for _step in station.export_steps:
        station.export_gate.set()
        await until(lambda: not station.export_gate.is_set())
    await sees(user, "Verified. The stick is safe to remove.")
    await sees(user, "Folder: /media/KINGSTON/Tingxia")
    await sees(user, GONE)
