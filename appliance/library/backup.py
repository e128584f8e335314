"""A copy of the library that can be trusted once it has its name."""

import os
from pathlib import Path

import apsw

from appliance.library import database
from appliance.library.errors import LibraryError
from appliance.recordings.durable import sync_folder


def back_up(connection: apsw.Connection, file: Path) -> int:
    """Write a compact copy, check it, bring it to the disk, give it its name; returns its bytes.

    An older backup of the same name stays until then. Raises LibraryError.
    """
    draft = file.with_name(f".{file.name}.new")
    try:
        _remove(draft)
        try:
            connection.execute("VACUUM INTO ?", (str(draft),))
            database.check(draft)
            fd = os.open(draft, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(fd)
            finally:
                os.close(fd)
            draft.replace(file)
        finally:
            _remove(draft)
        sync_folder(file.parent)
        return file.stat().st_size
    except (OSError, apsw.CantOpenError, apsw.FullError, apsw.IOError) as error:
        raise LibraryError(
            "The backup {file} could not be written: {reason}.",
            hint="Choose a folder that exists, can be written and has room.",
            file=file,
            reason=getattr(error, "strerror", None) or error,
        ) from error


def _remove(draft: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        draft.with_name(draft.name + suffix).unlink(missing_ok=True)
