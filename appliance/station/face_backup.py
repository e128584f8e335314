"""What the screen may ask about backups of the library: one attribute of face.Station."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Protocol

from appliance.export.progress import ExportProgress
from appliance.station.face_lock import Permit


class Backup(Protocol):
    """See the module."""

    def write(
        self, target: Path, permit: Permit | None = None
    ) -> AsyncGenerator[ExportProgress, None]:
        """Copy the library below ``target`` and read it back; the last progress is DONE.

        Encrypted as exports are. Close the generator when leaving early: what was begun is then
        removed. Raises ExportError, LibraryError, StationError, StickError; in kiosk mode
        LockedError.
        """
        ...

    async def allow_plain(self, file: str) -> None:
        """Let the owner copy it into a file, in the clear.

        Raises ExportError where everything that leaves the box is encrypted.
        """
        ...

    async def note_plain(self, file: str) -> None:
        """Add a line to the audit: it was copied into this file. Raises NotNotedError."""
        ...
