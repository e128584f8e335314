"""Repair of what crashes and power cuts leave."""

import os
import shutil
import tempfile
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.domain import journal
from appliance.domain.marker import MarkerKind
from appliance.domain.recording import Recording, RecordingState
from appliance.recordings import RecordingAudio, RecordingWriter, conclude, recover, wav
from appliance.recordings.file_repair import UNSYNCED_SAMPLES
from appliance.recordings.recovery import is_left_open, open_recordings
from tests.fakes.audio import ramp
from tests.fakes.clock import FakeClock

NewWriter = Callable[..., RecordingWriter]
RECORDED = 2500

few = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def killed() -> Iterator[Path]:
    """A recording of 2500 samples whose writer was killed, with a marker in its journal."""
    with tempfile.TemporaryDirectory() as root:
        clock = FakeClock()
        folder = Path(root) / "20250501-120000-abcd"
        writer = RecordingWriter.create(
            folder, recording_id=folder.name, title="会议", segment_samples=1000, clock=clock
        )
        writer.append(ramp(0, 1200))
        writer.note(journal.MarkerNoted(at=clock.now(), at_sample=1200, marker=MarkerKind.DECISION))
        writer.append(ramp(1200, RECORDED - 1200))
        yield folder


def copied(folder: Path, into: Path) -> Path:
    """Copy the killed recording to damage it."""
    target = Path(tempfile.mkdtemp(dir=into)) / folder.name
    shutil.copytree(folder, target)
    return target


