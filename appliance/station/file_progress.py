"""How far the files of the queue are, and how fast it goes."""

import asyncio
from dataclasses import replace
from typing import Final

from appliance.domain.audio import to_seconds
from appliance.domain.batch import FileJob, JobState
from appliance.domain.batch_progress import Pace
from appliance.station.job_list import JobList
from appliance.station.underway import Underway

IN_WORK: Final = (JobState.IMPORTING, JobState.RECOGNISING)


class FileProgress:
    """Remembers what was decided, and how long a file says it is, until a job is over."""

    def __init__(self, jobs: JobList, underway: Underway) -> None:
        self._jobs = jobs
        self._underway = underway
        self._decided: dict[str, int] = {}
        self._announced: dict[str, float] = {}
        self.pace = Pace()

    def look(self) -> None:
        """Measure the speed: more was decided."""
        now = asyncio.get_running_loop().time()
        measured: set[str] = set()
        for job in self._jobs.in_state(*IN_WORK):
            assert job.recording_id is not None
            decided = self._underway.decided_samples(job.recording_id)
            if decided is None:
                continue
            before = self._decided.get(job.id)
            self._decided[job.id] = max(decided, before or 0)
            if job.recording_id in measured:
                continue  # the same work of two files
            measured.add(job.recording_id)
            if before is None:
                self.pace.rested()  # what an earlier station did was not done in this time
            elif decided > before:
                self.pace.decided(to_seconds(decided - before), now=now)

    def done_s(self, job: FileJob) -> float | None:
        """How much of a file in work is text."""
        if job.state not in IN_WORK or job.recording_id is None:
            return None
        decided = self._underway.decided_samples(job.recording_id)
        return to_seconds(max(decided or 0, self._decided.get(job.id, 0)))

    def announce(self, job_id: str, duration_s: float) -> None:
        """Take the length that a file says it has."""
        self._announced[job_id] = duration_s

    def announced(self, job: FileJob) -> FileJob:
        """Return the job with the length that the file says it has, while it is decoded."""
        announced_s = self._announced.get(job.id)
        if job.duration_s is not None or announced_s is None:
            return job
        return replace(job, duration_s=announced_s)

    def forget(self, job_id: str) -> None:
        """Nothing of it is under way any more."""
        self._decided.pop(job_id, None)
        self._announced.pop(job_id, None)
