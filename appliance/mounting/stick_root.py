"""The folder in which sticks are mounted, held open so that nothing can be swapped under it."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_FOLDER: Final = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class UnsafeFolderError(Exception):
    """Somebody else than root could swap a folder on the way to the sticks."""


class StickRoot:
    """Folders of sticks below one open folder."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def path(self, name: str) -> str:
        """Return a path to a stick's folder that no rename elsewhere can redirect."""
        return f"/proc/self/fd/{self._descriptor}/{name}"

    def make(self, name: str) -> bool:
        """Make the folder of a stick; false if it is there already. Raises OSError."""
        try:
            os.mkdir(name, mode=0o755, dir_fd=self._descriptor)
        except FileExistsError:
            os.close(self.open(name))  # raises for a link or a file of that name
            return False
        return True

    def open(self, name: str) -> int:
        """Open the folder of a stick; no link of that name is followed. Raises OSError."""
        return os.open(name, _FOLDER, dir_fd=self._descriptor)

    def forget(self, name: str) -> None:
        """Remove the folder of a stick; it stays while something is mounted there."""
        with suppress(OSError):
            os.rmdir(name, dir_fd=self._descriptor)


@contextmanager
def opened(sticks: Path) -> Iterator[StickRoot]:
    """Open the folder of all sticks, made if it is missing. Raises OSError, UnsafeFolderError.

    Every folder on the way must be root's, and none may be written by others: a folder of the
    unprivileged station could become a link to one of the system, and we would mount over that.
    """
    descriptor = os.open("/", _FOLDER)
    try:
        for name in sticks.parts[1:]:
            with suppress(FileExistsError):
                os.mkdir(name, mode=0o755, dir_fd=descriptor)
            inner = os.open(name, _FOLDER, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
            _require_safe(descriptor, name)
        yield StickRoot(descriptor)
    finally:
        os.close(descriptor)


def _require_safe(descriptor: int, name: str) -> None:
    status = os.fstat(descriptor)
    # In a sticky folder nobody but root can rename what is root's.
    is_shared = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not status.st_mode & stat.S_ISVTX
    if status.st_uid != 0 or is_shared:
        raise UnsafeFolderError(f"the folder {name} on the way to the sticks is not root's alone")
