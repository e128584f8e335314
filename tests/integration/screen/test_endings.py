"""What goes on without its page is told where somebody looks then, once."""

from typing import Any

import pytest
from nicegui import Client
from nicegui.testing.user import User

from appliance.errors import ApplianceError
from appliance.export.errors import ExportError
from appliance.station.face import ExportProgress, ExportStep
from tests.fakes.queued import full_stick, stick_script
from tests.fakes.station import STICK, FakeStation
from tests.integration.screen.person import only, sees, tap, until
from ui.widgets import stick_arrival
from ui.widgets.toast import Toast

ADDED = "1 file added · 1 was not taken:"
REASON = "录音/2025-05-02/REC0002.WAV: There is no sound in it that can be read. · a PDF document"
FULL = ApplianceError("The stick is full.", hint="Take another one.")
DONE = ExportProgress(step=ExportStep.DONE, folder="/media/KINGSTON/Tingxia", files=("a.txt",))


@pytest.fixture(autouse=True)
def no_news_of_sticks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing else be told."""
    monkeypatch.setattr(stick_arrival, "LOOK_S", 3600.0)


def shown(user: User) -> dict[str, Any]:
    """Return what the toast shows."""
    found: dict[str, Any] = only(user, Toast).props["shown"]
    return found


def leaves(client: Client) -> None:
    """Have the browser go away; it may come back."""
    for socket in list(client._socket_to_document_id):
        client.handle_disconnect(socket)


def kept(client: Client) -> list[object]:
    """Return what a page has still to tell."""
    (toast,) = (each for each in client.elements.values() if isinstance(each, Toast))
    return list(toast._kept)


async def adding(user: User, station: FakeStation) -> Client:
    """Begin to add the files of a stick, which takes its time; return the page."""
    station.plugged = (STICK,)
    station.sticks.found = full_stick()
    station.sticks.steps = stick_script()
    station.sticks.import_gate.clear()
    client = await user.open("/stick")
    await sees(user, "40 sound files")
    tap(user, "40 sound files")
    await sees(user, "Add 40 files")
    tap(user, "Add 40 files")
    await sees(user, "This goes on if you leave the page.")
    return client


async def test_refused_files_are_told_when_the_sheet_is_closed(
    user: User, station: FakeStation
) -> None:
    """Each with its reason, until somebody has read it; with the way to those that were taken."""
    await adding(user, station)
    tap(user, "Close")
    station.sticks.import_gate.set()
    await until(lambda: shown(user)["what"] == ADDED)
    assert ("warning", REASON) == (shown(user)["sign"], shown(user)["next"])
    assert {"href": "/files", "words": "Files"} == shown(user)["way"]


async def test_refused_files_are_told_on_the_page_that_is_open_then(
    user: User, station: FakeStation
) -> None:
    """Whoever began it went on; the next page after that tells nothing again."""
    left = await adding(user, station)
    leaves(left)
    await user.open("/history")
    station.sticks.import_gate.set()
    await until(lambda: bool(kept(left)))
    assert "" == shown(user)["what"]  # the browser could come back to the page
    left.delete()
    await until(lambda: shown(user)["what"] == ADDED)
    assert REASON == shown(user)["next"]
    await user.open("/")
    assert "" == shown(user)["what"]


async def test_a_page_that_comes_back_shows_it_in_its_sheet_alone(
    user: User, station: FakeStation
) -> None:
    """A connection drops for a moment."""
    client = await adding(user, station)
    leaves(client)
    station.sticks.import_gate.set()
    await until(lambda: bool(kept(client)))
    only(user, Toast)._connected()
    await sees(user, "1 was not taken:")
    assert ("", []) == (shown(user)["what"], kept(client))


async def test_what_ended_while_no_page_was_open_is_told_on_the_next(
    user: User, station: FakeStation
) -> None:
    """As when the browser is between two of them."""
    left = await adding(user, station)
    offers = only(user, Toast)._offers
    left.delete()
    station.sticks.steps = [FULL]
    station.sticks.import_gate.set()
    await until(lambda: bool(offers._untold))
    await user.open("/history")
    await until(lambda: shown(user)["what"] == "The stick is full.")


async def test_a_stick_that_is_let_go_is_told_on_the_page_that_is_open_then(
    user: User, station: FakeStation
) -> None:
    """Whether it may be pulled, or why not yet."""
    station.plugged = (STICK,)
    for refusal, expected in (
        (None, "Pull stick KINGSTON out now."),
        (ApplianceError("It is being read.", hint="Wait."), "It is being read."),
    ):
        station.sticks.eject_gate.clear()
        left = await user.open("/stick")
        tap(user, "Remove the stick")
        await sees(user, "Writing what is left. Leave the stick in.")
        left.delete()
        await user.open("/history")
        station.sticks.refusal = refusal
        station.sticks.eject_gate.set()
        await until(lambda expected=expected: shown(user)["what"] == expected)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("step", "what", "next_step"),
    [
        (
            DONE,
            "Verified. The stick is safe to remove.",
            "Export to a stick\nFolder: /media/KINGSTON/Tingxia",
        ),
        (FULL, "Not exported", "The stick is full.\nTake another one."),
    ],
    ids=["verified", "failed"],
)
async def test_the_end_of_an_export_is_told_on_the_page_that_is_open_then(
    user: User,
    station: FakeStation,
    step: ExportProgress | ApplianceError,
    what: str,
    next_step: str,
) -> None:
    """Good or bad."""
    station.plugged = (STICK,)
    station.export_steps = [step]
    left = await user.open("/stick")
    tap(user, "All recordings")
    await sees(user, "Which stick?")
    tap(user, "KINGSTON")
    await until(lambda: bool(station.exported))
    left.delete()
    await user.open("/history")
    station.export_gate.set()
    await until(lambda: shown(user)["what"] == what)
    assert next_step == shown(user)["next"]


@pytest.mark.parametrize(
    ("step", "what"),
    [
        (DONE, "Verified. The stick is safe to remove."),
        (ExportError("The stick is full.", hint="Take another one."), "No backup was written"),
    ],
    ids=["verified", "failed"],
)
async def test_the_end_of_a_backup_is_told_on_the_page_that_is_open_then(
    user: User, station: FakeStation, step: ExportProgress | ApplianceError, what: str
) -> None:
    """Good or bad; a support bundle is written in the same way."""
    station.plugged = (STICK,)
    station.backup.steps = [step]
    left = await user.open("/settings?group=storage")
    tap(user, "Back up")
    await sees(user, "To which stick?")
    tap(user, "KINGSTON")
    await until(lambda: bool(station.backup.targets))
    left.delete()
    await user.open("/history")
    station.backup.gate.set()
    await until(lambda: shown(user)["what"] == what)
