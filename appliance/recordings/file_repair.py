"""Repair of one audio file by its length, after a crash or a power cut."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES
from appliance.recordings import encrypted, wav
from appliance.recordings.durable import sync_folder, write_all_at
from appliance.recordings.encrypted import CHUNK_SAMPLES, FileKeys, Header

UNSYNCED_SAMPLES: Final = 5 * SAMPLE_RATE_HZ
"""More than is ever written between two fdatasyncs: a power cut zeroes no more than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """A file as it lies now."""

    sample_count: int
    sha256: str


def repair_wav(path: Path, *, rebooted: bool) -> Repaired:
    """Cut a file to whole samples, write its header and hash it. Raises OSError."""
    content = path.read_bytes()
    count = wav.sample_count(len(content))
    if rebooted:
        count -= _unsynced_zeros(content[wav.HEADER_BYTES :])
    content = wav.header(count) + content[wav.HEADER_BYTES : wav.offset(count)]
    _put(path, header=content[: wav.HEADER_BYTES], file_bytes=len(content))
    return Repaired(sample_count=count, sha256=hashlib.sha256(content).hexdigest())


def repair_encrypted(path: Path, key: bytes, *, recording_id: str, rebooted: bool) -> Repaired:
    """Cut a file to whole samples, seal it and hash it. Raises OSError.

    One whose header is lost cannot be decrypted; it stays as it is, and its length counts.
    """
    content = path.read_bytes()
    count = encrypted.sample_count(len(content))
    header = Header.decode(content)
    if header is not None:
        keys = FileKeys(key, recording_id=recording_id, number=int(path.stem), salt=header.salt)
        if rebooted and not keys.is_sealed_by(header, count, _rest(content, count)):
            # Ciphertext does not end in zeros: these blocks never reached the disk.
            written = len(content[encrypted.HEADER_BYTES :].rstrip(b"\0"))
            count = encrypted.sample_count(encrypted.HEADER_BYTES + written + written % 2)
        seal = keys.seal(count, _rest(content, count))
        header = Header(salt=header.salt, sample_count=count, seal=seal)
        content = header.encode() + content[encrypted.HEADER_BYTES : encrypted.offset(count)]
        _put(path, header=header.encode(), file_bytes=len(content))
    return Repaired(sample_count=count, sha256=hashlib.sha256(content).hexdigest())


def _rest(content: bytes, count: int) -> bytes:
    """Return the ciphertext behind the last whole chunk."""
    return content[encrypted.offset(count - count % CHUNK_SAMPLES) : encrypted.offset(count)]


def _put(path: Path, *, header: bytes, file_bytes: int) -> None:
    """Write header and length; the time of change stays."""
    status = path.stat()
    fd = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        os.ftruncate(fd, file_bytes)
        write_all_at(fd, header, 0)
        os.fsync(fd)
        os.utime(fd, ns=(status.st_atime_ns, status.st_mtime_ns))
    finally:
        os.close(fd)
    sync_folder(path.parent)


def _unsynced_zeros(pcm: bytes) -> int:
    """Count the samples of a zero tail that a power cut may have left, to be cut off.

    File systems extend a file before its last blocks are on the disk; these read as zeros. That
    is at most what was written since the last fdatasync, so a longer tail is digital silence
    that was really heard, and cutting some of it or nothing loses no sound either way.
    """
    samples = len(pcm) // SAMPLE_WIDTH_BYTES
    heard = -(-len(pcm.rstrip(b"\0")) // SAMPLE_WIDTH_BYTES)
    zeros = samples - heard
    return zeros if zeros <= UNSYNCED_SAMPLES else 0
