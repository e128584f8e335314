"""A file that becomes a recording, and text while it does.

The recording grows in the inbox, beside the recordings: neither capture's recovery nor a rebuild
of the library ever meets half of it. When it is whole its text so far is put beside it and the
folder moved with both, so that whoever finds it finds all that is known. Every step can be
interrupted at any point and is gone on with from what is on the disk.
"""

import asyncio
import logging
import os
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance.domain.audio import SAMPLE_WIDTH_BYTES, to_samples, to_seconds
from appliance.domain.journal import WishesNoted
from appliance.domain.recording import Recording, RecordingState
from appliance.domain.source import Source
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Transcript, TranscriptKind
from appliance.domain.wishes import NO_WISHES, Wishes
from appliance.library import Library, LibraryError, Origin, text_file
from appliance.library.text_file import TextFile
from appliance.paths import Paths
from appliance.recordings import recover
from appliance.recordings.clock import SystemClock
from appliance.recordings.errors import RecordingsError
from appliance.recordings.keys import KeyFolder
from appliance.recordings.reader import RecordingAudio
from appliance.recordings.writer import RecordingWriter
from appliance.station.audio_source import AudioSource
from appliance.station.decoding import decode
from appliance.station.draft import Draft
from appliance.station.finished import whole
from appliance.station.import_draft import ImportDraft
from appliance.station.import_folder import discard, put_in_place
from appliance.station.import_room import ImportRoom

log = logging.getLogger(__name__)

SEGMENT_S: Final = 60.0
LOOK_EVERY_BYTES: Final = 4 * 1024 * 1024
"""Of audio, between two looks at the free space: two minutes."""

HEAD_START_S: Final = 300.0
"""So much audio is decoded as fast as can be; the rest gives way to the first text."""

PAUSE_S: Final = 0.1
"""Between two blocks of two seconds, while giving way."""

LONGEST_GIVING_WAY_S: Final = 20.0
"""In all; the recogniser may be busy with somebody who speaks."""


