"""Repair of recordings whose writer was killed or lost power; safe to run any number of times."""

import hashlib
import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from appliance.domain import journal
from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES
from appliance.domain.recording import AudioSegment, Recording, RecordingState, replay
from appliance.recordings import journal_file, sidecar, wav
from appliance.recordings.audio_file import is_file_name
from appliance.recordings.clock import Clock, SystemClock
from appliance.recordings.durable import sync_folder, write_all_at
from appliance.recordings.errors import RecordingsError
from appliance.recordings.journal_file import JournalFile

log = logging.getLogger(__name__)

UNSYNCED_SAMPLES = 5 * SAMPLE_RATE_HZ
"""More than is ever written between two fdatasyncs: a power cut zeroes no more than this."""


def all_recordings(recordings: Path) -> list[Path]:
    """List the folders of all recordings, newest first."""
    days = sorted(_folders(recordings), reverse=True)
    return [folder for day in days for folder in sorted(_folders(day), reverse=True)]


def is_left_open(folder: Path) -> bool:
    """Tell whether a recording was never closed; reads only the end of its journal."""
    return not isinstance(journal_file.last_entry(folder), journal.Stopped)


def open_recordings(recordings: Path) -> Iterator[Path]:
    """Find folders of recordings that were never closed, newest first."""
    return filter(is_left_open, all_recordings(recordings))


def recover(folder: Path, *, clock: Clock | None = None) -> Recording:
    """Repair a recording by the length of its files and replay its journal.

    An open recording stays open: ``RecordingWriter.reopen`` goes on with it, ``conclude`` ends
    it. Audio files keep their time of change, which tells when the writer died. Raises
    RecordingsError if the folder cannot be read or written.
    """
    clock = clock or SystemClock()
    try:
        return _recover(folder, clock)
    except OSError as error:
        raise RecordingsError(
            "{folder} cannot be repaired: {reason}.",
            hint="Check the disk and its permissions, then run `tingxia recover`.",
            folder=folder,
            reason=error.strerror or error,
        ) from error


def conclude(folder: Path, *, reason: str, clock: Clock | None = None) -> Recording:
    """Repair a recording and close it where it ends. Raises RecordingsError."""
    clock = clock or SystemClock()
    recording = recover(folder, clock=clock)
    if recording.state is RecordingState.CLOSED:
        return recording
    stopped = journal.Stopped(at=clock.now(), total_samples=_end(recording), reason=reason)
    try:
        recording = _note(folder, [stopped])
        sidecar.write(folder, recording)
    except OSError as error:
        raise RecordingsError(
            "{folder} cannot be closed: {reason}.",
            hint="Make room on the disk, then run `tingxia recover`.",
            folder=folder,
            reason=error.strerror or error,
        ) from error
    return recording


def last_written_ns(folder: Path) -> tuple[int, int]:
    """Return when audio was last written, and when the writer last lived (wall clock, ns)."""
    audio = max((path.stat().st_mtime_ns for path in folder.glob("*.wav")), default=0)
    path = folder / journal_file.NAME
    alive = path.stat().st_mtime_ns if path.exists() else 0
    return audio or alive, max(audio, alive)


def _recover(folder: Path, clock: Clock) -> Recording:
    journal_file.mend(folder)
    recording = replay(journal_file.read(folder)) or _begin_anew(folder, clock)
    repaired = list(_repair_segments(folder, recording, clock))
    adopted = list(_adopt_strays(folder, recording, repaired, clock))
    found: list[journal.Entry] = [*repaired, *adopted]
    if found:
        recording = _note(folder, found)
    last = journal_file.last_entry(folder)
    is_open = recording.state is not RecordingState.CLOSED
    if found or (is_open and not isinstance(last, journal.Recovered)):
        end = _end(recording)
        recording = _note(folder, [journal.Recovered(at=clock.now(), total_samples=end)])
        if not is_open:
            closed = journal.Stopped(
                at=clock.now(), total_samples=end, reason=recording.stop_reason
            )
            recording = _note(folder, [closed])
        log.info(
            "recovered %s",
            folder.name,
            extra={"event": "recovered", "recording": folder.name, "samples": end},
        )
    sidecar.write(folder, recording)
    return recording


