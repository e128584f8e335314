"""Small files that become long or wide when they are decoded."""

from typing import Final

BLOCK_SAMPLES: Final = 65_535
"""The most that a FLAC frame holds."""


def flac_of_silence(seconds: float, *, rate_hz: int = 16_000, channels: int = 1) -> bytes:
    """Return FLAC of silence: about a dozen bytes for each 65,535 samples (RFC 9639).

    Rates above 65,535 Hz are rounded to ten.
    """
    frames = round(seconds * rate_hz / BLOCK_SAMPLES)
    samples = frames * BLOCK_SAMPLES
    packed = rate_hz << 44 | (channels - 1) << 41 | 15 << 36 | samples
    blocks = BLOCK_SAMPLES.to_bytes(2)
    info = blocks + blocks + bytes(6) + packed.to_bytes(8) + bytes(16)
    return b"fLaC\x80\0\0\x22" + info + b"".join(_frame(n, channels) for n in range(frames))


def _frame(number: int, channels: int) -> bytes:
    """Return one frame whose every channel is a constant of zero, 16 bits wide."""
    sync_size_rate = b"\xff\xf8\x70"  # block size in 16 bits at the end, rate as in STREAMINFO
    header = sync_size_rate + bytes([(channels - 1) << 4 | 0x08]) + _coded(number)
    header += (BLOCK_SAMPLES - 1).to_bytes(2)
    frame = header + bytes([_crc(header, 8, 0x07)]) + bytes(3) * channels
    return frame + _crc(frame, 16, 0x8005).to_bytes(2)


def _coded(number: int) -> bytes:
    """Code a frame number as UTF-8 would."""
    return chr(number).encode(errors="surrogatepass")


def _crc(data: bytes, bits: int, polynomial: int) -> int:
    register, top, mask = 0, 1 << bits - 1, (1 << bits) - 1
    for byte in data:
        register ^= byte << bits - 8
        for _ in range(8):
            register = (register << 1 ^ (polynomial if register & top else 0)) & mask
    return register
