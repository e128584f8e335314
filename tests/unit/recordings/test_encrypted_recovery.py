"""Repair of encrypted recordings that crashes and power cuts left."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.recording import Recording, RecordingState
from appliance.recordings import (
    KeyFolder,
    RecordingAudio,
    RecordingsError,
    RecordingWriter,
    conclude,
    encrypted,
    recover,
)
from tests.fakes.audio import ramp
from tests.fakes.clock import FakeClock

ID = "20250501-120000-abcd"
RECORDED = 7_500
SEGMENT = 4_000

few = settings(max_examples=15, deadline=None)


@pytest.fixture(scope="module")
def killed() -> Iterator[Path]:
    """The folder of a recording of 7,500 samples in two files, whose writer was killed."""
    with tempfile.TemporaryDirectory() as root:
        writer = RecordingWriter.create(
            Path(root, "recordings", "2025-05-01", ID),
            recording_id=ID,
            title="会议",
            segment_samples=SEGMENT,
            clock=FakeClock(),
            keys=KeyFolder(Path(root, "keys")),
        )
        for first in range(0, RECORDED, 500):
            writer.append(ramp(first, 500))
        yield writer.folder


def copied(folder: Path, into: Path) -> Path:
    """Copy the data folder; returns the recording's folder in the copy."""
    data = folder.parents[2]
    target = Path(tempfile.mkdtemp(dir=into), "data")
    shutil.copytree(data, target)
    return target / folder.relative_to(data)


