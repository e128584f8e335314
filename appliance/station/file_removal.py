"""A file that is given up leaves nothing: neither audio nor text, however far it had come."""

import asyncio
import logging
import shutil
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from appliance.domain.batch import Failure, FileJob, JobState, lost_its_recording
from appliance.domain.batch_sharing import makers, parted, takes_along
from appliance.library import Library, NotNotedError, UnknownRecordingError
from appliance.library.trash import clear_damaged
from appliance.paths import Paths
from appliance.recordings import RecordingAudio, RecordingsError
from appliance.recordings.durable import sync_folder
from appliance.recordings.keys import destroy_key
from appliance.station.errors import LostFileError
from appliance.station.inbox import Inbox
from appliance.station.job_list import JobList
from appliance.station.note import Note

log = logging.getLogger(__name__)

REMOVED: Final = "removed"
"""A recording on its way out, in the folder of its job."""


class FileRemoval:
    """Works from the state of the job alone, so that it can be gone on with after a crash."""

    def __init__(
        self, *, jobs: JobList, inbox: Inbox, library: Library, paths: Paths, note: Note
    ) -> None:
        self._jobs = jobs
        self._inbox = inbox
        self._library = library
        self._paths = paths
        self._note = note
        self.one_at_a_time = asyncio.Lock()
        """Held by whoever gives files up, tries them again, clears them or removes what is left."""

    async def release_all(self) -> None:
        """Remove files that were handed over and that a crash left there. Raises OSError."""
        for job in self._jobs.in_state(JobState.DONE):
            await self.release_sources(job.recording_id)

    async def release_sources(self, recording_id: str | None) -> None:
        """Remove files that were handed over, once nobody gives up what they became."""
        if recording_id is None or any(
            job.state is not JobState.DONE for job in makers(self._jobs.all(), recording_id)
        ):
            return
        for job in self._jobs.in_state(JobState.DONE):
            if job.recording_id == recording_id:
                await asyncio.to_thread(self._inbox.remove_source, job)

    async def finish(self, job: FileJob) -> None:
        """Remove what was made of a cancelled job, unless others keep it.

        Raises LibraryError, OSError.
        """
        recording_id = job.recording_id
        if recording_id is None:
            return
        await asyncio.to_thread(self._inbox.remove_staging, job)
        goes = takes_along(self._jobs.all(), job) and not await self.is_on_hold(recording_id)
        if goes:
            await self._remove(job, recording_id)
        await self._jobs.change_several(partial(parted, job=job, is_removed=goes))
        await self.release_sources(recording_id)
        log.info("a file is given up", extra={"event": "file-given-up", "job": job.id})

    async def begin_anew(self, job: FileJob) -> None:
        """Make way for a job whose file is taken in again.

        Raises LostFileError if there is no file any more, and as ``clear`` does.
        """
        if not await asyncio.to_thread(self._inbox.has_file, job):
            raise LostFileError(job.name)
        await self.clear(job)

    async def clear(self, job: FileJob) -> None:
        """Remove what is left of imports and removals of which the job knows nothing any more.

        A recording that is not to be deleted comes back to its place. Raises LibraryError,
        RecordingsError, OSError.
        """
        recording_id = await asyncio.to_thread(self._leaving_id, job)
        if recording_id is not None:
            if await self.is_on_hold(recording_id):
                removed = self._inbox.folder(job) / REMOVED
                await asyncio.to_thread(_move_back, removed, self._paths.recording(recording_id))
            else:
                await self._remove(job, recording_id)
        await asyncio.to_thread(self._inbox.remove_folders, job)

    async def follow(self, job: FileJob, failure: Failure) -> None:
        """Let a job follow its recording, which was removed for good. Raises OSError."""
        await self._jobs.change(job.id, lambda now: lost_its_recording(now, failure))
        await asyncio.to_thread(self._inbox.remove_source, job)

    async def is_on_hold(self, recording_id: str) -> bool:
        """Tell whether a recording must not be removed whatever becomes of its job."""
        try:
            return (await self._library.get(recording_id)).hold
        except UnknownRecordingError:
            return False

    def _leaving_id(self, job: FileJob) -> str | None:
        """Return which recording is on its way out in the folder of a job, if one says so."""
        folder = self._inbox.folder(job) / REMOVED
        if not folder.exists():
            return None
        try:
            recording_id = RecordingAudio(folder).recording().id
            is_in_place = self._paths.recording(recording_id).exists()
        except (RecordingsError, ValueError):  # a damaged id has no place
            return None
        return None if is_in_place else recording_id

    async def _remove(self, job: FileJob, recording_id: str) -> None:
        removed = self._inbox.folder(job) / REMOVED
        # The folder first: what is in the library alone is not found again by a rebuild.
        await asyncio.to_thread(_move_away, self._paths.recording(recording_id), removed)
        try:
            await self._library.get(recording_id)
        except UnknownRecordingError:
            log.debug("it never came there, or is out of it", extra={"event": "not-in-library"})
        else:
            await asyncio.to_thread(clear_damaged, self._paths)
            # Noted first: a crash in between leaves two lines and not none.
            with suppress(NotNotedError):  # a full disk must not keep anybody from making room
                await self._note("purge", subject=recording_id, by="cancel")
            await self._library.remove(recording_id)
        await asyncio.to_thread(destroy_key, removed, recording_id)
        await asyncio.to_thread(shutil.rmtree, removed, ignore_errors=True)


def _move_away(folder: Path, removed: Path) -> None:
    shutil.rmtree(removed, ignore_errors=True)
    with suppress(FileNotFoundError):  # it never became a recording, or is away already
        folder.rename(removed)
        sync_folder(removed.parent)
        sync_folder(folder.parent)


def _move_back(removed: Path, folder: Path) -> None:
    removed.rename(folder)
    sync_folder(folder.parent)
    sync_folder(removed.parent)
