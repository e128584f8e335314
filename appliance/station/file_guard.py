"""Who may take a file of the queue away: not a passer-by, and nobody what is on legal hold."""

from collections.abc import Sequence

from appliance.domain.batch import FileJob, JobState, cancelled
from appliance.domain.batch_sharing import takes_along
from appliance.library import Library, UnknownRecordingError
from appliance.station.errors import StationError
from appliance.station.face_lock import Permit
from appliance.station.job_list import JobList
from appliance.station.lock import BoxLock


class FileGuard:
    """Asked before anything is taken away. Without ``lock`` everybody may."""

    def __init__(self, *, jobs: JobList, library: Library, lock: BoxLock | None) -> None:
        self._jobs = jobs
        self._library = library
        self._lock = lock

    async def give_up(self, chosen: Sequence[FileJob], permit: Permit | None) -> None:
        """Refuse if nobody gave the PIN, or if a recording on hold goes with these.

        Raises LockedError, StationError, LibraryError.
        """
        if self._lock is not None and chosen:
            await self._lock.require_in_kiosk(permit)
        after = {job.id: job for job in (*self._jobs.all(), *map(cancelled, chosen))}
        for job in chosen:
            if not takes_along(after.values(), after[job.id]):
                continue
            assert job.recording_id is not None, "it takes one along"
            try:
                row = await self._library.get(job.recording_id)
            except UnknownRecordingError:
                continue
            if row.hold:
                raise StationError(
                    "{recording_id}, which {name} became, is on legal hold.",
                    hint="If you may, switch “Never delete” off under Details first;"
                    " or run `tingxia library hold {recording_id} --off`.",
                    recording_id=job.recording_id,
                    name=job.name,
                )

    async def take_off(self, over: Sequence[FileJob], permit: Permit | None) -> None:
        """Refuse if nobody gave the PIN and one goes that is no recording. Raises LockedError.

        An upload may lie nowhere else, while what became a recording stays in the history.
        """
        if self._lock is not None and any(job.state is not JobState.DONE for job in over):
            await self._lock.require_in_kiosk(permit)
