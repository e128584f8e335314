"""What a screen, an API or a command may ask of the queue of files."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from appliance.domain.batch import FileJob, JobState
from appliance.domain.batch_progress import Extent, Overall
from appliance.domain.wishes import NO_WISHES, Wishes
from appliance.station.face_lock import Permit

__all__ = [
    "Added",
    "Extent",
    "FileJob",
    "FileView",
    "Files",
    "HandOver",
    "JobState",
    "LeftOut",
    "Overall",
    "QueueView",
]


class HandOver(StrEnum):
    """What happens to a file that is added."""

    IN_PLACE = "in-place"
    """It is read where it lies, when its turn comes."""

    COPY = "copy"
    """It is copied into the data folder first: its stick may be pulled then."""

    MOVE = "move"
    """It becomes the queue's own, such as an upload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file of the queue and how far it is."""

    job: FileJob
    extent: Extent
    position: int | None
    """Among the waiting ones, 0 is next; None if it does not wait."""

    excerpt: str = ""
    """The last words that were understood, while it is in work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueView:
    """The queue as a page shows it."""

    files: tuple[FileView, ...]
    """In their order; what is over stays until it is cleared."""

    overall: Overall
    paused: bool
    held: str = ""
    """Why nothing is taken in at the moment though nobody paused: the disk is short."""

    held_hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Something that was named and not added."""

    path: str
    reason: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of an addition."""

    batch_id: str
    job_ids: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()


class Files(Protocol):
    """The queue of files. All is on the disk itself when a method returns."""

    def view(self) -> QueueView:
        """Return the queue; cheap, may be called at every redraw. Empty before it is ``ready``."""
        ...

    async def ready(self) -> None:
        """Wait until it is read what an earlier station left."""
        ...

    async def add(
        self,
        paths: Sequence[Path],
        *,
        wishes: Wishes = NO_WISHES,
        title: str = "",
        again: bool = False,
        hand_over: HandOver = HandOver.IN_PLACE,
        names: Sequence[str] = (),
    ) -> Added:
        """Add files, and the audio files of folders, as one batch.

        A pack that is not there when the text is made is passed over.

        ``names`` are shown instead of the names of the paths, one each, for uploads. A file that
        was taken in before is recognised by its content, unless ``again``. Raises LibraryError if
        they are queued and the audit cannot say so.
        """
        ...

    async def known(self, path: Path) -> str | None:
        """Return the recording that a file became before, by its content; None if it is new.

        Its text is made again if it failed. Raises UnreadableAudioError, StationError if its text
        waits in the queue and that is paused.
        """
        ...

    async def pause(self) -> None:
        """Let nothing go on until ``resume``, also after a restart."""
        ...

    async def resume(self) -> None:
        """Go on."""
        ...

    async def cancel(
        self, job_ids: Sequence[str] = (), *, batch_id: str = "", permit: Permit | None = None
    ) -> int:
        """Give files up, or a whole batch; what was made of them is removed, all or none.

        Returns how many; what is over stays as it is. Raises UnknownJobError, StationError for a
        batch that is not there, LockedError in kiosk mode.
        """
        ...

    async def move(self, job_id: str, position: int) -> None:
        """Put a waiting file at a position, 0 is next. Raises UnknownJobError, StationError."""
        ...

    async def retry(self, job_ids: Sequence[str] = ()) -> int:
        """Try failed or cancelled files again; without ids all failed ones. Returns how many.

        One whose job a newer release wrote is left to that, and a copy that would fail again for
        what is in it is left alone, unless it is named.
        Raises UnknownJobError, and LostFileError, when the others are tried again, if the box has
        a file no more.
        """
        ...

    async def clear(self, job_ids: Sequence[str] = (), *, permit: Permit | None = None) -> int:
        """Take what is over off the list; without ids all of it. Returns how many.

        Recordings stay. Raises UnknownJobError, in kiosk mode LockedError if one became none.
        """
        ...
