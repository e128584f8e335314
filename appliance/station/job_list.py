"""The jobs of the queue in memory, and on the disk before anybody sees them changed."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from appliance.domain.batch import FileJob, JobState
from appliance.domain.batch_sharing import makers
from appliance.station.errors import StationError
from appliance.station.inbox import Inbox


class UnknownJobError(StationError):
    """There is no such file in the queue."""

    code = "unknown-job"

    def __init__(self, job_id: str) -> None:
        super().__init__(
            "There is no file {job_id} in the queue.",
            hint="The Files page and `tingxia batch list` show all of them.",
            job_id=job_id,
        )


class JobList:
    """See the module."""

    def __init__(self, inbox: Inbox, *, on_change: Callable[[], None]) -> None:
        self._inbox = inbox
        self._on_change = on_change
        self._jobs: dict[str, FileJob] = {}
        self._writing = asyncio.Lock()
        self.paused = False

    async def load(self) -> None:
        """Read what an earlier station left. Raises OSError."""
        await asyncio.to_thread(self._inbox.remove_unfinished)
        self.paused = await asyncio.to_thread(self._inbox.paused)
        self._jobs = {job.id: job for job in await asyncio.to_thread(self._inbox.load)}
        self._on_change()

    def all(self) -> tuple[FileJob, ...]:
        """Return all jobs, in no order."""
        return tuple(self._jobs.values())

    def get(self, job_id: str) -> FileJob:
        """Return one. Raises UnknownJobError."""
        try:
            return self._jobs[job_id]
        except KeyError:
            raise UnknownJobError(job_id) from None

    def in_state(self, *states: JobState) -> list[FileJob]:
        """Return those in one of the states."""
        return [job for job in self._jobs.values() if job.state in states]

    def of_recording(self, recording_id: str) -> FileJob | None:
        """Return the job whose file becomes a recording; of several the one that is in work."""
        return next(iter(makers(self._jobs.values(), recording_id)), None)

    async def put(self, jobs: Iterable[FileJob]) -> None:
        """Add all of these jobs or none. Raises StationError."""
        fresh = tuple(jobs)
        async with self._writing:
            try:
                await asyncio.to_thread(self._inbox.add, *fresh)
            except OSError as error:
                raise StationError(
                    "No file was added: the queue cannot be written ({reason}).",
                    hint="Make room on the disk, then add the files again.",
                    reason=error.strerror or error,
                ) from error
            self._jobs.update({job.id: job for job in fresh})
        self._on_change()

    async def change(self, job_id: str, turn: Callable[[FileJob], FileJob]) -> FileJob:
        """Turn a job into another state, as it is now. Raises UnknownJobError, OSError."""
        async with self._writing:
            before = self.get(job_id)
            after = turn(before)
            if after != before:
                await asyncio.to_thread(self._inbox.save, after)
                self._jobs[job_id] = after
        self._on_change()
        return after

    async def change_several(
        self, turned: Callable[[Iterable[FileJob]], Iterable[FileJob]]
    ) -> bool:
        """Turn several, in this order, as all are now; False if none is.

        Raises OSError; those before the one that failed are turned.
        """
        async with self._writing:
            changed = {job.id: job for job in turned(self.all())}
            try:
                for job in changed.values():
                    await asyncio.to_thread(self._inbox.save, job)
                    self._jobs[job.id] = job
            finally:
                self._on_change()
        return bool(changed)

    async def remove(self, job_id: str) -> None:
        """Forget a job with what lies with it. Raises UnknownJobError, OSError."""
        async with self._writing:
            await asyncio.to_thread(self._inbox.remove, self.get(job_id))
            del self._jobs[job_id]
        self._on_change()

    async def set_paused(self, paused: bool) -> None:
        """Remember it. Raises OSError."""
        await asyncio.to_thread(self._inbox.set_paused, paused)
        self.paused = paused
        self._on_change()

    def last_order(self) -> float:
        """Return the order number behind all others."""
        return max((job.order for job in self._jobs.values()), default=0.0)

    async def count_overtaken(self, overtaken: Iterable[FileJob]) -> None:
        """Note who was passed over, as far as they still wait. Raises OSError."""
        for job in overtaken:
            if job.id in self._jobs:
                await self.change(job.id, partial(replace, passed_over=job.passed_over))
