"""Reading an export back from the stick and comparing it with what was written."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

from appliance.export.conveyor import Conveyor
from appliance.export.destination import Destination
from appliance.export.progress import ExportProgress, ExportStep
from appliance.export.stick import Stick, read_buffer
from appliance.export.verify import measured, mismatch

TOLD_EVERY_BYTES: Final = 2 * 1024 * 1024

_READERS: Final = 2
"""While one waits for the medium the other hashes; more would only make a disk seek."""

_AHEAD: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """So much of a file was read; with its hash, if that was all."""

    name: str
    size_bytes: int
    sha256: str | None = None
    expected: str | None = None


def compare(
    stick: Stick, root: int, destinations: Sequence[Destination]
) -> Iterator[ExportProgress]:
    """Compare every file. Raises ExportError at the first that differs, OSError."""
    total = sum(file.size_bytes for each in destinations for file in each.files)
    left = sum(len(each.files) for each in destinations)
    done, told_at = 0, 0
    waiting = deque(destinations)
    read = partial(_read, stick=stick, root=root, waiting=waiting)
    with Conveyor[_Read](read, room=_AHEAD, threads=_READERS) as found:
        while left:
            piece = found.take()
            done += piece.size_bytes
            if piece.sha256 is not None:
                left -= 1
                if piece.sha256 != piece.expected:
                    raise mismatch(piece.name)
            if done - told_at >= TOLD_EVERY_BYTES or not left:
                told_at = done
                yield ExportProgress(
                    step=ExportStep.VERIFYING,
                    file=piece.name,
                    done_bytes=done,
                    total_bytes=total,
                )


def _read(
    put: Callable[[_Read], None], *, stick: Stick, root: int, waiting: deque[Destination]
) -> None:
    """Read and hash one folder after the other, as long as there are some that nobody reads."""
    buffer = read_buffer()
    for destination in _taken(waiting):
        folder = stick.find(root, destination.name)
        try:
            for file in destination.files:
                name = f"{destination.name}/{file.name}"
                untold = 0

                def told(size_bytes: int, name: str = name) -> None:
                    nonlocal untold
                    untold += size_bytes
                    if untold >= TOLD_EVERY_BYTES:
                        put(_Read(name=name, size_bytes=untold))
                        untold = 0

                _, sha256 = measured(stick, folder, file.name, buffer, told=told)
                put(_Read(name=name, size_bytes=untold, sha256=sha256, expected=file.sha256))
        finally:
            with suppress(OSError):  # a stick that is gone may refuse even that
                stick.close(folder)


def _taken(waiting: deque[Destination]) -> Iterable[Destination]:
    while waiting:
        with suppress(IndexError):  # the other reader was faster
            yield waiting.popleft()
