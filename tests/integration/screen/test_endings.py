"""What goes on without its page is told where somebody looks then, once."""

from typing import Any

import pytest
from nicegui import Client
from nicegui.testing.user import User

from appliance.domain.bundle import BundleKind
from appliance.domain.retention import Fate, Reason
from appliance.errors import ApplianceError
from appliance.export.errors import ExportError
from appliance.station.face import ExportProgress, ExportStep
from appliance.station.face_sticks import BundleProgress, BundleTaken, StickStep
from appliance.wire.shelf import TrashEmptied
from tests.fakes.queued import full_stick, stick_script
from tests.fakes.station import STICK, FakeStation
from tests.integration.screen.person import (
    enter,
    go_away,
    only,
    sees,
    tap,
    tap_undo,
    time_is_over,
    until,
)
from tests.integration.screen.test_delete_packs_models import SENSE_VOICE, touch
from tests.integration.screen.test_settings_page import line
from ui.widgets import stick_arrival
from ui.widgets.toast import Toast

ADDED = "1 file added · 1 was not taken:"
REASON = "录音/2025-05-02/REC0002.WAV: It is a PDF document, not audio."
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
    go_away(left)
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
    go_away(client)
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
    await sees(user, "Export 3 recordings")
    tap(user, "Export 3 recordings")
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


async def taking_a_bundle(
    user: User, station: FakeStation, end: BundleProgress | ApplianceError
) -> Client:
    """Begin to take the bundle of a stick, which takes its time; return the page."""
    station.plugged = (STICK,)
    station.sticks.found = full_stick()
    station.sticks.bundle_steps = [end]
    station.sticks.import_gate.clear()
    client = await user.open("/stick")
    await sees(user, "1 signed bundle")
    tap(user, "1 signed bundle")
    tap(user, "bundles/zh-large")
    await until(lambda: station.sticks.asked[-1][0] == "bundle")
    return client


def taken(**more: Any) -> BundleProgress:
    """Return the end of a bundle that was taken."""
    kind, name = BundleKind.MODEL, "zh-large"
    bundle = BundleTaken(kind=kind, name=name, version="2", signer="Wang", **more)
    return BundleProgress(step=StickStep.DONE, taken=bundle)


SIGNED = "zh-large, version 2\nSigned by Wang"


@pytest.mark.parametrize(
    ("end", "what", "next_step"),
    [(taken(), "Taken into the box", SIGNED), (FULL, "Not taken", f"{FULL}\n{FULL.hint}")],
    ids=["taken", "failed"],
)
async def test_the_end_of_a_bundle_is_told_on_the_page_that_is_open_then(
    user: User,
    station: FakeStation,
    end: BundleProgress | ApplianceError,
    what: str,
    next_step: str,
) -> None:
    """Good or bad, also if only its sheet was closed."""
    left = await taking_a_bundle(user, station, end)
    left.delete()
    await user.open("/history")
    station.sticks.import_gate.set()
    await until(lambda: shown(user)["what"] == what)
    assert next_step == shown(user)["next"]
    await taking_a_bundle(user, station, end)
    tap(user, "Close")
    station.sticks.import_gate.set()
    await until(lambda: shown(user)["what"] == what)


async def test_a_model_that_came_has_the_way_to_where_it_is_loaded(
    user: User, station: FakeStation
) -> None:
    """The sheet has a button for it."""
    left = await taking_a_bundle(user, station, taken(uses=("main",)))
    left.delete()
    await user.open("/history")
    station.sticks.import_gate.set()
    await until(lambda: shown(user)["what"] == "Taken into the box")
    assert {"href": "/settings", "words": "Settings"} == shown(user)["way"]


async def test_the_undo_of_a_bundle_lies_over_the_news_of_it(
    user: User, station: FakeStation
) -> None:
    """It has ten seconds, the news stay."""
    left = await taking_a_bundle(user, station, taken(replaced_packs=("车间",)))
    left.delete()
    await user.open("/history")
    station.sticks.import_gate.set()
    await until(lambda: shown(user)["what"] == "1 list of words replaced")
    tap_undo(user)
    await until(lambda: shown(user)["what"] == "Taken into the box")


async def test_a_model_that_was_deleted_is_told_on_the_page_that_is_open_then(
    user: User,
) -> None:
    """It is ten seconds later."""
    left = await user.open("/settings")
    await sees(user, "238 MB · Not used")
    for _tap in range(2):
        touch(user, SENSE_VOICE)
    await sees(user, "238 MB · Being deleted")
    left.delete()
    await user.open("/files")
    time_is_over(user)
    expected = "SenseVoice Small is deleted, 238 MB are free again."
    await until(lambda: shown(user)["what"] == expected)


async def test_a_trash_that_was_emptied_is_told_on_the_page_that_is_open_then(
    user: User, station: FakeStation
) -> None:
    """In the language of that page."""
    station.shelf.lines = (line("a", Fate.REMOVED, Reason.TRASH_OVER, 86_400.0),)
    station.shelf.emptied = TrashEmptied(removed=("a",))
    left = await user.open("/settings?group=storage")
    tap(user, "Empty the trash")
    await until(lambda: shown(user).get("undo") is True)
    left.delete()
    await user.open("/files")
    time_is_over(user)
    await until(lambda: shown(user)["what"] == "1 removed for good")


async def test_the_trash_is_emptied_though_the_permit_died_meanwhile(
    user: User, station: FakeStation
) -> None:
    """A warning may put it off for long, somebody may lock: it was allowed when it was asked."""
    station.lock.pin = "135790"
    station.shelf.lines = (line("a", Fate.REMOVED, Reason.TRASH_OVER, 86_400.0),)
    station.shelf.emptied = TrashEmptied(removed=("a",))
    await user.open("/settings?group=storage")
    tap(user, "Empty the trash")
    await enter(user, "135790")
    await until(lambda: shown(user).get("undo") is True)
    station.lock.expire()
    time_is_over(user)
    await until(lambda: shown(user)["what"] == "1 removed for good")
