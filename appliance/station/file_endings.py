"""Sees which texts of the queue of files came to their end, and has their files follow."""

from functools import partial

from appliance.domain.batch import JobState, done, failed
from appliance.domain.text_state import TextState
from appliance.errors import ApplianceError
from appliance.library import Library, UnknownRecordingError
from appliance.station.file_failure import in_trash, text_failed, to_failure
from appliance.station.file_progress import FileProgress
from appliance.station.file_removal import FileRemoval
from appliance.station.job_list import JobList


class FileEndings:
    """See the module."""

    def __init__(
        self, *, jobs: JobList, library: Library, removal: FileRemoval, progress: FileProgress
    ) -> None:
        self._jobs = jobs
        self._library = library
        self._removal = removal
        self._progress = progress
        self._refused: dict[str, ApplianceError] = {}

    def refused(self, recording_id: str, error: ApplianceError) -> None:
        """Take note that the recogniser does not take a recording, for example its language."""
        self._refused[recording_id] = error

    async def settle(self) -> None:
        """See which texts came to their end. Raises LibraryError, OSError."""
        jobs = self._jobs.in_state(JobState.RECOGNISING, JobState.FAILED)
        ids = {job.recording_id for job in jobs if job.recording_id is not None}
        # Once for all files of a recording; that of an import stays until that is whole.
        refused = {known: self._refused.pop(known) for known in ids & self._refused.keys()}
        for job in jobs:
            if job.recording_id is None:
                continue
            try:
                row = await self._library.get(job.recording_id)
            except UnknownRecordingError as error:
                await self._removal.follow(job, to_failure(error))
                continue
            if row.text_state.is_whole:
                await self._jobs.change(job.id, partial(done, problem=row.problem))
                await self._removal.release_sources(job.recording_id)
                self._progress.forget(job.id)
            elif row.trashed is not None:
                # Its text is not made, and a queue must not wait for it.
                await self._jobs.change(
                    job.id,
                    partial(failed, failure=in_trash(job.recording_id), keeps_recording=True),
                )
            elif row.text_state is TextState.FAILED:
                await self._jobs.change(
                    job.id,
                    partial(failed, failure=text_failed(row.problem), keeps_recording=True),
                )
            elif (refusal := refused.get(job.recording_id)) is not None:
                # It is tried again now and then, but stands in nobody's way.
                await self._jobs.change(
                    job.id, partial(failed, failure=to_failure(refusal), keeps_recording=True)
                )