class ChangedSourceError(RecordingsError):
    """What is on the disk was not decoded from this file."""

    code = "changed-source"

    def __init__(self, file: Path) -> None:
        super().__init__(
            "{file} changed while it was read.",
            hint="Wait until nobody writes it any more, then try it again.",
            file=file,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import came to."""

    total_samples: int
    problem: str
    """What is wrong with the file; empty if nothing is."""

    @property
    def duration_s(self) -> float:
        """Length of the recording."""
        return to_seconds(self.total_samples)


class ImportSource(AudioSource):
    """The audio of an import; its folder is moved once, between two reads."""

    def __init__(self, folder: Path, moving: asyncio.Lock) -> None:
        super().__init__(folder)
        self._moving = moving
        self.is_listened_to = False
        """Somebody makes the text."""

    async def read(self, first_sample: int, sample_count: int) -> bytes:
        """Return up to so many samples. Raises RecordingsError."""
        self.is_listened_to = True
        async with self._moving:
            return await super().read(first_sample, sample_count)

    def moved(self, folder: Path) -> None:
        """Read there from now on."""
        self._audio = RecordingAudio(folder)


class GrowingImport:
    """See the module. ``source`` and ``draft`` are for whoever makes the text meanwhile."""

    def __init__(
        self,
        file: Path,
        *,
        staging: Path,
        title: str,
        paths: Paths,
        library: Library,
        room: ImportRoom,
        wishes: Wishes = NO_WISHES,
        keys: KeyFolder | None = None,
        tell_speakers: bool,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        """``staging`` has the name of the recording."""
        self.recording_id = staging.name
        self._file = file
        self._staging = staging
        self._title = title
        self._folder = paths.recording(self.recording_id)
        self._library = library
        self._room = room
        self.wishes = wishes
        self._keys = keys
        self._on_change = on_change
        successor = Draft(
            library, self.recording_id, TranscriptKind.SECOND_PASS, tell_speakers=tell_speakers
        )
        self.draft = ImportDraft(staging, successor)
        self.source = ImportSource(staging, self.draft.moving)
        self._may_give_way_s = LONGEST_GIVING_WAY_S
        self.may_go_on = asyncio.Event()
        """Cleared while the import is to rest."""

        self.may_go_on.set()
        self.announced_s: float | None = None
        """How long the file says that it is."""

        self.is_text_ready = asyncio.Event()
        """Its text can be begun, or gone on with."""

        self.origin: Source | None = None
        """What is known of the file."""

        self.is_wanted = asyncio.Event()
        """It is no file that is known; set by the owner, who else stops the import."""

    async def run(self) -> Imported:
        """Make the recording, or go on with it.

        Raises UnreadableAudioError, RecordingsError, NoRoomError, LibraryError; what was made is
        kept in the staging folder then, for another try or for removal.
        """
        if await asyncio.to_thread(self._folder.exists):
            return await self._enter()
        before = await asyncio.to_thread(_signature, self._file)
        recording = await asyncio.to_thread(self._known)
        if recording is None or recording.state is not RecordingState.CLOSED:
            try:
                recording = await self._decode()
            except ChangedSourceError:
                # The file is another one than before, or its decoder: all anew, once.
                log.warning("begun anew", extra={"event": "import-anew", "file": str(self._file)})
                await whole(discard, self._staging, self.recording_id)
                raise
            if before != await asyncio.to_thread(_signature, self._file):
                raise ChangedSourceError(self._file)
        await self.is_wanted.wait()
        async with self.draft.moving:
            await whole(self._move)
            return await self._enter()

    def _known(self) -> Recording | None:
        """Repair what an earlier try left."""
        if not self._staging.exists():
            return None
        try:
            recording = recover(self._staging)
        except RecordingsError as error:
            log.warning("an import begins anew: %s", error, extra={"event": "import-anew"})
            discard(self._staging, self.recording_id)
            return None
        if self._title and not recording.title:
            # Killed before the first line of the journal: nothing there tells what it is.
            discard(self._staging, self.recording_id)
            return None
        return recording

    def _writer(self) -> RecordingWriter:
        if self._staging.exists():
            return RecordingWriter.reopen(
                self._staging, segment_samples=to_samples(SEGMENT_S), clock=SystemClock()
            )
        return RecordingWriter.create(
            self._staging,
            recording_id=self.recording_id,
            title=self._title,
            segment_samples=to_samples(SEGMENT_S),
            clock=SystemClock(),
            keys=self._keys,
        )

    def _note_wishes(self, writer: RecordingWriter) -> None:
        if self.wishes != RecordingAudio(self._staging).wishes():
            writer.note(WishesNoted(at=SystemClock().now(), wishes=self.wishes))

    async def _decode(self) -> Recording:
        warnings: list[str] = []
        writer = await whole(self._writer)
        try:
            await whole(self._note_wishes, writer)
            await self._fill(writer, warnings)
            if warnings:
                # A closed recording is not decoded again: who is killed now would never know.
                await self.draft.warn(" ".join(warnings))
            return await whole(writer.close, "asked")
        except BaseException:
            writer.abandon()
            raise

    async def _fill(self, writer: RecordingWriter, warnings: list[str]) -> None:
        known = RecordingAudio(self._staging)
        known_samples = writer.recorded_samples
        self._grown(writer)
        position = looked_bytes = 0
        blocks = decode(self._file, on_warning=warnings.append, on_duration=self._announced)
        async with aclosing(blocks):
            async for block in blocks:
                await self.may_go_on.wait()
                fresh = block
                if position < known_samples:
                    fresh = await asyncio.to_thread(
                        self._unknown, known, block, position, known_samples
                    )
                position += len(block) // SAMPLE_WIDTH_BYTES
                looked_bytes -= len(fresh)
                if looked_bytes < 0:
                    await asyncio.to_thread(self._room.check, LOOK_EVERY_BYTES)
                    looked_bytes = LOOK_EVERY_BYTES
                if fresh:
                    await whole(writer.append, fresh)
                    self._grown(writer)
                    await self._give_way(writer.recorded_samples)
        if position < known_samples:
            raise ChangedSourceError(self._file)

    async def _give_way(self, recorded_samples: int) -> None:
        """Leave the processor to the first text: somebody waits for it, nobody for the audio."""
        if to_seconds(recorded_samples) < HEAD_START_S or self._may_give_way_s <= 0:
            return
        if self.source.is_listened_to and not self.draft.has_text.is_set():
            self._may_give_way_s -= PAUSE_S
            with suppress(TimeoutError):
                async with asyncio.timeout(PAUSE_S):
                    await self.draft.has_text.wait()

    def _unknown(
        self, known: RecordingAudio, block: bytes, position: int, known_samples: int
    ) -> bytes:
        """Return what of a block is not on the disk yet, having compared what is."""
        count = min(len(block) // SAMPLE_WIDTH_BYTES, known_samples - position)
        if known.read(position, count) != block[: count * SAMPLE_WIDTH_BYTES]:
            raise ChangedSourceError(self._file)
        return block[count * SAMPLE_WIDTH_BYTES :]

    def _announced(self, duration_s: float) -> None:
        self.announced_s = duration_s
        self._on_change()

    def _grown(self, writer: RecordingWriter) -> None:
        self.source.grown(writer.recorded_samples)
        if writer.recorded_samples and not self.is_text_ready.is_set():
            self.is_text_ready.set()
            self._on_change()

    async def _enter(self) -> Imported:
        """Have the library know the recording and its text so far, and keep what follows."""
        row = await self._library.take_over(self.recording_id)
        total_samples = row.total_samples
        self.draft.adopt()
        self.source.moved(self._folder)
        self.source.close(total_samples)
        log.info("imported %s", self.recording_id, extra={"event": "file-imported"})
        return Imported(total_samples=total_samples, problem=row.problem)

    def _gathered(self) -> tuple[Transcript, str]:
        """Return the text so far, from where an earlier try may have left it."""
        try:
            known = text_file.read(self._staging)
        except LibraryError:  # damaged: what was understood still lies beside it
            known = None
        transcript = None if known is None else known.version_of(TranscriptKind.SECOND_PASS)
        if known is None or transcript is None:
            return self.draft.text()
        return transcript, known.problem

    def _move(self) -> None:
        """Make it a recording like any other; blocks. Raises RecordingsError."""
        transcript, problem = self._gathered()
        try:
            content = TextFile(
                recording_id=self.recording_id,
                origin=Origin.FILE,
                text_state=TextState.WAITING,
                problem=problem,
                source=self.origin,
                transcripts=(transcript,),
            )
            text_file.write(self._staging, content)
            self.draft.remove()
            put_in_place(self._staging, self._folder)
        except OSError as error:
            raise RecordingsError(
                "{folder} cannot be written: {reason}.",
                hint="Check the disk and its permissions, then try the file again.",
                folder=self._folder,
                reason=error.strerror or error,
            ) from error


def _signature(file: Path) -> tuple[int, int] | None:
    """Return what changes when a file is written; None if it cannot be looked at."""
    try:
        found = os.lstat(file)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
