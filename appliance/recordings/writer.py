"""Writing a recording so that a killed process loses nothing and a power cut two seconds."""

import errno
import logging
from contextlib import suppress
from pathlib import Path
from typing import Self

from appliance.domain import journal
from appliance.domain.audio import SAMPLE_WIDTH_BYTES, to_seconds
from appliance.domain.gap import GapCause
from appliance.domain.recording import Recording, RecordingState, replay
from appliance.recordings import journal_file, sidecar
from appliance.recordings.audio_file import AudioFile, audio_files
from appliance.recordings.clock import Clock, earlier
from appliance.recordings.container import Encryption, WavContainer, is_encrypted
from appliance.recordings.durable import make_folder, sync_folder
from appliance.recordings.errors import RecordingsError, StorageFullError
from appliance.recordings.flush import Flush
from appliance.recordings.journal_file import JournalFile
from appliance.recordings.keys import KeyFolder, find_key, missing_key

log = logging.getLogger(__name__)

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_CHANGES_STATE = (
    journal.Started,
    journal.Paused,
    journal.Resumed,
    journal.Recovered,
    journal.Stopped,
)


class RecordingWriter:
    """A running recording on disk, owned by one thread.

    Audio is in the kernel's hands when ``append`` returns and on the disk itself after ``sync``.
    Whoever cannot wait in ``sync`` makes the writer ``deferred`` and runs ``flushes()`` on
    another thread, handing each back to ``settle``. After a failed fsync the file is given up and
    its unsynced audio written into a new one; ``disk_failures`` counts that.
    """

    def __init__(
        self,
        folder: Path,
        *,
        entries: list[journal.Entry],
        recorded_samples: int,
        next_number: int,
        segment_samples: int,
        clock: Clock,
        deferred: bool,
        encryption: Encryption | None,
    ) -> None:
        """Use ``create`` or ``reopen``."""
        self.folder = folder
        self.recorded_samples = recorded_samples
        self.disk_failures = 0
        self._entries = entries
        self._unwritten: list[journal.Entry] = []
        self._next_number = next_number
        self._segment_samples = segment_samples
        self._clock = clock
        self._deferred = deferred
        self._encryption = encryption
        self._journal = JournalFile(folder)
        self._is_journal_broken = False
        self._file: AudioFile | None = None
        self._retired: list[AudioFile] = []
        """Full files that wait for their final flush."""

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        recording_id: str,
        title: str = "",
        preroll_samples: int = 0,
        segment_samples: int,
        clock: Clock,
        deferred: bool = False,
        keys: KeyFolder | None = None,
    ) -> Self:
        """Begin a recording in a new folder, encrypted if ``keys`` is given.

        Raises RecordingsError.
        """
        try:
            make_folder(folder.parent)
            folder.mkdir(mode=0o700)
            sync_folder(folder.parent)
            encryption = None
            if keys is not None:
                encryption = Encryption(key=keys.make(recording_id), recording_id=recording_id)
            writer = cls(
                folder,
                entries=[],
                recorded_samples=0,
                next_number=1,
                segment_samples=segment_samples,
                clock=clock,
                deferred=deferred,
                encryption=encryption,
            )
        except OSError as error:
            raise _explained(error, folder) from error
        started = journal.Started(
            at=clock.now(),
            recording_id=recording_id,
            title=title,
            preroll_samples=preroll_samples,
        )
        writer.note(started)
        return writer

    @classmethod
    def reopen(
        cls, folder: Path, *, segment_samples: int, clock: Clock, deferred: bool = False
    ) -> Self:
        """Go on with a recording that ``recover`` repaired, in a new file, encrypted as before.

        Raises RecordingsError if it is closed or cannot be opened.
        """
        entries = journal_file.read(folder)
        recording = replay(entries)
        if recording is None or recording.state is RecordingState.CLOSED:
            raise RecordingsError(
                "The recording in {folder} is closed.", hint="Start a new one.", folder=folder
            )
        files = audio_files(folder)
        key = find_key(folder, recording.id)
        if key is None and any(is_encrypted(path.name) for path in files):
            raise missing_key(folder, recording.id)
        try:
            return cls(
                folder,
                entries=entries,
                recorded_samples=recording.closed_samples,
                next_number=int(files[-1].stem) + 1 if files else 1,
                segment_samples=segment_samples,
                clock=clock,
                deferred=deferred,
                encryption=Encryption(key=key, recording_id=recording.id) if key else None,
            )
        except OSError as error:
            raise _explained(error, folder) from error

    @property
    def recording(self) -> Recording:
        """What the journal tells so far."""
        recording = replay(self._entries)
        assert recording is not None
        return recording

    @property
    def durable_samples(self) -> int:
        """All audio before this position is on the disk itself."""
        for file in self._unflushed():
            if file.durable_count < file.sample_count:
                return file.first_sample + file.durable_count
        return self.recorded_samples

    def append(self, pcm: bytes) -> None:
        """Write audio heard until now: 16-bit little-endian mono PCM at 16 kHz, whole samples.

        Raises StorageFullError or RecordingsError; ``recorded_samples`` tells how much of it was
        written before that.
        """
        failed_before = False
        while pcm:
            file = self._file or self._open_file(seconds_ago=to_seconds(len(pcm) // 2))
            piece = pcm[: file.room_samples * SAMPLE_WIDTH_BYTES]
            try:
                file.append(piece)
            except OSError as error:
                if error.errno in _FULL:
                    if not file.room_samples:
                        self._set_aside()
                    raise StorageFullError(self.folder) from error
                if failed_before:
                    raise _explained(error, self.folder) from error
                failed_before = True
                self._move_tail(file, error)
                continue
            self.recorded_samples += len(piece) // SAMPLE_WIDTH_BYTES
            pcm = pcm[len(piece) :]
            if not file.room_samples:
                self._retire()

    def note(self, entry: journal.Entry) -> None:
        """Write an entry into the journal; it is on the disk when this returns.

        Raises StorageFullError, and then writes it before the next entry; or RecordingsError.
        """
        self._entries.append(entry)
        self._unwritten.append(entry)
        try:
            while self._unwritten and not self._is_journal_broken:
                self._journal.append(self._unwritten[0])
                del self._unwritten[0]
        except OSError as error:
            if error.errno in _FULL:
                raise StorageFullError(self.folder) from error
            self._is_journal_broken = True
            self.disk_failures += 1
            log.error(  # noqa: TRY400 - the disk failed, not our code
                "the journal failed and is written anew: %s",
                error,
                extra={"event": "journal-failed"},
            )
        if self._is_journal_broken:
            self._renew_journal()
        if isinstance(entry, _CHANGES_STATE):
            self._write_sidecar()

    def touch(self) -> None:
        """Show recovery that the writer lives while there is nothing to write.

        Raises RecordingsError.
        """
        try:
            self._journal.touch()
        except OSError as error:
            raise _explained(error, self.folder) from error

    def sync(self) -> None:
        """Bring everything written to the disk itself. Raises RecordingsError."""
        for flush in self.flushes():
            flush.run()
            self.settle(flush)

    def flushes(self) -> list[Flush]:
        """Return what has to be waited for; settle all of them before asking again."""
        pending = [Flush(file, final=True) for file in self._retired]
        if self._file is not None and self._file.durable_count < self._file.sample_count:
            pending.append(Flush(self._file, final=False))
        return pending

    def settle(self, flush: Flush) -> None:
        """Take over the outcome of a flush. Raises RecordingsError."""
        if flush.file not in self._unflushed():
            return  # given up meanwhile
        if flush.error is not None:
            self._move_tail(flush.file, flush.error)
            return
        flush.file.made_durable(flush.sample_count)
        if flush.final:
            self._retired.remove(flush.file)
            self._note_closed(flush.file, flush.sha256)

    def close(self, reason: str) -> Recording:
        """End the recording; it is whole on disk when this returns. Raises RecordingsError."""
        self._retire()
        self.sync()
        stopped = journal.Stopped(
            at=self._clock.now(), total_samples=self.recorded_samples, reason=reason
        )
        self.note(stopped)
        self._journal.close()
        return self.recording

    def abandon(self) -> None:
        """Let go of the files as they are; ``recover`` and ``reopen`` go on with them."""
        for file in self._unflushed():
            with suppress(OSError):  # what was written stays readable
                file.close()
        self._file = None
        self._retired.clear()
        with suppress(OSError):
            self._journal.close()

    def _unflushed(self) -> list[AudioFile]:
        return [*self._retired, *([self._file] if self._file is not None else [])]

    def _open_file(self, *, seconds_ago: float) -> AudioFile:
        self._file = self._new_file(self.recorded_samples, seconds_ago=seconds_ago)
        return self._file

    def _new_file(self, first_sample: int, *, seconds_ago: float) -> AudioFile:
        number = self._next_number
        self._next_number += 1  # never the same file again, not even one that was not opened
        try:
            file = AudioFile(
                self.folder,
                number,
                container=self._encryption.container(number)
                if self._encryption
                else WavContainer(),
                first_sample=first_sample,
                room_samples=self._segment_samples,
            )
        except OSError as error:
            raise _explained(error, self.folder) from error
        opened = journal.SegmentOpened(
            at=earlier(self._clock.now(), seconds_ago), file=file.name, first_sample=first_sample
        )
        try:
            self.note(opened)
        except RecordingsError:
            file.close()
            (self.folder / file.name).unlink(missing_ok=True)
            raise
        return file

    def _retire(self) -> None:
        """Close the current file, or leave that to the next flush."""
        self._set_aside()
        if self._retired and not self._deferred:
            self.sync()

    def _set_aside(self) -> None:
        """Leave the current file to the next flush."""
        if self._file is not None:
            self._retired.append(self._file)
            self._file = None

    def _move_tail(self, file: AudioFile, error: OSError) -> None:
        """Give a failed file up and write its unsynced audio into a new one."""
        self.disk_failures += 1
        log.error(
            "the disk failed, recording goes on in a new file: %s",
            error,
            extra={"event": "disk-failed", "file": file.name, "errno": error.errno},
        )
        tail = file.unsynced()
        sha256 = file.give_up()
        is_current = file is self._file
        if is_current:
            self._file = None
        else:
            self._retired.remove(file)
        self._note_closed(file, sha256)
        failed = journal.GapNoted(
            at=self._clock.now(),
            at_sample=file.end_sample,
            duration_s=0.0,
            cause=GapCause.DISK_FAILED,
        )
        self.note(failed)
        if not is_current and not tail:
            return
        successor = self._new_file(file.end_sample, seconds_ago=to_seconds(len(tail) // 2))
        try:
            successor.append(tail)
        except OSError as again:
            raise _explained(again, self.folder) from again
        if is_current:
            self._file = successor
        else:
            self._retired.append(successor)

    def _note_closed(self, file: AudioFile, sha256: str) -> None:
        file.close()
        closed = journal.SegmentClosed(
            at=self._clock.now(),
            file=file.name,
            first_sample=file.first_sample,
            sample_count=file.sample_count,
            sha256=sha256,
        )
        self.note(closed)

    def _renew_journal(self) -> None:
        """Write all entries into a new journal after the old one failed."""
        try:
            journal_file.rewrite(self.folder, self._entries)
            renewed = JournalFile(self.folder)
        except OSError as error:
            raise _explained(error, self.folder) from error
        # Not before there is another: its descriptor may belong to an audio file the next moment.
        broken, self._journal = self._journal, renewed
        self._is_journal_broken = False
        self._unwritten.clear()
        with suppress(OSError):  # what it could tell is known
            broken.close()

    def _write_sidecar(self) -> None:
        try:
            sidecar.write(self.folder, self.recording)
        except OSError as error:
            log.warning(
                "the sidecar is out of date; recovery rewrites it: %s",
                error,
                extra={"event": "sidecar-failed"},
            )


def _explained(error: OSError, folder: Path) -> RecordingsError:
    if error.errno in _FULL:
        return StorageFullError(folder)
    return RecordingsError(
        "{folder} cannot be written: {reason}.",
        hint="Check the disk and its permissions; what was recorded so far is kept.",
        folder=folder,
        reason=error.strerror or error,
    )
