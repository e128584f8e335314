"""What a person may do to recordings that were made. See face.Station for the whole.

Whatever returns is on the disk itself, in the library and beside the recording's audio, and noted
in the audit log. Every method raises UnknownRecordingError and LibraryError.
"""

from collections.abc import Iterable
from typing import Protocol

from appliance.domain.editing import EditRequest
from appliance.domain.marker import Marker
from appliance.domain.progress import Progress, no_progress
from appliance.station.face_lock import Permit
from appliance.wire.shelf import (
    AuditEntry,
    AuditTold,
    HistoryTold,
    LabelsTold,
    RetentionLine,
    RetentionTold,
    RoomTold,
    TrashEmptied,
)

__all__ = [
    "AuditEntry",
    "AuditTold",
    "HistoryTold",
    "LabelsTold",
    "RetentionLine",
    "RetentionTold",
    "RoomTold",
    "Shelf",
    "TrashEmptied",
]


class Shelf(Protocol):
    """See the module."""

    async def labels(self, recording_id: str) -> LabelsTold:
        """Return what persons have said about a recording."""
        ...

    async def rename(self, recording_id: str, title: str | None) -> LabelsTold:
        """Give it a title; None or nothing but blanks shows the one it was recorded with.

        Raises UsageError for one that is too long, as the two below do.
        """
        ...

    async def tag(
        self, recording_id: str, *, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> LabelsTold:
        """Add and remove tags."""
        ...

    async def name_speaker(self, recording_id: str, speaker: int, name: str) -> LabelsTold:
        """Name a speaker; an empty name forgets it."""
        ...

    async def note_marker(self, recording_id: str, marker: Marker, note: str) -> LabelsTold:
        """Write beside a marker, in place of the note that it has.

        Raises UsageError for a note that is too long, StationError while it is being recorded or
        if there is no such marker any more.
        """
        ...

    async def hold(self, recording_id: str, hold: bool, permit: Permit | None = None) -> LabelsTold:
        """Set or lift the legal hold: what is held is never deleted.

        Raises LockedError for lifting it in kiosk mode.
        """
        ...

    async def edit(
        self, recording_id: str, edit: EditRequest, permit: Permit | None = None
    ) -> HistoryTold:
        """Change the text. The first edit makes the version EDITED from the best one.

        Raises EditError while the text is not complete, or if it is another by now; LockedError
        for removing a line in kiosk mode.
        """
        ...

    async def undo(self, recording_id: str) -> HistoryTold:
        """Take the last edit back. Raises EditError if there is none."""
        ...

    async def redo(self, recording_id: str, permit: Permit | None = None) -> HistoryTold:
        """Make the edit again that was undone last.

        Raises EditError if there is none, LockedError if it removes a line in kiosk mode.
        """
        ...

    async def history(self, recording_id: str) -> HistoryTold:
        """Return the last edits."""
        ...

    async def delete(
        self, recording_ids: Iterable[str], permit: Permit | None = None
    ) -> tuple[str, ...]:
        """Put recordings into the trash, all or none; ``restore`` undoes it.

        Raises KeptError for one that is being recorded or on legal hold, in kiosk mode
        LockedError.
        """
        ...

    async def restore(self, recording_ids: Iterable[str]) -> tuple[str, ...]:
        """Take recordings out of the trash, all or none."""
        ...

    async def empty_trash(
        self,
        recording_ids: Iterable[str] = (),
        permit: Permit | None = None,
        progress: Progress = no_progress,
    ) -> TrashEmptied:
        """Remove recordings of the trash for good, by default all; tells which had to stay.

        ``progress`` counts the recordings. Raises LockedError.
        """
        ...

    async def retention(
        self,
        *,
        only_trash: bool = False,
        apply: bool = False,
        progress: Progress = no_progress,
    ) -> RetentionTold:
        """Return what happens to every recording, when and why; with ``apply`` do what is due.

        ``progress`` counts the recordings that are due.
        """
        ...

    async def room(self) -> RoomTold:
        """Return how long the disk lasts, by the real rate of the last recordings."""
        ...

    async def audit(self, *, limit: int = 100) -> AuditTold:
        """Return the last deeds, newest first."""
        ...
