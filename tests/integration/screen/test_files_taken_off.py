"""Files that are taken off the list, and brought back."""

import pytest
from nicegui.testing.user import User

from tests.fakes.queued import mixed_queue, queued
from tests.fakes.station import FakeStation
from tests.integration.screen.person import (
    dispatch,
    only,
    sees,
    sees_no,
    tap,
    tap_undo,
    time_is_over,
    until,
)
from tests.integration.screen.queueing import Told, deed, heard, toast
from ui.pages import files
from ui.widgets.file_list import FileList


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages be drawn at once."""
    monkeypatch.setattr(files, "REFRESH_S", 0.01)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Return what the list tells its browser from now on."""
    return heard(monkeypatch)


def names(told: Told) -> list[str]:
    """Return what stands in the list when a browser looks at all of it."""
    rows: dict[int, str] = {}
    for total, news in told:
        rows = {place: name for place, name in rows.items() if place < total}
        rows |= {place: row["name"] for place, row in news}
    return list(rows.values())


async def test_a_failed_file_that_is_taken_off_can_be_brought_back(
    user: User, station: FakeStation, told: Told
) -> None:
    """Nothing is removed before the time to undo it is over; its row is gone at once."""
    station.files.files = mixed_queue()
    await user.open("/files")
    dispatch(only(user, FileList), "want", {"start": 0, "end": 20})
    await sees(user, "2 of 11 files · 1 failed")
    deed(user, 3, "remove")
    await until(lambda: "无声.wav is taken off the list." == toast(user)["what"])
    assert (11, False) == (len(names(told)), "无声.wav" in names(told))
    await sees(user, "2 of 10 files")
    assert [] == station.files.asked
    tap_undo(user)
    await until(lambda: "无声.wav" in names(told))
    assert [] == station.files.asked
    deed(user, 3, "remove")
    await until(lambda: "无声.wav" not in names(told))
    time_is_over(user)
    await until(lambda: ["clear 00000003"] == station.files.asked)


async def test_finished_ones_are_taken_off_together_and_brought_back(
    user: User, station: FakeStation
) -> None:
    """Their recordings stay in any case; one that is off the list already is no error."""
    station.files.files = mixed_queue()
    await user.open("/files")
    tap(user, "Take finished off")
    stay = "2 finished files are taken off the list. Their recordings stay in the history."
    await until(lambda: stay == toast(user)["what"])
    await sees_no(user, "Take finished off")
    tap_undo(user)
    await sees(user, "Take finished off")
    tap(user, "Take finished off")
    await sees_no(user, "Take finished off")
    station.files.files = station.files.files[1:]
    time_is_over(user)
    await until(lambda: ["clear 00000002"] == station.files.asked)


async def test_a_file_that_waits_again_is_not_taken_off(user: User, station: FakeStation) -> None:
    """Somebody tried it again while it was on its way off the list; and no other goes for it."""
    station.files.files = mixed_queue()
    await user.open("/files")
    deed(user, 3, "remove")
    await until(lambda: toast(user)["what"].startswith("无声.wav"))
    station.files.files = (*station.files.files[:2], queued(3), *station.files.files[3:])
    time_is_over(user)
    station.files.files = (*station.files.files[:2], queued(3), *station.files.files[4:])
    station.changed()
    await sees(user, "2 of 10 files")
    assert [] == station.files.asked


async def test_a_file_is_off_the_list_on_every_page(user: User, station: FakeStation) -> None:
    """Also on one that is opened after it was taken off."""
    station.files.files = mixed_queue()
    await user.open("/files")
    deed(user, 3, "remove")
    await sees(user, "2 of 10 files")
    await user.open("/files")
    await sees(user, "2 of 10 files")
    tap_undo(user)
    await sees(user, "2 of 11 files · 1 failed")
