"""The sheet of a file, which follows it."""

from dataclasses import replace

import pytest
from nicegui import ui
from nicegui.testing.user import User

from appliance.domain.batch import JobState
from appliance.station.face_files import FileView
from tests.fakes.queued import EMPTY, mixed_queue
from tests.fakes.station import FakeStation
from tests.integration.screen.person import ID, sees, sees_no, tap, time_is_over, until
from tests.integration.screen.queueing import deed, toast
from ui.pages import files


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages be drawn at once."""
    monkeypatch.setattr(files, "REFRESH_S", 0.01)


async def test_a_tap_on_a_failed_file_explains_it(user: User, station: FakeStation) -> None:
    """In full, with what can be done about it."""
    station.files.files = mixed_queue()
    await user.open("/files")
    deed(user, 3, "open")
    await sees(user, "无声.wav is empty.")
    await sees(user, "Copy it again from where it was recorded.")
    tap(user, "Take off the list")
    await until(lambda: "无声.wav is taken off the list." == toast(user)["what"])
    assert not is_sheet_open(user)
    time_is_over(user)
    await until(lambda: ["clear 00000003"] == station.files.asked)


def is_sheet_open(user: User) -> bool:
    """Return whether something lies over the page."""
    return any(dialog.value for dialog in user.find(ui.dialog).elements)


def turn(station: FakeStation, file: FileView) -> None:
    """Have a file of the queue be like this from now on."""
    files = station.files.files
    station.files.files = tuple(file if file.job.id == one.job.id else one for one in files)
    station.changed()


async def test_the_sheet_of_a_file_follows_it(user: User, station: FakeStation) -> None:
    """How far it is, its last words, what became of it, and what can be done about it then."""
    station.files.files = mixed_queue()
    await user.open("/files")
    await until(lambda: bool(station.listeners))
    deed(user, 4, "open")
    await sees(user, "68 %")
    tap(user, "Give up")
    await sees(user, "Tap again to give up")
    going = replace(station.files.files[3], excerpt="明天安排检修。")
    turn(station, replace(going, extent=replace(going.extent, done_s=1700.0)))
    await sees(user, "92 %")
    await sees(user, "明天安排检修。")
    await sees(user, "Tap again to give up")
    failed = replace(going.job, state=JobState.FAILED, failure=EMPTY)
    turn(station, replace(going, job=failed))
    await sees(user, "无声.wav is empty.")
    await sees_no(user, "Tap again to give up")
    tap(user, "Try again")
    await until(lambda: ["retry 00000004"] == station.files.asked)
    assert not is_sheet_open(user)


async def test_the_sheet_of_a_file_leads_to_its_text(user: User, station: FakeStation) -> None:
    """Once it is done; a file that waits has no bar."""
    station.files.files = mixed_queue()
    await user.open("/files")
    await until(lambda: bool(station.listeners))
    deed(user, 7, "open")
    await sees(user, "Give up")
    job = replace(station.files.files[6].job, state=JobState.DONE, recording_id=ID)
    turn(station, replace(station.files.files[6], job=job))
    await sees(user, "Open the text")
    await sees_no(user, "Give up")


async def test_the_sheet_of_a_file_closes_with_it(user: User, station: FakeStation) -> None:
    """Somebody else took it off the list."""
    station.files.files = mixed_queue()
    await user.open("/files")
    await until(lambda: bool(station.listeners))
    deed(user, 3, "open")
    await sees(user, "无声.wav is empty.")
    station.files.files = tuple(one for one in station.files.files if one.job.id != "00000003")
    station.changed()
    await until(lambda: not is_sheet_open(user))
