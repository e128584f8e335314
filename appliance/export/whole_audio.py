"""Whether the audio of a closed recording is still what was recorded.

A receipt says that audio was carried away, and a rule of retention may remove what it names. So
what is missing here, or is no longer what the journal has the hash of, is refused and not exported
as if it were all. What recovery found lost after a crash stands in the journal and is no damage.
"""

import hashlib
from collections import deque
from pathlib import Path
from typing import Final

from appliance.domain.recording import AudioSegment, Recording
from appliance.export.errors import ExportError
from appliance.recordings import RecordingAudio
from appliance.recordings.audio_file import held_samples, is_file_name
from appliance.recordings.errors import unreadable

_HASH_BLOCK_BYTES: Final = 256 * 1024


def require_known(recording: Recording, folder: Path) -> None:
    """Refuse a folder that does not tell of a closed recording what the library does.

    Raises ExportError, RecordingsError.
    """
    if recording.total_samples is None:
        return
    if not folder.is_dir():
        raise _damaged(recording, folder, folder)
    found = RecordingAudio(folder).recording()
    if (found.total_samples, found.segments) != (recording.total_samples, recording.segments):
        raise ExportError(
            "The audio of {recording_id} is not what the library tells of it.",
            hint="Export it without audio. For the audio the administrator stops the box and runs"
            " `tingxia recover` and `tingxia library rebuild`; then export it again.",
            recording_id=recording.id,
        )


class WholeAudio:
    """Compares the files of a closed recording; of one that is open it promises nothing."""

    def __init__(self, folder: Path, recording: Recording, available_samples: int) -> None:
        """Look at the length of each file. Raises ExportError, RecordingsError."""
        self._folder = folder
        self._recording = recording
        is_closed = recording.total_samples is not None
        written = [part for part in recording.segments if part.sample_count] if is_closed else []
        for part in written:
            if _present_samples(folder, part) < (part.sample_count or 0):
                raise _damaged(recording, folder, folder / part.file)
        if available_samples < (recording.total_samples or 0):
            raise _damaged(recording, folder, folder)
        self._unproven = deque(part for part in written if part.sha256)

    def prove(self, end_sample: int) -> None:
        """Compare the hashes of all files that begin before ``end_sample``, each of them once.

        Raises ExportError, RecordingsError.
        """
        while self._unproven and self._unproven[0].first_sample < end_sample:
            part = self._unproven.popleft()
            path = self._folder / part.file
            try:
                found = _sha256(path)
            except OSError as error:
                raise unreadable(path, error) from error
            if found != part.sha256:
                raise _damaged(self._recording, self._folder, path)


def _present_samples(folder: Path, part: AudioSegment) -> int:
    """Return how many samples a file holds; none if a damaged journal calls it what it cannot."""
    return held_samples(folder / part.file) if is_file_name(part.file) else 0


def _sha256(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while block := file.read(_HASH_BLOCK_BYTES):
            found.update(block)
    return found.hexdigest()


def _damaged(recording: Recording, folder: Path, what: Path) -> ExportError:
    return ExportError(
        "The audio of {recording_id} is damaged: {what} is missing, or not what was recorded.",
        hint="Export it without audio and check the disk; what is left of it lies in {folder}.",
        recording_id=recording.id,
        what=what,
        folder=folder,
    )
