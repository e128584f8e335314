"""The file that a copy of the library is written to: every page of it gets its checksum.

SQLite's ``cksumvfs`` learns from the first page whether a file has checksums. ``VACUUM INTO``
writes that page last, and all the others as soon as its cache is full: without what is done here,
those would have none, and the copy of a library of more than two megabytes would count as damaged.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote

import apsw

_HEADER: Final = b"SQLite format 3\0" + bytes(4) + b"\x08" + bytes(79)
"""The first hundred bytes of a database with eight bytes at the end of a page for the checksum."""

_TOLD_EVERY_BYTES: Final = 1024 * 1024

Told = Callable[[int], None]


class CopiedFiles(apsw.VFS):
    """Lies over ``cksumvfs``, which must be there already; ``unregister`` it when it is done."""

    def __init__(self, told: Told) -> None:
        """``told`` hears now and then how many bytes there are."""
        self._name = f"tingxia-copied-file-{id(self)}"  # several copies may be made at a time
        super().__init__(self._name, "cksmvfs")
        self._told = told

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> "_CopiedFile":  # noqa: N802 - as apsw calls it
        """Open the copy, or its journal."""
        return _CopiedFile(name, flags, self._told)

    def uri(self, path: Path) -> str:
        """Return what SQLite takes for a file of this kind."""
        return f"file://{quote(os.fsencode(path.absolute()))}?vfs={self._name}"


class _CopiedFile(apsw.VFSFile):
    def __init__(self, name: str | apsw.URIFilename | None, flags: list[int], told: Told) -> None:
        super().__init__("cksmvfs", name, flags)
        self._is_database = bool(flags[0] & apsw.SQLITE_OPEN_MAIN_DB)
        self._told = told

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - as apsw calls it
        """Write a page; before the very first one, what says that pages have checksums."""
        if self._is_database and not self.xFileSize():
            super().xWrite(_HEADER, 0)
        super().xWrite(data, offset)
        if self._is_database and offset and offset % _TOLD_EVERY_BYTES == 0:
            self._told(offset)
