"""``<data>/inbox``: one folder a file that waits, with what is known about it and perhaps itself.

``<job id>/job.json`` is replaced atomically; ``<job id>/source`` is a file that was handed over;
``<job id>/<recording id>/`` is the recording while it grows. ``queue.json`` says what holds for
the queue as a whole.
"""

import errno
import json
import logging
import os
import re
import shutil
import stat
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from appliance.domain.batch import FileJob
from appliance.recordings.durable import (
    make_folder,
    remove_drafts,
    replace_file,
    sync_data,
    sync_folder,
)
from appliance.station.import_folder import discard
from appliance.station.unread_job import unread

log = logging.getLogger(__name__)

JOB: Final = "job.json"
QUEUE: Final = "queue.json"
SOURCE: Final = "source"
VERSION: Final = 1

_ID: Final = re.compile(r"[0-9a-f]{8}")
_JOB: Final = TypeAdapter(FileJob)
_COPY_BYTES: Final = 1024 * 1024
# Without O_NONBLOCK a pipe that took the place of the file would wait for a writer for ever.
_SOURCE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


class QueueFile(BaseModel):
    """Content of ``queue.json``."""

    model_config = ConfigDict(frozen=True)

    paused: bool = False


class Inbox:
    """Reads and writes the folders; every write is on the disk itself when it returns.

    All methods block; all but the paths may raise OSError.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def folder(self, job: FileJob) -> Path:
        """Return the folder of a job."""
        return self._folder / job.id

    def file(self, job: FileJob) -> Path:
        """Return the file to read."""
        return Path(job.path) if job.path is not None else self.folder(job) / SOURCE

    def staging(self, job: FileJob) -> Path | None:
        """Return where its recording grows; None before it has a name."""
        return self.folder(job) / job.recording_id if job.recording_id else None

    def load(self) -> list[FileJob]:
        """Read all jobs. One that cannot be read is a failed one, and left on the disk as it is."""
        folders = (found for found in self._folder.glob("*/") if _ID.fullmatch(found.name))
        return [job for folder in folders if (job := _read(folder)) is not None]

    def save(self, *jobs: FileJob) -> None:
        """Write what is known about jobs."""
        for job in jobs:
            make_folder(self.folder(job))
            content = {"version": VERSION, **_JOB.dump_python(job, mode="json")}
            text = json.dumps(content, ensure_ascii=False, indent=1)
            replace_file(self.folder(job) / JOB, f"{text}\n".encode(errors="backslashreplace"))

    def add(self, *jobs: FileJob) -> None:
        """Write all of these new jobs, or none with what was taken for them.

        One whose file was moved here is saved already and stays: that file is the only copy.
        """
        fresh = [job for job in jobs if not (self.folder(job) / JOB).exists()]
        try:
            self.save(*fresh)
        except OSError:
            for job in fresh:
                self.remove(job)
            raise

    def remove(self, job: FileJob) -> None:
        """Forget a job with everything that lies with it. Raises RecordingsError."""
        self.remove_folders(job)
        # Then what makes the folder a job: what is left of it is removed at the next start.
        (self.folder(job) / JOB).unlink(missing_ok=True)
        if self.folder(job).exists():
            sync_folder(self.folder(job))
        shutil.rmtree(self.folder(job), ignore_errors=True)

    def remove_staging(self, job: FileJob) -> None:
        """Remove what an import made until now. Raises RecordingsError."""
        staging = self.staging(job)
        if staging is not None:
            discard(staging, staging.name)

    def remove_folders(self, job: FileJob) -> None:
        """Remove what imports made until now, under whatever name. Raises RecordingsError."""
        for folder in self.folder(job).glob("*/"):
            discard(folder, folder.name)

    def has_file(self, job: FileJob) -> bool:
        """Tell whether there is something to read."""
        return self.file(job).exists()

    def remove_source(self, job: FileJob) -> None:
        """Remove the file that was handed over: its audio is a recording now."""
        (self.folder(job) / SOURCE).unlink(missing_ok=True)

    def take(self, job: FileJob, file: Path, *, copy: bool) -> None:
        """Make a file the job's own. One that is moved is the only copy: save the job before."""
        make_folder(self.folder(job))
        target = self.folder(job) / SOURCE
        is_moved = not copy and _moved(file, target)
        if not is_moved:
            _copy(file, target, job.size_bytes)
        sync_folder(target.parent)
        if not copy and not is_moved:
            file.unlink()

    def remove_unfinished(self) -> None:
        """Remove what was never saved: folders of jobs nobody was told of, a half-written file."""
        remove_drafts(self._folder)
        for folder in self._folder.glob("*/"):
            if _ID.fullmatch(folder.name) and not (folder / JOB).exists():
                shutil.rmtree(folder, ignore_errors=True)

    def paused(self) -> bool:
        """Tell whether the queue was paused."""
        try:
            found = QueueFile.model_validate_json((self._folder / QUEUE).read_bytes())
        except (OSError, ValidationError):
            return False
        return found.paused

    def set_paused(self, paused: bool) -> None:
        """Remember it."""
        replace_file(self._folder / QUEUE, QueueFile(paused=paused).model_dump_json().encode())


def _read(folder: Path) -> FileJob | None:
    content: object = None
    try:
        content = json.loads((folder / JOB).read_bytes())
        return _job(content, folder.name)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        log.warning(
            "a waiting file is unreadable: %s",
            error,
            extra={"event": "job-unreadable", "folder": str(folder)},
        )
    version = content.get("version") if isinstance(content, dict) else None
    is_newer = isinstance(version, int) and version > VERSION
    return unread(folder.name, content, source=_handed_over(folder), is_newer=is_newer)


def _job(content: object, job_id: str) -> FileJob:
    """Take what the file of a job says. Raises ValueError."""
    if not isinstance(content, dict):
        raise ValueError("it is no object")  # noqa: TRY004 - a damaged file, no wrong call
    if content.get("version", VERSION) != VERSION:
        raise ValueError(f"it is of version {content['version']!r}")
    job = _JOB.validate_python({key: content[key] for key in content if key != "version"})
    if job.id != job_id:
        raise ValueError("it is that of another file")
    return job


def _handed_over(folder: Path) -> tuple[int, int] | None:
    """Return size and time (ns) of the file that lies with a job, if one does."""
    try:
        found = (folder / SOURCE).stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _moved(file: Path, target: Path) -> bool:
    """Rename where both lie on one disk."""
    try:
        file.rename(target)
    except OSError:
        return False
    return True


def _copy(file: Path, target: Path, size_bytes: int) -> None:
    """Copy what there was when room was found for it: one that grows must not fill the disk."""
    source = os.open(file, _SOURCE)
    with open(source, "rb") as reader, target.open("wb") as writer:  # noqa: PTH123 - descriptor
        target.chmod(0o600)
        left = size_bytes if stat.S_ISREG(os.fstat(source).st_mode) else -1
        while left > 0 and (block := reader.read(min(_COPY_BYTES, left))):
            writer.write(block)
            left -= len(block)
        if left or reader.read(1):
            raise OSError(errno.EBUSY, "it changed while it was copied")
        writer.flush()
        sync_data(writer.fileno())
