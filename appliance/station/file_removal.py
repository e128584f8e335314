"""A file that is given up leaves nothing: neither audio nor text, however far it had come."""

import asyncio
import logging
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from appliance.domain.batch import FileJob, JobState
from appliance.library import Library, UnknownRecordingError
from appliance.paths import Paths
from appliance.recordings.durable import sync_folder
from appliance.recordings.keys import destroy_key
from appliance.station.inbox import Inbox
from appliance.station.job_list import JobList

log = logging.getLogger(__name__)

REMOVED: Final = "removed"
"""A recording on its way out, in the folder of its job."""


class FileRemoval:
    """Works from the state of the job alone, so that it can be gone on with after a crash."""

    def __init__(self, *, jobs: JobList, inbox: Inbox, library: Library, paths: Paths) -> None:
        self._jobs = jobs
        self._inbox = inbox
        self._library = library
        self._paths = paths

    async def finish_all(self) -> None:
        """Go on with what a crash interrupted. Raises LibraryError, OSError."""
        for job in self._jobs.in_state(JobState.CANCELLED):
            if job.recording_id is not None:
                await self.finish(job)
        for job in self._jobs.in_state(JobState.DONE):
            await asyncio.to_thread(self._inbox.remove_source, job)

    async def finish(self, job: FileJob) -> None:
        """Remove what was made of a cancelled job. Raises LibraryError, OSError."""
        if job.recording_id is None:
            return
        await asyncio.to_thread(self._inbox.remove_staging, job)
        removed = self._inbox.folder(job) / REMOVED
        # The folder first: what is in the library alone is not found again by a rebuild.
        await asyncio.to_thread(_move_away, self._paths.recording(job.recording_id), removed)
        with suppress(UnknownRecordingError):  # it never came there, or is out of it already
            await self._library.remove(job.recording_id)
        await asyncio.to_thread(destroy_key, removed, job.recording_id)
        await asyncio.to_thread(shutil.rmtree, removed, ignore_errors=True)
        await self._jobs.change(job.id, lambda now: replace(now, recording_id=None))
        log.info("a file is given up", extra={"event": "file-given-up", "job": job.id})


def _move_away(folder: Path, removed: Path) -> None:
    shutil.rmtree(removed, ignore_errors=True)
    with suppress(FileNotFoundError):  # it never became a recording, or is away already
        folder.rename(removed)
        sync_folder(folder.parent)
