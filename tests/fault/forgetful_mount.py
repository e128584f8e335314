# ruff: noqa: D102 - the operations are those of FUSE, by its own names
"""Mounts a forgetful disk with FUSE: ``python -m tests.fault.forgetful_mount FOLDER``.

A line ``SEED FOLDER`` on standard input cuts the power: what is left is written into that
folder, every later access fails, and the answer is a line.
"""

import errno
import itertools
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar

from mfusepy import FUSE, Operations

from tests.fault.forgetful_disk import Change, File, Folder, ForgetfulDisk, Node

Answer = TypeVar("Answer")

BLOCK_BYTES: Final = 4096
_FREE_BLOCKS: Final = 2**22
"""16 GiB, so that nobody runs out of room."""


class ForgetfulMount(Operations):  # type: ignore[misc]
    """The disk as FUSE asks for it; one operation at a time."""

    use_ns = True

    def __init__(self) -> None:
        self._disk = ForgetfulDisk()
        self._lock = threading.Lock()
        self._open: dict[int, File] = {}
        self._handles = itertools.count(1)
        self._is_cut = False

    def cut(self, seed: int, target: Path) -> None:
        """Cut the power."""
        with self._lock:
            self._is_cut = True
            self._disk.cut(seed, target)

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        return self._ask(lambda disk: self._node(disk, path, fh).stat())

    def readdir(self, path: str, fh: int) -> list[str]:
        return self._ask(lambda disk: [".", "..", *disk.folder(path).names])

    def mkdir(self, path: str, mode: int) -> int:
        return self._do(lambda disk: disk.make(path, Folder(stat.S_IFDIR | mode)))

    def unlink(self, path: str) -> int:
        return self._do(lambda disk: disk.remove(path))

    def rmdir(self, path: str) -> int:
        return self._do(lambda disk: disk.remove(path))

    def rename(self, old: str, new: str) -> int:
        return self._do(lambda disk: disk.rename(old, new))

    def create(self, path: str, mode: int, fi: object = None) -> int:
        file = File(stat.S_IFREG | mode)
        self._do(lambda disk: disk.make(path, file))
        return self._opened(file)

    def open(self, path: str, flags: int) -> int:
        return self._opened(self._ask(lambda disk: disk.file(path)))

    def release(self, path: str, fh: int) -> int:
        self._open.pop(fh, None)
        return 0

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        return self._ask(lambda _: bytes(self._open[fh].content[offset : offset + size]))

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        self._do(lambda _: self._open[fh].change(Change(place=offset, content=data)))
        return len(data)

    def truncate(self, path: str, length: int, fh: int | None = None) -> int:
        change = Change(place=length, content=None)
        return self._do(lambda disk: self._file(disk, path, fh).change(change))

    def fallocate(self, path: str, mode: int, offset: int, size: int, fh: int) -> int:
        file = self._open[fh]
        change = Change(place=max(len(file.content), offset + size), content=None)
        return self._do(lambda _: file.change(change))

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        return self._do(lambda _: self._open[fh].sync())

    def fsyncdir(self, path: str, datasync: int, fh: int) -> int:
        return self._do(lambda disk: disk.sync_folder(path))

    def utimens(self, path: str, times: tuple[int, int] | None = None) -> int:
        def set_time(disk: ForgetfulDisk) -> None:
            if times is not None:
                disk.find(path).modified_ns = times[1]

        return self._do(set_time)

    def chmod(self, path: str, mode: int) -> int:
        def set_mode(disk: ForgetfulDisk) -> None:
            node = disk.find(path)
            node.mode = stat.S_IFMT(node.mode) | stat.S_IMODE(mode)

        return self._do(set_mode)

    def statfs(self, path: str) -> dict[str, int]:
        blocks = dict.fromkeys(("f_blocks", "f_bfree", "f_bavail"), _FREE_BLOCKS)
        return {"f_bsize": BLOCK_BYTES, "f_frsize": BLOCK_BYTES, "f_namemax": 255, **blocks}

    def _ask(self, question: Callable[[ForgetfulDisk], Answer]) -> Answer:
        with self._lock:
            if self._is_cut:
                raise OSError(errno.EIO, "the power is cut")
            return question(self._disk)

    def _do(self, work: Callable[[ForgetfulDisk], None]) -> int:
        self._ask(work)
        return 0

    def _opened(self, file: File) -> int:
        handle = next(self._handles)
        self._open[handle] = file
        return handle

    def _node(self, disk: ForgetfulDisk, path: str, fh: int | None) -> Node:
        return self._open[fh] if fh in self._open else disk.find(path)

    def _file(self, disk: ForgetfulDisk, path: str, fh: int | None) -> File:
        return self._open[fh] if fh in self._open else disk.file(path)


def unmount(folder: str | Path) -> None:
    """Unmount, also what is in use or whose process is gone."""
    command = ["umount", "--lazy"] if os.geteuid() == 0 else ["fusermount3", "-u", "-z"]
    subprocess.run([*command, str(folder)], check=False, capture_output=True, timeout=10)


def _obey(mount: ForgetfulMount) -> None:
    for line in sys.stdin:
        seed, _, target = line.strip().partition(" ")
        mount.cut(int(seed), Path(target))
        print("cut", flush=True)


def main() -> None:
    """Serve until unmounted."""
    folder, mount = sys.argv[1], ForgetfulMount()
    with suppress(PermissionError):
        os.nice(-10)  # a disk answers, however busy the processors are
    threading.Thread(target=_obey, args=(mount,), daemon=True).start()
    FUSE(mount, folder, foreground=True, nothreads=True, fsname="forgetful")


if __name__ == "__main__":
    main()
