"""A stick held open: everything on it is reached from there, name by name, and no link is followed.

All methods block and may raise OSError: a stick can vanish at any moment.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from appliance.domain.stick_contents import Entry, EntryType, Refusal, refused_size
from appliance.domain.stick_names import Place

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


class RefusedFileError(Exception):
    """A file of the stick is not taken."""

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        super().__init__(f"{refusal.value}: {detail}" if detail else refusal.value)
        self.refusal = refusal
        self.detail = detail


class StickFolder:
    """The root of a stick, or of a folder that stands for one."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._volume = os.fstat(root).st_dev

    @classmethod
    @contextmanager
    def opened(cls, mount_point: Path) -> "Iterator[StickFolder]":
        """Open it until the end of the block."""
        root = os.open(mount_point, _FOLDER)
        try:
            yield cls(root)
        finally:
            os.close(root)

    def entries(self, folder: Place) -> Iterator[Entry]:
        """List a folder as far as the caller goes on; nothing is read ahead."""
        with self._entered(folder) as descriptor, os.scandir(descriptor) as found:
            for entry in found:
                place = (*folder, os.fsencode(entry.name))
                try:
                    yield self._entry(place, entry.stat(follow_symlinks=False))
                except FileNotFoundError:
                    continue  # it vanished between the listing and the look

    def size_bytes(self, place: Place) -> int:
        """Return the size of a file. Raises RefusedFileError if it is none."""
        with self._entered(place[:-1]) as folder:
            return self._required(place, folder).st_size

    @contextmanager
    def file(self, place: Place) -> Iterator[int]:
        """Open a file until the end of the block. Raises RefusedFileError if it is none."""
        with self._entered(place[:-1]) as folder:
            # Looked at before it is opened: opening alone can wake a device.
            expected = self._required(place, folder)
            descriptor = os.open(place[-1], _FILE, dir_fd=folder)
        try:
            if not _is_same(expected, os.fstat(descriptor)):
                raise RefusedFileError(Refusal.CHANGED)
            yield descriptor
        finally:
            os.close(descriptor)

    def content(self, place: Place, *, limit_bytes: int, depth: int) -> bytes:
        """Return all of a small file. Raises RefusedFileError, also if it cannot be read."""
        if len(place) > depth:
            raise RefusedFileError(Refusal.TOO_DEEP)
        try:
            with self.file(place) as source:
                content = b""
                while len(content) <= limit_bytes:
                    block = os.read(source, limit_bytes + 1 - len(content))
                    if not block:
                        break
                    content += block
        except OSError as error:
            raise RefusedFileError(Refusal.UNREADABLE, error.strerror or str(error)) from error
        refusal = refused_size(len(content), limit_bytes, Refusal.TOO_LARGE)
        if refusal is not None:
            raise RefusedFileError(refusal)
        return content

    @contextmanager
    def _entered(self, folder: Place) -> Iterator[int]:
        """Go down name by name; raises RefusedFileError where the way is not plain folders."""
        descriptor = os.dup(self._root)
        try:
            for name in folder:
                inner = self._inner(name, descriptor)
                os.close(descriptor)
                descriptor = inner
            yield descriptor
        finally:
            os.close(descriptor)

    def _inner(self, name: bytes, folder: int) -> int:
        if stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            raise RefusedFileError(Refusal.LINK)
        inner = os.open(name, _FOLDER, dir_fd=folder)
        if os.fstat(inner).st_dev != self._volume:
            os.close(inner)
            raise RefusedFileError(Refusal.OTHER_VOLUME)
        return inner

    def _required(self, place: Place, folder: int) -> os.stat_result:
        status = os.stat(place[-1], dir_fd=folder, follow_symlinks=False)
        entry = self._entry(place, status)
        if entry.type is EntryType.LINK:
            raise RefusedFileError(Refusal.LINK)
        if entry.type is not EntryType.FILE:
            raise RefusedFileError(Refusal.NO_FILE)
        if entry.is_elsewhere:
            raise RefusedFileError(Refusal.OTHER_VOLUME)
        return status

    def _entry(self, place: Place, status: os.stat_result) -> Entry:
        return Entry(
            place=place,
            type=_type(status.st_mode),
            size_bytes=status.st_size,
            is_elsewhere=status.st_dev != self._volume,
        )


def _is_same(first: os.stat_result, second: os.stat_result) -> bool:
    return (first.st_dev, first.st_ino) == (second.st_dev, second.st_ino)


def _type(mode: int) -> EntryType:
    if stat.S_ISREG(mode):
        return EntryType.FILE
    if stat.S_ISDIR(mode):
        return EntryType.FOLDER
    return EntryType.LINK if stat.S_ISLNK(mode) else EntryType.SPECIAL