def content(folder: Path) -> dict[str, bytes]:
    """Return all files."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def assert_sound(folder: Path, recording: Recording) -> None:
    """All audio files are sealed, and a second recovery changes nothing."""
    assert RecordingAudio(folder).recording() == recording
    for segment in recording.segments:
        if segment.sample_count:
            header = encrypted.Header.decode((folder / segment.file).read_bytes())
            assert header is not None
            assert (header.is_sealed, header.sample_count) == (True, segment.sample_count)
    before = content(folder)
    assert recover(folder, clock=FakeClock()) == recording
    assert content(folder) == before


def test_killed_writer_loses_nothing(killed: Path, tmp_path: Path) -> None:
    """All that was appended is there, also what filled no chunk yet."""
    folder = copied(killed, tmp_path)
    recording = recover(folder, clock=FakeClock())
    assert [SEGMENT, RECORDED - SEGMENT] == [part.sample_count for part in recording.segments]
    assert RecordingAudio(folder).read(0, 9999) == ramp(0, RECORDED)
    assert_sound(folder, recording)


@few
@given(cut=st.integers(min_value=0, max_value=encrypted.offset(RECORDED - SEGMENT)))
def test_last_file_cut_anywhere(
    killed: Path, tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    """Whatever byte the last file ends at, the samples before it are exact."""
    folder = copied(killed, tmp_path_factory.mktemp("cut"))
    os.truncate(folder / "0002.tca", cut)
    expected = ramp(0, SEGMENT + encrypted.sample_count(cut))
    assert RecordingAudio(folder).read(0, 9999) == expected
    recording = recover(folder, clock=FakeClock())
    assert RecordingAudio(folder).read(0, 9999) == expected
    assert_sound(folder, recording)


@few
@given(zeros=st.integers(min_value=1, max_value=9_000))
def test_blocks_that_never_reached_the_disk_are_cut_off(
    killed: Path, tmp_path_factory: pytest.TempPathFactory, zeros: int
) -> None:
    """A tail of zeros is no ciphertext: after a power cut the recording ends before it."""
    folder = copied(killed, tmp_path_factory.mktemp("zeros"))
    path, clock = folder / "0002.tca", FakeClock()
    whole = path.read_bytes()
    lost = min(zeros, len(whole) - encrypted.HEADER_BYTES)
    path.write_bytes(whole[: len(whole) - lost] + bytes(zeros))
    clock.reboot()
    recording = recover(folder, clock=clock)
    samples = RecordingAudio(folder).available_samples()
    durable = SEGMENT + encrypted.sample_count(len(whole) - lost)
    assert abs(samples - durable) <= 1  # a byte of ciphertext may be zero by chance
    assert RecordingAudio(folder).read(0, min(samples, durable)) == ramp(0, min(samples, durable))
    assert_sound(folder, recording)


def test_a_block_that_never_reached_the_disk_is_no_noise(killed: Path, tmp_path: Path) -> None:
    """With a later one that did: what of the last chunk is there is silence, and said to be."""
    folder = copied(killed, tmp_path)
    path, clock = folder / "0002.tca", FakeClock()
    whole = path.read_bytes()
    rest = encrypted.offset(
        encrypted.CHUNK_SAMPLES * ((RECORDED - SEGMENT) // encrypted.CHUNK_SAMPLES)
    )
    path.write_bytes(whole[: rest + 40] + bytes(100) + whole[rest + 140 :])
    clock.reboot()
    recover(folder, clock=clock)
    audio = RecordingAudio(folder)
    chunks = RECORDED - (RECORDED - SEGMENT) % encrypted.CHUNK_SAMPLES
    samples = audio.available_samples()
    assert RECORDED == samples
    assert audio.read(0, samples) == ramp(0, chunks) + bytes(2 * (samples - chunks))


def test_a_sealed_file_stays_as_it_is_after_a_power_cut(killed: Path, tmp_path: Path) -> None:
    """One that was closed but not yet noted loses nothing, even if its last bytes are zero."""
    clock = FakeClock()
    folder = copied(killed, tmp_path)
    recover(folder, clock=clock)
    lines = (folder / "journal.jsonl").read_text().splitlines(keepends=True)
    kept = [line for line in lines if "closed" not in line or "0002" not in line]
    (folder / "journal.jsonl").write_text("".join(kept))
    before = (folder / "0002.tca").read_bytes()
    clock.reboot()
    recover(folder, clock=clock)
    assert before == (folder / "0002.tca").read_bytes()


def test_without_journal_and_sidecar_the_audio_is_adopted(killed: Path, tmp_path: Path) -> None:
    """Audio files and their key are enough."""
    folder = copied(killed, tmp_path)
    (folder / "journal.jsonl").unlink()
    (folder / "recording.json").unlink()
    recording = recover(folder, clock=FakeClock())
    assert RecordingAudio(folder).read(0, 9999) == ramp(0, RECORDED)
    assert_sound(folder, recording)


def test_a_lost_header_costs_its_file_and_no_position(killed: Path, tmp_path: Path) -> None:
    """Without the salt nothing of it can be decrypted; what follows stays where it was."""
    folder = copied(killed, tmp_path)
    with (folder / "0001.tca").open("r+b") as file:
        file.write(bytes(encrypted.HEADER_BYTES))
    conclude(folder, reason="interrupted", clock=FakeClock())
    expected = bytes(2 * SEGMENT) + ramp(SEGMENT, RECORDED - SEGMENT)
    assert RecordingAudio(folder).read(0, 9999) == expected


def test_recovered_recording_goes_on_encrypted_in_a_new_file(killed: Path, tmp_path: Path) -> None:
    """Whether or not new recordings are encrypted: one stays what it was begun as."""
    folder, clock = copied(killed, tmp_path), FakeClock()
    recover(folder, clock=clock)
    writer = RecordingWriter.reopen(folder, segment_samples=SEGMENT, clock=clock)
    writer.append(ramp(RECORDED, 2_000))
    recording = writer.close("asked")
    assert ["0001.tca", "0002.tca", "0003.tca"] == [part.file for part in recording.segments]
    assert RecordingAudio(folder).read(0, 99_999) == ramp(0, RECORDED + 2_000)
    assert_sound(folder, recording)


def test_without_the_key_an_open_recording_is_left_alone(killed: Path, tmp_path: Path) -> None:
    """Recovery says what is missing and touches no audio; with the key back it is whole."""
    folder = copied(killed, tmp_path)
    keys = KeyFolder(folder.parents[2] / "keys")
    saved = (folder.parents[2] / "keys" / ID).read_bytes()
    keys.destroy(ID)
    before = {name: held for name, held in content(folder).items() if name.endswith(".tca")}
    for attempt in (
        lambda: recover(folder, clock=FakeClock()),
        lambda: conclude(folder, reason="interrupted", clock=FakeClock()),
        lambda: RecordingWriter.reopen(folder, segment_samples=SEGMENT, clock=FakeClock()),
    ):
        with pytest.raises(RecordingsError, match="its key is not there"):
            attempt()
    after = {name: held for name, held in content(folder).items() if name.endswith(".tca")}
    assert before == after
    (folder.parents[2] / "keys" / ID).write_bytes(saved)
    recording = conclude(folder, reason="interrupted", clock=FakeClock())
    assert (RecordingState.CLOSED, RECORDED) == (recording.state, recording.total_samples)
    assert RecordingAudio(folder).read(0, 9999) == ramp(0, RECORDED)
