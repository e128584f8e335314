"""A backup of the library, as somebody makes it on the screen."""

from pathlib import Path

from nicegui.testing.user import User

from appliance.export.errors import ExportError
from tests.fakes.station import STICK, FakeStation, export_script
from tests.integration.screen.person import sees, tap

STORAGE = "/settings?group=storage"


async def test_a_backup_is_written_and_verified(user: User, station: FakeStation) -> None:
    """A stick that is plugged in meanwhile appears; done is said with the folder."""
    station.backup.steps = export_script("/media/KINGSTON/Tingxia/library_2025-05-12")
    await user.open(STORAGE)
    await sees(user, "Whoever looks after the box puts it back, by a command.")
    tap(user, "Back up")
    await sees(user, "Plug a USB stick in. It appears here by itself.")
    station.plugged = (STICK,)
    station.changed()
    await sees(user, "To which stick?")
    tap(user, "KINGSTON")
    await sees(user, "Writing the backup. Leave the stick in.")
    assert [Path("/media/KINGSTON")] == station.backup.targets
    station.backup.gate.set()
    await sees(user, "Verified. The stick is safe to remove.")
    await sees(user, "Folder: /media/KINGSTON/Tingxia/library_2025-05-12")
    await user.should_not_see("Remove the stick")


async def test_a_backup_that_fails_is_told(user: User, station: FakeStation) -> None:
    """With the next step; another try is a tap away."""
    station.plugged = (STICK,)
    station.backup.steps = [ExportError("The stick is full.", hint="Take another one.")]
    station.backup.gate.set()
    await user.open(STORAGE)
    tap(user, "Back up")
    await sees(user, "To which stick?")
    tap(user, "KINGSTON")
    await sees(user, "No backup was written")
    await sees(user, "Take another one.")
    tap(user, "Try again")
    await sees(user, "To which stick?")
