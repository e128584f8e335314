"""One audio file of a recording while it grows."""

import hashlib
import logging
import os
import re
from pathlib import Path

from appliance.domain.audio import SAMPLE_WIDTH_BYTES
from appliance.recordings.container import SUFFIXES, Container, sample_count
from appliance.recordings.durable import sync_data, sync_folder, write_all_at
from appliance.recordings.errors import unreadable

log = logging.getLogger(__name__)

_HASH_BLOCK_BYTES = 256 * 1024


_NAME = re.compile(rf"[0-9]{{4,9}}({'|'.join(map(re.escape, SUFFIXES))})")


def is_file_name(name: str) -> bool:
    """Tell whether a name, perhaps from a damaged journal, is that of an audio file."""
    return _NAME.fullmatch(name) is not None


def audio_files(folder: Path) -> list[Path]:
    """List the audio files in a recording's folder, by their numbers."""
    found = [path for path in folder.glob("*.*") if is_file_name(path.name)]
    return sorted(found, key=lambda path: int(path.stem))


def held_samples(file: Path) -> int:
    """Return how many samples a file holds by its length; none if there is none.

    Raises RecordingsError.
    """
    try:
        return sample_count(file.name, file.stat().st_size)
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise unreadable(file, error) from error


class AudioFile:
    """A file open for appending. Audio not yet durable is kept for writing it elsewhere."""

    def __init__(
        self,
        folder: Path,
        number: int,
        *,
        container: Container,
        first_sample: int,
        room_samples: int,
    ) -> None:
        """Create the file; ``number`` counts the files of a recording from 1."""
        self.name = f"{number:04d}{container.suffix}"
        self.first_sample = first_sample
        self.sample_count = 0
        self.durable_count = 0
        self._folder = folder
        self._container = container
        self._room_samples = room_samples
        self._unsynced = bytearray()
        self._fd = os.open(
            folder / self.name, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600
        )
        try:
            write_all_at(self._fd, container.header(room_samples), 0)
        except OSError:
            os.close(self._fd)
            (folder / self.name).unlink(missing_ok=True)
            raise

    @property
    def room_samples(self) -> int:
        """How many samples still fit; none where a failure must not be followed by more."""
        return self._room_samples - self.sample_count

    @property
    def end_sample(self) -> int:
        """Position in the recording after the last sample."""
        return self.first_sample + self.sample_count

    def append(self, pcm: bytes) -> None:
        """Write at the end; on OSError nothing of it counts as written."""
        try:
            encoded = self._container.encode(pcm)
            write_all_at(self._fd, encoded, self._container.offset(self.sample_count))
        except OSError:
            self._drop_beyond(self.sample_count)
            if not self._container.may_repeat:
                self._room_samples = self.sample_count
            raise
        self._unsynced += pcm
        self.sample_count += len(pcm) // SAMPLE_WIDTH_BYTES

    def made_durable(self, sample_count: int) -> None:
        """Remember that so many samples are on the disk itself."""
        del self._unsynced[: (sample_count - self.durable_count) * SAMPLE_WIDTH_BYTES]
        self.durable_count = sample_count

    def unsynced(self) -> bytes:
        """Return the audio after the durable part."""
        return bytes(self._unsynced)

    def give_up(self) -> str:
        """After a failure: keep the durable part alone; returns its hash, "" if unreadable."""
        self._drop_beyond(self.durable_count)
        self.sample_count = self.durable_count
        self._unsynced.clear()
        try:
            self._container.finish(self._fd, self.durable_count)
            return self._sha256()
        except OSError as error:
            log.warning(
                "a file on a failing disk stays as it is: %s",
                error,
                extra={"event": "file-given-up", "file": self.name},
            )
            return ""

    def sync(self) -> None:
        """Bring data and name to the disk. Raises OSError; then this file is not trusted again."""
        sync_data(self._fd)
        if self.durable_count == 0:
            sync_folder(self._folder)

    def complete(self) -> str:
        """Patch the header, bring all to the disk, return the SHA-256. Raises OSError."""
        os.ftruncate(self._fd, self._container.offset(self.sample_count))
        self._container.finish(self._fd, self.sample_count)
        self.sync()
        return self._sha256()

    def close(self) -> None:
        """Close the file, once: later its number may be that of another file."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def _drop_beyond(self, sample_count: int) -> None:
        try:
            os.ftruncate(self._fd, self._container.offset(sample_count))
        except OSError as error:
            log.warning(
                "a file on a failing disk cannot be cut: %s",
                error,
                extra={"event": "file-not-cut", "file": self.name},
            )

    def _sha256(self) -> str:
        digest, place = hashlib.sha256(), 0
        while block := os.pread(self._fd, _HASH_BLOCK_BYTES, place):
            digest.update(block)
            place += len(block)
        return digest.hexdigest()
