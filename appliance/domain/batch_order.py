"""Which file of the queue comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from appliance.domain.batch import FileJob, JobState

OVERTAKEN_AT_MOST: Final = 8
"""So many files of the language in use may go before one that was there first."""

_CLOSEST: Final = 1e-6
"""Order numbers nearer than this leave no safe place between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The next file, and those it goes before, with that counted."""

    job: FileJob
    overtaken: tuple[FileJob, ...] = ()


def in_order(jobs: Iterable[FileJob]) -> list[FileJob]:
    """Sort as people see them."""
    return sorted(jobs, key=lambda job: (job.order, job.id))


def next_job(jobs: Iterable[FileJob], *, language: str | None) -> Choice | None:
    """Choose; an import that was interrupted goes on first.

    ``language`` is that of the file before: another one of it is taken first, because a change
    of language may cost a change of model, but no file is overtaken for ever.
    """
    ordered = in_order(job for job in jobs if not job.is_over)
    for job in ordered:
        if job.state is JobState.IMPORTING:
            return Choice(job=job)
    waiting = [job for job in ordered if job.state is JobState.WAITING]
    before: list[FileJob] = []
    for job in waiting:
        if job.language == language:
            return Choice(
                job=job,
                overtaken=tuple(replace(one, passed_over=one.passed_over + 1) for one in before),
            )
        if job.passed_over >= OVERTAKEN_AT_MOST:
            break
        before.append(job)
    return Choice(job=waiting[0]) if waiting else None


def moved(jobs: Iterable[FileJob], job_id: str, position: int) -> tuple[FileJob, ...]:
    """Move a waiting file to a position among the waiting ones, 0 is next.

    Returns the jobs that changed: none if it does not wait. Where a person puts a file, no other
    language goes before it.
    """
    waiting = in_order(job for job in jobs if job.state is JobState.WAITING)
    chosen = next((job for job in waiting if job.id == job_id), None)
    if chosen is None:
        return ()
    others = [job for job in waiting if job is not chosen]
    at = min(max(position, 0), len(others))
    fixed = replace(chosen, passed_over=OVERTAKEN_AT_MOST)
    order = _between(others, at)
    if order is not None:
        return (replace(fixed, order=order),)
    renewed = [*others[:at], fixed, *others[at:]]
    return tuple(replace(job, order=float(number)) for number, job in enumerate(renewed))


def _between(others: Sequence[FileJob], at: int) -> float | None:
    """Return an order number for the place before ``others[at]``; None if there is no room."""
    if not others:
        return 0.0
    if at == 0:
        return others[0].order - 1.0
    if at == len(others):
        return others[-1].order + 1.0
    ((low, high),) = pairwise((others[at - 1].order, others[at].order))
    middle = (low + high) / 2
    return middle if low + _CLOSEST < middle < high - _CLOSEST else None
