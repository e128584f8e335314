"""A disk in memory that knows what a power cut would leave of it.

Content is durable after an fsync of the file, names are durable after an fsync of their folder;
everything else may be lost. A cut keeps what is durable and, as real disks do, some of the rest:
any sectors of the unsynced writes, and the first of the unsynced changes of names, because file
systems keep those in order.
"""

import errno
import random
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

SECTOR_BYTES: Final = 512
HIDDEN: Final = ".fuse_hidden"
"""So libfuse calls a file that was removed while it was open."""


@dataclass(slots=True, kw_only=True)
class Change:
    """Bytes written at a place; or, without bytes, the file cut or extended to that length."""

    place: int
    content: bytes | None

    def pieces(self) -> Iterator["Change"]:
        """Yield the change in parts that a disk writes whole or not at all."""
        if self.content is None:
            yield self
            return
        begin = 0
        while begin < len(self.content):
            end = begin + SECTOR_BYTES - (self.place + begin) % SECTOR_BYTES
            yield Change(place=self.place + begin, content=self.content[begin:end])
            begin = end

    def apply(self, content: bytearray) -> None:
        """Change the content of a file."""
        length = self.place
        if self.content is None:
            del content[length:]
        content.extend(bytes(max(0, length - len(content))))
        if self.content is not None:
            content[length : length + len(self.content)] = self.content


@dataclass(slots=True, eq=False)
class Node:
    """A file or folder."""

    mode: int
    modified_ns: int = field(default_factory=time.time_ns)

    def stat(self) -> dict[str, int]:
        """Return what the system call tells."""
        size = len(self.content) if isinstance(self, File) else 0
        times = dict.fromkeys(("st_atime", "st_mtime", "st_ctime"), self.modified_ns)
        blocks = -(-size // SECTOR_BYTES)
        return {"st_mode": self.mode, "st_nlink": 1, "st_size": size, "st_blocks": blocks, **times}


@dataclass(slots=True, eq=False)
class File(Node):
    """Content as programs see it, and what of it is on the disk itself."""

    content: bytearray = field(default_factory=bytearray)
    durable: bytes = b""
    unsynced: list[Change] = field(default_factory=list)

    def change(self, change: Change) -> None:
        """Write, cut or extend."""
        change.apply(self.content)
        self.unsynced.append(change)
        self.modified_ns = time.time_ns()

    def sync(self) -> None:
        """Make the content durable."""
        self.durable = bytes(self.content)
        self.unsynced.clear()

    def after_cut(self, chance: random.Random, kept_share: float) -> bytes:
        """Return what is left: the durable content and some sectors of what was not synced."""
        content = bytearray(self.durable)
        for change in self.unsynced:
            for piece in change.pieces():
                if chance.random() < kept_share:
                    piece.apply(content)
        return bytes(content)


@dataclass(slots=True, eq=False)
class Folder(Node):
    """Names as programs see them, and those on the disk itself."""

    names: dict[str, Node] = field(default_factory=dict)
    durable: dict[str, Node] = field(default_factory=dict)


Renaming = list[tuple[Folder, str, Node | None]]
"""One change of names, made as a whole: what each name means from then on."""


class ForgetfulDisk:
    """A tree of files. Paths are absolute within it; every refusal is an OSError."""

    def __init__(self) -> None:
        self.root = Folder(stat.S_IFDIR | 0o755)
        self._unsynced: list[Renaming] = []

    def find(self, path: str) -> Node:
        """Return what is at a path."""
        node: Node = self.root
        for name in PurePosixPath(path).parts[1:]:
            if not isinstance(node, Folder):
                raise OSError(errno.ENOTDIR, path)
            if name not in node.names:
                raise OSError(errno.ENOENT, path)
            node = node.names[name]
        return node

    def folder(self, path: str) -> Folder:
        """Return the folder at a path."""
        found = self.find(path)
        if not isinstance(found, Folder):
            raise OSError(errno.ENOTDIR, path)
        return found

    def file(self, path: str) -> File:
        """Return the file at a path."""
        found = self.find(path)
        if not isinstance(found, File):
            raise OSError(errno.EISDIR, path)
        return found

    def make(self, path: str, node: Node) -> None:
        """Give a new file or folder its name."""
        parent, name = self._place(path)
        if name in parent.names:
            raise OSError(errno.EEXIST, path)
        self._rename([(parent, name, node)])

    def remove(self, path: str) -> None:
        """Remove a name, of a folder only when that is empty."""
        found = self.find(path)
        if isinstance(found, Folder) and found.names:
            raise OSError(errno.ENOTEMPTY, path)
        self._rename([(*self._place(path), None)])

    def rename(self, old: str, new: str) -> None:
        """Give a file or folder another name; a file that had it is replaced."""
        moved = self.find(old)
        parent, name = self._place(new)
        there = parent.names.get(name)
        if isinstance(there, Folder) and there.names:
            raise OSError(errno.ENOTEMPTY, new)
        if moved is not there:
            self._rename([(*self._place(old), None), (parent, name, moved)])

    def sync_folder(self, path: str) -> None:
        """Make the names in a folder durable."""
        folder = self.folder(path)
        left = []
        for renaming in self._unsynced:
            if any(touched is folder for touched, _, _ in renaming):
                _make_durable(renaming)
            else:
                left.append(renaming)
        self._unsynced = left

    def cut(self, seed: int, target: Path) -> None:
        """Write what a power cut leaves into a folder. Even seeds forget all that is unsynced."""
        chance = random.Random(seed)
        kept_share = chance.choice((0.5, 0.9, 1.0)) if seed % 2 else 0.0
        kept_names = chance.randint(0, len(self._unsynced)) if seed % 2 else 0
        for renaming in self._unsynced[:kept_names]:
            _make_durable(renaming)
        _write_out(self.root, target, chance, kept_share)

    def _place(self, path: str) -> tuple[Folder, str]:
        parent, name = PurePosixPath(path).parent, PurePosixPath(path).name
        return self.folder(str(parent)), name

    def _rename(self, renaming: Renaming) -> None:
        _apply(renaming, durable=False)
        for folder, _, _ in renaming:
            folder.modified_ns = time.time_ns()
        self._unsynced.append(renaming)


def _make_durable(renaming: Renaming) -> None:
    _apply(renaming, durable=True)


def _apply(renaming: Renaming, *, durable: bool) -> None:
    for folder, name, node in renaming:
        names = folder.durable if durable else folder.names
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


def _write_out(folder: Folder, target: Path, chance: random.Random, kept_share: float) -> None:
    target.mkdir(mode=0o700, exist_ok=True)
    for name, node in folder.durable.items():
        if isinstance(node, Folder):
            _write_out(node, target / name, chance, kept_share)
        elif isinstance(node, File) and not name.startswith(HIDDEN):
            (target / name).write_bytes(node.after_cut(chance, kept_share))