def content(folder: Path) -> dict[str, bytes]:
    """Return all files."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def assert_sound(folder: Path, recording: Recording) -> None:
    """The result reads, plays, and a second recovery changes nothing."""
    audio = RecordingAudio(folder)
    assert audio.recording() == recording
    for segment in recording.segments:
        path = folder / segment.file
        if path.exists():
            with wave.open(str(path)) as file:
                assert file.getnframes() == segment.sample_count
    before = content(folder)
    assert recover(folder, clock=FakeClock()) == recording
    assert content(folder) == before


def test_killed_writer_loses_nothing(killed: Path, tmp_path: Path) -> None:
    """All that was appended is there, the last file closed, the marker kept."""
    folder = copied(killed, tmp_path)
    recording = recover(folder, clock=FakeClock())
    assert [part.sample_count for part in recording.segments] == [1000, 1000, 500]
    assert RecordingAudio(folder).read(0, 9999) == ramp(0, RECORDED)
    assert (recording.state, recording.recoveries) == (RecordingState.RECORDING, 1)
    assert len(recording.markers) == 1
    assert_sound(folder, recording)


@few
@given(cut=st.integers(min_value=0, max_value=44 + 1000))
def test_last_file_cut_anywhere(killed: Path, tmp_path: Path, cut: int) -> None:
    """Whatever byte the last file ends at, the whole samples before it are exact."""
    folder = copied(killed, tmp_path)
    os.truncate(folder / "0003.wav", cut)
    assert RecordingAudio(folder).read(0, 9999) == ramp(0, 2000 + max(0, cut - 44) // 2)
    recording = recover(folder, clock=FakeClock())
    assert RecordingAudio(folder).read(0, 9999) == ramp(0, 2000 + max(0, cut - 44) // 2)
    assert_sound(folder, recording)


@few
@given(data=st.data())
def test_journal_cut_anywhere(killed: Path, tmp_path: Path, data: st.DataObject) -> None:
    """Whatever byte the journal ends at, all audio is found and in its order."""
    folder = copied(killed, tmp_path)
    path = folder / "journal.jsonl"
    os.truncate(path, data.draw(st.integers(min_value=0, max_value=path.stat().st_size)))
    recording = recover(folder, clock=FakeClock())
    assert RecordingAudio(folder).read(0, 9999) == ramp(0, RECORDED)
    assert recording.title == "会议"
    assert_sound(folder, recording)


@few
@given(garbage=st.binary(max_size=300), place=st.floats(min_value=0, max_value=1))
def test_garbage_in_the_journal(killed: Path, tmp_path: Path, garbage: bytes, place: float) -> None:
    """Bytes written over any part of the journal never raise and never lose audio."""
    folder = copied(killed, tmp_path)
    path = folder / "journal.jsonl"
    raw = bytearray(path.read_bytes())
    start = int(place * len(raw))
    raw[start : start + len(garbage)] = garbage
    path.write_bytes(raw)
    recording = recover(folder, clock=FakeClock())
    assert RecordingAudio(folder).available_samples() >= RECORDED
    assert_sound(folder, recording)


def test_without_journal_and_sidecar_the_audio_is_adopted(killed: Path, tmp_path: Path) -> None:
    """Audio files alone are enough for a recording."""
    folder = copied(killed, tmp_path)
    (folder / "journal.jsonl").unlink()
    (folder / "recording.json").unlink()
    recording = recover(folder, clock=FakeClock())
    assert (recording.id, recording.title) == (folder.name, "")
    assert RecordingAudio(folder).read(0, 9999) == ramp(0, RECORDED)
    assert_sound(folder, recording)


def test_empty_folder_becomes_an_empty_recording(tmp_path: Path) -> None:
    """A power cut right after the folder was made leaves nothing that trips anybody."""
    folder = tmp_path / "20250501-120000-abcd"
    folder.mkdir()
    recording = conclude(folder, reason="interrupted", clock=FakeClock())
    assert (recording.state, recording.total_samples) == (RecordingState.CLOSED, 0)
    assert_sound(folder, recording)


def test_zero_tail_is_cut_after_a_power_cut_only(killed: Path, tmp_path: Path) -> None:
    """Zeros at the end are unwritten blocks after a reboot, and real silence without one."""
    for rebooted, expected in ((False, RECORDED + 400), (True, RECORDED)):
        folder = copied(killed, tmp_path)
        with (folder / "0003.wav").open("ab") as file:
            file.write(bytes(800))
        clock = FakeClock()
        if rebooted:
            clock.reboot()
        recover(folder, clock=clock)
        audio = RecordingAudio(folder)
        assert audio.available_samples() == expected
        assert audio.read(0, RECORDED) == ramp(0, RECORDED)


def test_long_digital_silence_is_kept(tmp_path: Path) -> None:
    """More zeros than can be unsynced were really heard."""
    clock = FakeClock()
    folder = tmp_path / "20250501-120000-abcd"
    writer = RecordingWriter.create(
        folder, recording_id=folder.name, segment_samples=10**6, clock=clock
    )
    writer.append(ramp(0, 10) + bytes(2 * (UNSYNCED_SAMPLES + 1)))
    clock.reboot()
    recover(folder, clock=clock)
    assert RecordingAudio(folder).available_samples() == UNSYNCED_SAMPLES + 11


def test_damaged_closed_file_keeps_later_positions(new_writer: NewWriter, clock: FakeClock) -> None:
    """What a damaged file lacks reads as silence; everything after it stays where it was."""
    writer = new_writer()
    writer.append(ramp(0, RECORDED))
    writer.close("asked")
    os.truncate(writer.folder / "0002.wav", wav.offset(600))
    recording = recover(writer.folder, clock=clock)
    expected = ramp(0, 1600) + bytes(800) + ramp(2000, 500)
    assert RecordingAudio(writer.folder).read(0, 9999) == expected
    assert (recording.state, recording.total_samples) == (RecordingState.CLOSED, RECORDED)
    assert_sound(writer.folder, recording)


def test_recovered_recording_goes_on(killed: Path, tmp_path: Path) -> None:
    """A reopened recording continues at the exact next sample."""
    folder, clock = copied(killed, tmp_path), FakeClock()
    recover(folder, clock=clock)
    writer = RecordingWriter.reopen(folder, segment_samples=1000, clock=clock)
    assert writer.recorded_samples == RECORDED
    writer.append(ramp(RECORDED, 1500))
    recording = writer.close("asked")
    assert RecordingAudio(folder).read(0, 9999) == ramp(0, RECORDED + 1500)
    assert_sound(folder, recording)


def test_concluding_closes_once(killed: Path, tmp_path: Path) -> None:
    """A recording left open is closed where it ends; doing so again changes nothing."""
    folder = copied(killed, tmp_path)
    assert is_left_open(folder)
    recording = conclude(folder, reason="interrupted", clock=FakeClock())
    assert (recording.total_samples, recording.stop_reason) == (RECORDED, "interrupted")
    assert not is_left_open(folder)
    before = content(folder)
    assert conclude(folder, reason="asked", clock=FakeClock()) == recording
    assert content(folder) == before


def test_open_recordings_come_newest_first(tmp_path: Path) -> None:
    """Only folders without an end are found, the latest first."""
    clock = FakeClock()
    for day, number in (("2025-05-01", 1), ("2025-05-02", 2), ("2025-05-02", 3)):
        folder = tmp_path / day / f"{day.replace('-', '')}-120000-{number:04x}"
        writer = RecordingWriter.create(
            folder, recording_id=folder.name, segment_samples=1000, clock=clock
        )
        if number == 2:
            writer.close("asked")
    found = [folder.name for folder in open_recordings(tmp_path)]
    assert found == ["20250502-120000-0003", "20250501-120000-0001"]


def test_recovery_keeps_the_time_of_the_last_word(killed: Path, tmp_path: Path) -> None:
    """The files keep their time of change: it tells how long nothing was heard."""
    folder = copied(killed, tmp_path)
    os.utime(folder / "0003.wav", ns=(10**18, 10**18))
    recover(folder, clock=FakeClock())
    assert (folder / "0003.wav").stat().st_mtime_ns == 10**18
