"""Audio that was encoded before anybody asked for it: an export copies it and encodes nothing.

One file beside the audio it was made from, encrypted with the recording's key if that is: the FLAC
stream that an export would make, then what it was made from and its hash. It is derived: whoever
finds none, or one that does not fit, encodes on the way. Removing it costs nothing but time.
"""

import hashlib
import os
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from appliance.domain.audio import SAMPLE_WIDTH_BYTES
from appliance.domain.recording import Recording
from appliance.export.audio_origin import audio_origin
from appliance.export.errors import ExportError
from appliance.export.formats.audio import flac_blocks
from appliance.recordings import RecordingAudio, RecordingsError
from appliance.recordings.container import Encryption, is_encrypted, sample_count
from appliance.recordings.durable import sync_folder, write_all
from appliance.recordings.encrypted import SUFFIX
from appliance.recordings.encrypted_reading import EncryptedFile
from appliance.recordings.keys import find_key, missing_key

PLAIN: Final = "audio.prepared"
ENCRYPTED: Final = f"{PLAIN}{SUFFIX}"
NAMES: Final = frozenset({PLAIN, ENCRYPTED})

_TEMPORARY: Final = f".{PLAIN}.new"
_BLOCK_BYTES: Final = 1024 * 1024
_TRAILER: Final = struct.Struct(">8s32s32sQ")
"""Mark, hash of the origin, hash of the stream, length of the stream."""

_MARK: Final = b"TXFLAC\x00\x01"
_NUMBER: Final = 0
"""Keys are made of the number of a file as well; those of the audio begin at 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedAudio:
    """A file that fits the audio as it is now."""

    path: Path
    size_bytes: int
    """Of the FLAC stream."""

    sha256: bytes
    key: bytes | None
    recording_id: str

    def blocks(self) -> "CheckedBlocks":
        """Return the stream, which is checked as it is read."""
        return CheckedBlocks(self)


class CheckedBlocks:
    """The blocks of a stream that was prepared, and at their end its hash.

    Iterating raises ExportError at the end if it is not what was written, and OSError.
    """

    def __init__(self, prepared: PreparedAudio) -> None:
        self._prepared = prepared
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """Of what was read until now."""
        return self._hash.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        about = self._prepared
        with _opened(about.path) as file:
            for place in range(0, about.size_bytes, _BLOCK_BYTES):
                count = min(_BLOCK_BYTES, about.size_bytes - place)
                block = _read(file.fileno(), place, count, about.key, about.recording_id)
                self._hash.update(block)
                yield block
        if self._hash.digest() != about.sha256:
            about.path.unlink(missing_ok=True)
            raise ExportError(
                "The audio prepared for {recording_id} was damaged and is removed.",
                hint="Export again: the audio itself is untouched and is encoded anew.",
                recording_id=about.recording_id,
            )


def prepare(folder: Path, *, must_rest: Callable[[], bool] = lambda: False) -> bool:
    """Encode the audio of a closed recording; False if it is not whole or ``must_rest`` was true.

    Blocking: for a thread. Raises OSError, RecordingsError, ExportError.
    """
    recording = RecordingAudio(folder).recording()
    origin = audio_origin(recording)
    if not origin:
        return False
    temporary = folder / _TEMPORARY
    flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    fd = os.open(temporary, flags, 0o600)
    try:
        is_whole = _encode(fd, folder, recording, origin, must_rest)
        if is_whole:
            os.fsync(fd)
            temporary.replace(folder / _name(recording))
            sync_folder(folder)
    finally:
        os.close(fd)
        temporary.unlink(missing_ok=True)
    return is_whole


def find(folder: Path) -> PreparedAudio | None:
    """Return what was prepared of the audio as it is now; None if there is nothing."""
    try:
        recording = RecordingAudio(folder).recording()
        path = folder / _name(recording)
        origin = audio_origin(recording)
        if not origin or not path.exists():
            return None
        key = _key(folder, recording)
        with _opened(path) as file:
            length = _length(path.name, os.fstat(file.fileno()).st_size)
            place = length - _TRAILER.size
            trailer = _read(file.fileno(), place, _TRAILER.size, key, recording.id)
        mark, made_from, sha256, size_bytes = _TRAILER.unpack(trailer)
    except (OSError, RecordingsError, struct.error):
        return None
    fits = (mark, made_from, size_bytes + size_bytes % 2) == (_MARK, _digest(origin), place)
    if not fits:
        return None
    return PreparedAudio(
        path=path, size_bytes=size_bytes, sha256=sha256, key=key, recording_id=recording.id
    )


def discard(folder: Path) -> int:
    """Remove what was prepared; return how many bytes that was. Raises OSError."""
    removed = 0
    for name in (*NAMES, _TEMPORARY):
        path = folder / name
        with suppress(FileNotFoundError):
            size_bytes = path.lstat().st_size
            path.unlink()
            removed += size_bytes
    return removed


def _encode(
    fd: int, folder: Path, recording: Recording, origin: str, must_rest: Callable[[], bool]
) -> bool:
    key = _key(folder, recording)
    container = Encryption(key=key, recording_id=recording.id).container(_NUMBER) if key else None
    if container is not None:
        write_all(fd, container.header(0))
    found, size_bytes = hashlib.sha256(), 0
    for block in flac_blocks(folder):
        if must_rest():
            return False
        found.update(block)
        size_bytes += len(block)
        write_all(fd, block if container is None else container.encode(block))
    padding = bytes(size_bytes % SAMPLE_WIDTH_BYTES)
    end = padding + _TRAILER.pack(_MARK, _digest(origin), found.digest(), size_bytes)
    write_all(fd, end if container is None else container.encode(end))
    if container is not None:
        length = size_bytes + len(end)
        container.finish(fd, length // SAMPLE_WIDTH_BYTES)
    return True


def _opened(path: Path) -> BinaryIO:
    return open(path, "rb", buffering=0, opener=_no_link)


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW)


def _read(fd: int, place: int, count: int, key: bytes | None, recording_id: str) -> bytes:
    """Read so many bytes of the content; zeros where it was changed. Raises OSError."""
    if place < 0:
        return b""
    if key is None:
        return os.pread(fd, count, place)
    file = EncryptedFile(fd=fd, key=key, recording_id=recording_id, number=_NUMBER)
    units = -(-count // SAMPLE_WIDTH_BYTES)
    return file.read(place // SAMPLE_WIDTH_BYTES, units).pcm[:count]


def _length(name: str, file_bytes: int) -> int:
    """Return the length of the content."""
    if is_encrypted(name):
        return sample_count(name, file_bytes) * SAMPLE_WIDTH_BYTES
    return file_bytes


def _name(recording: Recording) -> str:
    is_secret = any(is_encrypted(segment.file) for segment in recording.segments)
    return ENCRYPTED if is_secret else PLAIN


def _key(folder: Path, recording: Recording) -> bytes | None:
    """Return the key of an encrypted recording. Raises RecordingsError."""
    if _name(recording) == PLAIN:
        return None
    key = find_key(folder, recording.id)
    if key is None:
        raise missing_key(folder, recording.id)
    return key


def _digest(origin: str) -> bytes:
    return hashlib.sha256(origin.encode()).digest()
