"""Keys of encrypted recordings, one small file each: whoever destroys it destroys the audio.

A file lies in ``keys`` in the data folder, apart from the recordings, under the recording's id.
It holds the key and a check, so that a damaged key or another recording's is told from damaged
audio.
"""

import hashlib
import logging
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from appliance.recordings.durable import make_folder, sync_folder, write_all, write_all_at
from appliance.recordings.errors import RecordingsError

log = logging.getLogger(__name__)

NAME: Final = "keys"
KEY_BYTES: Final = 32

_MAGIC: Final = b"TXKEY\x01"
_CHECK_BYTES: Final = 8
_FILE_BYTES: Final = len(_MAGIC) + KEY_BYTES + _CHECK_BYTES
_LEVELS: Final = 3
"""A recording lies at most so deep in the data folder: recordings/DAY/ID, inbox/FILE/ID."""

_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,99}")


class KeyFolder:
    """The folder of the keys."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is ``Paths.keys``; it is made with the first key."""
        self._folder = folder

    def make(self, recording_id: str) -> bytes:
        """Return the key of a new recording; it is on the disk itself then. Raises OSError.

        One that an earlier attempt at the same recording left is used again: every audio file
        is encrypted under a key of its own, made of this one.
        """
        path = self._path(recording_id)
        with suppress(RecordingsError):
            known = self.read(recording_id)
            if known is not None:
                return known
        make_folder(self._folder)
        path.unlink(missing_ok=True)
        key = secrets.token_bytes(KEY_BYTES)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            write_all(fd, _MAGIC + key + _check(key, recording_id))
            os.fsync(fd)
            sync_folder(self._folder)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        finally:
            os.close(fd)
        return key

    def read(self, recording_id: str) -> bytes | None:
        """Return the key of a recording; None if there is none. Raises RecordingsError."""
        path = self._path(recording_id)
        try:
            fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                content = os.read(fd, _FILE_BYTES + 1)
            finally:
                os.close(fd)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise RecordingsError(
                "The key {path} cannot be read: {reason}.",
                hint="Check the disk and the permissions of the file.",
                path=path,
                reason=error.strerror or error,
            ) from error
        key = content[len(_MAGIC) : len(_MAGIC) + KEY_BYTES]
        if content != _MAGIC + key + _check(key, recording_id) or len(key) != KEY_BYTES:
            raise RecordingsError(
                "The key {path} is damaged, or that of another recording.",
                hint="Bring the file back from a backup, or delete the recording.",
                path=path,
            )
        return key

    def destroy(self, recording_id: str) -> bool:
        """Make the audio of a recording unreadable for ever; False if it had no key.

        The key is overwritten, then its file removed; both are on the disk itself when this
        returns. Raises RecordingsError if one of them failed: then try again.
        """
        if _ID.fullmatch(recording_id) is None:
            return False
        path = self._folder / recording_id
        try:
            was_there = path.exists()
            failure = _overwrite(path) if was_there else None
            path.unlink(missing_ok=True)
            if self._folder.exists():
                sync_folder(self._folder)
        except OSError as error:
            raise _not_destroyed(path, error) from error
        if failure is not None:
            raise _not_destroyed(path, failure) from failure
        if was_there:
            log.info(
                "the key of %s is destroyed",
                recording_id,
                extra={"event": "key-destroyed", "recording": recording_id},
            )
        return was_there

    def _path(self, recording_id: str) -> Path:
        if _ID.fullmatch(recording_id) is None:  # from a damaged journal, perhaps
            raise RecordingsError(
                "{recording_id} is no recording id.",
                hint="Export it without audio, or bring its folder back from a copy of the folder"
                " recordings, if the administrator keeps one.",
                recording_id=repr(recording_id[:80]),
            )
        return self._folder / recording_id


def find_key(folder: Path, recording_id: str) -> bytes | None:
    """Return the key for a recording's folder, from the data folder it lies in.

    None if there is none. Raises RecordingsError if it is damaged.
    """
    for parent in folder.absolute().parents[:_LEVELS]:
        key = KeyFolder(parent / NAME).read(recording_id)
        if key is not None:
            return key
    return None


def destroy_key(folder: Path, recording_id: str) -> bool:
    """Destroy the key for a recording's folder, from the data folder it lies in.

    False if it had none. Raises RecordingsError if it may still be readable: then try again.
    """
    parents = folder.absolute().parents[:_LEVELS]
    return any(KeyFolder(parent / NAME).destroy(recording_id) for parent in parents)


def missing_key(folder: Path, recording_id: str) -> RecordingsError:
    """Return what to raise where audio is encrypted and ``find_key`` found nothing."""
    return RecordingsError(
        "The audio in {folder} is encrypted, and its key is not there.",
        hint="Bring the file keys/{recording_id} of the data folder back from a backup; without "
        "it nobody can read the audio again, and the recording can only be deleted.",
        folder=folder,
        recording_id=recording_id,
    )


def _check(key: bytes, recording_id: str) -> bytes:
    return hashlib.sha256(b"tingxia key" + key + recording_id.encode()).digest()[:_CHECK_BYTES]


def _overwrite(path: Path) -> OSError | None:
    """Write over a key; returns what failed, since the file is removed all the same."""
    fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        write_all_at(fd, secrets.token_bytes(max(_FILE_BYTES, os.fstat(fd).st_size)), 0)
        os.fsync(fd)
    except OSError as error:
        return error
    finally:
        os.close(fd)
    return None


def _not_destroyed(path: Path, error: OSError) -> RecordingsError:
    return RecordingsError(
        "The key {path} cannot be destroyed: {reason}.",
        hint="Check the disk, then delete the recording again; until then its audio may be read.",
        path=path,
        reason=error.strerror or error,
    )
