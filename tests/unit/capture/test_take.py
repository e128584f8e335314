"""The running recording, without threads."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.capture.take import Take
from appliance.domain.gap import GapCause
from appliance.recordings import RecordingAudio, RecordingWriter, StorageFullError
from appliance.wire import Message
from appliance.wire.capture import GapRecorded, RecordedAudio
from tests.fakes.audio import ramp
from tests.fakes.clock import FakeClock

SECOND_NS = 10**9


@pytest.fixture
def published() -> list[Message]:
    """What the take tells."""
    return []


@pytest.fixture
def take(tmp_path: Path, published: list[Message]) -> Take:
    """A take of 1000-sample files."""
    clock = FakeClock()
    folder = tmp_path / "2025-05-01" / "20250501-120000-abcd"
    writer = RecordingWriter.create(
        folder, recording_id=folder.name, segment_samples=1000, clock=clock, deferred=True
    )
    return Take(writer, clock=clock, publish=published.append)


def fail_writing(code: int, *, until: Callable[[], bool]) -> Callable[[int, bytes, int], int]:
    """Return a pwrite that fails at the start of files as long as told."""
    real = os.pwrite

    def pwrite(fd: int, data: bytes, offset: int) -> int:
        if offset == 0 and not until():
            raise OSError(code, os.strerror(code))
        return real(fd, data, offset)

    return pwrite


def audio(take: Take) -> bytes:
    """Return what is on disk."""
    return RecordingAudio(take.writer.folder).read(0, 10**6)


def test_large_pieces_are_published_in_small_ones(take: Take, published: list[Message]) -> None:
    """Three seconds of pre-roll go out second by second, in order."""
    take.hear(ramp(0, 48_000), at_ns=0, clipped=0)
    pieces = [message for message in published if isinstance(message, RecordedAudio)]
    assert [(piece.first_sample, len(piece.audio)) for piece in pieces] == [
        (0, 32_000),
        (16_000, 32_000),
        (32_000, 32_000),
    ]
    assert b"".join(piece.audio for piece in pieces) == audio(take)


def test_a_disk_found_full_in_the_middle_of_a_piece(
    take: Take, published: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was refused is written once when there is room, and nothing twice."""
    has_room = False
    monkeypatch.setattr(os, "pwrite", fail_writing(errno.ENOSPC, until=lambda: has_room))
    has_room = True
    take.hear(ramp(0, 800), at_ns=0, clipped=0)
    has_room = False
    with pytest.raises(StorageFullError):
        take.hear(ramp(800, 800), at_ns=0, clipped=0)
    assert take.writer.recorded_samples == 1000
    has_room = True
    take.write_rest()
    take.write_rest()
    assert audio(take) == ramp(0, 1600)
    pieces = [message for message in published if isinstance(message, RecordedAudio)]
    assert b"".join(piece.audio for piece in pieces) == ramp(0, 1600)


def test_a_failing_disk_becomes_a_gap(
    take: Take, published: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be written is missing for as long as it took, and the problem is told."""
    works = False
    monkeypatch.setattr(os, "pwrite", fail_writing(errno.EIO, until=lambda: works))
    take.hear(ramp(0, 800), at_ns=10 * SECOND_NS, clipped=0)
    assert "Input/output error" in take.disk_problem
    take.hear(ramp(800, 800), at_ns=10 * SECOND_NS + SECOND_NS // 2, clipped=0)
    works = True
    take.hear(ramp(1600, 800), at_ns=12 * SECOND_NS, clipped=0)
    (gap,) = [message for message in published if isinstance(message, GapRecorded)]
    assert (gap.cause, gap.at_sample) == (GapCause.DISK_FAILED, 0)
    assert gap.duration_s == pytest.approx(2.0)
    assert audio(take) == ramp(1600, 800)
    assert take.disk_problem == ""


def test_the_first_cause_of_a_silence_counts(take: Take, published: list[Message]) -> None:
    """A microphone lost during another silence does not begin a second gap."""
    take.go_deaf(GapCause.CAPTURE_RESTARTED, since_ns=0)
    take.go_deaf(GapCause.MICROPHONE_LOST, since_ns=SECOND_NS)
    take.hear(ramp(0, 800), at_ns=3 * SECOND_NS + SECOND_NS // 20, clipped=0)
    gaps = [message for message in published if isinstance(message, GapRecorded)]
    assert [(gap.cause, gap.duration_s) for gap in gaps] == [(GapCause.CAPTURE_RESTARTED, 3.0)]


def test_overflows_are_noted_once_a_second(take: Take) -> None:
    """An overloaded sound system does not flood the journal."""
    for tenth in range(1, 25):
        take.note_overflow(at_ns=SECOND_NS + tenth * SECOND_NS // 10)
    assert take.gap_count == 3


def test_clipping_is_noted_in_sums(take: Take) -> None:
    """Clipped samples are journalled every ten seconds and at the end, and none is left out."""
    for second in range(25):
        take.hear(ramp(0, 10), at_ns=(11 + second) * SECOND_NS, clipped=3)
    recording = take.close("asked")
    assert recording.clipped_samples == take.clipped_samples == 75
    journal = (take.writer.folder / "journal.jsonl").read_text()
    assert journal.count('"clipping"') == 4