def _begin_anew(folder: Path, clock: Clock) -> Recording:
    """Give a journal that lost its first line a new one, from the sidecar if that is readable."""
    known = sidecar.read(folder)
    started = journal.Started(
        at=known.started if known else clock.now(),
        recording_id=folder.name,
        title=known.title if known else "",
        preroll_samples=known.preroll_samples if known else 0,
    )
    entries = [started, *journal_file.read(folder)]
    journal_file.rewrite(folder, entries)
    recording = replay(entries)
    assert recording is not None
    return recording


def _repair_segments(
    folder: Path, recording: Recording, clock: Clock
) -> Iterator[journal.SegmentClosed]:
    """Close the files the journal holds for open, and correct those that became shorter."""
    boot_of = {
        entry.file: entry.at.boot_id
        for entry in journal_file.read(folder)
        if isinstance(entry, journal.SegmentOpened)
    }
    now = clock.now()
    for segment in recording.segments:
        if not is_file_name(segment.file):
            continue
        path = folder / segment.file
        present = wav.sample_count(path.stat().st_size) if path.exists() else 0
        if segment.sample_count is not None and present >= segment.sample_count:
            continue
        rebooted = boot_of.get(segment.file) != now.boot_id
        yield _close(path, segment, rebooted=rebooted and segment.sample_count is None, at=now)


def _adopt_strays(
    folder: Path, recording: Recording, repaired: list[journal.SegmentClosed], clock: Clock
) -> Iterator[journal.Entry]:
    """Take in audio files that a damaged journal no longer names, in the order of their names."""
    known = {segment.file for segment in recording.segments}
    end = max([_end(recording), *(entry.first_sample + entry.sample_count for entry in repaired)])
    now = clock.now()
    strays = [path for path in folder.glob("*.wav") if is_file_name(path.name)]
    for path in sorted(strays, key=lambda path: int(path.stem)):
        if path.name in known or path.is_symlink():
            continue
        opened = journal.SegmentOpened(at=now, file=path.name, first_sample=end)
        segment = AudioSegment(file=path.name, first_sample=end)
        closed = _close(path, segment, rebooted=False, at=now)
        end += closed.sample_count
        yield from (opened, closed)


def _close(
    path: Path, segment: AudioSegment, *, rebooted: bool, at: journal.Instant
) -> journal.SegmentClosed:
    """Cut a file to whole samples, write its header and hash it; a missing one has none."""
    closed = journal.SegmentClosed(
        at=at, file=segment.file, first_sample=segment.first_sample, sample_count=0, sha256=""
    )
    if not path.exists():
        return closed
    status = path.stat()
    content = path.read_bytes()
    count = wav.sample_count(len(content))
    if rebooted:
        count -= _unsynced_zeros(content[wav.HEADER_BYTES :])
    content = wav.header(count) + content[wav.HEADER_BYTES : wav.offset(count)]
    fd = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        os.ftruncate(fd, len(content))
        write_all_at(fd, content[: wav.HEADER_BYTES], 0)
        os.fsync(fd)
        os.utime(fd, ns=(status.st_atime_ns, status.st_mtime_ns))
    finally:
        os.close(fd)
    sync_folder(path.parent)
    return replace(closed, sample_count=count, sha256=hashlib.sha256(content).hexdigest())


def _unsynced_zeros(pcm: bytes) -> int:
    """Count the samples of a zero tail that a power cut may have left, to be cut off.

    File systems extend a file before its last blocks are on the disk; these read as zeros. That
    is at most what was written since the last fdatasync, so a longer tail is digital silence
    that was really heard, and cutting some of it or nothing loses no sound either way.
    """
    samples = len(pcm) // SAMPLE_WIDTH_BYTES
    heard = -(-len(pcm.rstrip(b"\0")) // SAMPLE_WIDTH_BYTES)
    zeros = samples - heard
    return zeros if zeros <= UNSYNCED_SAMPLES else 0


def _note(folder: Path, entries: list[journal.Entry]) -> Recording:
    file = JournalFile(folder)
    try:
        for entry in entries:
            file.append(entry)
    finally:
        file.close()
    recording = replay(journal_file.read(folder))
    assert recording is not None
    return recording


def _end(recording: Recording) -> int:
    ends = (part.first_sample + (part.sample_count or 0) for part in recording.segments)
    return max(ends, default=0)


def _folders(parent: Path) -> list[Path]:
    try:
        return [path for path in parent.iterdir() if path.is_dir() and not path.is_symlink()]
    except OSError:
        return []
