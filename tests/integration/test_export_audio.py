"""The whole recording as one FLAC file."""

import hashlib
import io
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile

from appliance.domain import journal
from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.gap import GapCause
from appliance.export import ExportError
from appliance.export.formats.audio import BLOCK_SAMPLES, flac_blocks, largest_flac_bytes
from appliance.recordings.writer import RecordingWriter
from tests.fakes.clock import FakeClock

STREAM_INFO = slice(8, 42)


def a_recording(folder: Path, pcm: bytes, *, with_gap: bool = False) -> Path:
    """A closed recording in files of ten seconds."""
    clock = FakeClock()
    writer = RecordingWriter.create(
        folder,
        recording_id=folder.name,
        title="",
        segment_samples=10 * SAMPLE_RATE_HZ,
        clock=clock,
    )
    half = len(pcm) // 4 * 2
    writer.append(pcm[:half])
    if with_gap:
        gap = journal.GapNoted(
            at=clock.now(), at_sample=half // 2, duration_s=30.0, cause=GapCause.PAUSED
        )
        writer.note(gap)
    writer.append(pcm[half:])
    writer.close("asked")
    return folder


def noise(samples: int) -> bytes:
    """What does not compress."""
    values = np.random.default_rng(1).integers(-32_768, 32_767, samples, dtype="<i2")
    return values.tobytes()


def tone(samples: int) -> bytes:
    """What does."""
    at = np.arange(samples) / SAMPLE_RATE_HZ
    return (np.sin(at * 2764) * 8000).astype("<i2").tobytes()


@pytest.mark.parametrize("samples", [1, 4095, 4096, 4097, BLOCK_SAMPLES, 3 * BLOCK_SAMPLES + 5])
def test_soundfile_reads_the_same_samples(tmp_path: Path, samples: int) -> None:
    """One file, 16 kHz, mono, 16 bits, with the right length in its header."""
    pcm = tone(samples)
    folder = a_recording(tmp_path / "r", pcm)

    flac = b"".join(flac_blocks(folder))

    with soundfile.SoundFile(io.BytesIO(flac)) as file:
        assert (16_000, 1, "FLAC", "PCM_16") == (
            file.samplerate,
            file.channels,
            file.format,
            file.subtype,
        )
        assert samples == file.frames
        assert pcm == file.read(dtype="int16").tobytes()


def test_the_header_holds_number_and_md5_of_the_samples(tmp_path: Path) -> None:
    """As RFC 9639 lays it out, so that ``flac --test`` finds a damaged file."""
    pcm = noise(100_000)

    flac = b"".join(flac_blocks(a_recording(tmp_path / "r", pcm)))

    info = flac[STREAM_INFO]
    assert b"fLaC" == flac[:4]
    assert 100_000 == int.from_bytes(info[13:18]) & 0xFFFFFFFFF
    assert hashlib.md5(pcm, usedforsecurity=False).digest() == info[18:34]


def test_it_is_what_libsndfile_writes_to_a_file(tmp_path: Path) -> None:
    """But for the sizes of frames, which are only known at the end."""
    pcm = tone(2 * BLOCK_SAMPLES)
    with soundfile.SoundFile(
        tmp_path / "x.flac", "w", 16_000, 1, "PCM_16", compression_level=0.5
    ) as file:
        file.buffer_write(pcm, dtype="int16")
    seekable = (tmp_path / "x.flac").read_bytes()

    flac = b"".join(flac_blocks(a_recording(tmp_path / "r", pcm)))

    sizes = slice(12, 18)
    assert bytes(6) == flac[sizes]
    assert seekable[:12] + bytes(6) + seekable[18:] == flac


def test_the_same_recording_gives_the_same_bytes(tmp_path: Path) -> None:
    """Also from another process or on another day: nothing of either is in it."""
    folder = a_recording(tmp_path / "r", tone(50_000))

    assert list(flac_blocks(folder)) == list(flac_blocks(folder))


def test_a_gap_takes_no_time(tmp_path: Path) -> None:
    """Positions in the file are those of the transcript."""
    pcm = tone(200_000)

    flac = b"".join(flac_blocks(a_recording(tmp_path / "r", pcm, with_gap=True)))

    assert pcm == soundfile.read(io.BytesIO(flac), dtype="int16")[0].tobytes()


@pytest.mark.parametrize("samples", [0, 1, 4097, 100_000])
def test_no_file_is_larger_than_announced(tmp_path: Path, samples: int) -> None:
    """Even noise, which FLAC makes longer; the bound is near."""
    folder = a_recording(tmp_path / "r", noise(samples))

    size = len(b"".join(flac_blocks(folder)))

    assert size <= largest_flac_bytes(folder) <= 1.01 * 2 * samples + 4200


def test_a_recording_of_nothing_is_a_stream_of_nothing(tmp_path: Path) -> None:
    """Stopped before the first sample."""
    flac = b"".join(flac_blocks(a_recording(tmp_path / "r", b"")))

    assert (b"fLaC", 42) == (flac[:4], len(flac))


def test_memory_does_not_grow_with_the_recording(tmp_path: Path) -> None:
    """Ten minutes go through a few blocks."""
    folder = a_recording(tmp_path / "r", noise(600 * SAMPLE_RATE_HZ))
    tracemalloc.start()
    try:
        for _ in flac_blocks(folder):
            pass
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak_bytes < 12 * BLOCK_SAMPLES


def test_audio_that_changes_on_the_way_is_refused(tmp_path: Path) -> None:
    """The header was sent before; nobody may take the file for good."""
    folder = a_recording(tmp_path / "r", tone(3 * BLOCK_SAMPLES))
    blocks = flac_blocks(folder)
    next(blocks)
    for file in folder.glob("*.wav"):
        file.write_bytes(file.read_bytes()[:-2000] + bytes(2000))

    with pytest.raises(ExportError, match="changed"):
        list(blocks)


def test_an_export_that_is_broken_off_leaves_nothing_open(tmp_path: Path) -> None:
    """No file, no encoder."""
    blocks = flac_blocks(a_recording(tmp_path / "r", tone(3 * BLOCK_SAMPLES)))

    assert next(blocks).startswith(b"fLaC")
    blocks.close()

    assert [] == list(blocks)
