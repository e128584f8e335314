"""``journal.jsonl``: capture's diary of one recording, append-only."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from appliance.domain import journal
from appliance.recordings.durable import replace_file, sync_data, sync_folder, write_all
from appliance.recordings.errors import unreadable

NAME: Final = "journal.jsonl"
TAIL_BYTES: Final = 4096


class JournalFile:
    """An open journal. Every entry is on the disk when ``append`` returns."""

    def __init__(self, folder: Path) -> None:
        path = folder / NAME
        is_new = not path.exists()
        self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        if is_new:
            sync_folder(folder)

    def append(self, entry: journal.Entry) -> None:
        """Write one line. Raises OSError; a torn line is skipped by readers."""
        try:
            write_all(self._fd, _encode(entry))
        except OSError:
            self._end_torn_line()
            raise
        sync_data(self._fd)

    def touch(self) -> None:
        """Show that the writer is alive although there is nothing to write."""
        os.utime(self._fd)

    def close(self) -> None:
        """Close the file, once: later its number may be that of another file."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def _end_torn_line(self) -> None:
        try:
            os.write(self._fd, b"\n")
        except OSError:
            return  # the disk is full to the last byte; recovery ends the line


def read(folder: Path) -> list[journal.Entry]:
    """Read all readable entries; none if there is no journal. Raises RecordingsError."""
    path = folder / NAME
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise unreadable(path, error) from error
    return list(journal.from_lines(raw.decode(errors="replace")))


def last_entry(folder: Path) -> journal.Entry | None:
    """Read the last readable entry from the end of the file alone."""
    try:
        with (folder / NAME).open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - TAIL_BYTES))
            tail = file.read()
    except OSError:
        return None
    entries = list(journal.from_lines(tail.decode(errors="replace")))
    return entries[-1] if entries else None


def mend(folder: Path) -> None:
    """End a torn last line and drop the zeros a power cut leaves. Raises OSError."""
    path = folder / NAME
    if not path.exists():
        return
    raw = path.read_bytes()
    kept = raw.rstrip(b"\0")
    with path.open("r+b") as file:
        if len(kept) != len(raw):
            file.truncate(len(kept))
        if kept and not kept.endswith(b"\n"):
            file.seek(0, os.SEEK_END)
            file.write(b"\n")
        file.flush()
        os.fsync(file.fileno())


def rewrite(folder: Path, entries: Iterable[journal.Entry]) -> None:
    """Replace the journal atomically; only for one whose beginning is lost. Raises OSError."""
    replace_file(folder / NAME, b"".join(map(_encode, entries)))


def _encode(entry: journal.Entry) -> bytes:
    """Encode a line; half a surrogate pair, legal in JSON, stays an escape."""
    return f"{journal.to_line(entry)}\n".encode(errors="backslashreplace")
