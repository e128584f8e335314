"""Reading an export back from the stick and comparing it with what was written."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

from appliance.export.conveyor import Conveyor
from appliance.export.destination import Destination
from appliance.export.progress import ExportProgress, ExportStep
from appliance.export.stick import Stick
from appliance.export.verify import mismatch

TOLD_EVERY_BYTES: Final = 2 * 1024 * 1024
_AHEAD_BLOCKS: Final = 16

Read = bytes | None
"""A block; None ends a file."""


def compare(
    stick: Stick, root: int, destinations: Sequence[Destination]
) -> Iterator[ExportProgress]:
    """Compare every file. Raises ExportError at the first that differs, OSError.

    One thread reads while this one hashes.
    """
    total = sum(file.size_bytes for each in destinations for file in each.files)
    done, told_at = 0, 0
    read = partial(_read, stick=stick, root=root, destinations=destinations)
    with Conveyor[Read](read, room=_AHEAD_BLOCKS) as blocks:
        for destination in destinations:
            for file in destination.files:
                name = f"{destination.name}/{file.name}"
                found = hashlib.sha256()
                while (block := blocks.take()) is not None:
                    found.update(block)
                    done += len(block)
                    if done - told_at >= TOLD_EVERY_BYTES:
                        told_at = done
                        yield _told(name, done, total)
                if found.hexdigest() != file.sha256:
                    raise mismatch(name)
            yield _told(destination.name, done, total)


def _read(
    put: Callable[[Read], None], *, stick: Stick, root: int, destinations: Sequence[Destination]
) -> None:
    for destination in destinations:
        folder = stick.find(root, destination.name)
        try:
            for file in destination.files:
                for block in stick.read(folder, file.name):
                    put(block)
                put(None)
        finally:
            with suppress(OSError):  # a stick that is gone may refuse even that
                stick.close(folder)


def _told(name: str, done_bytes: int, total_bytes: int) -> ExportProgress:
    return ExportProgress(
        step=ExportStep.VERIFYING, file=name, done_bytes=done_bytes, total_bytes=total_bytes
    )
