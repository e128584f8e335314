"""A copy of the library that can be trusted once it has its name."""

import os
from functools import partial
from pathlib import Path
from typing import Final

from appliance.domain.progress import Progress, no_progress
from appliance.library import database
from appliance.library.errors import LibraryError
from appliance.recordings.durable import sync_folder

_SQLITE: Final = b"SQLite format 3\0"
"""What every database begins with."""


def back_up(library: Path, file: Path, progress: Progress = no_progress) -> int:
    """Write a compact copy, check it, bring it to the disk, give it its name; returns its bytes.

    It is a copy of one moment, also while a box writes. An older backup of the same name stays
    until the new one is whole. Raises LibraryError, DamagedError if the library is.
    """
    if Path(os.path.realpath(file.parent)).is_relative_to(library.parent.resolve()):
        raise LibraryError(
            "{file} lies in the data folder itself, where a box may be using it.",
            hint="Choose another folder, best on another disk.",
            file=file,
        )
    is_other = os.path.lexists(file) and not os.path.isfile(file)  # noqa: PTH113 - is_file() raises
    if is_other or not os.path.isdir(file.parent):  # noqa: PTH112 - as well
        # Told before minutes of work; and a device would be replaced as any file is.
        raise LibraryError(
            "{file} is no place for a file.",
            hint="Name a new file in a folder that exists, or an older backup.",
            file=file,
        )
    draft = file.with_name(f".{file.name}.new")
    try:
        if os.path.lexists(file) and not _may_be_replaced(file):
            raise LibraryError(
                "{file} is something else than a backup, and stays as it is.",
                hint="Name a new file, or an older backup.",
                file=file,
            )
        _remove(draft)
        try:
            copy_checked(library, draft, progress)
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
    except OSError as error:
        raise LibraryError(
            "The backup {file} could not be written: {reason}.",
            hint="Choose a folder that exists, can be written and has room; on a stick name its "
            "folder alone.",
            file=file,
            reason=error.strerror or error,
        ) from error


def copy_checked(library: Path, file: Path, progress: Progress = no_progress) -> None:
    """Write a compact copy of one moment and read it from end to end; it is not synced yet.

    Raises LibraryError, DamagedError if the library is.
    """
    progress("checking the library", 0, None)  # SQLite does not tell how far it is with that
    database.copy(library, file, told=partial(progress, "copying"))
    progress("reading the copy back", 0, None)
    database.check(file)


def _may_be_replaced(file: Path) -> bool:
    """Tell whether it is a database, perhaps a damaged one, or empty, as `mktemp` makes it."""
    with file.open("rb") as stream:
        return stream.read(len(_SQLITE)) in {b"", _SQLITE}


def _remove(draft: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        draft.with_name(draft.name + suffix).unlink(missing_ok=True)
