"""Encrypted audio files: any writing, any reading, any damage."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.recordings import (
    KeyFolder,
    RecordingAudio,
    RecordingsError,
    RecordingWriter,
    StorageFullError,
    encrypted,
    recover,
)
from tests.fakes.audio import ramp
from tests.fakes.clock import FakeClock

ID = "20250501-120000-abcd"
RECORDED = 7_700
"""In files of 4,000: two whole chunks and a rest, then two whole chunks and a shorter rest."""

SEGMENT = 4_000
CHUNK_BYTES = encrypted.offset(encrypted.CHUNK_SAMPLES) - encrypted.HEADER_BYTES

some = settings(max_examples=15, deadline=None)


def begin(data: Path, recording_id: str = ID) -> RecordingWriter:
    """Begin an encrypted recording in a data folder."""
    return RecordingWriter.create(
        data / "recordings" / "2025-05-01" / recording_id,
        recording_id=recording_id,
        segment_samples=SEGMENT,
        clock=FakeClock(),
        keys=KeyFolder(data / "keys"),
    )


@pytest.fixture(scope="module")
def closed() -> Iterator[Path]:
    """The folder of a closed recording of 7,700 samples; tests copy what they damage."""
    with tempfile.TemporaryDirectory() as root:
        writer = begin(Path(root))
        writer.append(ramp(0, RECORDED))
        writer.close("asked")
        yield writer.folder


def copied(folder: Path, into: Path) -> Path:
    """Copy the data folder; returns the recording's folder in the copy."""
    data = folder.parents[2]
    target = Path(tempfile.mkdtemp(dir=into), "data")
    shutil.copytree(data, target)
    return target / folder.relative_to(data)


@given(st.integers(min_value=0, max_value=10**6))
def test_length_tells_samples(count: int) -> None:
    """A file of so many samples has the length that says so, and one byte less says fewer."""
    length = encrypted.offset(count)
    assert encrypted.sample_count(length) == count
    assert encrypted.sample_count(length - 1) == max(0, count - 1)


@some
@given(
    pieces=st.lists(st.integers(min_value=1, max_value=3_500), min_size=1, max_size=8),
    first=st.integers(min_value=0, max_value=12_000),
    count=st.integers(min_value=0, max_value=12_000),
)
def test_any_pieces_any_range(pieces: list[int], first: int, count: int) -> None:
    """However it is cut into pieces, each range reads as it was heard, open and closed."""
    with tempfile.TemporaryDirectory() as root:
        writer = begin(Path(root))
        audio = RecordingAudio(writer.folder)
        total = 0
        for piece in pieces:
            writer.append(ramp(total, piece))
            total += piece
            assert audio.available_samples() == total
        expected = ramp(0, total)[2 * first : 2 * (first + count)]
        assert audio.read(first, count) == expected
        recording = writer.close("asked")
        assert audio.read(first, count) == expected
        assert RecordingAudio(writer.folder).read(0, total) == ramp(0, total)
        for segment in recording.segments:
            content = (writer.folder / segment.file).read_bytes()
            assert segment.sha256 == hashlib.sha256(content).hexdigest()
            assert len(content) == encrypted.offset(segment.sample_count or 0)


