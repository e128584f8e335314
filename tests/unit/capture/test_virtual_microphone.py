"""Files played as microphone."""

import wave
from pathlib import Path

import pytest
import soundfile

from appliance.capture.sources import Cue, SourceUnavailableError
from appliance.capture.sources.sound_file import SoundFile
from appliance.capture.sources.virtual import FileSource, SilentSource, piece_samples
from tests.fakes.audio import ramp

SPEED = 50.0


def write_ramp(path: Path, samples: int) -> Path:
    """Write a file whose samples tell their places."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(ramp(0, samples))
    return path


def heard(source: FileSource | SilentSource, pieces: int) -> bytes:
    """Listen to so many pieces."""
    audio = b""
    for _ in range(pieces):
        piece = source.read(1.0)
        assert piece is not None
        audio += piece.pcm
    return audio


def test_a_room_speaks_when_the_recording_begins(tmp_path: Path) -> None:
    """Silence, then the whole file from its first sample, then silence, sample by sample."""
    source = FileSource(write_ramp(tmp_path / "r.wav", 20_000), name="r", speed=SPEED)
    step = piece_samples(SPEED)
    assert heard(source, 2) == bytes(2 * 2 * step)
    source.cue(Cue(began_ns=0, is_fresh=True))
    assert heard(source, 4).rstrip(b"\0") == ramp(0, 20_000)
    source.cue(None)
    assert heard(source, 1) == bytes(2 * step)
    source.cue(Cue(began_ns=0, is_fresh=True))
    assert heard(source, 1) == ramp(0, step)
    source.close()


def test_a_room_goes_on_while_capture_is_away(tmp_path: Path) -> None:
    """After a restart the file continues where the clock is."""
    source = FileSource(write_ramp(tmp_path / "r.wav", 10**6), name="r", speed=SPEED)
    began_ns = source._pace.next_start_ns() - 500_000_000
    source.cue(Cue(began_ns=began_ns, is_fresh=False))
    assert heard(source, 1) == ramp(int(0.5 * SPEED * 16_000), piece_samples(SPEED))
    source.close()


def test_faster_than_real_time_keeps_its_pace() -> None:
    """The pieces of a fast source end at the moments its speed gives."""
    source = SilentSource(speed=10)
    first, second = source.read(1.0), source.read(1.0)
    assert first is not None
    assert second is not None
    expected_ns = piece_samples(10) / 160_000 * 1e9
    assert second.at_ns - first.at_ns == pytest.approx(expected_ns, abs=2)


def test_nothing_is_due_before_its_time() -> None:
    """A read that may not wait long enough gives nothing and loses nothing."""
    source = SilentSource(speed=0.01)
    assert source.read(0.01) is None
    assert source._pace._samples == 0


def test_other_rates_and_channels_become_16_khz_mono(tmp_path: Path) -> None:
    """A second of stereo at 44.1 kHz becomes a second of mono at 16 kHz."""
    path = tmp_path / "stereo.wav"
    soundfile.write(path, [(0.25, 0.5)] * 44_100, 44_100)
    audio = SoundFile(path).read(99_999)
    assert len(audio) // 2 == pytest.approx(16_000, abs=2)
    middle = int.from_bytes(audio[16_000:16_002], "little", signed=True)
    assert middle == pytest.approx(0.375 * 32_768, abs=40)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "does not exist"), (b"", "is empty"), (b"no sound at all" * 100, "cannot be played")],
)
def test_a_bad_file_is_told_with_the_next_step(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    """Missing, empty and foreign files are refused with their reason."""
    path = tmp_path / "bad.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourceUnavailableError, match=f"(?s){reason}.*--mic"):
        FileSource(path, name="bad", speed=1)
    with pytest.raises(SourceUnavailableError, match="is a folder"):
        FileSource(tmp_path, name="bad", speed=1)
