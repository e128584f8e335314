"""The sheet of an export: what it waits for, and what it tells."""

from nicegui import ui
from nicegui.testing.user import User

from appliance.errors import ApplianceError
from appliance.station.face import ExportProgress, ExportStep, WithoutAudio
from tests.fakes.station import STICK, FakeStation, export_script
from tests.integration.screen.person import ID, sees, tap, until

DONE = ExportStep.DONE
FOLDER = "/media/KINGSTON/Tingxia"


async def exporting(
    user: User, station: FakeStation, *steps: ExportProgress | ApplianceError
) -> None:
    """Begin an export of a recording that takes these steps."""
    station.add_recording(ID)
    station.plugged = (STICK,)
    station.export_steps = list(steps)
    await user.open(f"/transcript/{ID}")
    tap(user, "Export")
    tap(user, "Export 1 recording")


async def test_export_waits_for_a_stick_and_is_done_when_verified(
    user: User, station: FakeStation
) -> None:
    """Each step is shown; safe to remove is said at the very end only, and nothing more asked."""
    station.add_recording(ID)
    station.export_steps = export_script(FOLDER)
    await user.open(f"/transcript/{ID}")
    tap(user, "Export")
    await sees(user, "Plug a USB stick in. It appears here by itself.")
    station.plugged = (STICK.model_copy(update={"writable": False}),)
    station.changed()
    station.plugged = (STICK,)
    station.changed()
    await sees(user, "14.2 GB of 31.0 GB free")
    tap(user, "Export 1 recording")
    await sees(user, "Exporting. Leave the stick in.")
    for step in station.export_steps[:-1]:
        assert isinstance(step, ExportProgress)
        station.export_gate.set()
        await until(lambda: not station.export_gate.is_set())
        await sees(user, step.file or "Checking the stick")
        await user.should_not_see("safe to remove")
    station.export_gate.set()
    await sees(user, "Verified. The stick is safe to remove.")
    await sees(user, f"Folder: {FOLDER}")
    await sees(user, "transcript.srt")
    await user.should_not_see("Remove the stick")
    assert [(ids, str(target)) for ids, target in station.exported] == [([ID], "/media/KINGSTON")]


async def test_a_stick_that_is_still_in_use_is_not_called_safe(
    user: User, station: FakeStation
) -> None:
    """What was verified is done, but another export writes on; then it is let go by hand."""
    await exporting(user, station, ExportProgress(step=DONE, folder=FOLDER, eject_first=True))
    station.export_gate.set()
    await sees(user, "Verified. Leave the stick in, it is still in use.")
    await user.should_not_see("safe to remove")
    tap(user, "Remove the stick")
    await sees(user, "Pull stick KINGSTON out now.")


async def test_an_export_tells_what_it_does_not_hold(user: User, station: FakeStation) -> None:
    """Verified it is, but neither all that was said nor all audio: with the next step of each."""
    error = ApplianceError("The audio is gone.", hint="Export the text alone.")
    without = WithoutAudio(recording_id=ID, name="2025-05-01 周会", error=error)
    done = ExportProgress(
        step=DONE, folder=FOLDER, unfinished=1, left_out=2, without_audio=(without,) * 60
    )
    await exporting(user, station, done)
    station.export_gate.set()
    await sees(user, "The text of 1 recording is not complete: export it again later.")
    await sees(user, "2 recordings are left out: their text is still being made.")
    await sees(user, "The audio of 60 recordings could not be exported.")
    await sees(user, "2025-05-01 周会")
    await sees(user, "The audio is gone.")
    await sees(user, "Export the text alone.")
    await sees(user, "and 10 more recordings")


async def test_a_failed_export_says_why_and_can_be_tried_again(
    user: User, station: FakeStation
) -> None:
    """Nothing is called done."""
    error = ApplianceError("The stick is gone.", hint="Plug it in again.")
    await exporting(user, station, ExportProgress(step=ExportStep.CHECKING), error)
    for _step in station.export_steps:
        station.export_gate.set()
        await until(lambda: not station.export_gate.is_set())
    await sees(user, "The stick is gone.")
    await sees(user, "Plug it in again.")
    await user.should_not_see("safe to remove")
    tap(user, "Try again")
    await sees(user, "Export 1 recording")


async def test_an_export_can_be_cancelled(user: User, station: FakeStation) -> None:
    """It ends where it stands; the dialog closes."""
    await exporting(user, station, *export_script("/media/KINGSTON"))
    await until(lambda: bool(station.exported))
    assert any(dialog.value for dialog in user.find(ui.dialog).elements)
    tap(user, "Cancel")
    await until(lambda: not any(dialog.value for dialog in user.find(ui.dialog).elements))
    tap(user, "Export")
    await sees(user, "Export 1 recording")
