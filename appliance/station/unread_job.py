"""A file of the queue of which nothing sure is known: its ``job.json`` is damaged or too new.

It is in the queue as one that failed, with what can still be told of it. What lies on the disk
stays as it is until somebody tries the file again or takes it off the list: a newer release reads
its own.
"""

from dataclasses import replace
from pathlib import PurePath
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from appliance.domain.batch import Failure, FileJob, JobState
from appliance.domain.file_path import legible

_JOB: Final = TypeAdapter(FileJob)
NEWER: Final = "job-of-newer-release"
_KEPT: Final = ("name", "path", "batch_id", "title", "language", "hot_words", "packs", "again")
"""Which file it is and how it is to be heard; what became of it is not taken at its word."""


def unread(
    job_id: str, content: object, *, source: tuple[int, int] | None, is_newer: bool
) -> FileJob:
    """Return the job as a failed one.

    ``content`` is what its file says, None if that is no JSON; ``source`` are the size and the time
    (ns) of the file that was handed over, None if there is none.
    """
    size_bytes, mtime_ns = source or (0, 0)
    blank = FileJob(
        id=job_id,
        batch_id="",
        name=job_id,
        path=None,
        size_bytes=size_bytes,
        mtime_ns=mtime_ns,
        added="",
        order=0.0,
    )
    job = _filled(blank, content) if isinstance(content, dict) else blank
    path = job.path if source is None and _is_usable(job.path) else None
    job = replace(job, name=legible(job.name) or job_id, path=path)
    has_file = source is not None or path is not None
    failure = _newer(job.name, has_file) if is_newer else _damaged(job.name, has_file)
    return replace(job, state=JobState.FAILED, failure=failure)


def is_newer(job: FileJob) -> bool:
    """Tell whether a newer release wrote what is known of a file, and may go on with it."""
    return job.failure is not None and job.failure.code == NEWER


def _filled(blank: FileJob, content: dict[str, Any]) -> FileJob:
    """Take over what is as it should be."""
    known = _JOB.dump_python(blank)
    for key in _KEPT:
        if key in content:
            try:
                known = _JOB.dump_python(_JOB.validate_python({**known, key: content[key]}))
            except ValidationError:
                continue
    return _JOB.validate_python(known)


def _is_usable(path: str | None) -> bool:
    return path is not None and "\0" not in path and PurePath(path).is_absolute()


def _newer(name: str, has_file: bool) -> Failure:
    return Failure(
        code=NEWER,
        template="What a newer release noted of {name} cannot be read by this one.",
        hint_template="Update the box, and it is as it was; or try it again: it is taken in anew."
        if has_file
        else "Update the box, and it is as it was; or take it off the list and add it again.",
        fields={"name": name},
    )


def _damaged(name: str, has_file: bool) -> Failure:
    return Failure(
        code="job-damaged",
        template="What the box noted of {name} is damaged.",
        hint_template="Try it again: the file is taken in anew."
        if has_file
        else "Take it off the list and add the file again.",
        fields={"name": name},
    )
