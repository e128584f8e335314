"""Opening the database file: integrity, durability, and what happens to a damaged one.

Every page carries a checksum (SQLite's ``cksumvfs`` extension), so a flipped bit is found when
its page is read, also where it hits text that would still be valid. The start reads all pages.
"""

import logging
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

import apsw
import apsw.sqlite_extra
from pydantic import ValidationError

from appliance.library.copied_file import CopiedFiles
from appliance.library.errors import LibraryError
from appliance.library.migrations import is_ours, migrate
from appliance.recordings.durable import sync_folder

log = logging.getLogger(__name__)

LEAST_SQLITE: Final = (3, 51, 3)
"""Older ones can corrupt a WAL database when two connections write or checkpoint together."""

_CHECKSUM_VFS: Final = "cksmvfs"
_CHECKSUM_BYTES: Final = 8
_PAGE_BYTES: Final = 8192
_CACHE_KIB: Final = 16 * 1024
_WRONG_CHECKSUM: Final = 8202
"""SQLITE_IOERR_DATA."""

_NO_CONTENT: Final = (zlib.error, UnicodeDecodeError, ValidationError)
"""What a row then does not decode to: a page that is whole and in the place of another one passes
every check of the start."""


class DamagedError(LibraryError):
    """The database file is not what was written."""

    code = "library-damaged"


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into LibraryErrors with a next step."""
    try:
        yield
    except (apsw.CorruptError, apsw.NotADBError, *_NO_CONTENT) as error:
        raise _damaged(path, error) from error
    except apsw.FullError as error:
        raise LibraryError(
            "The disk is full; {path} could not be written.",
            hint="Export recordings to a stick and make room; what was heard is safe.",
            path=path,
        ) from error
    except apsw.Error as error:
        if getattr(error, "extendedresult", 0) == _WRONG_CHECKSUM:
            raise _damaged(path, error) from error
        raise LibraryError(
            "{path} cannot be used: {reason}.",
            hint="Check that the disk is mounted writable, then restart the box.",
            path=path,
            reason=error,
        ) from error


def suspect(path: Path) -> None:
    """Note that a file was found damaged while it was in use, whatever the next check says."""
    with suppress(OSError):
        _mark_of(path).touch()


def connect(path: Path) -> apsw.Connection:
    """Open, check and migrate the database. Raises DamagedError, LibraryError."""
    _require_sqlite()
    if _mark_of(path).exists():
        raise _damaged(path, "a part of it could not be read while the box ran")
    with explained(path):
        connection = apsw.Connection(str(path), vfs=_CHECKSUM_VFS)
        try:
            _prepare(connection, path)
            migrate(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def check(path: Path) -> None:
    """Read a database that nobody uses from end to end. Raises DamagedError, LibraryError."""
    _require_sqlite()
    with explained(path):
        flags = apsw.SQLITE_OPEN_READONLY
        connection = apsw.Connection(str(path), flags=flags, vfs=_CHECKSUM_VFS)
        try:
            _examine(connection, path)
        finally:
            connection.close()


def require_library(path: Path) -> None:
    """Refuse a database that is none of ours, such as an empty file.

    Raises DamagedError, LibraryError.
    """
    _require_sqlite()
    with explained(path):
        flags = apsw.SQLITE_OPEN_READONLY
        connection = apsw.Connection(str(path), flags=flags, vfs=_CHECKSUM_VFS)
        try:
            if not is_ours(connection):
                raise _damaged(path, "it is no library")
        finally:
            connection.close()


def copy(path: Path, to: Path, *, told: Callable[[int, int], None] = lambda *_: None) -> None:
    """Write what a database holds at this moment to another file, whoever uses it.

    ``told`` hears how many bytes are in the copy, of about how many.

    Raises DamagedError, LibraryError.
    """
    _require_sqlite()
    with explained(path):
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_URI
        connection = apsw.Connection(str(path), flags=flags, vfs=_CHECKSUM_VFS)
        try:
            connection.set_busy_timeout(5000)
            _examine(connection, path)
            pages = connection.pragma("page_count") - connection.pragma("freelist_count")
            total = pages * connection.pragma("page_size")

            files = CopiedFiles(lambda done: told(min(done, total), total))
            try:
                with explained(to):
                    connection.execute("VACUUM INTO ?", (files.uri(to),))
            finally:
                files.unregister()
            told(total, total)
        finally:
            connection.close()


def set_aside(path: Path, quarantine: Path, *, what: str = "damaged") -> Path:
    """Move a database with its -wal and -shm below ``quarantine``; returns the folder.

    Its name says ``what`` was wrong. Raises LibraryError.
    """
    try:
        return _set_aside(path, quarantine, what)
    except OSError as error:
        raise LibraryError(
            "{path} cannot be read and cannot be set aside: {reason}.",
            hint="Make room on the disk, then restart the box; the recordings are safe.",
            path=path,
            reason=error.strerror or error,
        ) from error


def _set_aside(path: Path, quarantine: Path, what: str) -> Path:
    stem = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}-{what}"
    folder = quarantine / stem
    number = 1
    while folder.exists():
        number += 1
        folder = quarantine / f"{stem}-{number}"
    folder.mkdir(parents=True)
    for suffix in ("", "-wal", "-shm"):
        file = path.with_name(path.name + suffix)
        if file.exists():
            file.rename(folder / file.name)
    # Before the mark goes: a power cut must not bring the damaged file back without it.
    sync_folder(path.parent)
    _mark_of(path).unlink(missing_ok=True)
    log.error("library set aside", extra={"event": "library-set-aside", "folder": str(folder)})
    return folder


def _mark_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.damaged")


def _prepare(connection: apsw.Connection, path: Path) -> None:
    connection.set_busy_timeout(5000)
    # Before the first page is written; no effect on an existing file.
    connection.pragma("page_size", _PAGE_BYTES)
    connection.reserve_bytes("main", _CHECKSUM_BYTES)
    connection.pragma("mmap_size", 0)
    connection.pragma("cache_size", -_CACHE_KIB)
    _examine(connection, path)
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "full")
    connection.pragma("foreign_keys", 1)


def _examine(connection: apsw.Connection, path: Path) -> None:
    """Read every page, those of indexes and of the search too, and see whether they fit."""
    try:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
        orphan = connection.execute("PRAGMA foreign_key_check").get
    except apsw.SQLError as error:  # what the search says of pages that are gone
        raise _damaged(path, error) from error
    problems = [problem for problem in found if problem != "ok"]
    if problems:
        raise _damaged(path, str(problems[0]).splitlines()[-1])
    if orphan is not None:
        raise _damaged(path, "a text belongs to no recording")


def _require_sqlite() -> None:
    version = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
    if version < LEAST_SQLITE:
        raise LibraryError(
            "SQLite {found} can damage the library; {least} or newer is needed.",
            hint="Whoever looks after the box installs its own dependencies: pip install tingxia.",
            found=apsw.sqlite_lib_version(),
            least=".".join(map(str, LEAST_SQLITE)),
        )
    if _CHECKSUM_VFS not in apsw.vfs_names():
        try:
            apsw.sqlite_extra.load(apsw.Connection(":memory:"), "cksumvfs")
        except (apsw.sqlite_extra.NotAvailable, LookupError) as error:
            raise LibraryError(
                "This apsw comes without SQLite's checksum extension.",
                hint="Whoever looks after the box installs apsw as a wheel: pip install "
                "--only-binary apsw --force-reinstall apsw.",
            ) from error


def _damaged(path: Path, reason: object) -> DamagedError:
    return DamagedError(
        "{path} is damaged: {reason}.",
        hint="Restart the box: the library is rebuilt from the recordings.",
        path=path,
        reason=reason,
    )
