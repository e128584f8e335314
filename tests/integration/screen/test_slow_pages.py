"""Pages whose contents take a while to read, or cannot be shown at all."""

import asyncio
import re
from typing import NoReturn

import pytest
from nicegui import Client
from nicegui.testing.user import User

from appliance.station.errors import StationError
from tests.fakes.gate import behind
from tests.fakes.station import FakeStation
from tests.integration.screen.person import ID, sees, sees_no, tap
from ui import welcome
from ui.pages import files, settings, transcript
from ui.welcome import Welcome


@pytest.fixture
def gate(station: FakeStation) -> asyncio.Event:
    """Return what keeps every answer of the station back while it is cleared."""
    gate = asyncio.Event()
    gate.set()
    behind(gate, station, "recordings", "recording", "summary")
    behind(gate, station.settings, "view")
    behind(gate, station.shelf, "retention", "audit")
    behind(gate, station.licences, "told")
    return gate


def broken(*_args: object, **_fields: object) -> NoReturn:
    """Build nothing."""
    msg = "broken"
    raise ValueError(msg)


@pytest.mark.parametrize(
    "page",
    [
        ("/settings", "Reading the settings", "The script in which Chinese is written."),
        ("/settings?group=storage", "Reading the settings", "What is deleted by itself"),
        ("/settings/audit", "Reading what was done", "Nothing was done yet"),
        ("/settings/licences", "Reading the licences", "Whisper base"),
        (f"/speech/{ID}", "Opening the recording", "Surely speech from"),
        (f"/transcript/{ID}", "Reading the text", "Live text"),
    ],
)
async def test_a_page_comes_before_what_it_reads(
    user: User, station: FakeStation, gate: asyncio.Event, page: tuple[str, str, str]
) -> None:
    """With its tabs, and what is being done; what was read comes by itself."""
    path, busy, shows = page
    station.add_recording(ID, texts=("好。",))
    gate.clear()
    await user.open(path)
    await sees(user, busy)
    await sees(user, "History")
    await user.should_not_see(shows)
    gate.set()
    await sees(user, shows)
    await sees_no(user, busy)


async def test_a_group_that_takes_its_time_says_so(user: User, gate: asyncio.Event) -> None:
    """Whoever taps on meanwhile gets what was tapped last."""
    await user.open("/settings")
    await sees(user, "The script in which Chinese is written.")
    gate.clear()
    tap(user, "Storage")
    await sees(user, "Reading the settings")
    tap(user, "Sound")
    gate.set()
    await sees(user, "Kept from before the tap")
    await user.should_not_see("What is deleted by itself")


async def test_what_cannot_be_read_is_said_in_its_place(
    user: User, station: FakeStation, gate: asyncio.Event
) -> None:
    """Late or at once; it can be tried again."""
    gate.clear()
    await user.open("/settings/audit")
    await sees(user, "Reading what was done")
    station.shelf.refusal = StationError("The library is away.", hint="Wait for it.")
    gate.set()
    await sees(user, "The library is away.")
    tap(user, "Try again")
    await sees(user, "Nothing was done yet")


async def test_a_fault_while_a_page_is_filled_is_said(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It never stays busy for ever."""
    monkeypatch.setattr(settings, "StoragePanel", broken)
    await user.open("/settings?group=storage")
    await sees(user, "This page cannot be shown.")
    tap(user, "Sound")
    await sees(user, "Kept from before the tap")


@pytest.mark.parametrize("path", ["/files", f"/transcript/{ID}"])
async def test_a_page_that_cannot_be_built_has_ways_out(
    user: User, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """In the language of the browser, with the tabs and a way to the Record page."""
    monkeypatch.setattr(files, "_FilesPage", broken)
    monkeypatch.setattr(transcript, "Filling", broken)
    answer = await user.http_client.get(path)
    found = re.search(r"'client_id': '([0-9a-f-]+)'", answer.text)
    assert found is not None
    user.client = Client.instances[found[1]]
    await sees(user, "This page cannot be shown.")
    await sees(user, "History")
    ways = [item.props["href"] for item in user.client.elements.values() if item.tag == "a"]
    assert 2 == ways.count("/")


async def test_a_library_that_is_busy_does_not_keep_the_record_page(
    station: FakeStation, gate: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first steps are offered at a later visit."""
    monkeypatch.setattr(welcome, "PATIENCE_S", 0.0)
    station.settings.is_new = True
    gate.clear()
    assert not await Welcome(station).is_offered()
    gate.set()
    assert await Welcome(station).is_offered()
