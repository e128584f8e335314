"""One export, step by step, on the calling thread.

Everything is checked before the first byte; every file gets its name only when it is whole and on
the medium; then the file system is flushed, and every file is read back and compared.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from appliance.domain import export_plan
from appliance.errors import ApplianceError
from appliance.export import encryption, making, manifest, receipt
from appliance.export.contents import FLAC, AudioSource
from appliance.export.conveyor import Conveyor
from appliance.export.destination import Destination, choose
from appliance.export.errors import ExportError
from appliance.export.formats import Labels
from appliance.export.item import ExportItem
from appliance.export.journal import ExportJournal
from appliance.export.known import Known
from appliance.export.making import AudioLost, FileMade, FolderBegun, Made
from appliance.export.options import ExportOptions
from appliance.export.planned import Content, PlannedFolder, WrittenFile, plan, proofs
from appliance.export.progress import ExportProgress, ExportStep, WithoutAudio
from appliance.export.reading_back import TOLD_EVERY_BYTES, compare
from appliance.export.stick import Stick
from appliance.export.unnamed import UnnamedFiles

AHEAD_BLOCKS: Final = 16
"""So much is made before it is written."""

HELD_BYTES: Final = 32 * 1024 * 1024
"""Texts that are kept from the check of the room; what is beyond is rendered a second time."""

Load = Callable[[], ExportItem]
"""Gives a recording when it is its turn; more than once."""

Plan = Callable[..., Content]
"""Makes the folder of what was loaded; under ``name``, if it is given."""


__all__ = ["Export", "Load", "Plan"]


class Export:
    """See the module. Its memory is bounded, whatever the number and length of the recordings."""

    def __init__(
        self,
        items: Sequence[Callable[[], Any]],
        *,
        stick: Stick,
        target: Path,
        receipts: Path,
        labels: Labels,
        options: ExportOptions,
        source: AudioSource = FLAC,
        plan_folder: Plan | None = None,
    ) -> None:
        """``plan_folder`` makes something else of the items than a recording's documents."""
        self._items = items
        self._stick = stick
        self._target = target
        self._receipts = receipts
        self._plan: Plan = plan_folder or partial(
            plan, labels=labels, options=options, source=source
        )
        self._options = options
        self._exported = datetime.now().astimezone().isoformat(timespec="seconds")
        self._journal = ExportJournal(receipts, self._exported)
        self._bytes = _Count()
        self._held: dict[int, Content] = {}
        self._without_audio: list[WithoutAudio] = []

    def run(self) -> Iterator[ExportProgress]:
        """Do it. Raises ApplianceError, OSError."""
        with ExitStack() as opened, closing(self._journal):
            yield ExportProgress(step=ExportStep.CHECKING)
            if self._options.recipient:
                encryption.check(self._options.recipient)
            target = opened.enter_context(self._opened_target())
            planned: list[PlannedFolder] = []
            for content in self._planned():
                planned.append(content)
                yield ExportProgress(step=ExportStep.CHECKING, file=content.name)
            destinations: list[Destination] = []
            yield from self._choose(target, planned, destinations)
            for each in destinations:
                if each.planned.audio_error is not None and each.planned.audio not in each.kept:
                    self._lose_audio(each, each.planned.audio_error)
            self._require_something([each for each in destinations if each.planned.files])
            self._check_room(target, destinations)
            root = opened.enter_context(self._folder(self._stick.enter, target, export_plan.ROOT))
            yield from self._write(target, root, destinations)
            written = [each for each in destinations if each.files]
            self._require_something(written)
            yield ExportProgress(step=ExportStep.FLUSHING)
            self._stick.flush(target)
            yield from compare(self._stick, root, written)
            self._stick.require_still_there(target, self._target)
        yield self._done(written)

    def _lose_audio(self, destination: Destination, error: ApplianceError) -> None:
        """Do without the audio of one of many; a single recording is refused."""
        if len(self._items) == 1:
            raise error
        destination.lose_audio(is_all=self._options.is_audio_alone)
        self._without_audio.append(
            WithoutAudio(
                recording_id=destination.planned.recording_id,
                name=destination.planned.shown_name,
                error=error,
            )
        )

    def _require_something(self, left: Sequence[Destination]) -> None:
        """Refuse an export of nothing but audio that cannot be had."""
        if not left and self._without_audio:
            raise self._without_audio[0].error

    def _planned(self) -> Iterator[PlannedFolder]:
        """Render every recording, for names and sizes; keep the content of as many as fit."""
        kept_bytes = 0
        for number, load in enumerate(self._items):
            content = self._plan(load())
            kept_bytes += content.held_bytes
            if kept_bytes <= HELD_BYTES:
                self._held[number] = content
            yield content.folder

    def _content(self, number: int, name: str) -> Content:
        return self._held.pop(number, None) or self._plan(self._items[number](), name=name)

    @contextmanager
    def _opened_target(self) -> Iterator[int]:
        data = self._receipts.parent.resolve()
        places = (self._target, self._target / export_plan.ROOT)
        # Not as Path resolves: a link to itself, which is refused below, would end the program.
        if any(Path(os.path.realpath(place)).is_relative_to(data) for place in places):
            raise ExportError(
                "{target} lies inside the box's own data.",
                hint="Choose a stick or another folder.",
                target=self._target,
            )
        with self._folder(self._stick.open, self._target) as target:
            self._stick.hold(target)
            yield target

    @contextmanager
    def _folder(self, open_: Callable[..., int], *where: object) -> Iterator[int]:
        """Open a folder; a stick that is gone may refuse even the closing."""
        fd = open_(*where)
        try:
            yield fd
        finally:
            with suppress(OSError):
                self._stick.close(fd)

    def _choose(
        self, target: int, planned: Sequence[PlannedFolder], found: list[Destination]
    ) -> Iterator[ExportProgress]:
        origins = {file.origin for folder in planned for file in folder.files if file.origin}
        known = Known.read(self._receipts, origins)
        taken: set[str] = set()
        with ExitStack() as opened:
            root = None
            if self._stick.exists(target, export_plan.ROOT):
                folder = self._folder(self._stick.find, target, export_plan.ROOT)
                root = opened.enter_context(folder)
            for each in planned:
                choosing = choose(self._stick, root, each, known, taken)
                while True:
                    try:
                        self._bytes.done += next(choosing)
                    except StopIteration as chosen:
                        destination: Destination = chosen.value
                        break
                    yield ExportProgress(
                        step=ExportStep.CHECKING, file=each.name, done_bytes=self._bytes.done
                    )
                taken.add(export_plan.collision_key(destination.name))
                found.append(destination)

    def _check_room(self, target: int, destinations: Sequence[Destination]) -> None:
        room = self._stick.room(target, self._target)
        limit = room.largest_file_bytes
        missing = [file for each in destinations for file in each.missing]
        for file in missing:
            if limit is not None and file.limit_bytes > limit:
                raise ExportError(
                    "{name} is larger than the 4 GiB that a FAT32 stick takes.",
                    hint="Take a stick formatted as exFAT.",
                    name=file.name,
                )
        sizes = [file.limit_bytes for file in missing]
        destined = [each for each in destinations if each.planned.files]
        sizes += [size for each in destined for size in each.planned.proofs]
        sizes += [room.cluster_bytes for each in destined if not each.kept]  # for its folder
        needed = export_plan.needed_bytes(sizes, room)
        if needed > room.free_bytes:
            raise ExportError(
                "{target} has {free} MB free; {needed} MB are needed.",
                hint="Make room or take another stick, then export again.",
                target=self._target,
                free=f"{room.free_bytes / 1e6:.1f}",
                needed=f"{needed / 1e6:.1f}",
            )

    def _write(
        self, target: int, root: int, destinations: Sequence[Destination]
    ) -> Iterator[ExportProgress]:
        self._bytes = _Count(
            total=sum(file.limit_bytes for each in destinations for file in each.missing)
        )
        work = [
            (destination, partial(self._content, number, destination.planned.name))
            for number, destination in enumerate(destinations)
            if destination.missing
        ]
        make = partial(making.make, work=work, options=self._options)
        with (
            Conveyor[Made](make, room=AHEAD_BLOCKS) as made,
            self._unnamed(target, root) as unnamed,
        ):
            for destination in destinations:
                self._stick.require_still_there(target, self._target)
                if destination.missing:
                    begun = made.take()
                    assert isinstance(begun, FolderBegun)
                    destination.planned = replace(begun.planned, files=destination.planned.files)
                for file in destination.missing:
                    before = self._bytes.done
                    if file in destination.planned.files:  # else it goes with audio that is lost
                        yield from self._write_file(unnamed, destination, file.name, made.take)
                    self._bytes.total += self._bytes.done - before - file.limit_bytes
                    if unnamed.are_many:
                        unnamed.name()
                if not destination.files:
                    with suppress(OSError):  # there is none, or not by us
                        self._stick.remove_folder(root, destination.name)
                    continue
                yield from self._write_proofs(unnamed, destination)
                yield self._writing(destination, manifest.SUMS_NAME)
            unnamed.name_all()

    @contextmanager
    def _unnamed(self, target: int, root: int) -> Iterator[UnnamedFiles]:
        """Leave no file behind that has no name, however it ends."""
        unnamed = UnnamedFiles(self._stick, self._journal, target, root)
        try:
            yield unnamed
        finally:
            unnamed.close()

    def _write_proofs(
        self, unnamed: UnnamedFiles, destination: Destination
    ) -> Iterator[ExportProgress]:
        told = proofs(
            destination.planned,
            destination.files,
            exported=self._exported,
            recipient=self._options.recipient,
        )
        for name, content in told:
            sha256 = hashlib.sha256(content).hexdigest()
            pieces = iter((content, FileMade(sha256=sha256, origin="")))
            yield from self._write_file(unnamed, destination, name, partial(next, pieces))

    def _write_file(
        self,
        unnamed: UnnamedFiles,
        destination: Destination,
        name: str,
        take: Callable[[], Made],
    ) -> Iterator[ExportProgress]:
        size_bytes = 0
        block = take()
        if isinstance(block, AudioLost):  # before the first byte: then not even a folder is made
            self._lose_audio(destination, block.error)
            return
        file = unnamed.create(destination.name, name)
        try:
            while isinstance(block, bytes):
                rest = memoryview(block)
                while rest:
                    rest = rest[self._stick.write(file, rest) :]
                size_bytes += len(block)
                self._bytes.done += len(block)
                if self._bytes.is_news():
                    yield self._writing(destination, name)
                block = take()
        finally:
            self._stick.close(file)
        if isinstance(block, AudioLost):
            unnamed.drop()
            self._lose_audio(destination, block.error)
            return
        assert isinstance(block, FileMade)
        written = WrittenFile(
            name=name, size_bytes=size_bytes, sha256=block.sha256, origin=block.origin
        )
        unnamed.complete(written)
        destination.written[name] = written

    def _writing(self, destination: Destination, name: str) -> ExportProgress:
        return ExportProgress(
            step=ExportStep.WRITING,
            file=f"{destination.name}/{name}",
            done_bytes=self._bytes.done,
            total_bytes=max(self._bytes.total, self._bytes.done),
        )

    def _done(self, destinations: Sequence[Destination]) -> ExportProgress:
        root = self._target / export_plan.ROOT
        is_single = len(destinations) == 1
        written = [(each.name, file) for each in destinations for file in each.files]
        total = sum(file.size_bytes for _, file in written)
        done = ExportProgress(
            step=ExportStep.DONE,
            done_bytes=total,
            total_bytes=total,
            folder=str(root / destinations[0].name if is_single else root),
            files=tuple(
                file.name if is_single else f"{folder}/{file.name}" for folder, file in written
            ),
            recordings=len(destinations),
            unfinished=sum(not each.planned.is_text_whole for each in destinations),
            without_audio=tuple(self._without_audio),
            kept_files=sum(len(each.kept) for each in destinations),
        )
        kept = receipt.keep(
            self._receipts,
            done,
            [(each.planned, each.files) for each in destinations],
            exported=self._exported,
            recipient=self._options.recipient,
        )
        if kept:
            self._journal.finish({file.origin for _, file in written})
        return done


class _Count:
    """Bytes of the step under way."""

    def __init__(self, total: int = 0) -> None:
        self.done = 0
        self.total = total
        self._told = 0

    def is_news(self) -> bool:
        """Tell whether enough has happened to be told."""
        if self.done - self._told < TOLD_EVERY_BYTES:
            return False
        self._told = self.done
        return True
