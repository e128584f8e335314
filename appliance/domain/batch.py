"""A file that waits to become text: what is known about it and how it may change."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from appliance.domain.wishes import Wishes


class JobState(StrEnum):
    """Where a file stands."""

    WAITING = "waiting"
    IMPORTING = "importing"
    """It is being decoded into a recording; its text is begun meanwhile."""

    RECOGNISING = "recognising"
    """Its recording is whole; the rest of its text is made."""

    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OVER: Final = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a file did not become text, as message ids with their fields, so that it translates."""

    code: str
    template: str
    hint_template: str
    fields: dict[str, str] = field(default_factory=dict)
    is_final: bool = False
    """What is in the file makes it fail; the same file would fail again."""

    @property
    def reason(self) -> str:
        """What happened, in English."""
        return self.template.format(**self.fields)

    @property
    def hint(self) -> str:
        """What to do next, in English."""
        return self.hint_template.format(**self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileJob:
    """One file of the queue."""

    id: str
    batch_id: str
    """Files that were added together."""

    name: str
    """Of the file, for people; never used as a path."""

    path: str | None
    """Where it is read in place; None if it was handed over and lies with the job."""

    size_bytes: int
    mtime_ns: int
    added: str
    """ISO 8601 with offset."""

    order: float
    """Smaller goes first."""

    title: str = ""
    language: str | None = None
    """None takes the configured one."""

    hot_words: tuple[str, ...] = ()
    packs: tuple[str, ...] | None = None
    again: bool = False
    """Take it even if it is known."""

    passed_over: int = 0
    """How often a later file went first, for the sake of its language."""

    state: JobState = JobState.WAITING
    sha256: str = ""
    """Empty until the file was read."""

    recording_id: str | None = None
    """Chosen before the import begins; of a known file the recording it became then."""

    already_there: bool = False
    """The same file was taken in before; ``recording_id`` is what it became."""

    is_taken_over: bool = False
    """It was, and this makes the text of that recording, which outlives this being given up."""

    duration_s: float | None = None
    """As the file announces it, and after the import as it is."""

    problem: str = ""
    """What is wrong with the file, though it was taken in."""

    failure: Failure | None = None

    @property
    def wishes(self) -> Wishes:
        """How it is to be heard."""
        return Wishes(language=self.language, hot_words=self.hot_words, packs=self.packs)

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state in OVER

    @property
    def can_be_retried(self) -> bool:
        """Whether it did not become text, and may if it is tried once more.

        One that is read where it lies may be whole or mended by then, whatever was wrong with it.
        """
        if self.state is JobState.FAILED:
            return self.path is not None or self.failure is None or not self.failure.is_final
        return self.state is JobState.CANCELLED


def begun(job: FileJob, recording_id: str) -> FileJob:
    """Begin the import, or go on with it; the recording keeps the id it was given first."""
    if job.state not in {JobState.WAITING, JobState.IMPORTING}:
        return job
    return replace(
        job, state=JobState.IMPORTING, recording_id=job.recording_id or recording_id, failure=None
    )


def imported(job: FileJob, *, duration_s: float, problem: str) -> FileJob:
    """Take note that the recording is whole."""
    if job.state is not JobState.IMPORTING:
        return job
    return replace(job, state=JobState.RECOGNISING, duration_s=duration_s, problem=problem)


def done(job: FileJob, *, problem: str) -> FileJob:
    """Take note that the text is complete, though it may have seemed to fail before."""
    has_failed_text = job.state is JobState.FAILED and job.recording_id is not None
    if job.state is not JobState.RECOGNISING and not has_failed_text:
        return job
    return replace(job, state=JobState.DONE, problem=problem, failure=None)


def found_again(job: FileJob, recording_id: str) -> FileJob:
    """Take note that the same file became this recording before."""
    if job.state is not JobState.IMPORTING:
        return job
    return replace(job, state=JobState.DONE, recording_id=recording_id, already_there=True)


def taken_over(job: FileJob, recording_id: str, *, duration_s: float) -> FileJob:
    """Take note that the same file became this recording before, and that it has no text."""
    if job.state is not JobState.IMPORTING:
        return job
    return replace(
        job,
        state=JobState.RECOGNISING,
        recording_id=recording_id,
        is_taken_over=True,
        duration_s=duration_s,
    )


def failed(job: FileJob, failure: Failure, *, keeps_recording: bool = False) -> FileJob:
    """Take note of what went wrong; an import that failed leaves no recording."""
    if job.is_over:
        return job
    recording_id = job.recording_id if keeps_recording else None
    return replace(job, state=JobState.FAILED, failure=failure, recording_id=recording_id)


def lost_its_recording(job: FileJob, failure: Failure) -> FileJob:
    """Take note that the recording was removed for good, whatever its text had come to."""
    if job.state not in {JobState.RECOGNISING, JobState.FAILED}:
        return job
    return replace(
        job, state=JobState.FAILED, failure=failure, recording_id=None, is_taken_over=False
    )


def lost_its_twin(job: FileJob) -> FileJob:
    """Wait again: the recording that the same file had become was given up."""
    if not job.already_there:
        return job
    return replace(job, state=JobState.WAITING, recording_id=None, already_there=False)


def cancelled(job: FileJob) -> FileJob:
    """Give a file up; one that is over stays as it is. The recording's id tells what to remove."""
    return job if job.is_over else replace(job, state=JobState.CANCELLED)


def to_retry(job: FileJob) -> FileJob:
    """Try a failed or cancelled file once more; others stay as they are.

    What was imported is kept, and only its text made again.
    """
    if job.state not in {JobState.FAILED, JobState.CANCELLED}:
        return job
    kept = job.state is JobState.FAILED and job.recording_id is not None
    return replace(
        job,
        state=JobState.RECOGNISING if kept else JobState.WAITING,
        recording_id=job.recording_id if kept else None,
        failure=None,
        problem="",
        passed_over=0,
        sha256=job.sha256 if kept else "",
    )
