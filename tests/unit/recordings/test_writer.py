"""Writing recordings, also onto disks that fail."""

import errno
import hashlib
import json
import os
import wave
from collections.abc import Callable

import pytest

from appliance.domain import journal
from appliance.domain.gap import GapCause
from appliance.domain.marker import MarkerKind
from appliance.domain.recording import RecordingState
from appliance.recordings import (
    RecordingAudio,
    RecordingsError,
    RecordingWriter,
    StorageFullError,
    audio_file,
    journal_file,
)
from tests.fakes.audio import ramp
from tests.fakes.clock import FakeClock

NewWriter = Callable[..., RecordingWriter]


def test_audio_is_split_into_whole_hashed_files(new_writer: NewWriter) -> None:
    """Files hold exactly a segment each, play, and match the journal's hashes."""
    writer = new_writer()
    writer.append(ramp(0, 2500))
    recording = writer.close("asked")
    assert [segment.sample_count for segment in recording.segments] == [1000, 1000, 500]
    for segment in recording.segments:
        path = writer.folder / segment.file
        assert segment.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        with wave.open(str(path)) as file:
            assert file.readframes(9999) == ramp(segment.first_sample, segment.sample_count or 0)
    assert (recording.total_samples, recording.stop_reason) == (2500, "asked")


def test_sidecar_follows_every_change_of_state(new_writer: NewWriter, clock: FakeClock) -> None:
    """recording.json says recording, paused, recording, closed, and keeps Chinese readable."""
    writer = new_writer()

    def state() -> str:
        text = (writer.folder / "recording.json").read_text(encoding="utf-8")
        assert "会议" in text
        return str(json.loads(text)["state"])

    states = [state()]
    for entry in (
        journal.Paused(at=clock.now(), at_sample=0),
        journal.Resumed(at=clock.now(), at_sample=0),
    ):
        writer.note(entry)
        states.append(state())
    writer.close("asked")
    assert [*states, state()] == ["recording", "paused", "recording", "closed"]


def test_durable_position_follows_sync(new_writer: NewWriter) -> None:
    """What was appended is recorded at once and durable after sync."""
    writer = new_writer()
    writer.append(ramp(0, 300))
    assert (writer.recorded_samples, writer.durable_samples) == (300, 0)
    writer.sync()
    assert (writer.recorded_samples, writer.durable_samples) == (300, 300)


def test_deferred_writer_leaves_waiting_to_another(new_writer: NewWriter) -> None:
    """A full file is closed only by the flush that its owner runs, while the next one grows."""
    writer = new_writer(deferred=True)
    writer.append(ramp(0, 1500))
    assert writer.durable_samples == 0
    flushes = writer.flushes()
    writer.append(ramp(1500, 100))
    for flush in flushes:
        flush.run()
        writer.settle(flush)
    assert writer.durable_samples == 1500
    assert [segment.sample_count for segment in writer.recording.segments] == [1000, None]
    writer.close("asked")
    assert RecordingAudio(writer.folder).read(0, 9999) == ramp(0, 1600)


def test_first_sample_of_a_file_was_heard_before_it_was_written(
    new_writer: NewWriter, clock: FakeClock
) -> None:
    """The journal dates a segment by its first sample, not by its writing."""
    clock.pass_time(10)
    writer = new_writer()
    writer.append(ramp(0, 800))
    opened = writer.recording.segments[0]
    text = (writer.folder / "journal.jsonl").read_text()
    entries = [entry for entry in journal.from_lines(text) if entry.kind == "segment-opened"]
    assert opened.first_sample == 0
    assert entries[0].at.monotonic_ns == 9_950_000_000


def test_failed_fsync_goes_on_in_a_new_file(
    new_writer: NewWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unsynced audio is written again elsewhere; the failed file is never synced again."""
    writer = new_writer()
    writer.append(ramp(0, 200))
    writer.sync()
    writer.append(ramp(200, 100))
    synced: list[str] = []
    real = audio_file.AudioFile.sync

    def fail_first(file: audio_file.AudioFile) -> None:
        synced.append(file.name)
        if file.name == "0001.wav":
            raise OSError(errno.EIO, "Input/output error")
        real(file)

    monkeypatch.setattr(audio_file.AudioFile, "sync", fail_first)
    writer.sync()
    writer.append(ramp(300, 50))
    recording = writer.close("asked")
    assert synced == ["0001.wav", "0002.wav"]
    assert [(part.file, part.sample_count) for part in recording.segments] == [
        ("0001.wav", 200),
        ("0002.wav", 150),
    ]
    assert [(gap.at_sample, gap.cause) for gap in recording.gaps] == [(200, GapCause.DISK_FAILED)]
    assert writer.disk_failures == 1
    assert RecordingAudio(writer.folder).read(0, 9999) == ramp(0, 350)


def test_failed_final_flush_keeps_positions(new_writer: NewWriter) -> None:
    """A full file that fails while the next one grows is replaced at its place."""
    writer = new_writer(deferred=True)
    writer.append(ramp(0, 1500))
    flushes = writer.flushes()
    flushes[0].error = OSError(errno.EIO, "Input/output error")
    flushes[1].run()
    for flush in flushes:
        writer.settle(flush)
    recording = writer.close("asked")
    assert RecordingAudio(writer.folder).read(0, 9999) == ramp(0, 1500)
    assert [(part.file, part.first_sample, part.sample_count) for part in recording.segments] == [
        ("0001.wav", 0, 0),
        ("0003.wav", 0, 1000),
        ("0002.wav", 1000, 500),
    ]


def test_a_failing_write_is_tried_once_elsewhere(
    new_writer: NewWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that takes nothing any more raises and tells how much was written."""
    writer = new_writer()
    writer.append(ramp(0, 100))
    writer.sync()

    def fail(_fd: int, _data: bytes, _offset: int) -> int:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "pwrite", fail)
    with pytest.raises(RecordingsError, match="Input/output error"):
        writer.append(ramp(100, 100))
    assert writer.recorded_samples == 100


