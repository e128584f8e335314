"""Files of the queue that are the same recording: whose it is, and with whom it goes.

A recording is kept by everybody who makes, made or failed to make its text. It goes when the last
of them is given up, unless it was there before the queue; who merely points to it waits again then.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from appliance.domain.batch import FileJob, JobState, cancelled, lost_its_twin


def makers(jobs: Iterable[FileJob], recording_id: str) -> list[FileJob]:
    """Return those whose text it is: who is in work first, then by the latest wish."""
    found = (job for job in jobs if job.recording_id == recording_id and not job.already_there)
    return sorted(
        found, key=lambda job: (job.is_over, job.state is JobState.CANCELLED, -job.order, job.id)
    )


def keepers(jobs: Iterable[FileJob], recording_id: str) -> list[FileJob]:
    """Return those of them that are not given up."""
    return [job for job in makers(jobs, recording_id) if job.state is not JobState.CANCELLED]


def given_up(jobs: Iterable[FileJob], chosen: Collection[FileJob]) -> tuple[FileJob, ...]:
    """Give all of these up; none if one is not where it was when somebody looked at it."""
    now = {job.id: job for job in jobs}
    if any(now[job.id].state is not job.state for job in chosen):
        return ()
    return tuple(cancelled(now[job.id]) for job in chosen)


def takes_along(jobs: Iterable[FileJob], job: FileJob) -> bool:
    """Tell whether its recording goes with a job that is given up."""
    if job.state is not JobState.CANCELLED or job.recording_id is None:
        return False
    return not job.is_taken_over and not keepers(jobs, job.recording_id)


def is_leaving(jobs: Iterable[FileJob], recording_id: str) -> bool:
    """Tell whether a recording is on its way out: nobody may turn to it any more."""
    known = tuple(jobs)
    return any(job.recording_id == recording_id and takes_along(known, job) for job in known)


def parted(jobs: Iterable[FileJob], job: FileJob, *, is_removed: bool) -> tuple[FileJob, ...]:
    """Part a job that is given up from its recording; returns who changed, itself last.

    Written in this order, a part of it can be done again: who keeps the recording inherits it
    whole, and who points to one that is removed waits again.
    """
    known = tuple(jobs)
    assert job.recording_id is not None, "it has one to part from"
    others: list[FileJob] = []
    if is_removed:
        others = [lost_its_twin(one) for one in known if _points_to(one, job.recording_id)]
    elif not job.is_taken_over:
        others = [replace(one, is_taken_over=False) for one in keepers(known, job.recording_id)]
    return (*others, replace(job, recording_id=None, is_taken_over=False))


def _points_to(job: FileJob, recording_id: str) -> bool:
    return job.already_there and job.recording_id == recording_id
