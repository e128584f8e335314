"""Which files were taken in before, by their content."""

import asyncio
import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from appliance.domain.batch import FileJob, JobState
from appliance.domain.batch_sharing import is_leaving
from appliance.library import Library, UnknownRecordingError
from appliance.station.decoding import open_file

_READ_BYTES: Final = 1024 * 1024
_HAVE_RECORDING: Final = frozenset({JobState.RECOGNISING, JobState.DONE})


class KnownFileError(Exception):
    """A file was taken in before; the queue points to the recording that it became."""

    def __init__(self, recording_id: str) -> None:
        super().__init__(recording_id)
        self.recording_id = recording_id


async def hash_of(file: Path) -> str:
    """Return the SHA-256 of a file. Raises UnreadableAudioError, OSError."""
    opened = await asyncio.to_thread(open_file, file)
    digest = hashlib.sha256()
    try:
        while block := await asyncio.to_thread(os.read, opened, _READ_BYTES):
            await asyncio.to_thread(digest.update, block)
    finally:
        os.close(opened)
    return digest.hexdigest()


class KnownSources:
    """Asks the jobs that are listed, and the library for what was cleared long ago."""

    def __init__(self, jobs: Callable[[], Iterable[FileJob]], library: Library) -> None:
        self._jobs = jobs
        self._library = library

    async def find(self, sha256: str, *, besides: str) -> str | None:
        """Return the recording that a file became; ``besides`` is the asking job.

        One in the trash does not count: who adds its file again wants it again; nor does one
        that goes with a job given up. Raises LibraryError.
        """
        candidates = [
            job.recording_id
            for job in self._jobs()
            if job.sha256 == sha256 and job.id != besides and job.state in _HAVE_RECORDING
        ]
        candidates.append(await self._library.find_by_source_hash(sha256))
        for recording_id in candidates:
            if recording_id is None or is_leaving(self._jobs(), recording_id):
                continue
            if await self._is_there(recording_id):
                return recording_id
        return None

    async def _is_there(self, recording_id: str) -> bool:
        try:
            row = await self._library.get(recording_id)
        except UnknownRecordingError:
            return False
        return row.trashed is None
