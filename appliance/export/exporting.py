"""Writing recordings to a stick so that "done" is true.

Everything is checked before the first byte; every file gets its name only when it is whole and on
the medium; then the file system is flushed, the cache dropped, every file read back and compared.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from appliance.domain import export_plan
from appliance.export import receipt
from appliance.export.errors import ExportError, explained
from appliance.export.formats import LABELS
from appliance.export.item import ExportItem
from appliance.export.planned import PlannedFile, PlannedFolder, plan
from appliance.export.progress import ExportProgress, ExportStep
from appliance.export.stick import Stick
from appliance.export.verify import digest, mismatch

log = logging.getLogger(__name__)

WRITE_BLOCK_BYTES: Final = 64 * 1024
_TEMPORARY: Final = ".tingxia.part"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Destination:
    """A folder of the stick, held open, with what belongs in it."""

    name: str
    fd: int
    planned: PlannedFolder
    kept: frozenset[str]
    """Names of documents that are already there and the same."""

    @property
    def missing(self) -> tuple[PlannedFile, ...]:
        return tuple(file for file in self.planned.files if file.name not in self.kept)


async def export(
    items: Sequence[ExportItem],
    target: Path,
    *,
    receipts: Path,
    locale: Literal["zh-CN", "en"] = "zh-CN",
    stick: Stick | None = None,
) -> AsyncGenerator[ExportProgress]:
    """Write recordings below ``target`` and verify them; the last progress is DONE.

    ``receipts`` is the data folder's folder of receipts; nothing is exported into the data
    folder itself. Raises ExportError: then nothing is called done and the originals are
    untouched. All file operations run on a thread of their own.
    """
    loop = asyncio.get_running_loop()
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="export")
    steps = _explained(Export(stick or Stick(), target, receipts).run(items, locale), target)
    try:
        while (progress := await loop.run_in_executor(thread, next, steps, None)) is not None:
            yield progress
    finally:
        # Also after a cancellation: the step under way ends first, then its traces are removed.
        await loop.run_in_executor(thread, steps.close)
        thread.shutdown(wait=False)


class Export:
    """One export, step by step, on the calling thread."""

    def __init__(self, stick: Stick, target: Path, receipts: Path) -> None:
        self._stick = stick
        self._target = target
        self._receipts = receipts
        self._open = ExitStack()

    def run(self, items: Sequence[ExportItem], locale: str) -> Iterator[ExportProgress]:
        """Do it. Raises ExportError, OSError."""
        exported = datetime.now().astimezone().isoformat(timespec="seconds")
        with self._open:
            yield ExportProgress(step=ExportStep.CHECKING)
            planned = [plan(item, LABELS[locale], exported=exported) for item in items]
            target = self._opened_target()
            self._check_room(target, planned)
            root = self._entered(target, export_plan.ROOT)
            destinations = self._destinations(root, planned)
            yield from self._write(destinations)
            yield from self._flush([*(each.fd for each in destinations), root, target])
            yield from self._verify(destinations)
        done = self._done(destinations)
        receipt.keep(self._receipts, done, [item.recording for item in items], exported, planned)
        yield done

    def _opened_target(self) -> int:
        data = self._receipts.parent.resolve()
        if self._target.resolve().is_relative_to(data):
            raise ExportError(
                "{target} lies inside the box's own data.",
                hint="Choose a stick or another folder.",
                target=self._target,
            )
        return self._hold(self._stick.open(self._target))

    def _check_room(self, target: int, planned: Sequence[PlannedFolder]) -> None:
        room = self._stick.room(target, self._target)
        sizes = {file.name: len(file.content) for each in planned for file in each.files}
        limit = room.largest_file_bytes
        too_large = [name for name, size in sizes.items() if limit is not None and size > limit]
        if too_large:
            raise ExportError(
                "{name} is larger than the 4 GiB that a FAT32 stick takes.",
                hint="Take a stick formatted as exFAT.",
                name=too_large[0],
            )
        all_sizes = [len(file.content) for each in planned for file in each.files]
        needed = export_plan.needed_bytes(all_sizes, room)
        if needed > room.free_bytes:
            raise ExportError(
                "{target} has {free} MB free; {needed} MB are needed.",
                hint="Make room or take another stick, then export again.",
                target=self._target,
                free=f"{room.free_bytes / 1e6:.1f}",
                needed=f"{needed / 1e6:.1f}",
            )

    def _destinations(self, root: int, planned: Sequence[PlannedFolder]) -> list[_Destination]:
        taken: set[str] = set()
        found = []
        for folder in planned:
            destination = self._destination(root, folder, taken)
            taken.add(export_plan.collision_key(destination.name))
            found.append(destination)
        return found

    def _destination(self, root: int, planned: PlannedFolder, taken: set[str]) -> _Destination:
        """Choose the first name that is free, or holds the same documents as far as they go."""
        number = 0
        while True:
            number += 1
            name = export_plan.numbered(planned.name, number)
            if export_plan.collision_key(name) in taken:
                continue
            if self._stick.exists(root, name) and not self._stick.is_folder(root, name):
                continue
            folder = self._entered(root, name)
            there = [file for file in planned.documents if self._stick.exists(folder, file.name)]
            if all(digest(self._stick, folder, file.name) == file.sha256 for file in there):
                kept = frozenset(file.name for file in there)
                return _Destination(name=name, fd=folder, planned=planned, kept=kept)

    def _write(self, destinations: Sequence[_Destination]) -> Iterator[ExportProgress]:
        total = sum(len(file.content) for each in destinations for file in each.missing)
        done = 0
        for destination in destinations:
            for file in destination.missing:
                for written in self._write_file(destination.fd, file):
                    done += written
                    yield ExportProgress(
                        step=ExportStep.WRITING,
                        file=f"{destination.name}/{file.name}",
                        done_bytes=done,
                        total_bytes=total,
                    )

    def _write_file(self, folder: int, planned: PlannedFile) -> Iterator[int]:
        """Write under a temporary name, then rename; yields how much each step wrote."""
        file = self._stick.create(folder, _TEMPORARY)
        try:
            try:
                rest = memoryview(planned.content)
                while rest:
                    written = self._stick.write(file, bytes(rest[:WRITE_BLOCK_BYTES]))
                    rest = rest[written:]
                    yield written
                self._stick.sync(file)
            finally:
                self._stick.close(file)
            self._stick.rename(folder, _TEMPORARY, planned.name)
        except BaseException:
            with suppress(OSError):  # the first failure is the one to tell
                self._stick.remove(folder, _TEMPORARY)
            raise

    def _flush(self, folders: Sequence[int]) -> Iterator[ExportProgress]:
        yield ExportProgress(step=ExportStep.FLUSHING)
        for folder in folders:
            self._stick.sync(folder)
        self._stick.flush(folders[-1])

    def _verify(self, destinations: Sequence[_Destination]) -> Iterator[ExportProgress]:
        total = sum(len(file.content) for each in destinations for file in each.planned.files)
        done = 0
        for destination in destinations:
            for file in destination.planned.files:
                name = f"{destination.name}/{file.name}"
                if digest(self._stick, destination.fd, file.name) != file.sha256:
                    raise mismatch(name)
                done += len(file.content)
                yield ExportProgress(
                    step=ExportStep.VERIFYING, file=name, done_bytes=done, total_bytes=total
                )

    def _done(self, destinations: Sequence[_Destination]) -> ExportProgress:
        root = self._target / export_plan.ROOT
        names = [(each.name, file.name) for each in destinations for file in each.planned.files]
        total = sum(len(file.content) for each in destinations for file in each.planned.files)
        is_single = len(destinations) == 1
        return ExportProgress(
            step=ExportStep.DONE,
            done_bytes=total,
            total_bytes=total,
            folder=str(root / destinations[0].name if is_single else root),
            files=tuple(name if is_single else f"{folder}/{name}" for folder, name in names),
        )

    def _entered(self, parent: int, name: str) -> int:
        return self._hold(self._stick.enter(parent, name))

    def _hold(self, fd: int) -> int:
        """Close the folder at the end; a stick that is gone may refuse even that."""

        def close() -> None:
            with suppress(OSError):
                self._stick.close(fd)

        self._open.callback(close)
        return fd


def _explained(steps: Iterator[ExportProgress], target: Path) -> Generator[ExportProgress]:
    try:
        yield from steps
    except OSError as error:
        log.warning(
            "export failed: %s", error, extra={"event": "export-failed", "errno": error.errno}
        )
        raise explained(error, target) from error
