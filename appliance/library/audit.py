"""``audit.jsonl``: one line for every deed of a person, and for what the box did unasked.

A line names the deed, the recording and the facts about it, never what was said. It is on the
disk itself before the deed is acknowledged. A line cut off by a power cut is passed over.
"""

import json
import logging
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from appliance.domain.journal import Instant
from appliance.library.coding import to_json
from appliance.library.errors import LibraryError, NotNotedError
from appliance.recordings.clock import Clock, SystemClock, utc
from appliance.recordings.durable import sync_data, sync_folder, write_all

log = logging.getLogger(__name__)

NAME: Final = "audit.jsonl"
OLDER_NAME: Final = "audit.1.jsonl"
LARGEST_BYTES: Final = 10 * 1024 * 1024
"""Of one file; one older file is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One deed."""

    at: str
    """ISO 8601, UTC."""

    clock_trusted: bool
    deed: str
    subject: str
    """The id of a recording, or what else it was done to."""

    facts: dict[str, Any]


class AuditLog:
    """Appends from any thread; one for a data folder at a time, since it renews the file."""

    def __init__(
        self, data: Path, *, clock: Clock | None = None, largest_bytes: int = LARGEST_BYTES
    ) -> None:
        """Keep the log in the data folder."""
        self._file = data / NAME
        self._older = data / OLDER_NAME
        self._clock = clock or SystemClock()
        self._largest_bytes = largest_bytes
        self.noted = 0
        """Lines that were added here; whoever shows the log looks again when it is another."""

        self._lock = threading.Lock()

    def note(self, deed: str, *, subject: str, **facts: object) -> None:
        """Add a line; it is on the disk itself when this returns. Raises NotNotedError."""
        line = to_json(_content(self._clock.now(), deed, subject, facts)).encode()
        try:
            with self._lock:
                self._append(line + b"\n")
                self.noted += 1
        except OSError as error:
            log.warning(
                "a deed is not noted: %s",
                error,
                extra={"event": "audit-failed", "deed": deed, "subject": subject},
            )
            raise NotNotedError(
                "{deed} of {subject} was done, but {path} cannot be written: {reason}.",
                hint="Make room on the disk, then look whether the log goes on.",
                deed=deed,
                subject=subject,
                path=self._file,
                reason=error.strerror,
            ) from error

    def newest(self, limit: int) -> list[AuditLine]:
        """Return the last deeds, newest first. Raises LibraryError."""
        found: list[AuditLine] = []
        try:
            with self._lock:
                for file in (self._file, self._older):
                    for line in _backwards(file):
                        if len(found) >= limit:
                            return found
                        if (decoded := _decoded(line)) is not None:
                            found.append(decoded)
        except OSError as error:
            raise LibraryError(
                "{path} cannot be read: {reason}.",
                hint="Check that the disk is mounted and readable.",
                path=self._file,
                reason=error.strerror,
            ) from error
        return found

    def _append(self, line: bytes) -> None:
        if self._size() + len(line) > self._largest_bytes and self._size():
            self._file.replace(self._older)
            sync_folder(self._file.parent)
        is_new = not self._file.exists()
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        fd = os.open(self._file, flags, 0o600)
        try:
            size = os.fstat(fd).st_size
            if size and os.pread(fd, 1, size - 1) != b"\n":
                line = b"\n" + line  # the line before was cut off
            write_all(fd, line)
            sync_data(fd)
        finally:
            os.close(fd)
        if is_new:
            sync_folder(self._file.parent)

    def _size(self) -> int:
        try:
            return self._file.stat().st_size
        except FileNotFoundError:
            return 0


def _content(now: Instant, deed: str, subject: str, facts: dict[str, object]) -> dict[str, object]:
    untrusted = {} if now.clock_trusted else {"clock_trusted": False}
    known = {name: value for name, value in facts.items() if value is not None}
    return {"at": utc(now), **untrusted, "deed": deed, "subject": subject, **known}


def _backwards(file: Path) -> Iterator[bytes]:
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return
    yield from reversed(content.split(b"\n"))


def _decoded(line: bytes) -> AuditLine | None:
    """Decode a line; None if it is torn or not of ours."""
    try:
        raw = json.loads(line)
        at, deed, subject = raw.pop("at"), raw.pop("deed"), raw.pop("subject")
        datetime.fromisoformat(at)
        trusted = raw.pop("clock_trusted", True)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not (isinstance(deed, str) and isinstance(subject, str) and isinstance(trusted, bool)):
        return None
    return AuditLine(at=at, clock_trusted=trusted, deed=deed, subject=subject, facts=raw)
