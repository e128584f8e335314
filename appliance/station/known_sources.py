"""Which files were taken in before, by their content."""

import asyncio
import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from appliance.domain.batch import FileJob, JobState
from appliance.station.decoding import open_file

_READ_BYTES: Final = 1024 * 1024
_HAVE_RECORDING: Final = frozenset({JobState.IMPORTING, JobState.RECOGNISING, JobState.DONE})


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
    """Asks the jobs that are listed."""

    def __init__(self, jobs: Callable[[], Iterable[FileJob]]) -> None:
        self._jobs = jobs

    async def find(self, sha256: str, *, besides: str) -> str | None:
        """Return the recording that a file became, or becomes; ``besides`` is the asking job."""
        for job in self._jobs():
            if job.sha256 == sha256 and job.id != besides and job.state in _HAVE_RECORDING:
                return job.recording_id
        return None
