"""A stick that is pulled, fills up or lies, on a real folder."""

import errno
import mmap
import os
from collections.abc import Callable, Iterator
from typing import Any

from appliance.domain.export_plan import Room
from appliance.export.stick import Stick

OPERATIONS = frozenset(
    {
        *("open", "hold", "find", "enter", "exists", "is_folder", "create", "write"),
        *("rename", "remove", "remove_folder", "flush", "read", "room"),
    }
)


class PulledStick(Stick):
    """Works for ``lasts`` operations; from then on every one fails, as after pulling it out."""

    def __init__(self, lasts: int, error: int = errno.EIO) -> None:
        self.lasts = lasts
        self.error = error
        self.done: list[str] = []

    def __getattribute__(self, name: str) -> Any:
        """Count the operation, or fail it."""
        found = super().__getattribute__(name)
        if name not in OPERATIONS:
            return found
        return self._counted(name, found)

    def _counted(self, name: str, operation: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*values: Any) -> Any:
            if len(self.done) >= self.lasts:
                raise OSError(self.error, os.strerror(self.error))
            self.done.append(name)
            return operation(*values)

        return counted


class TornOutStick(PulledStick):
    """Is pulled after so many bytes, in the middle of a write; from then on nothing works."""

    def __init__(
        self, lasts_bytes: int, error: int = errno.EIO, *, batch_bytes: int = Stick.batch_bytes
    ) -> None:
        super().__init__(lasts=10**9, error=error)
        self.batch_bytes = batch_bytes
        self.left_bytes = lasts_bytes
        self.written_bytes = 0

    def write(self, file: int, data: bytes | memoryview) -> int:
        """Write what is still taken."""
        taken = data[: self.left_bytes]
        written = super().write(file, taken) if taken else 0
        self.written_bytes += written
        self.left_bytes -= written
        if self.left_bytes == 0:
            self.lasts = 0
            raise OSError(self.error, os.strerror(self.error))
        return written


class FillingStick(Stick):
    """Claims to have room and is full after so many bytes, in the middle of a write."""

    def __init__(self, capacity_bytes: int) -> None:
        self.left_bytes = capacity_bytes

    def write(self, file: int, data: bytes | memoryview) -> int:
        """Write what fits."""
        if self.left_bytes == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = super().write(file, data[: self.left_bytes])
        self.left_bytes -= written
        return written


class LyingStick(Stick):
    """Gives one byte of one file back wrong, as worn-out or forged sticks do."""

    def __init__(self, name_ends_with: str) -> None:
        self.name_ends_with = name_ends_with

    def read(self, parent: int, name: str, buffer: mmap.mmap) -> Iterator[bytes | memoryview]:
        """Read, with the first byte changed."""
        blocks = super().read(parent, name, buffer)
        if name.endswith(self.name_ends_with):
            first = next(blocks, b"\0")
            yield bytes([first[0] ^ 1]) + first[1:]
        yield from blocks


class CrampedStick(Stick):
    """Tells of little room, or of a limit for files."""

    def __init__(
        self,
        *,
        free_bytes: int,
        largest_file_bytes: int | None = None,
        cluster_bytes: int = 4096,
    ) -> None:
        self.told = Room(
            free_bytes=free_bytes,
            cluster_bytes=cluster_bytes,
            largest_file_bytes=largest_file_bytes,
        )
        self.written_bytes = 0

    def room(self, folder: int, target: object) -> Room:
        """Tell what the test wants."""
        return self.told

    def write(self, file: int, data: bytes | memoryview) -> int:
        """Count."""
        self.written_bytes += len(data)
        return super().write(file, data)
