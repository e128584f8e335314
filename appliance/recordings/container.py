"""How samples lie in an audio file: as plain WAV, or encrypted."""

from dataclasses import dataclass
from typing import Protocol

from appliance.recordings import encrypted, wav
from appliance.recordings.durable import write_all_at
from appliance.recordings.encrypted import EncryptedContainer

SUFFIXES = (".wav", encrypted.SUFFIX)


class Container(Protocol):
    """One growing file; made for it and used for no other."""

    suffix: str
    may_repeat: bool
    """What could not be written may be replaced by something else in the same file."""

    def header(self, room_samples: int) -> bytes:
        """Return the first bytes of the file."""
        ...

    def offset(self, sample: int) -> int:
        """Return the place of a sample in the file, in bytes."""
        ...

    def encode(self, pcm: bytes) -> bytes:
        """Return what follows in the file; call it once for all samples, in order."""
        ...

    def finish(self, fd: int, sample_count: int) -> None:
        """Write the header of a file that is complete. Raises OSError."""
        ...


class WavContainer:
    """Samples as they are."""

    suffix = ".wav"
    may_repeat = True

    def header(self, room_samples: int) -> bytes:
        """Announce a whole segment; players cut that at the end of the file."""
        return wav.header(room_samples)

    def offset(self, sample: int) -> int:
        """Return the place of a sample in the file, in bytes."""
        return wav.offset(sample)

    def encode(self, pcm: bytes) -> bytes:
        """Return the samples."""
        return pcm

    def finish(self, fd: int, sample_count: int) -> None:
        """Write how many samples there are. Raises OSError."""
        write_all_at(fd, wav.header(sample_count), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Encryption:
    """What the files of an encrypted recording are made with."""

    key: bytes
    recording_id: str

    def container(self, number: int) -> EncryptedContainer:
        """Return the container of a new file."""
        return EncryptedContainer(self.key, recording_id=self.recording_id, number=number)


def sample_count(name: str, file_bytes: int) -> int:
    """Return how many samples a file of that name and length holds."""
    if is_encrypted(name):
        return encrypted.sample_count(file_bytes)
    return wav.sample_count(file_bytes)


def is_encrypted(name: str) -> bool:
    """Tell it by the name."""
    return name.endswith(encrypted.SUFFIX)
