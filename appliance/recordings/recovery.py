"""Repair of recordings whose writer was killed or lost power; safe to run any number of times."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from appliance.domain import journal
from appliance.domain.recording import AudioSegment, Recording, RecordingState, replay
from appliance.recordings import journal_file, sidecar
from appliance.recordings.audio_file import audio_files, held_samples, is_file_name
from appliance.recordings.clock import Clock, SystemClock
from appliance.recordings.container import is_encrypted
from appliance.recordings.errors import RecordingsError
from appliance.recordings.file_repair import repair_encrypted, repair_wav
from appliance.recordings.journal_file import JournalFile
from appliance.recordings.keys import find_key, missing_key

log = logging.getLogger(__name__)


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
    RecordingsError if the folder cannot be read or written, or the key of a file that was being
    encrypted is missing.
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
    stopped = journal.Stopped(at=clock.now(), total_samples=recording.closed_samples, reason=reason)
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
    audio = max((path.stat().st_mtime_ns for path in audio_files(folder)), default=0)
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
        end = recording.closed_samples
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
        present = held_samples(path)
        if segment.sample_count is not None and present >= segment.sample_count:
            continue
        rebooted = boot_of.get(segment.file) != now.boot_id
        rebooted = rebooted and segment.sample_count is None
        yield _close(path, recording.id, segment, rebooted=rebooted, at=now)


def _adopt_strays(
    folder: Path, recording: Recording, repaired: list[journal.SegmentClosed], clock: Clock
) -> Iterator[journal.Entry]:
    """Take in audio files that a damaged journal no longer names, in the order of their names."""
    known = {segment.file for segment in recording.segments}
    end = max(
        [recording.closed_samples, *(entry.first_sample + entry.sample_count for entry in repaired)]
    )
    now = clock.now()
    for path in audio_files(folder):
        if path.name in known or path.is_symlink():
            continue
        opened = journal.SegmentOpened(at=now, file=path.name, first_sample=end)
        segment = AudioSegment(file=path.name, first_sample=end)
        closed = _close(path, recording.id, segment, rebooted=False, at=now)
        end += closed.sample_count
        yield from (opened, closed)


def _close(
    path: Path, recording_id: str, segment: AudioSegment, *, rebooted: bool, at: journal.Instant
) -> journal.SegmentClosed:
    """Cut a file to whole samples, write its header and hash it; a missing one has none."""
    closed = journal.SegmentClosed(
        at=at, file=segment.file, first_sample=segment.first_sample, sample_count=0, sha256=""
    )
    if not path.exists():
        return closed
    if is_encrypted(path.name):
        key = find_key(path.parent, recording_id)
        if key is None:
            raise missing_key(path.parent, recording_id)
        repaired = repair_encrypted(path, key, recording_id=recording_id, rebooted=rebooted)
    else:
        repaired = repair_wav(path, rebooted=rebooted)
    return replace(closed, sample_count=repaired.sample_count, sha256=repaired.sha256)


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


def _folders(parent: Path) -> list[Path]:
    try:
        return [path for path in parent.iterdir() if path.is_dir() and not path.is_symlink()]
    except OSError:
        return []
