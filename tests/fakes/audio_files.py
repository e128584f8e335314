"""Audio files made on the spot, good and hostile."""

import struct
import subprocess
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray


def tone(seconds: float, rate_hz: int = 16_000, *, channels: int = 1) -> NDArray[np.float64]:
    """A 440 Hz tone at half scale."""
    moments = np.arange(round(seconds * rate_hz)) / rate_hz
    mono = 0.5 * np.sin(2 * np.pi * 440 * moments)
    return np.repeat(mono[:, None], channels, axis=1)


def written(
    file: Path,
    seconds: float = 2.0,
    rate_hz: int = 16_000,
    *,
    channels: int = 1,
    subtype: str | None = None,
) -> Path:
    """A tone in a format of libsndfile, by the suffix."""
    soundfile.write(file, tone(seconds, rate_hz, channels=channels), rate_hz, subtype=subtype)
    return file


def encoded(file: Path, seconds: float = 2.0, *options: str) -> Path:
    """A tone in a format of ffmpeg, by the suffix."""
    source = written(file.with_name("source.wav"), seconds, 44_100, channels=2)
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", str(source), *options, str(file)]
    subprocess.run(command, check=True)
    source.unlink()
    return file


def wav(
    data: bytes,
    *,
    rate_hz: int = 16_000,
    channels: int = 1,
    bits: int = 16,
    format_code: int = 1,
    data_bytes: int | None = None,
) -> bytes:
    """A WAV file whose header says whatever the test wants."""
    frame = channels * bits // 8
    announced = len(data) if data_bytes is None else data_bytes
    return (
        b"RIFF"
        + struct.pack("<I", min(announced + 36, 0xFFFFFFFF))
        + b"WAVEfmt "
        + struct.pack(
            "<IHHIIHH",
            16,
            format_code,
            channels,
            rate_hz,
            rate_hz * frame & 0xFFFFFFFF,
            frame & 0xFFFF,
            bits,
        )
        + b"data"
        + struct.pack("<I", announced)
        + data
    )


def with_forged_length(flac: bytes) -> bytes:
    """A FLAC file whose header announces 2^36 - 1 samples (RFC 9639, section 8.2)."""
    forged = bytearray(flac)
    forged[21] |= 0x0F
    forged[22:26] = b"\xff" * 4
    return bytes(forged)
