"""The few file operations of an export, on folders held open: nothing can be swapped under them.

Links are never followed. Every method may raise OSError: a stick can vanish at any moment.
"""

import ctypes
import errno
import fcntl
import mmap
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import psutil

from appliance.domain.export_plan import FAT32_FILE_LIMIT_BYTES, Room

_READ_BLOCK_BYTES: Final = 1024 * 1024
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Without O_NONBLOCK a pipe of that name would wait for a writer for ever.
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_PAST_CACHE: Final = getattr(os, "O_DIRECT", 0)
_FAT: Final = frozenset({"vfat", "msdos", "fat", "fat32"})
_NO_LOCKS: Final = frozenset({errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS})
_NEW_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class Stick:
    """File operations. Folders and files are file descriptors."""

    past_cache: bool = bool(_PAST_CACHE)
    """Whether O_DIRECT is tried."""

    batch_bytes: int = 64 * 1024 * 1024
    """So much is written before it is flushed and its files get their names, while the next are
    written."""

    def open(self, target: Path) -> int:
        """Open the target folder."""
        return os.open(target, _FOLDER)

    def require_still_there(self, folder: int, target: Path) -> None:
        """Raise OSError if the target is another folder by now.

        One that was renamed would be written and verified to the end, where nobody looks for it.
        """
        opened, there = os.fstat(folder), os.lstat(target)
        if (opened.st_dev, opened.st_ino) != (there.st_dev, there.st_ino):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(target))

    def hold(self, folder: int) -> None:
        """Keep other exports out until the folder is closed. Raises BlockingIOError."""
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in _NO_LOCKS:  # some file systems know none: then nobody is kept out
                raise

    def find(self, parent: int, name: str) -> int:
        """Open a folder that is there."""
        return os.open(name, _FOLDER, dir_fd=parent)

    def enter(self, parent: int, name: str) -> int:
        """Open a folder, made if there is none."""
        with suppress(FileExistsError):  # a link or file of that name is refused below
            os.mkdir(name, mode=0o755, dir_fd=parent)
        return self.find(parent, name)

    def exists(self, parent: int, name: str) -> bool:
        """Tell whether there is anything of that name."""
        try:
            os.stat(name, dir_fd=parent, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def is_folder(self, parent: int, name: str) -> bool:
        """Tell whether there is a real folder of that name."""
        return stat.S_ISDIR(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode)

    def create(self, parent: int, name: str) -> int:
        """Make a new file; what a pulled export left under that name is removed."""
        if self.exists(parent, name):
            os.unlink(name, dir_fd=parent)
        return os.open(name, _NEW_FILE, 0o644, dir_fd=parent)

    def write(self, file: int, data: bytes | memoryview) -> int:
        """Write some of the data; return how much."""
        return os.write(file, data)

    def close(self, fd: int) -> None:
        """Close a file or folder."""
        os.close(fd)

    def rename(self, parent: int, old: str, new: str) -> None:
        """Give a file its name, replacing another."""
        os.rename(old, new, src_dir_fd=parent, dst_dir_fd=parent)

    def remove(self, parent: int, name: str) -> None:
        """Remove a file."""
        os.unlink(name, dir_fd=parent)

    def remove_folder(self, parent: int, name: str) -> None:
        """Remove an empty folder."""
        os.rmdir(name, dir_fd=parent)

    def flush(self, folder: int) -> None:
        """Bring the whole file system to the medium (syncfs(2); sync(2) where there is none)."""
        if sys.platform != "linux":
            os.sync()
            return
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.syncfs(folder) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))

    def read(self, parent: int, name: str, buffer: mmap.mmap) -> Iterator[bytes | memoryview]:
        """Read a file from the medium itself, not from the cache, as far as the system allows.

        A block is what lies in ``buffer`` until the next is asked for. Linux reads past its cache
        with O_DIRECT. Where a file system does not know that, the cache of the file is dropped
        first, which frees all pages that are clean and unused.
        """
        file = _opened(parent, name, past_cache=self.past_cache)
        try:
            view = memoryview(buffer)
            while count := _read(file, buffer):
                yield view[:count]
        finally:
            os.close(file)

    def room(self, folder: int, target: Path) -> Room:
        """Tell how much fits."""
        found = os.fstatvfs(folder)
        return Room(
            free_bytes=found.f_bavail * found.f_frsize,
            cluster_bytes=found.f_frsize,
            largest_file_bytes=_largest_file_bytes(target),
        )


def read_buffer() -> mmap.mmap:
    """Return room for a block, aligned to pages as O_DIRECT wants it.

    It is made once for many files: a fresh one costs more than a small file takes to read.
    """
    return mmap.mmap(-1, _READ_BLOCK_BYTES)


def file_system(target: Path) -> str:
    """Return what the system calls the file system of a folder; empty if it does not tell."""
    mounts = {Path(part.mountpoint): part.fstype for part in psutil.disk_partitions(all=True)}
    place = Path(os.path.realpath(target))
    return next((mounts[each].lower() for each in (place, *place.parents) if each in mounts), "")


def _largest_file_bytes(target: Path) -> int | None:
    """FAT keeps sizes in 32 bits; other file systems have no limit that speech could reach."""
    return FAT32_FILE_LIMIT_BYTES if file_system(target) in _FAT else None


def _opened(parent: int, name: str, *, past_cache: bool) -> int:
    mode = os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode
    # Before it is opened, which some devices take for an order; to read one may never end.
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode)):
        raise OSError(errno.ENXIO, os.strerror(errno.ENXIO), name)
    if past_cache:
        try:
            return os.open(name, _FILE | _PAST_CACHE, dir_fd=parent)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
    file = os.open(name, _FILE, dir_fd=parent)
    _drop_cache(file)
    return file


def _read(file: int, buffer: mmap.mmap) -> int:
    try:
        return os.readv(file, [buffer])
    except OSError as error:
        flags = fcntl.fcntl(file, fcntl.F_GETFL)
        if error.errno != errno.EINVAL or not flags & _PAST_CACHE:
            raise
        fcntl.fcntl(file, fcntl.F_SETFL, flags & ~_PAST_CACHE)  # a file system that only took it
        _drop_cache(file)
        return os.readv(file, [buffer])


def _drop_cache(file: int) -> None:
    if hasattr(fcntl, "F_NOCACHE"):  # macOS
        fcntl.fcntl(file, fcntl.F_NOCACHE, 1)
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