def test_full_disk_is_told_apart(new_writer: NewWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    """ENOSPC raises StorageFullError; with room again nothing is missing."""
    writer = new_writer()
    writer.append(ramp(0, 100))
    with monkeypatch.context() as patch:

        def full(_fd: int, _data: bytes, _offset: int) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        patch.setattr(os, "pwrite", full)
        with pytest.raises(StorageFullError):
            writer.append(ramp(100, 100))
    writer.append(ramp(100, 100))
    recording = writer.close("disk-full")
    assert RecordingAudio(writer.folder).read(0, 9999) == ramp(0, 200)
    assert recording.gaps == ()


def test_short_writes_are_completed(new_writer: NewWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that takes seven bytes at a time gets everything."""
    real = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda fd, data, at: real(fd, bytes(data[:7]), at))
    writer = new_writer()
    writer.append(ramp(0, 500))
    writer.close("asked")
    assert RecordingAudio(writer.folder).read(0, 9999) == ramp(0, 500)


def test_failed_journal_is_written_anew(
    new_writer: NewWriter, monkeypatch: pytest.MonkeyPatch, clock: FakeClock
) -> None:
    """An fsync error of the journal leads to a new journal with every entry in it."""
    writer = new_writer()
    real, calls = os.fdatasync, iter([OSError(errno.EIO, "Input/output error")])

    def fail_once(fd: int) -> None:
        for error in calls:
            raise error
        real(fd)

    monkeypatch.setattr(os, "fdatasync", fail_once)
    writer.note(journal.Paused(at=clock.now(), at_sample=0))
    assert writer.disk_failures == 1
    assert RecordingAudio(writer.folder).recording().state is RecordingState.PAUSED


def test_a_journal_that_cannot_be_renewed_writes_into_no_other_file(
    new_writer: NewWriter, monkeypatch: pytest.MonkeyPatch, clock: FakeClock
) -> None:
    """While the disk fails again and again the audio stays what it was; later all is noted."""
    writer = new_writer()

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", fail)
        patch.setattr(os, "fsync", fail)
        with pytest.raises(RecordingsError, match="Input/output"):
            writer.note(journal.Paused(at=clock.now(), at_sample=0))
        # The lowest free descriptor, which a closed journal would have left to it.
        stranger = os.open(writer.folder / "stranger", os.O_RDWR | os.O_CREAT)
        with pytest.raises(RecordingsError, match="Input/output"):
            writer.note(journal.Resumed(at=clock.now(), at_sample=0))
    assert os.read(stranger, 99) == b""
    os.close(stranger)
    writer.append(ramp(0, 500))
    writer.close("asked")
    read = RecordingAudio(writer.folder)
    assert read.read(0, 9999) == ramp(0, 500)
    kinds = [type(entry) for entry in journal_file.read(writer.folder)]
    assert [journal.Started, journal.Paused, journal.Resumed] == kinds[:3]


def test_a_disk_that_only_reads_is_a_problem_to_be_told(
    new_writer: NewWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sign of life of an idle writer fails like every other write."""
    writer = new_writer()

    def fail(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "utime", fail)
    with pytest.raises(RecordingsError, match="Read-only"):
        writer.touch()


def test_a_closed_recording_is_not_reopened(new_writer: NewWriter, clock: FakeClock) -> None:
    """Closed means closed."""
    writer = new_writer()
    writer.close("asked")
    with pytest.raises(RecordingsError, match="closed"):
        RecordingWriter.reopen(writer.folder, segment_samples=1000, clock=clock)


def test_half_surrogates_in_titles_do_no_harm(new_writer: NewWriter, clock: FakeClock) -> None:
    """A note that no encoding can hold is kept as an escape and reads back."""
    writer = new_writer()
    writer.note(
        journal.MarkerNoted(at=clock.now(), at_sample=0, marker=MarkerKind.PLAIN, note="\ud83d")
    )
    writer.close("asked")
    assert RecordingAudio(writer.folder).recording().markers[0].note == "\ud83d"