@some
@given(data=st.data())
def test_a_flipped_bit_never_passes_for_audio(
    closed: Path, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Its chunk, or all that hangs on it, reads as silence; everything else is exact."""
    folder = copied(closed, tmp_path_factory.mktemp("flip"))
    path = folder / data.draw(st.sampled_from(["0001.tca", "0002.tca"]))
    content = bytearray(path.read_bytes())
    place = data.draw(st.integers(min_value=0, max_value=len(content) - 1))
    content[place] ^= 1 << data.draw(st.integers(min_value=0, max_value=7))
    path.write_bytes(content)

    audio = RecordingAudio(folder)
    read = audio.read(0, RECORDED)

    expected, first = ramp(0, RECORDED), 0 if path.name == "0001.tca" else SEGMENT
    end = min(first + SEGMENT, RECORDED)
    if place >= 40:
        # Behind magic and salt only a part is lost: a chunk, or what has no tag.
        chunk = max(0, place - encrypted.HEADER_BYTES) // CHUNK_BYTES
        rest = (end - first) // encrypted.CHUNK_SAMPLES
        chunk = rest if place < encrypted.HEADER_BYTES else chunk
        first += chunk * encrypted.CHUNK_SAMPLES
        end = min(end, first + encrypted.CHUNK_SAMPLES)
    silent = expected[: 2 * first] + bytes(2 * (end - first)) + expected[2 * end :]
    assert read == silent
    assert (range(first, end),) == audio.lost()


def test_damage_is_told_once_and_names_the_file(
    closed: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever looks into the log finds which file it was."""
    folder = copied(closed, tmp_path)
    path = folder / "0002.tca"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    audio = RecordingAudio(folder)
    for _ in range(2):
        audio.read(0, RECORDED)
    assert [f"{path} is damaged; what was changed in it reads as silence"] == caplog.messages


def test_chunks_cannot_be_swapped(tmp_path: Path) -> None:
    """Not within a file, not between files or recordings, not even under the same key."""
    silence = bytes(2 * encrypted.CHUNK_SAMPLES)
    writers = [begin(tmp_path), begin(tmp_path, "20250501-120000-abce")]
    for writer in writers:
        writer.append(ramp(0, RECORDED))
        writer.close("asked")
    one, other = (writer.folder for writer in writers)
    (first, second), foreign = (one / "0001.tca", one / "0002.tca"), other / "0001.tca"
    whole, at = first.read_bytes(), encrypted.HEADER_BYTES
    sources = (
        whole[at + CHUNK_BYTES : at + 2 * CHUNK_BYTES],
        second.read_bytes()[at : at + CHUNK_BYTES],
        foreign.read_bytes()[at : at + CHUNK_BYTES],
    )
    for source in sources:
        first.write_bytes(whole[:at] + source + whole[at + CHUNK_BYTES :])
        assert RecordingAudio(one).read(0, encrypted.CHUNK_SAMPLES) == silence
    first.write_bytes(second.read_bytes())  # a whole file under another number
    assert RecordingAudio(one).read(0, encrypted.CHUNK_SAMPLES) == silence


def test_beside_plain_recordings(tmp_path: Path) -> None:
    """What is encrypted and what is not lie side by side and read the same."""
    secret = begin(tmp_path)
    plain = RecordingWriter.create(
        secret.folder.with_name("20250501-120000-abce"),
        recording_id="20250501-120000-abce",
        segment_samples=SEGMENT,
        clock=FakeClock(),
    )
    for writer in (secret, plain):
        writer.append(ramp(0, RECORDED))
        writer.close("asked")
        assert RecordingAudio(writer.folder).read(0, 9999) == ramp(0, RECORDED)
    assert ["0001.tca", "0002.tca"] == sorted(path.name for path in secret.folder.glob("0*"))
    assert ["0001.wav", "0002.wav"] == sorted(path.name for path in plain.folder.glob("0*"))
    assert [ID] == [path.name for path in (tmp_path / "keys").iterdir()]


def test_without_the_key_nothing_is_read(closed: Path, tmp_path: Path) -> None:
    """The error says which file would help; what needs no audio goes on."""
    folder = copied(closed, tmp_path)
    assert KeyFolder(folder.parents[2] / "keys").destroy(ID)
    audio = RecordingAudio(folder)
    for read in (audio.require_audio, lambda: audio.read(0, 10)):
        with pytest.raises(RecordingsError, match="its key is not there") as caught:
            read()
        assert f"keys/{ID}" in caught.value.hint
    assert (audio.recording().total_samples, audio.available_samples()) == (RECORDED, RECORDED)


def test_a_full_disk_goes_on_in_another_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is heard after a failure may be something else: never in the file that failed."""
    writer = begin(tmp_path)
    writer.append(ramp(0, 2_000))

    def full(_fd: int, _data: bytes, _offset: int) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", full)
        with pytest.raises(StorageFullError):
            writer.append(ramp(9_000, 500))
    writer.append(ramp(2_000, 500))
    recording = writer.close("asked")
    assert [("0001.tca", 2_000), ("0002.tca", 500)] == [
        (part.file, part.sample_count) for part in recording.segments
    ]
    assert RecordingAudio(writer.folder).read(0, 9999) == ramp(0, 2_500)


class Disk:
    """Watches all that is written into audio files, and fails when told."""

    def __init__(self) -> None:
        self.fails: int | None = None
        self.written: dict[bytes, bytearray] = {}
        """By the salt of the file: all that was ever written, also what was cut off since."""

        self.repeated: list[int] = []
        self._pwrite = os.pwrite

    def pwrite(self, fd: int, data: bytes, place: int) -> int:
        """Take all of it, or half of it and then fail."""
        if place >= encrypted.HEADER_BYTES:
            known = self.written.setdefault(os.pread(fd, 32, 8), bytearray())
            before = bytes(known[place : place + len(data)])
            if before != bytes(data)[: len(before)]:
                self.repeated.append(place)
            known[len(known) :] = bytes(max(0, place - len(known)))
            known[place : place + len(data)] = data
            if self.fails is not None:
                self._pwrite(fd, bytes(data)[: len(data) // 2], place)
                code, self.fails = self.fails, None
                raise OSError(code, os.strerror(code))
        return self._pwrite(fd, data, place)


@settings(max_examples=15, deadline=None)
@given(
    steps=st.lists(
        st.one_of(
            st.integers(min_value=1, max_value=3_000),
            st.sampled_from(["killed", "rebooted", "full", "broken", "lost", "synced"]),
        ),
        max_size=12,
    )
)
def test_no_place_of_a_key_stream_is_used_twice(steps: list[int | str]) -> None:
    """Whatever fails or dies in between, other audio is never encrypted with the same stream.

    In counter mode two texts at one place of one stream would tell each other's difference. So
    what is written twice to one place of a file must be the same.
    """
    disk = Disk()
    with tempfile.TemporaryDirectory() as root, pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "pwrite", disk.pwrite)
        writer = begin(Path(root))
        folder, heard, expected = writer.folder, 0, b""
        clock = FakeClock()
        for step in steps:
            if isinstance(step, int):
                heard += 7_919  # other audio each time
                written = writer.recorded_samples
                with suppress(StorageFullError):
                    writer.append(ramp(heard, step))
                written = writer.recorded_samples - written
                expected += ramp(heard, step)[: 2 * written]
            elif step in {"full", "broken"}:
                disk.fails = errno.ENOSPC if step == "full" else errno.EIO
            elif step == "synced":
                writer.sync()
            else:
                if step == "rebooted":
                    clock.reboot()
                if step == "lost":  # a power cut before the folder was synced
                    clock.reboot()
                    last = max(writer.recording.segments, key=lambda part: part.file, default=None)
                    if last is not None and last.sample_count is None:
                        expected = expected[: 2 * last.first_sample]
                        (folder / last.file).unlink()
                recover(folder, clock=clock)
                writer = RecordingWriter.reopen(folder, segment_samples=SEGMENT, clock=clock)
                expected = expected[: 2 * writer.recorded_samples]
        disk.fails = None
        writer.close("asked")
        assert disk.repeated == []
        assert RecordingAudio(folder).read(0, 10**6) == expected
